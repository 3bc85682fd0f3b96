//! The prior distribution of the variances, estimated from all features.

use crate::per_feature::of_each;
use crate::{PerFeature, VariancePrior};
use arrayon_stats::descriptive::{mean, median};
use arrayon_stats::elementary::{exp_in_place, ln_in_place};
use arrayon_stats::gamma::{digamma, trigamma, trigamma_inverse};
use arrayon_stats::natural_spline::NaturalSpline;
use arrayon_stats::qr::Qr;
use arrayon_stats::spline_fit::SplineFit;
use std::borrow::Cow;

/// Variances below this share of their median are raised to it before logarithms are taken.
const FLOOR: f64 = 1e-5;

/// Estimates the prior from variances `s2` with `df` degrees of freedom by the moments of their
/// logarithms (a scaled F distribution).
///
/// With a `covariate` (the mean expression) the prior variance follows a natural spline of it
/// with up to 4 coefficients.
///
/// # Panics
/// If the lengths differ or there are no variances.
///
/// # Source
/// Smyth 2004, section 6.2; limma 3.54 `fitFDist`.
pub fn estimate_prior(s2: &[f64], df: &PerFeature, covariate: Option<&[f64]>) -> VariancePrior {
    let used = Used::with_df_above(1e-15, df, s2.len());
    let s2_used = used.of(s2);
    if s2_used.len() < 2 {
        return nothing_learnt(s2);
    }
    let (floored, n_zero) = away_from_zero(&s2_used);
    let (logarithms, sampling) = log_variances(&floored, &used.df(df));
    let trend = covariate.and_then(|covariate| fit_trend(&logarithms, covariate, &used));
    let (centre, spread) = match trend {
        Some((centre, spread)) => (PerFeature::Each(centre), spread),
        None => {
            let (centre, spread) = mean_and_variance(&logarithms);
            (PerFeature::Shared(centre), spread)
        }
    };
    let (s2, df) = prior_of_moments(centre, spread - sampling, &floored);
    VariancePrior {
        s2,
        df: PerFeature::Shared(df),
        df_common: df,
        n_outliers: 0,
        n_zero,
    }
}

/// The features that have degrees of freedom, and so a variance to learn from.
pub(super) enum Used {
    All,
    Only(Vec<usize>),
}

impl Used {
    pub(super) fn with_df_above(least: f64, df: &PerFeature, n: usize) -> Self {
        let has_df = |at: &usize| df.at(*at) > least;
        let only: Vec<usize> = match df {
            PerFeature::Shared(df) if *df > least => return Self::All,
            PerFeature::Shared(_) => Vec::new(),
            PerFeature::Each(_) => (0..n).filter(has_df).collect(),
        };
        if only.len() == n {
            Self::All
        } else {
            Self::Only(only)
        }
    }

    /// The numbers of these features.
    pub(super) fn of<'a>(&self, values: &'a [f64]) -> Cow<'a, [f64]> {
        match self {
            Self::All => Cow::Borrowed(values),
            Self::Only(used) => used.iter().map(|&at| values[at]).collect(),
        }
    }

    /// The degrees of freedom of these features.
    pub(super) fn df<'a>(&self, df: &'a PerFeature) -> Cow<'a, PerFeature> {
        match (self, df) {
            (Self::Only(used), PerFeature::Each(df)) => {
                Cow::Owned(PerFeature::Each(used.iter().map(|&at| df[at]).collect()))
            }
            _ => Cow::Borrowed(df),
        }
    }
}

/// Logarithms of the variances less what sampling adds to them on average, and the variance that
/// sampling adds.
fn log_variances(s2: &[f64], df: &PerFeature) -> (Vec<f64>, f64) {
    match df {
        PerFeature::Shared(df) => {
            let half = 0.5 * df;
            let expected = digamma(half) - half.ln();
            let mut logarithms = ln_each(s2);
            logarithms.iter_mut().for_each(|value| *value -= expected);
            (logarithms, trigamma(half))
        }
        PerFeature::Each(df) => {
            let logarithm = |at: usize| s2[at].ln() - digamma(0.5 * df[at]) + (0.5 * df[at]).ln();
            let sampling = of_each(s2.len(), |at| trigamma(0.5 * df[at]));
            (of_each(s2.len(), logarithm), mean(&sampling))
        }
    }
}

fn nothing_learnt(s2: &[f64]) -> VariancePrior {
    let n_zero = s2.iter().filter(|value| **value == 0.0).count();
    VariancePrior {
        s2: PerFeature::Each(s2.to_vec()),
        df: PerFeature::Shared(0.0),
        df_common: 0.0,
        n_outliers: 0,
        n_zero,
    }
}

/// Raises variances at or near 0, whose logarithms would rule the estimate; counts those that are
/// 0.
fn away_from_zero(s2: &[f64]) -> (Cow<'_, [f64]>, usize) {
    if spread_of(s2) > FLOOR {
        return (Cow::Borrowed(s2), 0);
    }
    let middle = median(s2);
    let floor = FLOOR * if middle == 0.0 { 1.0 } else { middle };
    let n_zero = s2.iter().filter(|value| **value == 0.0).count();
    (s2.iter().map(|value| value.max(floor)).collect(), n_zero)
}

/// The least value over the largest, of which a value's share of the median is never less; 0
/// where they cannot be told.
pub(super) fn spread_of(values: &[f64]) -> f64 {
    let mut lanes = [(f64::INFINITY, 0.0_f64); 8];
    for values in values.chunks(8) {
        for ((least, largest), &value) in lanes.iter_mut().zip(values) {
            *least = if value < *least { value } else { *least };
            *largest = if value > *largest { value } else { *largest };
        }
    }
    let ends = |ends: (f64, f64), lane: &(f64, f64)| (ends.0.min(lane.0), ends.1.max(lane.1));
    let (least, largest) = lanes.iter().fold(lanes[0], ends);
    let share = least / largest;
    if share.is_nan() { 0.0 } else { share }
}

