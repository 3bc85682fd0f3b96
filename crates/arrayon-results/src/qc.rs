//! `qc.json`: what each array file states of itself, and the checks it passed or not.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Header and integrity checks of every array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityControl {
    /// What was checked, in words.
    pub scope: String,
    /// The worst status of an array; checks of the study as a whole have their own.
    #[serde(default)]
    pub status: Status,
    /// How many arrays can be trusted, in a sentence.
    #[serde(default)]
    pub verdict_in_words: String,
    /// One entry per array, in the order of the sheet.
    pub arrays: Vec<ArrayQuality>,
    /// Checks of the study as a whole.
    pub study_checks: Vec<Check>,
    /// How the first principal components of the arrays go with the columns of the sample sheet: hints
    /// of batches. Empty without a sheet.
    #[serde(default)]
    pub component_associations: Vec<ComponentAssociation>,
}

/// How a principal component of the arrays goes with a column of the sample sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentAssociation {
    /// `PC1`, `PC2`, ...
    pub component: String,
    /// Part of the total variance that the component holds.
    pub variance_fraction: f64,
    /// The column.
    pub column: String,
    /// Whether the column was taken as numbers; as groups otherwise.
    pub is_numeric: bool,
    /// Samples of which the column says something.
    pub n_samples: usize,
    /// Part of the component's variance that the column explains, between 0 and 1.
    pub explained_fraction: f64,
    /// p-value of the F test that it explains nothing.
    pub p_value: f64,
    /// The same, adjusted over all components and columns (Benjamini and Hochberg).
    pub adj_p_value: f64,
}

impl DocumentKind for QualityControl {
    const SCHEMA: &'static str = "arrayon/qc";
}

/// The algorithm that the header of a simulated array names.
pub const SIMULATION: &str = "arrayon simulation";

/// How the chip types of simulated chips begin.
const SIMULATED_CHIP: &str = "Simulated";

/// Whether a file whose header names this chip type and this algorithm is of simulated arrays.
pub fn is_simulated(chip_type: &str, algorithm: &str) -> bool {
    chip_type.starts_with(SIMULATED_CHIP) || algorithm == SIMULATION
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
    /// The worst status of the checks that could be made.
    pub status: Status,
    /// Whether the array can be trusted, and why not, in a sentence.
    #[serde(default)]
    pub verdict_in_words: String,
}

impl ArrayQuality {
    /// Adds checks; the status is the worst of all then, and the verdict names their reasons.
    pub fn add_checks(&mut self, checks: Vec<Check>) {
        self.checks.extend(checks);
        self.judge();
    }

    /// Sets status and verdict by the checks.
    pub fn judge(&mut self) {
        self.status = Status::worst(self.checks.iter().map(|check| check.status));
        let reasons = |status| {
            let found = self
                .checks
                .iter()
                .filter(move |check| check.status == status);
            found.filter_map(|check| check.reason.as_deref())
        };
        let reasons: Vec<&str> = (reasons(Status::Fail).chain(reasons(Status::Warn))).collect();
        self.verdict_in_words = match self.status {
            Status::Pass => "passes".to_owned(),
            Status::NotApplicable => "nothing could be judged".to_owned(),
            Status::Warn => format!("worth a look: {}", reasons.join("; ")),
            Status::Fail => format!("fails: {}", reasons.join("; ")),
        };
    }

    /// Whether the array is simulated, as its header says.
    pub fn is_simulated(&self) -> bool {
        is_simulated(&self.chip_type, &self.algorithm)
    }

    /// The check of a metric.
    pub fn check(&self, metric: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.metric == metric)
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
    /// Where the rule or its threshold comes from; `ours` where nobody else states one.
    #[serde(default)]
    pub source: String,
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
    /// Cannot be judged.
    #[serde(rename = "na", alias = "not_applicable")]
    NotApplicable,
    /// Within the rule.
    #[default]
    Pass,
    /// Worth a look.
    Warn,
    /// Should not be used without a reason.
    Fail,
}

impl Status {
    /// The worst of these; those that cannot be judged count only where there are no others. A pass
    /// where there are none at all.
    pub fn worst(of: impl Iterator<Item = Self>) -> Self {
        of.max().unwrap_or_default()
    }
}
