//! The prior of the variances, estimated so that a few hypervariable features do not rule it.

use super::prior::{VariancePrior, estimate_prior};
use crate::PerFeature;
use arrayon_stats::descriptive::{mean, median, quantile_of_sorted, sorted};
use arrayon_stats::f_distribution as f;
use arrayon_stats::lowess::{LowessSettings, lowess};
use arrayon_stats::quadrature::gauss_legendre;
use arrayon_stats::root::brent;
use rayon::prelude::*;
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
    let used: Vec<usize> = (0..s2.len()).filter(|&at| df.at(at) > 1e-6).collect();
    let plain = || estimate_prior(s2, df, covariate);
    if used.len() < 3 {
        return plain();
    }
    let n_zero = used.iter().filter(|&&at| s2[at] == 0.0).count();
    let Some(floored) = away_from_zero(used.iter().map(|&at| s2[at]).collect()) else {
        return plain();
    };
    let own_df = PerFeature::Each(used.iter().map(|&at| df.at(at)).collect());
    let points =
        covariate.map(|covariate| used.iter().map(|&at| covariate[at]).collect::<Vec<_>>());
    let (s2_used, df_used, df_common) = robust_prior(&floored, &own_df, points.as_deref());
    if used.len() == s2.len() {
        let df = PerFeature::Each(df_used);
        return VariancePrior {
            s2: s2_used,
            df,
            df_common,
            n_zero,
        };
    }
    let mut df_all = vec![df_common; s2.len()];
    for (&at, df) in used.iter().zip(df_used) {
        df_all[at] = df;
    }
    let s2_all = match (s2_used, covariate) {
        (PerFeature::Each(values), Some(covariate)) => {
            let points: Vec<f64> = used.iter().map(|&at| covariate[at]).collect();
            PerFeature::Each(spread_over(&points, &values, covariate, &used))
        }
        (shared, _) => shared,
    };
    VariancePrior {
        s2: s2_all,
        df: PerFeature::Each(df_all),
        df_common,
        n_zero,
    }
}

