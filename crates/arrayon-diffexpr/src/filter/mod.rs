//! Features left out before testing: stated and counted, never silent.

mod rules;
mod settings;

pub use settings::{
    AnnotationFilter, DetectionFilter, FilterError, FilterSettings, InformativeFilter,
    IntensityFilter, VarianceFilter, VarianceMeasure,
};

use arrayon_core::{ExpressionMatrix, GeneAnnotation};
use arrayon_results::filters::{FilterStep, Filters};
use ndarray::Array2;
use rules::{Rule, rules};

/// Which features are kept, and how that came about.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterOutcome {
    /// Rows of the matrix that are kept, ascending.
    pub kept: Vec<usize>,
    /// What each filter did; no steps without filters.
    pub filters: Filters,
}

/// Applies the filters that are set, in the order annotation, informative calls, detection, intensity,
/// variance.
///
/// Each sees only what the one before it kept, so that quantiles are those of the remaining
/// features. `expression` should hold the samples that will be tested, and no others: independence
/// holds for statistics over just these. Missing values are left out of every statistic; a feature
/// without any fails detection, intensity and variance.
///
/// # Shapes and units
/// `expression`: log2. `detection_p`: a p-value for each of its values, where there are such.
///
/// # Errors
/// A setting outside its range; a filter without the annotation or p-values that it needs; a shape
/// other than the matrix's.
///
/// # Source
/// Bourgon, Gentleman and Huber 2010 (doi:10.1073/pnas.0914005107).
pub fn filter_features(
    expression: &ExpressionMatrix,
    annotation: Option<&GeneAnnotation>,
    detection_p: Option<&Array2<f64>>,
    settings: &FilterSettings,
) -> Result<FilterOutcome, FilterError> {
    settings.check(expression, annotation, detection_p)?;
    let mut outcome = FilterOutcome {
        kept: (0..expression.n_features()).collect(),
        filters: Filters {
            n_features: expression.n_features(),
            n_kept: expression.n_features(),
            steps: Vec::new(),
        },
    };
    for rule in rules(settings, annotation, detection_p) {
        outcome.apply(expression, &rule);
    }
    Ok(outcome)
}

impl FilterOutcome {
    fn apply(&mut self, expression: &ExpressionMatrix, rule: &Rule<'_>) {
        let n_before = self.kept.len();
        let (kept, limit) = rule.kept(expression, &self.kept);
        self.kept = kept;
        self.filters.n_kept = self.kept.len();
        self.filters.steps.push(FilterStep {
            filter: rule.name().to_owned(),
            rule: rule.words(),
            limit,
            n_before,
            n_after: self.kept.len(),
            is_independent: rule.is_independent(),
            note: rule.note().into(),
        });
    }
}

#[cfg(test)]
mod tests;
