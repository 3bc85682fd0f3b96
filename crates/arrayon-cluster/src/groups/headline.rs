//! The verdict on groups in a sentence.

use super::dispersion::GroupSpread;
use super::exchange::Relabeling;
use super::permanova::DIFFERENT_AT;
use super::rule::SUPPORTED_AT;
use super::verdict::{GroupBranch, GroupVerdict};
use arrayon_core::suggest::quoted_list;
use arrayon_results::Separation;

/// The verdict, why it cannot be given where it cannot, which groups form branches of the tree and
/// which mix, and which samples stand alone.
pub(crate) fn headline(judged: &GroupVerdict) -> String {
    let mut parts = Vec::new();
    match judged.verdict {
        Separation::CannotBeJudged => parts.push(why_not(judged)),
        Separation::NotSeparated if !judged.permanova.is_different() => {
            parts.push(no_difference(judged));
        }
        _ => {}
    }
    parts.extend(branches(judged));
    let mut mixed = judged.mixed_groups.clone();
    mixed.sort_unstable();
    mixed.dedup();
    parts.extend(mixed.iter().map(|groups| {
        let what = match groups.len() == judged.groups.len() {
            true if groups.len() > 2 => "all groups".to_owned(),
            _ => listed(groups.iter().map(String::as_str)),
        };
        // a group that is a branch of its own mixes with none, though the cut lies above the branch
        let is_whole = |group: &String| {
            let mut branches = judged.branches.iter();
            branches.any(|branch| branch.group == *group && branch.merge.is_some())
        };
        match groups.iter().any(is_whole) {
            true => format!("{what} lie in one cluster of {}", judged.groups.len()),
            false => format!("{what} mix"),
        }
    }));
    parts.extend(standing_alone(judged));
    parts.extend(best_agreement(judged));
    parts.extend(unequal_spread(judged));
    if judged.adjusted_rand_index == 1.0 && !judged.is_index_no_artefact() {
        let lot = "adjusted for groups dealt out by lot, the tree shows these as well";
        parts.push(lot.to_owned());
    }
    format!("{}: {}", judged.verdict, parts.join("; "))
}

/// That groups differ in spread, where that may have kept them together or set them apart. Where each
/// is a branch of the tree it has not: samples of a wide group join a narrow one at its centre first.
fn unequal_spread(judged: &GroupVerdict) -> Option<String> {
    let found = (judged.dispersion.as_ref()).filter(|found| found.is_unequal())?;
    let may_mislead = [Separation::NotSeparated, Separation::Partly];
    if !may_mislead.contains(&judged.verdict) {
        return None;
    }
    let distance = |one: &&GroupSpread| one.mean_distance_to_center;
    let by_size = |a: &&GroupSpread, b: &&GroupSpread| distance(a).total_cmp(&distance(b));
    let least = found.spreads.iter().min_by(by_size)?;
    let most = found.spreads.iter().max_by(by_size)?;
    let ratio = most.mean_distance_to_center / least.mean_distance_to_center;
    let how = match ratio.is_finite() {
        true => format!(
            "samples of '{}' lie {ratio:.1} times as far from the centre of their group as those of '{}'",
            most.group, least.group
        ),
        false => format!("samples of '{}' do not differ at all", least.group),
    };
    Some(format!(
        "{how}, and such unequal spread may mislead the verdict"
    ))
}

/// The cut that made the verdict *partly*.
fn best_agreement(judged: &GroupVerdict) -> Option<String> {
    (judged.verdict == Separation::Partly).then(|| {
        format!(
            "cut into {} clusters the tree agrees best with the groups (adjusted Rand {:.2})",
            judged.best_n_clusters, judged.best_adjusted_rand_index
        )
    })
}

/// Which permutation test finds no difference.
fn no_difference(judged: &GroupVerdict) -> String {
    if judged.permanova.p_value > DIFFERENT_AT {
        return "the groups differ no more than groups drawn by lot may".to_owned();
    }
    format!(
        "dealt out in another way within blocks of {}, the labels set the groups further apart",
        joined(&judged.block_columns)
    )
}

/// Why the groups cannot be judged.
fn why_not(judged: &GroupVerdict) -> String {
    if judged.several().len() < 2 {
        return match &judged.single()[..] {
            [one] => format!("'{}' is one sample, which makes no group", one.group),
            ones => {
                let names = listed(ones.iter().map(|one| one.group.as_str()));
                format!("{names} are one sample each, which makes no group")
            }
        };
    }
    let sizes: Vec<String> = (judged.branches.iter())
        .map(|branch| branch.n_samples.to_string())
        .collect();
    let columns = joined(&judged.block_columns);
    let within = match judged.permanova.relabeling {
        Relabeling::WithinBlocks => format!(" within blocks of {columns}"),
        Relabeling::WholeBlocks => format!(" in whole blocks of {columns}"),
        Relabeling::Free | Relabeling::AcrossBalancedBlocks => String::new(),
    };
    if judged.permanova.smallest_p_value == 1.0 {
        return format!(
            "there is no other way to deal out the labels of groups of {} samples{within}",
            joined(&sizes)
        );
    }
    format!(
        "with groups of {} samples{within} the permutation test cannot give a p-value below {:.3}",
        joined(&sizes),
        judged.permanova.smallest_p_value
    )
}

