//! Do groups differ in their distances more than groups drawn by lot?

use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::groups::declared::Groups;
use arrayon_core::Progress;
use arrayon_stats::random_stream::random_stream;
use rand::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Keeps the streams of the permutations apart from those of other uses of the same seed.
const STREAM_FAMILY: u64 = 2 << 56;

/// Permutations that read the distances together: each row is read once for all of them.
const TOGETHER: u64 = 64;

/// Sums that differ by less than this part are rounded versions of the same number.
const SAME_SUM: f64 = 1e-9;

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
}

/// Tests whether groups differ, by assigning the group labels anew. The progress advances by one
/// for each permutation that is drawn.
///
/// Where there are at most `n_permutations` different assignments, each is looked at once; else
/// so many are drawn, and the p-value counts the observed one among them. Groups that differ in
/// spread alone are also found to differ.
///
/// # Errors
/// What [`crate::judge_groups`] refuses of `groups`.
///
/// # Numerics
/// F and R2 agree with vegan's `adonis2` to 1e-12. The p-value depends on data and seed alone.
///
/// # Cost
/// A sum over the pairs within groups for each permutation, parallel over permutations.
///
/// # Source
/// Anderson 2001, Austral Ecol. 26:32; Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol.
/// 9:39 for the p-value.
pub fn permanova(
    distances: &CondensedDistances,
    groups: &[String],
    n_permutations: u64,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Permanova, ClusterError> {
    let groups = Groups::new(distances.labels(), groups)?;
    let squares: Vec<f64> = distances.values().iter().map(|d| d * d).collect();
    let n = groups.of_sample.len();
    let total = squares.iter().sum::<f64>() / n as f64;
    let within = within_groups(&squares, &groups.of_sample, &groups.sizes);
    let as_small = |labels: &[usize]| {
        let other = within_groups(&squares, labels, &groups.sizes);
        other <= within + SAME_SUM * total
    };
    let n_assignments = number_of_assignments(&groups.sizes);
    let is_exact = n_assignments <= n_permutations as f64;
    let (n_looked_at, n_as_extreme) = if is_exact {
        count_all(&groups.of_sample, as_small)
    } else {
        let sums = WithinSums::new(&squares, &groups.sizes);
        let bound = within + SAME_SUM * total;
        progress.start("permutation test", n_permutations);
        let blocks = (0..n_permutations.div_ceil(TOGETHER)).into_par_iter();
        let hits = blocks.map(|block| {
            let first = block * TOGETHER;
            let drawn = first..n_permutations.min(first + TOGETHER);
            let n_drawn = drawn.end - drawn.start;
            let drawn: Vec<Vec<usize>> = drawn
                .map(|permutation| {
                    let mut labels = groups.of_sample.clone();
                    shuffle(&mut labels, seed, permutation);
                    labels
                })
                .collect();
            let n_hits = sums.n_up_to(bound, &drawn);
            progress.advance(n_drawn);
            n_hits
        });
        let n_hits: u64 = hits.sum();
        progress.finish();
        (n_permutations + 1, n_hits + 1)
    };
    let degrees = (
        (groups.sizes.len() - 1) as f64,
        (n - groups.sizes.len()) as f64,
    );
    let ratio = (total - within) / degrees.0 / (within / degrees.1);
    let same_partition = number_of_relabellings(&groups.sizes) / n_assignments;
    Ok(Permanova {
        pseudo_f: ratio.is_finite().then_some(ratio),
        r_squared: (total > 0.0).then(|| 1.0 - within / total),
        p_value: n_as_extreme as f64 / n_looked_at as f64,
        smallest_p_value: same_partition.max(1.0 / n_looked_at as f64),
        n_permutations: if is_exact {
            n_looked_at
        } else {
            n_permutations
        },
        is_exact,
    })
}

/// Summed squared distances within groups, each group's over its size.
fn within_groups(squares: &[f64], labels: &[usize], sizes: &[usize]) -> f64 {
    let mut sums = vec![0.0; sizes.len()];
    let mut pairs = squares.iter();
    for (i, &one) in labels.iter().enumerate() {
        for &other in &labels[i + 1..] {
            let square = pairs.next().expect("one for each pair");
            if one == other {
                sums[one] += square;
            }
        }
    }
    (sums.iter().zip(sizes))
        .map(|(sum, &size)| sum / size as f64)
        .sum()
}

/// The sums within groups for many ways to deal out the labels.
///
/// Where one group holds half the samples or more, its pairs are not looked at: they are all pairs
/// but those that meet another group.
struct WithinSums<'a> {
    squares: &'a [f64],
    sizes: &'a [usize],
    /// Group whose sum is what the others leave.
    by_rest: Option<usize>,
    /// Of each sample to all others; and of all pairs.
    row_sums: Vec<f64>,
    total: f64,
}

