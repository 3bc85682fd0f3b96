//! The running sum of a ranked list over a set, and its largest deviation.

/// A ranked list of features: weights in rank order, as whole numbers so that sums are exact.
///
/// Features of one statistic have no order among themselves: they are a block, and the running sum
/// is looked at where blocks begin and end. That is its mean over all orders of the tied features,
/// whose extremes lie at the ends since it runs straight between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RankedList {
    weights: Vec<u64>,
    /// For each rank the block of its statistic.
    blocks: Vec<Block>,
}

/// The ranks of one statistic: the first, and the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether a set within this block of ties says nothing: its statistics are 0, or those of
    /// the middle of the list, so that it stands neither high nor low.
    is_neutral: bool,
}

/// The largest deviations of a running sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deviations {
    /// Largest value after a block with hits.
    pub(crate) highest: f64,
    /// Position in the set of the last hit of the block after which it is reached.
    pub(crate) peak: usize,
    /// Smallest value before a block with hits, at most 0.
    pub(crate) lowest: f64,
    /// Position in the set of the first hit of the block before which it is reached.
    pub(crate) trough: usize,
}

impl Deviations {
    /// The enrichment score: the deviation further from 0, and 0 where both are equally far.
    pub(crate) fn score(&self) -> f64 {
        if self.highest > -self.lowest {
            self.highest
        } else if self.highest < -self.lowest {
            self.lowest
        } else {
            0.0
        }
    }
}

/// How far the running sum goes up for a unit of weight, and down for a miss.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps {
    per_weight: f64,
    per_miss: f64,
}

impl Steps {
    /// The running sum after hits of this weight and so many misses.
    pub(crate) fn value(self, weight: u64, n_misses: usize) -> f64 {
        weight as f64 * self.per_weight - n_misses as f64 * self.per_miss
    }
}

impl RankedList {
    /// Weights `|statistic|^exponent` in rank order, scaled to 2^40 for the largest. One is added
    /// to each, so that no set is without any weight.
    pub(crate) fn new(ranked: impl Iterator<Item = f64>, exponent: f64) -> Self {
        let ranked: Vec<f64> = ranked.collect();
        let sizes: Vec<f64> = ranked
            .iter()
            .map(|value| value.abs().powf(exponent))
            .collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let scale = if largest > 0.0 {
            (1_u64 << 40) as f64 / largest
        } else {
            0.0
        };
        let n = ranked.len() as u32;
        let mut blocks = Vec::with_capacity(ranked.len());
        for tied in ranked.chunk_by(|a, b| a == b) {
            let start = blocks.len() as u32;
            let end = start + tied.len() as u32;
            let holds_middle = 2 * start < n && n < 2 * end;
            let block = Block {
                start,
                end,
                is_neutral: tied.len() > 1 && (holds_middle || tied[0] == 0.0),
            };
            blocks.extend(std::iter::repeat_n(block, tied.len()));
        }
        Self {
            weights: sizes.iter().map(|size| (size * scale) as u64 + 1).collect(),
            blocks,
        }
    }

    /// The same list from its other end.
    pub(crate) fn reversed(&self) -> Self {
        let n = self.len() as u32;
        let turned = |block: &Block| Block {
            start: n - block.end,
            end: n - block.start,
            ..*block
        };
        Self {
            weights: self.weights.iter().rev().copied().collect(),
            blocks: self.blocks.iter().rev().map(turned).collect(),
        }
    }

    /// The features that share their statistic with others.
    pub(crate) fn n_tied(&self) -> usize {
        let is_tied = |block: &&Block| block.end - block.start > 1;
        self.blocks.iter().filter(is_tied).count()
    }

    /// The block of a rank.
    pub(crate) fn block(&self, rank: u32) -> Block {
        self.blocks[rank as usize]
    }

    /// Whether a set, by its ranks, ascending, lies in a single block that says nothing.
    pub(crate) fn is_neutral(&self, ranks: &[u32]) -> bool {
        let (Some(&first), Some(&last)) = (ranks.first(), ranks.last()) else {
            return false;
        };
        let block = self.block(first);
        block.is_neutral && last < block.end
    }

    pub(crate) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(crate) fn weight(&self, rank: u32) -> u64 {
        self.weights[rank as usize]
    }

