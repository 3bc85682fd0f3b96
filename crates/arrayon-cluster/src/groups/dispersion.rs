//! Do groups differ in how far their samples lie from the centre of the group?

use super::declared::{Groups, check_number, numbered};
use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use arrayon_stats::f_distribution;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// P-value up to which the spread of groups is said to differ.
pub const UNEQUAL_SPREAD_AT: f64 = 0.01;

/// Samples, or units of several, that a group needs to be tested: two are as far from their centre
/// as each other, whatever they are.
const FEWEST_TESTED: usize = 3;

/// How far samples lie from the centres of their groups, and whether groups differ in it. Where they do,
/// the permutation test of the groups and the tree may mislead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dispersion {
    /// The spread of each group of two samples or more, groups in the order of their names.
    pub spreads: Vec<GroupSpread>,
    /// Variation of these distances between groups over variation within, of groups of three samples
    /// or more (of three units where the levels are those of whole units); `null` where there are
    /// fewer than two such groups, or no variation within.
    pub f: Option<f64>,
    /// Probability of so large an F if groups spread equally; `null` likewise.
    pub p_value: Option<f64>,
}

/// The spread of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSpread {
    /// The group.
    pub group: String,
    /// Mean distance of its samples to their centre, in the unit of the distances.
    pub mean_distance_to_center: f64,
}

impl Dispersion {
    /// Whether groups of equal spread seldom differ as much.
    pub fn is_unequal(&self) -> bool {
        self.p_value.is_some_and(|p| p <= UNEQUAL_SPREAD_AT)
    }
}

/// Tests whether groups differ in spread, by an analysis of variance of the distances of samples to
/// the centre of their group. Where `units` are given, the distances of the samples of one unit are
/// averaged first: samples of one animal are not so many animals.
///
/// Distances are made larger by the root of n / (n - 1) of a group of n samples, for the centre of few
/// lies nearer to them than that of many.
///
/// # Errors
/// What [`crate::judge_groups`] refuses of `groups`; another number of units than samples.
///
/// # Numerics
/// Distances, F and p-value agree within 1e-12 with principal coordinates, as vegan's
/// `betadisper(type = "centroid", bias.adjust = TRUE)` takes them, followed by `anova`. Among few
/// samples the test finds a difference a little too often: in simulations without one, of 3 against 3
/// to 12 against 12 and of 4, 4 and 4, p was at most 0.01 in 0.3 to 4.3 % of studies
/// (`testdata/evaluation/unequal_spread.tsv`).
///
/// # Source
/// Anderson 2006, Biometrics 62:245.
pub fn dispersion(
    distances: &CondensedDistances,
    groups: &[String],
    units: Option<&[String]>,
) -> Result<Dispersion, ClusterError> {
    let groups = Groups::new(distances.labels(), groups)?;
    let from_center = distances_to_centers(distances, &groups);
    let unit_of_sample = match units {
        Some(units) => {
            check_number(units, distances.labels())?;
            numbered(units).1
        }
        None => (0..from_center.len()).collect(),
    };
    let (mut spreads, mut tested) = (Vec::new(), Vec::new());
    for (group, name) in groups.names.iter().enumerate() {
        let of_group = |at: &usize| groups.of_sample[*at] == group;
        let members: Vec<usize> = (0..from_center.len()).filter(of_group).collect();
        if members.len() < 2 {
            continue;
        }
        let of_units = means_of_units(&members, &unit_of_sample, &from_center);
        spreads.push(GroupSpread {
            group: (*name).to_owned(),
            mean_distance_to_center: mean(&of_units),
        });
        if of_units.len() >= FEWEST_TESTED {
            tested.push(of_units);
        }
    }
    let found = analysis_of_variance(&tested);
    Ok(Dispersion {
        spreads,
        f: found.map(|(f, _)| f),
        p_value: found.map(|(_, p_value)| p_value),
    })
}

/// The distance of each sample to the centre of its group, from the distances between samples.
fn distances_to_centers(distances: &CondensedDistances, groups: &Groups<'_>) -> Vec<f64> {
    let n = groups.of_sample.len();
    // squared distances to the others of the group
    let mut to_others = vec![0.0; n];
    let mut within = vec![0.0; groups.sizes.len()];
    let mut pairs = distances.values().iter();
    for i in 0..n {
        for j in i + 1..n {
            let square = pairs.next().expect("one for each pair").powi(2);
            if groups.of_sample[i] == groups.of_sample[j] {
                to_others[i] += square;
                to_others[j] += square;
                within[groups.of_sample[i]] += square;
            }
        }
    }
    let of_sample = |(at, to_others): (usize, &f64)| {
        let group = groups.of_sample[at];
        let size = groups.sizes[group] as f64;
        let square = to_others / size - within[group] / (size * size);
        // of a space that is not Euclidean the square can be negative
        (square.max(0.0) * size / (size - 1.0).max(1.0)).sqrt()
    };
    to_others.iter().enumerate().map(of_sample).collect()
}

