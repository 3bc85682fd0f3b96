//! Do groups differ in their distances more than groups drawn by lot?

use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::groups::declared::{Blocks, Groups};
use crate::groups::exchange::{Exchange, Relabeling};
use crate::groups::within_sums::{SAME_SUM, WithinSums, within_groups};
use arrayon_core::Progress;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Permutation p-value up to which groups differ.
pub const DIFFERENT_AT: f64 = 0.05;

/// Permutations that read the distances together: each row is read once for all of them.
const TOGETHER: u64 = 64;

/// Permutation test whether groups differ in their distances (Anderson 2001).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Permanova {
    /// Variation between groups over variation within; `null` without variation within.
    pub pseudo_f: Option<f64>,
    /// Part of the summed squared distances between groups; `null` where all distances are 0.
    pub r_squared: Option<f64>,
    /// Probability of so large an F if group labels meant nothing.
    pub p_value: f64,
    /// The smallest p-value that so few samples can give.
    pub smallest_p_value: f64,
    /// Assignments of the labels that were looked at.
    pub n_permutations: u64,
    /// Whether they were all that there are.
    pub is_exact: bool,
    /// Which samples trade their labels in these assignments.
    #[serde(alias = "relabeling")]
    pub relabeling: Relabeling,
    /// The test within blocks, where labels trade across balanced blocks because those within are too
    /// few: groups differ only if none of these gives a larger F either. Else `null`.
    #[serde(default)]
    pub within_blocks: Option<FewRelabelings>,
}

/// A permutation test with too few assignments to give a p-value of [`DIFFERENT_AT`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FewRelabelings {
    /// Part of these assignments that give so large an F.
    pub p_value: f64,
    /// The smallest p-value that they can give: that of the largest F among them.
    pub smallest_p_value: f64,
    /// The number of assignments, all of which were looked at.
    pub n_permutations: u64,
}

impl FewRelabelings {
    /// Whether none of the assignments gives a larger F than the observed one.
    pub fn is_largest(&self) -> bool {
        self.p_value <= self.smallest_p_value * (1.0 + SAME_SUM)
    }
}

impl Permanova {
    /// Whether groups drawn by lot seldom differ as much: the p-value is at most [`DIFFERENT_AT`],
    /// and where labels trade across balanced blocks no assignment within gives a larger F.
    pub fn is_different(&self) -> bool {
        let is_largest = self.within_blocks.is_none_or(|within| within.is_largest());
        self.p_value <= DIFFERENT_AT && is_largest
    }
}

