//! Distances of rows with missing values, over the values that both of a pair have, for many
//! pairs at once.

use crate::distances::pair_sums::{PairSums, standardise};
use crate::settings::Distance;
use arrayon_stats::row_pairs::{LANES, total_of_lanes};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Axis};
use pulp::{Arch, NullaryFnOnce};

/// Correlation distances below this are computed from differences: what is left of 1 less r has
/// too few digits.
const NEAR: f64 = 1e-3;

/// Some rows, ready for products with others.
struct Filled {
    /// Standardised for correlations; a missing value is 0.
    values: Array2<f64>,
    squares: Array2<f64>,
    /// 1 for each value that is there.
    present: Array2<f64>,
    /// Summed squares of each row.
    whole: Vec<f64>,
}

impl Filled {
    fn new(rows: &[&[f64]], distance: Distance) -> Self {
        let mut values: Vec<f64> = rows.concat();
        let n_values = rows[0].len();
        if distance != Distance::Cosine {
            values.chunks_mut(n_values).for_each(standardise);
        }
        let values = Array2::from_shape_vec((rows.len(), n_values), values).expect("whole rows");
        let present = values.mapv(|value| if value.is_nan() { 0.0 } else { 1.0 });
        let values = values.mapv(|value| if value.is_nan() { 0.0 } else { value });
        let squares = values.mapv(|value| value * value);
        let whole = squares.sum_axis(Axis(1)).to_vec();
        Self {
            values,
            squares,
            present,
            whole,
        }
    }
}

/// The distances of some rows to others, row after row; `None` where one has to be computed by
/// itself: it is undefined, or too small for this way.
pub(crate) fn distances_across(
    ones: &[&[f64]],
    others: &[&[f64]],
    distance: Distance,
) -> Vec<Option<f64>> {
    match distance {
        Distance::Pearson | Distance::AbsolutePearson | Distance::Cosine => {
            correlations(ones, others, distance)
        }
        Distance::Euclidean | Distance::Manhattan => differences(ones, others, distance),
        // Ranks and medians change from pair to pair.
        Distance::Spearman | Distance::Bicor => vec![None; ones.len() * others.len()],
    }
}

fn correlations(ones: &[&[f64]], others: &[&[f64]], distance: Distance) -> Vec<Option<f64>> {
    let (left, right) = (Filled::new(ones, distance), Filled::new(others, distance));
    let across = |one: &Array2<f64>, other: &Array2<f64>| {
        let mut products = Array2::zeros((one.nrows(), other.nrows()));
        general_mat_mul(1.0, one, &other.t(), 0.0, &mut products);
        products
    };
    let counts = across(&left.present, &right.present);
    let products = across(&left.values, &right.values);
    let values = [
        across(&left.values, &right.present),
        across(&left.present, &right.values),
    ];
    let squares = [
        across(&left.squares, &right.present),
        across(&left.present, &right.squares),
    ];
    let pairs = counts.indexed_iter().map(|((i, j), &count)| {
        let sums = PairSums {
            count,
            values: [values[0][[i, j]], values[1][[i, j]]],
            squares: [squares[0][[i, j]], squares[1][[i, j]]],
            products: products[[i, j]],
        };
        (count >= distance.fewest_values() as f64)
            .then(|| sums.correlation_distance([left.whole[i], right.whole[j]], distance))
            .flatten()
            .filter(|&found| found >= NEAR)
    });
    pairs.collect()
}

/// Sums of differences, scaled up to all values as R's `dist` does.
fn differences(ones: &[&[f64]], others: &[&[f64]], distance: Distance) -> Vec<Option<f64>> {
    let arch = Arch::new();
    let mut found = Vec::with_capacity(ones.len() * others.len());
    for one in ones {
        for other in others {
            let pair = Pair { one, other };
            let (sum, count) = match distance {
                Distance::Manhattan => arch.dispatch(Absolute(pair)),
                _ => arch.dispatch(Squared(pair)),
            };
            let scaled = sum * (one.len() as f64 / count);
            let scaled = match distance {
                Distance::Manhattan => scaled,
                _ => scaled.sqrt(),
            };
            found.push((count >= distance.fewest_values() as f64).then_some(scaled));
        }
    }
    found
}

struct Pair<'a> {
    one: &'a [f64],
    other: &'a [f64],
}

struct Absolute<'a>(Pair<'a>);
struct Squared<'a>(Pair<'a>);

impl NullaryFnOnce for Absolute<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn call(self) -> (f64, f64) {
        sum_and_count(self.0, f64::abs)
    }
}

impl NullaryFnOnce for Squared<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn call(self) -> (f64, f64) {
        sum_and_count(self.0, |difference| difference * difference)
    }
}

/// The sum of a term of the differences that are there, and how many there are, in partial sums
/// that are always added in the same order.
#[inline(always)]
fn sum_and_count(pair: Pair<'_>, term: impl Fn(f64) -> f64) -> (f64, f64) {
    let (mut sums, mut counts) = ([0.0; LANES], [0.0; LANES]);
    let (ones, one_rest) = pair.one.as_chunks::<LANES>();
    let (others, other_rest) = pair.other.as_chunks::<LANES>();
    let mut add = |lane: usize, a: f64, b: f64| {
        let difference = a - b;
        let is_there = !difference.is_nan();
        sums[lane] += if is_there { term(difference) } else { 0.0 };
        counts[lane] += if is_there { 1.0 } else { 0.0 };
    };
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..LANES {
            add(lane, a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in one_rest.iter().zip(other_rest).enumerate() {
        add(lane, a, b);
    }
    (total_of_lanes(sums), total_of_lanes(counts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distances::rows::over_common_values;

    #[test]
    fn many_pairs_at_once_are_those_of_each_alone() {
        let (n_rows, n_values) = (9, 1_003);
        let rows: Vec<Vec<f64>> = (0..n_rows)
            .map(|row| {
                let value = |at: usize| match (at * 7 + row * 13 + at * row) % 11 {
                    0 => f64::NAN,
                    _ => 8.0 + ((at * 7919 + row * 104_729) % 1009) as f64 / 200.0,
                };
                (0..n_values).map(value).collect()
            })
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        for distance in Distance::ALL {
            let found = distances_across(&rows[..4], &rows[4..], distance);
            for (at, found) in found.into_iter().enumerate() {
                let (one, other) = (rows[at / 5], rows[4 + at % 5]);
                let Ok(alone) = over_common_values(one, other, distance) else {
                    panic!("{distance}");
                };
                match found {
                    Some(found) => assert!((found - alone).abs() < 1e-12 * alone, "{distance}"),
                    None => assert!(matches!(distance, Distance::Spearman | Distance::Bicor)),
                }
            }
        }
        // what is undefined or near is left to the slow way
        for distance in [Distance::Pearson, Distance::Cosine] {
            let same = distances_across(&rows[..1], &rows[..1], distance);
            assert_eq!(same, [None]);
        }
        let constant = vec![1.0; n_values];
        let found = distances_across(&rows[..1], &[constant.as_slice()], Distance::Pearson);
        assert_eq!(found, [None]);
    }
}
