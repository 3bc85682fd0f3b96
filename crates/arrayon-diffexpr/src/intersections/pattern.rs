//! Combinations of directions over all lists, as an UpSet plot shows them.

use crate::SignedResult;
use std::collections::{BTreeMap, BTreeSet};

/// Features with the same direction in each contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// 1 up, -1 down, 0 not found; one a contrast.
    pub decisions: Vec<i8>,
    /// The features, by id.
    pub features: Vec<String>,
    /// How many are expected if the lists were independent.
    pub expected: f64,
    /// The pattern in words.
    pub words: String,
}

/// The patterns that occur, and the features not tested in all.
pub(super) fn patterns(results: &[SignedResult]) -> (Vec<Pattern>, Vec<String>) {
    let ids: BTreeSet<&String> = results.iter().flat_map(|r| r.tests.keys()).collect();
    let mut found: BTreeMap<Vec<i8>, Vec<String>> = BTreeMap::new();
    let mut not_in_all = Vec::new();
    for id in ids {
        let decision = |result: &SignedResult| Some(result.tests.get(id)?.decision);
        match results.iter().map(decision).collect::<Option<Vec<i8>>>() {
            Some(decisions) => found.entry(decisions).or_default().push(id.clone()),
            None => not_in_all.push(id.clone()),
        }
    }
    let expected = Expected::new(&found, results.len());
    let mut patterns: Vec<Pattern> = (found.into_iter())
        .map(|(decisions, features)| Pattern {
            expected: expected.of(&decisions),
            words: words(&decisions, results),
            decisions,
            features,
        })
        .collect();
    let order = |pattern: &Pattern| -> Vec<u8> {
        let place = |decision: &i8| match decision {
            1 => 0,
            -1 => 1,
            _ => 2,
        };
        pattern.decisions.iter().map(place).collect()
    };
    patterns.sort_by(|a, b| {
        let by_count = b.features.len().cmp(&a.features.len());
        by_count.then_with(|| order(a).cmp(&order(b)))
    });
    (patterns, not_in_all)
}

/// How many features go each way in each contrast.
struct Expected {
    n_tested: usize,
    counts: Vec<[usize; 3]>,
}

impl Expected {
    fn new(found: &BTreeMap<Vec<i8>, Vec<String>>, n_results: usize) -> Self {
        let mut counts = vec![[0; 3]; n_results];
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

fn words(decisions: &[i8], results: &[SignedResult]) -> String {
    if decisions.iter().all(|decision| *decision == 0) {
        return "not found in any".into();
    }
    let named = |decision: i8, words: &str| {
        let of = decisions.iter().zip(results);
        let names: Vec<&str> = of
            .filter(|(other, _)| **other == decision)
            .map(|(_, result)| result.name.as_str())
            .collect();
        (!names.is_empty()).then(|| format!("{words} {}", names.join(" and ")))
    };
    let parts = [
        named(1, "up in"),
        named(-1, "down in"),
        named(0, "not found in"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