/// The mean and the variance, by differences from the first value.
pub(super) fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let (first, n) = (values[0], values.len() as f64);
    let mut sums = [(0.0, 0.0); 8];
    for values in values.chunks(8) {
        for ((sum, squares), value) in sums.iter_mut().zip(values) {
            let apart = value - first;
            *sum += apart;
            *squares += apart * apart;
        }
    }
    let total = sums.iter().map(|lane| lane.0).sum::<f64>();
    let squares = sums.iter().map(|lane| lane.1).sum::<f64>();
    (
        first + total / n,
        (squares - total * (total / n)).max(0.0) / (n - 1.0),
    )
}

/// Prior variance and degrees of freedom from the centre of the log variances and how far their
/// spread exceeds what sampling explains.
fn prior_of_moments(centre: PerFeature, excess: f64, s2: &[f64]) -> (PerFeature, f64) {
    let (offset, df) = if excess > 0.0 {
        let df = 2.0 * trigamma_inverse(excess);
        (digamma(0.5 * df) - (0.5 * df).ln(), df)
    } else {
        (0.0, f64::INFINITY)
    };
    let s2 = match centre {
        PerFeature::Shared(_) if df == f64::INFINITY => PerFeature::Shared(mean(s2)),
        PerFeature::Shared(value) => PerFeature::Shared((value + offset).exp()),
        PerFeature::Each(values) => PerFeature::Each(exp_of_shifted(values, offset)),
    };
    (s2, df)
}

pub(super) fn ln_each(values: &[f64]) -> Vec<f64> {
    let mut logarithms = values.to_vec();
    ln_in_place(&mut logarithms);
    logarithms
}

pub(super) fn exp_of_shifted(mut values: Vec<f64>, by: f64) -> Vec<f64> {
    values.iter_mut().for_each(|value| *value += by);
    exp_in_place(&mut values);
    values
}

/// Regresses log variances on a spline of the covariate: fitted values for every feature, also
/// the unused ones, and the mean squared residual. `None` where there is too little to fit.
fn fit_trend(logarithms: &[f64], covariate: &[f64], used: &Used) -> Option<(Vec<f64>, f64)> {
    let points = used.of(covariate);
    let n_columns = trend_columns(&points);
    if n_columns < 2 {
        return None;
    }
    let spline = NaturalSpline::new(&points, n_columns);
    if matches!(used, Used::All)
        && let Some(fit) = SplineFit::new(&spline, &points, logarithms)
    {
        let fitted = fit.at_each(&points);
        let n_free = (points.len() - n_columns) as f64;
        let squares = squared_distance(logarithms, &fitted);
        return Some((fitted, squares / n_free));
    }
    Some(fit_by_decomposition(
        &spline, logarithms, covariate, &points,
    ))
}

/// The sum of squared differences, in eight interleaved sums of fixed order.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += (a - b) * (a - b);
        }
    }
    sums.iter().sum()
}

/// The same by an orthogonal decomposition, which also meets points that do not determine every
/// coefficient.
fn fit_by_decomposition(
    spline: &NaturalSpline,
    logarithms: &[f64],
    covariate: &[f64],
    points: &[f64],
) -> (Vec<f64>, f64) {
    let qr = Qr::new(spline.columns(points));
    let mut effects = logarithms.to_vec();
    qr.effects_in_place(&mut effects);
    let rest: Vec<f64> = effects[qr.rank()..]
        .iter()
        .map(|effect| effect * effect)
        .collect();
    effects.truncate(qr.rank());
    qr.solve_triangle_in_place(&mut effects);
    let fitted = |at: usize| {
        let members = spline.values(covariate[at]);
        let terms = effects.iter().zip(qr.pivot());
        terms
            .map(|(weight, &column)| weight * members[column])
            .sum()
    };
    (of_each(covariate.len(), fitted), mean(&rest))
}

/// How many coefficients the trend may have.
pub(super) fn trend_columns(points: &[f64]) -> usize {
    let n = points.len();
    let by_size = 1 + usize::from(n >= 3) + usize::from(n >= 6) + usize::from(n >= 30);
    let mut distinct: Vec<f64> = Vec::new();
    for point in points {
        if !distinct.contains(point) {
            distinct.push(*point);
        }
        if distinct.len() == by_size {
            break;
        }
    }
    distinct.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_variances_share_one_prior() {
        let prior = estimate_prior(&[0.5; 8], &PerFeature::Shared(4.0), None);
        assert_eq!(prior.df, PerFeature::Shared(f64::INFINITY));
        assert_eq!(prior.s2, PerFeature::Shared(0.5));
    }

    #[test]
    fn a_single_variance_teaches_nothing() {
        let prior = estimate_prior(&[0.5], &PerFeature::Shared(4.0), None);
        assert_eq!((prior.s2.at(0), prior.df.at(0)), (0.5, 0.0));
    }

    #[test]
    fn zeros_are_counted() {
        let prior = estimate_prior(&[0.0, 1.0, 2.0, 0.7], &PerFeature::Shared(4.0), None);
        assert_eq!(prior.n_zero, 1);
        assert!(prior.s2.at(0) > 0.0);
    }

    #[test]
    fn trend_grows_with_the_number_of_features() {
        assert_eq!(trend_columns(&[1.0, 2.0]), 1);
        assert_eq!(trend_columns(&[1.0, 2.0, 3.0]), 2);
        assert_eq!(trend_columns(&[1.0; 40]), 1);
        let many: Vec<f64> = (0..30).map(f64::from).collect();
        assert_eq!(trend_columns(&many), 4);
    }
}
