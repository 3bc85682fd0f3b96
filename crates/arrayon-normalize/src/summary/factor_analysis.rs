//! FARMS: the probes of a feature share one hidden factor.

use super::additive::AdditiveView;
use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;
use arrayon_stats::descriptive::variance;

/// Cycles of expectation and maximisation at the most.
const MOST_CYCLES: usize = 30;
/// Cycles end when no noise variance changes by more than this part of the largest.
const TOLERANCE: f64 = 1e-5;
/// Strength of the prior on the loadings, per probe.
const PRIOR_PER_PROBE: f64 = 0.5;
/// Share of a probe's variance that its loading explains at the start.
const EXPLAINED_AT_START: f64 = 0.75;
/// Variances stay above this.
const SMALLEST: f64 = 1e-30;
/// Expression that varies less, as a standard deviation, gets a spread of this size by the probes
/// above the median of each array.
const SMALLEST_SPREAD: f64 = 1e-5;

/// Factor analysis for robust microarray summarisation: a probe's standardised log2 intensity is
/// its loading times a hidden factor, the signal of the array, plus noise of its own. Loadings have
/// a normal prior of mean 0, so that features whose probes do not agree show no signal.
///
/// # Source
/// Hochreiter, Clevert and Obermayer 2006 (Bioinformatics 22:943); probes centred by their medians,
/// as `qFarms` of the package farms does.
#[derive(Debug, Default)]
pub(super) struct FactorAnalysis {
    /// Median of each probe, log2.
    centres: Vec<f64>,
    /// Spread of each probe around its median; 1 where it does not vary.
    spreads: Vec<f64>,
    /// Standardised intensities, probes x arrays, row after row.
    standardised: Vec<f64>,
    /// Mean products of the standardised probes; none below zero.
    products: Vec<f64>,
    loadings: Vec<f64>,
    noise: Vec<f64>,
    /// Weight of each probe in the factor.
    weights: Vec<f64>,
    factor: Vec<f64>,
    scratch: Vec<f64>,
    view: AdditiveView,
}

impl Summarize for FactorAnalysis {
    /// # Panics
    /// If `log2` is not a whole number of rows of `expression.len()` values.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        assert!(
            n_arrays > 0 && log2.len().is_multiple_of(n_arrays),
            "whole rows"
        );
        self.standardise(log2, n_arrays);
        self.multiply(n_arrays);
        let factor_variance = self.fit();
        let scale = match factor_variance < SMALLEST {
            true => 1.0,
            false => factor_variance.sqrt(),
        };
        self.factor.clear();
        self.factor.resize(n_arrays, 0.0);
        for (row, weight) in self.standardised.chunks_exact(n_arrays).zip(&self.weights) {
            let sums = self.factor.iter_mut().zip(row);
            sums.for_each(|(sum, value)| *sum += weight * value / scale);
        }
        let loadings = self.loadings.iter().zip(&self.spreads);
        let loading = median(
            &mut self.scratch,
            loadings.map(|(of, spread)| of * scale * spread),
        );
        let level = median(&mut self.scratch, self.centres.iter().copied());
        for (value, factor) in expression.iter_mut().zip(&self.factor) {
            *value = level + loading * factor;
        }
        if variance(expression).sqrt() < SMALLEST_SPREAD {
            self.spread_little(log2, level, expression);
        }
        let noise_share = self.noise_share(factor_variance);
        ProbeFit {
            noise_share: Some(noise_share),
            ..self.view.of(log2, expression)
        }
    }
}

impl FactorAnalysis {
    fn standardise(&mut self, log2: &[f64], n_arrays: usize) {
        self.centres.clear();
        self.spreads.clear();
        self.standardised.clear();
        for row in log2.chunks_exact(n_arrays) {
            let centre = median(&mut self.scratch, row.iter().copied());
            let squares: f64 = row.iter().map(|value| (value - centre).powi(2)).sum();
            let spread = (squares / n_arrays as f64).sqrt();
            let spread = if spread < SMALLEST { 1.0 } else { spread };
            self.centres.push(centre);
            self.spreads.push(spread);
            let scaled = row.iter().map(|value| (value - centre) / spread);
            self.standardised.extend(scaled);
        }
    }