/// Tests whether groups differ, by assigning the group labels anew. The progress advances by one
/// for each permutation that is drawn.
///
/// Where there are at most `n_permutations` different assignments, each is looked at once; else
/// so many are drawn, and the p-value counts the observed one among them. A drawn p-value is no
/// smaller than the part of all assignments that gives the observed groups under other names, which
/// is known. Groups that differ in spread alone are also found to differ.
///
/// Samples of one block resemble each other whatever their group, so labels trade within a level of
/// the fixed blocking factors and within a unit of the random block. Where every unit is of one
/// group, as animals are of one sex, units trade as wholes, each with those that have as many samples
/// in each level of the fixed factors. Where trading within blocks
/// leaves so few assignments that no p-value of [`DIFFERENT_AT`] can come about, but every block holds
/// the groups in the proportions of the whole, labels trade freely: what samples of a block share
/// then makes the observed F smaller than those of other assignments, not larger. The test within
/// blocks stands beside, and groups differ only if none of its assignments gives a larger F than
/// the observed one ([`Permanova::is_different`]).
///
/// # Errors
/// What [`crate::judge_groups`] refuses of `groups`; another number of blocks than samples.
///
/// # Numerics
/// F and R2 agree with vegan's `adonis2` to 1e-12. The p-value depends on data and seed alone.
///
/// # Cost
/// A sum over the pairs within groups for each permutation, parallel over permutations.
///
/// # Source
/// Anderson 2001, Austral Ecol. 26:32; Anderson and ter Braak 2003, J. Stat. Comput. Simul. 73:85
/// for the exchangeable units; Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39 for the
/// p-value. That balanced blocks make free assignments careful was found by simulation, see
/// `testdata/evaluation`.
pub fn permanova(
    distances: &CondensedDistances,
    groups: &[String],
    blocks: Option<&Blocks>,
    n_permutations: u64,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Permanova, ClusterError> {
    let groups = Groups::new(distances.labels(), groups)?;
    let observed = Observed::of(distances, &groups);
    let free = || Exchange::free(&groups.of_sample);
    let test = |exchange: &Exchange, relabeling| {
        observed.test(exchange, relabeling, n_permutations, seed, progress)
    };
    let Some(blocks) = blocks else {
        return Ok(test(&free(), Relabeling::Free));
    };
    blocks.check(distances.labels())?;
    let (exchange, how) = Exchange::blocked(&groups.of_sample, blocks);
    let within = test(&exchange, how);
    let is_careful = how == Relabeling::WithinBlocks && exchange.is_balanced();
    if within.smallest_p_value <= DIFFERENT_AT || !is_careful {
        return Ok(within);
    }
    Ok(Permanova {
        within_blocks: Some(FewRelabelings {
            p_value: within.p_value,
            smallest_p_value: within.smallest_p_value,
            n_permutations: within.n_permutations,
        }),
        ..test(&free(), Relabeling::AcrossBalancedBlocks)
    })
}

/// The same, labels trading within blocks alone, however few assignments that leaves: for values
/// from which the blocks' own shift was taken, which are exchangeable within blocks and not across
/// them.
///
/// # Errors
/// Those of [`permanova`].
pub(crate) fn permanova_within(
    distances: &CondensedDistances,
    groups: &[String],
    blocks: &Blocks,
    n_permutations: u64,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Permanova, ClusterError> {
    let groups = Groups::new(distances.labels(), groups)?;
    blocks.check(distances.labels())?;
    let cells = blocks.cells(groups.of_sample.len());
    let exchange = Exchange::within(&groups.of_sample, &cells);
    let (observed, how) = (Observed::of(distances, &groups), Relabeling::WithinBlocks);
    Ok(observed.test(&exchange, how, n_permutations, seed, progress))
}

/// The observed groups and distances.
struct Observed<'a> {
    groups: &'a Groups<'a>,
    squares: Vec<f64>,
    total: f64,
    within: f64,
}

impl<'a> Observed<'a> {
    fn of(distances: &CondensedDistances, groups: &'a Groups<'a>) -> Self {
        let squares: Vec<f64> = distances.values().iter().map(|d| d * d).collect();
        Self {
            total: squares.iter().sum::<f64>() / groups.of_sample.len() as f64,
            within: within_groups(&squares, &groups.of_sample, &groups.sizes),
            squares,
            groups,
        }
    }

    fn test(
        &self,
        exchange: &Exchange,
        relabeling: Relabeling,
        n_permutations: u64,
        seed: u64,
        progress: &dyn Progress,
    ) -> Permanova {
        let (total, within, sizes) = (self.total, self.within, &self.groups.sizes);
        let bound = within + SAME_SUM * total;
        let n_assignments = exchange.n_assignments();
        let is_exact = n_assignments <= n_permutations as f64;
        let (n_looked_at, n_as_extreme) = match is_exact {
            true => {
                exchange.count_all(|labels| within_groups(&self.squares, labels, sizes) <= bound)
            }
            false => {
                let n_hits = self.n_drawn_up_to(bound, exchange, n_permutations, seed, progress);
                (n_permutations + 1, n_hits + 1)
            }
        };
        let n_groups = sizes.len() as f64;
        let n = self.groups.of_sample.len() as f64;
        let ratio = (total - within) / (n_groups - 1.0) / (within / (n - n_groups));
        let same_partition = exchange.n_same() / n_assignments;
        let smallest_p_value = same_partition.max(1.0 / n_looked_at as f64);
        let p_value = n_as_extreme as f64 / n_looked_at as f64;
        Permanova {
            pseudo_f: ratio.is_finite().then_some(ratio),
            r_squared: (total > 0.0).then(|| 1.0 - within / total),
            // drawn by lot, the assignments that leave the groups as they are may be missed
            p_value: p_value.max(smallest_p_value),
            smallest_p_value,
            n_permutations: match is_exact {
                true => n_looked_at,
                false => n_permutations,
            },
            is_exact,
            relabeling,
            within_blocks: None,
        }
    }

    /// How many of the drawn assignments have a sum within groups of at most `bound`.
    fn n_drawn_up_to(
        &self,
        bound: f64,
        exchange: &Exchange,
        n_permutations: u64,
        seed: u64,
        progress: &dyn Progress,
    ) -> u64 {
        let sums = WithinSums::new(&self.squares, &self.groups.sizes);
        progress.start("permutation test", n_permutations);
        let blocks = (0..n_permutations.div_ceil(TOGETHER)).into_par_iter();
        let hits = blocks.map(|block| {
            let first = block * TOGETHER;
            let drawn = first..n_permutations.min(first + TOGETHER);
            let n_drawn = drawn.end - drawn.start;
            let drawn: Vec<Vec<usize>> = drawn
                .map(|permutation| exchange.draw(seed, permutation))
                .collect();
            let n_hits = sums.n_up_to(bound, &drawn);
            progress.advance(n_drawn);
            n_hits
        });
        let n_hits = hits.sum();
        progress.finish();
        n_hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::points_on_a_line::on_a_line;
    use arrayon_core::NoProgress;

    fn groups(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn f_on_a_line_is_that_of_analysis_of_variance() {
        // Means 2 and 7, within sums of squares 2 and 2, between 6 * 2.5^2: F = 37.5 / (4 / 4)
        let distances = on_a_line(&[1.0, 2.0, 3.0, 6.0, 7.0, 8.0]);
        let found = permanova(
            &distances,
            &groups("a a a b b b"),
            None,
            999,
            1,
            &NoProgress,
        )
        .unwrap();
        assert!((found.pseudo_f.unwrap() - 37.5).abs() < 1e-12);
        assert!((found.r_squared.unwrap() - 37.5 / 41.5).abs() < 1e-14);
        // Of the 20 assignments only the observed one and its mirror image are so extreme.
        assert!(found.is_exact);
        assert_eq!((found.n_permutations, found.p_value), (20, 0.1));
        assert_eq!(found.smallest_p_value, 0.1);
    }

    #[test]
    fn drawn_permutations_come_near_the_exact_p_value() {
        let distances = on_a_line(&[1.0, 2.1, 5.2, 3.3, 6.4, 4.6, 7.7, 8.9]);
        let labels = groups("a a a a b b b b");
        let exact = permanova(&distances, &labels, None, 70, 1, &NoProgress).unwrap();
        assert!(exact.is_exact);
        let drawn = permanova(&distances, &labels, None, 69, 1, &NoProgress).unwrap();
        assert!(!drawn.is_exact);
        let many: Vec<f64> = (0..200)
            .map(|seed| {
                permanova(&distances, &labels, None, 69, seed, &NoProgress)
                    .unwrap()
                    .p_value
            })
            .collect();
        let mean = many.iter().sum::<f64>() / 200.0;
        // The drawn p-value counts the observed labels once more: (1 + 69 p) / 70.
        let expected = (1.0 + 69.0 * exact.p_value) / 70.0;
        assert!((mean - expected).abs() < 0.01, "{mean} {expected}");
    }

    #[test]
    fn no_drawn_p_value_is_smaller_than_the_smallest() {
        // eight against eight far apart: 2 of 12,870 assignments, of which few or none are drawn
        let points: Vec<f64> = (0..16).map(|at| f64::from(at / 8 * 100 + at % 8)).collect();
        let labels = groups("a a a a a a a a b b b b b b b b");
        let (distances, smallest) = (on_a_line(&points), 2.0 / 12_870.0);
        for seed in 0..20 {
            let found = permanova(&distances, &labels, None, 9_999, seed, &NoProgress).unwrap();
            assert_eq!((found.is_exact, found.smallest_p_value), (false, smallest));
            assert!(found.p_value >= smallest, "{found:?}");
        }
    }

    #[test]
    fn degenerate_distances_have_no_f() {
        let labels = groups("a a b b");
        let same = permanova(&on_a_line(&[1.0; 4]), &labels, None, 99, 1, &NoProgress).unwrap();
        assert_eq!(
            (same.pseudo_f, same.r_squared, same.p_value),
            (None, None, 1.0)
        );
        let perfect = permanova(
            &on_a_line(&[1.0, 1.0, 2.0, 2.0]),
            &labels,
            None,
            99,
            1,
            &NoProgress,
        )
        .unwrap();
        assert_eq!((perfect.pseudo_f, perfect.r_squared), (None, Some(1.0)));
        assert_eq!(perfect.p_value, 2.0 / 6.0);
    }

    #[test]
    fn pairs_trade_within_pairs() {
        // six pairs that differ far more from each other than their halves do
        let points: Vec<f64> = (0..6)
            .flat_map(|pair| [100.0 * f64::from(pair), 100.0 * f64::from(pair) + 1.0])
            .collect();
        let distances = on_a_line(&points);
        let labels = groups("a b a b a b a b a b a b");
        let pairs = Blocks::fixed("pair", groups("p p q q r r s s t t u u"));
        let test = |blocks: Option<&Blocks>| {
            permanova(&distances, &labels, blocks, 9_999, 1, &NoProgress).unwrap()
        };
        let within = test(Some(&pairs));
        assert_eq!(within.relabeling, Relabeling::WithinBlocks);
        assert_eq!((within.n_permutations, within.p_value), (64, 2.0 / 64.0));
        assert_eq!(within.smallest_p_value, 2.0 / 64.0);
        // without the pairs the difference of their halves is not seen
        let free = test(None);
        assert!(free.p_value > 0.5, "{free:?}");
        assert_eq!(free.pseudo_f, within.pseudo_f);
    }

    #[test]
    fn few_balanced_blocks_are_crossed_with_care() {
        let labels = groups("a b a b a b a b a b");
        let pairs = Blocks::fixed("pair", groups("p p q q r r s s t t"));
        let test = |points: &[f64]| {
            permanova(
                &on_a_line(points),
                &labels,
                Some(&pairs),
                9_999,
                1,
                &NoProgress,
            )
            .unwrap()
        };
        // a and b far apart: 2 of 32 within pairs, 2 of 252 across them
        let far = test(&[0.0, 9.0, 1.0, 9.5, 0.5, 8.0, 0.2, 9.1, 0.7, 8.8]);
        assert_eq!(far.relabeling, Relabeling::AcrossBalancedBlocks);
        assert_eq!(
            (far.p_value, far.smallest_p_value),
            (2.0 / 252.0, 2.0 / 252.0)
        );
        assert!(far.is_different());
        let within = far.within_blocks.unwrap();
        assert_eq!((within.p_value, within.n_permutations), (2.0 / 32.0, 32));
        // one pair the other way round, less far: not the best within pairs, so no difference,
        // and each p-value is that of the assignments beside it
        let turned = test(&[0.0, 9.0, 1.0, 9.5, 0.5, 8.0, 0.2, 9.1, 5.8, 4.7]);
        let within = turned.within_blocks.unwrap();
        assert!(within.p_value > 2.0 / 32.0 && (32.0 * within.p_value).fract() == 0.0);
        assert!((252.0 * turned.p_value).fract() == 0.0 && turned.p_value <= DIFFERENT_AT);
        assert!(turned.is_exact && !turned.is_different());
    }

    #[test]
    fn whole_blocks_trade_where_each_is_of_one_group() {
        // three measurements of each of four animals, two animals a group
        let points: Vec<f64> = (0..12).map(|at| f64::from(at / 3 * 10 + at % 3)).collect();
        let labels = groups("a a a a a a b b b b b b");
        let animals = Blocks::random("animal", groups("w w w x x x y y y z z z"));
        let found = permanova(
            &on_a_line(&points),
            &labels,
            Some(&animals),
            9_999,
            1,
            &NoProgress,
        )
        .unwrap();
        assert_eq!(found.relabeling, Relabeling::WholeBlocks);
        assert_eq!(
            (found.n_permutations, found.smallest_p_value),
            (6, 1.0 / 3.0)
        );
    }
}
