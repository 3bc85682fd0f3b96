//! Where a function of one variable is least.

/// The argument between `low` and `high` at which `f` is least, for a function with one minimum
/// there; within about `tolerance` of it.
///
/// # Source
/// Brent 1973, Algorithms for Minimization without Derivatives, chapter 5 (localmin): golden
/// sections and parabolic steps. R's `optimize` is the same algorithm, so that with the same
/// tolerance it takes the same steps and stops at the same argument.
///
/// # Examples
/// ```
/// let least = arrayon_stats::minimum::brent_minimum(|x| (x - 1.5).powi(2), (0.0, 4.0), 1e-6);
/// assert!((least - 1.5).abs() < 1e-6);
/// ```
pub fn brent_minimum(
    mut f: impl FnMut(f64) -> f64,
    (mut low, mut high): (f64, f64),
    tolerance: f64,
) -> f64 {
    let golden = (3.0 - 5.0_f64.sqrt()) * 0.5;
    let precision = f64::EPSILON.sqrt();
    let first = low + golden * (high - low);
    let value = f(first);
    // the least so far, the second and the third
    let mut best = (first, value);
    let mut second = best;
    let mut third = best;
    let (mut step, mut before) = (0.0_f64, 0.0_f64);
    for _ in 0..1000 {
        let middle = (low + high) * 0.5;
        let near = precision * best.0.abs() + tolerance / 3.0;
        if (best.0 - middle).abs() <= 2.0 * near - (high - low) * 0.5 {
            break;
        }
        let parabola = (before.abs() > near).then(|| parabolic(best, second, third));
        let last = before;
        if parabola.is_some() {
            before = step;
        }
        step = match parabola {
            Some((p, q))
                if p.abs() < (q * 0.5 * last).abs()
                    && p > q * (low - best.0)
                    && p < q * (high - best.0) =>
            {
                let step = p / q;
                let at = best.0 + step;
                if at - low < 2.0 * near || high - at < 2.0 * near {
                    if best.0 >= middle { -near } else { near }
                } else {
                    step
                }
            }
            _ => {
                before = if best.0 < middle {
                    high - best.0
                } else {
                    low - best.0
                };
                golden * before
            }
        };
        let at = if step.abs() >= near {
            best.0 + step
        } else if step > 0.0 {
            best.0 + near
        } else {
            best.0 - near
        };
        let tried = (at, f(at));
        if tried.1 <= best.1 {
            if tried.0 < best.0 {
                high = best.0;
            } else {
                low = best.0;
            }
            (third, second, best) = (second, best, tried);
            continue;
        }
        if tried.0 < best.0 {
            low = tried.0;
        } else {
            high = tried.0;
        }
        if tried.1 <= second.1 || second.0 == best.0 {
            (third, second) = (second, tried);
        } else if tried.1 <= third.1 || third.0 == best.0 || third.0 == second.0 {
            third = tried;
        }
    }
    best.0
}

/// The step from `best` to the minimum of the parabola through three points, as numerator and
/// positive denominator.
fn parabolic(best: (f64, f64), second: (f64, f64), third: (f64, f64)) -> (f64, f64) {
    let r = (best.0 - second.0) * (best.1 - third.1);
    let q = (best.0 - third.0) * (best.1 - second.1);
    let p = (best.0 - third.0) * q - (best.0 - second.0) * r;
    let q = (q - r) * 2.0;
    if q > 0.0 { (-p, q) } else { (p, -q) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_steps_of_r() {
        // R 4.2.2: optimize(f, interval)$minimum and the number of steps
        let tolerance = f64::EPSILON.powf(0.25);
        let counted = |f: &dyn Fn(f64) -> f64, ends| {
            let mut n_calls = 0;
            let found = brent_minimum(
                |x| {
                    n_calls += 1;
                    f(x)
                },
                ends,
                tolerance,
            );
            (found, n_calls)
        };
        for (f, ends, expected) in CASES {
            let (found, n_calls) = counted(&f, ends);
            assert!((found - expected.0).abs() < 1e-12, "{found} {expected:?}");
            assert_eq!(n_calls, expected.1);
        }
    }

    type Case = (fn(f64) -> f64, (f64, f64), (f64, usize));
    const CASES: [Case; 5] = [
        (|x| (x - 1.0 / 3.0).powi(2), (0.0, 1.0), (1.0 / 3.0, 6)),
        (|x| x - x.ln(), (0.01, 9.0), (1.000_002_042_325_905_3, 12)),
        (
            |x| (-x).exp() + 0.01 * x.powi(4),
            (-2.0, 5.0),
            (1.673_734_757_486_509_6, 10),
        ),
        (|x| -x, (0.5, 0.9998), (0.999_754_204_479_256_9, 19)),
        (
            |x| (x - 0.7).abs(),
            (0.0, 1.0),
            (0.700_007_210_289_034_4, 14),
        ),
    ];
}
