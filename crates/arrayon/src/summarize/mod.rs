//! `summary.json` from what the stages found.

mod set_tests;
mod stages;

pub(crate) use set_tests::summarize_gene_sets;
pub(crate) use stages::{
    ClusterFindings, summarize_cluster_stage, summarize_diff_stage, summarize_gene_sets_stage,
    summarize_normalize_stage,
};

use crate::clustering::GeneClusters;
use crate::differential::DifferentialResults;
use crate::plan::Plan;
use crate::run::GeneSetFindings;
use crate::study_expression::StudyExpression;
use crate::truth::Truth;
use arrayon_cluster::Clusters;
use arrayon_diffexpr::{
    ContrastOverview, DecisionMethod, Differential, SlopeRow, most_influential,
};
use arrayon_results::ThemeOutcome;
use arrayon_results::differential::FeatureRow;
use arrayon_results::qc::{QualityControl, Status};
use arrayon_results::summary::{
    ClusterNumber, ClusterSummary, ContrastSummary, DecidedSummary, GeneClusterSummary,
    QualitySummary, Summary, TopFeature, TrendFeature, TrendSummary,
};
use arrayon_themes::{ContrastThemes, Themes};

/// How many features of a list the summary names.
pub(crate) const N_TOP: usize = 10;

/// What the stages found.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The study.
    pub plan: &'a Plan,
    /// Its expression.
    pub expression: &'a StudyExpression,
    /// Its contrasts, phenotypes and doses.
    pub differential: &'a DifferentialResults,
    /// Features with missing values, which take no part in principal components.
    pub n_incomplete: usize,
    /// Its dendrograms.
    pub clusters: &'a [Clusters],
    /// What a reader should know of the clustering.
    pub cluster_notes: &'a [String],
    /// The clusters of its features, where there are any.
    pub gene_clusters: Option<&'a GeneClusters>,
    /// Its gene sets and theme verdicts.
    pub gene_sets: &'a GeneSetFindings,
    /// What is true of it, where that is known.
    pub truth: Option<&'a Truth>,
}

/// Brings the findings to one screen.
pub fn summarize(findings: &Findings<'_>) -> Summary {
    let (expression, gene_sets) = (findings.expression, findings.gene_sets);
    let themes = gene_sets.themes.as_ref();
    let clusters = summarize_clusters(findings.clusters);
    let contrast_themes = themes.map_or(&[][..], |themes| &themes.contrasts);
    let truth = findings
        .truth
        .map(|truth| truth.compare(&findings.differential.contrasts, contrast_themes, &clusters));
    let contrasts = summarize_contrasts(findings.differential);
    Summary {
        study: findings.plan.config.study.name.clone(),
        simulated: expression.is_simulated(),
        n_samples: Some(expression.matrix.n_samples()),
        n_features: expression.n_features(),
        normalization: expression.normalization.clone(),
        qc: expression.qc.as_ref().map(summarize_quality),
        groups: findings.plan.groups.groups.clone(),
        filters: findings.differential.summary.filters.clone(),
        trends: trends(findings.differential),
        contrasts: (contrasts.into_iter().zip(&gene_sets.sets))
            .map(|(contrast, sets)| {
                let verdicts = themes.and_then(|themes| of_contrast(themes, &contrast.contrast));
                ContrastSummary {
                    gene_sets: sets.clone(),
                    ..with_themes(contrast, verdicts)
                }
            })
            .collect(),
        number_of_clusters: findings.clusters.first().map(cluster_number),
        gene_clusters: findings.gene_clusters.map(summarize_gene_clusters),
        clusters,
        truth,
        warnings: warnings(findings),
        files: Vec::new(),
    }
}

fn of_contrast<'a>(themes: &'a Themes, contrast: &str) -> Option<&'a ContrastThemes> {
    let mut all = themes.contrasts.iter();
    all.find(|themes| themes.contrast == contrast)
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
        direction: contrast.direction.clone(),
        fdr: contrast.fdr,
        n_tested: contrast.n_tested,
        n_up: contrast.n_up,
        n_down: contrast.n_down,
        n_always_found: (contrast.leave_one_out.as_ref()).map(|found| found.n_always_found),
        most_influential: most_influential(contrast),
        top: top(&contrast.features),
        ..ContrastSummary::default()
    }
}

/// The first features of a table sorted by p-value.
fn top(rows: &[FeatureRow]) -> Vec<TopFeature> {
    (rows.iter().take(N_TOP))
        .map(|row| TopFeature {
            feature_id: row.feature_id.clone(),
            gene_symbols: row.gene_symbols.clone(),
            log_fc: row.log_fc,
            adj_p_value: row.adj_p_value,
        })
        .collect()
}

fn with_themes(contrast: ContrastSummary, themes: Option<&ContrastThemes>) -> ContrastSummary {
    let verdicts = themes.map_or(&[][..], |themes| &themes.verdicts);
    let with = |verdict: ThemeOutcome| -> Vec<String> {
        let matching = verdicts.iter().filter(|theme| theme.verdict == verdict);
        matching.map(|theme| theme.theme.clone()).collect()
    };
    ContrastSummary {
        themes_up: with(ThemeOutcome::Up),
        themes_down: with(ThemeOutcome::Down),
        themes_mixed: with(ThemeOutcome::Mixed),
        themes_not_testable: with(ThemeOutcome::NotTestable),
        theme_sentences: (verdicts.iter())
            .filter(|theme| theme.verdict.is_change())
            .map(|theme| theme.sentence.clone())
            .collect(),
        ..contrast
    }
}

