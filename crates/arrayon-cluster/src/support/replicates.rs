//! What one replicate draws.
//!
//! Drawing features one by one costs a random number and a jump through memory each. Instead
//! every feature is first given its own number of draws, from a Poisson distribution: given
//! how many these are together, they are distributed exactly as so many draws with replacement.
//! Their rate is chosen so that they are nearly always a few too few; the rest is drawn one by
//! one.

use super::poisson::PoissonTable;
use arrayon_stats::random_stream::random_stream;
use rand::Rng;

/// Keeps the streams of the bootstrap apart from those of other uses of the same seed.
const STREAM_FAMILY: u64 = 1 << 56;

/// How many random bytes are made at a time.
const BYTES_AT_A_TIME: usize = 4096;

/// By how many standard deviations the Poisson draws are too few in the mean.
const SHORT_BY: f64 = 5.0;

/// The largest rate of one pass: a table of 256 entries resolves it well.
const LARGEST_RATE: f64 = 1.5;

/// How features are drawn at one scale.
pub(super) struct Drawing {
    n_drawn: usize,
    n_passes: usize,
    table: PoissonTable,
}

impl Drawing {
    /// `n_drawn` draws from `n_features`.
    pub(super) fn new(n_drawn: usize, n_features: usize) -> Self {
        let expected = n_drawn as f64 - SHORT_BY * (n_drawn as f64).sqrt();
        let rate = expected.max(0.0) / n_features as f64;
        let n_passes = (rate / LARGEST_RATE).ceil();
        Self {
            n_drawn,
            n_passes: n_passes as usize,
            table: PoissonTable::new(if n_passes > 0.0 { rate / n_passes } else { 0.0 }),
        }
    }

    /// How often each of `weights.len()` features is drawn with replacement, each feature as
    /// likely: exactly so for the single draws, to 1e-15 for the Poisson ones.
    ///
    /// # Source
    /// Devroye 1986, Non-Uniform Random Variate Generation, XI.1, for the Poisson draws; Lemire
    /// 2019, ACM Trans. Model. Comput. Simul. 29:3, for the single ones.
    pub(super) fn draw(&self, seed: u64, scale: usize, replicate: u32, weights: &mut [u16]) {
        let stream = STREAM_FAMILY | (scale as u64) << 32 | u64::from(replicate);
        let mut generator = random_stream(seed, stream);
        let n_missing = loop {
            weights.fill(0);
            for _ in 0..self.n_passes {
                self.add_poisson(&mut generator, weights);
            }
            let n_given: usize = weights.iter().map(|&weight| usize::from(weight)).sum();
            // Once in millions of times there are too many: how many does not tell which.
            if let Some(n_missing) = self.n_drawn.checked_sub(n_given) {
                break n_missing;
            }
        };
        add_single(&mut generator, n_missing, weights);
    }

    fn add_poisson(&self, generator: &mut impl Rng, weights: &mut [u16]) {
        let mut bytes = [0; BYTES_AT_A_TIME];
        for weights in weights.chunks_mut(BYTES_AT_A_TIME) {
            let bytes = &mut bytes[..weights.len()];
            generator.fill_bytes(bytes);
            for (weight, &byte) in weights.iter_mut().zip(&*bytes) {
                *weight += match self.table.by_first_byte(byte) {
                    Some(drawn) => drawn,
                    None => self.table.by_all_bits(byte, generator.next_u64()),
                };
            }
        }
    }
}

/// Draws that many features one by one.
fn add_single(generator: &mut impl Rng, mut n_left: usize, weights: &mut [u16]) {
    let n = u32::try_from(weights.len()).expect("fewer features than 2^32");
    // Numbers whose product ends below this would favour some features.
    let refused = n.wrapping_neg() % n;
    let mut bytes = [0; BYTES_AT_A_TIME];
    while n_left > 0 {
        let wanted = n_left.min(BYTES_AT_A_TIME / 4);
        let bytes = &mut bytes[..4 * wanted];
        generator.fill_bytes(bytes);
        for number in bytes.as_chunks().0 {
            let product = u64::from(u32::from_le_bytes(*number)) * u64::from(n);
            if product as u32 >= refused {
                weights[(product >> 32) as usize] += 1;
                n_left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(n_features: usize, n_drawn: usize, replicate: u32) -> Vec<u16> {
        let mut weights = vec![9; n_features];
        Drawing::new(n_drawn, n_features).draw(5, 3, replicate, &mut weights);
        weights
    }

    #[test]
    fn draws_are_as_many_as_asked() {
        for (n_features, n_drawn) in [(7, 1), (7, 10), (7, 700), (1, 100), (400, 200), (90, 3_000)]
        {
            for replicate in 0..200 {
                let weights = drawn(n_features, n_drawn, replicate);
                let sum: usize = weights.iter().map(|&weight| usize::from(weight)).sum();
                assert_eq!(sum, n_drawn);
            }
        }
    }

    /// Means, variances and covariances of multinomial counts, and how often a count is 0 to 4.
    #[test]
    fn counts_are_multinomial() {
        let (n_replicates, n_features) = (20_000_u32, 60);
        for n_drawn in [30, 60, 84, 200] {
            let probability = 1.0 / f64::from(n_features);
            let n = f64::from(n_drawn);
            let (mut first, mut squares, mut products) = (0.0, 0.0, 0.0);
            let mut seen = [0.0; 5];
            for replicate in 0..n_replicates {
                let weights = drawn(n_features as usize, n_drawn as usize, replicate);
                let count = f64::from(weights[17]) - n * probability;
                first += count;
                squares += count * count;
                products += count * (f64::from(weights[40]) - n * probability);
                if let Some(seen) = seen.get_mut(usize::from(weights[17])) {
                    *seen += 1.0;
                }
            }
            let n_replicates = f64::from(n_replicates);
            let variance = n * probability * (1.0 - probability);
            let error = (variance / n_replicates).sqrt();
            assert!((first / n_replicates).abs() < 4.0 * error, "{n_drawn}");
            // The variance of a squared count is about 2 v^2 + v.
            let error = ((2.0 * variance + 1.0) * variance / n_replicates).sqrt();
            let found = squares / n_replicates;
            assert!(
                (found - variance).abs() < 4.0 * error,
                "{n_drawn}: {found} {variance}"
            );
            let found = products / n_replicates;
            let expected = -n * probability * probability;
            let error = variance / n_replicates.sqrt();
            assert!(
                (found - expected).abs() < 4.0 * error,
                "{n_drawn}: {found} {expected}"
            );
            let mut chance = (1.0 - probability).powf(n);
            for (count, seen) in (0..).zip(seen) {
                let error = (n_replicates * chance * (1.0 - chance)).sqrt();
                let difference = seen - n_replicates * chance;
                assert!(
                    difference.abs() < 4.0 * error + 1.0,
                    "{n_drawn} {count}: {difference}"
                );
                let count = f64::from(count);
                chance *= (n - count) / (count + 1.0) * probability / (1.0 - probability);
            }
        }
    }

    #[test]
    fn replicates_and_scales_have_their_own_streams() {
        let drawn = |scale, replicate| {
            let mut weights = vec![0; 50];
            Drawing::new(50, 50).draw(1, scale, replicate, &mut weights);
            weights
        };
        assert_eq!(drawn(2, 9), drawn(2, 9));
        assert_ne!(drawn(2, 9), drawn(2, 10));
        assert_ne!(drawn(2, 9), drawn(3, 9));
    }
}
