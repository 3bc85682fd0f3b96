//! The gamma function's logarithm and its derivatives.

/// ln sqrt(2 pi).
pub(crate) const LN_SQRT_2_PI: f64 = 0.918_938_533_204_672_8;

/// Natural logarithm of the gamma function for `x > 0`.
///
/// # Source
/// The `libm` crate's `lgamma` (the FreeBSD algorithm): the same bits on every platform.
///
/// # Examples
/// ```
/// assert!((arrayon_stats::gamma::ln_gamma(5.0) - 24f64.ln()).abs() < 1e-15);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// What Stirling's formula leaves out:
/// `ln_gamma(x) - ((x - 1/2) ln x - x + ln sqrt(2 pi))`, for `x > 0`.
///
/// # Source
/// Abramowitz and Stegun 6.1.41.
pub fn stirling_error(x: f64) -> f64 {
    if x < 15.0 {
        return ln_gamma(x) - ((x - 0.5) * x.ln() - x + LN_SQRT_2_PI);
    }
    const TERMS: [f64; 7] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    let per_square = 1.0 / (x * x);
    TERMS
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum * per_square + term)
        / x
}

/// `ln(1 + x) - x` without loss of digits near 0, for `x > -1`.
pub(crate) fn ln_1p_minus(x: f64) -> f64 {
    if !(-0.5..=1.0).contains(&x) {
        return x.ln_1p() - x;
    }
    // with r = x / (2 + x): ln(1 + x) = 2 atanh(r), and 2 r - x = -r x
    let r = x / (2.0 + x);
    let square = r * r;
    let mut power = 2.0 * r * square;
    let mut sum = 0.0;
    let mut odd = 3.0;
    loop {
        let next = sum + power / odd;
        if next == sum {
            return sum - r * x;
        }
        sum = next;
        power *= square;
        odd += 2.0;
    }
}

/// Whether the functions of this module are defined there: from below, the recurrences would take
/// as many steps as the number is negative.
fn is_positive(x: f64) -> bool {
    x > 0.0
}

/// From here on the asymptotic series reach full precision.
const ASYMPTOTIC_FROM: f64 = 16.0;

/// The digamma function, the derivative of [`ln_gamma`], for `x > 0`; else NaN.
///
/// # Source
/// Abramowitz and Stegun 6.3.5 (recurrence) and 6.3.18 (series).
pub fn digamma(x: f64) -> f64 {
    if !is_positive(x) {
        return f64::NAN;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        sum -= 1.0 / x;
        x += 1.0;
    }
    const TERMS: [f64; 7] = [
        -1.0 / 12.0,
        1.0 / 120.0,
        -1.0 / 252.0,
        1.0 / 240.0,
        -1.0 / 132.0,
        691.0 / 32_760.0,
        -1.0 / 12.0,
    ];
    let per_square = 1.0 / (x * x);
    let series = TERMS
        .iter()
        .rev()
        .fold(0.0, |tail, term| tail * per_square + term)
        * per_square;
    sum + x.ln() - 0.5 / x + series
}

/// The trigamma function, the second derivative of [`ln_gamma`], for `x > 0`; else NaN.
///
/// # Source
/// Abramowitz and Stegun 6.4.6 (recurrence) and 6.4.12 (series).
pub fn trigamma(x: f64) -> f64 {
    if !is_positive(x) {
        return f64::NAN;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let per_square = 1.0 / (x * x);
    let tail = bernoulli_sum(per_square, |_| 1.0);
    sum + (1.0 + 0.5 / x + tail) / x
}

/// The tetragamma function, the third derivative of [`ln_gamma`], for `x > 0`; else NaN.
///
/// # Source
/// Abramowitz and Stegun 6.4.6 (recurrence) and 6.4.13 (series).
pub fn tetragamma(x: f64) -> f64 {
    if !is_positive(x) {
        return f64::NAN;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        sum -= 2.0 / (x * x * x);
        x += 1.0;
    }
    let per_square = 1.0 / (x * x);
    let tail = bernoulli_sum(per_square, |order| order + 1.0);
    sum - (1.0 + 1.0 / x + tail) * per_square
}

/// `sum of B_2k * factor(2k) * per_square^k` over the first eight even Bernoulli numbers.
fn bernoulli_sum(per_square: f64, factor: impl Fn(f64) -> f64) -> f64 {
    const BERNOULLI: [f64; 8] = [
        1.0 / 6.0,
        -1.0 / 30.0,
        1.0 / 42.0,
        -1.0 / 30.0,
        5.0 / 66.0,
        -691.0 / 2730.0,
        7.0 / 6.0,
        -3617.0 / 510.0,
    ];
    let terms = BERNOULLI.iter().enumerate().rev();
    terms.fold(0.0, |tail, (k, number)| {
        (tail + number * factor(2.0 * (k + 1) as f64)) * per_square
    })
}

/// The `y > 0` at which [`trigamma`] is `x > 0`; NaN for anything else.
///
/// Newton's iteration on 1 / trigamma, whose steps rise monotonically to the solution. Beyond
/// `x = 1e7` the answer is `1 / sqrt(x)` and below `1e-6` it is `1 / x`, the limits that limma
/// takes (the latter is half a unit of `y` too small: a part in two million).
///
/// # Source
/// Smyth 2004, appendix; limma's `trigammaInverse`, whose numbers it meets within 1e-12.
///
/// # Examples
/// ```
/// use arrayon_stats::gamma::{trigamma, trigamma_inverse};
/// assert!((trigamma_inverse(trigamma(2.7)) - 2.7).abs() < 1e-14);
/// ```
pub fn trigamma_inverse(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x > 1e7 {
        return 1.0 / x.sqrt();
    }
    if x < 1e-6 {
        return 1.0 / x;
    }
    let mut y = 0.5 + 1.0 / x;
    for _ in 0..50 {
        let value = trigamma(y);
        let step = value * (1.0 - value / x) / tetragamma(y);
        y += step;
        if -step / y < 1e-8 {
            break;
        }
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let euler = 0.577_215_664_901_532_9;
        let basel = std::f64::consts::PI.powi(2) / 6.0;
        assert!((digamma(1.0) + euler).abs() < 1e-15);
        assert!((trigamma(1.0) / basel - 1.0).abs() < 1e-15);
        assert!((tetragamma(1.0) / -2.404_113_806_319_188_6 - 1.0).abs() < 1e-15);
        assert!((stirling_error(15.0) - stirling_error(15.0 - 1e-13)).abs() < 1e-13);
    }

    #[test]
    fn ln_1p_minus_keeps_its_digits() {
        assert!((ln_1p_minus(1e-8) / -4.999_999_966_666_667e-17 - 1.0).abs() < 1e-14);
        let direct = |x: f64| x.ln_1p() - x;
        for x in [-0.49, -0.3, 0.4, 0.99] {
            assert!((ln_1p_minus(x) - direct(x)).abs() < 1e-15);
        }
    }

    #[test]
    fn inverse_outside_its_domain() {
        assert!(trigamma_inverse(-1.0).is_nan());
        assert!(trigamma_inverse(f64::NAN).is_nan());
        assert_eq!(trigamma_inverse(1e8), 1e-4);
        assert_eq!(trigamma_inverse(1e-7), 1e7);
    }
}
