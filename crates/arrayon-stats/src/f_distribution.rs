//! Fisher's F distribution.

use crate::incomplete_beta::{ln_beta_term, ln_incomplete_beta};
use crate::incomplete_gamma::{ln_chi_squared_upper_tail, ln_gamma_term};
use crate::tabulated::{at_each, at_most_zero};

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
    // P(F > f) = I_x(df2 / 2, df1 / 2) at x = df2 / (df2 + df1 f); Abramowitz and Stegun 26.6.2
    let sum = df2 + df1 * f;
    ln_incomplete_beta(0.5 * df2, 0.5 * df1, df2 / sum, df1 * f / sum)
}

/// The probability that an F variable exceeds `f`.
pub fn upper_tail(f: f64, df1: f64, df2: f64) -> f64 {
    ln_upper_tail(f, df1, df2).exp()
}

/// [`ln_upper_tail`] at each of many `f` of the same degrees of freedom, by a table where they are
/// many.
///
/// # Numerics
/// Meets [`ln_upper_tail`] within 4e-13 of max(1, |value|); never above 0. The same bits for any
/// number of threads.
pub fn ln_upper_tail_each(f: &[f64], df1: f64, df2: f64) -> Vec<f64> {
    let mut ln_p = at_each(f, &|f| ln_upper_tail(f, df1, df2));
    ln_p.iter_mut().for_each(|ln_p| *ln_p = at_most_zero(*ln_p));
    ln_p
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

/// Natural logarithm of `f` times the density at `f > 0`: the density of ln f.
pub fn ln_density_of_ln(f: f64, df1: f64, df2: f64) -> f64 {
    if df2 == f64::INFINITY {
        return ln_gamma_term(0.5 * df1, 0.5 * df1 * f);
    }
    let sum = df2 + df1 * f;
    ln_beta_term(0.5 * df1, 0.5 * df2, df1 * f / sum, df2 / sum)
}

/// The density at `f > 0`.
pub fn density(f: f64, df1: f64, df2: f64) -> f64 {
    (ln_density_of_ln(f, df1, df2) - f.ln()).exp()
}

/// The value that an F variable exceeds with the probability whose natural logarithm is `ln_p`.
pub fn quantile_of_ln_upper_tail(ln_p: f64, df1: f64, df2: f64) -> f64 {
    quantile_of_ln(
        ln_p,
        -1.0,
        |f| ln_upper_tail(f, df1, df2),
        |f| ln_density_of_ln(f, df1, df2),
    )
}

/// The value that an F variable does not exceed with the probability whose natural logarithm is
/// `ln_p`.
pub fn quantile_of_ln_cdf(ln_p: f64, df1: f64, df2: f64) -> f64 {
    quantile_of_ln(
        ln_p,
        1.0,
        |f| ln_cdf(f, df1, df2),
        |f| ln_density_of_ln(f, df1, df2),
    )
}

/// The value that an F variable does not exceed with probability `p`.
///
/// # Examples
/// ```
/// let f = arrayon_stats::f_distribution::quantile(0.95, 3.0, 10.0);
/// assert!((f - 3.70826481904684).abs() < 1e-13);
/// ```
pub fn quantile(p: f64, df1: f64, df2: f64) -> f64 {
    if p < 0.5 {
        quantile_of_ln_cdf(p.ln(), df1, df2)
    } else {
        quantile_of_ln_upper_tail((-p).ln_1p(), df1, df2)
    }
}

/// Newton's iteration in ln f on the logarithm of a tail that rises (`sign` 1) or falls (-1) with
/// f, within a shrinking bracket.
fn quantile_of_ln(
    ln_p: f64,
    sign: f64,
    ln_tail: impl Fn(f64) -> f64,
    ln_density: impl Fn(f64) -> f64,
) -> f64 {
    if ln_p.is_nan() || ln_p > 0.0 {
        return f64::NAN;
    }
    if ln_p == 0.0 || ln_p == f64::NEG_INFINITY {
        return if (ln_p == 0.0) == (sign > 0.0) {
            f64::INFINITY
        } else {
            0.0
        };
    }
    let (mut low, mut high) = (-700.0, 700.0);
    let mut at: f64 = 0.0;
    for _ in 0..200 {
        let ln_tail_here = ln_tail(at.exp());
        let excess = sign * (ln_tail_here - ln_p);
        if excess < 0.0 {
            low = at
        } else {
            high = at
        }
        let step = -excess * (ln_tail_here - ln_density(at.exp())).exp();
        let mut next = at + step;
        if step.abs() < 1e-13 * at.abs().max(1.0) {
            return next.exp();
        }
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        if next == at {
            break;
        }
        at = next;
    }
    at.exp()
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

    #[test]
    fn quantiles_invert_the_tails() {
        for (df1, df2) in [(1.0, 3.0), (4.0, 40.0), (9.0, 1e7), (20.0, f64::INFINITY)] {
            for ln_p in [-0.01, -0.7, -3.0, -60.0] {
                let f = quantile_of_ln_upper_tail(ln_p, df1, df2);
                assert!(
                    (ln_upper_tail(f, df1, df2) / ln_p - 1.0).abs() < 1e-10,
                    "{df1} {df2} {ln_p}"
                );
                let f = quantile_of_ln_cdf(ln_p, df1, df2);
                assert!(
                    (ln_cdf(f, df1, df2) / ln_p - 1.0).abs() < 1e-10,
                    "{df1} {df2} {ln_p}"
                );
            }
        }
        let slope = (upper_tail(1.299, 4.0, 9.0) - upper_tail(1.301, 4.0, 9.0)) / 0.002;
        assert!((density(1.3, 4.0, 9.0) - slope).abs() < 1e-6);
    }
}
