//! `qc.json`: what each array file states of itself, and the checks it passed or not.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Header and integrity checks of every array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityControl {
    /// What was checked, in words.
    pub scope: String,
    /// One entry per array, in the order of the sheet.
    pub arrays: Vec<ArrayQuality>,
    /// Checks of the study as a whole.
    pub study_checks: Vec<Check>,
}

impl DocumentKind for QualityControl {
    const SCHEMA: &'static str = "arrayon/qc";
}

/// One array: header facts and checks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArrayQuality {
    /// Sample.
    pub sample: String,
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Encoding of the CEL file.
    pub format: String,
    /// Chip type that the header names.
    pub chip_type: String,
    /// Rows of cells.
    pub n_rows: u32,
    /// Columns of cells.
    pub n_columns: u32,
    /// Date of the scan, as the header states it.
    pub scan_date: Option<String>,
    /// Algorithm that computed the cell intensities.
    pub algorithm: String,
    /// Fitted background model, linear intensities; absent where RMA was not run.
    pub background: Option<Background>,
    /// The checks.
    pub checks: Vec<Check>,
    /// The worst status of the checks.
    pub status: Status,
}

impl ArrayQuality {
    /// Adds checks; the status is the worst of all then.
    pub fn add_checks(&mut self, checks: Vec<Check>) {
        self.checks.extend(checks);
        self.status = Status::worst(self.checks.iter().map(|check| check.status));
    }
}

/// Parameters of the normal-exponential background model, linear scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Background {
    /// Mean of the background.
    pub mu: f64,
    /// Standard deviation of the background.
    pub sigma: f64,
    /// Rate of the signal.
    pub alpha: f64,
}

/// One metric, the rule that judges it, and the outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Name of the metric.
    pub metric: String,
    /// Its value; `null` where it cannot be had.
    pub value: Option<f64>,
    /// The rule in words.
    pub rule: String,
    /// The rule's threshold, where it has one.
    pub threshold: Option<f64>,
    /// The outcome.
    pub status: Status,
    /// Why, where the outcome is not a pass.
    pub reason: Option<String>,
}

/// Outcome of a check.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Within the rule.
    #[default]
    Pass,
    /// Cannot be judged.
    NotApplicable,
    /// Worth a look.
    Warn,
    /// Should not be used without a reason.
    Fail,
}

impl Status {
    /// The worst of these; a pass where there are none.
    pub fn worst(of: impl Iterator<Item = Self>) -> Self {
        of.max().unwrap_or_default()
    }
}
