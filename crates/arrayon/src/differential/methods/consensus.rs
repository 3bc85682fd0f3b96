//! What all methods say together, as it is written.

use crate::differential::Stage;
use arrayon_diffexpr as library;
use arrayon_diffexpr::ContrastResult;
use arrayon_results::methods::{Concordance, Consensus, ConsensusRow, TopOverlap};
use arrayon_results::number::finite;

pub(super) fn written(
    stage: &Stage<'_>,
    contrast: &ContrastResult,
    found: library::Consensus,
) -> Consensus {
    Consensus {
        contrast: contrast.contrast.id.clone(),
        direction: contrast.direction.clone(),
        fdr: stage.section.fdr.get(),
        methods: found.methods,
        concordance: found.concordance.into_iter().map(concordance).collect(),
        called_by_all: found.called_by_all,
        called_by_majority: found.called_by_majority,
        sign_conflicts: found.sign_conflicts,
        features: (found.rows.into_iter())
            .map(|row| {
                let (gene_symbols, entrez_ids) = stage.genes.of(&row.id);
                ConsensusRow {
                    feature_id: row.id,
                    calls: row.calls,
                    direction: row.direction,
                    p_value: finite(row.p_value),
                    adj_p_value: finite(row.adj_p_value),
                    adj_of_largest_p: finite(row.adj_of_largest_p),
                    gene_symbols,
                    entrez_ids,
                }
            })
            .collect(),
    }
}

fn concordance(found: library::Concordance) -> Concordance {
    Concordance {
        first: found.method_a,
        second: found.method_b,
        n_features: found.n_features,
        n_both: found.n_both,
        n_opposite: found.n_opposite,
        n_only_first: found.n_only_a,
        n_only_second: found.n_only_b,
        kappa: finite(found.kappa),
        spearman: finite(found.spearman),
        top_overlap: (found.top_overlap.into_iter())
            .map(|(size, n_shared)| TopOverlap { size, n_shared })
            .collect(),
    }
}