    pub(crate) fn total(&self, ranks: &[u32]) -> u64 {
        ranks.iter().map(|&rank| self.weight(rank)).sum()
    }

    /// The steps of the running sum for sets of this size whose weights add up to `total`.
    pub(crate) fn steps(&self, set_size: usize, total: u64) -> Steps {
        Steps {
            per_weight: 1.0 / total as f64,
            per_miss: 1.0 / (self.len() - set_size) as f64,
        }
    }

    /// The deviations of a set given by its ranks, ascending; neither empty nor the whole list.
    pub(crate) fn deviations(&self, ranks: &[u32]) -> Deviations {
        let steps = self.steps(ranks.len(), self.total(ranks));
        let mut found = Deviations {
            highest: f64::NEG_INFINITY,
            peak: 0,
            lowest: 0.0,
            trough: 0,
        };
        if self.is_neutral(ranks) {
            found.highest = 0.0;
            return found;
        }
        let (mut weight, mut n_hits) = (0, 0);
        while n_hits < ranks.len() {
            let block = self.block(ranks[n_hits]);
            let first = n_hits;
            let before = steps.value(weight, block.start as usize - n_hits);
            while n_hits < ranks.len() && ranks[n_hits] < block.end {
                weight += self.weight(ranks[n_hits]);
                n_hits += 1;
            }
            let after = steps.value(weight, block.end as usize - n_hits);
            if after > found.highest {
                found.highest = after;
                found.peak = n_hits - 1;
            }
            if before < found.lowest {
                found.lowest = before;
                found.trough = first;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::RankedList;

    #[test]
    fn running_sum_by_hand() {
        // Weights 3 2 1 1 2; hits at ranks 0 and 3: 3/4, then 3/4 - 2/3, then 1 - 2/3.
        let list = RankedList::new([3.0, 2.0, 1.0, -1.0, -2.0].into_iter(), 1.0);
        let found = list.deviations(&[0, 3]);
        assert!((found.highest - 0.75).abs() < 1e-11 && found.peak == 0);
        assert_eq!(found.lowest, 0.0);
        assert!((found.score() - 0.75).abs() < 1e-11);
        // Hit at rank 4 alone: the sum falls to -1 before it.
        let found = list.deviations(&[4]);
        assert!((found.score() + 1.0).abs() < 1e-11 && found.trough == 0);
        // From the other end the same set scores the opposite.
        assert!((list.reversed().deviations(&[0]).score() - 1.0).abs() < 1e-11);
    }

    #[test]
    fn exponent_zero_counts_and_zero_weights_count_evenly() {
        let list = RankedList::new([5.0, 1.0, 0.5, 0.2].into_iter(), 0.0);
        assert!((list.deviations(&[1, 2]).highest - 0.5).abs() < 1e-11);
    }

    #[test]
    fn tied_features_count_as_one_block() {
        // Hits in a block of two hits and two misses: only its ends count.
        let list = [4.0, 2.0, 2.0, 2.0, 2.0, 1.0, 0.5, 0.4, 0.3, 0.2];
        let list = RankedList::new(list.into_iter(), 1.0);
        for ranks in [[1, 2], [1, 4], [3, 4]] {
            let found = list.deviations(&ranks);
            assert!((found.highest - 0.625).abs() < 1e-11, "{found:?}");
            assert!((found.lowest + 0.125).abs() < 1e-11, "{found:?}");
            assert_eq!((found.peak, found.trough), (1, 0));
        }
        assert_eq!(list.n_tied(), 4);
        let turned = list.reversed().block(5);
        assert_eq!((turned.start, turned.end), (5, 9));
    }

    #[test]
    fn a_set_within_the_ties_of_the_middle_or_of_zero_scores_nothing() {
        let middle = RankedList::new([9.0, 2.0, 2.0, 2.0, 1.0, 0.5].into_iter(), 1.0);
        assert_eq!(middle.deviations(&[1, 3]).score(), 0.0);
        assert!(middle.deviations(&[0, 3]).score() > 0.0);
        let zeros = RankedList::new([0.0, 0.0, -1.0, -2.0, -3.0, -4.0].into_iter(), 1.0);
        assert_eq!(zeros.deviations(&[0, 1]).score(), 0.0);
        assert!(zeros.deviations(&[0, 5]).score() < 0.0);
    }
}
