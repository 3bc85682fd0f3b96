//! `[differential.filter]`: which features are left out before testing.

use crate::filter::{
    AnnotationFilter, DetectionFilter, FilterSettings, IntensityFilter, VarianceFilter,
    VarianceMeasure,
};
use arrayon_settings::{Count, Fault, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Features left out before testing; counted in the results.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FilterSection {
    /// Keep features above this log2 value in at least filter.min_samples samples.
    #[schemars(extend("x-name" = "LOG2"))]
    pub above: Option<f64>,
    /// In how many samples filter.above must hold, best the size of the smallest group.
    #[serde(alias = "samples")]
    #[schemars(extend("x-former" = "samples"))]
    pub min_samples: Option<Count<0, { u32::MAX }>>,
    /// Keep features with a mean of at least this log2 value.
    #[schemars(extend("x-name" = "LOG2"))]
    pub mean: Option<f64>,
    /// Keep features with a mean of at least this quantile of all means.
    pub mean_quantile: Option<Share>,
    /// Keep features that vary at least as much as this quantile of those that filters of intensity leave; biases limma's prior.
    pub variance_quantile: Option<Share>,
    /// How variation is measured: iqr where nothing is said.
    pub variance_measure: Option<VarianceMeasure>,
    /// Keep features that method farms calls informative: those whose probes agree on how the arrays
    /// differ.
    pub informative: bool,
    /// Keep features whose annotation names a gene symbol or an Entrez id.
    pub annotation: Option<AnnotationFilter>,
}

impl FilterSection {
    /// The filters as the analysis takes them.
    ///
    /// # Errors
    /// Keys that do not go together.
    pub fn settings(&self) -> Result<FilterSettings, Fault> {
        let detection = match (self.above, self.min_samples) {
            (Some(threshold), Some(samples)) => Some(DetectionFilter::Above {
                threshold,
                min_samples: samples.size(),
            }),
            (None, None) => None,
            (Some(above), None) => {
                let found = format!("filter.above = {above} without filter.min_samples");
                return Err(Fault::new("min_samples", found, "the number of samples").with("above"));
            }
            (None, Some(samples)) => {
                let found = format!("filter.min_samples = {samples} without filter.above");
                return Err(Fault::new("above", found, "a log2 value").with("min_samples"));
            }
        };
        let intensity = match (self.mean, self.mean_quantile) {
            (Some(_), Some(_)) => {
                let found = "both filter.mean and filter.mean_quantile";
                return Err(Fault::new("mean_quantile", found, "one of the two").with("mean"));
            }
            (Some(mean), None) => Some(IntensityFilter::Mean(mean)),
            (None, Some(quantile)) => Some(IntensityFilter::Quantile(quantile.get())),
            (None, None) => None,
        };
        Ok(FilterSettings {
            annotation: self.annotation,
            // the calls come with the expression
            informative: None,
            detection,
            intensity,
            variance: self.variance()?,
        })
    }

    fn variance(&self) -> Result<Option<VarianceFilter>, Fault> {
        match (self.variance_quantile, self.variance_measure) {
            (Some(quantile), measure) => Ok(Some(VarianceFilter {
                measure: measure.unwrap_or_default(),
                quantile: quantile.get(),
            })),
            (None, None) => Ok(None),
            (None, Some(measure)) => {
                let found = format!(
                    "filter.variance_measure = '{measure}' without filter.variance_quantile"
                );
                let key = "variance_quantile";
                Err(Fault::new(key, found, "a share").with("variance_measure"))
            }
        }
    }
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
        assert_eq!(refused(alone).key, "min_samples");
        let alone = FilterSection {
            min_samples: Some(Count::nearest(3)),
            ..none.clone()
        };
        assert_eq!(refused(alone).key, "above");
        let both = FilterSection {
            mean: Some(4.0),
            mean_quantile: Some(0.25.try_into().unwrap()),
            ..none.clone()
        };
        assert!(refused(both).found.contains("both"));
        let alone = FilterSection {
            variance_measure: Some(VarianceMeasure::StandardDeviation),
            ..none
        };
        assert!(refused(alone).found.contains("'sd'"));
    }
}
