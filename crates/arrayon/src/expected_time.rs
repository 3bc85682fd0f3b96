//! How long a run is expected to take, as it is estimated before it begins.

use crate::config::StudyConfig;
use arrayon_genesets::GeneSetTest;
use serde::Serialize;

/// The processor time that a run is expected to take.
///
/// # Source
/// The times of single stages on one machine (docs/performance.md), each in proportion to what makes it grow.
/// Tried there on six studies of 12 to 2,000 samples, it was within a factor of two.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExpectedTime {
    /// Seconds of one processor core; several cores share them.
    pub cpu_seconds: f64,
}

/// What makes a run long.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunSize {
    /// Arrays that are read; 0 of a study that begins from a matrix.
    pub(crate) n_arrays: usize,
    pub(crate) n_probes: usize,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) n_contrasts: usize,
    /// Draws of the bootstrap, over all scales.
    pub(crate) n_draws: usize,
    /// Rotations, and permutations, of all tests of gene sets that make some.
    pub(crate) n_rotations: usize,
    /// Whether each array is left out in turn, and whether the prior is robust then.
    pub(crate) leave_one_out: Option<bool>,
}

impl RunSize {
    /// What the settings say of it.
    pub(crate) fn of(config: &StudyConfig) -> Self {
        let rotates =
            |test: &&GeneSetTest| matches!(test, GeneSetTest::Roast | GeneSetTest::Preranked);
        let tests = config.genesets.tests.iter().flatten();
        let (differential, genesets) = (&config.differential, &config.genesets);
        Self {
            n_draws: N_SCALES * config.cluster.n_bootstrap.get() as usize,
            n_rotations: tests.filter(rotates).count() * genesets.n_rotations.get() as usize,
            leave_one_out: differential.leave_one_out.then_some(differential.robust),
            ..Self::default()
        }
    }
}

/// Start, library and report.
const ALWAYS: f64 = 0.5;
/// A probe of an array, from file to expression, judged.
const OF_PROBE: f64 = 8e-8;
/// A feature of a contrast: fit, table, figures, the sets of genes that are tested without rotations.
const OF_ROW: f64 = 4e-5;
/// A value of a matrix: reading, fits, components, figures and report.
const OF_VALUE: f64 = 4e-7;
/// A feature of a pair of samples that is compared: by the checks, for each tree, in each draw of the bootstrap.
const OF_PAIR: f64 = 1e-10;
/// A feature in one rotation.
const OF_ROTATION: f64 = 1e-8;
/// A feature of a contrast without one array.
const OF_LEFT_OUT: f64 = 3e-8;
/// The same with a robust prior, which is estimated anew.
const OF_ROBUST_LEFT_OUT: f64 = 1.5e-7;
/// Scales of the multiscale bootstrap.
const N_SCALES: usize = 10;

impl ExpectedTime {
    pub(crate) fn of(size: &RunSize) -> Self {
        let [n_samples, n_features, n_contrasts] =
            [size.n_samples, size.n_features, size.n_contrasts].map(|n| n as f64);
        let n_rows = n_features * n_contrasts;
        let n_pairs = n_samples * n_samples / 2.0;
        let of_left_out = match size.leave_one_out {
            None => 0.0,
            Some(true) => OF_ROBUST_LEFT_OUT,
            Some(false) => OF_LEFT_OUT,
        };
        let seconds = ALWAYS
            + OF_PROBE * size.n_arrays as f64 * size.n_probes as f64
            + OF_VALUE * n_features * n_samples
            + OF_ROW * n_rows
            + of_left_out * n_rows * n_samples
            + OF_PAIR * (2 + size.n_contrasts + size.n_draws) as f64 * n_features * n_pairs
            + OF_ROTATION * n_rows * size.n_rotations as f64;
        Self {
            cpu_seconds: one_digit(seconds),
        }
    }

    /// The expectation in a sentence.
    pub(crate) fn in_words(&self) -> String {
        let (number, unit) = match self.cpu_seconds {
            ..=90.0 => (self.cpu_seconds, "s"),
            ..=5400.0 => (self.cpu_seconds / 60.0, "min"),
            _ => (self.cpu_seconds / 3600.0, "h"),
        };
        let number = one_digit(number);
        format!("takes about {number} {unit} of processor time, which several cores share")
    }
}

/// The number to one significant digit: no more is known.
fn one_digit(number: f64) -> f64 {
    let unit = 10_f64.powi(number.log10().floor() as i32);
    let rounded = (number / unit).round() * unit;
    // without the remainders of a division
    (rounded * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_of_anything_takes_longer_and_is_said_to_one_digit() {
        let seconds = |n_arrays: usize, n_contrasts: usize, n_draws: usize| {
            let size = RunSize {
                n_arrays,
                n_probes: 300_000,
                n_samples: n_arrays,
                n_features: 27_000,
                n_contrasts,
                n_draws,
                ..RunSize::default()
            };
            ExpectedTime::of(&size).cpu_seconds
        };
        let plain = seconds(24, 1, 0);
        assert!(seconds(240, 1, 0) > 2.0 * plain);
        assert!(seconds(24, 50, 0) > 2.0 * plain);
        assert!(seconds(24, 1, 100_000) > 2.0 * plain);
        for (number, words) in [
            (0.53, "0.5 s"),
            (33.0, "30 s"),
            (200.0, "3 min"),
            (4000.0, "70 min"),
            (27_000.0, "8 h"),
        ] {
            let expected = ExpectedTime {
                cpu_seconds: one_digit(number),
            };
            let said = expected.in_words();
            assert!(
                said.starts_with(&format!("takes about {words} of")),
                "{said}"
            );
        }
    }
}
