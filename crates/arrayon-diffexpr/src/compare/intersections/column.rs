//! The list of one contrast as sets of bits, one bit a feature.

use crate::{ContrastResult, NoiseWeights, SignedResult, SignedTest};
use std::collections::BTreeMap;

/// The features over which lists are laid, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureIds {
    ids: Vec<String>,
    /// Place in `ids` of each row of the matrix.
    places: Vec<usize>,
}

impl FeatureIds {
    /// The features of a matrix, one per row; ids are distinct.
    pub fn new(rows: &[String]) -> Self {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_unstable_by(|&a, &b| rows[a].cmp(&rows[b]));
        let mut places = vec![0; rows.len()];
        for (place, &row) in order.iter().enumerate() {
            places[row] = place;
        }
        Self {
            ids: order.into_iter().map(|row| rows[row].clone()).collect(),
            places,
        }
    }

    /// The ids, ascending.
    pub(super) fn ids(&self) -> &[String] {
        &self.ids
    }
}

/// A set of features by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn empty(n: usize) -> Self {
        Self(vec![0; n.div_ceil(64)])
    }

    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn contains(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// The features in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The features in either.
    pub(super) fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The features of this set that are not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    fn with(&self, other: &Self, make: impl Fn(u64, u64) -> u64) -> Self {
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|(&a, &b)| make(a, b)).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// How many features are in both.
    pub(super) fn n_shared(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// The places of the features, ascending.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, &bits)| {
            let after = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
            let left = std::iter::successors((bits != 0).then_some(bits), after);
            left.map(move |bits| 64 * word + bits.trailing_zeros() as usize)
        })
    }
}

/// The tested features of a contrast with their directions, a few bits a feature: what
/// [`super::intersect_lists`] lays over others.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureList {
    pub(super) name: String,
    pub(super) tested: Bits,
    pub(super) up: Bits,
    pub(super) down: Bits,
    pub(super) noise: NoiseWeights,
}

impl FeatureList {
    /// Features with an adjusted p-value of at most `fdr` go up or down by the sign of t; those
    /// without a p-value are not tested.
    ///
    /// # Panics
    /// If the contrast has rows that `features` lack.
    pub fn of_contrast(features: &FeatureIds, result: &ContrastResult, fdr: f64) -> Self {
        let rows = result.found.features.iter().zip(&result.places);
        let tests = rows.filter_map(|(row, &place)| {
            let test = SignedTest::of_row(row, fdr)?;
            Some((features.places[place], test.decision))
        });
        let (name, noise) = (&result.contrast.id, result.noise.clone());
        Self::new(name, features.ids.len(), tests, noise)
    }

    /// The same of a result whose features are at these places.
    pub(super) fn of_result(result: &SignedResult, places: &BTreeMap<&str, usize>) -> Self {
        let tests = result.tests.iter();
        let tests = tests.map(|(id, test)| (places[id.as_str()], test.decision));
        Self::new(&result.name, places.len(), tests, result.noise.clone())
    }

    fn new(
        name: &str,
        n_features: usize,
        tests: impl Iterator<Item = (usize, i8)>,
        noise: NoiseWeights,
    ) -> Self {
        let none = || Bits::empty(n_features);
        let (mut tested, mut up, mut down) = (none(), none(), none());
        for (place, decision) in tests {
            tested.insert(place);
            match decision {
                1 => up.insert(place),
                -1 => down.insert(place),
                _ => {}
            }
        }
        Self {
            name: name.to_owned(),
            tested,
            up,
            down,
            noise,
        }
    }

    pub(super) fn decision(&self, place: usize) -> i8 {
        i8::from(self.up.contains(place)) - i8::from(self.down.contains(place))
    }

    pub(super) fn found(&self) -> Bits {
        self.up.or(&self.down)
    }
}
