//! Tiny probabilities of enrichment scores, by splitting them into a chain of halves.

use super::enrichment_score::RankedList;
use arrayon_stats::gamma::{digamma, trigamma};
use rand::Rng;

/// A probability as its logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// Natural log of the probability.
    pub(crate) ln_p: f64,
    /// Standard deviation of that log.
    pub(crate) ln_error: f64,
    /// The chain ended before it reached the score: the probability is at most this.
    pub(crate) is_bound: bool,
}

/// Settings of one chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chain {
    /// Number of random sets kept, odd.
    pub(crate) n_sets: usize,
    /// Features in each set.
    pub(crate) set_size: usize,
    /// The chain ends below this log probability.
    pub(crate) min_ln_p: f64,
}

impl Chain {
    /// For random sets of features, the probability that the enrichment score is at least each of
    /// `scores` (positive, ascending).
    ///
    /// Random sets are drawn; their median largest deviation is a level that half of all sets
    /// exceed; sets below it are replaced by copies of those above, and all are moved at random
    /// among the sets that exceed the level, by exchanging one feature at a time; and so on from
    /// level to level. At the level of a score, the share of sets whose score is positive turns
    /// the probability of the largest deviation into that of the score.
    ///
    /// # Source
    /// Korotkevich et al. 2021 (doi:10.1101/060012), the adaptive multilevel splitting scheme.
    pub(crate) fn run(
        &self,
        list: &RankedList,
        scores: &[f64],
        rng: &mut impl Rng,
    ) -> Vec<Estimate> {
        let mut sets: Vec<RandomSet> = (0..self.n_sets)
            .map(|_| RandomSet::draw(list, self.set_size, rng))
            .collect();
        let n = self.n_sets as f64;
        let (mut ln_p, mut variance) = (0.0, 0.0);
        let mut found = Vec::with_capacity(scores.len());
        loop {
            sets.sort_by(|a, b| a.highest.total_cmp(&b.highest));
            let level = next_level(&sets);
            while let Some(&score) = scores.get(found.len()) {
                if level.is_some_and(|level| score > level) {
                    break;
                }
                found.push(self.estimate(list, &sets, score, ln_p, variance));
            }
            let Some(level) = level else { break };
            if found.len() == scores.len() || ln_p < self.min_ln_p {
                break;
            }
            let n_above = sets.iter().filter(|set| set.highest >= level).count();
            ln_p += digamma(n_above as f64) - digamma(n + 1.0);
            variance += trigamma(n_above as f64) - trigamma(n + 1.0);
            self.renew(list, &mut sets, level, rng);
        }
        let bound = Estimate {
            ln_p: ln_p.max(self.min_ln_p),
            ln_error: variance.sqrt(),
            is_bound: true,
        };
        found.resize(scores.len(), bound);
        found
    }

    /// The probability of a score between the present sets' level and the next.
    fn estimate(
        &self,
        list: &RankedList,
        sets: &[RandomSet],
        score: f64,
        ln_p: f64,
        variance: f64,
    ) -> Estimate {
        let is_positive = |set: &&RandomSet| {
            set.highest >= score && set.highest > -list.deviations(&set.ranks).lowest
        };
        let n_positive = sets.iter().filter(is_positive).count();
        if n_positive == 0 {
            // No set at all scores so high: less than one of them.
            return Estimate {
                ln_p: ln_p - (sets.len() as f64 + 1.0).ln(),
                ln_error: variance.sqrt(),
                is_bound: true,
            };
        }
        let (n, share) = (sets.len() as f64, n_positive as f64);
        Estimate {
            ln_p: ln_p + (share / n).ln(),
            ln_error: (variance + (n - share) / (share * n)).sqrt(),
            is_bound: false,
        }
    }

    /// Replaces the sets below the level and moves all, about one exchange a feature.
    fn renew(&self, list: &RankedList, sets: &mut [RandomSet], level: f64, rng: &mut impl Rng) {
        let n_below = sets.iter().take_while(|set| set.highest < level).count();
        let (below, above) = sets.split_at_mut(n_below);
        for set in below {
            set.clone_from(&above[draw_below(above.len(), rng)]);
        }
        let wanted = self.n_sets * self.set_size;
        // A level that hardly any exchange meets would keep the chain for ever.
        let most = 50 * wanted;
        let (mut accepted, mut tried) = (0, 0);
        let burst = (self.set_size / 10).max(1);
        while accepted < wanted && tried < most {
            for set in sets.iter_mut() {
                for _ in 0..burst {
                    accepted += usize::from(set.exchange(list, level, rng));
                }
                tried += burst;
            }
        }
        for set in sets.iter_mut() {
            set.settle(list);
        }
    }
}

