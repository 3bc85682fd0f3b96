//! What one replicate draws.

use arrayon_stats::random_stream::random_stream;
use rand::Rng;

/// Keeps the streams of the bootstrap apart from those of other uses of the same seed.
const STREAM_FAMILY: u64 = 1 << 56;

/// How many random numbers are made at a time.
const NUMBERS_AT_A_TIME: usize = 1024;

/// How often each of `weights.len()` features is drawn in `n_drawn` draws with replacement, each
/// feature exactly as likely.
///
/// # Source
/// Lemire 2019, ACM Trans. Model. Comput. Simul. 29:3.
pub(super) fn draw_weights(
    seed: u64,
    scale: usize,
    replicate: u32,
    n_drawn: usize,
    weights: &mut [f64],
) {
    let stream = STREAM_FAMILY | (scale as u64) << 32 | u64::from(replicate);
    let mut generator = random_stream(seed, stream);
    weights.fill(0.0);
    let n = u32::try_from(weights.len()).expect("fewer features than 2^32");
    // Numbers whose product ends below this would favour some features.
    let refused = n.wrapping_neg() % n;
    let mut bytes = [0; 4 * NUMBERS_AT_A_TIME];
    let mut n_left = n_drawn;
    while n_left > 0 {
        let wanted = n_left.min(NUMBERS_AT_A_TIME);
        let bytes = &mut bytes[..4 * wanted];
        generator.fill_bytes(bytes);
        for number in bytes.as_chunks().0 {
            let product = u64::from(u32::from_le_bytes(*number)) * u64::from(n);
            if product as u32 >= refused {
                weights[(product >> 32) as usize] += 1.0;
                n_left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_as_many_as_asked_and_even() {
        let mut weights = vec![0.0; 7];
        let mut totals = [0.0; 7];
        for replicate in 0..2_000 {
            draw_weights(5, 3, replicate, 10, &mut weights);
            assert_eq!(weights.iter().sum::<f64>(), 10.0);
            totals
                .iter_mut()
                .zip(&weights)
                .for_each(|(total, weight)| *total += weight);
        }
        // 20,000 draws over 7: 2,857 each, standard deviation 49.5
        assert!(
            totals
                .iter()
                .all(|total| (total - 20_000.0 / 7.0).abs() < 200.0),
            "{totals:?}"
        );
    }

    #[test]
    fn replicates_and_scales_have_their_own_streams() {
        let drawn = |scale, replicate| {
            let mut weights = vec![0.0; 50];
            draw_weights(1, scale, replicate, 50, &mut weights);
            weights
        };
        assert_eq!(drawn(2, 9), drawn(2, 9));
        assert_ne!(drawn(2, 9), drawn(2, 10));
        assert_ne!(drawn(2, 9), drawn(3, 9));
    }
}
