//! The t distribution under an alternative: what power calculations need.

use crate::incomplete_gamma::ln_gamma_term;
use crate::normal;
use crate::quadrature::gauss_legendre;

/// The probability that a t variable with noncentrality `ncp` exceeds `t`; `df` may be infinite.
///
/// # Numerics
/// Gauss-Legendre quadrature over the distribution of the standard deviation, 256 nodes; within
/// 1e-9 for df from 1 on.
///
/// # Source
/// Johnson and Welch 1940; same numbers as R's `pt(t, df, ncp, lower.tail = FALSE)`.
///
/// # Examples
/// ```
/// let power = arrayon_stats::noncentral_t::upper_tail(2.0, 10.0, 2.0);
/// assert!((power - 0.5190268472).abs() < 1e-9);
/// ```
pub fn upper_tail(t: f64, df: f64, ncp: f64) -> f64 {
    if df == f64::INFINITY || df > 1e12 {
        return normal::cdf(ncp - t);
    }
    // P(T > t) = integral of Phi(ncp - t s) f(s) ds, s the estimated standard deviation over the
    // true one: u = df s^2 / 2 is a gamma variable of order df / 2, so f(s) = u^(df/2) exp(-u) /
    // Gamma(df / 2) * 2 / s
    let spread = 1.0 / (2.0 * df).sqrt();
    let (low, high) = ((1.0 - 9.0 * spread).max(0.0), 1.0 + 12.0 * spread);
    rule()
        .iter()
        .map(|(node, weight)| {
            let s = low + (high - low) * node;
            let ln_density = ln_gamma_term(0.5 * df, 0.5 * df * s * s) + (2.0 / s).ln();
            weight * ln_density.exp() * normal::cdf(ncp - t * s)
        })
        .sum::<f64>()
        * (high - low)
}

/// Nodes and weights from 0 to 1.
#[expect(
    clippy::disallowed_types,
    reason = "the rule is computed on one thread, which waits for no other"
)]
fn rule() -> &'static [(f64, f64)] {
    static RULE: std::sync::LazyLock<Vec<(f64, f64)>> =
        std::sync::LazyLock::new(|| gauss_legendre(256));
    &RULE
}

#[cfg(test)]
mod tests {
    use super::upper_tail;
    use crate::student_t;

    #[test]
    fn central_case_is_student() {
        for df in [1.0, 2.0, 7.5, 60.0, 1e5] {
            for t in [-1.0, 0.0, 1.7, 4.0] {
                let expected = student_t::upper_tail(t, df);
                assert!((upper_tail(t, df, 0.0) - expected).abs() < 1e-9, "{df} {t}");
            }
        }
    }

    #[test]
    fn grows_with_noncentrality() {
        let at = |ncp| upper_tail(3.0, 12.0, ncp);
        assert!(at(1.0) < at(2.0) && at(2.0) < at(6.0));
        assert!((upper_tail(3.0, f64::INFINITY, 3.0) - 0.5).abs() < 1e-15);
    }
}
