//! The normal-exponential model of RMA.

use super::density::{Counted, mode};
use crate::error::NormalizeError;
use crate::ranked_array::RankedArray;
use arrayon_stats::normal;

/// The fitted model of one array, linear scale: intensity is signal plus background, signal is
/// exponential with rate `alpha`, background is normal with mean `mu` and deviation `sigma`.
///
/// # Source
/// Irizarry et al. 2003 (Biostatistics 4:249), with the estimates of preprocessCore's
/// `rma_background4`: all three rest on modes of kernel densities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackgroundModel {
    /// Mean of the background.
    pub mu: f64,
    /// Standard deviation of the background.
    pub sigma: f64,
    /// Rate of the signal, one over its mean.
    pub alpha: f64,
}

impl BackgroundModel {
    /// Fits the model to one array's probe intensities.
    ///
    /// # Errors
    /// [`NormalizeError::Background`] where too few or too uniform intensities leave a parameter
    /// undefined.
    ///
    /// # Numerics
    /// Agrees with preprocessCore 1.60 to 1e-10 relative (tests `golden.rs`).
    pub fn fit(array: &RankedArray) -> Result<Self, NormalizeError> {
        let undefined = |reason| NormalizeError::Background {
            reason,
            n_probes: array.n_probes(),
            n_distinct: array.distinct().len(),
        };
        let all = array.distinct().len();
        // the mode m of all intensities, then mu = the mode of those below m
        let overall = mode(counted(array, 0, all, 0.0)).ok_or_else(|| undefined("no probes"))?;
        let below = array.distinct().partition_point(|&value| value < overall);
        let mu = mode(counted(array, 0, below, 0.0))
            .ok_or_else(|| undefined("fewer than two probes below the mode"))?;
        let sigma = background_deviation(array, mu);
        if sigma.is_nan() || sigma <= 0.0 {
            return Err(undefined("no spread below the background's mode"));
        }
        // 1 / alpha = the mode of o - mu over the intensities o above mu
        let above = array.distinct().partition_point(|&value| value <= mu);
        let signal = mode(counted(array, above, all, mu))
            .ok_or_else(|| undefined("fewer than two probes above the background's mode"))?;
        let alpha = 1.0 / signal;
        if !alpha.is_finite() {
            return Err(undefined("the signal's mode is zero"));
        }
        Ok(Self { mu, sigma, alpha })
    }

    /// The expected signal behind an intensity, linear scale, greater than zero.
    pub fn signal(&self, intensity: f64) -> f64 {
        // E(S | O = o) = a + b phi(a / b) / Phi(a / b) with a = o - mu - alpha sigma^2, b = sigma;
        // the terms in (o - a) / b of the full formula, nearly 0, are left out, as in affy
        let a = intensity - self.mu - self.alpha * self.sigma * self.sigma;
        let z = a / self.sigma;
        if z < FAR_BELOW {
            return self.sigma / mills_tail(-z);
        }
        a + self.sigma * normal::density(z) / normal::cdf(z)
    }
}

/// Below this many deviations `a + sigma * phi / Phi` loses its digits, and past 38 phi and Phi
/// vanish both; there the ratio is taken from its continued fraction.
const FAR_BELOW: f64 = -12.0;

/// `x + 2 / (x + 3 / (x + ...))`: with `phi(x) / Phi(-x) = x + 1 / mills_tail(x)` (Laplace's
/// continued fraction), the expected signal is `sigma / mills_tail(x)`.
fn mills_tail(x: f64) -> f64 {
    (2..60)
        .rev()
        .fold(x, |tail, term| x + f64::from(term) / tail)
}

fn counted(array: &RankedArray, from: usize, to: usize, shift: f64) -> Counted<'_> {
    Counted {
        values: &array.distinct()[from..to],
        starts: &array.starts()[from..=to],
        shift,
    }
}

/// Root mean square distance below `mu`, as if the normal's other half mirrored it.
fn background_deviation(array: &RankedArray, mu: f64) -> f64 {
    let below = array.distinct().partition_point(|&value| value < mu);
    let squares: f64 = (array.distinct()[..below].iter().enumerate())
        .map(|(index, value)| (value - mu) * (value - mu) * f64::from(array.count(index)))
        .sum();
    // sigma^2 = 2 sum over o < mu of (o - mu)^2 / (n - 1), n of them
    let n_below = f64::from(array.starts()[below]);
    (2.0 * squares / (n_below - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signal_is_positive_increasing_and_smooth_across_the_switch() {
        let model = BackgroundModel {
            mu: 40.0,
            sigma: 1.0,
            alpha: 0.05,
        };
        let switch = 40.05 + FAR_BELOW;
        let (before, after) = (model.signal(switch - 1e-9), model.signal(switch + 1e-9));
        assert!(
            (before - after).abs() < 1e-11 * after + 1e-9 * 0.02,
            "{before} {after}"
        );
        let mut last = 0.0;
        for step in 0..2000 {
            let signal = model.signal(f64::from(step) * 0.05 - 40.0);
            assert!(signal > last, "step {step}: {signal} after {last}");
            last = signal;
        }
        // Far above the background the model only subtracts.
        assert!((model.signal(1e4) - (1e4 - 40.05)).abs() < 1e-9);
    }

    #[test]
    fn refuses_a_blank_array() {
        let blank = RankedArray::new(&[100.0; 50]).unwrap();
        assert!(matches!(
            BackgroundModel::fit(&blank),
            Err(NormalizeError::Background { .. })
        ));
    }
}
