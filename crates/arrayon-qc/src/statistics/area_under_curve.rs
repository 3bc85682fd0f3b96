//! The area under the receiver operating characteristic.

use arrayon_stats::order::average_ranks;

/// The chance that a value of the first is larger than one of the second; equal ones count one
/// half. NaN where either has none.
///
/// # Source
/// The statistic of Mann and Whitney over the number of pairs.
pub fn area_under_curve(first: &[f64], second: &[f64]) -> f64 {
    let ranks = average_ranks(&[first, second].concat());
    let sum: f64 = ranks[..first.len()].iter().sum();
    let (n, m) = (first.len() as f64, second.len() as f64);
    (sum - n * (n + 1.0) / 2.0) / (n * m)
}

#[cfg(test)]
mod tests {
    use super::area_under_curve;

    #[test]
    fn pairs_are_counted() {
        assert_eq!(area_under_curve(&[2.0, 3.0], &[0.0, 1.0]), 1.0);
        assert_eq!(area_under_curve(&[1.0, 1.0], &[1.0]), 0.5);
        // of six pairs four are won and one tied
        let (first, second) = ([5.0, 1.0], [0.0, 1.0, 4.0]);
        assert_eq!(area_under_curve(&first, &second), 4.5 / 6.0);
        assert!(area_under_curve(&[], &[1.0]).is_nan());
    }
}
