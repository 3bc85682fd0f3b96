//! Adjustment of p-values for the number of tests.

use crate::order::ascending;

/// Adjusts p-values by Benjamini and Hochberg's step-up procedure.
///
/// Returns one adjusted value per p-value, in the same order; equal p-values get equal adjusted
/// values. NaN stays NaN and does not count as a test, as in R's `p.adjust`.
///
/// # Source
/// Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289. Same numbers as R's
/// `p.adjust(p, "BH")`.
///
/// # Examples
/// ```
/// let adjusted = arrayon_stats::multiple_testing::benjamini_hochberg(&[0.01, 0.04, 0.03]);
/// assert_eq!(adjusted, vec![0.03, 0.04, 0.04]);
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let known: Vec<usize> = (0..p_values.len())
        .filter(|&at| !p_values[at].is_nan())
        .collect();
    let p_known: Vec<f64> = known.iter().map(|&at| p_values[at]).collect();
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let in_order = ascending(&p_known);
    for (&at, value) in in_order.iter().zip(adjusted_in_order(&p_known, &in_order)) {
        adjusted[known[at]] = value;
    }
    adjusted
}

/// [`benjamini_hochberg`] of p-values whose ascending order is known: one adjusted value per place
/// in the order.
///
/// # Panics
/// If the order names a position that is none.
pub fn adjusted_in_order(p_values: &[f64], order: &[usize]) -> Vec<f64> {
    let n_tests = order.len() as f64;
    let mut adjusted = vec![0.0; order.len()];
    let mut smallest = 1.0_f64;
    for (place, &at) in order.iter().enumerate().rev() {
        smallest = smallest.min(n_tests / (place + 1) as f64 * p_values[at]);
        adjusted[place] = smallest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::benjamini_hochberg;

    #[test]
    fn ties_missing_values_and_one() {
        let adjusted = benjamini_hochberg(&[0.5, f64::NAN, 0.02, 0.02, 1.0]);
        assert!(adjusted[1].is_nan());
        assert_eq!(adjusted[2], 0.04);
        assert_eq!(adjusted[3], 0.04);
        assert!((adjusted[0] - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(adjusted[4], 1.0);
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
