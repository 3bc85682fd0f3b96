//! The files of a part of a study's arrays: `arrays/part.json` and the numbers, `arrays/part.bin`.

use super::arrays::StoredArray;
use super::chunks::Chunks;
use arrayon_results::DocumentKind;
use arrayon_results::qc::ArrayQuality;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a part holds, below its result folder.
pub(crate) const PART_FILE: &str = "arrays/part.json";

/// Its numbers.
pub(crate) const ARRAYS_FILE: &str = "arrays/part.bin";

/// Some of the arrays of a study, read and corrected: what `normalize --merge-shards` joins.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ArraysPart {
    /// Number of the part, from 1.
    pub(crate) number: u32,
    /// Number of all parts.
    pub(crate) of: u32,
    /// Position of its first array among those of the study, from 0.
    pub(crate) first_array: usize,
    /// Number of arrays of the study.
    pub(crate) n_arrays: usize,
    /// The settings that its numbers depend on.
    pub(crate) settings: serde_json::Value,
    /// The files other than arrays that its numbers depend on.
    pub(crate) files: Vec<PartInput>,
    /// Its arrays, in the order of the study.
    pub(crate) arrays: Vec<ArrayInPart>,
}

/// A file that the numbers of a part depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct PartInput {
    /// What it is to the part.
    pub(crate) role: String,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
}

/// An array of a part.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ArrayInPart {
    /// Header facts, and the checks of the array by itself.
    pub(crate) quality: ArrayQuality,
    /// Its background-corrected intensities.
    pub(crate) intensities: StoredArray,
    /// Distinct intensities as scanned, in single precision.
    pub(crate) scanned: Chunks,
    /// How many probes have at most each of them.
    pub(crate) scanned_up_to: Chunks,
    /// Mean intensity of the background, linear; then, where detection is known, per cent of the
    /// features, the positive and the negative controls that are detected.
    pub(crate) numbers: Chunks,
    /// p-value of detection of each feature, in single precision, where `quality.detection` is set.
    pub(crate) p_values: Option<Chunks>,
}

impl DocumentKind for ArraysPart {
    const SCHEMA: &'static str = "arrayon/arrays-part";
}
