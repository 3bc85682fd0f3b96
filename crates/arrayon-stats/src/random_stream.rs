//! Random streams that do not depend on who draws first.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The random generator of one piece of work: ChaCha with 8 rounds, keyed by the seed and set to
/// the stream of that piece.
///
/// Two pieces never share a stream, so results depend on the seed alone: not on the number of
/// threads, nor on the order in which pieces are done.
///
/// # Source
/// Bernstein 2008, ChaCha, a variant of Salsa20.
pub fn random_stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(stream);
    generator
}

#[cfg(test)]
mod tests {
    use super::random_stream;
    use rand::Rng;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, stream| random_stream(seed, stream).next_u64();
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }
}
