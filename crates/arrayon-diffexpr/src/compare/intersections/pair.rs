//! Two lists.

use super::column::{Bits, FeatureList};
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::hypergeometric::Hypergeometric;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Features in two lists, with the number that chance would give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct Overlap {
    /// How many.
    #[column]
    pub n_features: usize,
    /// How many are expected if the lists were independent.
    #[column]
    pub expected: f64,
    /// Probability of as many or more by chance (hypergeometric).
    #[column]
    pub p_value: f64,
    /// The features; not named of more than 50 contrasts.
    pub feature_ids: Vec<String>,
}

/// Two contrasts' lists, over the features tested in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
#[schemars(rename = "Pair")]
pub struct PairIntersection {
    /// The first contrast.
    #[column]
    pub first: String,
    /// The second contrast.
    #[column]
    pub second: String,
    /// The pair in words.
    pub sentence: String,
    /// Features tested in both.
    #[column]
    pub n_tested: usize,
    /// Features found in the first.
    #[column]
    pub n_first: usize,
    /// Features found in the second.
    #[column]
    pub n_second: usize,
    /// Found in both, whatever the directions.
    #[column("n_both", part = "n_features")]
    #[parts("expected", "p_value")]
    pub both: Overlap,
    /// Shared: up in both.
    #[column("up_up", part = "n_features")]
    pub up_up: Overlap,
    /// Shared: down in both.
    #[column("down_down", part = "n_features")]
    pub down_down: Overlap,
    /// Reversed: up in the first, down in the second.
    #[column("up_down", part = "n_features")]
    pub up_down: Overlap,
    /// Reversed: down in the first, up in the second.
    #[column("down_up", part = "n_features")]
    pub down_up: Overlap,
    /// How many are found in the first only.
    #[serde(default)]
    #[column("only_first")]
    pub n_only_first: usize,
    /// How many are found in the second only.
    #[serde(default)]
    #[column("only_second")]
    pub n_only_second: usize,
    /// Specific: found in the first only; not named of more than 50 contrasts.
    pub only_first: Vec<String>,
    /// Specific: found in the second only; likewise.
    pub only_second: Vec<String>,
    /// Features in both lists over features in either; `null` of empty lists.
    #[column]
    pub jaccard: Option<f64>,
    /// The correlation that both estimates have by noise alone, from shared arrays and blocks; away
    /// from 0, `expected` and p-values only describe. `null` where it is not known: it depends on a
    /// correlation within blocks that no contrast could estimate.
    #[column]
    pub noise_correlation: Option<f64>,
}

impl PairIntersection {
    /// Features found in both with the same direction.
    pub fn n_shared(&self) -> usize {
        self.up_up.n_features + self.down_down.n_features
    }

    /// The correlation of both estimates by noise, where it is not 0 and `expected` and p-values only
    /// describe. What rounding leaves of 0 is none.
    pub fn noise_in_common(&self) -> Option<f64> {
        const NEGLIGIBLE: f64 = 1e-6;
        self.noise_correlation
            .filter(|noise| noise.abs() > NEGLIGIBLE)
    }

    /// Features found in both with opposite directions.
    pub fn n_reversed(&self) -> usize {
        self.up_down.n_features + self.down_up.n_features
    }
}

/// The pairs of lists with most features in both, at most so many, in the order of the lists.
///
/// Equal ones are taken in that order too.
pub(super) fn with_most_in_common(lists: &[FeatureList], most: usize) -> Vec<(usize, usize)> {
    let n = lists.len();
    let all = (0..n).flat_map(|first| (first + 1..n).map(move |second| (first, second)));
    if n * n.saturating_sub(1) / 2 <= most {
        return all.collect();
    }
    let found: Vec<Bits> = lists.iter().map(FeatureList::found).collect();
    let of_first = |first: usize| {
        let counted = (first + 1..n).map(|second| {
            let n_both = found[first].n_shared(&found[second]);
            (Reverse(n_both), first, second)
        });
        firsts(counted.collect(), most)
    };
    // what is kept of each list's pairs grows with the lists, not with the pairs
    let mut kept = Vec::new();
    for some in (0..n).collect::<Vec<_>>().chunks(TOGETHER) {
        let counted: Vec<_> = some.par_iter().map(|&first| of_first(first)).collect();
        kept.extend(counted.into_iter().flatten());
        kept = firsts(kept, most);
    }
    let mut pairs: Vec<(usize, usize)> = kept.into_iter().map(|(_, a, b)| (a, b)).collect();
    pairs.sort_unstable();
    pairs
}

