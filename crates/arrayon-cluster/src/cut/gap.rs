//! The gap statistic: are clusters tighter than those found in data without any?

use super::gap_reference::{GapReference, ReferenceSource};
use crate::distances::condensed::CondensedDistances;
use crate::distances::distances_among;
use crate::distances::prepare::{check_complete, unfit_error};
use crate::distances::rows::row_major;
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::{Distance, Linkage};
use crate::tree::dendrogram::Dendrogram;
use crate::tree::linkage::cluster;
use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Up to how many items there is a gap statistic: every reference keeps all their distances.
pub const GAP_LIMIT: usize = 1_000;

/// How the gap statistic is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapPlan {
    /// The largest number of clusters looked at.
    pub most_clusters: usize,
    /// How many references are drawn, at least 2.
    pub n_references: u32,
    /// Where from.
    pub reference: GapReference,
    /// Key of the random streams.
    pub seed: u64,
}

impl Default for GapPlan {
    /// Up to 10 clusters, 100 references from the box of principal components.
    fn default() -> Self {
        Self {
            most_clusters: 10,
            n_references: 100,
            reference: GapReference::PrincipalBox,
            seed: 1,
        }
    }
}

/// Gap statistic of a cut of the tree (Tibshirani, Walther and Hastie 2001).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutGap {
    /// Into how many clusters.
    pub n_clusters: usize,
    /// How much tighter the clusters are than those of data without any, on the log scale.
    pub gap: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Logarithm of the dispersion within clusters: of the summed squared distances within each,
    /// over its size. For correlations and cosine, whose distances are half squared ones already,
    /// they are not squared.
    #[serde(skip)]
    pub log_dispersion: f64,
    /// Mean of the same over the references: `gap` is how much it is above `log_dispersion`.
    #[serde(skip)]
    pub expected: f64,
}

/// The gap statistic for 1 to the most clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct GapStatistic {
    /// Each number of clusters; those at which nothing is dispersed any more are left out.
    pub cuts: Vec<CutGap>,
    /// The smallest number of clusters whose gap is at least that of one more, less its standard
    /// error; the largest looked at where there is none.
    pub n_clusters: usize,
}

/// Compares the dispersion within clusters with that of data without clusters, clustered the
/// same way.
///
/// # Errors
/// What [`crate::sample_distances`] refuses, and missing values; more than [`GAP_LIMIT`] items; a
/// plan of no clusters or of fewer than two references.
///
/// # Numerics
/// Dispersions agree with `cluster::clusGap(d.power = 2)` 2.1.4 to 1e-12 but for its factor of one
/// half, expectations within their standard error. Depends on data, plan and seed alone.
///
/// # Source
/// Tibshirani, Walther and Hastie 2001, J. R. Stat. Soc. B 63:411.
///
/// # Cost
/// O(n_items^2 x n_values) for each reference, parallel over references.
pub fn gap_statistic(
    expression: &ExpressionMatrix,
    items: Items,
    distance: Distance,
    linkage: Linkage,
    plan: GapPlan,
) -> Result<GapStatistic, ClusterError> {
    check_complete(expression, items)?;
    let labels = items.labels(expression);
    let n_items = labels.len();
    if n_items > GAP_LIMIT || plan.n_references < 2 || plan.most_clusters == 0 {
        return Err(ClusterError::GapPlan {
            n_items,
            most_items: GAP_LIMIT,
            n_references: plan.n_references,
            most_clusters: plan.most_clusters,
        });
    }
    let values = row_major(expression, items);
    let dispersions = |values: &[f64]| {
        let distances = distances_among(values, n_items, distance)
            .map_err(|(at, unfit)| unfit_error(unfit, items, &labels[at], distance))?;
        let distances = CondensedDistances::new(labels.to_vec(), distances)?;
        let tree = cluster(&distances, linkage);
        let most = plan.most_clusters.min(n_items - 1);
        Ok::<_, ClusterError>(log_dispersions(&distances, &tree, distance, most))
    };
    let observed = dispersions(&values)?;
    let source = ReferenceSource::new(&values, n_items, plan.reference);
    let references = (0..plan.n_references)
        .into_par_iter()
        .map(|reference| dispersions(&source.draw(plan.seed, reference)))
        .collect::<Result<Vec<_>, _>>()?;
    let cuts: Vec<CutGap> = (observed.iter().enumerate())
        .take_while(|(_, value)| value.is_finite())
        .map(|(at, &value)| gap_at(at, value, &references))
        .collect();
    Ok(GapStatistic {
        n_clusters: fewest_convincing(&cuts),
        cuts,
    })
}

