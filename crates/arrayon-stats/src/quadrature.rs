//! Gaussian quadrature.

/// Nodes and weights of Gauss-Legendre quadrature on 0 to 1, nodes ascending.
///
/// # Source
/// Abramowitz and Stegun 25.4.29; roots by Newton's iteration, precise to the last digits.
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    (0..n).map(|at| node(n, at)).collect()
}

fn node(n: usize, at: usize) -> (f64, f64) {
    let mut x = -(std::f64::consts::PI * (at as f64 + 0.75) / (n as f64 + 0.5)).cos();
    let mut slope = 1.0;
    for _ in 0..10 {
        let (value, derivative) = legendre(n, x);
        slope = derivative;
        let step = value / derivative;
        x -= step;
        if step.abs() < 1e-16 {
            break;
        }
    }
    (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
}

/// The Legendre polynomial of degree n and its derivative.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 0..n {
        let k = k as f64;
        let next = ((2.0 * k + 1.0) * x * value - k * before) / (k + 1.0);
        before = value;
        value = next;
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::gauss_legendre;

    #[test]
    fn integrates_polynomials_exactly() {
        for n in [1, 2, 5, 128] {
            let rule = gauss_legendre(n);
            let integral = |power: i32| rule.iter().map(|(x, w)| w * x.powi(power)).sum::<f64>();
            assert!((integral(0) - 1.0).abs() < 1e-13);
            let highest = 2 * n as i32 - 1;
            assert!(
                (integral(highest) * f64::from(highest + 1) - 1.0).abs() < 1e-11,
                "{n}"
            );
        }
    }
}
