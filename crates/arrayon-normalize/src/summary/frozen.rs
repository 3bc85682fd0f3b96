//! Frozen robust averages: each array by itself, with what a reference set has shown of the probes.

use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_core::{FrozenEstimate, FrozenReference};

/// Where Huber's psi bends, in units of the scale.
const BEND: f64 = 1.345;
/// Iterations of reweighting at the most.
const MOST_ITERATIONS: usize = 20;
/// Iterations end when the residuals change by less than this part of themselves.
const TOLERANCE: f64 = 1e-4;
/// Residuals of a smaller scale are those of rounding.
const SMALLEST_SCALE: f64 = 1e-10;

/// What is known of the probes of a feature before an array is seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownProbes<'a> {
    /// How much brighter than the feature each probe is, log2.
    pub(crate) effects: &'a [f64],
    /// How much each probe counts, the most certain one 1.
    pub(crate) weights: &'a [f64],
    /// Spread of the residuals, log2.
    pub(crate) scale: f64,
    pub(crate) estimate: FrozenEstimate,
}

/// How much each probe of a feature counts: the inverse of its variance, over the largest. A probe
/// that did not vary at all has weight 1 before that, as in frma.
pub(crate) fn prior_weights(within: &[f64], between: &[f64], weights: &mut Vec<f64>) {
    weights.clear();
    weights.extend(within.iter().zip(between).map(|(within, between)| {
        let variance = within + between;
        if variance > 0.0 { 1.0 / variance } else { 1.0 }
    }));
    let largest = weights.iter().copied().fold(0.0, f64::max);
    weights.iter_mut().for_each(|weight| *weight /= largest);
}

/// The fit of one array; holds space that is reused.
#[derive(Debug, Default)]
pub(crate) struct ArrayFit {
    /// Normalised intensities of the array, log2.
    pub(crate) log2: Vec<f64>,
    residuals: Vec<f64>,
    weights: Vec<f64>,
    before: Vec<f64>,
}

impl ArrayFit {
    /// The value of the feature on the array whose intensities are in `log2`, and its standard error
    /// (NaN for a single probe): the mean of the probes, weighted by how certain each is and by
    /// Huber's weight of its residual, which is iterated.
    pub(crate) fn fit(&mut self, known: &KnownProbes<'_>) -> (f64, f64) {
        self.weights.clear();
        self.weights.extend_from_slice(known.weights);
        let mut value = self.mean(Some(known.effects));
        self.leave(known.effects, value);
        for _ in 0..MOST_ITERATIONS {
            if known.scale >= SMALLEST_SCALE {
                let weights = self.weights.iter_mut().zip(known.weights);
                for ((weight, prior), residual) in weights.zip(&self.residuals) {
                    *weight = prior * (BEND * known.scale / residual.abs()).min(1.0);
                }
            }
            self.before.clone_from(&self.residuals);
            value = match known.estimate {
                FrozenEstimate::Published => self.mean(Some(known.effects)),
                FrozenEstimate::Frma => self.mean(None),
            };
            self.leave(known.effects, value);
            if self.change() < TOLERANCE {
                break;
            }
        }
        (value, self.standard_error())
    }

    /// Weighted mean of the intensities, less these effects.
    fn mean(&self, effects: Option<&[f64]>) -> f64 {
        let (mut sum, mut sum_of_weights) = (0.0, 0.0);
        for (at, (weight, value)) in self.weights.iter().zip(&self.log2).enumerate() {
            sum += weight * (value - effects.map_or(0.0, |effects| effects[at]));
            sum_of_weights += weight;
        }
        sum / sum_of_weights
    }

    fn leave(&mut self, effects: &[f64], value: f64) {
        self.residuals.clear();
        let of_probes = self.log2.iter().zip(effects);
        self.residuals
            .extend(of_probes.map(|(log2, effect)| log2 - effect - value));
    }

    /// How much the residuals changed, relative to what they were.
    fn change(&self) -> f64 {
        let pairs = self.before.iter().zip(&self.residuals);
        let changed: f64 = pairs.map(|(before, after)| (before - after).powi(2)).sum();
        let all: f64 = self.before.iter().map(|before| before * before).sum();
        (changed / all.max(1e-20)).sqrt()
    }

    fn standard_error(&self) -> f64 {
        let n_free = self.log2.len() as f64 - 1.0;
        let terms = self.weights.iter().zip(&self.residuals);
        let squares: f64 = terms
            .map(|(weight, residual)| weight * residual * residual)
            .sum();
        let sum_of_weights: f64 = self.weights.iter().sum();
        match n_free > 0.0 {
            true => (squares / n_free / sum_of_weights).sqrt(),
            false => f64::NAN,
        }
    }
}

/// Summarises each array by itself, with effects, weights and scales of a reference set: an array
/// has the same value alone and among any others.
///
/// # Source
/// McCall, Bolstad and Irizarry 2010 (Biostatistics 11:242); numbers of frma 1.59 with
/// [`FrozenEstimate::Frma`].
#[derive(Debug)]
pub(super) struct FrozenAverage<'a> {
    reference: &'a FrozenReference,
    /// Where the probes of each feature begin in the reference, and at the end where they end.
    starts: &'a [usize],
    feature: usize,
    prior: Vec<f64>,
    space: ArrayFit,
    residuals: Vec<f64>,
    weights: Vec<f64>,
    array_effects: Vec<f64>,
    standard_errors: Vec<f64>,
}

