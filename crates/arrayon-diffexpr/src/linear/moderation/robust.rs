//! The prior of the variances, estimated so that a few hypervariable features do not rule it.

use super::prior::{Used, estimate_prior, exp_of_shifted, ln_each, mean_and_variance, spread_of};
use crate::per_feature::of_each;
use crate::{PerFeature, VariancePrior};
use arrayon_stats::descriptive::{mean, median, quantiles, sorted};
use arrayon_stats::elementary::exp_in_place;
use arrayon_stats::f_distribution as f;
use arrayon_stats::lowess::{LowessSettings, lowess};
use arrayon_stats::order::ascending;
use arrayon_stats::quadrature::gauss_legendre;
use arrayon_stats::root::brent;
use rayon::prelude::*;
use std::borrow::Cow;
use std::f64::consts::LN_2;

/// Shares of the log variances that are pulled in to a quantile, lower and upper.
const WINSOR: (f64, f64) = (0.05, 0.10);
/// Variances below this share of their median are raised to it.
const FLOOR: f64 = 1e-12;
/// Share of features in each local line of the trend.
const SPAN: f64 = 0.4;
/// Precision to which df / (1 + df) is found, as in the reference implementation.
const TOLERANCE: f64 = 1e-8;

/// Estimates the prior by the moments of winsorized log variances, then gives features whose
/// variance is too large for it fewer prior degrees of freedom.
///
/// # Panics
/// If the lengths differ or there are no variances.
///
/// # Source
/// Phipson et al. 2016 (doi:10.1214/16-AOAS920); limma 3.54 `fitFDistRobustly`.
pub(super) fn estimate_prior_robustly(
    s2: &[f64],
    df: &PerFeature,
    covariate: Option<&[f64]>,
) -> VariancePrior {
    let used = Used::with_df_above(1e-6, df, s2.len());
    let plain = || estimate_prior(s2, df, covariate);
    let s2_own = used.of(s2);
    if s2_own.len() < 3 {
        return plain();
    }
    let n_zero = s2_own.iter().filter(|value| **value == 0.0).count();
    let Some(floored) = away_from_zero(&s2_own) else {
        return plain();
    };
    let points = covariate.map(|covariate| used.of(covariate));
    let found = robust_prior(&floored, &used.df(df), points.as_deref());
    let (df_common, n_outliers) = (found.df_common, found.n_outliers);
    let Used::Only(used) = &used else {
        return VariancePrior {
            s2: found.s2,
            df: PerFeature::Each(found.df),
            df_common,
            n_outliers,
            n_zero,
        };
    };
    let mut df_all = vec![df_common; s2.len()];
    for (&at, df) in used.iter().zip(found.df) {
        df_all[at] = df;
    }
    let s2_all = match (found.s2, covariate, points) {
        (PerFeature::Each(values), Some(covariate), Some(points)) => {
            PerFeature::Each(spread_over(&points, &values, covariate, used))
        }
        (shared, ..) => shared,
    };
    VariancePrior {
        s2: s2_all,
        df: PerFeature::Each(df_all),
        df_common,
        n_outliers,
        n_zero,
    }
}

/// `None` where the median is 0.
fn away_from_zero(s2: &[f64]) -> Option<Cow<'_, [f64]>> {
    if spread_of(s2) > FLOOR {
        return Some(Cow::Borrowed(s2));
    }
    let middle = median(s2);
    let floored = s2.iter().map(|value| value.max(FLOOR * middle));
    (middle > 0.0).then(|| floored.collect())
}

