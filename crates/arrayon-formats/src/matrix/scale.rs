//! What the values of a matrix show of its scale, which no file states.

use arrayon_core::ExpressionMatrix;
use std::fmt;

/// Values above this are no log2 of an intensity: scanners write 16 bits, sums of probes and counts
/// of reads have little more.
const LARGEST_USUAL: f64 = 25.0;

/// Values above this are no log2 of anything that was measured.
const LARGEST_LOG2: f64 = 64.0;

/// Share of values above the largest usual one from which on a matrix looks linear.
const SHARE: f64 = 0.01;

/// How large the values of a matrix are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleEvidence {
    /// Values that are not missing.
    pub n_values: usize,
    /// Those above 25.
    pub n_large: usize,
    /// The largest of all; 0 where there is none.
    pub largest: f64,
}

impl ScaleEvidence {
    /// Looks at all values.
    pub fn of(matrix: &ExpressionMatrix) -> Self {
        let mut evidence = Self {
            n_values: 0,
            n_large: 0,
            largest: 0.0,
        };
        for &value in matrix.rows().flatten().filter(|value| !value.is_nan()) {
            evidence.n_values += 1;
            evidence.n_large += usize::from(value > LARGEST_USUAL);
            evidence.largest = evidence.largest.max(value);
        }
        evidence
    }

    /// Whether the values look like linear intensities: any is above 64, or more than one in a
    /// hundred above 25. A matrix of small linear values is not found out, so `false` is no proof
    /// of log2.
    pub fn looks_linear(&self) -> bool {
        self.largest > LARGEST_LOG2 || self.n_large as f64 > SHARE * self.n_values as f64
    }
}

impl fmt::Display for ScaleEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.1} % of the values are above {LARGEST_USUAL}, the largest is {}",
            100.0 * self.n_large as f64 / self.n_values.max(1) as f64,
            self.largest
        )
    }
}
