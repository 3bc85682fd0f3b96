//! How far two methods agree on one contrast.

use super::{Aligned, MethodResult, MethodRow, call, sign_of};
use arrayon_results::number::finite;
use arrayon_stats::correlation::spearman;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sizes of top lists whose overlap is counted.
const TOP_SIZES: [usize; 3] = [50, 100, 500];

/// How far two methods agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concordance {
    /// The first method.
    pub first: String,
    /// The second method.
    pub second: String,
    /// Features with a p-value from both.
    pub n_features: usize,
    /// Called by both, in the same direction.
    pub n_both: usize,
    /// Called by both, in opposite directions.
    pub n_opposite: usize,
    /// Called by the first only.
    pub n_only_first: usize,
    /// Called by the second only.
    pub n_only_second: usize,
    /// Cohen's kappa of the calls up, down and none; `null` where both make one call for all.
    pub kappa: Option<f64>,
    /// Spearman's correlation of the signed significance.
    pub spearman: Option<f64>,
    /// How many features the first of both lists share.
    pub top_overlap: Vec<TopOverlap>,
}

/// How many of the first features two methods share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopOverlap {
    /// How many first features.
    pub size: usize,
    /// How many of them are among the first of both.
    pub n_shared: usize,
}

pub(super) fn compare(
    results: &[MethodResult],
    table: &Aligned<'_>,
    (a, b): (usize, usize),
    fdr: f64,
) -> Concordance {
    let tested = |row: Option<&'_ MethodRow>| row.is_some_and(|row| !row.p_value.is_nan());
    let pairs: Vec<(&str, &MethodRow, &MethodRow)> = (table.iter())
        .filter(|(_, rows)| tested(rows[a]) && tested(rows[b]))
        .filter_map(|(id, rows)| Some((*id, rows[a]?, rows[b]?)))
        .collect();
    let calls: Vec<(i8, i8)> = (pairs.iter())
        .map(|(_, one, other)| (call(Some(one), fdr), call(Some(other), fdr)))
        .collect();
    let count = |is_counted: &dyn Fn(i8, i8) -> bool| {
        calls
            .iter()
            .filter(|(one, other)| is_counted(*one, *other))
            .count()
    };
    let one: Vec<&MethodRow> = pairs.iter().map(|pair| pair.1).collect();
    let other: Vec<&MethodRow> = pairs.iter().map(|pair| pair.2).collect();
    let orders = [by_significance(&one), by_significance(&other)];
    Concordance {
        first: results[a].method.clone(),
        second: results[b].method.clone(),
        n_features: pairs.len(),
        n_both: count(&|one, other| one != 0 && one == other),
        n_opposite: count(&|one, other| one * other < 0),
        n_only_first: count(&|one, other| one != 0 && other == 0),
        n_only_second: count(&|one, other| one == 0 && other != 0),
        kappa: finite(kappa(&calls)),
        spearman: finite(spearman(&signed(&one), &signed(&other))),
        top_overlap: top_overlap(&orders),
    }
}

/// -log p with the sign of the change.
fn signed(rows: &[&MethodRow]) -> Vec<f64> {
    let value = |row: &&MethodRow| -row.log_p_value * f64::from(sign_of(row.sign));
    rows.iter().map(value).collect()
}

/// Positions by p-value, ties by id (in whose order the rows stand).
fn by_significance(rows: &[&MethodRow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&a, &b| rows[a].log_p_value.total_cmp(&rows[b].log_p_value));
    order
}

fn top_overlap([one, other]: &[Vec<usize>; 2]) -> Vec<TopOverlap> {
    let overlap = |size: usize| {
        let size = size.min(one.len());
        let mut is_top = vec![false; one.len()];
        one[..size].iter().for_each(|&at| is_top[at] = true);
        TopOverlap {
            size,
            n_shared: other[..size].iter().filter(|&&at| is_top[at]).count(),
        }
    };
    TOP_SIZES.into_iter().map(overlap).collect()
}

/// Agreement of the calls beyond what their frequencies give by chance.
fn kappa(calls: &[(i8, i8)]) -> f64 {
    let n = calls.len() as f64;
    let share = |is_counted: &dyn Fn(&&(i8, i8)) -> bool| {
        calls.iter().filter(is_counted).count() as f64 / n
    };
    let agreed = share(&|(one, other)| one == other);
    let by_chance: f64 = [-1, 0, 1]
        .iter()
        .map(|call| share(&|(one, _)| one == call) * share(&|(_, other)| other == call))
        .sum();
    (agreed - by_chance) / (1.0 - by_chance)
}
