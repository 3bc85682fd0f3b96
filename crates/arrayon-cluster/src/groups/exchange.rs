//! Ways to deal out group labels anew: all of them counted, each of them once, or by lot.

use super::declared::{Blocks, numbered};
use arrayon_stats::random_stream::random_stream;
use rand::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Keeps the streams of the permutations apart from those of other uses of the same seed.
const STREAM_FAMILY: u64 = 2 << 56;

/// Which samples trade their group labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relabeling {
    /// All samples.
    Free,
    /// Samples of one block.
    #[serde(rename = "within blocks")]
    WithinBlocks,
    /// Units of the random block as wholes, such as animals, with others whose samples lie in the same
    /// levels of the fixed blocking columns: each is of one group.
    #[serde(rename = "whole blocks")]
    WholeBlocks,
    /// All samples, where every block holds the groups in the proportions of the whole and
    /// relabellings within blocks are too few for the test.
    #[serde(rename = "across balanced blocks")]
    AcrossBalancedBlocks,
}

/// Units that trade their labels with others of the same stratum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exchange {
    n_groups: usize,
    /// The unit of each sample.
    unit_of_sample: Vec<usize>,
    /// The units of each stratum, and their observed labels.
    strata: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Exchange {
    /// Every sample trades with every other.
    pub(crate) fn free(groups: &[usize]) -> Self {
        Self::new(groups, (0..groups.len()).collect(), |_| 0)
    }

    /// Samples trade within a level of the fixed blocking factors and within a unit of the random
    /// block. Where every unit is of one group, units trade as wholes instead, each with those that
    /// have as many samples in each level of the fixed factors: dealt out one by one, samples of a unit
    /// would count as so many independent ones.
    pub(crate) fn blocked(groups: &[usize], blocks: &Blocks) -> (Self, Relabeling) {
        if let Some(units) = &blocks.units {
            let (names, of_sample) = numbered(units);
            let mut group_of = vec![None; names.len()];
            let is_pure = (groups.iter().zip(&of_sample))
                .all(|(&group, &unit)| *group_of[unit].get_or_insert(group) == group);
            if is_pure {
                let patterns = patterns(&of_sample, names.len(), blocks.strata.as_deref());
                let whole = Self::new(groups, of_sample, |unit| patterns[unit]);
                return (whole, Relabeling::WholeBlocks);
            }
        }
        let within = Self::within(groups, &blocks.cells(groups.len()));
        (within, Relabeling::WithinBlocks)
    }

    /// Samples trade within blocks, whatever the blocks hold.
    pub(crate) fn within(groups: &[usize], blocks: &[String]) -> Self {
        let (_, of_sample) = numbered(blocks);
        Self::new(groups, (0..groups.len()).collect(), |at| of_sample[at])
    }

    fn new(
        groups: &[usize],
        unit_of_sample: Vec<usize>,
        stratum_of: impl Fn(usize) -> usize,
    ) -> Self {
        let label_of_unit: BTreeMap<usize, usize> = (unit_of_sample.iter().copied())
            .zip(groups.iter().copied())
            .collect();
        let mut strata: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (unit, label) in label_of_unit {
            let (units, labels) = strata.entry(stratum_of(unit)).or_default();
            units.push(unit);
            labels.push(label);
        }
        Self {
            n_groups: groups.iter().max().map_or(0, |largest| largest + 1),
            unit_of_sample,
            strata: strata.into_values().collect(),
        }
    }

    /// How many of the units of each stratum are of each group.
    fn counts(&self) -> Vec<Vec<usize>> {
        let of_stratum = |(_, labels): &(Vec<usize>, Vec<usize>)| {
            let mut counts = vec![0; self.n_groups];
            labels.iter().for_each(|&label| counts[label] += 1);
            counts
        };
        self.strata.iter().map(of_stratum).collect()
    }

    /// In how many ways the labels can be dealt out.
    pub(crate) fn n_assignments(&self) -> f64 {
        let mut ways = 1.0;
        for counts in self.counts() {
            let mut n = 0.0;
            for count in counts {
                for place in 1..=count {
                    n += 1.0;
                    ways *= n / place as f64;
                }
            }
        }
        ways.round()
    }

    /// How many of these ways give the observed groups under other names: groups that have the
    /// same number of units in every stratum can trade names.
    pub(crate) fn n_same(&self) -> f64 {
        let counts = self.counts();
        let mut in_strata: Vec<Vec<usize>> = (0..self.n_groups)
            .map(|group| counts.iter().map(|of_stratum| of_stratum[group]).collect())
            .collect();
        in_strata.sort_unstable();
        let runs = in_strata.chunk_by(|a, b| a == b);
        runs.map(|run| (1..=run.len()).map(|k| k as f64).product::<f64>())
            .product()
    }

    /// Whether every stratum holds the groups in the proportions of the whole.
    pub(crate) fn is_balanced(&self) -> bool {
        let counts = self.counts();
        let total = |group: usize| counts.iter().map(|one| one[group]).sum::<usize>();
        let n: usize = (0..self.n_groups).map(total).sum();
        counts.iter().all(|of_stratum| {
            let size: usize = of_stratum.iter().sum();
            (0..self.n_groups).all(|group| of_stratum[group] * n == total(group) * size)
        })
    }

    /// The groups of the samples where the strata have these labels.
    fn of_samples(&self, strata: &[Vec<usize>]) -> Vec<usize> {
        let mut label_of_unit = vec![0; self.unit_of_sample.len()];
        for ((units, _), labels) in self.strata.iter().zip(strata) {
            for (&unit, &label) in units.iter().zip(labels) {
                label_of_unit[unit] = label;
            }
        }
        let units = self.unit_of_sample.iter();
        units.map(|&unit| label_of_unit[unit]).collect()
    }

    /// Looks at the groups of the samples of every assignment once; gives the number of all, and of
    /// those that are counted.
    pub(crate) fn count_all(&self, is_counted: impl Fn(&[usize]) -> bool) -> (u64, u64) {
        let sorted = |(_, labels): &(Vec<usize>, Vec<usize>)| {
            let mut labels = labels.clone();
            labels.sort_unstable();
            labels
        };
        let first: Vec<Vec<usize>> = self.strata.iter().map(sorted).collect();
        let mut strata = first.clone();
        let (mut n_all, mut n_counted) = (0, 0);
        loop {
            n_all += 1;
            n_counted += u64::from(is_counted(&self.of_samples(&strata)));
            // as the wheels of a counter: where one has gone round, the next moves on
            let moved = (strata.iter_mut().zip(&first)).find_map(|(labels, first)| {
                let moves_on = next_assignment(labels);
                if !moves_on {
                    labels.clone_from(first);
                }
                moves_on.then_some(())
            });
            if moved.is_none() {
                return (n_all, n_counted);
            }
        }
    }

    /// The groups of the samples of one assignment drawn by lot.
    pub(crate) fn draw(&self, seed: u64, permutation: u64) -> Vec<usize> {
        let mut generator = random_stream(seed, STREAM_FAMILY | permutation);
        let drawn: Vec<Vec<usize>> = (self.strata.iter())
            .map(|(_, labels)| {
                let mut labels = labels.clone();
                shuffle(&mut labels, &mut generator);
                labels
            })
            .collect();
        self.of_samples(&drawn)
    }
}