fn cluster_number(tree: &Clusters) -> ClusterNumber {
    ClusterNumber {
        n_clusters: tree.advice.n_clusters,
        by_silhouette: tree.advice.by_silhouette,
        by_gap: tree.advice.by_gap,
        by_dynamic_cut: tree.advice.by_dynamic_cut,
    }
}

fn summarize_gene_clusters(tree: &GeneClusters) -> GeneClusterSummary {
    GeneClusterSummary {
        rule: tree.choice.rule.clone(),
        n_features: tree.labels.len(),
        n_clusters: tree.profiles.len(),
        n_unassigned: tree.clusters.iter().filter(|&&of| of == 0).count(),
    }
}

fn trends(found: &DifferentialResults) -> Vec<TrendSummary> {
    let phenotypes = found.phenotypes.slopes.iter().map(|one| TrendSummary {
        variable: one.phenotype.clone(),
        kind: "phenotype".to_owned(),
        adjusted_for: one.model.adjusted_for.clone(),
        n_tested: one.n_tested,
        n_up: one.n_up,
        n_down: one.n_down,
        top: (one.features.iter().take(N_TOP))
            .map(|row| trend_feature(row, &row.gene_symbols))
            .collect(),
    });
    let doses = found.doses.iter().map(|one| TrendSummary {
        variable: one.variable.clone(),
        kind: "dose".to_owned(),
        adjusted_for: one.model.adjusted_for.clone(),
        n_tested: one.n_tested,
        n_up: one.n_up,
        n_down: one.n_down,
        top: (one.features.iter().take(N_TOP))
            .map(|row| trend_feature(&row.linear, &row.gene_symbols))
            .collect(),
    });
    phenotypes.chain(doses).collect()
}

fn trend_feature(slope: &SlopeRow, gene_symbols: &[String]) -> TrendFeature {
    TrendFeature {
        feature_id: slope.feature_id.clone(),
        gene_symbols: gene_symbols.to_vec(),
        slope: slope.slope,
        adj_p_value: slope.adj_p_value,
    }
}

fn summarize_clusters(trees: &[Clusters]) -> Vec<ClusterSummary> {
    (trees.iter())
        .flat_map(|tree| {
            tree.verdicts.iter().map(|verdict| ClusterSummary {
                scope: tree.scope.clone(),
                variable: verdict.variable.clone(),
                verdict: verdict.verdict,
                adjusted_rand_index: verdict.adjusted_rand_index,
                permanova_p_value: verdict.permanova.p_value,
                lowest_au: (verdict.branches.iter())
                    .filter_map(|branch| branch.au)
                    .min_by(f64::total_cmp),
                rule: verdict.rule.clone(),
            })
        })
        .collect()
}

fn summarize_quality(qc: &QualityControl) -> QualitySummary {
    let count = |status| {
        qc.arrays
            .iter()
            .filter(|array| array.status == status)
            .count()
    };
    QualitySummary {
        status: Status::worst(qc.arrays.iter().map(|array| array.status)),
        n_pass: count(Status::Pass),
        n_warn: count(Status::Warn),
        n_fail: count(Status::Fail),
    }
}

fn warnings(findings: &Findings<'_>) -> Vec<String> {
    let mut warnings = findings.plan.warnings();
    warnings.extend(warnings_of_arrays(findings.expression));
    if findings.n_incomplete > 0 {
        warnings.push(format!(
            "{} of {} features have missing values; principal components leave them out, \
             distances compare what both have",
            findings.n_incomplete,
            findings.expression.n_features()
        ));
    }
    warnings.extend(warnings_of_tests(findings.differential));
    warnings.extend_from_slice(findings.cluster_notes);
    warnings.extend_from_slice(&findings.gene_sets.warnings);
    warnings
}

fn warnings_of_tests(found: &DifferentialResults) -> impl Iterator<Item = String> + '_ {
    let contrasts = found.contrasts.iter();
    let contrasts = contrasts.map(|one| (format!("contrast {}", one.contrast), &one.notes));
    let phenotypes = found.phenotypes.slopes.iter();
    let phenotypes = phenotypes.map(|one| (format!("phenotype {}", one.phenotype), &one.notes));
    let doses = found.doses.iter();
    let doses = doses.map(|one| (format!("dose {}", one.variable), &one.notes));
    (contrasts.chain(phenotypes).chain(doses))
        .flat_map(|(of, notes)| notes.iter().map(move |note| format!("{of}: {note}")))
}

fn warnings_of_arrays(expression: &StudyExpression) -> Vec<String> {
    let mut warnings = expression.warnings.clone();
    if let Some(qc) = &expression.qc {
        let of_arrays = qc.arrays.iter().flat_map(|array| {
            array.checks.iter().filter_map(move |check| {
                let reason = check
                    .reason
                    .as_ref()
                    .filter(|_| check.status >= Status::Warn)?;
                Some(format!("array {}: {reason}", array.sample))
            })
        });
        warnings.extend(of_arrays);
        let of_study = qc
            .study_checks
            .iter()
            .filter(|check| check.status >= Status::Warn);
        warnings.extend(of_study.filter_map(|check| check.reason.clone()));
    }
    warnings
}
