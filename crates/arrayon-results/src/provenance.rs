//! `provenance.json`: versions, resolved configuration, inputs, times. The only file that is not
//! the same on every run.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the results came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The command line.
    pub command: Vec<String>,
    /// The configuration with every default filled in.
    pub configuration: serde_json::Value,
    /// Number of threads; results do not depend on it.
    pub n_threads: usize,
    /// Input files.
    pub inputs: Vec<InputFile>,
    /// When the run began: seconds since 1970-01-01 UTC.
    pub started_unix_seconds: u64,
    /// Seconds that each stage took.
    pub stages: Vec<StageTime>,
}

impl DocumentKind for Provenance {
    const SCHEMA: &'static str = "arrayon/provenance";
}

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputFile {
    /// What it is: `cel`, `cdf`, `samples` ...
    pub role: String,
    /// Path as given.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageTime {
    /// The stage.
    pub stage: String,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Whether an earlier try of the run did it, from which it was taken up.
    #[serde(default)]
    pub is_taken_up: bool,
}
