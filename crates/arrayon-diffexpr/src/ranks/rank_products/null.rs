//! P-values of independent ranks, feature by feature.

use super::statistic::Statistics;
use super::{PInterval, RankProductNull, RankStatistic, RankSumNull};
use rayon::prelude::*;

/// Distributions for the fewest and the most ranked features, by number of replicates.
pub(super) struct IndependentRanks {
    few: Family,
    many: Option<Family>,
    /// Whether no two ratios of a feature share a sample.
    independent: bool,
}

enum Family {
    Products(Vec<RankProductNull>),
    Sums(Vec<RankSumNull>),
}

impl Family {
    fn new(statistic: RankStatistic, n_features: usize, n_replicates: usize) -> Self {
        match statistic {
            RankStatistic::Product => {
                Self::Products(RankProductNull::up_to(n_features, n_replicates))
            }
            RankStatistic::Sum => Self::Sums(RankSumNull::up_to(n_features, n_replicates)),
        }
    }

    fn p_value(&self, sum: f64, n_replicates: usize) -> PInterval {
        match self {
            Self::Products(family) => family[n_replicates - 1].p_value(sum),
            Self::Sums(family) => {
                let p = family[n_replicates - 1].p_value(sum);
                PInterval { lower: p, upper: p }
            }
        }
    }

    fn p_upper_of_average(&self, sum: f64, n_replicates: usize) -> f64 {
        match self {
            Self::Products(family) => family[n_replicates - 1].p_upper_of_average(sum),
            Self::Sums(family) => family[n_replicates - 1].p_upper_of_average(sum),
        }
    }
}

impl IndependentRanks {
    pub(super) fn new(
        found: &Statistics,
        n_replicates: usize,
        independent: bool,
        statistic: RankStatistic,
    ) -> Self {
        let (fewest, most) = (found.n_ranked.0.max(1), found.n_ranked.1.max(1));
        Self {
            few: Family::new(statistic, fewest, n_replicates),
            many: (fewest < most).then(|| Family::new(statistic, most, n_replicates)),
            independent,
        }
    }

    /// P-values and intervals of one direction, from sums over replicates.
    pub(super) fn p_values(
        &self,
        sums: &[f64],
        n_replicates: &[u32],
    ) -> (Vec<f64>, Vec<PInterval>) {
        (sums.par_iter().zip(n_replicates))
            .map(|(&sum, &n)| match n as usize {
                0 => {
                    let (lower, upper) = (f64::NAN, f64::NAN);
                    (f64::NAN, PInterval { lower, upper })
                }
                n => self.p_value(sum, n),
            })
            .unzip()
    }

    /// Fewer ranked features make a small sum likelier: the fewest give the upper end, the most
    /// the lower.
    fn p_value(&self, sum: f64, n: usize) -> (f64, PInterval) {
        let of_few = self.few.p_value(sum, n);
        let of_many = (self.many.as_ref()).map_or(of_few, |many| many.p_value(sum, n));
        let p = if self.many.is_none() {
            of_few.estimate()
        } else {
            of_few.upper
        };
        let interval = if self.independent {
            PInterval {
                lower: of_many.lower,
                upper: of_few.upper,
            }
        } else {
            PInterval {
                lower: 0.0,
                upper: self.few.p_upper_of_average(sum, n).max(p),
            }
        };
        (p, interval)
    }
}
