//! What was found.

use crate::stage::Stage;
use arrayon_results::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two runs, compared stage by stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Name of the study, as the candidate says it.
    pub study: String,
    /// The folder that is compared with, as it was named.
    pub baseline: String,
    /// The folder that is compared, as it was named.
    pub candidate: String,
    /// `same` where no stage has differences.
    pub outcome: Agreement,
    /// Differences in all stages.
    pub n_differences: usize,
    /// The stages, in the order of a run.
    pub stages: Vec<StageComparison>,
    /// What was not compared, and why.
    pub notes: Vec<String>,
}

impl DocumentKind for Comparison {
    const SCHEMA: &'static str = "arrayon/comparison";
}

/// Whether two runs agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Nothing differs beyond the tolerances.
    Same,
    /// Something does.
    Drift,
}

/// One stage of two runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageComparison {
    /// The stage.
    pub stage: Stage,
    /// Whether it agrees.
    pub outcome: Agreement,
    /// How far numbers may differ, of `max(1, |value|)`; p-values in their natural logarithm.
    pub tolerance: f64,
    /// Files that both runs have.
    pub n_files: usize,
    /// Values compared.
    pub n_values: usize,
    /// Values that differ beyond the tolerance, and files, rows, columns and entries that only one
    /// run has.
    pub n_differences: usize,
    /// The largest difference of two finite numbers, within the tolerance or not.
    pub largest_difference: f64,
    /// The first differences, twenty at most.
    pub differences: Vec<Difference>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The file, below the result folders.
    pub file: String,
    /// Where in the file: the key, or row and column; empty for the file itself.
    pub place: String,
    /// What the baseline has.
    pub baseline: String,
    /// What the candidate has.
    pub candidate: String,
    /// How far two numbers differ, as the tolerance is stated; `null` of anything else.
    pub difference: Option<f64>,
}

impl Comparison {
    pub(crate) fn of(
        (baseline, candidate): (String, String),
        study: String,
        stages: Vec<StageComparison>,
        notes: Vec<String>,
    ) -> Self {
        let n_differences = stages.iter().map(|stage| stage.n_differences).sum();
        Self {
            study,
            baseline,
            candidate,
            outcome: Agreement::of(n_differences),
            n_differences,
            stages,
            notes,
        }
    }

    /// Whether nothing differs beyond the tolerances.
    pub fn is_same(&self) -> bool {
        self.outcome == Agreement::Same
    }

    /// The outcome in words, with the stages that differ.
    pub fn in_words(&self) -> String {
        let drifted = self.stages.iter().filter(|stage| stage.n_differences > 0);
        let drifted: Vec<String> = drifted
            .map(|stage| format!("{} in {}", stage.n_differences, stage.stage))
            .collect();
        match (self.n_differences, &drifted[..]) {
            (0, _) => "same: nothing differs beyond the tolerances".to_owned(),
            (1, _) => format!("drift: 1 difference, {}", drifted.join(", ")),
            (n, [one]) => {
                let (_, stage) = one.split_once(" in ").unwrap_or_default();
                format!("drift: {n} differences in {stage}")
            }
            (n, _) => format!("drift: {n} differences, {}", drifted.join(", ")),
        }
    }
}

impl Agreement {
    pub(crate) fn of(n_differences: usize) -> Self {
        match n_differences {
            0 => Self::Same,
            _ => Self::Drift,
        }
    }
}

impl Difference {
    /// What differs, in one line.
    pub fn in_words(&self) -> String {
        let place = match self.place.is_empty() {
            true => self.file.clone(),
            false => format!("{}: {}", self.file, self.place),
        };
        let by = self.difference;
        let by = by.map_or(String::new(), |by| format!(" (differ by {by:.1e})"));
        format!("{place}: {} -> {}{by}", self.baseline, self.candidate)
    }
}
