//! Rank products with p-values and false positive shares.

use super::permutation::count_permuted;
use super::statistic::{Statistics, is_independent, n_replicates, statistics};
use super::{
    PInterval, RankNull, RankProductNull, RankSettings, RankStatistic, RankSumNull, Replicates,
};
use crate::DiffexprError;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;

/// One direction of a rank-product analysis: one value a feature, NaN where the feature is
/// missing in every replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct RankDirection {
    /// Geometric (or arithmetic) mean of the ranks; 1 is the strongest change.
    pub mean_rank: Vec<f64>,
    /// One-sided p-value.
    pub p_value: Vec<f64>,
    /// Interval that surely holds the p-value; `None` where it comes from permutations.
    pub certified: Option<Vec<PInterval>>,
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
    /// Interval of the two-sided p-value.
    pub certified: Option<Vec<PInterval>>,
    /// Two-sided p-value adjusted by Benjamini and Hochberg.
    pub adj_p_value: Vec<f64>,
    /// Whether the ranks of a feature come from ratios that share no sample.
    pub independent: bool,
}

/// Computes rank products or rank sums.
///
/// Every log ratio is ranked over the features, from the largest for `up` and from the smallest
/// for `down`; ties share the average of their ranks. The statistic is the mean (geometric for
/// products) of a feature's ranks. Of two groups all pairs of samples are ratios.
///
/// # What the p-values mean
/// The null hypothesis of the method: within each ratio every feature is equally likely to have
/// any rank, independently of ratios that share no sample. Features that vary more than others
/// break it and get too many small p-values; that is the method's known weakness.
///
/// - Log ratios and pairs: ranks are independent, the interval is certified and the p-value its
///   geometric mean (exact for small products and for sums).
/// - All pairs of two groups of `a` and `b`: the ratios share samples. They fall into
///   `max(a, b)` sets of `k = min(a, b)` ratios that share none, so ln of the rank product is an
///   average of dependent variables of known distribution. The p-value takes the statistic as
///   that of `k` independent replicates, which is approximate and was conservative wherever
///   measured on features of equal variance; the interval's upper end holds for any dependence
///   (Jensen and Markov, about e times the p-value), its lower end is 0.
///
/// # Missing values
/// A feature takes part in the ratios in which it is present, is ranked among the features present
/// there, and compared with the distribution for its number of replicates. Where ratios have
/// different numbers of features, the interval spans the fewest and the most and the p-value is
/// its upper end (without the factor for dependence).
///
/// # Errors
/// No features; an infinite value; settings outside their range; no ratio.
///
/// # Determinism
/// Bit-identical for any number of threads; permutations by seed.
///
/// # Source
/// Breitling et al. 2004 (doi:10.1016/j.febslet.2004.07.055); pfp as there.
///
/// # Examples
/// ```
/// use arrayon_core::ExpressionMatrix;
/// use arrayon_diffexpr::{RankSettings, Replicates, rank_products};
///
/// let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let ratios = ndarray::arr2(&[[2.0, 1.8], [0.1, -0.2], [-0.3, 0.2]]);
/// let matrix = ExpressionMatrix::new(names(&["a", "b", "c"]), names(&["x", "y"]), ratios)?;
/// let found = rank_products(&matrix, &Replicates::LogRatios(vec![0, 1]), &RankSettings::default())?;
/// assert_eq!(found.up.mean_rank[0], 1.0);
/// assert!((found.up.p_value[0] - 1.0 / 9.0).abs() < 1e-12); // one of nine pairs of ranks
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_products(
    expression: &ExpressionMatrix,
    replicates: &Replicates,
    settings: &RankSettings,
) -> Result<RankProducts, DiffexprError> {
    check(expression, settings)?;
    let n_most = n_replicates(replicates);
    if n_most == 0 {
        return Err(DiffexprError::Setting {
            setting: "replicates",
            value: 0.0,
            expected: "at least one ratio",
        });
    }
    let columns: Vec<Vec<f64>> = (0..expression.n_samples())
        .map(|column| expression.values().column(column).to_vec())
        .collect();
    let found = statistics(&columns, replicates, settings.statistic);
    let independent = is_independent(replicates);
    let [up, down] = match settings.null {
        RankNull::Independent => {
            let null = Null::new(&found, n_most, independent, settings.statistic);
            [&found.up, &found.down].map(|values| null.direction(values, &found.n_replicates))
        }
        RankNull::Permutations {
            n_permutations,
            seed,
        } => {
            let kind = settings.statistic;
            let counts = count_permuted(&columns, replicates, kind, &found, n_permutations, seed);
            let n = counts.n_statistics;
            [(&found.up, &counts.up), (&found.down, &counts.down)]
                .map(|(values, counts)| permuted_direction(values, counts, n))
        }
    };
    Ok(join(up, down, found, n_most, independent, settings))
}

fn check(expression: &ExpressionMatrix, settings: &RankSettings) -> Result<(), DiffexprError> {
    if expression.n_features() == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    crate::two_groups::refuse_infinite(expression)?;
    crate::two_groups::check_fdr(settings.fdr)?;
    if let RankNull::Permutations {
        n_permutations: 0, ..
    } = settings.null
    {
        return Err(DiffexprError::Setting {
            setting: "n_permutations",
            value: 0.0,
            expected: "at least 1",
        });
    }
    Ok(())
}

