//! Isotonic regression: the closest means that never fall.

/// Each mean less the first; 0 where the difference is a rounding error.
pub(super) fn rises(means: &[f64]) -> Vec<f64> {
    const NEGLIGIBLE: f64 = 1e-12;
    let rise = |mean: &f64| {
        let rise = mean - means[0];
        let is_rounding = rise.abs() < NEGLIGIBLE * means[0].abs().max(1.0);
        if is_rounding { 0.0 } else { rise }
    };
    means.iter().map(rise).collect()
}

/// The weighted least-squares means that never fall, one for each given mean.
///
/// # Source
/// Ayer et al. 1955, Ann. Math. Stat. 26:641 (pooling of adjacent violators).
pub(super) fn isotonic(means: &[f64], weights: &[f64]) -> Vec<f64> {
    // pooled blocks: mean, weight, number of groups
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(means.len());
    for (&mean, &weight) in means.iter().zip(weights) {
        let mut block = (mean, weight, 1);
        while let Some(&(before, weight_before, n_before)) = blocks.last() {
            if before <= block.0 {
                break;
            }
            blocks.pop();
            let total = weight_before + block.1;
            let pooled = (before * weight_before + block.0 * block.1) / total;
            block = (pooled, total, n_before + block.2);
        }
        blocks.push(block);
    }
    let repeated = |(mean, _, n): (f64, f64, usize)| std::iter::repeat_n(mean, n);
    blocks.into_iter().flat_map(repeated).collect()
}

/// The weighted sum of squares of the isotonic means about the common mean.
pub(super) fn explained(means: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let common: f64 = means.iter().zip(weights).map(|(m, w)| m * w).sum::<f64>() / total;
    let fitted = isotonic(means, weights).into_iter().zip(weights);
    fitted
        .map(|(mean, weight)| weight * (mean - common).powi(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_what_falls() {
        // R: isoreg(c(1, 3, 2, 4, 3.5, 3))$yf
        let found = isotonic(&[1.0, 3.0, 2.0, 4.0, 3.5, 3.0], &[1.0; 6]);
        assert_eq!(found, [1.0, 2.5, 2.5, 3.5, 3.5, 3.5]);
        assert_eq!(isotonic(&[4.0, 1.0], &[1.0, 3.0]), [1.75, 1.75]);
        assert_eq!(explained(&[3.0, 2.0, 1.0], &[1.0, 2.0, 3.0]), 0.0);
        assert_eq!(explained(&[1.0, 3.0], &[2.0, 2.0]), 4.0);
    }
}
