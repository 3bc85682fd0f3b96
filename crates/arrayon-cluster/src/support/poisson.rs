//! Poisson numbers from a byte each, nearly always.

/// Marks a byte that does not decide alone.
const UNDECIDED: u16 = u16::MAX;

/// A Poisson distribution, by 64-bit uniform numbers of which mostly eight bits suffice.
pub(super) struct PoissonTable {
    by_first_byte: [u16; 256],
    /// Entry `k` is 2^64 times the probability of at most `k`, as far as that is below 2^64.
    bounds: Vec<u64>,
}

impl PoissonTable {
    /// `rate` is at most some ten.
    pub(super) fn new(rate: f64) -> Self {
        let bounds = bounds(rate);
        let number = |uniform: u64| bounds.partition_point(|&bound| bound <= uniform) as u16;
        let by_first_byte = std::array::from_fn(|byte| {
            let lowest = (byte as u64) << 56;
            let highest = lowest | (u64::MAX >> 8);
            if number(lowest) == number(highest) {
                number(lowest)
            } else {
                UNDECIDED
            }
        });
        Self {
            by_first_byte,
            bounds,
        }
    }

    /// The number, if the first byte of a uniform number decides it.
    #[inline(always)]
    pub(super) fn by_first_byte(&self, byte: u8) -> Option<u16> {
        let number = self.by_first_byte[usize::from(byte)];
        (number != UNDECIDED).then_some(number)
    }

    /// The number, the last 56 bits of `more` following the first byte.
    pub(super) fn by_all_bits(&self, byte: u8, more: u64) -> u16 {
        let uniform = u64::from(byte) << 56 | more >> 8;
        self.bounds.partition_point(|&bound| bound <= uniform) as u16
    }
}

fn bounds(rate: f64) -> Vec<u64> {
    let all = 2.0_f64.powi(64);
    let mut probability = (-rate).exp();
    let mut at_most = 0.0;
    let mut bounds = Vec::new();
    for k in 1.. {
        at_most += probability;
        probability *= rate / f64::from(k);
        // Beyond, probabilities are below the rounding of what has been added.
        if at_most >= 1.0 || probability < 1e-20 {
            break;
        }
        bounds.push((at_most * all) as u64);
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_cumulative_probabilities() {
        // e^-1 (1 + 1 + 1/2 + 1/6 + ...)
        let found = bounds(1.0);
        let expected = [1.0, 2.0, 2.5, 16.0 / 6.0, 65.0 / 24.0];
        for (bound, expected) in found.iter().zip(expected) {
            let found = *bound as f64 / 2.0_f64.powi(64);
            assert!((found - expected * (-1.0_f64).exp()).abs() < 1e-15);
        }
        assert!(found.is_sorted() && found.len() > 15);
        assert!(bounds(0.0).is_empty());
    }

    #[test]
    fn a_byte_decides_as_all_bits_do() {
        let table = PoissonTable::new(1.3);
        let mut n_decided = 0;
        for byte in 0..=255 {
            if let Some(number) = table.by_first_byte(byte) {
                n_decided += 1;
                assert_eq!(table.by_all_bits(byte, 0), number);
                assert_eq!(table.by_all_bits(byte, u64::MAX), number);
            }
        }
        assert!(n_decided > 245, "{n_decided}");
        assert_eq!(PoissonTable::new(0.0).by_first_byte(255), Some(0));
    }
}
