//! `[differential.filter]`: which features are left out before testing.

use super::SectionFault;
use arrayon_diffexpr::{
    AnnotationFilter, DetectionFilter, FilterSettings, IntensityFilter, VarianceFilter,
    VarianceMeasure,
};
use serde::{Deserialize, Serialize};

/// `[differential.filter]`: which features are left out before testing. None by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FilterSection {
    /// Keeps features above this log2 value in at least `samples` samples.
    pub above: Option<f64>,
    /// In how many samples a feature must be above `above`.
    pub samples: Option<usize>,
    /// Keeps features whose mean over all samples is at least this, log2.
    pub mean: Option<f64>,
    /// Keeps features whose mean is at least this quantile of the features' means.
    pub mean_quantile: Option<f64>,
    /// Keeps features whose variation is at least this quantile of the features' variation.
    pub variance_quantile: Option<f64>,
    /// How variation is measured: `iqr` (the default) or `sd`.
    pub variance_measure: Option<String>,
    /// Keeps features whose annotation names a gene: `symbol` or `entrez`.
    pub annotation: Option<String>,
}

/// What `variance_measure` may be.
pub const VARIANCE_MEASURES: [&str; 2] = ["iqr", "sd"];

/// What `annotation` may be.
pub const ANNOTATION_FILTERS: [&str; 2] = ["symbol", "entrez"];

impl FilterSection {
    /// The filters as the library takes them.
    ///
    /// # Errors
    /// Keys that do not go together, and names that are none.
    pub(crate) fn settings(&self) -> Result<FilterSettings, SectionFault> {
        let detection = match (self.above, self.samples) {
            (Some(threshold), Some(min_samples)) => Some(DetectionFilter::Above {
                threshold,
                min_samples,
            }),
            (None, None) => None,
            (Some(above), None) => {
                let found = format!("filter.above = {above} without filter.samples");
                return Err(fault("filter.samples", found, "the number of samples"));
            }
            (None, Some(samples)) => {
                let found = format!("filter.samples = {samples} without filter.above");
                return Err(fault("filter.above", found, "a log2 value"));
            }
        };
        let intensity = match (self.mean, self.mean_quantile) {
            (Some(_), Some(_)) => {
                let found = "both filter.mean and filter.mean_quantile".to_owned();
                return Err(fault("filter.mean_quantile", found, "one of the two"));
            }
            (Some(mean), None) => Some(IntensityFilter::Mean(mean)),
            (None, Some(quantile)) => Some(IntensityFilter::Quantile(quantile)),
            (None, None) => None,
        };
        for (key, quantile) in [
            ("filter.mean_quantile", self.mean_quantile),
            ("filter.variance_quantile", self.variance_quantile),
        ] {
            if let Some(share) = quantile.filter(|share| !(0.0..=1.0).contains(share)) {
                return Err(fault(key, share.to_string(), "a share from 0 to 1"));
            }
        }
        Ok(FilterSettings {
            annotation: self.annotation_filter()?,
            detection,
            intensity,
            variance: self.variance_filter()?,
        })
    }

    fn annotation_filter(&self) -> Result<Option<AnnotationFilter>, SectionFault> {
        match self.annotation.as_deref() {
            None => Ok(None),
            Some("symbol") => Ok(Some(AnnotationFilter::Symbol)),
            Some("entrez") => Ok(Some(AnnotationFilter::EntrezId)),
            Some(other) => Err(unknown("filter.annotation", other, &ANNOTATION_FILTERS)),
        }
    }

    fn variance_filter(&self) -> Result<Option<VarianceFilter>, SectionFault> {
        let measure = match self.variance_measure.as_deref() {
            None | Some("iqr") => VarianceMeasure::InterquartileRange,
            Some("sd") => VarianceMeasure::StandardDeviation,
            Some(other) => {
                let key = "filter.variance_measure";
                return Err(unknown(key, other, &VARIANCE_MEASURES));
            }
        };
        match (self.variance_quantile, &self.variance_measure) {
            (Some(quantile), _) => Ok(Some(VarianceFilter { measure, quantile })),
            (None, None) => Ok(None),
            (None, Some(measure)) => {
                let found = format!(
                    "filter.variance_measure = '{measure}' without filter.variance_quantile"
                );
                Err(fault("filter.variance_quantile", found, "a share"))
            }
        }
    }
}

pub(super) fn fault(key: &'static str, found: String, expected: &str) -> SectionFault {
    SectionFault {
        key,
        found,
        expected: expected.to_owned(),
        hint: "",
    }
}

pub(super) fn unknown(key: &'static str, found: &str, known: &[&str]) -> SectionFault {
    let expected = format!("one of '{}'", known.join("', '"));
    fault(key, format!("'{found}'"), &expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_do_not_go_together_are_named() {
        let none = FilterSection::default();
        assert_eq!(none.settings().unwrap(), FilterSettings::default());
        let refused = |section: FilterSection| section.settings().unwrap_err();
        let alone = FilterSection {
            above: Some(5.0),
            ..none.clone()
        };
        assert_eq!(refused(alone).key, "filter.samples");
        let alone = FilterSection {
            samples: Some(3),
            ..none.clone()
        };
        assert_eq!(refused(alone).key, "filter.above");
        let both = FilterSection {
            mean: Some(4.0),
            mean_quantile: Some(0.25),
            ..none.clone()
        };
        assert!(refused(both).found.contains("both"));
        let unknown = FilterSection {
            variance_quantile: Some(0.5),
            variance_measure: Some("mad".into()),
            ..none.clone()
        };
        assert_eq!(refused(unknown).expected, "one of 'iqr', 'sd'");
        let unknown = FilterSection {
            annotation: Some("gene".into()),
            ..none
        };
        assert_eq!(refused(unknown).expected, "one of 'symbol', 'entrez'");
    }
}
