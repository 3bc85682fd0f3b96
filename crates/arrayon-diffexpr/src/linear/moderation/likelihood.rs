//! The prior of variances whose degrees of freedom differ: weighted centre, likelihood of its
//! degrees of freedom.

use super::robust::{flatten_start, n_likely, never_falling};
use crate::per_feature::of_each;
use crate::{PerFeature, VariancePrior};
use arrayon_stats::descriptive::{median, quantile_of_sorted, sorted, sum};
use arrayon_stats::f_distribution as f;
use arrayon_stats::gamma::{digamma, ln_gamma, trigamma};
use arrayon_stats::lowess::weighted_lowess;
use arrayon_stats::minimum::brent_minimum;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::order::{ascending, average_ranks};
use std::f64::consts::LN_2;

/// Fewer degrees of freedom than this say nothing.
const NO_DF: f64 = 0.01;
/// Variances below this share of their median are raised to it.
const FLOOR: f64 = 1e-12;
/// Half the prior df over one more than it is sought between these.
const RANGE: (f64, f64) = (0.5, 0.9998);
/// Least and largest weight in the trend, over the upper quartile of weights.
const WEIGHTS_OF_TREND: (f64, f64) = (1e-8, 1e2);
/// Features whose adjusted two-sided p-value is above this are no outliers at all.
const CLEARLY_NONE: f64 = 0.3;

/// Estimates the prior from variances with different degrees of freedom.
///
/// The centre of the log variances is a mean, or a local line along the covariate, in which each
/// variance counts with the inverse of what sampling adds to the variance of its logarithm; the
/// prior degrees of freedom have the largest likelihood given that centre, between 2 and 9998.
/// With `robust`, features are counted by the false discovery rate at which they would be outliers
/// on either side, and those of too large a variance have fewer degrees of freedom.
///
/// `None` where fewer than two variances are above 0.
///
/// # Source
/// limma 3.62 `fitFDistUnequalDF1`, as its help describes it, and `squeezeVar`.
pub(super) fn estimate_prior_by_likelihood(
    s2: &[f64],
    df: &[f64],
    covariate: Option<&[f64]>,
    robust: bool,
) -> Option<VariancePrior> {
    let n_zero = (s2.iter().zip(df)).filter(|(s2, df)| **s2 == 0.0 && **df > 0.0);
    let n_zero = n_zero.count();
    let variances = Variances::new(s2, df, covariate);
    let plain = variances.fit(None)?;
    let fitted = |fit: Fit| VariancePrior {
        s2: fit.s2,
        df: PerFeature::Shared(fit.df),
        df_common: fit.df,
        n_outliers: 0,
        n_zero,
    };
    if !robust || variances.n_informative(None) == 2 {
        return Some(fitted(plain));
    }
    let tails = variances.tails(&plain);
    let counts = tails.counts();
    if counts.iter().all(|count| *count == 1.0) {
        return Some(fitted(plain));
    }
    let Some(refit) = variances.fit(Some(&counts)) else {
        return Some(fitted(plain));
    };
    Some(match tails.df_of_outliers(&variances.df, refit.df) {
        None => fitted(refit),
        Some((df, n_outliers)) => VariancePrior {
            df_common: refit.df,
            s2: refit.s2,
            df: PerFeature::Each(df),
            n_outliers,
            n_zero,
        },
    })
}

/// Variances as far as they say something.
struct Variances<'a> {
    /// 0 where they say nothing.
    s2: Vec<f64>,
    /// 1 where they say nothing.
    df: Vec<f64>,
    /// 1, or 0 where they say nothing.
    counts: Vec<f64>,
    covariate: Option<&'a [f64]>,
}

/// A scaled F distribution.
struct Fit {
    s2: PerFeature,
    df: f64,
}

impl<'a> Variances<'a> {
    fn new(s2: &[f64], df: &[f64], covariate: Option<&'a [f64]>) -> Self {
        let says = |at: usize| df[at] >= NO_DF && !s2[at].is_nan();
        let n = s2.len();
        Self {
            s2: of_each(n, |at| if says(at) { s2[at] } else { 0.0 }),
            df: of_each(n, |at| if df[at] >= NO_DF { df[at] } else { 1.0 }),
            counts: of_each(n, |at| f64::from(u8::from(says(at)))),
            covariate,
        }
    }

    /// How often a feature counts.
    fn count(&self, counts: Option<&[f64]>, at: usize) -> f64 {
        self.counts[at] * counts.map_or(1.0, |counts| counts[at])
    }

    fn n_informative(&self, counts: Option<&[f64]>) -> usize {
        let is_informative = |at: &usize| self.s2[*at] > 0.0 && self.count(counts, *at) > 0.0;
        (0..self.s2.len()).filter(is_informative).count()
    }