/// Which groups form branches of the tree.
fn branches(judged: &GroupVerdict) -> Option<String> {
    let several = judged.several();
    let with: Vec<&GroupBranch> = (several.iter().copied())
        .filter(|branch| branch.merge.is_some())
        .collect();
    let words = match &with[..] {
        [] => match several.len() {
            0 | 1 => return None,
            _ => return Some("no group forms a branch of the tree".to_owned()),
        },
        [one] => format!("'{}' forms a branch of the tree", one.group),
        all => {
            let names = listed(all.iter().map(|branch| branch.group.as_str()));
            format!("{names} each form a branch of the tree")
        }
    };
    let weak: Vec<String> = (with.iter())
        .filter_map(|branch| Some((branch, branch.au.filter(|&au| au < SUPPORTED_AT)?)))
        .map(|(branch, au)| format!("that of '{}' has an AU of {au:.2}", branch.group))
        .collect();
    Some(match weak.is_empty() {
        true => words,
        false => format!("{words}, but {}", joined(&weak)),
    })
}

/// Samples that stand alone: those of groups of one, and those that left their group.
fn standing_alone(judged: &GroupVerdict) -> Vec<String> {
    let mut parts = Vec::new();
    let is_told = judged.several().len() < 2;
    let ones = judged.single();
    if !is_told && !ones.is_empty() {
        let names = listed(ones.iter().map(|one| one.group.as_str()));
        parts.push(match ones.len() {
            1 => format!("{names} is one sample, which makes no group"),
            _ => format!("{names} are one sample each, which makes no group"),
        });
    }
    let lone = &judged.lone_samples;
    let names = listed(lone.iter().map(String::as_str));
    match lone.len() {
        0 => {}
        1 => parts.push(format!("sample {names} stands alone, away from its group")),
        _ => parts.push(format!(
            "samples {names} stand alone, away from their groups"
        )),
    }
    parts
}

/// Names in quotes, the last after an `and`.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<&str> = names.into_iter().collect();
    if names.len() > SHOWN {
        return quoted_list(names);
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    joined(&quoted)
}

fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
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
    use arrayon_stats::random_stream::random_stream;
    use rand::Rng;

    fn judged(points: &[f64], groups: &[String], au: Option<&[f64]>) -> Option<GroupVerdict> {
        let distances = on_a_line(points);
        let tree = cluster(&distances, Linkage::Average);
        let support: Option<Vec<BranchSupport>> = au.map(|au| {
            let of = |&au: &f64| BranchSupport {
                au,
                bp: au,
                si: au,
                se_au: 0.0,
                se_bp: 0.0,
                se_si: 0.0,
                fit_p_value: None,
            };
            au.iter().map(of).collect()
        });
        let grouping = Grouping::new("diet", groups.to_vec());
        judge_groups(
            &distances,
            &tree,
            &grouping,
            support.as_deref(),
            1,
            &NoProgress,
        )
        .ok()
    }

    fn sentence(points: &[f64], groups: &str) -> String {
        let groups: Vec<String> = groups.split(' ').map(str::to_owned).collect();
        judged(points, &groups, None).unwrap().headline
    }

    #[test]
    fn sentences() {
        assert_eq!(
            sentence(
                &[0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 23.9],
                "a a a a b b b b"
            ),
            "separated: 'a' and 'b' each form a branch of the tree"
        );
        assert_eq!(
            sentence(
                &[0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 90.0],
                "a a a a b b b b"
            ),
            "partly: 'a' forms a branch of the tree; 'a' and 'b' lie in one cluster of 2; sample \
             's7' stands alone, away from its group; cut into 3 clusters the tree agrees best with \
             the groups (adjusted Rand 0.77)"
        );
        assert_eq!(
            sentence(&[0.0, 1.0, 9.0, 10.0], "a a b b"),
            "cannot be judged: with groups of 2 and 2 samples the permutation test cannot give a \
             p-value below 0.333; 'a' and 'b' each form a branch of the tree"
        );
        assert_eq!(
            sentence(&[0.0, 1.0, 2.0, 90.0], "a a a b"),
            "cannot be judged: 'b' is one sample, which makes no group; 'a' forms a branch of the \
             tree"
        );
        assert_eq!(
            sentence(
                &[0.0, 9.0, 1.0, 10.0, 0.5, 9.5, 1.5, 10.5],
                "a a a a b b b b"
            ),
            "not separated: the groups differ no more than groups drawn by lot may; no group forms \
             a branch of the tree; 'a' and 'b' mix"
        );
        assert_eq!(
            sentence(
                &[
                    10.0, 10.1, 10.2, 10.3, 10.4, 10.5, -13.0, 14.0, -9.0, 12.0, -13.0, 12.0
                ],
                "a a a a a a b b b b b b"
            ),
            "not separated: the groups differ no more than groups drawn by lot may; 'a' forms a \
             branch of the tree; 'a' and 'b' lie in one cluster of 2; samples of 'b' lie 81.1 times \
             as far from the centre of their group as those of 'a', and such unequal spread may \
             mislead the verdict"
        );
    }

    /// No group that is said to form a branch mixes, and none of its samples stands away from it.
    fn contradicts_no_branch(found: &GroupVerdict) {
        let text = &found.headline;
        for branch in found.branches.iter().filter(|one| one.merge.is_some()) {
            let is_mixed = |part: &str| {
                part.ends_with(" mix") && part.contains(&format!("'{}'", branch.group))
            };
            assert!(!text.split("; ").any(is_mixed), "{text}");
            // samples are named s0, s1, ..., in the order of the levels
            let mut lone = found.lone_samples.iter();
            let strays = |name: &String| {
                let at: usize = name[1..].parse().unwrap();
                found.levels[at] == branch.group
            };
            assert!(!lone.any(strays), "{text}");
        }
    }

    /// Over random studies, whatever a sentence says follows from the numbers beside it.
    #[test]
    fn sentences_follow_from_their_numbers() {
        let mut rng = random_stream(5, 1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..400 {
            let mut below = |n: u64| (rng.next_u64() >> 11) % n;
            let n_samples = 4 + below(7) as usize;
            let n_groups = 2 + below(3) as usize;
            let far = [0.0, 1.0, 20.0][below(3) as usize];
            let levels: Vec<usize> = (0..n_samples)
                .map(|_| below(n_groups as u64) as usize)
                .collect();
            let points: Vec<f64> = (levels.iter())
                .map(|&level| far * level as f64 + below(1_000) as f64 / 250.0)
                .collect();
            let au: Vec<f64> = (1..n_samples).map(|_| below(100) as f64 / 99.0).collect();
            let au = (below(2) == 0).then_some(&au[..]);
            let groups: Vec<String> = levels.iter().map(|level| format!("g{level}")).collect();
            let Some(found) = judged(&points, &groups, au) else {
                continue;
            };
            let text = &found.headline;
            let (p, least) = (found.permanova.p_value, found.permanova.smallest_p_value);
            seen.insert(found.verdict.to_string());
            assert!(text.starts_with(&format!("{}: ", found.verdict)));
            match found.verdict {
                Separation::Separated => {
                    assert!(p <= 0.05 && found.mixed_groups.is_empty());
                    assert!(!text.contains("mix") && !text.contains("but that of"));
                    assert!(
                        found
                            .branches
                            .iter()
                            .all(|one| one.n_samples == 1 || one.merge.is_some())
                    );
                }
                Separation::Partly => assert!(p <= 0.05),
                Separation::NotSeparated => {
                    assert_eq!(p > 0.05, text.contains("drawn by lot"));
                }
                Separation::CannotBeJudged => {
                    let is_single = text.contains("makes no group");
                    assert!(least > 0.05 && text.contains("cannot give") || is_single);
                }
            }
            for branch in &found.branches {
                let name = format!("'{}'", branch.group);
                let formed = text
                    .split("; ")
                    .find(|part| part.contains("a branch of the tree"));
                let is_named = formed
                    .is_some_and(|part| part.split(", but").next().unwrap_or("").contains(&name));
                assert_eq!(
                    is_named,
                    branch.merge.is_some() && branch.n_samples > 1,
                    "{text}"
                );
                let is_weak = branch.au.is_some_and(|au| au < 0.95);
                assert_eq!(
                    text.contains(&format!("that of {name} has an AU")),
                    is_weak,
                    "{text}"
                );
            }
            for lone in &found.lone_samples {
                assert!(text.contains(&format!("'{lone}'")), "{text}");
            }
            assert_eq!(
                text.contains("stand"),
                !found.lone_samples.is_empty(),
                "{text}"
            );
            let n_together =
                text.matches(" mix").count() + text.matches(" lie in one cluster").count();
            assert_eq!(n_together > 0, !found.mixed_groups.is_empty(), "{text}");
            assert_eq!(
                text.contains("agrees best"),
                found.verdict == Separation::Partly,
                "{text}"
            );
            contradicts_no_branch(&found);
        }
        assert_eq!(seen.len(), Separation::ALL.len(), "{seen:?}");
    }
}
