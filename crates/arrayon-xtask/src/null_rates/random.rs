//! Random numbers of one study each.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random numbers of a study: the same for the same seed.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A standard normal number.
    pub(super) fn normal(&mut self) -> f64 {
        arrayon_stats::normal::quantile(self.uniform().max(1e-300))
    }

    /// So many of these positions, in random order.
    pub(super) fn draw(&mut self, n: usize, n_drawn: usize) -> Vec<usize> {
        let mut positions: Vec<usize> = (0..n).collect();
        for at in 0..n_drawn {
            let other = at + (self.uniform() * (n - at) as f64) as usize;
            positions.swap(at, other);
        }
        positions.truncate(n_drawn);
        positions
    }
}
