//! Gauss-Legendre quadrature on the unit interval.

use std::f64::consts::PI;

/// Nodes and weights of the rule with `n` nodes on `0..1`, ascending.
///
/// Newton's iteration on the Legendre polynomial; weights add up to 1.
///
/// # Source
/// Abramowitz and Stegun 25.4.29.
pub(crate) fn gauss_legendre(n: u32) -> Vec<(f64, f64)> {
    let size = f64::from(n);
    (1..=n)
        .rev()
        .map(|k| {
            let mut x = (PI * (f64::from(k) - 0.25) / (size + 0.5)).cos();
            for _ in 0..10 {
                let (value, slope) = legendre(n, x);
                x -= value / slope;
            }
            let (_, slope) = legendre(n, x);
            (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// The Legendre polynomial of degree `n` and its derivative.
fn legendre(n: u32, x: f64) -> (f64, f64) {
    let (mut before, mut now) = (1.0, x);
    for degree in 2..=n {
        let degree = f64::from(degree);
        let next = ((2.0 * degree - 1.0) * x * now - (degree - 1.0) * before) / degree;
        (before, now) = (now, next);
    }
    (now, f64::from(n) * (x * now - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::gauss_legendre;

    #[test]
    fn integrates_polynomials_exactly() {
        let rule = gauss_legendre(128);
        let integral = |f: fn(f64) -> f64| rule.iter().map(|(x, w)| w * f(*x)).sum::<f64>();
        assert!((integral(|_| 1.0) - 1.0).abs() < 1e-14);
        assert!((integral(|x| x.powi(9)) - 0.1).abs() < 1e-14);
        assert!(rule.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let two = gauss_legendre(2);
        assert!((two[0].0 - 0.5 * (1.0 - 1.0 / 3f64.sqrt())).abs() < 1e-15);
        assert!((two[1].1 - 0.5).abs() < 1e-15);
    }
}
