//! Several methods on one contrast, side by side.

mod concordance;

pub use concordance::Concordance;

use crate::{ContrastResult, DiffexprError, RankProductResult, SamResult};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use concordance::compare;
use std::collections::BTreeMap;

/// One feature in one method's table.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodRow {
    /// Feature id.
    pub id: String,
    /// p-value; NaN where the method has none.
    pub p_value: f64,
    /// Natural logarithm of the p-value, for p-values too small for a number.
    pub log_p_value: f64,
    /// Adjusted p-value or q-value by which the method calls features.
    pub adj_p_value: f64,
    /// Direction: above 0 higher in the target, below 0 lower.
    pub sign: f64,
}

/// One method's results for a contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodResult {
    /// The method's name.
    pub method: String,
    /// Its features, in any order.
    pub rows: Vec<MethodRow>,
}

impl From<&ContrastResult> for MethodResult {
    fn from(result: &ContrastResult) -> Self {
        let row = |row: &crate::FeatureResult| MethodRow {
            id: row.id.clone(),
            p_value: row.p_value,
            log_p_value: row.log_p_value,
            adj_p_value: row.adj_p_value,
            sign: row.log_fc,
        };
        Self {
            method: "limma".into(),
            rows: result.rows.iter().map(row).collect(),
        }
    }
}

impl From<&RankProductResult> for MethodResult {
    fn from(result: &RankProductResult) -> Self {
        let row = |row: &crate::RankProductRow| MethodRow {
            id: row.id.clone(),
            p_value: row.p_value,
            log_p_value: row.p_value.ln(),
            adj_p_value: row.adj_p_value,
            sign: row.p_value_down - row.p_value_up,
        };
        Self {
            method: "rank-products".into(),
            rows: result.rows.iter().map(row).collect(),
        }
    }
}

impl From<&SamResult> for MethodResult {
    /// By q-values, as SAM calls features.
    fn from(result: &SamResult) -> Self {
        let row = |row: &crate::SamRow| MethodRow {
            id: row.id.clone(),
            p_value: row.p_value,
            log_p_value: row.p_value.ln(),
            adj_p_value: row.q_value,
            sign: row.d,
        };
        Self {
            method: "sam".into(),
            rows: result.rows.iter().map(row).collect(),
        }
    }
}

/// One feature over all methods.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsensusRow {
    /// Feature id.
    pub id: String,
    /// Call of each method: 1 up, -1 down, 0 none or not tested.
    pub calls: Vec<i8>,
    /// Direction on which all methods agree that test the feature, called or not: 1, -1, or 0.
    pub direction: i8,
    /// Largest p-value of the methods; 1 where they disagree in direction, NaN where one has none.
    pub p_value: f64,
    /// Largest adjusted p-value of the methods, likewise: at most the rate exactly where every
    /// method calls the feature in one direction.
    pub adj_p_value: f64,
    /// `p_value` adjusted anew by Benjamini and Hochberg; larger than any method asks for.
    pub adj_of_largest_p: f64,
}

/// What several methods say about one contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// The methods, in the order given.
    pub methods: Vec<String>,
    /// Every pair of methods.
    pub concordance: Vec<Concordance>,
    /// Every feature of any method, by consensus p-value, then by id; without p-value last.
    pub rows: Vec<ConsensusRow>,
    /// Features that all methods call, in the same direction, in the order of the rows.
    pub called_by_all: Vec<String>,
    /// Features that more than half of the methods call in the same direction and none in the
    /// other.
    pub called_by_majority: Vec<String>,
    /// Features that one method calls up and another down.
    pub sign_conflicts: Vec<String>,
}

