//! The regularised incomplete beta function, from which the tails of t and F come.

use crate::gamma::{LN_SQRT_2_PI, ln_1p_minus, ln_gamma, stirling_error};
use crate::incomplete_gamma::{
    ln_gamma_term, ln_incomplete_gamma, ln_one_minus_exp, upper_fraction,
};

/// Natural logarithm of the regularised incomplete beta function I_x(a, b), `a, b > 0`.
///
/// `y` is `1 - x`, given apart so that neither loses digits when it is tiny.
///
/// # Numerics
/// - `a` large against `b` and `x` not small: the expansion in incomplete gamma functions, with
///   no gamma function of `a` in it, so that it holds to `a = 5e9` and beyond;
/// - else the continued fraction, on the side of the mean where it converges; the other side is
///   one minus that.
///
/// Within 1e-12 relative of the exact value wherever that is above 1e-300, the logarithm beyond.
///
/// # Source
/// Abramowitz and Stegun 26.5.8; DiDonato and Morris 1992, ACM TOMS 18:360 (the idea of the
/// expansion).
pub fn ln_incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if y <= 0.0 {
        return 0.0;
    }
    if let Some(value) = large_a(a, b, x, y) {
        return value;
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_by_fraction(a, b, x, y)
    } else {
        ln_one_minus_exp(ln_by_fraction(b, a, y, x).min(0.0))
    }
}

fn ln_by_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // I_x(a, b) = x^a y^b / (a B(a, b)) * 1 / (1 + d1 / (1 + d2 / (1 + ...)))
    ln_beta_term(a, b, x, y) - a.ln() + fraction(a, b, x).ln()
}

/// Natural logarithm of `x^a y^b / B(a, b)`, without cancellation where both are large.
pub(crate) fn ln_beta_term(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let sum = a + b;
    if a.max(b) < 15.0 {
        return a * x.ln() + b * y.ln() + ln_gamma(sum) - ln_gamma(a) - ln_gamma(b);
    }
    if a < 10.0 {
        return ln_term_one_large(a, b, x, y);
    }
    if b < 10.0 {
        return ln_term_one_large(b, a, y, x);
    }
    // distance from the mean a / (a + b), relative to it on either side
    let distance = x * b - y * a;
    let exponent = a * ln_1p_minus(distance / a) + b * ln_1p_minus(-distance / b);
    let corrections = stirling_error(sum) - stirling_error(a) - stirling_error(b);
    exponent + 0.5 * (a * (b / sum)).ln() - LN_SQRT_2_PI + corrections
}

/// The same where only the second parameter is large: Stirling's formula for the ratio of its
/// gamma functions.
fn ln_term_one_large(small: f64, large: f64, x: f64, y: f64) -> f64 {
    let sum = small + large;
    let ln_y = if x < 0.5 { (-x).ln_1p() } else { y.ln() };
    let corrections = stirling_error(sum) - stirling_error(large) - ln_gamma(small) - small;
    let large_part = large * ln_y + (large - 0.5) * (small / large).ln_1p();
    small * (x * sum).ln() + large_part + corrections
}

