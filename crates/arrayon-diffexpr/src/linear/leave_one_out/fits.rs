//! Fits without one sample, from the fit with all of them.

use crate::linear::fit::{Kernel, quadratic};
use crate::{
    ContrastFit, Design, ErrorModel, LinearFit, PerFeature, UnscaledCovariance,
    fit_linear_models_with,
};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use rayon::prelude::*;

/// A sample whose leverage is this close to 1 determines a coefficient alone.
const DETERMINES_ALONE: f64 = 1e-9;
/// A sample whose leverage is this close to 1 is refitted without: rounding errors of its residuals
/// would grow a thousandfold.
const NEARLY_ALONE: f64 = 1e-3;

/// A fit with what is needed to take single samples out of it.
#[derive(Debug, Clone)]
pub struct LeaveOneOutFits<'a> {
    expression: &'a ExpressionMatrix,
    design: &'a Design,
    errors: &'a ErrorModel,
    fit: &'a LinearFit,
    /// Whitened rows of the design.
    rows: Vec<Vec<f64>>,
    /// Whitened residuals.
    residuals: BySample,
    /// Sum of the squared residuals of each feature.
    squares: Vec<f64>,
    df_residual: f64,
}

/// Variances without one sample, and what leaving it out does to the coefficients.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WithoutSample {
    /// Residual variance of each feature.
    pub(crate) s2: Vec<f64>,
    /// Residual degrees of freedom.
    pub(crate) df_residual: f64,
    sample: usize,
    removal: Removal,
}

/// What leaving a sample out does to the design.
#[derive(Debug, Clone, PartialEq)]
struct Removal {
    /// How a residual of the sample moves the coefficients.
    direction: Vec<f64>,
    /// 1 / (1 - leverage); 0 where the sample determines a coefficient alone.
    share: f64,
    df: f64,
}

impl Removal {
    /// How a residual of the sample moves the contrast.
    fn through(&self, weights: &[f64]) -> f64 {
        let terms = self.direction.iter().zip(weights);
        terms.map(|(a, b)| a * b).sum()
    }

    /// Whether the contrast can be tested without the sample.
    fn keeps(&self, weights: &[f64]) -> bool {
        let alone = self.share == 0.0;
        !(alone && self.through(weights).abs() > DETERMINES_ALONE) && self.df >= 1.0
    }
}

/// Numbers of every feature and sample, block after block of features, sample after sample within
/// a block: those of one sample lie in long runs.
#[derive(Debug, Clone)]
struct BySample {
    values: Vec<f64>,
    n_samples: usize,
}

/// Features of a block.
const BLOCK: usize = 64;

impl BySample {
    /// Numbers that are made of each feature's values.
    fn new(expression: &ExpressionMatrix, make: impl Fn(&[f64], &mut [f64]) + Sync) -> Self {
        let (n_features, n_samples) = expression.dim();
        let mut values = vec![0.0; n_features * n_samples];
        values
            .par_chunks_mut(BLOCK * n_samples)
            .enumerate()
            .for_each(|(number, block)| {
                let width = block.len() / n_samples;
                let mut made = vec![0.0; n_samples];
                for at in 0..width {
                    make(expression.row(number * BLOCK + at), &mut made);
                    for (sample, value) in made.iter().enumerate() {
                        block[sample * width + at] = *value;
                    }
                }
            });
        Self { values, n_samples }
    }

    fn residuals(expression: &ExpressionMatrix, kernel: &Kernel) -> Self {
        Self::new(expression, |row, residuals| {
            kernel.fit(row, residuals, &mut vec![0.0; kernel.n_coefficients()]);
        })
    }

    /// The numbers of one sample, block after block.
    fn of_sample(&self, sample: usize) -> impl Iterator<Item = &[f64]> {
        self.values
            .chunks(BLOCK * self.n_samples)
            .map(move |block| {
                let width = block.len() / self.n_samples;
                &block[sample * width..][..width]
            })
    }

    /// A number of each feature, made of another one and that of a sample.
    fn with_sample(
        &self,
        sample: usize,
        others: &[f64],
        make: impl Fn(f64, f64) -> f64,
    ) -> Vec<f64> {
        let mut made = Vec::with_capacity(others.len());
        for (others, own) in others.chunks(BLOCK).zip(self.of_sample(sample)) {
            made.extend(
                others
                    .iter()
                    .zip(own)
                    .map(|(other, own)| make(*other, *own)),
            );
        }
        made
    }

