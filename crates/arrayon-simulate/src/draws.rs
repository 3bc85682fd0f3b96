//! Random numbers with the same bits on every platform.

use arrayon_stats::random_stream::random_stream;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Draws from one random stream.
pub(crate) struct Draws {
    generator: ChaCha8Rng,
    /// The polar method gives two normals at a time.
    spare_normal: Option<f64>,
}

impl Draws {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self {
            generator: random_stream(seed, stream),
            spare_normal: None,
        }
    }

    /// Uniform on `[0, 1)`, 53 bits.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A whole number below `bound`. The bias of the plain product is below 2^-40 for the small
    /// bounds of a chip.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.uniform() * bound as f64) as usize
    }

    /// Normal, by Marsaglia's polar form of the Box-Muller method; `libm` keeps the bits equal
    /// on every platform.
    pub(crate) fn normal(&mut self, mean: f64, standard_deviation: f64) -> f64 {
        mean + standard_deviation * self.standard_normal()
    }

    fn standard_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = u * u + v * v;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare_normal = Some(v * factor);
                return u * factor;
            }
        }
    }

    /// Exponential with this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.uniform())
    }

    /// Chi-square with 4 degrees of freedom: twice the sum of two standard exponentials.
    pub(crate) fn chi_square_4(&mut self) -> f64 {
        2.0 * (self.exponential(1.0) + self.exponential(1.0))
    }

    /// Puts items in random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;

    fn mean_and_variance(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / n;
        (mean, variance)
    }

    #[test]
    fn distributions_have_their_moments() {
        let mut draws = Draws::new(5, 1);
        let n = 200_000;
        let normal: Vec<f64> = (0..n).map(|_| draws.normal(3.0, 2.0)).collect();
        let (mean, variance) = mean_and_variance(&normal);
        assert!(
            (mean - 3.0).abs() < 0.02 && (variance - 4.0).abs() < 0.06,
            "{mean} {variance}"
        );
        let tail = normal
            .iter()
            .filter(|&&value| value > 3.0 + 2.0 * 1.959_964)
            .count();
        assert!((tail as f64 / f64::from(n) - 0.025).abs() < 0.002, "{tail}");
        let chi: Vec<f64> = (0..n).map(|_| draws.chi_square_4()).collect();
        let (mean, variance) = mean_and_variance(&chi);
        assert!(
            (mean - 4.0).abs() < 0.04 && (variance - 8.0).abs() < 0.3,
            "{mean} {variance}"
        );
    }

    #[test]
    fn shuffle_keeps_all_items_and_below_stays_below() {
        let mut draws = Draws::new(1, 1);
        let mut items: Vec<usize> = (0..100).collect();
        draws.shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
        assert!((0..1000).all(|_| draws.below(7) < 7));
    }
}