    /// The distribution of variances that count so often; `None` where fewer than two say
    /// something.
    fn fit(&self, counts: Option<&[f64]>) -> Option<Fit> {
        let n = self.s2.len();
        let n_informative = self.n_informative(counts);
        if n_informative < 2 {
            return None;
        }
        let is_pair = n_informative == 2;
        let count = |at: usize| if is_pair { 1.0 } else { self.count(counts, at) };
        let informative: Vec<f64> = (0..n)
            .filter(|&at| self.s2[at] > 0.0 && self.count(counts, at) > 0.0)
            .map(|at| self.s2[at])
            .collect();
        let least = FLOOR * median(&informative);
        let positive: Vec<f64> = self.s2.iter().map(|s2| s2.max(least)).collect();
        let half: Vec<f64> = self.df.iter().map(|df| 0.5 * df).collect();
        let logarithms = of_each(n, |at| positive[at].ln() + ln_less_digamma(half[at]));
        let weights = of_each(n, |at| count(at) / trigamma(half[at]));
        let centre = match self.covariate.filter(|_| !is_pair) {
            Some(covariate) => PerFeature::Each(trend(covariate, &logarithms, &weights)),
            None => {
                let weighted = sum(weights.iter().zip(&logarithms).map(|(w, e)| w * e));
                PerFeature::Shared(weighted / sum(weights.iter().copied()))
            }
        };
        let counts = of_each(n, count);
        let likelihood = Likelihood {
            half: &half,
            squares: of_each(n, |at| half[at] * positive[at]),
            centre: &centre,
            counts: &counts,
        };
        let share = brent_minimum(
            |share| likelihood.deviance(share),
            RANGE,
            f64::EPSILON.powf(0.25),
        );
        let half_prior = share / (1.0 - share);
        let offset = ln_less_digamma(half_prior);
        let s2 = match centre {
            PerFeature::Shared(centre) => PerFeature::Shared((centre - offset).exp()),
            PerFeature::Each(centre) => {
                PerFeature::Each(of_each(n, |at| (centre[at] - offset).exp()))
            }
        };
        Some(Fit {
            s2,
            df: 2.0 * half_prior,
        })
    }

    /// How far each variance is in the tails of a distribution.
    fn tails(&self, fit: &Fit) -> Tails {
        let n = self.s2.len();
        let ratios = of_each(n, |at| self.s2[at] / fit.s2.at(at));
        let ln_above = of_each(n, |at| f::ln_upper_tail(ratios[at], self.df[at], fit.df));
        let below = of_each(n, |at| f::ln_cdf(ratios[at], self.df[at], fit.df).exp());
        Tails {
            ratios,
            ln_above,
            below,
        }
    }
}

/// `ln x - digamma(x)`, which sampling takes off a log variance on average.
fn ln_less_digamma(x: f64) -> f64 {
    x.ln() - digamma(x)
}

/// The local mean of log variances along the covariate; what has no covariate has none.
fn trend(covariate: &[f64], logarithms: &[f64], weights: &[f64]) -> Vec<f64> {
    let n = covariate.len();
    let known: Vec<usize> = (0..n).filter(|&at| covariate[at].is_finite()).collect();
    let of = |values: &[f64]| known.iter().map(|&at| values[at]).collect::<Vec<f64>>();
    let quartile = quantile_of_sorted(&sorted(weights), 0.75);
    let (least, largest) = WEIGHTS_OF_TREND;
    let weights: Vec<f64> = (known.iter())
        .map(|&at| (weights[at] / quartile).max(least).min(largest))
        .collect();
    let span = (0.3 + 0.7 * (500.0 / n as f64).cbrt()).min(1.0);
    let (x, y) = (of(covariate), of(logarithms));
    let fitted = if (known.len() as f64) < 4.0 + 1.0 / span {
        line(&x, &y, &weights)
    } else {
        weighted_lowess(&x, &y, &weights, span)
    };
    let mut all = vec![f64::NAN; n];
    for (&at, value) in known.iter().zip(fitted) {
        all[at] = value;
    }
    all
}

/// The weighted least squares line at its own points.
fn line(x: &[f64], y: &[f64], weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let weighted = |values: &[f64]| -> f64 {
        let products = weights
            .iter()
            .zip(values)
            .map(|(weight, value)| weight * value);
        products.sum::<f64>() / total
    };
    let (mean, level) = (weighted(x), weighted(y));
    let apart: Vec<f64> = x.iter().map(|x| x - mean).collect();
    let spread: f64 = apart.iter().zip(weights).map(|(x, w)| w * x * x).sum();
    let product: f64 = (apart.iter().zip(weights).zip(y))
        .map(|((x, w), y)| w * x * (y - level))
        .sum();
    let slope = if spread > 0.0 { product / spread } else { 0.0 };
    apart.iter().map(|x| level + slope * x).collect()
}

