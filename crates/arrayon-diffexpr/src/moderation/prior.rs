//! The prior distribution of the variances, estimated from all features.

use crate::PerFeature;
use arrayon_stats::descriptive::{mean, median, sum};
use arrayon_stats::gamma::{digamma, trigamma, trigamma_inverse};
use arrayon_stats::natural_spline::NaturalSpline;
use arrayon_stats::qr::Qr;
use rayon::prelude::*;

/// A scaled inverse chi-squared prior of the variances.
#[derive(Debug, Clone, PartialEq)]
pub struct VariancePrior {
    /// Prior variance, log2 squared; one a feature where it follows a covariate.
    pub s2: PerFeature,
    /// Its degrees of freedom, 0 (nothing learnt) to infinity (all features share one variance).
    pub df: PerFeature,
    /// The degrees of freedom of features that are no outliers; `df` holds less for those that
    /// are, where the estimate is robust.
    pub df_common: f64,
    /// How many variances are exactly 0. They are offset before the logarithm is taken.
    pub n_zero: usize,
}

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
    let used: Vec<usize> = (0..s2.len()).filter(|&at| df.at(at) > 1e-15).collect();
    if used.len() < 2 {
        return nothing_learnt(s2);
    }
    let (floored, n_zero) = away_from_zero(used.iter().map(|&at| s2[at]).collect());
    let (logarithms, sampling) = log_variances(&floored, df, &used);
    let trend = covariate.and_then(|covariate| fit_trend(&logarithms, covariate, &used));
    let (centre, spread) = match trend {
        Some((centre, spread)) => (PerFeature::Each(centre), spread),
        None => {
            let centre = mean(&logarithms);
            let squares = logarithms.iter().map(|value| (value - centre).powi(2));
            let spread = sum(squares) / (used.len() as f64 - 1.0);
            (PerFeature::Shared(centre), spread)
        }
    };
    let (s2, df) = prior_of_moments(&centre, spread - sampling, &floored);
    VariancePrior {
        s2,
        df: PerFeature::Shared(df),
        df_common: df,
        n_zero,
    }
}

/// Logarithms of the variances less what sampling adds to them on average, and the variance that
/// sampling adds.
fn log_variances(s2: &[f64], df: &PerFeature, used: &[usize]) -> (Vec<f64>, f64) {
    match df {
        PerFeature::Shared(df) => {
            let half = 0.5 * df;
            let (digamma, ln_half) = (digamma(half), half.ln());
            let logarithms = s2.iter().map(|s2| s2.ln() - digamma + ln_half).collect();
            (logarithms, trigamma(half))
        }
        PerFeature::Each(df) => {
            let half_df: Vec<f64> = used.iter().map(|&at| 0.5 * df[at]).collect();
            let logarithms = (s2.iter().zip(&half_df))
                .map(|(s2, half)| s2.ln() - digamma(*half) + half.ln())
                .collect();
            let sampling: Vec<f64> = half_df.iter().map(|half| trigamma(*half)).collect();
            (logarithms, mean(&sampling))
        }
    }
}

fn nothing_learnt(s2: &[f64]) -> VariancePrior {
    let n_zero = s2.iter().filter(|value| **value == 0.0).count();
    VariancePrior {
        s2: PerFeature::Each(s2.to_vec()),
        df: PerFeature::Shared(0.0),
        df_common: 0.0,
        n_zero,
    }
}

/// Raises variances at or near 0, whose logarithms would rule the estimate.
fn away_from_zero(mut s2: Vec<f64>) -> (Vec<f64>, usize) {
    let middle = median(&s2);
    let floor = FLOOR * if middle == 0.0 { 1.0 } else { middle };
    let n_zero = s2.iter().filter(|value| **value == 0.0).count();
    s2.iter_mut().for_each(|value| *value = value.max(floor));
    (s2, n_zero)
}

/// Prior variance and degrees of freedom from the centre of the log variances and how far their
/// spread exceeds what sampling explains.
fn prior_of_moments(centre: &PerFeature, excess: f64, s2: &[f64]) -> (PerFeature, f64) {
    let apply = |f: &dyn Fn(f64) -> f64| match centre {
        PerFeature::Shared(value) => PerFeature::Shared(f(*value)),
        PerFeature::Each(values) => {
            PerFeature::Each(values.iter().map(|value| f(*value)).collect())
        }
    };
    if excess > 0.0 {
        let df = 2.0 * trigamma_inverse(excess);
        let offset = digamma(0.5 * df) - (0.5 * df).ln();
        return (apply(&|value| (value + offset).exp()), df);
    }
    match centre {
        PerFeature::Shared(_) => (PerFeature::Shared(mean(s2)), f64::INFINITY),
        PerFeature::Each(_) => (apply(&f64::exp), f64::INFINITY),
    }
}

/// Regresses log variances on a spline of the covariate: fitted values for every feature, also
/// the unused ones, and the mean squared residual. `None` where there is too little to fit.
fn fit_trend(logarithms: &[f64], covariate: &[f64], used: &[usize]) -> Option<(Vec<f64>, f64)> {
    let points: Vec<f64> = used.iter().map(|&at| covariate[at]).collect();
    let n_columns = trend_columns(&points);
    if n_columns < 2 {
        return None;
    }
    let spline = NaturalSpline::new(&points, n_columns);
    let members: Vec<Vec<f64>> = covariate.par_iter().map(|&x| spline.values(x)).collect();
    let column = |column: usize| used.iter().map(|&at| members[at][column]).collect();
    let qr = Qr::new((0..n_columns).map(column).collect());
    let mut effects = logarithms.to_vec();
    qr.effects_in_place(&mut effects);
    let rest: Vec<f64> = effects[qr.rank()..]
        .iter()
        .map(|effect| effect * effect)
        .collect();
    effects.truncate(qr.rank());
    qr.solve_triangle_in_place(&mut effects);
    let fitted = |members: &Vec<f64>| {
        effects
            .iter()
            .zip(qr.pivot())
            .map(|(weight, &at)| weight * members[at])
            .sum()
    };
    Some((members.iter().map(fitted).collect(), mean(&rest)))
}

/// How many coefficients the trend may have.
pub(super) fn trend_columns(points: &[f64]) -> usize {
    let n = points.len();
    let by_size = 1 + usize::from(n >= 3) + usize::from(n >= 6) + usize::from(n >= 30);
    let mut distinct = points.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    by_size.min(distinct.len())
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