/// Lists whose pairs are counted at the same time.
const TOGETHER: usize = 64;

/// The first of these in their order.
fn firsts<T: Ord>(mut all: Vec<T>, most: usize) -> Vec<T> {
    if all.len() > most {
        all.sort_unstable();
        all.truncate(most);
    }
    all
}

/// Lays one list over another; features are named where their ids are given.
pub(super) fn intersect_pair(
    first: &FeatureList,
    second: &FeatureList,
    ids: Option<&[String]>,
) -> PairIntersection {
    let tested = first.tested.and(&second.tested);
    let n_tested = tested.len();
    let name = |features: &Bits| ids.map_or(Vec::new(), |ids| named(ids, features));
    let overlap = |of_first: &Bits, of_second: &Bits| {
        let (n_first, n_second) = (of_first.len() as u64, of_second.len() as u64);
        let chance = Hypergeometric::new(n_tested as u64, n_first, n_second)
            .expect("lists are part of the tested features");
        let features = of_first.and(of_second);
        let n_features = features.len();
        let log_p_value = chance.ln_upper_tail(n_features as u64);
        Overlap {
            n_features,
            expected: chance.mean(),
            p_value: log_p_value.exp(),
            feature_ids: name(&features),
        }
    };
    let (up, down) = (first.up.and(&tested), first.down.and(&tested));
    let (other_up, other_down) = (second.up.and(&tested), second.down.and(&tested));
    let (found, other_found) = (up.or(&down), other_up.or(&other_down));
    let only_first = found.without(&other_found);
    let only_second = other_found.without(&found);
    let mut pair = PairIntersection {
        first: first.name.clone(),
        second: second.name.clone(),
        n_tested,
        n_first: found.len(),
        n_second: other_found.len(),
        both: overlap(&found, &other_found),
        up_up: overlap(&up, &other_up),
        down_down: overlap(&down, &other_down),
        up_down: overlap(&up, &other_down),
        down_up: overlap(&down, &other_up),
        n_only_first: only_first.len(),
        n_only_second: only_second.len(),
        only_first: name(&only_first),
        only_second: name(&only_second),
        jaccard: None,
        noise_correlation: finite(first.noise.correlation(&second.noise)),
        sentence: String::new(),
    };
    let n_both = pair.both.n_features;
    let n_either = n_both + pair.n_only_first + pair.n_only_second;
    pair.jaccard = finite(n_both as f64 / n_either as f64);
    pair.sentence = words(&pair);
    pair
}

/// The ids of these features.
fn named(ids: &[String], features: &Bits) -> Vec<String> {
    features.places().map(|place| ids[place].clone()).collect()
}

pub(super) fn words(pair: &PairIntersection) -> String {
    let n = |overlap: &Overlap| overlap.n_features;
    let chance = match (pair.noise_correlation, pair.noise_in_common()) {
        (None, _) => {
            "of independent lists; how much noise these have in common is not known".to_owned()
        }
        (Some(_), None) => "by chance".to_owned(),
        (Some(_), Some(noise)) => format!(
            "of independent lists, which these are not: noise that they have in common correlates \
             their estimates by {noise:.2}"
        ),
    };
    format!(
        "{} and {}: {} of {} and {} features found in both ({:.1} expected {}); {} in the \
         same direction ({} up, {} down), {} reversed ({} up in {} and down in {}, {} the other \
         way round)",
        pair.first,
        pair.second,
        n(&pair.both),
        pair.n_first,
        pair.n_second,
        pair.both.expected,
        chance,
        pair.n_shared(),
        n(&pair.up_up),
        n(&pair.down_down),
        pair.n_reversed(),
        n(&pair.up_down),
        pair.first,
        pair.second,
        n(&pair.down_up),
    )
}
