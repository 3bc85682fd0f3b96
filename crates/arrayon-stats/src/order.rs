//! The order of many numbers, and their ranks.

/// Positions by ascending value (IEEE total order), equal values in the order of their positions.
///
/// # Numerics
/// Values are dealt into as many intervals of equal width as there are values, and each interval
/// is sorted: a few passes over the values where they are spread out, n log n where they are not.
///
/// # Examples
/// ```
/// assert_eq!(arrayon_stats::order::ascending(&[2.0, 1.0, 2.0, -3.0]), [3, 1, 0, 2]);
/// ```
pub fn ascending(values: &[f64]) -> Vec<usize> {
    match deal(values) {
        Some(dealt) => dealt.into_iter().map(|(_, at)| at as usize).collect(),
        None => {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
            order
        }
    }
}

/// Ranks from 1 of values that are none of them NaN, equal values sharing the mean of their ranks.
///
/// # Examples
/// ```
/// assert_eq!(arrayon_stats::order::average_ranks(&[5.0, 1.0, 5.0, -2.0]), [3.5, 2.0, 3.5, 1.0]);
/// ```
pub fn average_ranks(values: &[f64]) -> Vec<f64> {
    average_ranks_of(values, &ascending(values))
}

/// The same, of values whose positions in [`ascending`] order are known.
pub fn average_ranks_of(values: &[f64], order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut n_smaller = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = n_smaller as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&at| ranks[at] = rank);
        n_smaller += tied.len();
    }
    ranks
}

/// Fewer values than this are sorted as they are.
const FEW: usize = 64;
/// Intervals with more values than this are sorted by quicksort.
const CROWDED: usize = 24;

/// The values with their positions, in order; `None` where intervals cannot be laid.
fn deal(values: &[f64]) -> Option<Vec<(f64, u32)>> {
    let n = values.len();
    if n < FEW || u32::try_from(n).is_err() {
        return None;
    }
    let (lowest, highest) = range(values)?;
    let per_unit = (n - 1) as f64 / (highest - lowest);
    if !(per_unit.is_finite() && per_unit > 0.0) {
        return None;
    }
    // rising in the value, so that intervals are in order
    let interval = |value: f64| ((value - lowest) * per_unit) as u32;
    let mut ends = vec![0_u32; n + 1];
    let intervals: Vec<u32> = values.iter().map(|value| interval(*value)).collect();
    for &interval in &intervals {
        ends[interval as usize + 1] += 1;
    }
    let mut end = 0;
    for entry in &mut ends {
        end += *entry;
        *entry = end;
    }
    let mut dealt = vec![(0.0, 0); n];
    for ((at, &value), &interval) in (0..).zip(values).zip(&intervals) {
        let place = &mut ends[interval as usize];
        dealt[*place as usize] = (value, at);
        *place += 1;
    }
    let mut start = 0;
    for end in ends {
        let end = end as usize;
        if end - start > CROWDED {
            let by_value = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            dealt[start..end].sort_unstable_by(by_value);
        }
        start = end;
    }
    insert(&mut dealt);
    Some(dealt)
}

/// Sorts pairs that are nearly in order, keeping that of equal values.
fn insert(pairs: &mut [(f64, u32)]) {
    for at in 1..pairs.len() {
        let pair = pairs[at];
        let mut place = at;
        while place > 0 && pairs[place - 1].0.total_cmp(&pair.0).is_gt() {
            pairs[place] = pairs[place - 1];
            place -= 1;
        }
        if place < at {
            pairs[place] = pair;
        }
    }
}

/// The least and the largest value; `None` where one is not finite.
fn range(values: &[f64]) -> Option<(f64, f64)> {
    let mut lanes = [(f64::INFINITY, f64::NEG_INFINITY, 0.0); 4];
    for values in values.chunks(4) {
        for ((lowest, highest, not_finite), &value) in lanes.iter_mut().zip(values) {
            *lowest = if value < *lowest { value } else { *lowest };
            *highest = if value > *highest { value } else { *highest };
            *not_finite += value * 0.0;
        }
    }
    let (lowest, highest, not_finite) = lanes.into_iter().fold(lanes[0], |all, lane| {
        (all.0.min(lane.0), all.1.max(lane.1), all.2 + lane.2)
    });
    (not_finite == 0.0).then_some((lowest, highest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random_stream::random_stream;
    use rand::RngExt;

    fn by_comparison(values: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        order
    }

    #[test]
    fn tied_values_share_their_mean_rank() {
        let ranks = average_ranks(&[5.0, 1.0, 5.0, 0.0, 5.0, -0.0]);
        assert_eq!(ranks, [5.0, 3.0, 5.0, 1.5, 5.0, 1.5]);
    }

    #[test]
    fn is_that_of_comparisons() {
        let mut random = random_stream(1, 0);
        let mut uniform = || random.random::<f64>();
        let even: Vec<f64> = (0..3000).map(|_| uniform()).collect();
        let crowded: Vec<f64> = even.iter().map(|u| u.powi(30)).collect();
        let tied: Vec<f64> = even.iter().map(|u| (u * 40.0).floor() - 7.0).collect();
        let far: Vec<f64> = even.iter().map(|u| (1.9 * u - 0.95) * f64::MAX).collect();
        let mut zeros = tied.clone();
        zeros.iter_mut().step_by(3).for_each(|value| *value *= -0.0);
        let mut missing = even.clone();
        (missing[5], missing[9]) = (f64::NAN, f64::NEG_INFINITY);
        let few = even[..10].to_vec();
        for values in [
            even,
            crowded,
            tied,
            far,
            zeros,
            missing,
            few,
            vec![2.0; 90],
            vec![],
        ] {
            assert_eq!(ascending(&values), by_comparison(&values));
        }
    }
}
