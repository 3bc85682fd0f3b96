//! How far the distribution of an array's intensities is from that of all arrays.

use rayon::prelude::*;

/// Distributions that are laid together at a time.
const POOLED_AT_ONCE: usize = 256;

/// A distribution: distinct values, ascending, and how many probes have at most each of them.
///
/// # Cost
/// Eight bytes a distinct value: scanners store single precision, and so does this.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    values: Vec<f32>,
    up_to: Vec<u32>,
}

impl Distribution {
    /// That of distinct values, ascending, with the number of probes below each and, as the last
    /// entry of `starts`, of all probes.
    ///
    /// Values are those of scans, which single precision holds; others are rounded to it.
    ///
    /// # Panics
    /// If `starts` has not one entry more than there are values.
    pub fn of_distinct(values: &[f64], starts: &[u32]) -> Self {
        assert_eq!(values.len() + 1, starts.len(), "one start more than values");
        Self {
            values: values.iter().map(|&value| value as f32).collect(),
            up_to: starts[1..].to_vec(),
        }
    }

    /// The distinct values, ascending.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// How many probes have at most each distinct value.
    pub fn up_to(&self) -> &[u32] {
        &self.up_to
    }

    /// The distribution of distinct values, ascending, and of how many probes have at most each;
    /// `None` where the two do not go together.
    pub fn from_parts(values: Vec<f32>, up_to: Vec<u32>) -> Option<Self> {
        let are_ordered = values.is_sorted_by(|one, next| one < next)
            && up_to.is_sorted_by(|one, next| one < next)
            && up_to.first() != Some(&0);
        (values.len() == up_to.len() && are_ordered).then_some(Self { values, up_to })
    }

    /// The number of probes.
    pub(crate) fn n(&self) -> u64 {
        self.up_to.last().copied().unwrap_or(0).into()
    }

    /// Each distinct value, ascending, with the number of probes up to it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (f64, u64)> {
        let values = self.values.iter().map(|&value| f64::from(value));
        values.zip(self.up_to.iter().map(|&up_to| u64::from(up_to)))
    }

    /// The mean of the values; NaN without any.
    pub(crate) fn mean(&self) -> f64 {
        let mut below = 0;
        let mut sum = 0.0;
        for (value, up_to) in self.steps() {
            sum += value * (up_to - below) as f64;
            below = up_to;
        }
        sum / below as f64
    }

    /// The largest distance of two distribution functions; every value of this one is one of the
    /// other.
    fn distance(&self, pooled: &Pooled) -> f64 {
        let (n, n_pooled) = (self.n() as f64, pooled.n as f64);
        let mut own = self.steps().peekable();
        let mut up_to = 0;
        let mut all = 0;
        let mut farthest: f64 = 0.0;
        for &(value, count) in &pooled.counts {
            all += count;
            if let Some((_, own_up_to)) = own.next_if(|(own, _)| *own == f64::from(value)) {
                up_to = own_up_to;
            }
            let distance = (up_to as f64 / n - all as f64 / n_pooled).abs();
            farthest = farthest.max(distance);
        }
        farthest
    }
}

/// Distributions laid together: each distinct value, ascending, with the number of probes that have
/// it. Numbers are whole, so that the order in which distributions are added does not matter.
#[derive(Debug, Default)]
struct Pooled {
    counts: Vec<(f32, u64)>,
    n: u64,
}

impl Pooled {
    fn of(all: &[Distribution]) -> Self {
        let mut pooled = Self::default();
        for some in all.chunks(POOLED_AT_ONCE) {
            pooled.add(some);
        }
        pooled
    }

    fn add(&mut self, some: &[Distribution]) {
        for one in some {
            let mut below = 0;
            let counts = one.values.iter().zip(&one.up_to).map(|(&value, &up_to)| {
                let count = up_to - below;
                below = up_to;
                (value, u64::from(count))
            });
            self.counts.extend(counts);
            self.n += one.n();
        }
        self.counts.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.counts.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            first.1 += if is_same { next.1 } else { 0 };
            is_same
        });
    }
}

/// The Kolmogorov-Smirnov distance of each distribution from all of them laid together, between 0
/// and 1.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Source
/// The densities of arrayQualityMetrics (Kauffmann, Gentleman and Huber 2009); the distance does not
/// depend on the scale, linear or log2.
pub fn distances_to_pooled(all: &[Distribution]) -> Vec<f64> {
    let pooled = Pooled::of(all);
    all.par_iter().map(|one| one.distance(&pooled)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_steps() {
        // values 1, 1, 2 and 2, 3, 3: pooled steps 1/3, 2/3, 1
        let one = Distribution::of_distinct(&[1.0, 2.0], &[0, 2, 3]);
        let other = Distribution::of_distinct(&[2.0, 3.0], &[0, 1, 3]);
        let found = distances_to_pooled(&[one.clone(), other]);
        assert!(
            found
                .iter()
                .all(|distance| (distance - 1.0 / 3.0).abs() < 1e-15)
        );
        assert_eq!(distances_to_pooled(&[one.clone(), one]), [0.0, 0.0]);
    }
}
