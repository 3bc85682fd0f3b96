//! Distances from sums over the values of two rows.

use crate::settings::Distance;
use arrayon_stats::row_pairs::{PairTerm, summed};

impl Distance {
    /// What is summed over the values of two prepared rows.
    pub(crate) fn term(self) -> PairTerm {
        match self {
            Self::Manhattan => PairTerm::AbsoluteDifference,
            _ => PairTerm::SquaredDifference,
        }
    }

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