/// Lentz's evaluation of the continued fraction 26.5.8, two levels at a time.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..1_000_000 {
        let m = f64::from(m);
        // d(2m) = m (b - m) x / ((a + 2m - 1) (a + 2m))
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        // d(2m + 1) = -(a + m) (a + b + m) x / ((a + 2m) (a + 2m + 1))
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if change.is_nan() || (change - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

const N_TERMS: usize = 32;

/// Coefficients in `v^2` of `(sinh(v/2) / (v/2))^power`.
const fn sinh_power(power: f64) -> [f64; N_TERMS] {
    let mut sinh = [1.0; N_TERMS];
    let mut k = 1;
    while k < N_TERMS {
        sinh[k] = sinh[k - 1] / (4.0 * (2 * k) as f64 * (2 * k + 1) as f64);
        k += 1;
    }
    let mut terms = [0.0; N_TERMS];
    terms[0] = 1.0;
    let mut n = 1;
    while n < N_TERMS {
        let mut k = 1;
        while k <= n {
            terms[n] += (k as f64 * power - (n - k) as f64) * sinh[k] * terms[n - k];
            k += 1;
        }
        terms[n] /= n as f64;
        n += 1;
    }
    terms
}

/// The coefficients for b = 1/2, the t distribution.
const STUDENT: [f64; N_TERMS] = sinh_power(-0.5);

/// The expansion for large `a`, or `None` outside its range.
///
/// With `s = exp(-v)` the integrand becomes `exp(-T v) v^(b-1) (sinh(v/2) / (v/2))^(b-1)`,
/// `T = a + (b-1)/2`; the power of sinh is a series in `v^2`, each term an incomplete gamma
/// function. The same series at `x = 1` is the normalising constant.
fn large_a(a: f64, b: f64, x: f64, y: f64) -> Option<f64> {
    let rate = a + 0.5 * (b - 1.0);
    let minus_ln_x = if y < 0.5 { -(-y).ln_1p() } else { -x.ln() };
    if a < 10.0 || a < 10.0 * b || minus_ln_x > 2.0 {
        return None;
    }
    let computed;
    let terms = if b == 0.5 {
        &STUDENT
    } else {
        computed = sinh_power(b - 1.0);
        &computed
    };
    let whole = whole_sum(terms, rate, b)?;
    let z = rate * minus_ln_x;
    if z < b + 1.0 {
        part_sum_near(terms, rate, b, z).map(|part| (part / whole).min(1.0).ln())
    } else {
        let part = part_sum_far(terms, minus_ln_x, b, z)?;
        Some(ln_gamma_term(b, z) - z.ln() + (part / whole).ln())
    }
}

/// The series at x = 1, over gamma(b).
fn whole_sum(terms: &[f64; N_TERMS], rate: f64, b: f64) -> Option<f64> {
    let (mut rising, mut sum) = (1.0, 0.0);
    for (k, term) in terms.iter().enumerate() {
        let change = term * rising;
        sum += change;
        if change.abs() < 1e-17 * sum.abs() {
            return Some(sum);
        }
        let order = b + 2.0 * k as f64;
        rising *= order / rate * ((order + 1.0) / rate);
    }
    None
}

/// The series at z = -T ln x, over gamma(b), for small z.
fn part_sum_near(terms: &[f64; N_TERMS], rate: f64, b: f64, z: f64) -> Option<f64> {
    // upper incomplete gamma function of order b + 2k over gamma(b) and rate^2k
    let mut upper = if b == 0.5 {
        libm::erfc(z.sqrt())
    } else {
        ln_incomplete_gamma(b, z).1.exp()
    };
    // z^order exp(-z) over the same
    let mut edge = ln_gamma_term(b, z).exp();
    let mut sum = 0.0;
    for (k, term) in terms.iter().enumerate() {
        let change = term * upper;
        sum += change;
        if change.abs() < 1e-17 * sum.abs() {
            return Some(sum);
        }
        // Gamma(s + 1, z) = s Gamma(s, z) + z^s exp(-z), twice
        for step in 0..2 {
            let order = b + (2 * k + step) as f64;
            upper = (order * upper + edge) / rate;
            edge *= z / rate;
        }
    }
    None
}

/// The same over `z^(b-1) exp(-z) / gamma(b)`, for large z.
fn part_sum_far(terms: &[f64; N_TERMS], minus_ln_x: f64, b: f64, z: f64) -> Option<f64> {
    let mut scaled = if b == 0.5 && z < 50.0 {
        (std::f64::consts::PI * z).sqrt() * z.exp() * libm::erfc(z.sqrt())
    } else {
        z * upper_fraction(b, z)
    };
    let square = minus_ln_x * minus_ln_x;
    let (mut power, mut sum) = (1.0, 0.0);
    for (k, term) in terms.iter().enumerate() {
        let change = term * power * scaled;
        sum += change;
        if change.abs() < 1e-17 * sum.abs() {
            return Some(sum);
        }
        for step in 0..2 {
            scaled = 1.0 + (b + (2 * k + step) as f64) / z * scaled;
        }
        power *= square;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_one_is_uniform() {
        for x in [1e-9, 0.2, 0.5, 0.9] {
            assert!((ln_incomplete_beta(1.0, 1.0, x, 1.0 - x) - x.ln()).abs() < 1e-14);
        }
        assert_eq!(ln_incomplete_beta(2.0, 3.0, 0.0, 1.0), f64::NEG_INFINITY);
        assert_eq!(ln_incomplete_beta(2.0, 3.0, 1.0, 0.0), 0.0);
    }

    #[test]
    fn expansion_meets_fraction_where_both_hold() {
        for (a, b) in [(12.0, 0.5), (60.0, 0.5), (80.0, 3.0), (400.0, 12.5)] {
            for x in [0.2, 0.5, 0.8, 0.9, 0.97] {
                let expansion = large_a(a, b, x, 1.0 - x).expect("in range");
                let by_fraction = if x < (a + 1.0) / (a + b + 2.0) {
                    ln_by_fraction(a, b, x, 1.0 - x)
                } else {
                    ln_one_minus_exp(ln_by_fraction(b, a, 1.0 - x, x))
                };
                let difference = (expansion - by_fraction).abs();
                assert!(
                    difference < 3e-14 + 1e-15 * expansion.abs(),
                    "{a} {b} {x}: {difference:e}"
                );
            }
        }
    }
}
