//! Correlation distances from sums over the values that two rows both have.

use crate::settings::Distance;

/// A variance below this part of the mean square is rounding: the row is constant.
pub(crate) const SMALLEST_VARIANCE: f64 = 1e-13;

/// Sums over what both of two rows have, weighted or not.
pub(crate) struct PairSums {
    /// How many values there are.
    pub(crate) count: f64,
    /// Of each row.
    pub(crate) values: [f64; 2],
    pub(crate) squares: [f64; 2],
    /// Of the two rows' products.
    pub(crate) products: f64,
}

impl PairSums {
    /// `None` where one of the two does not vary; `whole` are the summed squares over all that
    /// each has, whose rounding errors differences of sums carry.
    pub(crate) fn correlation_distance(&self, whole: [f64; 2], distance: Distance) -> Option<f64> {
        let is_centred = distance != Distance::Cosine;
        let [x, y] = self.values;
        let about_mean = |sum: f64, product: f64| match is_centred {
            true => sum - product / self.count,
            false => sum,
        };
        let variances = [
            about_mean(self.squares[0], x * x),
            about_mean(self.squares[1], y * y),
        ];
        if (variances.iter().zip(whole)).any(|(&own, whole)| own <= SMALLEST_VARIANCE * whole) {
            return None;
        }
        let r = about_mean(self.products, x * y) / (variances[0].sqrt() * variances[1].sqrt());
        let found = (1.0 - r).clamp(0.0, 2.0);
        Some(match distance {
            Distance::AbsolutePearson => found.min(2.0 - found),
            _ => found,
        })
    }
}

/// Mean 0 and standard deviation 1 over the values that are there: correlations do not change, and
/// sums of squares do not cancel.
pub(crate) fn standardise(row: &mut [f64]) {
    let sum_of = |row: &[f64], term: fn(f64) -> f64| -> f64 {
        let present = row.iter().filter(|value| !value.is_nan());
        present.map(|&value| term(value)).sum()
    };
    let n = sum_of(row, |_| 1.0);
    let mean = sum_of(row, |value| value) / n;
    row.iter_mut().for_each(|value| *value -= mean);
    let deviation = (sum_of(row, |value| value * value) / n).sqrt();
    row.iter_mut().for_each(|value| *value /= deviation);
}
