//! The precisions in which products of means are computed.

use ndarray::LinalgScalar;

/// Single or double precision.
pub(super) trait Real: LinalgScalar + PartialOrd + Into<f64> + Send + Sync {
    /// The nearest number of this precision.
    fn of(number: f64) -> Self;

    /// By how much a product of two vectors of so many values, neither longer than 1, may differ from that
    /// in double precision; 0 where it is double precision itself.
    fn error_of_products(n_values: usize) -> f64;
}

impl Real for f32 {
    fn of(number: f64) -> Self {
        number as f32
    }

    /// Both vectors are rounded, and each of the sums: (n + 2) / 2^24 at most, whatever the order (Higham
    /// 2002, Accuracy and Stability of Numerical Algorithms, section 3.1). Twice that, for the difference
    /// from 1 is rounded, too.
    fn error_of_products(n_values: usize) -> f64 {
        (n_values + 4) as f64 * f64::from(f32::EPSILON)
    }
}

impl Real for f64 {
    fn of(number: f64) -> Self {
        number
    }

    fn error_of_products(_: usize) -> f64 {
        0.0
    }
}
