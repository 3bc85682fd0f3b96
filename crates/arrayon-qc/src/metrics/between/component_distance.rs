//! Whether an array stands apart along the principal components.

use super::{Limit, SetMetric, Values};
use crate::statistics::{ArrayComponent, median};

/// The median absolute deviation of a normal distribution of standard deviation 1.
const NORMAL_DEVIATION: f64 = 0.674_489_750_196_081_7;

/// An array so many standard deviations from its group is apart. Ours: the 99 % quantile that the
/// literature takes is 3.9 for five components, but the deviations of few arrays are uncertain.
const APART: f64 = 12.0;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "component_distance",
    rule: "robust distance from the median of its group along the first five principal components at \
           most 12 standard deviations",
    source: "Asare et al. 2009 (BMC Bioinformatics 10:53) test distances along components; limit: ours",
    fewest_arrays: super::FOUR,
    values: |measured| match (measured.compared.components, measured.groups()) {
        (None, _) => Values::Absent,
        (Some(_), Err(why)) => why,
        (Some(components), Ok(groups)) => {
            Values::Of(distances(measured.compared.n_arrays, components, &groups))
        }
    },
    limit: |_| Limit::AtMost(APART),
    failure: None,
    reason: |finding| {
        format!(
            "it stands {:.0} standard deviations from the other arrays of its group along the \
             principal components",
            finding.value
        )
    },
};

/// The length of each array's scores less the median of its group, each component over its median
/// absolute deviation; a component along which most arrays stand at their median takes no part.
fn distances(n_arrays: usize, components: &[ArrayComponent], groups: &[Vec<usize>]) -> Vec<f64> {
    let mut squares = vec![0.0; n_arrays];
    for component in components {
        let mut scores = component.scores.clone();
        for group in groups {
            let center = median(group.iter().map(|&array| component.scores[array]));
            group.iter().for_each(|&array| scores[array] -= center);
        }
        let deviation = median(scores.iter().map(|score| score.abs())) / NORMAL_DEVIATION;
        if deviation > 0.0 {
            for (square, score) in squares.iter_mut().zip(&scores) {
                *square += (score / deviation).powi(2);
            }
        }
    }
    squares.into_iter().map(f64::sqrt).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{arrays, checks};
    use arrayon_results::qc::Status;

    #[test]
    fn groups_apart_are_no_arrays_apart() {
        let groups = ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"].map(str::to_owned);
        let name = "component_distance";
        // every third feature differs between the groups
        let of_group = |array: usize, feature: usize| match (array % 2, feature % 3) {
            (1, 0) => 4.0,
            _ => 0.0,
        };
        let clean = arrays(10, |array, feature, draw| draw + of_group(array, feature));
        let found = checks(&clean, &groups, name);
        assert!(
            found.iter().all(|check| check.status == Status::Pass),
            "{found:#?}"
        );
        let spoilt = arrays(10, |array, feature, draw| {
            let own = if array == 4 {
                (feature % 7) as f64
            } else {
                0.0
            };
            draw + of_group(array, feature) + own
        });
        for (array, check) in checks(&spoilt, &groups, name).iter().enumerate() {
            let expected = if array == 4 {
                Status::Warn
            } else {
                Status::Pass
            };
            assert_eq!(check.status, expected, "{array} {check:?}");
        }
    }
}