impl<'a> WithinSums<'a> {
    fn new(squares: &'a [f64], sizes: &'a [usize]) -> Self {
        let n: usize = sizes.iter().sum();
        let mut row_sums = vec![0.0; n];
        let mut pairs = squares.iter();
        for i in 0..n {
            for (j, square) in (i + 1..n).zip(&mut pairs) {
                row_sums[i] += square;
                row_sums[j] += square;
            }
        }
        Self {
            squares,
            sizes,
            by_rest: sizes.iter().position(|&size| 2 * size >= n),
            row_sums,
            total: squares.iter().sum(),
        }
    }

    /// For how many of these labels [`within_groups`] is at most `bound`, but for rounding. Each
    /// row of distances is read once for all of them; labels whose sums are above it already, by
    /// more than rounding, are not followed any further.
    fn n_up_to(&self, bound: f64, drawn: &[Vec<usize>]) -> u64 {
        let far_above = bound + SAME_SUM * self.total;
        let mut sums: Vec<DrawnSums> = drawn
            .iter()
            .map(|labels| DrawnSums::new(labels, self))
            .collect();
        let mut rest = self.squares;
        for i in 0..self.row_sums.len() {
            let (row, below) = rest.split_at(self.row_sums.len() - 1 - i);
            rest = below;
            for (sums, labels) in sums.iter_mut().zip(drawn) {
                if sums.so_far <= far_above {
                    sums.add_row(row, i, labels[i], self);
                }
            }
        }
        let is_small = |sums: DrawnSums| sums.so_far <= far_above && sums.finish(self) <= bound;
        sums.into_iter().map(is_small).map(u64::from).sum()
    }
}

/// The sums for one way to deal out the labels.
struct DrawnSums {
    /// The samples of each group, rising, and how many of them are behind the row of the moment.
    members: Vec<Vec<u32>>,
    seen: Vec<usize>,
    within: Vec<f64>,
    /// All of `within`, each over its size.
    so_far: f64,
    /// The same for all samples outside of the group that is found by the rest.
    outside: Vec<u32>,
    n_outside_seen: usize,
    among_outside: f64,
    of_outside: f64,
}

impl DrawnSums {
    fn new(labels: &[usize], all: &WithinSums<'_>) -> Self {
        let mut members: Vec<Vec<u32>> = (all.sizes.iter())
            .map(|&size| Vec::with_capacity(size))
            .collect();
        let mut outside = Vec::new();
        for (sample, &group) in (0..).zip(labels) {
            members[group].push(sample);
            if all.by_rest.is_some_and(|largest| largest != group) {
                outside.push(sample);
            }
        }
        Self {
            seen: vec![0; members.len()],
            within: vec![0.0; members.len()],
            so_far: 0.0,
            members,
            outside,
            n_outside_seen: 0,
            among_outside: 0.0,
            of_outside: 0.0,
        }
    }

    fn add_row(&mut self, row: &[f64], sample: usize, group: usize, all: &WithinSums<'_>) {
        if all.by_rest == Some(group) {
            return;
        }
        self.seen[group] += 1;
        let own = sum_of(row, &self.members[group][self.seen[group]..], sample + 1);
        self.within[group] += own;
        self.so_far += own / all.sizes[group] as f64;
        if all.by_rest.is_some() {
            self.n_outside_seen += 1;
            self.of_outside += all.row_sums[sample];
            self.among_outside += match all.sizes.len() {
                2 => own,
                _ => sum_of(row, &self.outside[self.n_outside_seen..], sample + 1),
            };
        }
    }

    fn finish(mut self, all: &WithinSums<'_>) -> f64 {
        if let Some(largest) = all.by_rest {
            self.within[largest] = all.total - self.of_outside + self.among_outside;
        }
        let shares = self.within.iter().zip(all.sizes);
        shares.map(|(sum, &size)| sum / size as f64).sum()
    }
}

