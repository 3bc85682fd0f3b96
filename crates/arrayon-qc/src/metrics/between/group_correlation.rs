//! Whether an array correlates with those of its group less than they with each other.

use super::{Limit, SetMetric, Values};
use crate::statistics::{ExpressionByArray, median};

/// Arrays of a group: with fewer no one is the odd one.
const FEWEST: usize = 3;

/// The median absolute deviation counts as this much at least: arrays of a small group can be as
/// alike as chance has it. Ours.
const SMALLEST_DEVIATION: f64 = 0.005;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "group_correlation_score",
    rule: "median correlation of expression with the arrays of the same group, less the median over \
           the group, over the group's median absolute deviation (at least 0.005), not below -5",
    source: "nf-core/differentialabundance; smallest deviation: ours",
    fewest_arrays: FEWEST,
    values: |measured| match (measured.expression(), measured.groups()) {
        (None, _) => Values::Absent,
        (Some(_), Err(why)) => why,
        (Some(expression), Ok(groups)) => Values::Of(scores(expression, &groups)),
    },
    limit: |_| Limit::AtLeast(-5.0),
    failure: None,
    reason: |finding| {
        format!(
            "it correlates with the arrays of its group less than they do with each other ({:.1} \
             deviations)",
            finding.value
        )
    },
};

/// NaN for the arrays of groups that are too small.
fn scores(expression: &ExpressionByArray<'_>, groups: &[Vec<usize>]) -> Vec<f64> {
    let mut scores = vec![f64::NAN; expression.n_arrays()];
    for group in groups {
        if group.len() < FEWEST {
            continue;
        }
        let of_one = |&one: &usize| {
            let others = group.iter().filter(|&&other| other != one);
            median(others.map(|&other| expression.correlation(one, other)))
        };
        let correlations: Vec<f64> = group.iter().map(of_one).collect();
        let center = median(correlations.iter().copied());
        let deviation = median(correlations.iter().map(|of| (of - center).abs()));
        for (&array, of) in group.iter().zip(&correlations) {
            scores[array] = (of - center) / deviation.max(SMALLEST_DEVIATION);
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::super::tests::{arrays, checks};
    use arrayon_results::qc::Status;

    #[test]
    fn an_array_that_goes_its_own_way_is_found_within_its_group() {
        let groups = ["a", "b", "a", "b", "a", "b", "a", "b"].map(str::to_owned);
        let matrix = arrays(
            8,
            |array, _, draw| if array == 5 { 3.0 * draw } else { draw },
        );
        let found = checks(&matrix, &groups, "group_correlation_score");
        for (array, check) in found.iter().enumerate() {
            let expected = if array == 5 {
                Status::Warn
            } else {
                Status::Pass
            };
            assert_eq!(check.status, expected, "{array} {check:?}");
        }
        // of two no one is the odd one
        let pairs = ["a", "a", "b", "b", "c", "c", "d", "d"].map(str::to_owned);
        let found = checks(&matrix, &pairs, "group_correlation_score");
        assert!(
            found
                .iter()
                .all(|check| check.status == Status::NotApplicable)
        );
    }
}
