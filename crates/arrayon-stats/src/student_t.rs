//! Student's t distribution.

use crate::gamma::{LN_SQRT_2_PI, stirling_error};
use crate::incomplete_beta::ln_incomplete_beta;
use crate::normal;
use crate::tabulated::{at_each, at_most_zero};
use std::f64::consts::LN_2;

/// Natural logarithm of the probability that a t variable exceeds `t`.
///
/// `df` is above 0 and may be infinite (then the normal distribution). The tail is computed
/// directly, so a probability too small for a number still has its logarithm.
///
/// # Numerics
/// Within 1e-12 relative in the probability for `df` up to 1e10 and beyond. (R's `pt` uses a
/// normal approximation above `df = 4e5`, with a relative error up to about 1e-6 far in the tail.)
///
/// # Examples
/// ```
/// let ln_p = arrayon_stats::student_t::ln_upper_tail(2.0, 10.0);
/// assert!((ln_p.exp() - 0.03669401738537018).abs() < 1e-15);
/// ```
pub fn ln_upper_tail(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if df == f64::INFINITY {
        return normal::ln_cdf(-t);
    }
    let one_side = ln_two_sided(t, df) - LN_2;
    if t >= 0.0 {
        one_side
    } else {
        (-one_side.exp()).ln_1p()
    }
}

/// Natural logarithm of the probability that a t variable is further from 0 than `t`:
/// the two-sided p-value.
pub fn ln_two_sided(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if df == f64::INFINITY {
        return (normal::ln_cdf(-t.abs()) + LN_2).min(0.0);
    }
    let t = t.abs();
    if t > 1e150 {
        // t^2 would overflow; the beta function's first term is all that is left
        let ln_x = df.ln() - 2.0 * t.ln();
        return 0.5 * df * ln_x - (0.5 * df).ln() - ln_beta_with_half(0.5 * df);
    }
    let square = t * t;
    let sum = df + square;
    ln_incomplete_beta(0.5 * df, 0.5, df / sum, square / sum)
}

/// [`ln_two_sided`] at each of many `t` of the same `df`, by a table where they are many.
///
/// # Numerics
/// Meets [`ln_two_sided`] within 4e-13 of max(1, |value|); never above 0. The same bits for any
/// number of threads.
pub fn ln_two_sided_each(t: &[f64], df: f64) -> Vec<f64> {
    let sizes: Vec<f64> = t.iter().map(|t| t.abs()).collect();
    let mut ln_p = at_each(&sizes, &|t| ln_two_sided(t, df));
    ln_p.iter_mut().for_each(|ln_p| *ln_p = at_most_zero(*ln_p));
    ln_p
}

/// Natural logarithm of B(a, 1/2).
fn ln_beta_with_half(a: f64) -> f64 {
    use crate::gamma::ln_gamma;
    0.5 * std::f64::consts::PI.ln() + ln_gamma(a) - ln_gamma(a + 0.5)
}

/// The two-sided p-value; 0 where it is too small for a number (see [`ln_two_sided`]).
pub fn two_sided(t: f64, df: f64) -> f64 {
    ln_two_sided(t, df).exp()
}

/// The probability that a t variable exceeds `t`.
pub fn upper_tail(t: f64, df: f64) -> f64 {
    ln_upper_tail(t, df).exp()
}

/// Natural logarithm of the density at `t`.
pub fn ln_density(t: f64, df: f64) -> f64 {
    if df == f64::INFINITY {
        return -0.5 * t * t - LN_SQRT_2_PI;
    }
    // ln gamma((df+1)/2) - ln gamma(df/2) - ln(df pi)/2, by Stirling's formula
    let half = 0.5 * df;
    let ratio =
        half * (0.5 / half).ln_1p() - 0.5 + stirling_error(half + 0.5) - stirling_error(half);
    let ratio = ratio + 0.5 * half.ln();
    let constant = ratio - 0.5 * (df * std::f64::consts::PI).ln();
    constant - 0.5 * (df + 1.0) * (t * t / df).ln_1p()
}

