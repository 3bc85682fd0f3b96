//! What the features of a cluster have in common: their mean course over groups of samples.

use crate::error::ClusterError;
use crate::items::Items;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::variance;
use rayon::prelude::*;

/// One group of samples in the profile of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupProfile {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// Mean over the cluster's features of their mean in the group, in standard deviations of each
    /// feature over all samples.
    pub mean: f64,
    /// Standard deviation of these means over the features; `None` for a single one.
    pub sd: Option<f64>,
}

/// A cluster of features and its profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterProfile {
    /// The cluster's number.
    pub cluster: usize,
    /// Its features, as positions in the matrix.
    pub features: Vec<usize>,
    /// Each group, in the order in which the samples first meet them.
    pub groups: Vec<GroupProfile>,
    /// Mean of the standardised features in each sample; NaN where all miss.
    pub samples: Vec<f64>,
}

/// The members and the profile of every cluster of features, by cluster number.
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
pub fn cluster_profiles(
    expression: &ExpressionMatrix,
    labels: &[usize],
    groups: &[String],
) -> Result<Vec<ClusterProfile>, ClusterError> {
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
        .map(|(cluster, features)| profile(cluster, features, &standardised, &groups))
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

fn profile(
    cluster: usize,
    features: Vec<usize>,
    standardised: &[Vec<f64>],
    groups: &SampleGroups<'_>,
) -> ClusterProfile {
    let group_profile = |(name, samples): (&&str, &Vec<usize>)| {
        let means: Vec<f64> = (features.iter())
            .map(|&feature| mean_of_present(samples.iter().map(|&s| standardised[feature][s])))
            .filter(|mean| !mean.is_nan())
            .collect();
        GroupProfile {
            group: (*name).to_owned(),
            n_samples: samples.len(),
            mean: mean_of_present(means.iter().copied()),
            sd: (means.len() > 1).then(|| variance(&means).sqrt()),
        }
    };
    let groups = groups
        .names
        .iter()
        .zip(&groups.samples)
        .map(group_profile)
        .collect();
    let n_samples = standardised[0].len();
    let samples = (0..n_samples)
        .map(|s| mean_of_present(features.iter().map(|&feature| standardised[feature][s])))
        .collect();
    ClusterProfile {
        cluster,
        features,
        groups,
        samples,
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

    fn groups(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn profiles_by_hand() {
        let found = cluster_profiles(&expression(), &[1, 0, 3, 1], &groups("b b a a")).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].cluster, found[0].features.as_slice()),
            (1, &[0, 3][..])
        );
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-15, "{a} {b}");
        // f0: 2 -+ 1 with sd sqrt(4/3); f3: 4 -+ 2 with sd sqrt(8)
        let [one, other] = [0.75_f64.sqrt(), 0.5_f64.sqrt()];
        let low = &found[0].groups[0];
        assert_eq!((low.group.as_str(), low.n_samples), ("b", 2));
        close(low.mean, -f64::midpoint(one, other));
        close(low.sd.unwrap(), (one - other).abs() / 2.0_f64.sqrt());
        close(found[0].samples[1], -one);
        close(found[0].samples[2], f64::midpoint(one, other));
        assert_eq!((found[1].cluster, found[1].groups[1].sd), (3, None));
    }

    #[test]
    fn constant_features_are_flat() {
        let found = cluster_profiles(&expression(), &[0, 1, 0, 0], &groups("b b a a")).unwrap();
        assert_eq!(found[0].samples, [0.0; 4]);
    }

    #[test]
    fn labels_and_groups_must_fit() {
        let refused = |labels: &[usize], text| {
            cluster_profiles(&expression(), labels, &groups(text))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(refused(&[1], "a a b b"), "1 cluster labels for 4 features");
        assert_eq!(refused(&[1; 4], "a b"), "2 group labels for 4 samples");
        assert_eq!(refused(&[1; 4], "a b  a"), "sample 's2' has no group");
    }
}