struct Likelihood<'a> {
    /// Half the df of each variance, and that times the variance.
    half: &'a [f64],
    squares: Vec<f64>,
    centre: &'a PerFeature,
    counts: &'a [f64],
}

impl Likelihood<'_> {
    /// Minus twice the log likelihood, but for a constant, at half a prior df of
    /// `share / (1 - share)`.
    fn deviance(&self, share: f64) -> f64 {
        let half_prior = share / (1.0 - share);
        let (offset, of_prior) = (ln_less_digamma(half_prior), ln_gamma(half_prior));
        let term = |at: usize| {
            if self.counts[at] == 0.0 {
                return 0.0;
            }
            let scale = half_prior * (self.centre.at(at) - offset).exp();
            let (half, both) = (self.half[at], self.half[at] + half_prior);
            let ln_density = -both * (self.squares[at] / scale).ln_1p() - half * scale.ln()
                + ln_gamma(both)
                - of_prior;
            self.counts[at] * ln_density
        };
        -2.0 * sum(of_each(self.half.len(), term))
    }
}

/// Tails of a fitted distribution.
struct Tails {
    /// Variances over the prior's.
    ratios: Vec<f64>,
    /// Logarithm of the probability of a larger ratio.
    ln_above: Vec<f64>,
    /// The probability of a smaller one.
    below: Vec<f64>,
}

impl Tails {
    /// How often each feature counts: the false discovery rate at which it is an outlier.
    fn counts(&self) -> Vec<f64> {
        let two_sided = of_each(self.below.len(), |at| {
            2.0 * self.below[at].min(self.ln_above[at].exp())
        });
        let mut rates = benjamini_hochberg(&two_sided);
        for rate in rates.iter_mut().filter(|rate| **rate > CLEARLY_NONE) {
            *rate = 1.0;
        }
        rates
    }

    /// Prior df of each feature given those of most, fewer for ratios that are larger than their
    /// place in the distribution, and how many features are likely outliers; `None` where no ratio
    /// is.
    fn df_of_outliers(&self, df: &[f64], df_prior: f64) -> Option<(Vec<f64>, usize)> {
        let n = self.ratios.len();
        let ranks = average_ranks(&self.ratios);
        let typical = of_each(n, |at| {
            let place = (n as f64 - ranks[at] + 0.5) / n as f64;
            (self.ln_above[at].exp() / place).min(1.0)
        });
        if typical.iter().all(|typical| *typical >= 1.0) {
            return None;
        }
        let above: Vec<f64> = self.ln_above.iter().map(|ln| ln.exp()).collect();
        let order = ascending(&above);
        let extreme = order[0];
        let df_outlier = if above[extreme] == 0.0 {
            0.0
        } else {
            // the df at which the most extreme ratio would be the median, in two steps
            let first = -LN_2 / self.ln_above[extreme] * df_prior;
            let tail = f::ln_upper_tail(self.ratios[extreme], df[extreme], first);
            -LN_2 / tail * first
        };
        let mut each: Vec<f64> = (typical.iter())
            .map(|typical| typical * df_prior + (1.0 - typical) * df_outlier)
            .collect();
        flatten_start(&mut each, order.iter());
        never_falling(&mut each, order.iter());
        Some((each, n_likely(typical.into_iter())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_to_learn_from() {
        assert!(estimate_prior_by_likelihood(&[0.5, 0.0], &[3.0, 2.0], None, false).is_none());
        assert!(estimate_prior_by_likelihood(&[0.5, 2.0], &[3.0, 0.0], None, true).is_none());
    }

    #[test]
    fn features_without_covariate_have_no_prior_and_do_no_harm() {
        let n = 60;
        let s2: Vec<f64> = (0..n).map(|at| 0.5 + f64::from((at * 7) % 13)).collect();
        let df: Vec<f64> = (0..n).map(|at| f64::from(2 + at % 3)).collect();
        let mut means: Vec<f64> = (0..n).map(f64::from).collect();
        let mut df_with_none = df.clone();
        (means[3], df_with_none[3]) = (f64::NAN, 0.0);
        let prior = estimate_prior_by_likelihood(&s2, &df_with_none, Some(&means), false).unwrap();
        assert!(prior.s2.at(3).is_nan());
        assert!(
            (0..n as usize)
                .filter(|&at| at != 3)
                .all(|at| prior.s2.at(at) > 0.0)
        );
    }
}