/// The value that a t variable exceeds with the probability whose natural logarithm is `ln_p`;
/// NaN where `ln_p` is above 0.
///
/// # Numerics
/// Newton's iteration on the logarithm of the tail, kept within a shrinking bracket; about
/// 1e-14 relative. Meets R's `qt` within 1e-10, which is how precise that is.
pub fn quantile_of_ln_upper_tail(ln_p: f64, df: f64) -> f64 {
    if ln_p.is_nan() || ln_p > 0.0 || df.is_nan() {
        return f64::NAN;
    }
    if df == f64::INFINITY {
        return -normal::quantile_of_ln(ln_p);
    }
    if ln_p > -LN_2 {
        let other = if ln_p > -1e-5 {
            (-ln_p.exp_m1()).ln()
        } else {
            (-ln_p.exp()).ln_1p()
        };
        return -quantile_of_ln_upper_tail(other, df);
    }
    if ln_p == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    positive_quantile(ln_p, df)
}

/// The quantile for an upper tail of at most one half.
fn positive_quantile(ln_p: f64, df: f64) -> f64 {
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let z = -normal::quantile_of_ln(ln_p);
    let mut t = first_guess(z, df);
    for _ in 0..200 {
        let ln_tail = ln_upper_tail(t, df);
        let excess = ln_tail - ln_p;
        if excess > 0.0 {
            low = t
        } else {
            high = t
        }
        // a step in ln t: the tail is close to a power of t where it is heavy
        let hazard = (ln_density(t, df) - ln_tail).exp();
        let step = excess / hazard;
        let mut next = if step > t || step < -0.5 * t {
            t * (step / t).clamp(-2.0, 2.0).exp()
        } else {
            t + step
        };
        if (next - t).abs() <= 1e-10 * t {
            return next;
        }
        if !(next > low && next < high) {
            next = if high.is_finite() {
                0.5 * (low + high)
            } else {
                2.0 * t
            };
        }
        t = next;
    }
    t
}

/// The quantile as a series in 1 / df around the normal one (Abramowitz and Stegun 26.7.5), or its
/// first term where the series does not settle.
fn first_guess(z: f64, df: f64) -> f64 {
    let square = z * z;
    if df < 4.0 + 2.0 * square {
        return z * (1.0 + (square + 1.0) / (4.0 * df)).min(1e6);
    }
    let terms = [
        (square + 1.0) / 4.0,
        ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
            / 92_160.0,
    ];
    z * (1.0 + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / df))
}

/// The value that a t variable does not exceed with probability `p`.
///
/// # Examples
/// ```
/// let limit = arrayon_stats::student_t::quantile(0.975, 10.0);
/// assert!((limit - 2.228138851986274).abs() < 1e-13);
/// ```
pub fn quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        -quantile_of_ln_upper_tail(p.ln(), df)
    } else {
        quantile_of_ln_upper_tail((-p).ln_1p(), df)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symmetric_and_half_at_zero() {
        for df in [0.5, 3.0, 40.0, 1e8, f64::INFINITY] {
            assert!((upper_tail(0.0, df) - 0.5).abs() < 1e-15);
            assert!((upper_tail(-1.3, df) + upper_tail(1.3, df) - 1.0).abs() < 1e-15);
        }
        assert!(ln_upper_tail(f64::NAN, 3.0).is_nan());
    }

    #[test]
    fn cauchy_is_one_degree_of_freedom() {
        for t in [1e-6f64, 0.3, 1.0, 7.0, 1e5, 1e12, 1e200] {
            let exact = (1.0 / t).atan() / std::f64::consts::PI;
            assert!((upper_tail(t, 1.0) / exact - 1.0).abs() < 1e-12, "{t}");
        }
    }

    #[test]
    fn quantile_inverts_the_tail() {
        for df in [0.3, 1.0, 2.5, 19.0, 21.0, 300.0, 1e6, 1e10, f64::INFINITY] {
            for ln_p in [-1e-3, -0.1, -0.69, -0.7, -3.0, -40.0, -600.0, -2000.0] {
                let t = quantile_of_ln_upper_tail(ln_p, df);
                if t.is_finite() && t.abs() < 1e140 {
                    let back = ln_upper_tail(t, df);
                    assert!((back / ln_p - 1.0).abs() < 1e-11, "{df} {ln_p} {t} {back}");
                }
            }
        }
        assert_eq!(quantile(0.5, 7.0), 0.0);
        assert!(quantile_of_ln_upper_tail(0.1, 7.0).is_nan());
    }

    #[test]
    fn density_is_the_derivative() {
        for (t, df) in [(0.5, 3.0), (2.0, 30.0), (4.0, 1e5)] {
            let h = 1e-5;
            let slope = (upper_tail(t - h, df) - upper_tail(t + h, df)) / (2.0 * h);
            assert!((ln_density(t, df).exp() / slope - 1.0).abs() < 1e-8);
        }
    }
}
