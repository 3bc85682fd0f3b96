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
}

named_by_serde!(NormalizeMethod);

impl Section for NormalizeSection {
    const NAME: &'static str = "normalize";

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}