impl<'a> FrozenAverage<'a> {
    pub(super) fn new(reference: &'a FrozenReference, starts: &'a [usize]) -> Self {
        Self {
            reference,
            starts,
            feature: 0,
            prior: Vec::new(),
            space: ArrayFit::default(),
            residuals: Vec::new(),
            weights: Vec::new(),
            array_effects: Vec::new(),
            standard_errors: Vec::new(),
        }
    }
}

impl Summarize for FrozenAverage<'_> {
    fn begin(&mut self, feature: usize) {
        self.feature = feature;
    }

    /// # Panics
    /// If `log2` does not hold a row of `expression.len()` values for each probe that the reference
    /// knows of the feature.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        let probes = self.starts[self.feature]..self.starts[self.feature + 1];
        assert_eq!(
            log2.len(),
            probes.len() * n_arrays,
            "the reference's probes"
        );
        let reference = self.reference;
        prior_weights(
            &reference.within_batches[probes.clone()],
            &reference.between_batches[probes.clone()],
            &mut self.prior,
        );
        let known = KnownProbes {
            effects: &reference.probe_effects[probes],
            weights: &self.prior,
            scale: reference.scales[self.feature],
            estimate: reference.estimate,
        };
        self.residuals.resize(log2.len(), 0.0);
        self.weights.resize(log2.len(), 0.0);
        self.standard_errors.resize(n_arrays, 0.0);
        for (array, value) in expression.iter_mut().enumerate() {
            self.space.log2.clear();
            let of_array = log2[array..].iter().step_by(n_arrays);
            self.space.log2.extend(of_array);
            (*value, self.standard_errors[array]) = self.space.fit(&known);
            let of_probes = self.space.residuals.iter().zip(&self.space.weights);
            for (probe, (residual, weight)) in of_probes.enumerate() {
                self.residuals[probe * n_arrays + array] = *residual;
                self.weights[probe * n_arrays + array] = *weight;
            }
        }
        let level = expression.iter().sum::<f64>() / n_arrays as f64;
        self.array_effects.clear();
        self.array_effects
            .extend(expression.iter().map(|value| value - level));
        ProbeFit {
            level,
            probe_effects: known.effects,
            array_effects: &self.array_effects,
            residuals: &self.residuals,
            weights: Some(&self.weights),
            standard_errors: Some(&self.standard_errors),
            noise_share: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(log2: &[f64], known: &KnownProbes<'_>) -> (f64, f64) {
        let mut space = ArrayFit {
            log2: log2.to_vec(),
            ..ArrayFit::default()
        };
        space.fit(known)
    }

    /// R, with preprocessCore 1.60.2: `e <- c(2, 1, -1, -2); y <- e + 7 + c(-0.2, 0.1, -0.3, 0.5)`,
    /// `w <- c(0.2, 1, 0.5, 0.9)`, `rcModelWPLM(matrix(y), matrix(w), e, input.scale)`. The published
    /// estimate is iterated in R to its end:
    /// `wt <- w * pmin(1, 1.345 * 0.25 / abs(y - e - b)); b <- sum(wt * (y - e)) / sum(wt)`.
    #[test]
    fn estimates_are_those_of_preprocess_core_and_of_the_paper() {
        let effects = [2.0, 1.0, -1.0, -2.0];
        let weights = [0.2, 1.0, 0.5, 0.9];
        let log2: Vec<f64> = (effects.iter().zip([-0.2, 0.1, -0.3, 0.5]))
            .map(|(effect, noise)| effect + 7.0 + noise)
            .collect();
        let known = |estimate, scale| KnownProbes {
            effects: &effects,
            weights: &weights,
            scale,
            estimate,
        };
        use FrozenEstimate::{Frma, Published};
        for (estimate, scale, expected, tolerance) in [
            (Frma, 0.5, [6.806182591189522, 0.257557376803565], 1e-12),
            (Frma, 0.25, [6.975727072857842, 0.178724941977823], 1e-12),
            (
                Published,
                0.25,
                [7.165592105263157, 0.168318118385265],
                1e-4,
            ),
        ] {
            let (value, error) = fit(&log2, &known(estimate, scale));
            assert!(
                (value - expected[0]).abs() < tolerance,
                "{estimate:?} {value}"
            );
            assert!(
                (error - expected[1]).abs() < tolerance,
                "{estimate:?} {error}"
            );
        }
    }

    #[test]
    fn exact_probes_give_their_feature_and_no_error() {
        let known = KnownProbes {
            effects: &[1.0, 0.5, -1.5],
            weights: &[1.0, 0.2, 0.1],
            scale: 0.3,
            estimate: FrozenEstimate::Published,
        };
        let (value, error) = fit(&[9.0, 8.5, 6.5], &known);
        assert!((value - 8.0).abs() < 1e-12 && error < 1e-12);
        let one = KnownProbes {
            effects: &[0.0],
            weights: &[1.0],
            scale: 0.0,
            estimate: FrozenEstimate::Published,
        };
        let (value, error) = fit(&[5.5], &one);
        assert!((value - 5.5).abs() < 1e-12 && error.is_nan());
    }

    #[test]
    fn probes_without_variance_weigh_as_one_of_variance_one() {
        let mut weights = Vec::new();
        prior_weights(&[0.0, 0.25, 4.0], &[0.0, 0.25, 0.0], &mut weights);
        assert_eq!(weights, [0.5, 1.0, 0.125]);
    }
}
