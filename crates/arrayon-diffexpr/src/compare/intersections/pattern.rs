//! Combinations of directions over all lists, as an UpSet plot shows them.

use super::column::FeatureList;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Lists of one direction that a pattern's words name; of more, the others are counted.
const NAMED: usize = 10;

/// Features with the same direction in each contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// 1 up, -1 down, 0 not found; one per contrast.
    pub decisions: Vec<i8>,
    /// The pattern in words.
    pub sentence: String,
    /// How many features.
    pub n_features: usize,
    /// How many are expected if the lists were independent.
    pub expected: f64,
    /// The features; empty for those found in no contrast.
    pub feature_ids: Vec<String>,
}

/// How many patterns occur, and the first of them.
pub(super) fn patterns(
    ids: &[String],
    lists: &[FeatureList],
    most: usize,
) -> (usize, Vec<Pattern>) {
    let mut found: BTreeMap<Vec<i8>, Vec<usize>> = BTreeMap::new();
    for place in (0..ids.len()).filter(|&place| is_in_all(lists, place)) {
        let decisions = lists.iter().map(|list| list.decision(place)).collect();
        found.entry(decisions).or_default().push(place);
    }
    let expected = Expected::new(&found, lists.len());
    let n_patterns = found.len();
    let mut found: Vec<(Vec<i8>, Vec<usize>)> = found.into_iter().collect();
    let order = |decision: &i8| match decision {
        1 => 0,
        -1 => 1,
        _ => 2,
    };
    found.sort_by(|(a, features_a), (b, features_b)| {
        let by_count = features_b.len().cmp(&features_a.len());
        by_count.then_with(|| a.iter().map(order).cmp(b.iter().map(order)))
    });
    found.truncate(most);
    let pattern = |(decisions, features): (Vec<i8>, Vec<usize>)| Pattern {
        expected: expected.of(&decisions),
        sentence: words(&decisions, lists),
        n_features: features.len(),
        // those found in no contrast are all the rest
        feature_ids: (features.into_iter())
            .filter(|_| decisions.iter().any(|decision| *decision != 0))
            .map(|place| ids[place].clone())
            .collect(),
        decisions,
    };
    (n_patterns, found.into_iter().map(pattern).collect())
}

/// The features tested in some lists only, by id.
pub(super) fn not_in_all(ids: &[String], lists: &[FeatureList]) -> Vec<String> {
    let is_in_some = |place: usize| lists.iter().any(|list| list.tested.contains(place));
    let in_some = (ids.iter().enumerate())
        .filter(|&(place, _)| is_in_some(place) && !is_in_all(lists, place));
    in_some.map(|(_, id)| id.clone()).collect()
}

fn is_in_all(lists: &[FeatureList], place: usize) -> bool {
    lists.iter().all(|list| list.tested.contains(place))
}

/// How many features go each way in each contrast.
struct Expected {
    n_tested: usize,
    counts: Vec<[usize; 3]>,
}

impl Expected {
    fn new(found: &BTreeMap<Vec<i8>, Vec<usize>>, n_lists: usize) -> Self {
        let mut counts = vec![[0; 3]; n_lists];
        for (decisions, features) in found {
            for (count, decision) in counts.iter_mut().zip(decisions) {
                count[slot(*decision)] += features.len();
            }
        }
        Self {
            n_tested: found.values().map(Vec::len).sum(),
            counts,
        }
    }

    fn of(&self, decisions: &[i8]) -> f64 {
        let n_tested = self.n_tested as f64;
        let share =
            |(count, decision): (&[usize; 3], &i8)| count[slot(*decision)] as f64 / n_tested;
        n_tested
            * self
                .counts
                .iter()
                .zip(decisions)
                .map(share)
                .product::<f64>()
    }
}

fn slot(decision: i8) -> usize {
    match decision {
        -1 => 0,
        1 => 2,
        _ => 1,
    }
}

fn words(decisions: &[i8], lists: &[FeatureList]) -> String {
    if decisions.iter().all(|decision| *decision == 0) {
        return "not found in any".into();
    }
    let named = |decision: i8, words: &str| {
        let of = decisions.iter().zip(lists);
        let names: Vec<&str> = of
            .filter(|(other, _)| **other == decision)
            .map(|(_, list)| list.name.as_str())
            .collect();
        let first = names[..names.len().min(NAMED)].join(" and ");
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        (!names.is_empty()).then(|| format!("{words} {first}{more}"))
    };
    let parts = [
        named(1, "up in"),
        named(-1, "down in"),
        named(0, "not found in"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
