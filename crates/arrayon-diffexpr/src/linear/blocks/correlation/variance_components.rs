//! Two variance components by restricted maximum likelihood.

use super::spectrum::Component;

/// Scoring stops when a step promises less than this of the deviance.
const TOLERANCE: f64 = 1e-6;
const MOST_STEPS: usize = 20;
/// Weights of squares differ by at most this factor.
const MOST_WEIGHT: f64 = 1e3;
/// Damping beyond this share of the information is hopeless.
const MOST_DAMPING: f64 = 1e15;
/// Doublings that take any damping beyond that, unless it is no number.
const MOST_DOUBLINGS: usize = 200;

/// The share of the block variance in the sum of both; NaN where it has no estimate.
///
/// The squares are gamma variables of shape 1/2 whose means are linear in the two variances:
/// their likelihood is the restricted one.
///
/// # Source
/// Smyth 2002, J. Comput. Graph. Stat. 11:836; the damping is Levenberg's (1944).
pub(super) fn correlation(components: &[Component]) -> f64 {
    let Some(start) = least_squares(components) else {
        return f64::NAN;
    };
    let n_positive = components
        .iter()
        .filter(|of| of.eigenvalue > 0.0)
        .map(|of| of.n)
        .sum::<f64>();
    let n: f64 = components.iter().map(|of| of.n).sum();
    let mut variances = start;
    if n > 2.0 && n_positive > 1.0 {
        if components.iter().any(|of| mean_of(of, start) < 0.0) {
            variances = [components.iter().map(|of| of.sum).sum::<f64>() / n, 0.0];
        }
        variances = scored(components, variances);
    }
    variances[1] / (variances[0] + variances[1])
}

/// The regression of the squares on their eigenvalues; `None` where these do not differ.
fn least_squares(components: &[Component]) -> Option<[f64; 2]> {
    let sum = |of: &dyn Fn(&Component) -> f64| components.iter().map(of).sum::<f64>();
    let n = sum(&|of| of.n);
    let centre = sum(&|of| of.n * of.eigenvalue) / n;
    let spread = sum(&|of| of.n * (of.eigenvalue - centre).powi(2));
    let whole = sum(&|of| of.n * of.eigenvalue.powi(2));
    // as a regression takes a column for a combination of others
    if spread.sqrt() <= 1e-7 * whole.sqrt() {
        return None;
    }
    let slope = sum(&|of| (of.eigenvalue - centre) * of.sum) / spread;
    Some([sum(&|of| of.sum) / n - slope * centre, slope])
}

fn mean_of(component: &Component, [residual, block]: [f64; 2]) -> f64 {
    residual + component.eigenvalue * block
}

/// The gamma deviance up to a constant; infinite where a mean is negative.
fn deviance(components: &[Component], variances: [f64; 2]) -> f64 {
    let mut total = 0.0;
    for component in components {
        let mean = mean_of(component, variances);
        if mean < 0.0 {
            return f64::INFINITY;
        }
        total += (component.sum - component.n * mean) / mean + component.n * mean.ln();
    }
    2.0 * total
}

/// Fisher scoring, damped until the deviance does not rise.
fn scored(components: &[Component], start: [f64; 2]) -> [f64; 2] {
    let mut variances = start;
    let mut current = deviance(components, variances);
    let mut damping = None;
    for _ in 0..=MOST_STEPS {
        let (score, information) = score(components, variances);
        let diagonal = [information[0], information[2]];
        let most = diagonal[0].max(diagonal[1]);
        // a quarter of the trace, as in the reference implementation
        let mut lambda = damping.unwrap_or((diagonal[0] + diagonal[1]) / 4.0);
        let mut is_first = true;
        let mut accepted = None;
        for _ in 0..MOST_DOUBLINGS {
            let step = solved(
                [diagonal[0] + lambda, information[1], diagonal[1] + lambda],
                score,
            );
            let next = [variances[0] + step[0], variances[1] + step[1]];
            let reached = deviance(components, next);
            if reached <= current {
                (variances, current) = (next, reached);
                accepted = Some(step);
                break;
            }
            if lambda / most > MOST_DAMPING || step.iter().any(|step| step.is_nan()) {
                return variances;
            }
            lambda *= 2.0;
            is_first = false;
        }
        let Some(step) = accepted else {
            return variances;
        };
        damping = Some(if is_first { lambda / 10.0 } else { lambda });
        if score[0] * step[0] + score[1] * step[1] < TOLERANCE {
            break;
        }
    }
    variances
}

/// The score, and the information as its three different entries.
fn score(components: &[Component], variances: [f64; 2]) -> ([f64; 2], [f64; 3]) {
    let square = |component: &Component| mean_of(component, variances).powi(2);
    let least = components.iter().map(square).fold(0.0, f64::max) / MOST_WEIGHT;
    let (mut score, mut information) = ([0.0; 2], [0.0; 3]);
    for component in components {
        let d = component.eigenvalue;
        let variance = square(component).max(least);
        let excess = (component.sum - component.n * mean_of(component, variances)) / variance;
        score[0] += excess;
        score[1] += excess * d;
        let weight = component.n / variance;
        information[0] += weight;
        information[1] += weight * d;
        information[2] += weight * d * d;
    }
    (score, information)
}

/// Solves `[a b; b c] x = y` by Cholesky.
fn solved([a, b, c]: [f64; 3], y: [f64; 2]) -> [f64; 2] {
    let first = a.sqrt();
    let across = b / first;
    let second = (c - across * across).sqrt();
    let z = y[0] / first;
    let w = (y[1] - across * z) / second;
    let x = w / second;
    [(z - across * x) / first, x]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(eigenvalue: f64, n: f64, sum: f64) -> Component {
        Component { eigenvalue, n, sum }
    }

    #[test]
    fn two_levels_are_met_exactly() {
        // residual mean 4 / 4, block mean 6 / 2 = 1 + 2 * 1
        let rho = correlation(&[component(2.0, 2.0, 6.0), component(0.0, 4.0, 4.0)]);
        assert!((rho - 0.5).abs() < 1e-14, "{rho}");
        let negative = correlation(&[component(2.0, 2.0, 1.0), component(0.0, 4.0, 4.0)]);
        assert!((negative + 1.0 / 3.0).abs() < 1e-14, "{negative}");
    }

    #[test]
    fn equal_eigenvalues_and_zeros_teach_nothing() {
        assert!(correlation(&[component(2.0, 5.0, 6.0)]).is_nan());
        assert!(correlation(&[component(2.0, 3.0, 0.0), component(0.0, 2.0, 0.0)]).is_nan());
    }

    #[test]
    fn the_likelihood_is_greatest_at_the_estimate() {
        let components = [
            component(3.0, 1.0, 7.0),
            component(2.1, 1.0, 0.4),
            component(1.3, 1.0, 5.5),
            component(0.0, 6.0, 5.0),
        ];
        let found = scored(&components, least_squares(&components).unwrap());
        let best = deviance(&components, found);
        for turn in 0..12 {
            let angle = f64::from(turn) * std::f64::consts::PI / 6.0;
            let near = [found[0] + 0.01 * angle.cos(), found[1] + 0.01 * angle.sin()];
            assert!(deviance(&components, near) > best);
        }
    }
}
