//! Contrasts, phenotypes and doses in brief, for `summary.json`.

use super::DifferentialResults;
use arrayon_diffexpr::{
    ContrastOverview, DecisionMethod, Differential, SlopeRow, most_influential,
};
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::{
    ContrastSummary, DecidedSummary, SlopeFeature, SlopeSummary, Summary, TopFeature,
};

/// How many features of a list the summary names.
pub(crate) const N_TOP: usize = 5;

/// Adds what was found to a summary.
pub(super) fn summarize(found: &DifferentialResults, summary: &mut Summary) {
    summary.filters.clone_from(&found.summary.filters);
    summary.contrasts = summarize_contrasts(found);
    summary.slopes = trends(found);
    summary.warnings.extend(warnings_of_tests(found));
    summary.warnings.extend_from_slice(&found.undecided);
}

/// Each contrast with what further methods and the decisions over all contrasts say of it.
fn summarize_contrasts(found: &DifferentialResults) -> Vec<ContrastSummary> {
    let decide = found.summary.decide;
    let decided = |overview: &ContrastOverview| DecidedSummary {
        method: decide.to_string(),
        n_up: overview.n_up_decided,
        n_down: overview.n_down_decided,
    };
    (found.contrasts.iter().zip(&found.summary.contrasts))
        .map(|(contrast, overview)| ContrastSummary {
            methods: overview.methods.clone(),
            decided: (decide != DecisionMethod::default()).then(|| decided(overview)),
            ..summarize_contrast(contrast)
        })
        .collect()
}

fn summarize_contrast(contrast: &Differential) -> ContrastSummary {
    ContrastSummary {
        contrast: contrast.contrast.clone(),
        direction_in_words: contrast.direction_in_words.clone(),
        fdr: contrast.fdr,
        n_tested: contrast.n_tested,
        n_up: contrast.n_up,
        n_down: contrast.n_down,
        n_always_found: (contrast.leave_one_out.as_ref()).and_then(|found| found.n_always_found),
        n_not_left_out: (contrast.leave_one_out.as_ref()).map_or(0, |found| found.n_not_left_out),
        most_influential: most_influential(contrast),
        top_features: top(&contrast.features),
        ..ContrastSummary::default()
    }
}

/// The first features of a table sorted by p-value.
pub(crate) fn top(rows: &[FeatureRow]) -> Vec<TopFeature> {
    (rows.iter().take(N_TOP))
        .map(|row| TopFeature {
            feature_id: row.feature_id.clone(),
            gene_symbols: row.gene_symbols.clone(),
            log_fc: row.log_fc,
            adj_p_value: row.adj_p_value,
        })
        .collect()
}

fn trends(found: &DifferentialResults) -> Vec<SlopeSummary> {
    let phenotypes = found.phenotypes.slopes.iter().map(|one| SlopeSummary {
        variable: one.variable.clone(),
        kind: "phenotype".to_owned(),
        adjusted_for: one.slope_model.adjusted_for.clone(),
        n_tested: one.n_tested,
        n_up: one.n_up,
        n_down: one.n_down,
        top_slopes: (one.features.iter().take(N_TOP))
            .map(|row| trend_feature(row, &row.gene_symbols))
            .collect(),
    });
    let doses = found.doses.iter().map(|one| SlopeSummary {
        variable: one.variable.clone(),
        kind: "dose".to_owned(),
        adjusted_for: one.slope_model.adjusted_for.clone(),
        n_tested: one.n_tested,
        n_up: one.n_up,
        n_down: one.n_down,
        top_slopes: (one.features.iter().take(N_TOP))
            .map(|row| trend_feature(&row.linear, &row.gene_symbols))
            .collect(),
    });
    phenotypes.chain(doses).collect()
}

fn trend_feature(slope: &SlopeRow, gene_symbols: &[String]) -> SlopeFeature {
    SlopeFeature {
        feature_id: slope.feature_id.clone(),
        gene_symbols: gene_symbols.to_vec(),
        slope: slope.slope,
        adj_p_value: slope.adj_p_value,
    }
}

fn warnings_of_tests(found: &DifferentialResults) -> impl Iterator<Item = String> + '_ {
    let contrasts = found.contrasts.iter();
    let contrasts = contrasts.map(|one| (format!("contrast {}", one.contrast), &one.notes));
    let phenotypes = found.phenotypes.slopes.iter();
    let phenotypes = phenotypes.map(|one| (format!("phenotype {}", one.variable), &one.notes));
    let doses = found.doses.iter();
    let doses = doses.map(|one| (format!("dose {}", one.variable), &one.notes));
    (contrasts.chain(phenotypes).chain(doses))
        .flat_map(|(of, notes)| notes.iter().map(move |note| format!("{of}: {note}")))
}
