//! Rank products as they are written.

use crate::differential::Stage;
use crate::differential::genes::Genes;
use crate::differential::trend::n_tested;
use arrayon_core::Contrast;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{RankNull, RankProductResult, RankSettings, RankStatistic};
use arrayon_results::methods::{RankProductRow, RankProductSettings, RankProducts};
use arrayon_results::number::finite;

pub(super) fn written(
    stage: &Stage<'_>,
    found: RankProductResult,
    settings: &RankSettings,
) -> RankProducts {
    let statistic = match settings.statistic {
        RankStatistic::Product => "rank products of all pairs of samples (Breitling 2004)",
        RankStatistic::Sum => "rank sums of all pairs of samples (Breitling and Herzyk 2005)",
    };
    let independent = "exact counts and bounds (Heskes 2014)";
    let null = match settings.null {
        RankNull::Relabelled { .. } => format!("{independent} and by relabelled samples"),
        RankNull::Independent => independent.to_owned(),
        RankNull::Permutations { .. } => "permutations of the features in each sample".to_owned(),
    };
    RankProducts {
        method: format!("{statistic}, p-values by {null}, Benjamini-Hochberg"),
        settings: rank_product_settings(settings, &found.contrast),
        contrast: found.contrast.id,
        direction: found.direction,
        fdr: settings.fdr,
        n_replicates: found.n_replicates,
        n_permutations: found.n_draws,
        complete: found.complete,
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        notes: (found.notes.into_iter())
            .chain(stage.weights_note())
            .collect(),
        features: (found.rows.into_iter())
            .map(|row| rank_product_row(stage.genes, row))
            .collect(),
    }
}

fn rank_product_settings(settings: &RankSettings, contrast: &Contrast) -> RankProductSettings {
    let (null, drawn) = match settings.null {
        RankNull::Relabelled { most, seed } => ("exchanged-labels", Some((most, seed))),
        RankNull::Independent => ("published", None),
        RankNull::Permutations {
            n_permutations,
            seed,
        } => ("permutations", Some((n_permutations, seed))),
    };
    let statistic = match settings.statistic {
        RankStatistic::Product => "product",
        RankStatistic::Sum => "sum",
    };
    RankProductSettings {
        statistic: statistic.to_owned(),
        null: null.to_owned(),
        permutations: drawn.map(|(n, _)| n),
        seed: drawn.map(|(_, seed)| seed),
        pairs: contrast.blocking.clone(),
    }
}

fn rank_product_row(genes: Genes<'_>, row: library::RankProductRow) -> RankProductRow {
    let (gene_symbols, entrez_ids) = genes.of(&row.id);
    RankProductRow {
        feature_id: row.id,
        log_fc: finite(row.log_fc),
        n_replicates: row.n_replicates,
        rank_up: finite(row.rank_up),
        rank_down: finite(row.rank_down),
        p_value_up: finite(row.p_value_up),
        p_value_down: finite(row.p_value_down),
        pfp_up: finite(row.pfp_up),
        pfp_down: finite(row.pfp_down),
        raw_pfp_up: finite(row.raw_pfp_up),
        raw_pfp_down: finite(row.raw_pfp_down),
        p_value: finite(row.p_value),
        p_lower: finite(row.p_lower),
        p_upper: finite(row.p_upper),
        adj_p_value: finite(row.adj_p_value),
        gene_symbols,
        entrez_ids,
    }
}
