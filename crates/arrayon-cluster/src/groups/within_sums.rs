//! Summed distances within groups, for many ways to deal out the labels together.

/// Sums that differ by less than this part are rounded versions of the same number.
pub(crate) const SAME_SUM: f64 = 1e-9;

/// Summed squared distances within groups, each group's over its size.
pub(crate) fn within_groups(squares: &[f64], labels: &[usize], sizes: &[usize]) -> f64 {
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
pub(crate) struct WithinSums<'a> {
    squares: &'a [f64],
    sizes: &'a [usize],
    /// Group whose sum is what the others leave.
    by_rest: Option<usize>,
    /// Of each sample to all others; and of all pairs.
    row_sums: Vec<f64>,
    total: f64,
}

impl<'a> WithinSums<'a> {
    pub(crate) fn new(squares: &'a [f64], sizes: &'a [usize]) -> Self {
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
    pub(crate) fn n_up_to(&self, bound: f64, drawn: &[Vec<usize>]) -> u64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::exchange::Exchange;
    use crate::groups::points_on_a_line::on_a_line;

    #[test]
    fn many_permutations_together_count_as_each_alone() {
        let points: Vec<f64> = (0..23).map(|at| f64::from(at * at % 17)).collect();
        let squares: Vec<f64> = (on_a_line(&points).values().iter().map(|d| d * d)).collect();
        for sizes in [vec![11, 12], vec![3, 20], vec![5, 13, 5], vec![6, 6, 6, 5]] {
            let mut labels = Vec::new();
            for (group, &size) in sizes.iter().enumerate() {
                labels.extend(std::iter::repeat_n(group, size));
            }
            let exchange = Exchange::free(&labels);
            let drawn: Vec<Vec<usize>> = (0..70)
                .map(|permutation| exchange.draw(3, permutation))
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
}