/// A number for each unit, the same for units that have as many samples in each stratum.
fn patterns(unit_of_sample: &[usize], n_units: usize, strata: Option<&[String]>) -> Vec<usize> {
    let stratum_of_sample = match strata {
        Some(strata) => numbered(strata).1,
        None => vec![0; unit_of_sample.len()],
    };
    let mut of_units = vec![Vec::new(); n_units];
    for (&unit, stratum) in unit_of_sample.iter().zip(stratum_of_sample) {
        of_units[unit].push(stratum);
    }
    of_units
        .iter_mut()
        .for_each(|pattern| pattern.sort_unstable());
    let mut different = of_units.clone();
    different.sort_unstable();
    different.dedup();
    let place = |pattern| different.partition_point(|other| other < pattern);
    of_units.iter().map(place).collect()
}

/// The next arrangement in lexicographic order; false after the last.
fn next_assignment(labels: &mut [usize]) -> bool {
    let Some(at) = labels.windows(2).rposition(|pair| pair[0] < pair[1]) else {
        return false;
    };
    let larger = labels.iter().rposition(|&label| label > labels[at]);
    labels.swap(at, larger.expect("the next label is larger"));
    labels[at + 1..].reverse();
    true
}

/// Fisher and Yates' shuffle.
fn shuffle(labels: &mut [usize], generator: &mut impl Rng) {
    for last in (1..labels.len()).rev() {
        // 64 random bits for at most some thousands of places: the bias is below 1e-15.
        let place = (u128::from(generator.next_u64()) * (last as u128 + 1)) >> 64;
        labels.swap(last, place as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn units(text: &str) -> Blocks {
        Blocks::random("animal", names(text))
    }

    /// Groups of these sizes, one after the other.
    fn groups(sizes: &[usize]) -> Vec<usize> {
        let runs = sizes.iter().enumerate();
        runs.flat_map(|(group, &size)| std::iter::repeat_n(group, size))
            .collect()
    }

    #[test]
    fn assignments_are_counted() {
        let free = |sizes: &[usize]| Exchange::free(&groups(sizes));
        assert_eq!(free(&[3, 3]).n_assignments(), 20.0);
        assert_eq!(free(&[2, 2, 2]).n_assignments(), 90.0);
        assert_eq!(free(&[2, 3, 2]).n_same(), 2.0);
        assert_eq!(Exchange::free(&[1, 0, 2, 1, 0]).count_all(|_| true).0, 30);
    }

    #[test]
    fn every_assignment_is_looked_at_once_and_keeps_its_strata() {
        for (labels, of_block) in [
            (vec![0, 1, 0, 1, 0, 1, 1], "a a b b c c c"),
            (vec![0, 1, 2, 2, 1, 0], "a a a b b b"),
            (vec![0, 0, 1, 1, 0, 0, 1, 1, 1], "a a b b c c d d e"),
        ] {
            let (exchange, _) = Exchange::blocked(&labels, &units(of_block));
            let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
            let (n_all, n_same) = exchange.count_all(|other| {
                assert!(seen.borrow_mut().insert(other.to_vec()), "{other:?} twice");
                let pairs: Vec<(usize, usize)> =
                    labels.iter().copied().zip(other.iter().copied()).collect();
                let mut back = BTreeMap::new();
                pairs
                    .iter()
                    .all(|&(one, other)| *back.entry(other).or_insert(one) == one)
            });
            assert_eq!(n_all as f64, exchange.n_assignments());
            assert_eq!(n_same as f64, exchange.n_same());
            assert!((0..50).all(|at| seen.borrow().contains(&exchange.draw(1, at))));
        }
    }

    #[test]
    fn blocks_of_one_group_trade_as_wholes() {
        let labels = [0, 0, 1, 1, 0, 0, 1, 1, 1];
        let (exchange, how) = Exchange::blocked(&labels, &units("a a b b c c d d e"));
        assert_eq!(how, Relabeling::WholeBlocks);
        // of the four pairs two are of the first group; the single stays what it is
        assert_eq!(exchange.n_assignments(), 6.0);
        assert_eq!(exchange.n_same(), 1.0);
        let (pairs, how) = Exchange::blocked(&[0, 1, 1, 0, 0, 1], &units("a a b b c c"));
        assert_eq!(how, Relabeling::WithinBlocks);
        assert_eq!((pairs.n_assignments(), pairs.n_same()), (8.0, 2.0));
        assert!(pairs.is_balanced());
        let (lopsided, _) = Exchange::blocked(&[0, 1, 1, 0], &units("a a a b"));
        assert!(!lopsided.is_balanced());
    }

    #[test]
    fn fixed_blocks_restrict_which_units_trade() {
        let blocked = |labels: &[usize], strata: &str, of_samples: &str| {
            let blocks = Blocks {
                strata: Some(names(strata)),
                ..units(of_samples)
            };
            let (exchange, how) = Exchange::blocked(labels, &blocks);
            (how, exchange.n_assignments())
        };
        // four animals before and after, two of each sex: 4 choose 2, whatever the time
        let sexes = [0, 0, 1, 1, 0, 0, 1, 1];
        let animals = "w w x x y y z z";
        let whole = Relabeling::WholeBlocks;
        assert_eq!(blocked(&sexes, "b a b a b a b a", animals), (whole, 6.0));
        // two animals of each litter
        assert_eq!(blocked(&sexes, "p p p p q q q q", animals), (whole, 4.0));
        // the last animal has no sample from before: it trades with none
        assert_eq!(blocked(&sexes, "b a b a b a a a", animals), (whole, 3.0));
        // groups within animals trade within animals, and there within a day alone
        let within = Relabeling::WithinBlocks;
        let treated = [0, 1, 0, 1, 0, 1, 0, 1];
        let twice = "w w w w x x x x";
        assert_eq!(blocked(&treated, "d d e e d d e e", twice), (within, 16.0));
        assert_eq!(blocked(&treated, "d e d e d e d e", twice), (within, 1.0));
        // fixed factors whose cells are of one sample each leave nothing to trade
        let fixed = Blocks::fixed("day", names("a b c d"));
        let (exchange, how) = Exchange::blocked(&[0, 0, 1, 1], &fixed);
        assert_eq!((how, exchange.n_assignments()), (within, 1.0));
    }
}
