//! SAM as it is written.

use crate::differential::Stage;
use crate::differential::genes::Genes;
use crate::differential::trend::n_tested;
use arrayon_core::Contrast;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{FudgeFactor, SamResult};
use arrayon_results::methods::{DeltaRow, Sam, SamRow, SamSettings};
use arrayon_results::number::finite;

pub(super) fn written(stage: &Stage<'_>, found: SamResult, settings: &library::SamSettings) -> Sam {
    Sam {
        settings: sam_settings(settings, &found.contrast),
        contrast: found.contrast.id,
        direction: found.direction,
        method: "significance analysis of microarrays (Tusher 2001), q-values by permutation"
            .to_owned(),
        fdr: settings.fdr,
        s0: found.s0,
        s0_percentile: found.s0_percentile,
        pi0: found.pi0,
        n_permutations: found.n_permutations,
        delta_table: found.delta_table.iter().map(delta_row).collect(),
        at_delta: found.at_delta.as_ref().map(delta_row),
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        notes: (found.notes.into_iter())
            .chain(consensus_note(stage, settings))
            .chain(stage.weights_note())
            .collect(),
        features: (found.rows.into_iter())
            .map(|row| sam_row(stage.genes, row))
            .collect(),
    }
}

/// Says where the consensus calls other features than SAM counts.
fn consensus_note(stage: &Stage<'_>, settings: &library::SamSettings) -> Option<String> {
    let fdr = stage.section.fdr.get();
    (settings.delta.is_some() || settings.fdr != fdr)
        .then(|| format!("in the consensus of methods SAM calls features of a q-value up to {fdr}"))
}

fn sam_settings(settings: &library::SamSettings, contrast: &Contrast) -> SamSettings {
    let fudge_factor = match settings.fudge {
        FudgeFactor::Estimated => "estimated",
        FudgeFactor::Percentile(_) => "percentile",
        FudgeFactor::Fixed(_) => "fixed",
    };
    SamSettings {
        permutations: settings.most_permutations,
        seed: settings.seed,
        fudge_factor: fudge_factor.to_owned(),
        delta: settings.delta,
        pairs: contrast.blocking.clone(),
    }
}

fn delta_row(row: &library::DeltaRow) -> DeltaRow {
    DeltaRow {
        delta: row.delta,
        cut_low: finite(row.cut_low),
        cut_up: finite(row.cut_up),
        n_called: row.n_called,
        n_false_median: row.n_false_median,
        n_false_90: row.n_false_90,
        fdr_median: row.fdr_median,
        fdr_90: row.fdr_90,
    }
}

fn sam_row(genes: Genes<'_>, row: library::SamRow) -> SamRow {
    let (gene_symbols, entrez_ids) = genes.of(&row.id);
    SamRow {
        feature_id: row.id,
        log_fc: finite(row.log_fc),
        s: finite(row.s),
        d: finite(row.d),
        p_value: finite(row.p_value),
        adj_p_value: finite(row.adj_p_value),
        q_value: finite(row.q_value),
        gene_symbols,
        entrez_ids,
    }
}
