//! The differential-expression stage: one contrast's model and its table, annotated.

use crate::error::Error;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, SampleSheet};
use arrayon_diffexpr::{
    ColumnRoles, ContrastResult, DiffexprError, ModerationSettings, Settings, analyse,
};
use arrayon_results::differential::{Differential, FeatureRow, GroupSize, Model};
use arrayon_results::number::finite;
use std::path::{Path, PathBuf};

/// How contrasts are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialSettings {
    /// Whether the prior variance follows average expression.
    pub trend: bool,
    /// Whether the prior is protected against hypervariable features.
    pub robust: bool,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Numeric blocking columns that are groups, not slopes.
    pub factors: Vec<String>,
    /// Controls that are left out, to be told in the results.
    pub n_controls_not_tested: usize,
    /// The file of the contrasts, for messages.
    pub contrasts: PathBuf,
}

/// A model that the samples cannot answer, told with the file that asks for it.
pub(crate) fn unanswerable(contrasts: &Path, error: &DiffexprError) -> Error {
    Error::data(contrasts.display().to_string(), error, error.hint())
}

/// Tests one contrast.
///
/// # Errors
/// A contrast that the samples cannot answer, with what is at fault.
pub fn differential_expression(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
) -> Result<Differential, Error> {
    let roles = ColumnRoles {
        factors: settings.factors.clone(),
        ..ColumnRoles::default()
    };
    let moderation = ModerationSettings {
        trend: settings.trend,
        robust: settings.robust,
    };
    let settings_of_fit = Settings {
        roles,
        moderation,
        fdr: settings.fdr,
        ..Settings::default()
    };
    let result = analyse(expression, sheet, contrast, &settings_of_fit)
        .map_err(|error| unanswerable(&settings.contrasts, &error))?;
    let constant = constant_features(expression, &result.design.sample_names);
    let mut written = written(result, annotation, settings);
    written.notes.extend(constant);
    Ok(written)
}

/// Names the features that have one value in all samples compared.
fn constant_features(expression: &ExpressionMatrix, samples: &[String]) -> Option<String> {
    const NAMED: usize = 5;
    let columns: Vec<usize> = (expression.samples().iter().enumerate())
        .filter(|(_, sample)| samples.contains(sample))
        .map(|(column, _)| column)
        .collect();
    let is_constant = |&row: &usize| {
        let values = expression.row(row);
        columns
            .iter()
            .all(|&column| values[column] == values[columns[0]])
    };
    let constant: Vec<&str> = (0..expression.n_features())
        .filter(is_constant)
        .map(|row| expression.features()[row].as_str())
        .collect();
    let more = constant.len().saturating_sub(NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let named = constant[..constant.len().min(NAMED)].join("', '");
    (!constant.is_empty()).then(|| format!("without any variance: '{named}'{more}"))
}

fn written(
    result: ContrastResult,
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
) -> Differential {
    let ContrastResult {
        contrast,
        design,
        prior,
        rows,
        ..
    } = result;
    let df_prior = finite(df_prior_of_most(&prior.df, rows.len()));
    Differential {
        contrast: contrast.id,
        variable: contrast.variable,
        reference: contrast.reference,
        target: contrast.target,
        direction: result.direction,
        unit: "log2".to_owned(),
        method: method(settings),
        model: Model {
            coefficients: design.columns,
            groups: (design.groups.into_iter())
                .map(|group| GroupSize {
                    level: group.level,
                    n_samples: group.n_samples,
                })
                .collect(),
            samples: design.sample_names,
            excluded_samples: design.excluded,
            df_residual: result.df_residual.at(0),
        },
        df_prior_note: df_prior.is_none().then(|| {
            "infinite: the features' variances differ no more than chance explains".to_owned()
        }),
        df_prior,
        s2_prior: s2_prior_at_median(&prior.s2, &rows),
        fdr: settings.fdr,
        n_tested: rows.len(),
        n_controls_not_tested: settings.n_controls_not_tested,
        n_up: result.n_up,
        n_down: result.n_down,
        notes: result.notes,
        features: rows
            .into_iter()
            .map(|row| feature_row(row, annotation))
            .collect(),
    }
}

/// The prior degrees of freedom; with robust moderation those of features that are no outliers,
/// which are the most.
fn df_prior_of_most(df_prior: &arrayon_diffexpr::PerFeature, n_features: usize) -> f64 {
    (0..n_features)
        .map(|feature| df_prior.at(feature))
        .fold(0.0, f64::max)
}

fn method(settings: &DifferentialSettings) -> String {
    let prior = match (settings.trend, settings.robust) {
        (false, false) => "one prior variance",
        (true, false) => "prior variance along average expression",
        (false, true) => "one prior variance, robust",
        (true, true) => "prior variance along average expression, robust",
    };
    format!("linear models, empirical-Bayes moderated t ({prior}), Benjamini-Hochberg")
}

/// The prior variance of the feature whose average expression is the (lower) median.
fn s2_prior_at_median(
    s2_prior: &arrayon_diffexpr::PerFeature,
    rows: &[arrayon_diffexpr::FeatureResult],
) -> f64 {
    let mut by_expression: Vec<_> = rows.iter().map(|row| (row.ave_expr, row.feature)).collect();
    by_expression.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let median = by_expression[(by_expression.len() - 1) / 2];
    s2_prior.at(median.1)
}

fn feature_row(
    row: arrayon_diffexpr::FeatureResult,
    annotation: Option<&GeneAnnotation>,
) -> FeatureRow {
    let genes = annotation.map_or(&[][..], |annotation| annotation.genes_of(&row.id));
    let texts = |text: fn(&arrayon_core::GeneAssignment) -> &String| {
        let named = genes.iter().map(text).filter(|text| !text.is_empty());
        named.cloned().collect::<Vec<_>>()
    };
    FeatureRow {
        gene_symbols: texts(|gene| &gene.symbol),
        entrez_ids: texts(|gene| &gene.entrez_id),
        feature_id: row.id,
        log_fc: row.log_fc,
        ci_left: row.ci_left,
        ci_right: row.ci_right,
        ave_expr: row.ave_expr,
        t: finite(row.t),
        p_value: finite(row.p_value),
        adj_p_value: finite(row.adj_p_value),
        b: finite(row.b),
    }
}

/// Adds genes to rows that have none.
pub fn annotate(rows: &mut [FeatureRow], annotation: &GeneAnnotation) {
    for row in rows.iter_mut().filter(|row| row.gene_symbols.is_empty()) {
        let genes = annotation.genes_of(&row.feature_id);
        row.gene_symbols = genes.iter().map(|gene| gene.symbol.clone()).collect();
        row.gene_symbols.retain(|symbol| !symbol.is_empty());
    }
}
