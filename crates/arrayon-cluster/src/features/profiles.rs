//! What the features of a cluster have in common: their mean course over groups of samples.

use super::clusters::{GeneCluster, GroupLevel, SampleLevel};
use crate::error::ClusterError;
use crate::items::Items;
use arrayon_core::ExpressionMatrix;
use arrayon_results::number::finite;
use arrayon_stats::descriptive::variance;
use rayon::prelude::*;

/// The profile of every cluster of features, by cluster number, its gene sets left empty.
///
/// Every feature is standardised first: less its mean, over its standard deviation, both over all
/// samples that have it; a constant feature becomes 0. `labels` holds a cluster for each feature,
/// as [`crate::Dendrogram::cut_k`] and [`crate::dynamic_cut()`] give them; features of cluster 0
/// are in none. `groups` holds the group of each sample.
///
/// # Errors
/// Another number of labels than features, or of groups than samples; a sample without a group;
/// an infinite value.
///
/// # Cost
/// O(n_features x n_samples), parallel over features.
pub fn cluster_profiles<S>(
    expression: &ExpressionMatrix,
    labels: &[usize],
    groups: &[String],
) -> Result<Vec<GeneCluster<S>>, ClusterError> {
    crate::distances::prepare::check_usable(expression, Items::Features)?;
    if labels.len() != expression.n_features() {
        return Err(ClusterError::LabelCount {
            n_labels: labels.len(),
            n_features: expression.n_features(),
        });
    }
    let groups = SampleGroups::new(expression.samples(), groups)?;
    let standardised: Vec<Vec<f64>> = (0..expression.n_features())
        .into_par_iter()
        .map(|feature| standardised(expression.row(feature).to_vec()))
        .collect();
    let n_clusters = labels.iter().copied().max().unwrap_or(0);
    let mut members = vec![Vec::new(); n_clusters + 1];
    (labels.iter().enumerate()).for_each(|(feature, &label)| members[label].push(feature));
    let profiles = members.into_iter().enumerate().skip(1);
    Ok(profiles
        .filter(|(_, features)| !features.is_empty())
        .map(|(cluster, features)| {
            profile(
                cluster,
                &features,
                &standardised,
                &groups,
                expression.samples(),
            )
        })
        .collect())
}

struct SampleGroups<'a> {
    names: Vec<&'a str>,
    /// Samples of each group.
    samples: Vec<Vec<usize>>,
}

impl<'a> SampleGroups<'a> {
    fn new(samples: &[String], groups: &'a [String]) -> Result<Self, ClusterError> {
        if groups.len() != samples.len() {
            return Err(ClusterError::GroupLabels {
                n_labels: groups.len(),
                n_samples: samples.len(),
            });
        }
        let mut names: Vec<&str> = Vec::new();
        let mut of_group: Vec<Vec<usize>> = Vec::new();
        for (sample, group) in groups.iter().enumerate() {
            if group.is_empty() {
                return Err(ClusterError::NoGroup(samples[sample].clone()));
            }
            match names.iter().position(|name| name == group) {
                Some(at) => of_group[at].push(sample),
                None => {
                    names.push(group);
                    of_group.push(vec![sample]);
                }
            }
        }
        Ok(Self {
            names,
            samples: of_group,
        })
    }
}

fn standardised(mut row: Vec<f64>) -> Vec<f64> {
    let present: Vec<f64> = row
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    // Rounding of the mean must not make a constant row look as if it varied.
    let is_constant = present.iter().all(|&value| value == present[0]);
    let mean = present.iter().sum::<f64>() / present.len() as f64;
    let scale = if is_constant {
        0.0
    } else {
        1.0 / variance(&present).sqrt()
    };
    for value in row.iter_mut().filter(|value| !value.is_nan()) {
        *value = if is_constant {
            0.0
        } else {
            (*value - mean) * scale
        };
    }
    row
}

fn profile<S>(
    cluster: usize,
    features: &[usize],
    standardised: &[Vec<f64>],
    groups: &SampleGroups<'_>,
    samples: &[String],
) -> GeneCluster<S> {
    let group_profile = |(name, samples): (&&str, &Vec<usize>)| {
        let means: Vec<f64> = (features.iter())
            .map(|&feature| mean_of_present(samples.iter().map(|&s| standardised[feature][s])))
            .filter(|mean| !mean.is_nan())
            .collect();
        GroupLevel {
            group: (*name).to_owned(),
            n_samples: samples.len(),
            mean: finite(mean_of_present(means.iter().copied())),
            sd: (means.len() > 1).then(|| variance(&means).sqrt()),
        }
    };
    let groups = groups
        .names
        .iter()
        .zip(&groups.samples)
        .map(group_profile)
        .collect();
    let level = |(at, sample): (usize, &String)| SampleLevel {
        sample: sample.clone(),
        mean: finite(mean_of_present(
            features.iter().map(|&feature| standardised[feature][at]),
        )),
    };
    GeneCluster {
        cluster,
        n_features: features.len(),
        group_means: groups,
        sample_means: samples.iter().enumerate().map(level).collect(),
        gene_sets: Vec::new(),
    }
}

fn mean_of_present(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values.filter(|value| !value.is_nan()) {
        sum += value;
        n += 1.0;
    }
    sum / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn expression() -> ExpressionMatrix {
        let values = array![
            [1.0, 1.0, 3.0, 3.0],
            [10.0, 10.0, 10.0, 10.0],
            [5.0, 7.0, 1.0, 3.0],
            [2.0, f64::NAN, 6.0, f64::NAN]
        ];
        let features = (0..4).map(|i| format!("f{i}")).collect();
        let samples = (0..4).map(|i| format!("s{i}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    fn profiles(labels: &[usize], groups: &str) -> Result<Vec<GeneCluster<()>>, ClusterError> {
        let groups: Vec<String> = groups.split(' ').map(str::to_owned).collect();
        cluster_profiles(&expression(), labels, &groups)
    }

    #[test]
    fn profiles_by_hand() {
        let found = profiles(&[1, 0, 3, 1], "b b a a").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].cluster, found[0].n_features), (1, 2));
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-15, "{a} {b}");
        // f0: 2 -+ 1 with sd sqrt(4/3); f3: 4 -+ 2 with sd sqrt(8)
        let [one, other] = [0.75_f64.sqrt(), 0.5_f64.sqrt()];
        let low = &found[0].group_means[0];
        assert_eq!((low.group.as_str(), low.n_samples), ("b", 2));
        close(low.mean.unwrap(), -f64::midpoint(one, other));
        close(low.sd.unwrap(), (one - other).abs() / 2.0_f64.sqrt());
        assert_eq!(found[0].sample_means[1].sample, "s1");
        close(found[0].sample_means[1].mean.unwrap(), -one);
        close(
            found[0].sample_means[2].mean.unwrap(),
            f64::midpoint(one, other),
        );
        assert_eq!((found[1].cluster, found[1].group_means[1].sd), (3, None));
    }

    #[test]
    fn constant_features_are_flat() {
        let found = profiles(&[0, 1, 0, 0], "b b a a").unwrap();
        assert!(
            found[0]
                .sample_means
                .iter()
                .all(|level| level.mean == Some(0.0))
        );
    }

    #[test]
    fn labels_and_groups_must_fit() {
        let refused = |labels: &[usize], text| profiles(labels, text).unwrap_err().to_string();
        assert_eq!(refused(&[1], "a a b b"), "1 cluster labels for 4 features");
        assert_eq!(refused(&[1; 4], "a b"), "2 group labels for 4 samples");
        assert_eq!(refused(&[1; 4], "a b  a"), "sample 's2' has no group");
    }
}