/// The prior variance of unused features, by linear interpolation of its logarithm.
fn spread_over(points: &[f64], s2: &[f64], covariate: &[f64], used: &[usize]) -> Vec<f64> {
    let mut known: Vec<(f64, f64)> = points.iter().zip(s2).map(|(x, s2)| (*x, s2.ln())).collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    let interpolated = |x: f64| {
        let above = known.partition_point(|(point, _)| *point < x);
        match (above.checked_sub(1).map(|at| known[at]), known.get(above)) {
            (None, Some(&(_, y))) | (Some((_, y)), None) => y,
            (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
            (None, None) => f64::NAN,
        }
    };
    let mut all: Vec<f64> = covariate.iter().map(|&x| interpolated(x).exp()).collect();
    for (&at, &value) in used.iter().zip(s2) {
        all[at] = value;
    }
    all
}

/// The prior of features that all have degrees of freedom.
struct RobustPrior {
    s2: PerFeature,
    df: Vec<f64>,
    df_common: f64,
    n_outliers: usize,
}

fn robust_prior(s2: &[f64], df: &PerFeature, covariate: Option<&[f64]>) -> RobustPrior {
    let n = s2.len();
    let plain = estimate_prior(s2, df, covariate);
    let without_outliers = |plain: VariancePrior| RobustPrior {
        s2: plain.s2,
        df: vec![plain.df_common; n],
        df_common: plain.df_common,
        n_outliers: 0,
    };
    if WINSOR.0 * (n as f64) < 1.0 && WINSOR.1 * (n as f64) < 1.0 {
        return without_outliers(plain);
    }
    let (s2, df) = to_common_df(s2, df, &plain);
    let logarithms = ln_each(&s2);
    let trend = centre_of(&logarithms, covariate);
    let residuals = of_each(n, |at| logarithms[at] - trend.at(at));
    let observed = winsorized(&residuals);
    let moments = TheoreticalMoments::new(df);
    let excess = |df_prior: f64| (observed.variance / moments.at(df_prior).variance).ln();
    let at_infinity = excess(f64::INFINITY);
    let df_common = if at_infinity <= 0.0 {
        f64::INFINITY
    } else if plain.df_common == f64::INFINITY {
        return without_outliers(plain);
    } else {
        find_df(plain.df_common, at_infinity, excess)
    };
    let shift = observed.mean - moments.at(df_common).mean;
    let s2_prior = match trend {
        PerFeature::Shared(trend) => PerFeature::Shared((trend + shift).exp()),
        PerFeature::Each(trend) => PerFeature::Each(exp_of_shifted(trend, shift)),
    };
    let ratios = of_each(n, |at| s2[at] / s2_prior.at(at));
    let (df_each, n_outliers) = if df_common == f64::INFINITY {
        outlier_df_without_spread(&ratios, df)
    } else {
        outlier_df(&ratios, df, df_common)
    };
    RobustPrior {
        s2: s2_prior,
        df: df_each,
        df_common,
        n_outliers,
    }
}

/// Maps variances with fewer degrees of freedom to the largest, at the same tail probability.
fn to_common_df<'a>(
    s2: &'a [f64],
    df: &PerFeature,
    plain: &VariancePrior,
) -> (Cow<'a, [f64]>, f64) {
    let df = match df {
        PerFeature::Shared(df) => return (Cow::Borrowed(s2), *df),
        PerFeature::Each(df) => df,
    };
    let largest = df.iter().fold(0.0_f64, |largest, df| largest.max(*df));
    let mapped = |(at, &s2): (usize, &f64)| {
        let own = df[at];
        if own >= largest - 1e-14 {
            return s2;
        }
        let (scale, df_prior) = (plain.s2.at(at), plain.df_common);
        let ratio = s2 / scale;
        let upper = f::ln_upper_tail(ratio, own, df_prior);
        let lower = f::ln_cdf(ratio, own, df_prior);
        scale
            * if upper < lower {
                f::quantile_of_ln_upper_tail(upper, largest, df_prior)
            } else {
                f::quantile_of_ln_cdf(lower, largest, df_prior)
            }
    };
    let mapped: Vec<f64> = s2.par_iter().enumerate().map(mapped).collect();
    (Cow::Owned(mapped), largest)
}

/// The centre of the log variances: one, or one a feature.
fn centre_of(logarithms: &[f64], covariate: Option<&[f64]>) -> PerFeature {
    let Some(covariate) = covariate else {
        return PerFeature::Shared(trimmed_mean(logarithms, WINSOR.1));
    };
    let settings = LowessSettings {
        span: SPAN,
        ..Default::default()
    };
    PerFeature::Each(lowess(covariate, logarithms, &settings))
}

fn trimmed_mean(values: &[f64], share: f64) -> f64 {
    let cut = (values.len() as f64 * share).floor() as usize;
    mean(&sorted(values)[cut..values.len() - cut])
}

#[derive(Clone, Copy)]
struct Moments {
    mean: f64,
    variance: f64,
}

fn winsorized(residuals: &[f64]) -> Moments {
    let ends = quantiles(residuals, &[WINSOR.0, 1.0 - WINSOR.1]);
    let pulled: Vec<f64> = (residuals.iter())
        .map(|value| value.max(ends[0]).min(ends[1]))
        .collect();
    let (mean, variance) = mean_and_variance(&pulled);
    Moments { mean, variance }
}

