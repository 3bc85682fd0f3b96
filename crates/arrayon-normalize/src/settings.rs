//! How expression is computed: the section `[normalize]` of study.toml.

use crate::{Compatibility, ProbeSelection};
use arrayon_settings::{Fault, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Normalisation: from probe intensities to log2 expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
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
}

/// A method of normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NormalizeMethod {
    /// Robust multi-array average: background correction, quantile normalisation, median polish.
    #[default]
    Rma,
    /// As `rma`, summarised by a probe-level model (robust regression) instead of median polish.
    Plm,
    /// Factor analysis for robust microarray summarisation: quantile normalisation without
    /// background correction, one hidden factor per feature; at least 4 arrays are advised.
    Farms,
    /// Distribution-free weighted expression: ranks features; differences are no log2 fold changes.
    Dfw,
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
        Ok(())
    }
}