/// One side: sums over replicates and what is known of their probability.
struct Side {
    p_value: Vec<f64>,
    certified: Option<Vec<PInterval>>,
    sums: Vec<f64>,
}

/// Distributions for fewest and most ranked features, by number of replicates.
struct Null {
    products: Option<[Vec<RankProductNull>; 2]>,
    sums: Option<[Vec<RankSumNull>; 2]>,
    independent: bool,
    is_even: bool,
}

impl Null {
    fn new(found: &Statistics, n_most: usize, independent: bool, statistic: RankStatistic) -> Self {
        let (fewest, most) = (found.n_ranked.0.max(1), found.n_ranked.1.max(1));
        let is_even = fewest == most;
        let (mut products, mut sums) = (None, None);
        match statistic {
            RankStatistic::Product => {
                let of_most = RankProductNull::up_to(most, n_most);
                let of_fewest = if is_even {
                    of_most.clone()
                } else {
                    RankProductNull::up_to(fewest, n_most)
                };
                products = Some([of_fewest, of_most]);
            }
            RankStatistic::Sum => {
                let of = |n| RankSumNull::up_to(n, n_most);
                sums = Some([of(fewest), of(most)]);
            }
        }
        Self {
            products,
            sums,
            independent,
            is_even,
        }
    }

    fn direction(&self, sums: &[f64], n_replicates: &[u32]) -> Side {
        let (p_value, certified) = (sums.par_iter().zip(n_replicates))
            .map(|(&sum, &n)| self.p_value(sum, n as usize))
            .unzip();
        Side {
            p_value,
            certified: Some(certified),
            sums: sums.to_vec(),
        }
    }

    /// The p-value and its interval. Fewer ranked features make a small product likelier: the
    /// fewest give the upper end, the most the lower.
    fn p_value(&self, sum: f64, n: usize) -> (f64, PInterval) {
        if n == 0 {
            let (lower, upper) = (f64::NAN, f64::NAN);
            return (f64::NAN, PInterval { lower, upper });
        }
        let (few, many, of_average) = match (&self.products, &self.sums) {
            (Some([few, many]), _) => (
                few[n - 1].p_value(sum),
                many[n - 1].p_value(sum),
                few[n - 1].p_upper_of_average(sum),
            ),
            (_, Some([few, many])) => {
                let exact = |p| PInterval { lower: p, upper: p };
                (
                    exact(few[n - 1].p_value(sum)),
                    exact(many[n - 1].p_value(sum)),
                    few[n - 1].p_upper_of_average(sum),
                )
            }
            _ => unreachable!("one of both is made"),
        };
        let p = if self.is_even {
            few.estimate()
        } else {
            few.upper
        };
        let interval = if self.independent {
            PInterval {
                lower: many.lower,
                upper: few.upper,
            }
        } else {
            PInterval {
                lower: 0.0,
                upper: of_average,
            }
        };
        (p, interval)
    }
}

fn permuted_direction(sums: &[f64], counts: &[u64], n_statistics: u64) -> Side {
    // the data themselves count as one permuted statistic: no p-value is 0
    let p_of = |(sum, &count): (&f64, &u64)| {
        if sum.is_nan() {
            f64::NAN
        } else {
            (count as f64 + 1.0) / (n_statistics as f64 + 1.0)
        }
    };
    Side {
        p_value: sums.iter().zip(counts).map(p_of).collect(),
        certified: None,
        sums: sums.to_vec(),
    }
}

fn join(
    up: Side,
    down: Side,
    found: Statistics,
    n_most: usize,
    independent: bool,
    settings: &RankSettings,
) -> RankProducts {
    let twice_smaller = |a: f64, b: f64| (2.0 * a.min(b)).min(1.0);
    let pairs = up.p_value.iter().zip(&down.p_value);
    let p_value: Vec<f64> = pairs
        // `min` passes over NaN, but both sides are NaN together
        .map(|(&a, &b)| if a.is_nan() { a } else { twice_smaller(a, b) })
        .collect();
    let certified = match (&up.certified, &down.certified) {
        (Some(up), Some(down)) => {
            let both = |(a, b): (&PInterval, &PInterval)| {
                if a.upper.is_nan() {
                    return *a;
                }
                PInterval {
                    lower: twice_smaller(a.lower, b.lower),
                    upper: twice_smaller(a.upper, b.upper),
                }
            };
            Some(up.iter().zip(down).map(both).collect())
        }
        _ => None,
    };
    let finish = |side: Side| direction(side, &found.n_replicates, settings.statistic);
    RankProducts {
        adj_p_value: benjamini_hochberg(&p_value),
        up: finish(up),
        down: finish(down),
        log_fc: found.log_fc,
        n_replicates_max: n_most,
        n_ranked: found.n_ranked,
        p_value,
        certified,
        independent,
        n_replicates: found.n_replicates,
    }
}

fn direction(side: Side, n_replicates: &[u32], statistic: RankStatistic) -> RankDirection {
    let mean_rank = (side.sums.iter().zip(n_replicates))
        .map(|(&sum, &n)| match statistic {
            RankStatistic::Product => (sum / f64::from(n)).exp(),
            RankStatistic::Sum => sum / f64::from(n),
        })
        .collect();
    RankDirection {
        mean_rank,
        raw_pfp: raw_pfp(&side.p_value),
        pfp: benjamini_hochberg(&side.p_value),
        p_value: side.p_value,
        certified: side.certified,
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
