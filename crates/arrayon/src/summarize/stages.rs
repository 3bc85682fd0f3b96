//! `summary.json` of a single stage: what that stage found, empty where it looked at nothing.

use super::{
    cluster_number, summarize_clusters, summarize_contrasts, summarize_gene_clusters,
    summarize_quality, top, trends, warnings_of_arrays, warnings_of_tests, with_themes,
};
use crate::clustering::{GeneClusters, not_found_in_words};
use crate::differential::DifferentialResults;
use crate::run::{GeneSetFindings, TestedContrast};
use crate::study_expression::StudyExpression;
use arrayon_cluster::Clusters;
use arrayon_core::{ExpressionMatrix, called_at};
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::{ContrastSummary, Summary};
use std::path::Path;

/// Expression from CEL files.
pub(crate) fn summarize_normalize_stage(expression: &StudyExpression) -> Summary {
    let n_samples = expression.matrix.n_samples();
    Summary {
        study: match n_samples {
            1 => "one CEL file".to_owned(),
            n => format!("{n} CEL files"),
        },
        simulated: expression.is_simulated(),
        normalization: expression.normalization.clone(),
        qc: expression.qc.as_ref().map(summarize_quality),
        warnings: warnings_of_arrays(expression),
        n_samples: Some(n_samples),
        n_features: expression.matrix.n_features(),
        ..Summary::default()
    }
}

/// Contrasts, phenotypes and doses of a matrix.
pub(crate) fn summarize_diff_stage(
    path: &Path,
    matrix: &ExpressionMatrix,
    found: &DifferentialResults,
) -> Summary {
    Summary {
        filters: found.summary.filters.clone(),
        contrasts: summarize_contrasts(found),
        trends: trends(found),
        warnings: warnings_of_tests(found).collect(),
        ..of_matrix(path, matrix)
    }
}

/// What `arrayon cluster` found; nothing for a shard of the bootstrap.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClusterFindings {
    /// The tree of all samples.
    pub(crate) samples: Option<Clusters>,
    /// The tree of features.
    pub(crate) genes: Option<GeneClusters>,
}

/// Clusters of the samples and features of a matrix.
pub(crate) fn summarize_cluster_stage(
    path: &Path,
    matrix: &ExpressionMatrix,
    found: &ClusterFindings,
) -> Summary {
    let samples = found.samples.as_ref();
    Summary {
        clusters: samples.map_or_else(Vec::new, |tree| {
            summarize_clusters(std::slice::from_ref(tree))
        }),
        number_of_clusters: samples.map(cluster_number),
        gene_clusters: found.genes.as_ref().map(summarize_gene_clusters),
        warnings: (found.genes.iter())
            .filter_map(|tree| not_found_in_words(&tree.choice.not_found))
            .collect(),
        ..of_matrix(path, matrix)
    }
}

/// Gene sets and themes of tables of contrasts.
pub(crate) fn summarize_gene_sets_stage(
    tables: &[TestedContrast<'_>],
    fdr: f64,
    found: &GeneSetFindings,
) -> Summary {
    let of_contrast = |(at, table): (usize, &TestedContrast<'_>)| {
        let changed = |direction: f64| {
            let is_found = |row: &&FeatureRow| {
                row.adj_p_value.is_some_and(|p| called_at(p, fdr)) && direction * row.log_fc > 0.0
            };
            table.rows.iter().filter(is_found).count()
        };
        let contrast = ContrastSummary {
            contrast: table.label.id.to_owned(),
            direction: table.label.direction.to_owned(),
            fdr,
            n_tested: (table.rows.iter())
                .filter(|row| row.p_value.is_some())
                .count(),
            n_up: changed(1.0),
            n_down: changed(-1.0),
            top: top(table.rows),
            gene_sets: found.sets[at].clone(),
            ..ContrastSummary::default()
        };
        let themes = found.themes.as_ref();
        with_themes(contrast, themes.and_then(|themes| themes.contrasts.get(at)))
    };
    Summary {
        study: match tables {
            [table] => table.label.id.to_owned(),
            tables => format!("{} contrasts", tables.len()),
        },
        n_features: tables.first().map_or(0, |table| table.rows.len()),
        contrasts: tables.iter().enumerate().map(of_contrast).collect(),
        ..Summary::default()
    }
}

fn of_matrix(path: &Path, matrix: &ExpressionMatrix) -> Summary {
    let name = path.file_name().unwrap_or_default();
    Summary {
        study: name.to_string_lossy().into_owned(),
        n_samples: Some(matrix.n_samples()),
        n_features: matrix.n_features(),
        ..Summary::default()
    }
}
