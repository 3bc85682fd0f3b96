//! Numbers that can be neither expression nor weights.

use super::rows::{Content, Layout};
use arrayon_core::{InputError, Place};

/// No expression value is larger, log2 or linear: scanners count to 65,535, sequencers to hundreds
/// of millions. Squares of larger values sum to numbers in which the other values no longer count,
/// in the end to none.
const LARGEST: f64 = 1e9;

impl Layout<'_> {
    /// Refuses the first value, in the file's order, that is beyond what its kind can be.
    pub(super) fn check_range(
        &self,
        values: &[f64],
        lines: &[(u64, &str)],
    ) -> Result<(), InputError> {
        let is_weight = self.content == Content::Weights;
        let is_beyond = |value: &f64| {
            let size = value.abs();
            size > LARGEST || (is_weight && size > 0.0 && size < 1.0 / LARGEST)
        };
        let Some(at) = values.iter().position(is_beyond) else {
            return Ok(());
        };
        let n_samples = self.samples.len();
        let place = Place::Field {
            line: lines[at / n_samples].0,
            column: self.samples[at % n_samples].clone(),
        };
        let value = values[at];
        let error = |found: String| InputError::new(self.path, found).at(place.clone());
        Err(if is_weight {
            error(format!("the weight {value:e} is out of range"))
                .expected(format!(
                    "0, or a weight from {:e} to {LARGEST:e}",
                    1.0 / LARGEST
                ))
                .hint("weights are relative: divide all of them by their median")
        } else {
            error(format!("{value:e} cannot be an expression value"))
                .expected(format!("a value from {:e} to {LARGEST:e}, or NA", -LARGEST))
                .hint("correct the cell, or write NA where the value is missing")
        })
    }
}
