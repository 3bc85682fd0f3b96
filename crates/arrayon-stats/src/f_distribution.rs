//! Fisher's F distribution.

use crate::incomplete_beta::ln_incomplete_beta;
use crate::incomplete_gamma::ln_chi_squared_upper_tail;

/// Natural logarithm of the probability that an F variable exceeds `f`.
///
/// `df1` is finite, `df2` may be infinite (then `df1 * f` is chi-squared).
///
/// # Numerics
/// The tail is computed directly; within 1e-12 relative in the probability.
///
/// # Examples
/// ```
/// let ln_p = arrayon_stats::f_distribution::ln_upper_tail(4.0, 2.0, 10.0);
/// assert!((ln_p.exp() - 1.8f64.powi(-5)).abs() < 1e-15);
/// ```
pub fn ln_upper_tail(f: f64, df1: f64, df2: f64) -> f64 {
    if f.is_nan() || df1.is_nan() || df2.is_nan() {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 0.0;
    }
    if df2 == f64::INFINITY {
        return ln_chi_squared_upper_tail(df1 * f, df1);
    }
    if f == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let sum = df2 + df1 * f;
    ln_incomplete_beta(0.5 * df2, 0.5 * df1, df2 / sum, df1 * f / sum)
}

/// The probability that an F variable exceeds `f`.
pub fn upper_tail(f: f64, df1: f64, df2: f64) -> f64 {
    ln_upper_tail(f, df1, df2).exp()
}

/// Natural logarithm of the probability that an F variable is at most `f`.
pub fn ln_cdf(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if df2 == f64::INFINITY {
        return crate::incomplete_gamma::ln_incomplete_gamma(0.5 * df1, 0.5 * df1 * f).0;
    }
    let sum = df2 + df1 * f;
    ln_incomplete_beta(0.5 * df1, 0.5 * df2, df1 * f / sum, df2 / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_of_t() {
        for (t, df) in [(0.4, 3.0), (5.0, 12.0), (30.0, 200.0), (6.0, 1e9)] {
            let by_t = crate::student_t::ln_two_sided(t, df);
            assert!((ln_upper_tail(t * t, 1.0, df) - by_t).abs() < 1e-12);
        }
    }

    #[test]
    fn ends_and_complement() {
        assert_eq!(upper_tail(0.0, 3.0, 8.0), 1.0);
        assert_eq!(upper_tail(f64::INFINITY, 3.0, 8.0), 0.0);
        for df2 in [5.0, 1e7, f64::INFINITY] {
            let sum = upper_tail(1.3, 4.0, df2) + ln_cdf(1.3, 4.0, df2).exp();
            assert!((sum - 1.0).abs() < 1e-14);
        }
    }
}
