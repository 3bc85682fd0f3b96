//! When groups count as separated, partly or not separated.

use crate::groups::permanova::Permanova;
use crate::groups::verdict::GroupVerdict;
use std::fmt;

/// Adjusted Rand index from which a cut agrees in part with the groups.
pub const PARTLY_AT: f64 = 0.5;

/// Approximately unbiased probability from which a group's branch is well supported.
pub const SUPPORTED_AT: f64 = 0.95;

/// Permutation p-value up to which groups differ.
pub const DIFFERENT_AT: f64 = 0.05;

/// Whether the declared groups form clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Cut into as many clusters as there are groups, the tree gives exactly the groups, and no
    /// further evidence speaks against it.
    Separated,
    /// Between the two others.
    Partly,
    /// No cut of the tree agrees with the groups half way, or not better than by chance.
    NotSeparated,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Separated => "separated",
            Self::Partly => "partly",
            Self::NotSeparated => "not separated",
        })
    }
}

/// Whether the permutation test was made and can speak at all.
fn decisive(permanova: Option<Permanova>) -> Option<Permanova> {
    permanova.filter(|test| test.smallest_p_value <= DIFFERENT_AT)
}

pub(crate) fn verdict(judged: &GroupVerdict) -> Verdict {
    let differ = decisive(judged.permanova).is_none_or(|test| test.p_value <= DIFFERENT_AT);
    let supported = (judged.clades.iter().filter_map(|clade| clade.support))
        .all(|support| support.approximately_unbiased >= SUPPORTED_AT);
    if judged.adjusted_rand_index == 1.0 {
        if differ && supported {
            Verdict::Separated
        } else {
            Verdict::Partly
        }
    } else if differ && judged.best_cut.adjusted_rand_index >= PARTLY_AT {
        Verdict::Partly
    } else {
        Verdict::NotSeparated
    }
}

/// The rule in words, with the numbers that apply.
pub(crate) fn rule(judged: &GroupVerdict, has_support: bool) -> String {
    let n = judged.n_groups;
    let supported = if has_support {
        format!(", every group's branch has an au of {SUPPORTED_AT} or more")
    } else {
        String::new()
    };
    let differ = if decisive(judged.permanova).is_some() {
        format!(" and the permutation test a p-value of {DIFFERENT_AT} or less")
    } else {
        String::new()
    };
    let unused = match judged.permanova {
        Some(test) if test.smallest_p_value > DIFFERENT_AT => format!(
            "; the permutation test is not asked: with these group sizes its p-value cannot \
             fall below {:.3}",
            test.smallest_p_value
        ),
        _ => String::new(),
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
    use crate::groups::permanova::permanova;
    use crate::groups::points_on_a_line::on_a_line;
    use crate::groups::verdict::{Evidence, judge_groups};
    use crate::settings::Linkage;
    use crate::support::CladeSupport;
    use crate::tree::linkage::cluster;

    fn labels(groups: &str) -> Vec<String> {
        groups.split(' ').map(str::to_owned).collect()
    }

    const FAR: [f64; 8] = [0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 23.9];

    fn supported(probability: f64) -> CladeSupport {
        CladeSupport {
            approximately_unbiased: probability,
            bootstrap_probability: probability,
            selective_inference: probability,
            standard_error_au: 0.0,
            standard_error_bp: 0.0,
            standard_error_si: 0.0,
            fit: None,
        }
    }

    #[test]
    fn evidence_can_take_a_verdict_back() {
        let distances = on_a_line(&FAR);
        let tree = cluster(&distances, Linkage::Average);
        let groups = labels("a a a a b b b b");
        let test = permanova(&distances, &groups, 999, 1).unwrap();
        let judge = |support: f64, test| {
            let support = [supported(support); 7];
            let evidence = Evidence {
                support: Some(&support),
                permanova: Some(test),
            };
            judge_groups(&distances, &tree, &groups, evidence).unwrap()
        };
        let good = judge(0.97, test);
        assert_eq!(good.verdict, Verdict::Separated);
        assert!(good.rule.contains("au of 0.95") && good.rule.contains("p-value of 0.05"));
        assert_eq!(judge(0.94, test).verdict, Verdict::Partly);
        let weak = Permanova {
            p_value: 0.06,
            ..test
        };
        assert_eq!(judge(0.97, weak).verdict, Verdict::Partly);
        let silent = Permanova {
            smallest_p_value: 0.1,
            ..weak
        };
        let judged = judge(0.97, silent);
        assert_eq!(judged.verdict, Verdict::Separated);
        assert!(
            judged.rule.contains("cannot fall below 0.100"),
            "{}",
            judged.rule
        );
    }

    #[test]
    fn a_lucky_cut_without_a_difference_is_not_even_partly() {
        let distances = on_a_line(&[0.0, 1.0, 2.0, 10.0, 11.0, 40.0]);
        let tree = cluster(&distances, Linkage::Average);
        let groups = labels("a a a b b b");
        let with = |p_value| {
            let test = Permanova {
                pseudo_f: Some(1.0),
                r_squared: Some(0.1),
                p_value,
                smallest_p_value: 0.01,
                n_permutations: 99,
                is_exact: false,
            };
            let evidence = Evidence {
                permanova: Some(test),
                ..Evidence::default()
            };
            judge_groups(&distances, &tree, &groups, evidence)
                .unwrap()
                .verdict
        };
        assert_eq!(with(0.05), Verdict::Partly);
        assert_eq!(with(0.06), Verdict::NotSeparated);
    }
}
