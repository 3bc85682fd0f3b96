//! Sums, means, medians and quantiles of one row of numbers.

/// The sum, compensated: as precise as if added with twice the digits.
///
/// # Source
/// Neumaier 1974, Z. angew. Math. Mech. 54:39.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    if total.is_finite() {
        total + lost
    } else {
        total
    }
}

/// The mean; NaN of nothing.
pub fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / values.len() as f64
}

/// The sample variance, with divisor n - 1.
pub fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    sum(values.iter().map(|value| (value - mean).powi(2))) / (values.len() as f64 - 1.0)
}

/// The values in ascending order (IEEE total order).
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The median: the mean of the two middle values where their number is even; NaN of nothing.
pub fn median(values: &[f64]) -> f64 {
    let half = values.len() / 2;
    if values.is_empty() {
        return f64::NAN;
    }
    let mut values = values.to_vec();
    let is_even = values.len().is_multiple_of(2);
    let (below, &mut middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(before) if is_even => 0.5 * (before + middle),
        _ => middle,
    }
}

/// A quantile of values in ascending order, by linear interpolation between order statistics.
///
/// # Source
/// Hyndman and Fan 1996, type 7, as R's `quantile` by default.
///
/// # Panics
/// If there are no values, or `p` is outside 0 to 1.
pub fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "probability {p}");
    let position = (sorted.len() - 1) as f64 * p;
    // an index a rounding error below a whole number is that number, as in R
    let below = (position + 4.0 * f64::EPSILON).floor();
    let share = position - below;
    let low = sorted[below as usize];
    if share.abs() < 1e-12 || below as usize + 1 >= sorted.len() {
        return low;
    }
    let high = sorted[below as usize + 1];
    (1.0 - share) * low + share * high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sum_keeps_what_plain_addition_loses() {
        assert_eq!(sum([1e16, 1.0, -1e16, 1.0]), 2.0);
        assert_eq!(sum([1.0, f64::INFINITY, 2.0]), f64::INFINITY);
    }

    #[test]
    fn median_and_quantile() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile_of_sorted(&values, 0.0), 1.0);
        assert_eq!(quantile_of_sorted(&values, 1.0), 8.0);
        assert_eq!(quantile_of_sorted(&values, 1.0 / 3.0), 2.0);
        assert_eq!(quantile_of_sorted(&values, 0.5), 3.0);
        assert_eq!(variance(&[1.0, 3.0]), 2.0);
    }
}
