//! Leave-one-array-out as results report it: by the names of features and arrays.

use super::{LeaveOneOut, LeftOutArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The analysis repeated without each array in turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LeaveOneOut")]
pub struct NamedLeaveOneOut {
    /// Features found with all arrays.
    pub n_found: usize,
    /// Of these, found whichever array is left out, of those that can be; `null` where none can.
    pub n_always_found: Option<usize>,
    /// Arrays that cannot be left out: without one of them the contrast cannot be tested.
    #[serde(default)]
    pub n_not_left_out: usize,
    /// How many first features are compared in `n_top_kept`.
    pub top_k: usize,
    /// The array whose absence changes the list most, gained and lost features together; `null`
    /// where none changes it.
    pub most_influential_sample: Option<String>,
    /// One entry per sample of the model.
    pub left_out_arrays: Vec<NamedLeftOutArray>,
}

/// What leaving one array out changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LeftOutArray")]
pub struct NamedLeftOutArray {
    /// The sample left out.
    pub sample: String,
    /// What is found without it; `null` where the contrast cannot be tested without it.
    pub found_without: Option<NamedFoundWithout>,
}

/// What is found without one array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FoundWithout")]
pub struct NamedFoundWithout {
    /// Features found.
    pub n_found: usize,
    /// Features found only without the array.
    pub n_gained: usize,
    /// Features no longer found without it.
    pub n_lost: usize,
    /// How many of the first `top_k` features by p-value stay among the first `top_k`.
    pub n_top_kept: usize,
    /// The gained features in the order of the table; the first hundred.
    pub gained: Vec<String>,
    /// The lost features, the same.
    pub lost: Vec<String>,
}

impl LeaveOneOut {
    /// The same by names. `features` are those of the expression matrix, `places` the rows of it in
    /// the order of the contrast's table, in which gained and lost features are named: the first
    /// `most` of each array.
    pub fn named(&self, features: &[String], places: &[usize], most: usize) -> NamedLeaveOneOut {
        let mut rank = vec![0; features.len()];
        for (at, &feature) in places.iter().enumerate() {
            rank[feature] = at;
        }
        let named = |found: &[usize]| {
            let mut found = found.to_vec();
            found.sort_unstable_by_key(|&feature| rank[feature]);
            found.truncate(most);
            let names = found.into_iter().map(|feature| features[feature].clone());
            names.collect::<Vec<_>>()
        };
        let mut is_always_found = vec![false; features.len()];
        for &feature in &self.found {
            is_always_found[feature] = true;
        }
        for array in self.arrays.iter().flat_map(|array| &array.found) {
            for &feature in &array.lost {
                is_always_found[feature] = false;
            }
        }
        let is_kept_in = |array: &&LeftOutArray| array.found.is_none();
        let n_not_left_out = self.arrays.iter().filter(is_kept_in).count();
        let arrays = self.arrays.iter().map(|array| NamedLeftOutArray {
            sample: array.sample.clone(),
            found_without: (array.found.as_ref()).map(|without| NamedFoundWithout {
                n_found: without.n_found,
                n_gained: without.gained.len(),
                n_lost: without.lost.len(),
                n_top_kept: without.n_top_kept,
                gained: named(&without.gained),
                lost: named(&without.lost),
            }),
        });
        NamedLeaveOneOut {
            n_found: self.found.len(),
            n_always_found: (n_not_left_out < self.arrays.len())
                .then(|| is_always_found.iter().filter(|always| **always).count()),
            n_not_left_out,
            top_k: self.top_k.min(places.len()),
            most_influential_sample: (self.most_influential)
                .map(|at| self.arrays[at].sample.clone()),
            left_out_arrays: arrays.collect(),
        }
    }
}
