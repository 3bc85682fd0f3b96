//! What each filter keeps and what it does to the tests.

use super::settings::{
    AnnotationFilter, DetectionFilter, FilterSettings, InformativeFilter, IntensityFilter,
    VarianceFilter, VarianceMeasure,
};
use arrayon_core::{ExpressionMatrix, GeneAnnotation};
use arrayon_stats::descriptive::{mean, quantile_of_sorted, sorted, variance};
use ndarray::Array2;
use rayon::prelude::*;

/// A filter with what it looks at.
pub(super) enum Rule<'a> {
    Annotation(AnnotationFilter, &'a GeneAnnotation),
    Informative(&'a InformativeFilter),
    Detection(DetectionFilter, Option<&'a Array2<f64>>),
    Intensity(IntensityFilter),
    Variance(VarianceFilter),
}

/// The filters that are set, in the order in which they are applied.
pub(super) fn rules<'a>(
    settings: &'a FilterSettings,
    annotation: Option<&'a GeneAnnotation>,
    detection_p: Option<&'a Array2<f64>>,
) -> Vec<Rule<'a>> {
    let annotation = settings.annotation.zip(annotation);
    let rules = [
        annotation.map(|(filter, annotation)| Rule::Annotation(filter, annotation)),
        settings.informative.as_ref().map(Rule::Informative),
        (settings.detection).map(|filter| Rule::Detection(filter, detection_p)),
        settings.intensity.map(Rule::Intensity),
        settings.variance.map(Rule::Variance),
    ];
    rules.into_iter().flatten().collect()
}

impl Rule<'_> {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Annotation(..) => "annotation",
            Self::Informative(_) => "informative",
            Self::Detection(..) => "detection",
            Self::Intensity(_) => "intensity",
            Self::Variance(_) => "variance",
        }
    }

    /// The rows that stay, and the limit that they reach.
    pub(super) fn kept(
        &self,
        expression: &ExpressionMatrix,
        rows: &[usize],
    ) -> (Vec<usize>, Option<f64>) {
        match self {
            Self::Annotation(filter, annotation) => {
                let is_known = |row: &usize| {
                    let genes = annotation.genes_of(&expression.features()[*row]);
                    genes.iter().any(|gene| match filter {
                        AnnotationFilter::Symbol => !gene.symbol.is_empty(),
                        AnnotationFilter::EntrezId => !gene.entrez_id.is_empty(),
                    })
                };
                (rows.iter().copied().filter(is_known).collect(), None)
            }
            Self::Informative(filter) => {
                let is_called =
                    |row: &usize| filter.features.contains(&expression.features()[*row]);
                (rows.iter().copied().filter(is_called).collect(), None)
            }
            Self::Detection(filter, p_values) => {
                let (limit, n_detected) = detected(filter, *p_values, expression);
                let is_kept = |row: &usize| n_detected(*row) >= filter.min_samples().max(1);
                (rows.iter().copied().filter(is_kept).collect(), Some(limit))
            }
            Self::Intensity(IntensityFilter::Mean(limit)) => {
                let means = statistic(expression, rows, mean);
                (reaching(rows, &means, *limit), Some(*limit))
            }
            Self::Intensity(IntensityFilter::Quantile(quantile)) => {
                above_quantile(rows, &statistic(expression, rows, mean), *quantile)
            }
            Self::Variance(filter) => {
                let spread = match filter.measure {
                    VarianceMeasure::InterquartileRange => interquartile_range,
                    VarianceMeasure::StandardDeviation => standard_deviation,
                };
                above_quantile(rows, &statistic(expression, rows, spread), filter.quantile)
            }
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Annotation(AnnotationFilter::Symbol, annotation) => {
                format!("features with a gene symbol in {}", annotation.origin)
            }
            Self::Annotation(AnnotationFilter::EntrezId, annotation) => {
                format!("features with an NCBI gene id in {}", annotation.origin)
            }
            Self::Informative(_) => "features that method farms calls informative".to_owned(),
            Self::Detection(filter, _) => {
                let samples = samples(filter.min_samples().max(1));
                match filter {
                    DetectionFilter::Above { threshold, .. } => {
                        format!("features above {threshold} (log2) in at least {samples}")
                    }
                    DetectionFilter::PValue { level, .. } => format!(
                        "features with a detection p-value of at most {level} in at least {samples}"
                    ),
                }
            }
            Self::Intensity(IntensityFilter::Mean(limit)) => {
                format!("features with a mean of at least {limit} (log2)")
            }
            Self::Intensity(IntensityFilter::Quantile(quantile)) => format!(
                "features with a mean of at least the {quantile} quantile of the features' means"
            ),
            Self::Variance(VarianceFilter { measure, quantile }) => {
                let measure = match measure {
                    VarianceMeasure::InterquartileRange => "an interquartile range",
                    VarianceMeasure::StandardDeviation => "a standard deviation",
                };
                format!("features with {measure} of at least its {quantile} quantile over features")
            }
        }
    }

    pub(super) fn is_independent(&self) -> bool {
        match self {
            Self::Annotation(..) | Self::Intensity(_) => true,
            Self::Informative(_) | Self::Detection(..) | Self::Variance(_) => false,
        }
    }

    pub(super) fn note(&self) -> &'static str {
        match self {
            Self::Annotation(..) => "looks at no expression value",
            Self::Informative(_) => {
                "looks at no group, so permutation p-values stay valid; what is left varies more \
                 than what is not, which biases the prior of limma's variances upwards, as a filter \
                 of variance does"
            }
            Self::Detection(..) => {
                "counts samples without looking at their groups, so permutation p-values stay \
                 valid; the count is not strictly independent of t, and counting within groups \
                 would not be at all"
            }
            Self::Intensity(_) => {
                "the mean over all samples is independent of t, moderated or not, where nothing \
                 changes and errors are normal; under array weights nearly so"
            }
            Self::Variance(_) => {
                "the variance over all samples is independent of the ordinary t of a two-group \
                 comparison, but not of the moderated one: leaving out the least variable features \
                 biases the prior of limma's variances upwards, which makes its p-values wrong; \
                 prefer the intensity filter, or trend"
            }
        }
    }
}

