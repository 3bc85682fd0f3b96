//! Several methods on one contrast, side by side.

mod concordance;

pub use concordance::*;

use crate::{ContrastResult, DiffexprError, RankProductResult, RankProductRow, SamResult, SamRow};
use arrayon_core::called_at;
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use arrayon_results::table::Table;
use arrayon_results::{Columns, DocumentKind};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use concordance::compare;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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
        let row = |row: &FeatureRow| MethodRow {
            id: row.feature_id.clone(),
            p_value: or_nan(row.p_value),
            log_p_value: or_nan(row.ln_p()),
            adj_p_value: or_nan(row.adj_p_value),
            sign: row.log_fc,
        };
        Self {
            method: "limma".into(),
            rows: result.found.features.iter().map(row).collect(),
        }
    }
}

impl From<&RankProductResult> for MethodResult {
    fn from(result: &RankProductResult) -> Self {
        let row = |row: &RankProductRow| MethodRow {
            id: row.feature_id.clone(),
            p_value: or_nan(row.p_value),
            log_p_value: or_nan(row.p_value).ln(),
            adj_p_value: or_nan(row.adj_p_value),
            sign: or_nan(row.p_value_down) - or_nan(row.p_value_up),
        };
        Self {
            method: "rank-products".into(),
            rows: result.features.iter().map(row).collect(),
        }
    }
}

impl From<&SamResult> for MethodResult {
    /// By q-values, as SAM calls features.
    fn from(result: &SamResult) -> Self {
        let row = |row: &SamRow| MethodRow {
            id: row.feature_id.clone(),
            p_value: or_nan(row.p_value),
            log_p_value: or_nan(row.p_value).ln(),
            adj_p_value: or_nan(row.q_value),
            // that of d, which is infinite where a feature does not vary within the groups
            sign: or_nan(row.log_fc),
        };
        Self {
            method: "sam".into(),
            rows: result.features.iter().map(row).collect(),
        }
    }
}

fn or_nan(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// What several methods say about one contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Consensus {
    /// Id of the contrast; empty until it is set by who knows it.
    pub contrast: String,
    /// What a direction of 1 means, in words; likewise.
    pub direction_in_words: String,
    /// False discovery rate at which each method calls features.
    pub fdr: f64,
    /// The methods, in the order of `calls`.
    pub method_names: Vec<String>,
    /// Every pair of methods.
    pub concordance: Vec<Concordance>,
    /// Features that all methods call, in the same direction.
    pub called_by_all: Vec<String>,
    /// Features that more than half of the methods call in one direction and none in the other.
    pub called_by_majority: Vec<String>,
    /// Features that one method calls up and another down.
    pub sign_conflicts: Vec<String>,
    /// Every feature, by consensus p-value, then by id.
    pub features: Vec<ConsensusRow>,
}

impl DocumentKind for Consensus {
    const SCHEMA: &'static str = "arrayon/consensus";
}

/// One feature over all methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct ConsensusRow {
    /// The feature.
    #[column("feature_id")]
    pub feature_id: String,
    /// Call of each method: 1 up, -1 down, 0 none or not tested.
    #[data_columns]
    pub calls: Vec<i8>,
    /// Direction on which all methods agree that test the feature, called or not; 0 for none.
    #[column("sign")]
    pub sign: i8,
    /// Largest p-value of the methods; 1 where they disagree in direction, `null` where one has
    /// none.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// Largest adjusted p-value of the methods, likewise.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted anew by Benjamini and Hochberg.
    #[column("consensus_adj_p_value")]
    pub consensus_adj_p_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
}

impl Consensus {
    /// `differential/<contrast>.consensus.tsv`.
    pub fn table(&self) -> Table {
        let calls = |table: Table, (at, method): (usize, &String)| {
            let calls = self.features.iter().map(|row| i64::from(row.calls[at]));
            table.counts(method, calls)
        };
        Table::of_with(&self.features, |table| {
            self.method_names.iter().enumerate().fold(table, calls)
        })
    }
}

