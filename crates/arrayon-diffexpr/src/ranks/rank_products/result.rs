//! Rank products with p-values and shares of false positives.

use super::null::IndependentRanks;
use super::permutation::count_permuted;
use super::pooled::PooledCounts;
use super::relabeling::count_relabelled;
use super::statistic::{Statistics, is_independent, n_replicates, statistics};
use super::{PInterval, RankNull, RankSettings, RankStatistic, Replicates};
use crate::DiffexprError;
use crate::error::check_fdr;
use crate::ranks::two_groups::refuse_infinite;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// One direction of a rank-product analysis: one value per feature, NaN where the feature is
/// missing in every replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct RankDirection {
    /// Geometric (or arithmetic) mean of the ranks; 1 is the strongest change.
    pub mean_rank: Vec<f64>,
    /// One-sided p-value.
    pub p_value: Vec<f64>,
    /// Interval that surely holds the one-sided p-value of independent ranks.
    pub interval: Vec<PInterval>,
    /// Estimated share of false positives among the features up to this one:
    /// `p * n / position`, not monotone, possibly above 1.
    pub raw_pfp: Vec<f64>,
    /// The smallest such share of any list that holds the feature: monotone, at most 1. The same
    /// as the p-value adjusted by Benjamini and Hochberg.
    pub pfp: Vec<f64>,
}

/// Rank products of all features, both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct RankProducts {
    /// Higher in the target (positive log ratios).
    pub up: RankDirection,
    /// Lower in the target.
    pub down: RankDirection,
    /// Mean log2 ratio over the replicates.
    pub log_fc: Vec<f64>,
    /// Replicates in which each feature is present.
    pub n_replicates: Vec<u32>,
    /// Replicates there are at most.
    pub n_replicates_max: usize,
    /// Fewest and most features present in one ratio.
    pub n_ranked: (usize, usize),
    /// Two-sided p-value: twice the smaller one, at most 1.
    pub p_value: Vec<f64>,
    /// Interval that surely holds the two-sided p-value of independent ranks.
    pub interval: Vec<PInterval>,
    /// Two-sided p-value adjusted by Benjamini and Hochberg.
    pub adj_p_value: Vec<f64>,
    /// Whether no two ratios of a feature share a sample, so that ranks are independent.
    pub independent: bool,
    /// Other labellings of the samples (mirror images not counted), or permutations, behind the
    /// p-values.
    pub n_draws: usize,
    /// Whether these are all labellings there are.
    pub complete: bool,
}