/// The median, or the next larger value where the lower half is all tied with it; `None` where
/// all are equal.
fn next_level(sorted: &[RandomSet]) -> Option<f64> {
    let (first, median) = (sorted[0].highest, sorted[sorted.len() / 2].highest);
    if median > first {
        return Some(median);
    }
    sorted
        .iter()
        .map(|set| set.highest)
        .find(|&value| value > first)
}

/// A random set, with a place at which its running sum is known to be high.
#[derive(Debug, Clone)]
struct RandomSet {
    ranks: Vec<u32>,
    total: u64,
    /// The largest deviation, once settled.
    highest: f64,
    peak: Peak,
}

/// The end of a block of tied features, with the hits and weights before it.
#[derive(Debug, Clone, Copy)]
struct Peak {
    /// The rank after the last of the block.
    end: u32,
    n_hits: usize,
    weight: u64,
}

impl RandomSet {
    fn draw(list: &RankedList, size: usize, rng: &mut impl Rng) -> Self {
        let mut ranks = Vec::with_capacity(size);
        while ranks.len() < size {
            let rank = draw_below(list.len(), rng) as u32;
            if let Err(at) = ranks.binary_search(&rank) {
                ranks.insert(at, rank);
            }
        }
        let mut set = Self {
            ranks,
            total: 0,
            highest: 0.0,
            peak: Peak {
                end: 0,
                n_hits: 0,
                weight: 0,
            },
        };
        set.settle(list);
        set
    }

    /// Finds the true largest deviation.
    fn settle(&mut self, list: &RankedList) {
        let found = list.deviations(&self.ranks);
        self.total = list.total(&self.ranks);
        self.highest = found.highest;
        self.peak = Peak {
            end: list.block(self.ranks[found.peak]).end,
            n_hits: found.peak + 1,
            weight: list.total(&self.ranks[..=found.peak]),
        };
    }

    /// Exchanges a random feature for another if the running sum still meets the level; says
    /// whether it did.
    ///
    /// Mostly the known peak alone shows that it does, in a few operations; only otherwise is the
    /// whole sum gone through.
    fn exchange(&mut self, list: &RankedList, level: f64, rng: &mut impl Rng) -> bool {
        let out_at = draw_below(self.ranks.len(), rng);
        let out = self.ranks[out_at];
        let new = draw_below(list.len(), rng) as u32;
        let Err(new_at) = self.ranks.binary_search(&new) else {
            return false;
        };
        let total = self.total - list.weight(out) + list.weight(new);
        let peak = self.peak.after(list, out, new);
        let steps = list.steps(self.ranks.len(), total);
        let now_at = replace(&mut self.ranks, out_at, new_at, new);
        if steps.value(peak.weight, peak.end as usize - peak.n_hits) >= level
            && !list.is_neutral(&self.ranks)
        {
            self.peak = peak;
            self.total = total;
            return true;
        }
        match first_peak(list, &self.ranks, total, level) {
            Some(peak) => {
                self.peak = peak;
                self.total = total;
                true
            }
            None => {
                let back_at = self.ranks.partition_point(|&rank| rank < out);
                replace(&mut self.ranks, now_at, back_at, out);
                false
            }
        }
    }
}

impl Peak {
    fn after(self, list: &RankedList, out: u32, new: u32) -> Self {
        let mut peak = self;
        if out < peak.end {
            peak.n_hits -= 1;
            peak.weight -= list.weight(out);
        }
        if new < peak.end {
            peak.n_hits += 1;
            peak.weight += list.weight(new);
        }
        peak
    }
}

/// The first block with hits after which the running sum meets the level.
fn first_peak(list: &RankedList, ranks: &[u32], total: u64, level: f64) -> Option<Peak> {
    if list.is_neutral(ranks) {
        return None;
    }
    let steps = list.steps(ranks.len(), total);
    let (mut weight, mut n_hits) = (0, 0);
    while n_hits < ranks.len() {
        let end = list.block(ranks[n_hits]).end;
        while n_hits < ranks.len() && ranks[n_hits] < end {
            weight += list.weight(ranks[n_hits]);
            n_hits += 1;
        }
        if steps.value(weight, end as usize - n_hits) >= level {
            return Some(Peak {
                end,
                n_hits,
                weight,
            });
        }
    }
    None
}

/// Takes out the rank at `out_at` and puts `new` where it would stand (`new_at`, counted before);
/// returns where it stands now.
fn replace(ranks: &mut [u32], out_at: usize, new_at: usize, new: u32) -> usize {
    if new_at > out_at {
        ranks.copy_within(out_at + 1..new_at, out_at);
        ranks[new_at - 1] = new;
        new_at - 1
    } else {
        ranks.copy_within(new_at..out_at, new_at + 1);
        ranks[new_at] = new;
        new_at
    }
}

/// A random whole number below `n`, for `n` far below 2^32.
pub(crate) fn draw_below(n: usize, rng: &mut impl Rng) -> usize {
    ((u64::from(rng.next_u32()) * n as u64) >> 32) as usize
}
