//! Sums over the values of two rows, always in the same order.

use crate::settings::Distance;

impl Distance {
    /// The distance of two prepared rows, which are vectors of length 1 for a correlation or cosine.
    pub(crate) fn of_prepared(self, one: &[f64], other: &[f64]) -> f64 {
        let differences = match self {
            Self::Manhattan => summed(one, other, |a, b| (a - b).abs()),
            _ => summed(one, other, |a, b| (a - b) * (a - b)),
        };
        let added =
            (self == Self::AbsolutePearson).then(|| summed(one, other, |a, b| (a + b) * (a + b)));
        self.of_sums(differences, added)
    }

    /// The same from the summed squared differences of two prepared rows (absolute ones for
    /// Manhattan) and, for the absolute correlation, their summed squared sums.
    pub(crate) fn of_sums(self, differences: f64, added: Option<f64>) -> f64 {
        match self {
            Self::Pearson | Self::Spearman | Self::Bicor | Self::Cosine => 0.5 * differences,
            Self::AbsolutePearson => 0.5 * differences.min(added.unwrap_or(f64::INFINITY)),
            Self::Euclidean => differences.sqrt(),
            Self::Manhattan => differences,
        }
    }
}

/// How many partial sums there are.
pub(crate) const LANES: usize = 8;

/// The terms of all pairs of values in eight interleaved partial sums, which are always added in
/// the same order.
#[inline(always)]
pub(crate) fn summed(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (ones, one_rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..LANES {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in one_rest.iter().zip(other_rest).enumerate() {
        sums[lane] += term(a, b);
    }
    total_of_lanes(sums)
}

#[inline(always)]
pub(crate) fn total_of_lanes(sums: [f64; LANES]) -> f64 {
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}