/// Puts methods on one contrast side by side.
///
/// A method calls a feature where its adjusted p-value is at most `fdr`. The consensus p-value is
/// the largest of the methods' (intersection-union: a feature is claimed only if every method
/// claims it). Each method's p-value being valid makes the largest valid; it is conservative.
///
/// # Errors
/// Fewer than two methods; a feature that stands twice in one method; a rate that is none.
///
/// # Source
/// Berger 1982 (doi:10.1080/00401706.1982.10487790) for intersection-union tests; Cohen 1960 for
/// kappa.
pub fn consensus(results: &[MethodResult], fdr: f64) -> Result<Consensus, DiffexprError> {
    crate::error::check_fdr(fdr)?;
    if results.len() < 2 {
        return Err(DiffexprError::Setting {
            setting: "methods",
            value: results.len() as f64,
            expected: "at least 2 to compare",
        });
    }
    let table = aligned(results)?;
    let mut rows: Vec<ConsensusRow> = (table.iter())
        .map(|(id, rows)| consensus_row(id, rows, fdr))
        .collect();
    let largest: Vec<f64> = rows.iter().map(|row| row.p_value).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&largest)) {
        row.adj_of_largest_p = adjusted;
    }
    let mut concordance = Vec::new();
    for a in 0..results.len() {
        for b in a + 1..results.len() {
            concordance.push(compare(results, &table, (a, b), fdr));
        }
    }
    // rows stand by id so far, and the sort is stable
    rows.sort_by(|a, b| {
        (a.p_value.is_nan().cmp(&b.p_value.is_nan()))
            .then_with(|| a.p_value.total_cmp(&b.p_value))
            .then_with(|| a.adj_p_value.total_cmp(&b.adj_p_value))
    });
    let n = |row: &ConsensusRow, call: i8| row.calls.iter().filter(|own| **own == call).count();
    let ids = |is_listed: &dyn Fn(&ConsensusRow) -> bool| {
        let listed = rows.iter().filter(|row| is_listed(row));
        listed.map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    let all = results.len();
    Ok(Consensus {
        methods: results.iter().map(|result| result.method.clone()).collect(),
        called_by_all: ids(&|row| n(row, 1).max(n(row, -1)) == all),
        called_by_majority: ids(&|row| {
            let (most, least) = (n(row, 1).max(n(row, -1)), n(row, 1).min(n(row, -1)));
            2 * most > all && least == 0
        }),
        sign_conflicts: ids(&|row| n(row, 1) > 0 && n(row, -1) > 0),
        concordance,
        rows,
    })
}

/// Each feature's row in each method, by id.
type Aligned<'a> = BTreeMap<&'a str, Vec<Option<&'a MethodRow>>>;

fn aligned(results: &[MethodResult]) -> Result<Aligned<'_>, DiffexprError> {
    let mut table = Aligned::new();
    for (method, result) in results.iter().enumerate() {
        for row in &result.rows {
            let rows = (table.entry(&row.id)).or_insert_with(|| vec![None; results.len()]);
            if rows[method].replace(row).is_some() {
                return Err(DiffexprError::RepeatedFeature {
                    method: result.method.clone(),
                    feature: row.id.clone(),
                });
            }
        }
    }
    Ok(table)
}

fn sign_of(value: f64) -> i8 {
    i8::from(value > 0.0) - i8::from(value < 0.0)
}

fn call(row: Option<&MethodRow>, fdr: f64) -> i8 {
    match row {
        Some(row) if row.adj_p_value <= fdr => sign_of(row.sign),
        _ => 0,
    }
}

