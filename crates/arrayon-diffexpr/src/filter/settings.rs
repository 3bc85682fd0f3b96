//! Which filters are set.

use arrayon_core::{ExpressionMatrix, GeneAnnotation};
use arrayon_settings::named_by_serde;
use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which filters are applied. By default none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FilterSettings {
    /// Whether a gene is known.
    pub annotation: Option<AnnotationFilter>,
    /// Whether factor analysis calls it informative.
    pub informative: Option<InformativeFilter>,
    /// Whether a feature is detected in enough samples.
    pub detection: Option<DetectionFilter>,
    /// Whether its mean is high enough.
    pub intensity: Option<IntensityFilter>,
    /// Whether it varies enough.
    pub variance: Option<VarianceFilter>,
}

/// What a feature's annotation must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnnotationFilter {
    /// A gene symbol.
    Symbol,
    /// An NCBI gene id.
    #[serde(rename = "entrez")]
    EntrezId,
}

/// Which features are kept as informative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformativeFilter {
    /// Ids of the features that are called informative.
    pub features: BTreeSet<String>,
}

/// In how many samples a feature must be detected, and what detected means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DetectionFilter {
    /// Its value is above a threshold, log2.
    Above {
        /// The threshold.
        threshold: f64,
        /// In at least so many samples.
        min_samples: usize,
    },
    /// Its detection p-value is at most a level.
    PValue {
        /// The level.
        level: f64,
        /// In at least so many samples.
        min_samples: usize,
    },
}

impl DetectionFilter {
    pub(super) fn min_samples(&self) -> usize {
        match self {
            Self::Above { min_samples, .. } | Self::PValue { min_samples, .. } => *min_samples,
        }
    }
}

/// What a feature's mean over all samples must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IntensityFilter {
    /// This mean, log2.
    Mean(f64),
    /// This quantile (type 7) of the features' means: 0.25 leaves out the lowest quarter.
    Quantile(f64),
}

/// How variation is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum VarianceMeasure {
    /// The distance between the quartiles (type 7).
    #[default]
    #[serde(rename = "iqr")]
    InterquartileRange,
    /// The standard deviation.
    #[serde(rename = "sd")]
    StandardDeviation,
}

named_by_serde!(VarianceMeasure);

/// Which part of the features varies too little.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceFilter {
    /// How variation over all samples is measured.
    pub measure: VarianceMeasure,
    /// A feature must reach this quantile (type 7) of the features' variation: 0.5 leaves out the
    /// lower half.
    pub quantile: f64,
}

/// Why filters cannot be applied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// A setting is outside its range.
    #[error("filter '{filter}': {setting} is {value}; expected {expected}")]
    Setting {
        /// The filter.
        filter: &'static str,
        /// Its setting.
        setting: &'static str,
        /// The value.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// Fewer samples than the feature must be detected in.
    #[error(
        "filter 'detection': features must be detected in {min_samples} samples, but there are \
         {n_samples}"
    )]
    TooFewSamples {
        /// Samples asked for.
        min_samples: usize,
        /// Samples of the matrix.
        n_samples: usize,
    },
    /// The filter needs something that was not given.
    #[error("filter '{filter}' needs {needed}, and there is none")]
    Missing {
        /// The filter.
        filter: &'static str,
        /// What it needs.
        needed: &'static str,
    },
    /// Detection p-values of another shape than the matrix.
    #[error(
        "filter 'detection': p-values of {} features x {} samples for a matrix of {} x {}",
        found.0, found.1, expected.0, expected.1
    )]
    Shape {
        /// Features and samples of the p-values.
        found: (usize, usize),
        /// Features and samples of the matrix.
        expected: (usize, usize),
    },
}

impl FilterError {
    /// How to mend it; empty where the message says it all.
    pub fn hint(&self) -> String {
        match self {
            Self::Setting { .. } | Self::Shape { .. } => String::new(),
            Self::TooFewSamples { .. } => {
                "ask for as many samples as the smallest group has, at most".into()
            }
            Self::Missing { filter, .. } if *filter == "annotation" => {
                "name an annotation file, or leave the filter out".into()
            }
            Self::Missing { .. } => "use a threshold of expression instead".into(),
        }
    }
}

impl FilterSettings {
    pub(super) fn check(
        &self,
        expression: &ExpressionMatrix,
        annotation: Option<&GeneAnnotation>,
        detection_p: Option<&Array2<f64>>,
    ) -> Result<(), FilterError> {
        if self.annotation.is_some() && annotation.is_none() {
            let (filter, needed) = ("annotation", "an annotation");
            return Err(FilterError::Missing { filter, needed });
        }
        if let Some(detection) = &self.detection {
            check_detection(detection, expression, detection_p)?;
        }
        match self.intensity {
            Some(IntensityFilter::Mean(mean)) if !mean.is_finite() => {
                return Err(refuse("intensity", "mean", mean, "a log2 value"));
            }
            Some(IntensityFilter::Quantile(quantile)) => {
                check_share("intensity", "quantile", quantile)?
            }
            _ => {}
        }
        match self.variance {
            Some(variance) => check_share("variance", "quantile", variance.quantile),
            None => Ok(()),
        }
    }
}

fn check_detection(
    detection: &DetectionFilter,
    expression: &ExpressionMatrix,
    detection_p: Option<&Array2<f64>>,
) -> Result<(), FilterError> {
    let (min_samples, n_samples) = (detection.min_samples(), expression.n_samples());
    if min_samples > n_samples {
        return Err(FilterError::TooFewSamples {
            min_samples,
            n_samples,
        });
    }
    match *detection {
        DetectionFilter::Above { threshold, .. } if !threshold.is_finite() => {
            Err(refuse("detection", "threshold", threshold, "a log2 value"))
        }
        DetectionFilter::Above { .. } => Ok(()),
        DetectionFilter::PValue { level, .. } => {
            let Some(p_values) = detection_p else {
                let (filter, needed) = ("detection", "detection p-values");
                return Err(FilterError::Missing { filter, needed });
            };
            let (found, expected) = (p_values.dim(), expression.dim());
            if found != expected {
                return Err(FilterError::Shape { found, expected });
            }
            check_share("detection", "level", level)
        }
    }
}

fn check_share(filter: &'static str, setting: &'static str, value: f64) -> Result<(), FilterError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(refuse(filter, setting, value, "a share between 0 and 1"))
}

fn refuse(
    filter: &'static str,
    setting: &'static str,
    value: f64,
    expected: &'static str,
) -> FilterError {
    FilterError::Setting {
        filter,
        setting,
        value,
        expected,
    }
}