/// Puts methods on one contrast side by side.
///
/// A method calls a feature where its adjusted p-value is at most `fdr`. The consensus p-value is
/// the largest of the methods' (intersection-union: a feature is claimed only if every method
/// claims it). Each method's p-value being valid makes the largest valid; it is conservative.
///
/// # Errors
/// Fewer than two methods; a feature that occurs twice in one method; a rate that is none.
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
    let largest: Vec<f64> = rows.iter().map(|row| or_nan(row.p_value)).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&largest)) {
        row.consensus_adj_p_value = finite(adjusted);
    }
    let mut concordance = Vec::new();
    for a in 0..results.len() {
        for b in a + 1..results.len() {
            concordance.push(compare(results, &table, (a, b), fdr));
        }
    }
    // rows stand by id so far, and the sort is stable
    rows.sort_by(|a, b| {
        let p_values = |row: &ConsensusRow| (or_nan(row.p_value), or_nan(row.adj_p_value));
        let ((p, adjusted), (other_p, other_adjusted)) = (p_values(a), p_values(b));
        (p.is_nan().cmp(&other_p.is_nan()))
            .then_with(|| p.total_cmp(&other_p))
            .then_with(|| adjusted.total_cmp(&other_adjusted))
    });
    let n = |row: &ConsensusRow, call: i8| row.calls.iter().filter(|own| **own == call).count();
    let ids = |is_listed: &dyn Fn(&ConsensusRow) -> bool| {
        let listed = rows.iter().filter(|row| is_listed(row));
        listed.map(|row| row.feature_id.clone()).collect::<Vec<_>>()
    };
    let all = results.len();
    Ok(Consensus {
        contrast: String::new(),
        direction_in_words: String::new(),
        fdr,
        method_names: results.iter().map(|result| result.method.clone()).collect(),
        called_by_all: ids(&|row| n(row, 1).max(n(row, -1)) == all),
        called_by_majority: ids(&|row| {
            let (most, least) = (n(row, 1).max(n(row, -1)), n(row, 1).min(n(row, -1)));
            2 * most > all && least == 0
        }),
        sign_conflicts: ids(&|row| n(row, 1) > 0 && n(row, -1) > 0),
        concordance,
        features: rows,
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
        Some(row) if called_at(row.adj_p_value, fdr) => sign_of(row.sign),
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
        feature_id: id.to_owned(),
        calls: rows.iter().map(|row| call(*row, fdr)).collect(),
        sign: direction,
        p_value: finite(largest(|row| row.p_value)),
        adj_p_value: finite(largest(|row| row.adj_p_value)),
        consensus_adj_p_value: None,
        gene_symbols: Vec::new(),
        entrez_ids: Vec::new(),
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
        let rows = &found.features;
        let ids: Vec<&str> = rows.iter().map(|row| row.feature_id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
        let p: Vec<_> = rows.iter().map(|row| row.p_value).collect();
        assert_eq!(p, [Some(0.01), Some(0.2), Some(1.0), None]);
        assert_eq!(rows[0].adj_p_value, Some(0.03));
        assert_eq!(rows[2].calls, [1, -1, 0]);
        assert!((rows[0].consensus_adj_p_value.unwrap() - 0.03).abs() < 1e-15);
    }

    #[test]
    fn pairs_of_methods_are_compared() {
        let found = consensus(&three(), 0.05).unwrap();
        let pair = &found.concordance[0];
        assert_eq!((&pair.first[..], &pair.second[..]), ("limma", "sam"));
        let counts = (
            pair.n_both,
            pair.n_opposite,
            pair.n_only_first,
            pair.n_only_second,
        );
        assert_eq!(counts, (2, 1, 0, 0));
        // calls + - + 0 and + - - 0: agreed 3/4, by chance (2 * 1 + 1 * 2 + 1 * 1) / 16
        assert!((pair.kappa.unwrap() - (0.75 - 0.3125) / (1.0 - 0.3125)).abs() < 1e-15);
        // ranks of signed -log p: 4 1 3 2 and 4 1 2 3
        assert!((pair.spearman.unwrap() - 0.8).abs() < 1e-15);
        let all = TopOverlap {
            size: 4,
            n_shared: 4,
        };
        assert_eq!(pair.top_overlap, [&all; 3].map(Clone::clone));
        assert_eq!(found.concordance[1].n_features, 3);
        assert_eq!(found.concordance[1].n_only_first, 2);
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