    /// The sum of squares of each feature.
    fn squares(&self) -> Vec<f64> {
        let blocks = self.values.par_chunks(BLOCK * self.n_samples);
        let squares = blocks.map(|block| {
            let mut squares = vec![0.0; block.len() / self.n_samples];
            for values in block.chunks_exact(squares.len()) {
                for (sum, value) in squares.iter_mut().zip(values) {
                    *sum += value * value;
                }
            }
            squares
        });
        squares.collect::<Vec<_>>().concat()
    }
}

/// Mean expression without single samples.
#[derive(Debug, Clone)]
pub(crate) struct MeansLeftOut<'a> {
    values: BySample,
    /// Mean of each feature over all samples.
    means: &'a [f64],
}

impl MeansLeftOut<'_> {
    /// Mean expression of each feature over the other samples.
    pub(crate) fn without(&self, sample: usize) -> Vec<f64> {
        let n_others = self.values.n_samples as f64 - 1.0;
        (self.values).with_sample(sample, self.means, |mean, value| {
            mean + (mean - value) / n_others
        })
    }
}

impl<'a> LeaveOneOutFits<'a> {
    /// Prepares a fit that was made with this design and these errors; `None` with missing values,
    /// weights of single values or blocks, for which the update does not hold.
    pub fn new(
        expression: &'a ExpressionMatrix,
        design: &'a Design,
        errors: &'a ErrorModel,
        fit: &'a LinearFit,
    ) -> Option<Self> {
        let is_shared = matches!(fit.cov_unscaled, UnscaledCovariance::Shared(_));
        if !is_shared || errors.block.is_some() {
            return None;
        }
        let kernel = Kernel::new(design, errors).ok()?;
        let residuals = BySample::residuals(expression, &kernel);
        let squares = residuals.squares();
        let root = |at: usize| {
            errors
                .sample_weights
                .as_ref()
                .map_or(1.0, |weights| weights[at].sqrt())
        };
        let rows = design.matrix.rows().into_iter().enumerate();
        let rows = rows.map(|(at, row)| row.iter().map(|entry| entry * root(at)).collect());
        let df_residual = fit.df_residual.at(0);
        Some(Self {
            expression,
            design,
            errors,
            fit,
            rows: rows.collect(),
            residuals,
            squares,
            df_residual,
        })
    }

    /// The fit without one sample; `None` where the contrast of these weights needs the sample or
    /// no residual degree of freedom would be left.
    ///
    /// A coefficient that no other sample determines keeps its value: the contrast does not
    /// depend on it.
    ///
    /// # Panics
    /// If there is no such sample.
    ///
    /// # Numerics
    /// Meets the refit within 1e-10 of max(1, |value|).
    ///
    /// # Cost
    /// An update of O(n_features x n_coefficients); a refit where the sample nearly determines a
    /// coefficient alone (leverage above 0.999).
    ///
    /// # Source
    /// Sherman and Morrison 1950; Belsley, Kuh and Welsch 1980, Regression Diagnostics, ch. 2.
    pub fn without(&self, sample: usize, weights: &[f64]) -> Option<LinearFit> {
        let removal = self.removal(sample);
        if !removal.keeps(weights) {
            None
        } else if self.needs_refit(sample) {
            Some(self.refitted(sample))
        } else {
            Some(self.updated(sample, &removal))
        }
    }

    /// Whether the sample, though it determines nothing alone, is so nearly alone that an update
    /// would be less precise than a refit.
    pub(crate) fn needs_refit(&self, sample: usize) -> bool {
        let share = self.removal(sample).share;
        share > 1.0 / NEARLY_ALONE
    }

    fn refitted(&self, sample: usize) -> LinearFit {
        let kept: Vec<usize> = (0..self.rows.len()).filter(|at| *at != sample).collect();
        let columns: Vec<usize> = (0..self.design.columns.len()).collect();
        let design = self.design.part(&kept, &columns);
        let errors = self.errors.unblocked_part(&kept);
        fit_linear_models_with(&self.expression.select_samples(&kept), &design, &errors)
            .expect("sound with the sample")
    }

    /// The variances without one sample, which no contrast changes; `None` where no residual
    /// degree of freedom would be left.
    pub(crate) fn without_sample(&self, sample: usize) -> Option<WithoutSample> {
        let removal = self.removal(sample);
        if removal.df < 1.0 {
            return None;
        }
        let s2 = self
            .residuals
            .with_sample(sample, &self.squares, |squares, residual| {
                remaining_squares(squares, residual * residual * removal.share) / removal.df
            });
        Some(WithoutSample {
            s2,
            df_residual: removal.df,
            sample,
            removal,
        })
    }