fn consensus_row(id: &str, rows: &[Option<&MethodRow>], fdr: f64) -> ConsensusRow {
    let tested: Vec<&MethodRow> = (rows.iter().flatten().copied())
        .filter(|row| !row.p_value.is_nan())
        .collect();
    let first = tested.first().map_or(0, |row| sign_of(row.sign));
    let agree = tested.iter().all(|row| sign_of(row.sign) == first);
    let direction = if agree { first } else { 0 };
    let largest = |value: fn(&MethodRow) -> f64| {
        if tested.len() < rows.len() {
            f64::NAN
        } else if direction == 0 {
            1.0
        } else {
            tested.iter().map(|row| value(row)).fold(0.0, f64::max)
        }
    };
    ConsensusRow {
        id: id.to_owned(),
        calls: rows.iter().map(|row| call(*row, fdr)).collect(),
        direction,
        p_value: largest(|row| row.p_value),
        adj_p_value: largest(|row| row.adj_p_value),
        adj_of_largest_p: f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(method: &str, rows: &[(&str, f64, f64, f64)]) -> MethodResult {
        let row = |&(id, p_value, adj_p_value, sign): &(&str, f64, f64, f64)| MethodRow {
            id: id.into(),
            p_value,
            log_p_value: p_value.ln(),
            adj_p_value,
            sign,
        };
        MethodResult {
            method: method.into(),
            rows: rows.iter().map(row).collect(),
        }
    }

    fn three() -> [MethodResult; 3] {
        let nan = f64::NAN;
        [
            method(
                "limma",
                &[
                    ("a", 0.001, 0.01, 2.0),
                    ("b", 0.002, 0.01, -1.0),
                    ("c", 0.02, 0.04, 1.0),
                    ("d", 0.9, 0.9, 1.0),
                ],
            ),
            method(
                "sam",
                &[
                    ("d", 0.8, 0.9, 1.0),
                    ("c", 0.01, 0.03, -1.0),
                    ("b", 0.003, 0.02, -1.0),
                    ("a", 0.004, 0.02, 1.0),
                ],
            ),
            method(
                "rank-products",
                &[
                    ("a", 0.01, 0.03, 1.0),
                    ("b", 0.2, 0.4, -1.0),
                    ("c", 0.5, 0.6, 1.0),
                    ("d", nan, nan, nan),
                ],
            ),
        ]
    }

    #[test]
    fn calls_are_joined_and_conflicts_named() {
        let found = consensus(&three(), 0.05).unwrap();
        assert_eq!(found.called_by_all, ["a"]);
        assert_eq!(found.called_by_majority, ["a", "b"]);
        assert_eq!(found.sign_conflicts, ["c"]);
        let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
        let p: Vec<f64> = found.rows.iter().map(|row| row.p_value).collect();
        assert_eq!(p[..3], [0.01, 0.2, 1.0]);
        assert!(p[3].is_nan());
        assert_eq!(found.rows[0].adj_p_value, 0.03);
        assert_eq!(found.rows[2].calls, [1, -1, 0]);
        assert!((found.rows[0].adj_of_largest_p - 0.03).abs() < 1e-15);
    }

    #[test]
    fn pairs_of_methods_are_compared() {
        let found = consensus(&three(), 0.05).unwrap();
        let pair = &found.concordance[0];
        assert_eq!((&pair.method_a[..], &pair.method_b[..]), ("limma", "sam"));
        let counts = (pair.n_both, pair.n_opposite, pair.n_only_a, pair.n_only_b);
        assert_eq!(counts, (2, 1, 0, 0));
        // calls + - + 0 and + - - 0: agreed 3/4, by chance (2 * 1 + 1 * 2 + 1 * 1) / 16
        assert!((pair.kappa - (0.75 - 0.3125) / (1.0 - 0.3125)).abs() < 1e-15);
        // ranks of signed -log p: 4 1 3 2 and 4 1 2 3
        assert!((pair.spearman - 0.8).abs() < 1e-15);
        assert_eq!(pair.top_overlap, [(4, 4); 3]);
        assert_eq!(found.concordance[1].n_features, 3);
        assert_eq!(found.concordance[1].n_only_a, 2);
    }

    #[test]
    fn refuses_one_method_and_repeated_features() {
        assert!(consensus(&three()[..1], 0.05).is_err());
        let twice = method("x", &[("a", 0.1, 0.1, 1.0), ("a", 0.2, 0.2, 1.0)]);
        let error = consensus(&[twice, three()[0].clone()], 0.05).unwrap_err();
        assert_eq!(
            error.to_string(),
            "method 'x' has feature 'a' more than once"
        );
    }
}