    /// Mean products of every two probes; a probe that does not vary has a variance of 1 all the
    /// same.
    fn multiply(&mut self, n_arrays: usize) {
        self.products.clear();
        let rows = || self.standardised.chunks_exact(n_arrays);
        for (i, one) in rows().enumerate() {
            for (k, other) in rows().enumerate() {
                let sum: f64 = one.iter().zip(other).map(|(a, b)| a * b).sum();
                let is_constant = i == k && sum == 0.0;
                let product = (sum / n_arrays as f64).max(0.0);
                self.products.push(if is_constant { 1.0 } else { product });
            }
        }
    }

    /// Loadings, noise and the weights of the probes in the factor; gives the factor's variance.
    fn fit(&mut self) -> f64 {
        let n_probes = self.centres.len();
        let prior = PRIOR_PER_PROBE * n_probes as f64;
        let variances: Vec<f64> = (0..n_probes)
            .map(|i| self.products[i * n_probes + i])
            .collect();
        self.loadings.clear();
        let start = variances.iter().map(|of| (EXPLAINED_AT_START * of).sqrt());
        self.loadings.extend(start);
        self.noise.clear();
        let rest = variances.iter().zip(&self.loadings);
        self.noise
            .extend(rest.map(|(of, loading)| (of - loading * loading).max(SMALLEST)));
        let mut factor_variance = 0.0;
        for _ in 0..MOST_CYCLES {
            // expectation
            let precision: f64 = 1.0
                + self
                    .loadings_over_noise()
                    .map(|(l, over)| l * over)
                    .sum::<f64>();
            let weights: Vec<f64> = self
                .loadings_over_noise()
                .map(|(_, over)| over / precision)
                .collect();
            self.weights = weights;
            let with_factor: Vec<f64> = (self.products.chunks_exact(n_probes))
                .map(|row| row.iter().zip(&self.weights).map(|(a, b)| a * b).sum())
                .collect();
            let explained: f64 = self
                .weights
                .iter()
                .zip(&self.loadings)
                .map(|(a, b)| a * b)
                .sum();
            let seen: f64 = self
                .weights
                .iter()
                .zip(&with_factor)
                .map(|(a, b)| a * b)
                .sum();
            factor_variance = 1.0 - explained + seen;
            // maximisation
            let largest = self.noise.iter().copied().fold(0.0, f64::max);
            let mut change: f64 = 0.0;
            for (i, with_factor) in with_factor.iter().enumerate() {
                let noise = self.noise[i];
                let loading = with_factor / (factor_variance + noise * prior);
                let left = variances[i] - with_factor * loading - noise * prior * loading * loading;
                self.loadings[i] = loading;
                self.noise[i] = left.max(SMALLEST);
                change = change.max((self.noise[i] - noise).abs());
            }
            if change / largest < TOLERANCE {
                break;
            }
        }
        factor_variance
    }

    /// The variance of the factor that is left once the probes are known, over all of it.
    fn noise_share(&self, factor_variance: f64) -> f64 {
        let scale = match factor_variance < SMALLEST {
            true => 1.0,
            false => factor_variance,
        };
        let known: f64 = (self.loadings_over_noise().map(|(l, over)| l * over)).sum();
        1.0 / (1.0 + scale * known)
    }

    fn loadings_over_noise(&self) -> impl Iterator<Item = (f64, f64)> {
        let pairs = self.loadings.iter().zip(&self.noise);
        pairs.map(|(&loading, noise)| (loading, loading / noise))
    }

    /// Values that hardly differ, in the order of the probes above the median of each array.
    fn spread_little(&mut self, log2: &[f64], level: f64, expression: &mut [f64]) {
        let n_arrays = expression.len();
        for (array, value) in expression.iter_mut().enumerate() {
            let scaled = log2[array..].iter().step_by(n_arrays).zip(&self.spreads);
            let scaled: Vec<f64> = scaled.map(|(value, spread)| value / spread).collect();
            let middle = median(&mut self.scratch, scaled.iter().copied());
            let above = scaled
                .iter()
                .map(|value| value - middle)
                .filter(|over| *over > 0.0);
            let (n, sum) = above.fold((0, 0.0), |(n, sum), over| (n + 1, sum + over));
            *value = sum / f64::from(n);
        }
        let mean = expression.iter().sum::<f64>() / n_arrays as f64;
        let squares: f64 = expression.iter().map(|value| (value - mean).powi(2)).sum();
        let root = (squares / n_arrays as f64).sqrt() + SMALLEST;
        for value in expression {
            *value = level + (*value - mean) / root * SMALLEST_SPREAD;
        }
    }
}

fn median(scratch: &mut Vec<f64>, values: impl Iterator<Item = f64>) -> f64 {
    scratch.clear();
    scratch.extend(values);
    median_in_place(scratch)
}