/// `None` where the median is 0.
fn away_from_zero(mut s2: Vec<f64>) -> Option<Vec<f64>> {
    let middle = median(&s2);
    s2.iter_mut()
        .for_each(|value| *value = value.max(FLOOR * middle));
    (middle > 0.0).then_some(s2)
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

/// Prior variances, prior df of each feature, and the df of features that are no outliers.
fn robust_prior(
    s2: &[f64],
    df: &PerFeature,
    covariate: Option<&[f64]>,
) -> (PerFeature, Vec<f64>, f64) {
    let n = s2.len();
    let plain = estimate_prior(s2, df, covariate);
    if WINSOR.0 * (n as f64) < 1.0 && WINSOR.1 * (n as f64) < 1.0 {
        return (plain.s2, vec![plain.df_common; n], plain.df_common);
    }
    let (s2, df) = to_common_df(s2, df, &plain);
    let logarithms: Vec<f64> = s2.iter().map(|s2| s2.ln()).collect();
    let (trend, residuals) = remove_trend(&logarithms, covariate);
    let observed = winsorized(&residuals);
    let moments = TheoreticalMoments::new(df);
    let excess = |df_prior: f64| (observed.variance / moments.at(df_prior).variance).ln();
    let at_infinity = excess(f64::INFINITY);
    let df_common = if at_infinity <= 0.0 {
        f64::INFINITY
    } else if plain.df_common == f64::INFINITY {
        return (plain.s2, vec![f64::INFINITY; n], f64::INFINITY);
    } else {
        find_df(plain.df_common, at_infinity, excess)
    };
    let shift = observed.mean - moments.at(df_common).mean;
    let centre: Vec<f64> = trend.iter().map(|value| value + shift).collect();
    let ratios: Vec<f64> = logarithms
        .iter()
        .zip(&centre)
        .map(|(z, c)| (z - c).exp())
        .collect();
    let df_each = if df_common == f64::INFINITY {
        outlier_df_without_spread(&ratios, df)
    } else {
        outlier_df(&ratios, df, df_common)
    };
    let s2_prior = match covariate {
        None => PerFeature::Shared(centre[0].exp()),
        Some(_) => PerFeature::Each(centre.into_iter().map(f64::exp).collect()),
    };
    (s2_prior, df_each, df_common)
}

/// Maps variances with fewer degrees of freedom to the largest, at the same tail probability.
fn to_common_df(s2: &[f64], df: &PerFeature, plain: &VariancePrior) -> (Vec<f64>, f64) {
    let largest = (0..s2.len()).fold(0.0_f64, |largest, at| largest.max(df.at(at)));
    let mapped = |(at, &s2): (usize, &f64)| {
        let own = df.at(at);
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
    (s2.par_iter().enumerate().map(mapped).collect(), largest)
}

/// The centre of each log variance and what is left of it.
fn remove_trend(logarithms: &[f64], covariate: Option<&[f64]>) -> (Vec<f64>, Vec<f64>) {
    let trend = match covariate {
        None => vec![trimmed_mean(logarithms, WINSOR.1); logarithms.len()],
        Some(covariate) => lowess(
            covariate,
            logarithms,
            &LowessSettings {
                span: SPAN,
                ..Default::default()
            },
        ),
    };
    let residuals = logarithms
        .iter()
        .zip(&trend)
        .map(|(z, trend)| z - trend)
        .collect();
    (trend, residuals)
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
    let ascending = sorted(residuals);
    let low = quantile_of_sorted(&ascending, WINSOR.0);
    let high = quantile_of_sorted(&ascending, 1.0 - WINSOR.1);
    let pulled: Vec<f64> = residuals
        .iter()
        .map(|value| value.max(low).min(high))
        .collect();
    let centre = mean(&pulled);
    let squares: Vec<f64> = pulled
        .iter()
        .map(|value| (value - centre).powi(2))
        .collect();
    let n = residuals.len() as f64;
    Moments {
        mean: centre,
        variance: mean(&squares) * n / (n - 1.0),
    }
}

/// Moments of the logarithm of a winsorized F variable, by quadrature over f / (1 + f).
struct TheoreticalMoments {
    df: f64,
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

/// For each ratio the share of ratios that are larger (a half for itself, ties averaged).
fn empirical_tails(ratios: &[f64]) -> Vec<f64> {
    let n = ratios.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| ratios[a].total_cmp(&ratios[b]));
    let mut tails = vec![0.0; n];
    let mut from = 0;
    while from < n {
        let same = order[from..]
            .iter()
            .take_while(|&&at| ratios[at] == ratios[order[from]])
            .count();
        let rank = (2 * from + same + 1) as f64 / 2.0;
        for &at in &order[from..from + same] {
            tails[at] = (n as f64 - rank + 0.5) / n as f64;
        }
        from += same;
    }
    tails
}

/// Positions by ascending value, equal ones in their order.
fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

/// Prior df of each feature where the others share one variance.
fn outlier_df_without_spread(ratios: &[f64], df: f64) -> Vec<f64> {
    let df_pooled = df * ratios.len() as f64;
    let tails: Vec<f64> = ratios
        .par_iter()
        .map(|ratio| f::upper_tail(*ratio, df, f64::INFINITY))
        .collect();
    let empirical = empirical_tails(ratios);
    let shrunk = |(tail, empirical): (&f64, f64)| {
        let typical = (tail / empirical).min(1.0);
        if typical < 1.0 {
            typical * df_pooled
        } else {
            f64::INFINITY
        }
    };
    let mut each: Vec<f64> = tails.iter().zip(empirical).map(shrunk).collect();
    if each.iter().any(|df| df.is_finite()) {
        never_falling(&mut each, &ascending(&tails));
    }
    each
}

/// Prior df of each feature: that of the others, weighted with that of the most extreme feature
/// by the probability of being an outlier; never less for a less extreme variance.
fn outlier_df(ratios: &[f64], df: f64, df_common: f64) -> Vec<f64> {
    let ln_tails: Vec<f64> = ratios
        .par_iter()
        .map(|ratio| f::ln_upper_tail(*ratio, df, df_common))
        .collect();
    let ln_typical: Vec<f64> = ln_tails
        .iter()
        .zip(empirical_tails(ratios))
        .map(|(ln_tail, empirical)| (ln_tail - empirical.ln()).min(0.0))
        .collect();
    if ln_typical.iter().all(|value| *value >= 0.0) {
        return vec![df_common; ratios.len()];
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
    let mut each: Vec<f64> = ln_typical
        .iter()
        .map(|ln| ln.exp() * df_common - ln.exp_m1() * df_outlier)
        .collect();
    let order = ascending(&ln_tails);
    flatten_start(&mut each, &order);
    never_falling(&mut each, &order);
    each
}

/// Replaces the start of a sequence by its mean, up to where the running mean is least.
fn flatten_start(values: &mut [f64], order: &[usize]) {
    let (mut sum, mut least, mut end) = (0.0, f64::INFINITY, 0);
    for (position, &at) in order.iter().enumerate() {
        sum += values[at];
        let running = sum / (position + 1) as f64;
        if running < least {
            (least, end) = (running, position + 1);
        }
    }
    for &at in &order[..end] {
        values[at] = least;
    }
}

fn never_falling(values: &mut [f64], order: &[usize]) {
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
        assert!(prior.df.at(7) < 1.0);
        let ordinary = (0..200).filter(|&at| at != 7 && prior.df.at(at) == prior.df_common);
        assert!(ordinary.count() > 150);
    }

    #[test]
    fn tails_average_ties() {
        assert_eq!(
            empirical_tails(&[2.0, 1.0, 2.0, 5.0]),
            [0.5, 0.875, 0.5, 0.125]
        );
    }

    #[test]
    fn falling_starts_are_flattened() {
        let mut values = [4.0, 1.0, 3.0, 2.0];
        let order = [0, 1, 2, 3];
        flatten_start(&mut values, &order);
        assert_eq!(values, [2.5, 2.5, 3.0, 2.0]);
        never_falling(&mut values, &order);
        assert_eq!(values, [2.5, 2.5, 3.0, 3.0]);
    }
}
