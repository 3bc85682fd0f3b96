//! One contrast as it is written: model, prior, power, leave-one-out, features with genes.

use super::DifferentialSettings;
use super::detail::Detail;
use super::genes::Genes;
use super::leave_one_out::LeaveOneOutOutcome;
use super::observation_weights::Weights;
use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::{BlockEffect, ContrastResult, Design, PerFeature};
use arrayon_results::differential::{
    ArrayWeight, Block, DetectableFoldChange, Differential, DroppedColumn, FeatureRow, GroupSize,
    Model, Power,
};
use arrayon_results::number::finite;
use std::collections::BTreeSet;

/// Names the features that have one value in all samples compared.
fn constant_features(expression: &ExpressionMatrix, samples: &[String]) -> Option<String> {
    const NAMED: usize = 5;
    let columns = columns_of(expression, samples);
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

/// What every contrast is written with.
pub(super) struct Written<'a> {
    pub(super) expression: &'a ExpressionMatrix,
    pub(super) genes: Genes<'a>,
    pub(super) settings: &'a DifferentialSettings,
    pub(super) n_filtered_out: usize,
    pub(super) weights: Option<&'a Weights>,
}

impl Written<'_> {
    pub(super) fn contrast(
        &self,
        result: ContrastResult,
        leave_one_out: LeaveOneOutOutcome,
        detail: Detail,
    ) -> Result<Differential, Error> {
        let settings = self.settings;
        let constant = constant_features(self.expression, &result.design.sample_names);
        let n_features = result.rows.len();
        let array_weights = array_weights(&result);
        let ContrastResult {
            contrast,
            design,
            prior,
            rows,
            mut notes,
            ..
        } = result;
        notes.extend(constant);
        let has_no_test = |row: &&arrayon_diffexpr::FeatureResult| row.p_value.is_nan();
        let n_without_test = rows.iter().filter(has_no_test).count();
        let n_incomplete = n_incomplete(self.expression, &design.sample_names);
        let left_out = (self.weights)
            .map(|weights| weights.left_out(self.expression, &design.sample_names))
            .transpose()?;
        let n_with_gaps = (left_out.as_ref()).map_or(n_incomplete, |gaps| gaps.n_incomplete);
        let n_too_few_values = n_without_test.min(n_with_gaps);
        let weights = self.weights.zip(left_out.as_ref());
        notes.extend(weights.map_or(Vec::new(), |(weights, gaps)| weights.notes(gaps)));
        if n_too_few_values > 0 {
            notes.push(format!(
                "{n_too_few_values} of {n_features} features have too few values for a test; \
                 their statistics are null"
            ));
        }
        notes.extend_from_slice(&settings.notes);
        let df_prior = finite(df_prior_of_most(&prior.df, n_features));
        let (reference, target) = contrast.levels().unwrap_or_default();
        let block_column = result.block.as_ref().map(|effect| effect.column.as_str());
        Ok(Differential {
            variable: contrast.variables().join(":"),
            reference: reference.to_owned(),
            target: target.to_owned(),
            direction: result.direction,
            unit: "log2".to_owned(),
            method: method(&settings.section, block_column),
            array_weights,
            observation_weights: weights.map(|(weights, gaps)| weights.written(gaps)),
            block: result.block.as_ref().map(block),
            power: result.power.map(written_power),
            df_prior_note: df_prior.is_none().then(|| {
                "infinite: the features' variances differ no more than chance explains".to_owned()
            }),
            df_prior,
            s2_prior: s2_prior_at_median(
                &prior.s2,
                rows.iter().map(|row| (row.ave_expr, row.feature)),
            ),
            model: model(design),
            fdr: settings.section.fdr.get(),
            n_tested: n_features - n_too_few_values,
            n_controls_not_tested: settings.n_controls_not_tested,
            n_filtered_out: self.n_filtered_out,
            n_incomplete,
            n_too_few_values,
            n_up: result.n_up,
            n_down: result.n_down,
            leave_one_out: leave_one_out.found,
            leave_one_out_note: leave_one_out.note,
            notes,
            features_note: detail.features_note(&contrast.id, n_features),
            contrast: contrast.id,
            features: rows
                .into_iter()
                .map(|row| feature_row(row, self.genes))
                .collect(),
        })
    }
}

fn array_weights(result: &ContrastResult) -> Vec<ArrayWeight> {
    (result.sample_weights.iter().flatten())
        .zip(&result.design.sample_names)
        .map(|(&weight, sample)| ArrayWeight {
            sample: sample.clone(),
            weight,
        })
        .collect()
}