fn samples(n: usize) -> String {
    if n == 1 {
        "1 sample".into()
    } else {
        format!("{n} samples")
    }
}

/// The limit, and in how many samples a row is detected.
fn detected<'a>(
    filter: &DetectionFilter,
    p_values: Option<&'a Array2<f64>>,
    expression: &'a ExpressionMatrix,
) -> (f64, Box<dyn Fn(usize) -> usize + 'a>) {
    match (*filter, p_values) {
        (DetectionFilter::PValue { level, .. }, Some(p_values)) => {
            let count = move |row: usize| {
                let values = p_values.row(row).into_iter();
                values.filter(|p| **p <= level).count()
            };
            (level, Box::new(count))
        }
        // p-values were checked to be there
        (DetectionFilter::PValue { level: limit, .. }, None)
        | (
            DetectionFilter::Above {
                threshold: limit, ..
            },
            _,
        ) => {
            let count = move |row: usize| {
                let values = expression.row(row).iter();
                values.filter(|value| **value > limit).count()
            };
            (limit, Box::new(count))
        }
    }
}

/// A statistic of each row's known values; NaN of none.
fn statistic(
    expression: &ExpressionMatrix,
    rows: &[usize],
    of: impl Fn(&[f64]) -> f64 + Sync,
) -> Vec<f64> {
    let one = |row: &usize| {
        let values = expression.row(*row).iter().copied();
        let known: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
        if known.is_empty() {
            f64::NAN
        } else {
            of(&known)
        }
    };
    rows.par_iter().map(one).collect()
}

fn interquartile_range(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    quantile_of_sorted(&sorted, 0.75) - quantile_of_sorted(&sorted, 0.25)
}

fn standard_deviation(values: &[f64]) -> f64 {
    variance(values).sqrt()
}

fn above_quantile(rows: &[usize], values: &[f64], quantile: f64) -> (Vec<usize>, Option<f64>) {
    let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    if known.is_empty() {
        return (Vec::new(), None);
    }
    let limit = quantile_of_sorted(&sorted(&known), quantile);
    (reaching(rows, values, limit), Some(limit))
}

fn reaching(rows: &[usize], values: &[f64], limit: f64) -> Vec<usize> {
    let of_row = rows.iter().zip(values);
    let kept = of_row.filter(|(_, value)| **value >= limit);
    kept.map(|(row, _)| *row).collect()
}