/// The mean of the values of each unit, for units of these samples.
fn means_of_units(members: &[usize], unit_of_sample: &[usize], values: &[f64]) -> Vec<f64> {
    let mut units: Vec<usize> = members.iter().map(|&at| unit_of_sample[at]).collect();
    units.sort_unstable();
    units.dedup();
    let of_unit = |&unit: &usize| {
        let of_unit = members.iter().filter(|at| unit_of_sample[**at] == unit);
        let of_unit: Vec<f64> = of_unit.map(|&at| values[at]).collect();
        mean(&of_unit)
    };
    units.iter().map(of_unit).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// F and its p-value; `None` with fewer than two groups, and where all that differs within is
/// rounding.
fn analysis_of_variance(groups: &[Vec<f64>]) -> Option<(f64, f64)> {
    const ROUNDING: f64 = 1e-20;
    if groups.len() < 2 {
        return None;
    }
    let all: Vec<f64> = groups.concat();
    let (total, df1) = (mean(&all), (groups.len() - 1) as f64);
    let df2 = (all.len() - groups.len()) as f64;
    let (mut between, mut within) = (0.0, 0.0);
    for group in groups {
        let center = mean(group);
        between += group.len() as f64 * (center - total).powi(2);
        within += group.iter().map(|z| (z - center).powi(2)).sum::<f64>();
    }
    let size: f64 = all.iter().map(|z| z * z).sum();
    if within <= ROUNDING * size {
        return None;
    }
    let f = (between / df1) / (within / df2);
    Some((f, f_distribution::upper_tail(f, df1, df2)))
}

/// Expected numbers are those of `testdata/golden/cluster-r-further/make_dispersion.R`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::points_on_a_line::on_a_line;

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[track_caller]
    fn assert_is(found: &Dispersion, spreads: &[f64], f: f64, p_value: f64) {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b.abs();
        let of_groups: Vec<f64> = (found.spreads.iter())
            .map(|one| one.mean_distance_to_center)
            .collect();
        assert_eq!(of_groups.len(), spreads.len());
        assert!(
            of_groups.iter().zip(spreads).all(|(a, b)| close(*a, *b)),
            "{found:?}"
        );
        assert!(close(found.f.unwrap(), f), "{found:?}");
        assert!(close(found.p_value.unwrap(), p_value), "{found:?}");
    }

    const POINTS: [f64; 9] = [1.0, 2.0, 4.5, 9.0, 3.0, 10.0, 20.0, 38.0, 5.5];

    #[test]
    fn distances_on_a_line_are_deviations_from_the_mean() {
        let found = dispersion(&on_a_line(&POINTS), &names("a a a a b b b b b"), None).unwrap();
        let spreads = [3.03108891324553, 12.2536525166988];
        assert_is(&found, &spreads, 4.73534995536727, 0.0660211276072099);
        assert!(!found.is_unequal());
    }

    #[test]
    fn distances_of_no_euclidean_space() {
        let values = vec![
            1.311, 1.321, 0.664, 1.897, 1.329, 0.752, 1.425, 1.013, 1.282, 1.131, 1.066, 0.681,
            1.492, 1.414, 0.571, 0.435, 0.495, 1.376, 1.027, 1.105, 0.601, 1.376, 1.563, 1.785,
            1.352, 0.576, 0.548, 1.522, 0.356, 0.84, 0.609, 1.604, 0.259, 0.985, 0.414, 0.92,
            1.041, 1.02, 0.804, 1.967, 0.897, 1.668, 1.053, 0.285, 0.402,
        ];
        let distances = CondensedDistances::new((0..10).map(|i| format!("s{i}")).collect(), values);
        let groups = names("a a a b b b b c c c");
        let found = dispersion(&distances.unwrap(), &groups, None).unwrap();
        assert_is(
            &found,
            &[0.887143360526162, 0.607287201300802, 0.416108759925441],
            1.33744840354794,
            0.322166919714324,
        );
    }

    #[test]
    fn samples_of_one_unit_count_once() {
        // every animal twice, at the same place: as many distances as animals, whose size alone
        // is that of groups of ten
        let twice: Vec<f64> = POINTS.iter().flat_map(|&at| [at, at]).collect();
        let groups = names("a a a a a a a a b b b b b b b b b b");
        let animals = names("1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9");
        let found = |units| dispersion(&on_a_line(&twice), &groups, units).unwrap();
        let (of_animals, of_samples) = (found(Some(&animals[..])), found(None));
        for (one, other) in of_animals.spreads.iter().zip(&of_samples.spreads) {
            let distance = |of: &GroupSpread| of.mean_distance_to_center;
            assert!((distance(one) / distance(other) - 1.0).abs() < 1e-14);
        }
        assert!(of_samples.p_value.unwrap() < of_animals.p_value.unwrap());
        assert!(dispersion(&on_a_line(&twice), &groups, Some(&animals[1..])).is_err());
    }

    #[test]
    fn few_samples_and_equal_ones_are_not_tested() {
        let none = |points: &[f64], groups: &str| {
            let found = dispersion(&on_a_line(points), &names(groups), None).unwrap();
            assert_eq!((found.f, found.p_value), (None, None));
            assert!(!found.is_unequal());
            found.spreads.len()
        };
        // two are as far from their centre as each other; one is its centre
        assert_eq!(none(&[0.0, 1.0, 5.0, 9.0, 11.0], "a a b b b"), 2);
        assert_eq!(none(&[0.0, 1.0, 2.0, 9.0], "a a a b"), 1);
        assert_eq!(none(&[1.0; 6], "a a a b b b"), 2);
    }
}
