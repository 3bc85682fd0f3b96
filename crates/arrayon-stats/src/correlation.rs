//! Correlation of two rows of numbers.

use crate::descriptive::mean;
use crate::order::average_ranks;

/// Pearson's correlation, -1 to 1; NaN where a side does not vary.
///
/// # Panics
/// If the lengths differ.
///
/// # Examples
/// ```
/// assert_eq!(arrayon_stats::correlation::pearson(&[1.0, 2.0, 4.0], &[-2.0, -4.0, -8.0]), -1.0);
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "lengths");
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    // the root of the product is exact for equal rows, but the product may be beyond all numbers
    let lengths = match xx * yy {
        product if product.is_normal() => product.sqrt(),
        _ => xx.sqrt() * yy.sqrt(),
    };
    let correlation = xy / lengths;
    if correlation.is_finite() {
        correlation.clamp(-1.0, 1.0)
    } else {
        f64::NAN
    }
}

/// Spearman's correlation, that of the ranks, ties sharing their mean rank; NaN where a side does
/// not vary.
///
/// # Panics
/// If the lengths differ.
///
/// # Examples
/// ```
/// use arrayon_stats::correlation::spearman;
/// assert_eq!(spearman(&[1.0, 5.0, 6.0], &[-3.0, -1.0, 40.0]), 1.0);
/// assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_nan());
/// ```
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    pearson(&average_ranks(x), &average_ranks(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_r() {
        // R: cor(c(1,2,2,4), c(3,1,2,4)), the same with method = "spearman"
        let (x, y) = ([1.0, 2.0, 2.0, 4.0], [3.0, 1.0, 2.0, 4.0]);
        assert!((pearson(&x, &y) - 0.512_989_176_042_577).abs() < 1e-14);
        assert!((spearman(&x, &y) - 0.316_227_766_016_838).abs() < 1e-14);
        let far = x.map(|x| 1e120 * x);
        assert!((pearson(&far, &y.map(|y| 1e-100 * y)) - pearson(&x, &y)).abs() < 1e-14);
    }
}
