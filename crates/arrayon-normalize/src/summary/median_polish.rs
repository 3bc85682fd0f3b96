//! Median polish: one expression value per array from the probes of a feature.

use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;
use arrayon_stats::lane_median::LaneMedian;

/// Sweeps stop when the sum of absolute residuals changes by less than this part of itself.
const TOLERANCE: f64 = 0.01;
/// Sweeps stop after so many at the latest; both bounds are part of the method.
const MAX_SWEEPS: usize = 10;

/// Tukey's median polish: the overall level plus the effect of each array.
///
/// Rows (probes) are swept first. At most ten sweeps; they end early when the sum of absolute
/// residuals is zero or changes by less than 1 %.
///
/// # Source
/// Tukey 1977, Exploratory Data Analysis; agrees with preprocessCore 1.60 to 1e-12.
#[derive(Debug, Default)]
pub(super) struct MedianPolish {
    residuals: Vec<f64>,
    transposed: Vec<f64>,
    row_effects: Vec<f64>,
    column_effects: Vec<f64>,
    medians: Vec<f64>,
    lanes: LaneMedian,
}

impl Summarize for MedianPolish {
    /// # Panics
    /// If `log2` is not a whole number of rows of `expression.len()` values.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        assert!(
            n_arrays > 0 && log2.len().is_multiple_of(n_arrays),
            "whole rows"
        );
        self.start(log2, n_arrays);
        // y_ij = level + row_i + column_j + residual_ij for probe i and array j, medians of all but
        // the level 0; the result is level + column_j
        let mut level = 0.0;
        let mut last_sum = 0.0;
        for _ in 0..MAX_SWEEPS {
            self.sweep_rows(n_arrays);
            level += centre(&mut self.column_effects, &mut self.medians);
            self.sweep_columns(n_arrays);
            level += centre(&mut self.row_effects, &mut self.medians);
            let sum: f64 = self.residuals.iter().map(|residual| residual.abs()).sum();
            if sum == 0.0 || (1.0 - last_sum / sum).abs() < TOLERANCE {
                break;
            }
            last_sum = sum;
        }
        for (value, effect) in expression.iter_mut().zip(&self.column_effects) {
            *value = level + effect;
        }
        ProbeFit {
            level,
            probe_effects: &self.row_effects,
            array_effects: &self.column_effects,
            residuals: &self.residuals,
            weights: None,
            standard_errors: None,
            noise_share: None,
        }
    }
}

impl MedianPolish {
    fn start(&mut self, log2: &[f64], n_arrays: usize) {
        self.residuals.clear();
        self.residuals.extend_from_slice(log2);
        self.row_effects.clear();
        self.row_effects.resize(log2.len() / n_arrays, 0.0);
        self.column_effects.clear();
        self.column_effects.resize(n_arrays, 0.0);
    }

    fn sweep_rows(&mut self, n_arrays: usize) {
        let n_probes = self.row_effects.len();
        self.transposed.resize(self.residuals.len(), 0.0);
        for (probe, row) in self.residuals.chunks_exact(n_arrays).enumerate() {
            let column = self.transposed[probe..].iter_mut().step_by(n_probes);
            for (place, &residual) in column.zip(row) {
                *place = residual;
            }
        }
        self.lanes
            .medians(&self.transposed, n_probes, &mut self.medians);
        let rows = self.residuals.chunks_exact_mut(n_arrays);
        for ((row, effect), &median) in rows.zip(&mut self.row_effects).zip(&self.medians) {
            *effect += median;
            for residual in row {
                *residual -= median;
            }
        }
    }

    fn sweep_columns(&mut self, n_arrays: usize) {
        self.lanes
            .medians(&self.residuals, n_arrays, &mut self.medians);
        for (effect, &median) in self.column_effects.iter_mut().zip(&self.medians) {
            *effect += median;
        }
        for row in self.residuals.chunks_exact_mut(n_arrays) {
            for (residual, &median) in row.iter_mut().zip(&self.medians) {
                *residual -= median;
            }
        }
    }
}

/// Subtracts the median from all effects and returns it.
fn centre(effects: &mut [f64], sorted: &mut Vec<f64>) -> f64 {
    sorted.clear();
    sorted.extend_from_slice(effects);
    let median = median_in_place(sorted);
    for effect in effects {
        *effect -= median;
    }
    median
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polish(log2: &[f64], n_arrays: usize) -> Vec<f64> {
        let mut expression = vec![0.0; n_arrays];
        MedianPolish::default().summarize(log2, &mut expression);
        expression
    }

    #[test]
    fn additive_probes_are_recovered_exactly() {
        let (probes, arrays) = ([-2.0, 0.0, 1.0], [5.0, 6.0, 8.0, 5.5]);
        let log2: Vec<f64> = probes
            .iter()
            .flat_map(|probe| arrays.iter().map(move |array| array + probe))
            .collect();
        assert_eq!(polish(&log2, 4), arrays);
    }

    #[test]
    fn one_probe_and_one_array() {
        assert_eq!(polish(&[3.0, 4.0, 5.0], 3), vec![3.0, 4.0, 5.0]);
        assert_eq!(polish(&[3.0, 9.0, 4.0], 1), vec![4.0]);
        assert_eq!(polish(&[3.0, 4.0], 1), vec![3.5]);
    }

    #[test]
    fn one_wild_probe_does_not_move_the_arrays() {
        // R: medpolish(rbind(c(1, 2, 3), c(2, 3, 4), c(9, 0, 5))) has overall 3 and columns
        // -1, 0, 1.
        let expression = polish(&[1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 9.0, 0.0, 5.0], 3);
        assert_eq!(expression, vec![2.0, 3.0, 4.0]);
    }
}