    /// What mean expression without single samples is made of. Laid out in parallel: it has to be
    /// there before a parallel loop over samples begins, since a worker that waits for it inside
    /// the loop may be the one that is to make it.
    pub(crate) fn means(&self) -> MeansLeftOut<'a> {
        MeansLeftOut {
            values: BySample::new(self.expression, |row, values| values.copy_from_slice(row)),
            means: &self.fit.a_mean,
        }
    }

    /// A contrast without a sample, from its fold changes with all samples; `None` where the
    /// contrast needs the sample.
    pub(crate) fn contrast_without(
        &self,
        without: &WithoutSample,
        weights: &[f64],
        log_fc: &[f64],
    ) -> Option<ContrastFit> {
        let removal = &without.removal;
        if !removal.keeps(weights) {
            return None;
        }
        let through = removal.through(weights);
        let step = through * removal.share;
        let variance = quadratic(self.fit.cov_unscaled.at(0), weights, weights) + through * step;
        let updated = |log_fc: f64, residual: f64| log_fc - step * residual;
        Some(ContrastFit {
            log_fc: (self.residuals).with_sample(without.sample, log_fc, updated),
            stdev_unscaled: PerFeature::Shared(variance.sqrt()),
        })
    }

    fn removal(&self, sample: usize) -> Removal {
        let covariance = self.fit.cov_unscaled.at(0);
        let row = &self.rows[sample];
        let direction: Vec<f64> = (covariance.rows().into_iter())
            .map(|entries| entries.iter().zip(row).map(|(a, b)| a * b).sum())
            .collect();
        let leverage: f64 = direction.iter().zip(row).map(|(a, b)| a * b).sum();
        let alone = 1.0 - leverage < DETERMINES_ALONE;
        let (share, lost) = if alone {
            (0.0, 0.0)
        } else {
            (1.0 / (1.0 - leverage), 1.0)
        };
        Removal {
            direction,
            share,
            df: self.df_residual - lost,
        }
    }

    fn updated(&self, sample: usize, removal: &Removal) -> LinearFit {
        let (direction, share, df) = (&removal.direction, removal.share, removal.df);
        let (n_features, n_samples) = self.expression.dim();
        let n = n_samples as f64;
        let mut fit = self.fit.clone();
        let residuals = self
            .residuals
            .of_sample(sample)
            .collect::<Vec<_>>()
            .concat();
        let coefficients = fit.coefficients.as_slice_mut().expect("row-major");
        let n_coefficients = direction.len();
        coefficients
            .par_chunks_mut(n_coefficients)
            .zip(fit.sigma.par_iter_mut())
            .zip(fit.a_mean.par_iter_mut())
            .enumerate()
            .for_each(|(feature, ((coefficients, sigma), a_mean))| {
                let residual = residuals[feature];
                for (coefficient, direction) in coefficients.iter_mut().zip(direction) {
                    *coefficient -= direction * residual * share;
                }
                let squares = remaining_squares(self.squares[feature], residual * residual * share);
                *sigma = (squares / df).sqrt();
                let value = self.expression.row(feature)[sample];
                *a_mean += (*a_mean - value) / (n - 1.0);
            });
        let cov_unscaled = self.fit.cov_unscaled.at(0);
        fit.cov_unscaled =
            UnscaledCovariance::Shared(Array2::from_shape_fn(cov_unscaled.dim(), |(i, j)| {
                cov_unscaled[(i, j)] + direction[i] * direction[j] * share
            }));
        fit.df_residual = PerFeature::Shared(df);
        fit.n_constant = (0..n_features)
            .filter(|&at| is_constant_without(self.expression.row(at), sample))
            .count();
        fit
    }
}

/// The residual sum of squares less what the sample took with it; what rounding leaves of
/// nothing is nothing.
fn remaining_squares(all: f64, taken: f64) -> f64 {
    let rest = all - taken;
    if rest > 1e-13 * all { rest } else { 0.0 }
}

fn is_constant_without(row: &[f64], sample: usize) -> bool {
    let mut others = row.iter().enumerate().filter(|(at, _)| *at != sample);
    let first = others.next().map(|(_, value)| *value);
    others.all(|(_, value)| Some(*value) == first)
}
