//! ComBat: batch effects in mean and spread, drawn towards those of all features.

use super::batch_effect::dot;
use super::design::Design;
use rayon::prelude::*;

/// Steps in which all effects of a batch change by less than this part are the last.
const CONVERGED: f64 = 1e-4;

/// Spread below this part of a feature's largest value is rounding.
const ROUNDING: f64 = 1e-13;

/// Far more steps than any batch needs, so that the search ends whatever the values.
const MOST_STEPS: usize = 10_000;

/// What is adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Means,
    MeansAndSpread,
}

/// Adjusts all features that vary within every batch of several samples.
pub(super) fn adjust(values: &mut [f64], design: &Design, what: What) {
    let n = design.n_samples;
    let varies = |row: &[f64]| {
        let mut batches = design.batches.iter().filter(|samples| samples.len() > 1);
        batches.all(|samples| samples.iter().any(|&at| row[at] != row[samples[0]]))
    };
    let estimators = design.estimators();
    let mut features: Vec<Feature<'_>> = values
        .par_chunks_mut(n)
        .filter(|row| varies(row))
        .filter_map(|row| Feature::standardize(row, design, &estimators))
        .collect();
    for (batch, samples) in design.batches.iter().enumerate() {
        let effects = match what {
            What::Means => shrunken_means(&features, batch),
            What::MeansAndSpread => shrunken_effects(&features, batch, samples.len() as f64),
        };
        features
            .par_iter_mut()
            .zip(effects)
            .for_each(|(feature, effect)| {
                for &at in samples {
                    let rest = feature.row[at] - effect.mean;
                    feature.row[at] = rest / effect.variance.sqrt();
                }
            });
    }
    features
        .par_iter_mut()
        .for_each(|feature| feature.restore());
}

/// A feature whose row holds its standardised values.
struct Feature<'a> {
    row: &'a mut [f64],
    /// What groups and the overall mean say of each sample, log2.
    expected: Vec<f64>,
    /// Spread about groups and batches, log2.
    spread: f64,
    /// Effects of the batches in standardised units.
    batches: Vec<Effect>,
}

/// Effect of a batch on a feature: mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Effect {
    mean: f64,
    variance: f64,
}

impl<'a> Feature<'a> {
    /// `None` for a feature that groups and batches explain to the last bit, which has no spread to
    /// be measured in.
    fn standardize(row: &'a mut [f64], design: &Design, estimators: &[Vec<f64>]) -> Option<Self> {
        let effects: Vec<f64> = estimators.iter().map(|weights| dot(weights, row)).collect();
        let (of_groups, of_batches) = effects.split_at(design.groups.len());
        let at = |columns: &[Vec<f64>], effects: &[f64], sample: usize| -> f64 {
            let parts = effects.iter().zip(columns);
            parts.map(|(effect, column)| effect * column[sample]).sum()
        };
        // the batches' effects add up to zero over batches; here they must over samples
        let n = design.n_samples as f64;
        let batch_part: Vec<f64> = (0..design.n_samples)
            .map(|sample| at(&design.contrasts, of_batches, sample))
            .collect();
        let mean_of_batches = batch_part.iter().sum::<f64>() / n;
        let group_part: Vec<f64> = (0..design.n_samples)
            .map(|sample| at(&design.groups, of_groups, sample))
            .collect();
        let residuals = (0..design.n_samples).map(|at| row[at] - group_part[at] - batch_part[at]);
        let spread = (residuals.map(|rest| rest * rest).sum::<f64>() / n).sqrt();
        let size = row
            .iter()
            .fold(0.0, |size: f64, value| size.max(value.abs()));
        if spread <= ROUNDING * size {
            return None;
        }
        let expected: Vec<f64> = group_part
            .iter()
            .map(|part| part + mean_of_batches)
            .collect();
        for (value, expected) in row.iter_mut().zip(&expected) {
            *value = (*value - expected) / spread;
        }
        let batches = (design.batches.iter())
            .map(|samples| Effect::of(samples.iter().map(|&at| row[at])))
            .collect();
        Some(Self {
            row,
            expected,
            spread,
            batches,
        })
    }

    fn restore(&mut self) {
        for (value, expected) in self.row.iter_mut().zip(&self.expected) {
            *value = *value * self.spread + expected;
        }
    }
}

impl Effect {
    /// Mean and variance (divisor n - 1) of the values.
    fn of(values: impl ExactSizeIterator<Item = f64> + Clone) -> Self {
        let n = values.len() as f64;
        let mean = values.clone().sum::<f64>() / n;
        let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
        Self {
            mean,
            variance: squares / (n - 1.0),
        }
    }
}

/// The means of a batch, drawn towards their mean over all features.
fn shrunken_means(features: &[Feature<'_>], batch: usize) -> Vec<Effect> {
    let prior = Effect::of(features.iter().map(|feature| feature.batches[batch].mean));
    let shrunken = |feature: &Feature<'_>| Effect {
        mean: posterior_mean(feature.batches[batch].mean, prior, 1.0, 1.0),
        variance: 1.0,
    };
    features.iter().map(shrunken).collect()
}

/// The mean effect of `n` samples of this variance, under a normal prior.
fn posterior_mean(mean: f64, prior: Effect, n: f64, variance: f64) -> f64 {
    let weight = n * prior.variance;
    (weight * mean + variance * prior.mean) / (weight + variance)
}

/// Means and variances of a batch, both drawn towards those of all features: means under a normal
/// prior and variances under an inverse gamma prior, each given the other, in turns until they
/// stay.
fn shrunken_effects(features: &[Feature<'_>], batch: usize, n: f64) -> Vec<Effect> {
    let observed: Vec<Effect> = features.iter().map(|one| one.batches[batch]).collect();
    let means = Effect::of(observed.iter().map(|effect| effect.mean));
    let variances = Effect::of(observed.iter().map(|effect| effect.variance));
    // moments of the inverse gamma distribution
    let (m, s2) = (variances.mean, variances.variance);
    let shape = (2.0 * s2 + m * m) / s2;
    let scale = (m * s2 + m * m * m) / s2;
    let mut effects = observed.clone();
    for _ in 0..MOST_STEPS {
        let next: Vec<Effect> = (observed.iter().zip(&effects))
            .map(|(observed, last)| {
                let mean = posterior_mean(observed.mean, means, n, last.variance);
                let away = observed.mean - mean;
                let squares = (n - 1.0) * observed.variance + n * away * away;
                Effect {
                    mean,
                    variance: (squares / 2.0 + scale) / (n / 2.0 + shape - 1.0),
                }
            })
            .collect();
        // the change over the last value, not over its size: sva's rule, by which alone means
        // below zero do not count
        let changes = next.iter().zip(&effects).map(|(next, last)| {
            let of_mean = (next.mean - last.mean).abs() / last.mean;
            let of_variance = (next.variance - last.variance).abs() / last.variance;
            of_mean.max(of_variance)
        });
        let largest = changes.fold(f64::NEG_INFINITY, f64::max);
        effects = next;
        if largest.is_nan() || largest <= CONVERGED {
            break;
        }
    }
    effects
}
