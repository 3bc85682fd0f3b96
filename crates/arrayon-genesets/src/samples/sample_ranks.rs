//! Running sums over one sample's ranking of features.

use arrayon_stats::descriptive::variance;
use arrayon_stats::normal;

/// A ranking of features: for each, its place from the top (0), and its rank from the bottom
/// (1 to n, ties averaged and cut to whole numbers).
pub(crate) struct SampleOrder {
    place: Vec<u32>,
    rank: Vec<u32>,
}

/// Ranks features by value; equal values keep the order of features.
pub(crate) fn order_of_sample(n: usize, value: impl Fn(usize) -> f64) -> SampleOrder {
    let values: Vec<f64> = (0..n).map(value).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by(|&a, &b| {
        values[b as usize]
            .total_cmp(&values[a as usize])
            .then(a.cmp(&b))
    });
    let (mut place, mut rank) = (vec![0; n], vec![0; n]);
    let mut start = 0;
    for run in order.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
        // Ranks n - start down to n - start - run + 1; their mean cut to a whole number.
        let last = n - start;
        let mean = (last + last + 1 - run.len()) / 2;
        for (offset, &at) in run.iter().enumerate() {
            place[at as usize] = (start + offset) as u32;
            rank[at as usize] = mean as u32;
        }
        start += run.len();
    }
    SampleOrder { place, rank }
}

/// The set's places in the ranking, ascending, with its features.
fn places(order: &SampleOrder, set: &[u32]) -> Vec<(u32, u32)> {
    let mut places: Vec<(u32, u32)> = set
        .iter()
        .map(|&at| (order.place[at as usize], at))
        .collect();
    places.sort_unstable();
    places
}

/// The sum over all places of the share of the set's weight met so far less the share of others.
///
/// Each feature of the set adds its share at its own and all later places; so does each other.
pub(crate) fn ssgsea_of_sample(order: &SampleOrder, set: &[u32], exponent: f64) -> f64 {
    let n = order.place.len();
    let n_others = (n - set.len()) as f64;
    let (mut weighted, mut total) = (0.0, 0.0);
    let mut places_left: u64 = 0;
    for &(place, at) in &places(order, set) {
        let weight = f64::from(order.rank[at as usize]).powf(exponent);
        let left = n as u64 - u64::from(place);
        weighted += weight * left as f64;
        total += weight;
        places_left += left;
    }
    let all_left = n as u64 * (n as u64 + 1) / 2;
    weighted / total - (all_left - places_left) as f64 / n_others
}

/// Highest plus lowest point of the running sum, hits weighing their distance from the middle.
pub(crate) fn gsva_of_sample(order: &SampleOrder, set: &[u32]) -> f64 {
    let n = order.place.len();
    let per_miss = 1.0 / (n - set.len()) as f64;
    let places = places(order, set);
    let weight = |place: u32| ((n - place as usize) as f64 - n as f64 / 2.0).abs();
    let total: f64 = places.iter().map(|&(place, _)| weight(place)).sum();
    let (mut highest, mut lowest) = (0.0_f64, 0.0_f64);
    let mut met = 0.0;
    for (hit, &(place, _)) in places.iter().enumerate() {
        let misses = (place as usize - hit) as f64 * per_miss;
        lowest = lowest.min(met / total - misses);
        met += weight(place);
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
        assert_eq!(order.place, [2, 0, 1, 3]);
    }
}
