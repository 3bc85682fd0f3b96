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
    Medians::default().of(values)
}

/// The median of values that may be reordered; of an even number of them, the mean of the middle two.
///
/// # Panics
/// If there are no values.
pub fn median_in_place(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    let is_odd = values.len() % 2 == 1;
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if is_odd {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower + upper) / 2.0
}

/// Finds medians of many rows in the same memory.
#[derive(Debug, Default)]
pub struct Medians(Vec<i64>);

impl Medians {
    /// What [`median`] gives.
    pub fn of(&mut self, values: &[f64]) -> f64 {
        if values.is_empty() {
            return f64::NAN;
        }
        self.0.clear();
        self.0.extend(values.iter().map(|value| ranked(*value)));
        let (below, &mut middle, _) = self.0.select_nth_unstable(values.len() / 2);
        let middle = unranked(middle);
        match below.iter().copied().max() {
            Some(before) if values.len().is_multiple_of(2) => 0.5 * (unranked(before) + middle),
            _ => middle,
        }
    }
}

/// Turns a number into an integer of the same order (IEEE total order).
fn ranked(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// The number that [`ranked`] made an integer of.
fn unranked(rank: i64) -> f64 {
    f64::from_bits((rank ^ ((rank >> 63) as u64 >> 1) as i64) as u64)
}

/// The value that is the `rank`-th largest, from 1; `None` where there is no such rank.
///
/// # Examples
/// ```
/// use arrayon_stats::descriptive::largest_at;
/// assert_eq!(largest_at(&[8.0, 1.0, 4.0], 2), Some(4.0));
/// assert_eq!(largest_at(&[8.0, 1.0, 4.0], 4), None);
/// ```
pub fn largest_at(values: &[f64], rank: usize) -> Option<f64> {
    if rank == 0 || rank > values.len() {
        return None;
    }
    let mut ranked: Vec<i64> = values.iter().map(|value| ranked(*value)).collect();
    let (_, &mut value, _) = ranked.select_nth_unstable(values.len() - rank);
    Some(unranked(value))
}

/// The quantiles of values in any order, as [`quantile_of_sorted`] has them, for ascending shares.
///
/// # Panics
/// If there are no values, a share is outside 0 to 1, or the shares fall.
///
/// # Cost
/// O(n) a share.
///
/// # Examples
/// ```
/// use arrayon_stats::descriptive::quantiles;
/// assert_eq!(quantiles(&[8.0, 1.0, 4.0, 2.0], &[0.0, 0.5, 1.0]), [1.0, 3.0, 8.0]);
/// ```
pub fn quantiles(values: &[f64], shares: &[f64]) -> Vec<f64> {
    assert!(shares.is_sorted(), "falling shares {shares:?}");
    let mut ranked: Vec<i64> = values.iter().map(|value| ranked(*value)).collect();
    // what lies before `from` is not above what follows
    let mut from = 0;
    let quantile = |&share: &f64| {
        let (below, weight) = position(values.len(), share);
        let (_, &mut low, above) = ranked[from..].select_nth_unstable(below - from);
        from = below;
        let low = unranked(low);
        match above.iter().min() {
            Some(&high) if weight > 0.0 => between(low, unranked(high), weight),
            _ => low,
        }
    };
    shares.iter().map(quantile).collect()
}

/// A quantile of values in ascending order, by linear interpolation between order statistics.
///
/// # Source
/// Hyndman and Fan 1996, type 7, as R's `quantile` by default.
///
/// # Panics
/// If there are no values, or `p` is outside 0 to 1.
pub fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let (below, weight) = position(sorted.len(), p);
    match sorted.get(below + 1) {
        Some(&high) if weight > 0.0 => between(sorted[below], high, weight),
        _ => sorted[below],
    }
}

/// The last of `n` ascending values that is not above a quantile, and the weight of the next.
fn position(n: usize, share: f64) -> (usize, f64) {
    assert!((0.0..=1.0).contains(&share), "probability {share}");
    let position = (n - 1) as f64 * share;
    // an index a rounding error below a whole number is that number, as in R
    let below = (position + 4.0 * f64::EPSILON).floor();
    let weight = position - below;
    (below as usize, if weight < 1e-12 { 0.0 } else { weight })
}

fn between(low: f64, high: f64, weight: f64) -> f64 {
    (1.0 - weight) * low + weight * high
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
        assert_eq!(quantiles(&[5.0], &[0.0, 0.3, 1.0]), [5.0; 3]);
    }

    #[test]
    fn quantiles_of_any_order_are_those_of_the_sorted() {
        let values: Vec<f64> = (0..501).map(|i| f64::from(i * 37 % 101) - 50.0).collect();
        let ascending = sorted(&values);
        let shares = [0.0, 0.05, 0.05, 0.25, 1.0 / 3.0, 0.5, 0.777, 0.9999, 1.0];
        let expected = shares.map(|share| quantile_of_sorted(&ascending, share));
        assert_eq!(quantiles(&values, &shares), expected);
        assert_eq!(median(&values), expected[5]);
    }
}
