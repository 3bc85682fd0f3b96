//! How expression is computed: the section `[normalize]` of study.toml.

use crate::{Compatibility, ProbeSelection};
use arrayon_settings::{Fault, InputFile, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Normalisation: from probe intensities to log2 expression.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NormalizeSection {
    /// Method of normalisation.
    pub method: NormalizeMethod,
    /// Implementation whose numbers are reproduced.
    pub compatibility: Compatibility,
    /// Probes that take part in background correction and quantile normalisation.
    #[serde(alias = "probe_universe")]
    #[schemars(extend("x-former" = "probe_universe"))]
    pub probe_selection: ProbeSelection,
    /// What `arrayon freeze` wrote of a reference set of arrays: each array is normalised by itself
    /// as those were; means method `frozen`.
    pub frozen: Option<InputFile>,
}

/// A method of normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NormalizeMethod {
    /// Robust multi-array average: background correction, quantile normalisation, median polish.
    #[default]
    Rma,
    /// RMA with quantiles taken at 50,000 evenly spaced ranks, as the Affymetrix Power Tools do.
    RmaSketch,
    /// RMA after the background of each GC count, known from antigenomic probes, was brought to one
    /// level; of this program, not the maker's SST-RMA.
    GcAdjusted,
    /// As `rma`, summarised by a probe-level model (robust regression) instead of median polish.
    Plm,
    /// Factor analysis for robust microarray summarisation: quantile normalisation without
    /// background correction, one hidden factor per feature; at least 4 arrays are advised.
    Farms,
    /// Distribution-free weighted expression: ranks features; differences are no log2 fold changes.
    Dfw,
    /// Frozen RMA: each array by itself, with the distribution, probe effects and variances of a
    /// reference set.
    Frozen,
    /// For diagnosis: quantile normalisation and median polish, no background correction.
    QuantileOnly,
    /// For diagnosis: arrays scaled to one median intensity, then median polish.
    Median,
    /// For diagnosis: median polish of the intensities as they were scanned.
    None,
}

named_by_serde!(NormalizeMethod);

impl Section for NormalizeSection {
    const NAME: &'static str = "normalize";

    fn check(&self) -> Result<(), Fault> {
        match (self.method, &self.frozen) {
            (NormalizeMethod::Frozen, None) => Err(Fault::new(
                "frozen",
                "no reference set for method 'frozen'",
                "the file that `arrayon freeze` wrote",
            )
            .with("method")),
            (NormalizeMethod::Frozen, Some(_)) | (_, None) => Ok(()),
            (method, Some(_)) => Err(Fault::new(
                "method",
                format!("method '{method}' with a frozen reference set"),
                "method 'frozen', which alone reads one",
            )
            .with("frozen")),
        }
    }
}
