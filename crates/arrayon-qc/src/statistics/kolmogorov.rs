//! How far the distribution of an array's intensities is from that of all arrays.

use rayon::prelude::*;

/// A distribution: distinct values, ascending, and how many probes have at most each of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    values: Vec<f64>,
    up_to: Vec<u64>,
}

impl Distribution {
    /// That of distinct values, ascending, with the number of probes below each and, as the last
    /// entry of `starts`, of all probes.
    ///
    /// # Panics
    /// If `starts` has not one entry more than there are values.
    pub fn of_distinct(values: &[f64], starts: &[u32]) -> Self {
        assert_eq!(values.len() + 1, starts.len(), "one start more than values");
        Self {
            values: values.to_vec(),
            up_to: starts[1..].iter().map(|&start| start.into()).collect(),
        }
    }

    /// The number of probes.
    pub(crate) fn n(&self) -> u64 {
        self.up_to.last().copied().unwrap_or(0)
    }

    /// Each distinct value, ascending, with the number of probes up to it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (f64, u64)> {
        self.values.iter().copied().zip(self.up_to.iter().copied())
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

    /// Distributions laid together.
    fn pooled(all: &[Self]) -> Self {
        let mut counts: Vec<(f64, u64)> = (all.iter())
            .flat_map(|one| {
                let below = std::iter::once(0).chain(one.up_to.iter().copied());
                let counts = one
                    .up_to
                    .iter()
                    .zip(below)
                    .map(|(up_to, below)| up_to - below);
                one.values.iter().copied().zip(counts)
            })
            .collect();
        counts.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut pooled = Self {
            values: Vec::new(),
            up_to: Vec::new(),
        };
        let mut n = 0;
        for (value, count) in counts {
            n += count;
            if pooled.values.last() == Some(&value) {
                pooled.up_to.pop();
            } else {
                pooled.values.push(value);
            }
            pooled.up_to.push(n);
        }
        pooled
    }

    /// The largest distance of two distribution functions; every value of this one is one of the
    /// other.
    fn distance(&self, pooled: &Self) -> f64 {
        let (n, n_pooled) = (self.n() as f64, pooled.n() as f64);
        let mut own = self.values.iter().zip(&self.up_to).peekable();
        let mut up_to = 0;
        let mut farthest: f64 = 0.0;
        for (value, &all) in pooled.values.iter().zip(&pooled.up_to) {
            if let Some((_, &own_up_to)) = own.next_if(|(own, _)| *own == value) {
                up_to = own_up_to;
            }
            let distance = (up_to as f64 / n - all as f64 / n_pooled).abs();
            farthest = farthest.max(distance);
        }
        farthest
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
    let pooled = Distribution::pooled(all);
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
