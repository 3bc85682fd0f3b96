//! Where a function of one variable is zero.

/// A root of `f` between `low` and `high`, where it has values of opposite sign (or zero).
///
/// Stops when the root is known within `tolerance` or the last digits of the argument. Returns
/// the last estimate after 1,000 steps.
///
/// # Source
/// Brent 1973, Algorithms for Minimization without Derivatives, chapter 4 (zero): bisection,
/// secant and inverse quadratic steps. R's `uniroot` is the same algorithm, so that with the same
/// tolerance it takes the same steps.
pub fn brent(
    f: impl Fn(f64) -> f64,
    (low, f_low): (f64, f64),
    (high, f_high): (f64, f64),
    tolerance: f64,
) -> f64 {
    let (mut a, mut fa) = (low, f_low);
    let (mut b, mut fb) = (high, f_high);
    let (mut c, mut fc) = (a, fa);
    if fa == 0.0 {
        return a;
    }
    if fb == 0.0 {
        return b;
    }
    for _ in 0..1000 {
        let previous = b - a;
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let limit = 2.0 * f64::EPSILON * b.abs() + 0.5 * tolerance;
        let half = 0.5 * (c - b);
        if half.abs() <= limit || fb == 0.0 {
            return b;
        }
        let mut step = half;
        if previous.abs() >= limit
            && fa.abs() > fb.abs()
            && let Some(guess) = interpolated_step([a, b, c], [fa, fb, fc], previous, limit)
        {
            step = guess;
        }
        if step.abs() < limit {
            step = limit.copysign(step);
        }
        (a, fa) = (b, fb);
        b += step;
        fb = f(b);
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
        }
    }
    b
}

/// The step by secant (two points) or inverse quadratic interpolation (three), if it stays well
/// within the bracket and is less than half the step before the last.
fn interpolated_step(at: [f64; 3], f: [f64; 3], previous: f64, limit: f64) -> Option<f64> {
    let ([a, b, c], [fa, fb, fc]) = (at, f);
    let to_c = c - b;
    let (mut p, mut q) = if a == c {
        let t1 = fb / fa;
        (to_c * t1, 1.0 - t1)
    } else {
        let (q, t1, t2) = (fa / fc, fb / fc, fb / fa);
        let p = t2 * (to_c * q * (q - t1) - (b - a) * (t1 - 1.0));
        (p, (q - 1.0) * (t1 - 1.0) * (t2 - 1.0))
    };
    if p > 0.0 {
        q = -q;
    } else {
        p = -p;
    }
    let within = p < 0.75 * to_c * q - 0.5 * (limit * q).abs() && p < (0.5 * previous * q).abs();
    within.then(|| p / q)
}

#[cfg(test)]
mod tests {
    use super::brent;

    #[test]
    fn finds_roots_to_the_tolerance() {
        let f = |x: f64| x.cos() - x;
        let root = brent(f, (0.0, f(0.0)), (1.0, f(1.0)), 1e-14);
        assert!((root - 0.739_085_133_215_160_6).abs() < 1e-14);
        let steep = |x: f64| x.powi(9) - 1e-3;
        let root = brent(steep, (0.0, steep(0.0)), (5.0, steep(5.0)), 1e-12);
        assert!((root - 1e-3f64.powf(1.0 / 9.0)).abs() < 1e-11);
        assert_eq!(brent(|x| x, (0.0, 0.0), (1.0, 1.0), 1e-9), 0.0);
    }
}