/// Moments of the logarithm of a winsorized F variable, by quadrature over f / (1 + f).
struct TheoreticalMoments {
    df: f64,
    /// Nodes and weights from 0 to 1.
    rule: Vec<(f64, f64)>,
}

impl TheoreticalMoments {
    fn new(df: f64) -> Self {
        Self {
            df,
            rule: gauss_legendre(128),
        }
    }

    fn at(&self, df_prior: f64) -> Moments {
        let low = f::quantile(WINSOR.0, self.df, df_prior);
        let high = f::quantile(1.0 - WINSOR.1, self.df, df_prior);
        let (from, to) = (low / (1.0 + low), high / (1.0 + high));
        let weighted: Vec<(f64, f64)> = (self.rule.iter())
            .map(|(node, weight)| {
                let at = from + (to - from) * node;
                let ratio = at / (1.0 - at);
                let density = f::density(ratio, self.df, df_prior) / (1.0 - at).powi(2);
                (weight * density * (to - from), ratio.ln())
            })
            .chain([(WINSOR.0, low.ln()), (WINSOR.1, high.ln())])
            .collect();
        let mean = weighted.iter().map(|(weight, z)| weight * z).sum::<f64>();
        let variance = weighted
            .iter()
            .map(|(weight, z)| weight * (z - mean).powi(2))
            .sum();
        Moments { mean, variance }
    }
}

/// Where the theoretical variance meets the observed one; the plain estimate bounds it below.
fn find_df(plain: f64, at_infinity: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let lowest = plain / (1.0 + plain);
    let to_df = |x: f64| x / (1.0 - x);
    let at_lowest = excess(to_df(lowest));
    if at_lowest >= 0.0 {
        return plain;
    }
    let root = brent(
        |x| excess(to_df(x)),
        (lowest, at_lowest),
        (1.0, at_infinity),
        TOLERANCE,
    );
    to_df(root)
}

/// For each ratio the share of ratios that are larger (a half for itself, ties averaged), by the
/// ratios' order.
fn empirical_tails(ratios: &[f64], order: &[usize]) -> Vec<f64> {
    let n = ratios.len();
    let mut tails = vec![0.0; n];
    let mut before = 0;
    for same in order.chunk_by(|a, b| ratios[*a] == ratios[*b]) {
        let rank = (2 * before + same.len() + 1) as f64 / 2.0;
        for &at in same {
            tails[at] = (n as f64 - rank + 0.5) / n as f64;
        }
        before += same.len();
    }
    tails
}

/// How many features are likelier outliers than not, from the probabilities of being none.
pub(super) fn n_likely(typical: impl Iterator<Item = f64>) -> usize {
    typical.filter(|typical| *typical < 0.5).count()
}

/// Prior df of each feature where the others share one variance, and how many are likely
/// outliers. (Chance alone puts many ratios a little above their place in the distribution: these
/// have finite df, in the thousands, and are no outliers.)
fn outlier_df_without_spread(ratios: &[f64], df: f64) -> (Vec<f64>, usize) {
    let df_pooled = df * ratios.len() as f64;
    let tails = f::ln_upper_tail_each(ratios, df, f64::INFINITY);
    let order = ascending(ratios);
    let empirical = empirical_tails(ratios, &order);
    let typical = of_each(ratios.len(), |at| tails[at].exp() / empirical[at]);
    let mut each = of_each(ratios.len(), |at| {
        if typical[at] < 1.0 {
            typical[at] * df_pooled
        } else {
            f64::INFINITY
        }
    });
    if each.iter().any(|df| df.is_finite()) {
        never_falling(&mut each, order.iter().rev());
    }
    (each, n_likely(typical.into_iter()))
}

