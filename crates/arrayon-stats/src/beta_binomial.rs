//! The beta-binomial distribution: counts of draws that are not independent.

use crate::gamma::ln_gamma;

/// Natural log of P(X >= `count`) for `trials` draws that each are marked with probability `share`,
/// any two of them correlated by `correlation`.
///
/// The distribution is the binomial one whose probability is itself drawn from a beta
/// distribution with mean `share` and parameters that sum to `1 / correlation - 1`. NaN unless
/// `share` lies between 0 and 1 and `correlation` above 0 and below 1.
///
/// # Numerics
/// Terms are summed from the count upwards, or, below the mean, from below and taken from one; the
/// first by [`ln_gamma`], each further one by its ratio. Agrees with sums of exact fractions to
/// 1e-10 relative (unit test).
///
/// # Source
/// Skellam 1948 (doi:10.1111/j.2517-6161.1948.tb00014.x).
///
/// # Examples
/// ```
/// use arrayon_stats::beta_binomial::ln_upper_tail;
/// // a beta distribution with parameters 1 and 1: every count from 0 to 9 is as likely
/// assert!((ln_upper_tail(7, 9, 0.5, 1.0 / 3.0).exp() - 0.3).abs() < 1e-12);
/// ```
pub fn ln_upper_tail(count: u64, trials: u64, share: f64, correlation: f64) -> f64 {
    let is_possible = share > 0.0 && share < 1.0 && correlation > 0.0 && correlation < 1.0;
    if !is_possible {
        return f64::NAN;
    }
    if count == 0 {
        return 0.0;
    }
    if count > trials {
        return f64::NEG_INFINITY;
    }
    let precision = correlation.recip() - 1.0;
    let (a, b) = (share * precision, (1.0 - share) * precision);
    let n = trials as f64;
    let ln_probability = |x: f64| {
        let ln_choose = ln_gamma(n + 1.0) - ln_gamma(x + 1.0) - ln_gamma(n - x + 1.0);
        let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        ln_choose + ln_beta(x + a, n - x + b) - ln_beta(a, b)
    };
    // P(X = x + 1) / P(X = x)
    let ratio = |x: f64| (n - x) * (x + a) / ((x + 1.0) * (n - x - 1.0 + b));
    if count as f64 > n * share {
        let (mut term, mut sum) = (1.0, 1.0);
        for x in count..trials {
            term *= ratio(x as f64);
            sum += term;
        }
        ln_probability(count as f64) + f64::ln(sum)
    } else {
        let (mut term, mut sum) = (1.0, 1.0);
        for x in (0..count - 1).rev() {
            term /= ratio(x as f64);
            sum += term;
        }
        let below = (ln_probability((count - 1) as f64) + f64::ln(sum)).exp();
        (-below.min(1.0)).ln_1p()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(X = x) for whole parameters of the beta distribution, by products of fractions.
    fn exact(x: u64, n: u64, a: u64, b: u64) -> f64 {
        let rising = |from: u64, steps: u64| (0..steps).map(move |i| (from + i) as f64);
        let choose: f64 = (0..x).map(|i| (n - i) as f64 / (i + 1) as f64).product();
        let above = rising(a, x).chain(rising(b, n - x));
        let below = rising(a + b, n);
        choose
            * above
                .zip(below)
                .map(|(one, other)| one / other)
                .product::<f64>()
    }

    #[test]
    fn tails_equal_sums_of_exact_fractions() {
        for (n, a, b) in [(12, 1, 1), (30, 2, 9), (60, 3, 40), (25, 7, 2)] {
            let share = a as f64 / (a + b) as f64;
            let correlation = 1.0 / (1.0 + (a + b) as f64);
            for count in 0..=n {
                let tail: f64 = (count..=n).map(|x| exact(x, n, a, b)).sum();
                let found = ln_upper_tail(count, n, share, correlation).exp();
                assert!(
                    (found / tail - 1.0).abs() < 1e-10,
                    "{count} of {n}: {found} {tail}"
                );
            }
            assert_eq!(
                ln_upper_tail(n + 1, n, share, correlation),
                f64::NEG_INFINITY
            );
        }
    }

    #[test]
    fn hardly_correlated_draws_are_binomial() {
        // R: pbinom(9, 100, 0.04, lower.tail = FALSE)
        let found = ln_upper_tail(10, 100, 0.04, 1e-9).exp();
        assert!((found - 0.006_844_458_783).abs() < 1e-7, "{found}");
    }

    #[test]
    fn what_is_no_probability_has_no_tail() {
        for (share, correlation) in [
            (0.0, 0.1),
            (1.0, 0.1),
            (0.3, 0.0),
            (0.3, 1.0),
            (0.3, f64::NAN),
        ] {
            assert!(ln_upper_tail(2, 5, share, correlation).is_nan());
        }
    }
}
