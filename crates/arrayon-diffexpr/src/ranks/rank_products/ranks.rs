//! Ranks of one column of log ratios.

/// Ranks from the largest value on, doubled so that averages of two ranks stay whole; 0 where the
/// value is missing. Tied values share the average of their ranks.
///
/// Also the number of values that are not missing.
pub(super) fn doubled_ranks(values: &[f64]) -> (Vec<u32>, usize) {
    let mut order: Vec<(f64, u32)> = (values.iter().zip(0..))
        .filter(|(value, _)| !value.is_nan())
        // adding 0 makes -0 and 0 the same
        .map(|(value, at)| (value + 0.0, at))
        .collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut ranks = vec![0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let is_tied = |other: &&(f64, u32)| other.0 == order[first].0;
        let n_tied = order[first..].iter().take_while(is_tied).count();
        // mean of the ranks first + 1 ..= first + n_tied, twice
        let doubled = (2 * first + n_tied + 1) as u32;
        for &(_, at) in &order[first..first + n_tied] {
            ranks[at as usize] = doubled;
        }
        first += n_tied;
    }
    (ranks, order.len())
}

#[cfg(test)]
mod tests {
    use super::doubled_ranks;

    #[test]
    fn ties_share_the_average_and_missing_values_have_none() {
        let (ranks, n) = doubled_ranks(&[1.0, 3.0, f64::NAN, -0.0, 3.0, 0.0]);
        assert_eq!((ranks, n), (vec![6, 3, 0, 9, 3, 9], 5));
        assert_eq!(doubled_ranks(&[]), (vec![], 0));
        let (ranks, _) = doubled_ranks(&[f64::INFINITY, f64::NEG_INFINITY]);
        assert_eq!(ranks, [2, 4]);
    }
}
