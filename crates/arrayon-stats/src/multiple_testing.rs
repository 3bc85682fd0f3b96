//! Adjustment of p-values for the number of tests.

/// Adjusts p-values by Benjamini and Hochberg's step-up procedure.
///
/// Returns one adjusted value a p-value, in the same order; equal p-values get equal adjusted
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
    let mut order: Vec<usize> = (0..p_values.len())
        .filter(|&i| !p_values[i].is_nan())
        .collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]));
    let n_tests = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut smallest = 1.0_f64;
    for (position, &index) in order.iter().enumerate() {
        let rank = n_tests - position as f64;
        smallest = smallest.min(n_tests / rank * p_values[index]);
        adjusted[index] = smallest;
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
