//! The regularised incomplete gamma function and the chi-squared distribution.

use crate::gamma::{LN_SQRT_2_PI, ln_1p_minus, ln_gamma, stirling_error};

/// Natural logarithm of `x^a exp(-x) / gamma(a)`, without cancellation for large `a`.
pub(crate) fn ln_gamma_term(a: f64, x: f64) -> f64 {
    if a < 10.0 {
        return a * x.ln() - x - ln_gamma(a);
    }
    let exponent = if x > 0.1 * a {
        a * ln_1p_minus((x - a) / a)
    } else {
        a * (x / a).ln() - x + a
    };
    exponent + 0.5 * a.ln() - LN_SQRT_2_PI - stirling_error(a)
}

/// Natural logarithms of the regularised lower and upper incomplete gamma functions
/// P(a, x) and Q(a, x), for `a > 0` and `x >= 0`.
///
/// # Numerics
/// The smaller of the two is computed directly: power series below `a + 1`, continued fraction
/// above. Work grows with the square root of `a` and ends after a million terms, which is short of
/// full precision above an `a` of 1e10.
///
/// # Source
/// Abramowitz and Stegun 6.5.29 and 6.5.31; meets R's `pgamma` within 1e-12.
pub fn ln_incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x.is_nan() || a.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    if x <= 0.0 {
        return (f64::NEG_INFINITY, 0.0);
    }
    if x == f64::INFINITY {
        return (0.0, f64::NEG_INFINITY);
    }
    let ln_term = ln_gamma_term(a, x);
    if x < a + 1.0 {
        // P(a, x) = x^a exp(-x) / (a Gamma(a)) * (1 + x / (a + 1) + ...), 6.5.29
        let lower = ln_term + (lower_series(a, x) / a).ln();
        (lower, ln_one_minus_exp(lower))
    } else {
        // Q(a, x) = x^a exp(-x) / Gamma(a) * 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)), the
        // even part of 6.5.31
        let upper = ln_term + upper_fraction(a, x).ln();
        (ln_one_minus_exp(upper), upper)
    }
}

/// `ln(1 - exp(x))` for `x <= 0`.
pub(crate) fn ln_one_minus_exp(x: f64) -> f64 {
    if x > -std::f64::consts::LN_2 {
        (-x.exp_m1()).ln()
    } else {
        (-x.exp()).ln_1p()
    }
}

/// Terms after which a series ends, whether its last ones are negligible or not.
const MOST_TERMS: u32 = 1_000_000;

/// 1 + x/(a+1) + x^2/((a+1)(a+2)) + ...
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut step) = (1.0, 1.0, a);
    for _ in 0..MOST_TERMS {
        if term <= sum * 1e-17 {
            break;
        }
        step += 1.0;
        term *= x / step;
        sum += term;
    }
    sum
}

/// gamma(a, x) exp(x) x^-a by Lentz's evaluation of its continued fraction; x >= a + 1, or any
/// x well above 1.
pub(crate) fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut value = d;
    for n in 1..MOST_TERMS {
        let n = f64::from(n);
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let change = c * d;
        value *= change;
        if change.is_nan() || (change - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

/// Natural logarithm of the probability that a chi-squared variable with `df` degrees of
/// freedom exceeds `x`.
///
/// # Examples
/// ```
/// let ln_p = arrayon_stats::incomplete_gamma::ln_chi_squared_upper_tail(3.841458820694124, 1.0);
/// assert!((ln_p - 0.05f64.ln()).abs() < 1e-13);
/// ```
pub fn ln_chi_squared_upper_tail(x: f64, df: f64) -> f64 {
    ln_incomplete_gamma(0.5 * df, 0.5 * x).1
}

/// The probability that a chi-squared variable with `df` degrees of freedom exceeds `x`.
pub fn chi_squared_upper_tail(x: f64, df: f64) -> f64 {
    ln_chi_squared_upper_tail(x, df).exp()
}

/// The degrees of freedom, halved, up to which the closed form of an even number of them is summed.
const MOST_SUMMED: usize = 64;

/// 1, 1 / 2, 1 / 3, ...
const RECIPROCALS: [f64; MOST_SUMMED] = {
    let mut all = [1.0; MOST_SUMMED];
    let mut at = 0;
    while at < MOST_SUMMED {
        all[at] = 1.0 / (at + 1) as f64;
        at += 1;
    }
    all
};

/// [`chi_squared_upper_tail`] of an even number of degrees of freedom, at most 1: for few of them the
/// closed form `exp(-y) (1 + y + y^2 / 2 + ...)` of `y = x / 2`.
///
/// # Numerics
/// Within 1e-11 of the general form.
///
/// # Source
/// Abramowitz and Stegun 26.4.21.
pub fn even_chi_squared_upper_tail(x: f64, half_df: u32) -> f64 {
    let y = 0.5 * x;
    match RECIPROCALS.get(..(half_df as usize).saturating_sub(1)) {
        Some(reciprocals) => {
            let (mut term, mut sum) = (1.0, 1.0);
            for reciprocal in reciprocals {
                term *= y * reciprocal;
                sum += term;
            }
            ((-y).exp() * sum).min(1.0)
        }
        None => chi_squared_upper_tail(x, 2.0 * f64::from(half_df)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_is_the_case_of_one() {
        for x in [1e-10, 0.3, 1.9, 2.1, 50.0, 900.0] {
            let (lower, upper) = ln_incomplete_gamma(1.0, x);
            assert!((upper / -x - 1.0).abs() < 1e-14 || x < 1e-3, "{x}");
            assert!((lower - (-(-x).exp_m1()).ln()).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn the_closed_form_is_the_general_one() {
        for half_df in [1, 2, 10, 40, 64, 65, 66, 200] {
            for x in [0.0, 0.2, 2.0, 25.0, 140.0, 600.0] {
                let expected = chi_squared_upper_tail(x, 2.0 * f64::from(half_df));
                let found = even_chi_squared_upper_tail(x, half_df);
                let distance = (found - expected).abs();
                assert!(
                    distance <= 1e-11 * expected,
                    "{half_df} {x} {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(chi_squared_upper_tail(0.0, 4.0), 1.0);
        assert_eq!(chi_squared_upper_tail(f64::INFINITY, 4.0), 0.0);
    }
}
