//! What a study may set of the checks of its arrays: the section `[quality]` of study.toml.

use arrayon_settings::{Fault, Rate, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Quality of the arrays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QualitySection {
    /// Draw each array's differences from the median array where they lie on the chip
    /// (`qc/<sample>.png`).
    pub images: bool,
    /// Write the p-value of detection above the background of every feature and sample
    /// (`detection.tsv`); needs background probes in the library.
    pub detection: bool,
    /// p-value up to which a feature counts as detected above the background.
    pub detected_at: Rate,
}

impl Section for QualitySection {
    const NAME: &'static str = "quality";

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}
