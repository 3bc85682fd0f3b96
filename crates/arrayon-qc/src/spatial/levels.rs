//! One distribution for all arrays of a study, so that differences between cells are no
//! differences of brightness.

use crate::statistics::Distribution;
use rayon::prelude::*;

/// Points at which distributions are averaged.
const N_POINTS: usize = 4096;

/// Arrays whose quantiles are in memory at a time.
const ARRAYS_AT_ONCE: usize = 256;

/// Below this linear intensity, which no scanner stores for a cell with light, logarithms are those
/// of it.
const LEAST: f64 = 1.0;

/// The mean over arrays of the quantiles of their log2 intensities.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanQuantiles(Vec<f64>);

impl MeanQuantiles {
    /// Those of linear intensities.
    ///
    /// # Determinism
    /// The same bits for any number of threads.
    pub fn of(arrays: &[Distribution]) -> Self {
        let mut sums = vec![0.0; N_POINTS];
        for some in arrays.chunks(ARRAYS_AT_ONCE) {
            let of_arrays: Vec<Vec<f64>> = some.par_iter().map(log2_quantiles).collect();
            for quantiles in of_arrays {
                let sums = sums.iter_mut().zip(quantiles);
                sums.for_each(|(sum, quantile)| *sum += quantile);
            }
        }
        let n = arrays.len() as f64;
        Self(sums.into_iter().map(|sum| sum / n).collect())
    }

    /// The mean quantile, log2, at a share from 0 to 1.
    fn at(&self, share: f64) -> f64 {
        let place = (share * N_POINTS as f64 - 0.5).clamp(0.0, (N_POINTS - 1) as f64);
        let below = place.floor() as usize;
        let above = (below + 1).min(N_POINTS - 1);
        let part = place - below as f64;
        self.0[below] + part * (self.0[above] - self.0[below])
    }

    /// The value, log2, of each distinct intensity of an array, given the number of probes below
    /// each of them and, as the last entry, of all probes.
    pub fn levels(&self, starts: &[u32]) -> Vec<f64> {
        let n = f64::from(starts.last().copied().unwrap_or_default());
        let middle = |ends: &[u32]| (f64::from(ends[0]) + f64::from(ends[1])) / 2.0;
        (starts.windows(2))
            .map(|ends| self.at(middle(ends) / n))
            .collect()
    }
}

fn log2_quantiles(array: &Distribution) -> Vec<f64> {
    let n = array.n() as f64;
    let mut steps = array.steps().peekable();
    (0..N_POINTS)
        .map(|at| {
            let rank = (at as f64 + 0.5) / N_POINTS as f64 * n;
            while steps
                .next_if(|&(_, up_to)| up_to as f64 <= rank && up_to < array.n())
                .is_some()
            {}
            steps
                .peek()
                .map_or(f64::NAN, |(value, _)| value.max(LEAST).log2())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_that_differ_in_brightness_alone_get_the_same_levels() {
        let values: Vec<f64> = (0..1000).map(|at| f64::from(20 + at)).collect();
        let bright: Vec<f64> = values.iter().map(|value| 4.0 * value).collect();
        let starts: Vec<u32> = (0..=1000).collect();
        let arrays = [&values, &bright].map(|values| Distribution::of_distinct(values, &starts));
        let levels = MeanQuantiles::of(&arrays).levels(&starts);
        for (value, level) in values.iter().zip(&levels) {
            assert!((value.log2() + 1.0 - level).abs() < 0.05, "{value} {level}");
        }
        assert!(levels.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
