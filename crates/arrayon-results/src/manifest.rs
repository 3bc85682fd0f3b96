//! `manifest.json`: the files of a result folder, so that a program can tell whether they are still
//! those of the run.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The files of a result folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// Every result file but this one, `summary.json`, which names this one with its hash, and
    /// `provenance.json`, which holds times.
    pub files: Vec<ResultFile>,
}

impl DocumentKind for Manifest {
    const SCHEMA: &'static str = "arrayon/manifest";
}

/// A result file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultFile {
    /// Path below the result folder, with `/`.
    pub path: String,
    /// Its size.
    pub n_bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}
