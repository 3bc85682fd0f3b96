//! The differential-expression stage: one contrast's model and its table, annotated.

use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, SampleSheet};
use arrayon_diffexpr::{
    ArrayWeightSettings, ColumnRoles, ContrastResult, DiffexprError, ModerationSettings, Settings,
    analyse_all,
};
use arrayon_results::differential::{
    ArrayWeight, DetectableFoldChange, Differential, FeatureRow, GroupSize, Model, Power,
};
use arrayon_results::number::finite;
use std::path::{Path, PathBuf};

/// How contrasts are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialSettings {
    /// What the study says of differential expression.
    pub section: DifferentialSection,
    /// Controls that are left out, to be told in the results.
    pub n_controls_not_tested: usize,
    /// The file of the contrasts, for messages.
    pub contrasts: PathBuf,
}

/// A model that the samples cannot answer, told with the file that asks for it.
pub(crate) fn unanswerable(contrasts: &Path, error: &DiffexprError) -> Error {
    Error::data(contrasts.display().to_string(), error, error.hint())
}

/// Tests contrasts; those that share samples and design share the fit.
///
/// # Errors
/// A contrast that the samples cannot answer, with what is at fault.
pub fn differential_expression(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
) -> Result<Vec<Differential>, Error> {
    let section = &settings.section;
    let settings_of_fit = Settings {
        roles: ColumnRoles {
            factors: section.factors.clone(),
            ..ColumnRoles::default()
        },
        moderation: ModerationSettings {
            trend: section.trend,
            robust: section.robust,
        },
        treat: (section.treat > 0.0).then_some(section.treat),
        array_weights: section.array_weights.then(ArrayWeightSettings::default),
        fdr: section.fdr,
        ..Settings::default()
    };
    let results = analyse_all(expression, sheet, contrasts, &settings_of_fit)
        .map_err(|error| unanswerable(&settings.contrasts, &error))?;
    let write = |result: ContrastResult| {
        let constant = constant_features(expression, &result.design.sample_names);
        let mut written = written(result, annotation, settings);
        written.notes.extend(constant);
        written
    };
    Ok(results.into_iter().map(write).collect())
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
    let array_weights = (result
        .sample_weights
        .iter()
        .flatten()
        .zip(&design.sample_names))
    .map(|(&weight, sample)| ArrayWeight {
        sample: sample.clone(),
        weight,
    })
    .collect();
    let df_prior = finite(df_prior_of_most(&prior.df, rows.len()));
    let (reference, target) = contrast.levels().unwrap_or_default();
    Differential {
        variable: contrast.variables().join(":"),
        reference: reference.to_owned(),
        target: target.to_owned(),
        contrast: contrast.id,
        direction: result.direction,
        unit: "log2".to_owned(),
        method: method(&settings.section),
        array_weights,
        power: result.power.map(written_power),
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
        fdr: settings.section.fdr,
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

fn method(section: &DifferentialSection) -> String {
    let prior = match (section.trend, section.robust) {
        (false, false) => "one prior variance",
        (true, false) => "prior variance along average expression",
        (false, true) => "one prior variance, robust",
        (true, true) => "prior variance along average expression, robust",
    };
    let weights = if section.array_weights {
        ", array weights"
    } else {
        ""
    };
    let test = if section.treat > 0.0 {
        format!(
            "test against a log2 fold change of {} (treat)",
            section.treat
        )
    } else {
        "empirical-Bayes moderated t".to_owned()
    };
    format!("linear models{weights}, {test} ({prior}), Benjamini-Hochberg")
}

fn written_power(power: arrayon_diffexpr::Power) -> Power {
    Power {
        power: power.power,
        p_limit: power.p_limit,
        detectable: (power.detectable.into_iter())
            .map(|change| DetectableFoldChange {
                variance_quantile: change.variance_quantile,
                sigma: change.sigma,
                log_fc: change.log_fc,
            })
            .collect(),
    }
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