/// Prior df of each feature: that of the others, weighted with that of the most extreme feature
/// by the probability of being an outlier; never less for a less extreme variance. And how many
/// are likely outliers.
fn outlier_df(ratios: &[f64], df: f64, df_common: f64) -> (Vec<f64>, usize) {
    let ln_tails = f::ln_upper_tail_each(ratios, df, df_common);
    let order = ascending(ratios);
    let empirical = empirical_tails(ratios, &order);
    let mut typical = ln_tails.clone();
    exp_in_place(&mut typical);
    for (tail, empirical) in typical.iter_mut().zip(&empirical) {
        *tail = (*tail / empirical).min(1.0);
    }
    if typical.iter().all(|share| *share >= 1.0) {
        return (vec![df_common; ratios.len()], 0);
    }
    let least = ln_tails
        .iter()
        .fold(0.0_f64, |least, value| least.min(*value));
    let df_outlier = if least == f64::NEG_INFINITY {
        0.0
    } else {
        // the df at which the largest ratio would be the median, in two steps
        let largest = ratios
            .iter()
            .fold(0.0_f64, |largest, value| largest.max(*value));
        let first = -LN_2 / least * df_common;
        -LN_2 / f::ln_upper_tail(largest, df, first) * first
    };
    let mut each: Vec<f64> = (typical.iter())
        .map(|share| share * df_common + (1.0 - share) * df_outlier)
        .collect();
    flatten_start(&mut each, order.iter().rev());
    never_falling(&mut each, order.iter().rev());
    (each, n_likely(typical.into_iter()))
}

/// Replaces the start of a sequence by its mean, up to where the running mean is least.
pub(super) fn flatten_start<'a>(
    values: &mut [f64],
    order: impl Iterator<Item = &'a usize> + Clone,
) {
    let (mut sum, mut least, mut end) = (0.0, f64::INFINITY, 0);
    for (position, &at) in order.clone().enumerate() {
        sum += values[at];
        let running = sum / (position + 1) as f64;
        if running < least {
            (least, end) = (running, position + 1);
        }
    }
    for &at in order.take(end) {
        values[at] = least;
    }
}

pub(super) fn never_falling<'a>(values: &mut [f64], order: impl Iterator<Item = &'a usize>) {
    let mut largest = f64::NEG_INFINITY;
    for &at in order {
        largest = largest.max(values[at]);
        values[at] = largest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_variance_does_not_rule_the_others() {
        let mut s2: Vec<f64> = (0..200).map(|i| 1.0 + 0.002 * f64::from(i % 17)).collect();
        let df = PerFeature::Shared(6.0);
        s2[7] = 1e4;
        let prior = estimate_prior_robustly(&s2, &df, None);
        assert!(prior.df_common > 100.0);
        assert_eq!(prior.n_outliers, 1);
        assert!(prior.df.at(7) < 1.0);
        let ordinary = (0..200).filter(|&at| at != 7 && prior.df.at(at) == prior.df_common);
        assert!(ordinary.count() > 150);
    }

    #[test]
    fn equal_variances_have_no_outliers_beyond_chance() {
        // variances that are chi-squared but for a ripple: limma 3.54's fitFDistRobustly gives 119 of
        // them finite prior df, the least 10,975.87 (of 12,000), and all others infinite
        let chi_squared = |share: f64| f::quantile(share, 4.0, f64::INFINITY) * 4.0;
        let s2: Vec<f64> = (1..=3000)
            .map(|i| (f64::from(i) - 0.5) / 3000.0)
            .map(|share| {
                let angle = std::f64::consts::PI * share;
                0.09 * chi_squared(share - 0.01 * angle.sin() + 0.005 * (2.0 * angle).sin())
            })
            .collect();
        let prior = estimate_prior_robustly(&s2, &PerFeature::Shared(4.0), None);
        assert_eq!(prior.df_common, f64::INFINITY);
        let finite: Vec<f64> = (0..3000)
            .map(|at| prior.df.at(at))
            .filter(|df| df.is_finite())
            .collect();
        assert_eq!(finite.len(), 119);
        let least = finite.iter().copied().fold(f64::INFINITY, f64::min);
        assert!((least - 10_975.87).abs() < 0.005, "{least}");
        assert_eq!(prior.n_outliers, 0);
    }

    #[test]
    fn tails_average_ties() {
        let ratios = [2.0, 1.0, 2.0, 5.0];
        let tails = empirical_tails(&ratios, &ascending(&ratios));
        assert_eq!(tails, [0.5, 0.875, 0.5, 0.125]);
        // what is no number is tied with nothing
        let ratios = [f64::NAN, 1.0, f64::NAN, 1.0];
        assert_eq!(empirical_tails(&ratios, &[1, 3, 0, 2])[1], 0.75);
    }

    #[test]
    fn falling_starts_are_flattened() {
        let mut values = [4.0, 1.0, 3.0, 2.0];
        let order = [0, 1, 2, 3];
        flatten_start(&mut values, order.iter());
        assert_eq!(values, [2.5, 2.5, 3.0, 2.0]);
        never_falling(&mut values, order.iter());
        assert_eq!(values, [2.5, 2.5, 3.0, 3.0]);
    }
}