fn model(design: Design) -> Model {
    Model {
        df_residual: design.df_residual() as f64,
        dropped: dropped(&design),
        coefficients: design.columns,
        groups: (design.groups.into_iter())
            .map(|group| GroupSize {
                level: group.level,
                n_samples: group.n_samples,
            })
            .collect(),
        samples: design.sample_names,
        excluded_samples: design.excluded,
    }
}

/// The random effect of blocks.
pub(super) fn block(effect: &BlockEffect) -> Block {
    Block {
        column: effect.column.clone(),
        n_blocks: effect.n_blocks,
        consensus_correlation: effect.correlation,
        n_estimated: effect.n_estimated,
        note: effect.note.clone(),
    }
}

/// The columns that left a design.
pub(super) fn dropped(design: &Design) -> Vec<DroppedColumn> {
    let written = |column: &arrayon_diffexpr::DroppedColumn| DroppedColumn {
        name: column.name.clone(),
        combination_of: column.combination_of.clone(),
    };
    design.dropped.iter().map(written).collect()
}

/// Features with a missing value in one of the samples.
fn n_incomplete(expression: &ExpressionMatrix, samples: &[String]) -> usize {
    let columns = columns_of(expression, samples);
    let is_incomplete = |row: &usize| {
        let values = expression.row(*row);
        columns.iter().any(|&column| values[column].is_nan())
    };
    (0..expression.n_features()).filter(is_incomplete).count()
}

/// The columns of these samples, ascending.
pub(super) fn columns_of(expression: &ExpressionMatrix, samples: &[String]) -> Vec<usize> {
    let samples: BTreeSet<&String> = samples.iter().collect();
    let named = expression.samples().iter().enumerate();
    named
        .filter(|(_, sample)| samples.contains(sample))
        .map(|(column, _)| column)
        .collect()
}

/// The prior degrees of freedom; with robust moderation those of features that are no outliers,
/// which are the most.
pub(super) fn df_prior_of_most(df_prior: &PerFeature, n_features: usize) -> f64 {
    (0..n_features)
        .map(|feature| df_prior.at(feature))
        .fold(0.0, f64::max)
}

fn method(section: &DifferentialSection, block: Option<&str>) -> String {
    let test = if section.treat.get() > 0.0 {
        format!(
            "test against a log2 fold change of {} (treat)",
            section.treat
        )
    } else {
        "empirical-Bayes moderated t".to_owned()
    };
    model_words(section, block, &test)
}

/// The model and its test in words; `block` is the column of its random block.
pub(super) fn model_words(
    section: &DifferentialSection,
    block: Option<&str>,
    test: &str,
) -> String {
    let prior = match (section.trend, section.robust) {
        (false, false) => "one prior variance",
        (true, false) => "prior variance along average expression",
        (false, true) => "one prior variance, robust",
        (true, true) => "prior variance along average expression, robust",
    };
    let weights = match (&section.observation_weights, section.array_weights) {
        (Some(_), true) => ", observation weights, array weights",
        (Some(_), false) => ", observation weights",
        (None, true) => ", array weights",
        (None, false) => "",
    };
    let block = match block {
        Some(column) => format!(", correlation within blocks of {column}"),
        None => String::new(),
    };
    format!("linear models{weights}{block}, {test} ({prior}), Benjamini-Hochberg")
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

/// The prior variance of the feature whose average expression is the (lower) median of those that
/// have one; NaN where none has. `means` are average expression and position of every feature.
pub(super) fn s2_prior_at_median(
    s2_prior: &PerFeature,
    means: impl Iterator<Item = (f64, usize)>,
) -> f64 {
    let is_known =
        |&(mean, feature): &(f64, usize)| !(mean.is_nan() || s2_prior.at(feature).is_nan());
    let mut by_expression: Vec<_> = means.filter(is_known).collect();
    by_expression.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let median = by_expression.len().saturating_sub(1) / 2;
    let feature = by_expression.get(median);
    feature.map_or(f64::NAN, |(_, feature)| s2_prior.at(*feature))
}

fn feature_row(row: arrayon_diffexpr::FeatureResult, genes: Genes<'_>) -> FeatureRow {
    let (gene_symbols, entrez_ids) = genes.of(&row.id);
    FeatureRow {
        gene_symbols,
        entrez_ids,
        feature_id: row.id,
        log_fc: row.log_fc,
        ci_left: row.ci_left,
        ci_right: row.ci_right,
        ave_expr: row.ave_expr,
        t: finite(row.t),
        p_value: finite(row.p_value),
        adj_p_value: finite(row.adj_p_value),
        b: finite(row.b),
        moderated_t: row.against_zero.and_then(|test| finite(test.t)),
        moderated_p_value: row.against_zero.and_then(|test| finite(test.p_value)),
    }
}
