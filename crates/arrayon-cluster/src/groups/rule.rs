//! When groups count as separated, partly or not separated.

use super::permanova::Permanova;
use super::verdict::GroupVerdict;
use arrayon_results::Separation;

/// Adjusted Rand index from which a cut agrees in part with the groups.
pub const PARTLY_AT: f64 = 0.5;

/// Approximately unbiased probability from which a group's branch is well supported.
pub const SUPPORTED_AT: f64 = 0.95;

/// Permutation p-value up to which groups differ.
pub const DIFFERENT_AT: f64 = 0.05;

/// Whether the permutation test can speak at all.
fn is_decisive(test: &Permanova) -> bool {
    test.smallest_p_value <= DIFFERENT_AT
}

pub(crate) fn verdict(judged: &GroupVerdict) -> Separation {
    let test = &judged.permanova;
    let differ = !is_decisive(test) || test.p_value <= DIFFERENT_AT;
    let supported = (judged.branches.iter().filter_map(|branch| branch.au))
        .all(|probability| probability >= SUPPORTED_AT);
    if judged.adjusted_rand_index == 1.0 {
        if differ && supported {
            Separation::Separated
        } else {
            Separation::Partly
        }
    } else if differ && judged.best_adjusted_rand_index >= PARTLY_AT {
        Separation::Partly
    } else {
        Separation::NotSeparated
    }
}

/// The rule in words, with the numbers that apply.
pub(crate) fn rule(judged: &GroupVerdict, has_support: bool) -> String {
    let n = judged.groups.len();
    let test = &judged.permanova;
    let supported = if has_support {
        format!(", every group's branch has an au of {SUPPORTED_AT} or more")
    } else {
        String::new()
    };
    let (differ, unused) = match is_decisive(test) {
        true => (
            format!(" and the permutation test a p-value of {DIFFERENT_AT} or less"),
            String::new(),
        ),
        false => (
            String::new(),
            format!(
                "; the permutation test is not asked: with these group sizes its p-value cannot \
                 fall below {:.3}",
                test.smallest_p_value
            ),
        ),
    };
    format!(
        "separated: the tree cut into {n} clusters gives exactly the {n} groups (adjusted rand \
         index 1){supported}{differ}; else partly: that cut gives the groups, or some cut into 2 \
         or more clusters reaches an adjusted rand index of {PARTLY_AT}{differ}; else not \
         separated{unused}"
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
        let grouping = Grouping {
            variable: "diet".to_owned(),
            levels: groups.split(' ').map(str::to_owned).collect(),
        };
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
        assert_eq!(verdict(&good), Separation::Partly);
        good.permanova.smallest_p_value = 0.1;
        assert_eq!(verdict(&good), Separation::Separated);
        let rule = rule(&good, true);
        assert!(rule.contains("cannot fall below 0.100"), "{rule}");
    }

    #[test]
    fn a_lucky_cut_without_a_difference_is_not_even_partly() {
        let mut lucky = judged(&[0.0, 1.0, 2.0, 10.0, 11.0, 40.0], "a a a b b b", None);
        lucky.permanova.smallest_p_value = 0.01;
        lucky.permanova.p_value = 0.05;
        assert_eq!(verdict(&lucky), Separation::Partly);
        lucky.permanova.p_value = 0.06;
        assert_eq!(verdict(&lucky), Separation::NotSeparated);
    }
}
