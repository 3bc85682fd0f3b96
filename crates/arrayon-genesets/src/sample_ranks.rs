//! Running sums over one sample's ranking of features.

use arrayon_stats::descriptive::variance;
use arrayon_stats::normal;

/// A ranking of features, from the top. Equal values have no order among themselves: they are a
/// block of places.
pub(crate) struct SampleOrder {
    /// For each feature the places of its value: the first, from 0, and the one after the last.
    blocks: Vec<(u32, u32)>,
    /// For each feature its rank from the bottom (1 to n, ties averaged and cut to whole numbers).
    rank: Vec<u32>,
}

/// Ranks features by value.
pub(crate) fn order_of_sample(n: usize, value: impl Fn(usize) -> f64) -> SampleOrder {
    let values: Vec<f64> = (0..n).map(value).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_unstable_by(|&a, &b| values[b as usize].total_cmp(&values[a as usize]));
    let (mut blocks, mut rank) = (vec![(0, 0); n], vec![0; n]);
    let mut start = 0;
    for run in order.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
        // Ranks n - start down to n - start - run + 1; their mean cut to a whole number.
        let last = n - start;
        let mean = (last + last + 1 - run.len()) / 2;
        let end = start + run.len();
        for &at in run {
            blocks[at as usize] = (start as u32, end as u32);
            rank[at as usize] = mean as u32;
        }
        start = end;
    }
    SampleOrder { blocks, rank }
}

/// The sum over all places of the share of the set's weight met so far less the share of others.
///
/// Each feature of the set adds its share at its own and all later places; so does each other.
/// A tied feature stands at the mean place of its block: the sum is the mean over all orders.
pub(crate) fn ssgsea_of_sample(order: &SampleOrder, set: &[u32], exponent: f64) -> f64 {
    let n = order.blocks.len();
    let n_others = (n - set.len()) as f64;
    let mut places: Vec<((u32, u32), u32)> = set
        .iter()
        .map(|&at| (order.blocks[at as usize], at))
        .collect();
    places.sort_unstable();
    let (mut weighted, mut total) = (0.0, 0.0);
    // in halves, as the mean place of a block may be between two
    let mut places_left: u64 = 0;
    for &((start, end), at) in &places {
        let weight = f64::from(order.rank[at as usize]).powf(exponent);
        let left = 2 * n as u64 + 1 - u64::from(start) - u64::from(end);
        weighted += weight * (left as f64 / 2.0);
        total += weight;
        places_left += left;
    }
    let all_left = n as u64 * (n as u64 + 1);
    weighted / total - (all_left - places_left) as f64 / 2.0 / n_others
}

/// Highest plus lowest point of the running sum, hits weighing their distance from the middle.
/// Tied features weigh the mean of their block, and the sum is looked at where blocks begin and end.
pub(crate) fn gsva_of_sample(order: &SampleOrder, set: &[u32]) -> f64 {
    let n = order.blocks.len();
    let per_miss = 1.0 / (n - set.len()) as f64;
    let mut places: Vec<(u32, u32)> = set.iter().map(|&at| order.blocks[at as usize]).collect();
    places.sort_unstable();
    let at_place = |place: u32| ((n - place as usize) as f64 - n as f64 / 2.0).abs();
    let weight =
        |(start, end): (u32, u32)| (start..end).map(at_place).sum::<f64>() / f64::from(end - start);
    let weights: Vec<(usize, (u32, u32), f64)> = places
        .chunk_by(|a, b| a == b)
        .map(|hits| (hits.len(), hits[0], hits.len() as f64 * weight(hits[0])))
        .collect();
    let total: f64 = weights.iter().map(|(_, _, weight)| weight).sum();
    let (mut highest, mut lowest) = (0.0_f64, 0.0_f64);
    let (mut met, mut n_met) = (0.0, 0);
    for &(n_hits, (start, end), weight) in &weights {
        let misses = (start as usize - n_met) as f64 * per_miss;
        lowest = lowest.min(met / total - misses);
        met += weight;
        n_met += n_hits;
        let misses = (end as usize - n_met) as f64 * per_miss;
        highest = highest.max(met / total - misses);
    }
    highest + lowest
}

/// For each sample, the kernel estimate of the feature's distribution function at its value:
/// Gaussian kernels of a quarter of the standard deviation.
pub(crate) fn kernel_ranks(values: &[f64]) -> Vec<f64> {
    let width = variance(values).sqrt() / 4.0;
    (values.iter())
        .map(|value| {
            let sum: f64 = values
                .iter()
                .map(|other| normal::cdf((value - other) / width))
                .sum();
            sum / values.len() as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssgsea_is_the_sum_of_its_running_sum() {
        let values = [3.0, 1.0, 2.0, 5.0, 4.0];
        let order = order_of_sample(5, |at| values[at]);
        assert_eq!(order.rank, [3, 1, 2, 5, 4]);
        // Order 3 4 0 2 1; set {4, 2}: weights 4 and 2 of 6, others 1/3 each.
        let steps = [-1.0 / 3.0, 4.0 / 6.0, -1.0 / 3.0, 2.0 / 6.0, -1.0 / 3.0];
        let mut running = 0.0;
        let sum: f64 = (steps.iter())
            .map(|step| {
                running += step;
                running
            })
            .sum();
        assert!((ssgsea_of_sample(&order, &[2, 4], 1.0) - sum).abs() < 1e-14);
    }

    #[test]
    fn ties_share_a_rank_cut_to_a_whole_number() {
        let values = [1.0, 2.0, 2.0, 0.0];
        let order = order_of_sample(4, |at| values[at]);
        // Ranks 3 and 4 average 3.5.
        assert_eq!(order.rank, [2, 3, 3, 1]);
        assert_eq!(order.blocks, [(2, 3), (0, 2), (0, 2), (3, 4)]);
    }

    #[test]
    fn scores_of_ties_do_not_depend_on_the_order_of_features() {
        let values = [5.0, 2.0, 2.0, 2.0, 1.0, 2.0, 0.5];
        let turned = |at: usize| values[6 - at];
        let (order, other) = (
            order_of_sample(7, |at| values[at]),
            order_of_sample(7, turned),
        );
        for set in [[0_u32, 1], [1, 2], [3, 6]] {
            let mut mirrored = set.map(|at| 6 - at);
            mirrored.sort_unstable();
            let scores: [fn(&SampleOrder, &[u32]) -> f64; 2] = [gsva_of_sample, |order, set| {
                ssgsea_of_sample(order, set, 0.25)
            }];
            for score in scores {
                assert_eq!(
                    score(&order, &set).to_bits(),
                    score(&other, &mirrored).to_bits()
                );
            }
        }
    }
}