fn gap_at(at: usize, log_dispersion: f64, references: &[Vec<f64>]) -> CutGap {
    let n = references.len() as f64;
    let expected = references.iter().map(|values| values[at]).sum::<f64>() / n;
    let squares = references
        .iter()
        .map(|values| (values[at] - expected).powi(2));
    let variance = squares.sum::<f64>() / (n - 1.0);
    CutGap {
        n_clusters: at + 1,
        log_dispersion,
        expected,
        gap: expected - log_dispersion,
        standard_error: (variance * (1.0 + 1.0 / n)).sqrt(),
    }
}

fn fewest_convincing(cuts: &[CutGap]) -> usize {
    (cuts.windows(2))
        .find(|pair| pair[0].gap >= pair[1].gap - pair[1].standard_error)
        .map_or(cuts.len().max(1), |pair| pair[0].n_clusters)
}

/// The logarithm of the dispersion within clusters when the tree is cut into 1 to `most`.
fn log_dispersions(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    distance: Distance,
    most: usize,
) -> Vec<f64> {
    let is_squared = !matches!(distance, Distance::Euclidean | Distance::Manhattan);
    let cuts = (1..=most).map(|k| tree.cut_k(k).expect("fewer clusters than leaves"));
    cuts.map(|labels| {
        let mut sums = vec![0.0; most];
        let mut sizes = vec![0.0; most];
        let mut pairs = distances.values().iter();
        for (i, &one) in labels.iter().enumerate() {
            sizes[one - 1] += 1.0;
            for &other in &labels[i + 1..] {
                let d = pairs.next().expect("one for each pair");
                if one == other {
                    sums[one - 1] += if is_squared { *d } else { d * d };
                }
            }
        }
        let shares = sums.iter().zip(&sizes).filter(|(_, size)| **size > 0.0);
        shares.map(|(sum, size)| sum / size).sum::<f64>().ln()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n_clusters: usize, gap: f64, standard_error: f64) -> CutGap {
        CutGap {
            n_clusters,
            log_dispersion: 0.0,
            expected: gap,
            gap,
            standard_error,
        }
    }

    #[test]
    fn the_fewest_clusters_that_more_do_not_beat_are_taken() {
        let rising = [at(1, 0.1, 0.01), at(2, 0.3, 0.01), at(3, 0.305, 0.01)];
        assert_eq!(fewest_convincing(&rising), 2);
        assert_eq!(fewest_convincing(&rising[..2]), 2);
        assert_eq!(fewest_convincing(&[at(1, 0.1, 0.3), at(2, 0.3, 0.3)]), 1);
        assert_eq!(fewest_convincing(&[]), 1);
    }

    #[test]
    fn dispersions_by_hand() {
        // 0, 1, 10 on a line: squared 1, 100, 81
        let labels = ["a", "b", "c"].map(String::from).to_vec();
        let distances = CondensedDistances::new(labels, vec![1.0, 10.0, 9.0]).unwrap();
        let tree = cluster(&distances, Linkage::Average);
        let found = log_dispersions(&distances, &tree, Distance::Euclidean, 2);
        assert_eq!(found, [(182.0_f64 / 3.0).ln(), 0.5_f64.ln()]);
        let found = log_dispersions(&distances, &tree, Distance::Pearson, 2);
        assert_eq!(found, [(20.0_f64 / 3.0).ln(), 0.5_f64.ln()]);
    }
}