/// Computes rank products or rank sums.
///
/// Every log ratio is ranked over the features, from the largest for `up` and from the smallest
/// for `down`; ties share the average of their ranks. The statistic is the mean (geometric for
/// products) of a feature's ranks. Of two groups all pairs of samples are ratios.
///
/// # What the p-values mean
/// The published null hypothesis is that of independent ranks: in each ratio every feature is
/// equally likely to have any rank, independently of ratios that share no sample.
///
/// - Of log ratios and pairs, ranks are independent: the interval is certified, the p-value its
///   geometric mean (exact for small products and for sums).
/// - All ratios of two groups of `a` and `b` samples share samples. They fall into `max(a, b)`
///   sets of `k = min(a, b)` ratios that share none, so ln of the rank product is an average of
///   dependent variables of known distribution. The p-value takes the statistic as that of `k`
///   independent replicates: approximate, too large by up to 1.6 at p = 0.001 for groups of 3 to
///   10, by more for unequal groups. The interval's upper end holds for any dependence (Jensen and
///   Markov; about e times the p-value), its lower end is 0.
///
/// Features that vary more than others break that hypothesis and get too many small p-values: of
/// 20,000 features that do not change, whose log standard deviations spread by 0.5, 16 to 265 were
/// found at an adjusted p-value of 5 % (3 to 10 samples a group). [`RankNull::Relabelled`], the default, therefore also asks
/// how often other labellings of the same samples give as strong a statistic, pooled over
/// features, and takes the larger p-value.
///
/// # Missing values
/// A feature takes part in the ratios in which it is present, is ranked among the features present
/// there, and compared with the distribution for its number of replicates. Where ratios have
/// different numbers of features, the interval spans the fewest and the most, and the p-value is
/// that of the fewest.
///
/// # Errors
/// No features; an infinite value; settings outside their range; no ratio.
///
/// # Determinism
/// Bit-identical for any number of threads; random labellings and permutations by seed.
///
/// # Source
/// Breitling et al. 2004 (doi:10.1016/j.febslet.2004.07.055); pfp as there.
///
/// # Examples
/// ```
/// use arrayon_core::ExpressionMatrix;
/// use arrayon_diffexpr::{RankNull, RankSettings, Replicates, rank_products};
///
/// let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let ratios = ndarray::arr2(&[[2.0, 1.8], [0.1, -0.2], [-0.3, 0.2]]);
/// let matrix = ExpressionMatrix::new(names(&["a", "b", "c"]), names(&["x", "y"]), ratios)?;
/// let settings = RankSettings { null: RankNull::Independent, ..RankSettings::default() };
/// let found = rank_products(&matrix, &Replicates::LogRatios(vec![0, 1]), &settings)?;
/// assert_eq!(found.up.mean_rank[0], 1.0);
/// assert!((found.up.p_value[0] - 1.0 / 9.0).abs() < 1e-12); // one of nine pairs of ranks
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_products(
    expression: &ExpressionMatrix,
    replicates: &Replicates,
    settings: &RankSettings,
) -> Result<RankProducts, DiffexprError> {
    check(expression, replicates, settings)?;
    let columns: Vec<Vec<f64>> = (0..expression.n_samples())
        .map(|sample| expression.column(sample).collect())
        .collect();
    let kind = settings.statistic;
    let found = statistics(&columns, replicates, kind);
    let n_most = n_replicates(replicates);
    let independent = is_independent(replicates);
    let null = IndependentRanks::new(&found, n_most, independent, kind);
    let [mut up, mut down] =
        [&found.up, &found.down].map(|sums| null.p_values(sums, &found.n_replicates));
    let (mut n_draws, mut complete) = (0, false);
    match settings.null {
        RankNull::Independent => {}
        RankNull::Relabelled { most, seed } => {
            let drawn = count_relabelled(&columns, replicates, kind, &found, most, seed);
            n_draws = drawn.labelings.labels.len();
            complete = drawn.labelings.complete;
            if n_draws > 0 {
                update(&mut up.0, &mut down.0, &drawn.counts, f64::max);
            }
        }
        RankNull::Permutations {
            n_permutations,
            seed,
        } => {
            let counts = count_permuted(&columns, replicates, kind, &found, n_permutations, seed);
            n_draws = n_permutations;
            update(&mut up.0, &mut down.0, &counts, |_, pooled| pooled);
        }
    }
    let two_sided = |a: f64, b: f64| (2.0 * a.min(b)).min(1.0);
    let p_value: Vec<f64> = (up.0.iter().zip(&down.0))
        // `min` passes over NaN, but both sides are NaN together
        .map(|(&a, &b)| if a.is_nan() { a } else { two_sided(a, b) })
        .collect();
    let interval = (up.1.iter().zip(&down.1))
        .map(|(a, b)| match a.upper.is_nan() {
            true => *a,
            false => PInterval {
                lower: two_sided(a.lower, b.lower),
                upper: two_sided(a.upper, b.upper),
            },
        })
        .collect();
    Ok(RankProducts {
        up: direction(&found.up, up, &found, kind),
        down: direction(&found.down, down, &found, kind),
        adj_p_value: benjamini_hochberg(&p_value),
        p_value,
        interval,
        n_replicates_max: n_most,
        n_ranked: found.n_ranked,
        log_fc: found.log_fc,
        n_replicates: found.n_replicates,
        independent,
        n_draws,
        complete,
    })
}

fn check(
    expression: &ExpressionMatrix,
    replicates: &Replicates,
    settings: &RankSettings,
) -> Result<(), DiffexprError> {
    if expression.n_features() == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    refuse_infinite(expression)?;
    check_fdr(settings.fdr)?;
    let is_none = |setting, expected| {
        Err(DiffexprError::Setting {
            setting,
            value: 0.0,
            expected,
        })
    };
    if n_replicates(replicates) == 0 {
        return is_none("replicates", "at least one ratio");
    }
    match settings.null {
        RankNull::Permutations {
            n_permutations: 0, ..
        } => is_none("n_permutations", "at least 1"),
        RankNull::Relabelled { most: 0, .. } => is_none("most", "at least 1"),
        _ => Ok(()),
    }
}

/// Joins pooled shares to the p-values. The data themselves count as one draw of one feature, so
/// that no p-value is 0.
fn update(up: &mut [f64], down: &mut [f64], counts: &PooledCounts, join: fn(f64, f64) -> f64) {
    let total = counts.n_statistics as f64 + 1.0;
    for (p_values, counts) in [(up, &counts.up), (down, &counts.down)] {
        let present = p_values.iter_mut().zip(counts).filter(|(p, _)| !p.is_nan());
        present.for_each(|(p, &count)| *p = join(*p, (count as f64 + 1.0) / total));
    }
}

fn direction(
    sums: &[f64],
    (p_value, interval): (Vec<f64>, Vec<PInterval>),
    found: &Statistics,
    statistic: RankStatistic,
) -> RankDirection {
    let mean_rank = (sums.iter().zip(&found.n_replicates))
        .map(|(&sum, &n)| match statistic {
            RankStatistic::Product => (sum / f64::from(n)).exp(),
            RankStatistic::Sum => sum / f64::from(n),
        })
        .collect();
    RankDirection {
        mean_rank,
        raw_pfp: raw_pfp(&p_value),
        pfp: benjamini_hochberg(&p_value),
        p_value,
        interval,
    }
}

/// Expected false positives over found ones, of the list that ends with each feature; equal
/// p-values are in the list together.
fn raw_pfp(p_values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = (p_values.iter().copied()).filter(|p| !p.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    p_values
        .iter()
        .map(|&p| p * n / sorted.partition_point(|&other| other <= p) as f64)
        .collect()
}