/// The sum of the distances to these samples, of a row whose first is that to sample `first`; in
/// four interleaved partial sums.
fn sum_of(row: &[f64], samples: &[u32], first: usize) -> f64 {
    let mut sums = [0.0; 4];
    let (fours, rest) = samples.as_chunks::<4>();
    for four in fours {
        for (sum, &sample) in sums.iter_mut().zip(four) {
            *sum += row[sample as usize - first];
        }
    }
    for (sum, &sample) in sums.iter_mut().zip(rest) {
        *sum += row[sample as usize - first];
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// In how many ways labels of these group sizes can be assigned.
fn number_of_assignments(sizes: &[usize]) -> f64 {
    let mut n = 0.0;
    let mut ways = 1.0;
    for &size in sizes {
        for place in 1..=size {
            n += 1.0;
            ways *= n / place as f64;
        }
    }
    ways.round()
}

/// In how many ways groups of equal size can trade names: that leaves F as it is.
fn number_of_relabellings(sizes: &[usize]) -> f64 {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    let runs = sizes.chunk_by(|a, b| a == b);
    runs.map(|run| (1..=run.len()).map(|k| k as f64).product::<f64>())
        .product()
}

/// Looks at every assignment once, in lexicographic order.
fn count_all(labels: &[usize], as_small: impl Fn(&[usize]) -> bool) -> (u64, u64) {
    let mut labels = labels.to_vec();
    labels.sort_unstable();
    let (mut n_all, mut n_hits) = (0, 0);
    loop {
        n_all += 1;
        n_hits += u64::from(as_small(&labels));
        if !next_assignment(&mut labels) {
            return (n_all, n_hits);
        }
    }
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

/// Fisher and Yates' shuffle with the stream of that permutation.
fn shuffle(labels: &mut [usize], seed: u64, permutation: u64) {
    let mut generator = random_stream(seed, STREAM_FAMILY | permutation);
    for last in (1..labels.len()).rev() {
        // 64 random bits for at most some thousands of places: the bias is below 1e-15.
        let place = (u128::from(generator.next_u64()) * (last as u128 + 1)) >> 64;
        labels.swap(last, place as usize);
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
        let found = permanova(&distances, &groups("a a a b b b"), 999, 1, &NoProgress).unwrap();
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
        let exact = permanova(&distances, &labels, 70, 1, &NoProgress).unwrap();
        assert!(exact.is_exact);
        let drawn = permanova(&distances, &labels, 69, 1, &NoProgress).unwrap();
        assert!(!drawn.is_exact);
        let many: Vec<f64> = (0..200)
            .map(|seed| {
                permanova(&distances, &labels, 69, seed, &NoProgress)
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
    fn degenerate_distances_have_no_f() {
        let labels = groups("a a b b");
        let same = permanova(&on_a_line(&[1.0; 4]), &labels, 99, 1, &NoProgress).unwrap();
        assert_eq!(
            (same.pseudo_f, same.r_squared, same.p_value),
            (None, None, 1.0)
        );
        let perfect = permanova(
            &on_a_line(&[1.0, 1.0, 2.0, 2.0]),
            &labels,
            99,
            1,
            &NoProgress,
        )
        .unwrap();
        assert_eq!((perfect.pseudo_f, perfect.r_squared), (None, Some(1.0)));
        assert_eq!(perfect.p_value, 2.0 / 6.0);
    }

    #[test]
    fn many_permutations_together_count_as_each_alone() {
        let points: Vec<f64> = (0..23).map(|at| f64::from(at * at % 17)).collect();
        let squares: Vec<f64> = (on_a_line(&points).values().iter().map(|d| d * d)).collect();
        for sizes in [vec![11, 12], vec![3, 20], vec![5, 13, 5], vec![6, 6, 6, 5]] {
            let mut labels = Vec::new();
            for (group, &size) in sizes.iter().enumerate() {
                labels.extend(std::iter::repeat_n(group, size));
            }
            let drawn: Vec<Vec<usize>> = (0..70)
                .map(|permutation| {
                    let mut labels = labels.clone();
                    shuffle(&mut labels, 3, permutation);
                    labels
                })
                .collect();
            let sums = WithinSums::new(&squares, &sizes);
            let alone: Vec<f64> = (drawn.iter())
                .map(|labels| within_groups(&squares, labels, &sizes))
                .collect();
            for bound in alone.iter().map(|sum| sum + 1e-6) {
                let expected = alone.iter().filter(|&&sum| sum <= bound).count();
                assert_eq!(sums.n_up_to(bound, &drawn), expected as u64);
            }
        }
    }

    #[test]
    fn assignments_are_counted() {
        assert_eq!(number_of_assignments(&[3, 3]), 20.0);
        assert_eq!(number_of_assignments(&[2, 2, 2]), 90.0);
        assert_eq!(number_of_relabellings(&[2, 3, 2]), 2.0);
        assert_eq!(count_all(&[1, 0, 2, 1, 0], |_| true).0, 30);
    }
}
