//! The running sum of a ranked list over a set, and its largest deviation.

/// A ranked list of features: weights in rank order, as whole numbers so that sums are exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RankedList {
    weights: Vec<u64>,
}

/// The largest deviations of a running sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deviations {
    /// Largest value after a hit.
    pub(crate) highest: f64,
    /// Position in the set of the hit after which it is reached.
    pub(crate) peak: usize,
    /// Smallest value before a hit, at most 0.
    pub(crate) lowest: f64,
    /// Position in the set of the hit before which it is reached.
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
    /// to each, so that a set of zero weights still has a running sum.
    pub(crate) fn new(ranked: impl Iterator<Item = f64>, exponent: f64) -> Self {
        let sizes: Vec<f64> = ranked.map(|value| value.abs().powf(exponent)).collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let scale = if largest > 0.0 {
            (1_u64 << 40) as f64 / largest
        } else {
            0.0
        };
        Self {
            weights: sizes.iter().map(|size| (size * scale) as u64 + 1).collect(),
        }
    }

    /// The same list from its other end.
    pub(crate) fn reversed(&self) -> Self {
        Self {
            weights: self.weights.iter().rev().copied().collect(),
        }
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
        let mut weight = 0;
        for (hit, &rank) in ranks.iter().enumerate() {
            let n_misses = rank as usize - hit;
            let before = steps.value(weight, n_misses);
            weight += self.weight(rank);
            let after = steps.value(weight, n_misses);
            if after > found.highest {
                found.highest = after;
                found.peak = hit;
            }
            if before < found.lowest {
                found.lowest = before;
                found.trough = hit;
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
        let zeros = RankedList::new([0.0; 4].into_iter(), 1.0);
        assert!((zeros.deviations(&[0, 1]).highest - 1.0).abs() < 1e-11);
    }
}
