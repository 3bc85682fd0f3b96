//! When groups count as separated, partly or not separated, and when they cannot be judged.

use super::dispersion::UNEQUAL_SPREAD_AT;
use super::permanova::DIFFERENT_AT;
use super::verdict::GroupVerdict;
use arrayon_results::Separation;

/// Adjusted Rand index from which a cut agrees in part with the groups.
pub const PARTLY_AT: f64 = 0.5;

/// Approximately unbiased probability from which a group's branch is well supported.
pub const SUPPORTED_AT: f64 = 0.95;

/// Whether the permutation test can speak at all, of groups that are more than a sample.
fn can_be_judged(judged: &GroupVerdict) -> bool {
    judged.permanova.smallest_p_value <= DIFFERENT_AT && judged.several().len() >= 2
}

pub(crate) fn verdict(judged: &GroupVerdict) -> Separation {
    let supported = (judged.branches.iter().filter_map(|branch| branch.au))
        .all(|probability| probability >= SUPPORTED_AT);
    if !can_be_judged(judged) {
        Separation::CannotBeJudged
    } else if !judged.permanova.is_different() {
        Separation::NotSeparated
    } else if judged.adjusted_rand_index == 1.0 && supported && judged.is_index_no_artefact() {
        Separation::Separated
    } else if judged.best_adjusted_rand_index >= PARTLY_AT && judged.is_best_index_no_artefact() {
        Separation::Partly
    } else {
        Separation::NotSeparated
    }
}

/// The rule in words, with the numbers that apply.
pub(crate) fn rule(judged: &GroupVerdict, has_support: bool) -> String {
    let n = judged.groups.len();
    let supported = match has_support {
        true => format!(", every group's branch has an au of {SUPPORTED_AT} or more"),
        false => String::new(),
    };
    let of_adjusted = match judged.readjusted {
        Some(readjusted) => format!(
            "; of values adjusted for display, levels trade within {} alone, the permutation test is \
             of values adjusted without regard to the groups, and an index counts if at most \
             {DIFFERENT_AT} of {} deals of the levels by lot, with the values adjusted anew for each, \
             reach it",
            judged.block_columns.join(" and "),
            readjusted.n_relabelings,
        ),
        None => String::new(),
    };
    format!(
        "cannot be judged: with so few samples the permutation test cannot give a p-value of \
         {DIFFERENT_AT} or less, or fewer than two groups have two samples; else not separated: that \
         p-value is above {DIFFERENT_AT}; else separated: the tree cut into {n} clusters gives \
         exactly the {n} groups (adjusted rand index 1){supported}; else partly: some cut into 2 or \
         more clusters reaches an adjusted rand index of {PARTLY_AT}; else not separated{of_adjusted}; \
         where groups that are not separated, or partly, differ in spread (analysis of variance of the \
         distances to their centres, p-value of {UNEQUAL_SPREAD_AT} or less), the sentence warns of it"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::declared::Grouping;
    use crate::groups::judge::judge_groups;
    use crate::groups::points_on_a_line::on_a_line;
    use crate::settings::Linkage;
    use crate::support::BranchSupport;
    use crate::tree::linkage::cluster;
    use arrayon_core::NoProgress;

    fn judged(points: &[f64], groups: &str, au: Option<f64>) -> GroupVerdict {
        let distances = on_a_line(points);
        let tree = cluster(&distances, Linkage::Average);
        let grouping = Grouping::new("diet", groups.split(' ').map(str::to_owned).collect());
        let support = au.map(|au| vec![supported(au); points.len() - 1]);
        let support = support.as_deref();
        judge_groups(&distances, &tree, &grouping, support, 1, &NoProgress).unwrap()
    }

    fn supported(probability: f64) -> BranchSupport {
        BranchSupport {
            au: probability,
            bp: probability,
            si: probability,
            se_au: 0.0,
            se_bp: 0.0,
            se_si: 0.0,
            fit_p_value: None,
        }
    }

    const FAR: [f64; 8] = [0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 23.9];

    #[test]
    fn evidence_can_take_a_verdict_back() {
        let with = |au| judged(&FAR, "a a a a b b b b", Some(au));
        let mut good = with(0.97);
        assert_eq!(good.verdict, Separation::Separated);
        assert!(good.rule.contains("au of 0.95") && good.rule.contains("p-value of 0.05"));
        assert_eq!(with(0.94).verdict, Separation::Partly);
        good.permanova.p_value = 0.06;
        assert_eq!(verdict(&good), Separation::NotSeparated);
        good.permanova.smallest_p_value = 0.051;
        assert_eq!(verdict(&good), Separation::CannotBeJudged);
    }

    #[test]
    fn a_lucky_cut_without_a_difference_is_not_even_partly() {
        let points = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 40.0];
        let mut lucky = judged(&points, "a a a a b b b b", None);
        assert_eq!(lucky.verdict, Separation::Partly);
        lucky.permanova.p_value = 0.06;
        assert_eq!(verdict(&lucky), Separation::NotSeparated);
    }

    #[test]
    fn few_samples_cannot_be_judged_however_far_apart() {
        for groups in ["a a a b b b", "a a b b", "a a a a b", "a a a b b c"] {
            let points: Vec<f64> = (groups.split(' '))
                .zip([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
                .map(|(group, near)| near + 1e3 * f64::from(group.as_bytes()[0]))
                .collect();
            let found = judged(&points, groups, None);
            let can = found.permanova.smallest_p_value <= DIFFERENT_AT;
            // 60 ways for three, two and one
            assert_eq!(can, groups == "a a a b b c");
            let expected = match can {
                true => Separation::Separated,
                false => Separation::CannotBeJudged,
            };
            assert_eq!(found.verdict, expected, "{groups}");
        }
        // one sample against 25 reaches 1 / 26, but is no group
        let mut points: Vec<f64> = (0..25).map(|at| f64::from(at) / 10.0).collect();
        points.push(1e3);
        let outlier = judged(&points, &format!("{}b", "a ".repeat(25)), None);
        assert!(outlier.permanova.p_value < DIFFERENT_AT);
        assert_eq!(outlier.verdict, Separation::CannotBeJudged);
    }
}
