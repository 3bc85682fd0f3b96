//! One pairwise contrast by rank products, from sheet to table.

use super::{RankNull, RankProducts, RankSettings, rank_products};
use super::{Replicates, result::RankDirection};
use crate::DiffexprError;
use crate::ranks::two_groups::{TwoGroups, two_groups};
use crate::standing::{Standing, up_and_down};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};

/// One feature's rank products for one contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct RankProductRow {
    /// Row of the expression matrix.
    pub feature: usize,
    /// Feature id.
    pub id: String,
    /// Mean log2 ratio, target over reference.
    pub log_fc: f64,
    /// Replicates in which the feature is present.
    pub n_replicates: u32,
    /// Mean rank from the largest ratio (geometric for products).
    pub rank_up: f64,
    /// Mean rank from the smallest ratio.
    pub rank_down: f64,
    /// One-sided p-value, higher in the target.
    pub p_value_up: f64,
    /// One-sided p-value, lower in the target.
    pub p_value_down: f64,
    /// Share of false positives, higher in the target; monotone.
    pub pfp_up: f64,
    /// Share of false positives, lower in the target; monotone.
    pub pfp_down: f64,
    /// The same as the papers compute it: `p * n / position`.
    pub raw_pfp_up: f64,
    /// The same as the papers compute it, lower in the target.
    pub raw_pfp_down: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// At most the two-sided p-value of independent ranks; 0 where ratios share samples.
    pub p_lower: f64,
    /// At least the two-sided p-value of independent ranks, however ratios depend on each other.
    pub p_upper: f64,
    /// Two-sided p-value adjusted by Benjamini and Hochberg over all tested features.
    pub adj_p_value: f64,
}

/// One contrast, analysed by rank products.
#[derive(Debug, Clone, PartialEq)]
pub struct RankProductResult {
    /// The contrast.
    pub contrast: Contrast,
    /// The sign in words.
    pub direction: String,
    /// Replicates: pairs, or the size of the smaller group (summed over blocks).
    pub n_replicates: usize,
    /// Other labellings of the samples (mirror images not counted), or permutations, behind the
    /// p-values.
    pub n_draws: usize,
    /// Whether these are all labellings there are.
    pub complete: bool,
    /// Every feature, by p-value; those without one come last.
    pub rows: Vec<RankProductRow>,
    /// Features with an adjusted p-value of at most the rate asked for, higher in the target.
    pub n_up: usize,
    /// The same, lower in the target.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Analyses one pairwise contrast by rank products.
///
/// Samples of other levels take no part. Ratios are taken within the levels of the blocking
/// columns: a column that makes pairs gives the paired analysis, a batch the comparison within
/// batches.
///
/// # Errors
/// Unknown columns and levels, empty groups and cells; samples without expression values; no level
/// of the blocking columns that holds samples of both groups; those of [`rank_products`].
pub fn analyse_rank_products(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &RankSettings,
) -> Result<RankProductResult, DiffexprError> {
    let groups = two_groups(expression, sheet, contrast)?;
    let replicates = Replicates::Groups(groups.blocks.clone());
    let found = rank_products(expression, &replicates, settings)?;
    let mut rows: Vec<RankProductRow> = (0..expression.n_features())
        .map(|feature| row(expression, &found, feature))
        .collect();
    rows.sort_unstable_by(|a, b| standing(a).compare(&standing(b)));
    let is_found = |row: &&RankProductRow| row.adj_p_value <= settings.fdr;
    let found_rows = rows.iter().filter(is_found);
    let (n_up, n_down) = up_and_down(found_rows.map(|row| row.p_value_down - row.p_value_up));
    Ok(RankProductResult {
        contrast: contrast.clone(),
        direction: contrast.direction(),
        n_replicates: found.n_replicates_max,
        n_draws: found.n_draws,
        complete: found.complete,
        n_up,
        n_down,
        notes: notes(&groups, &found, settings),
        rows,
    })
}

fn row(expression: &ExpressionMatrix, found: &RankProducts, feature: usize) -> RankProductRow {
    let (up, down): (&RankDirection, &RankDirection) = (&found.up, &found.down);
    RankProductRow {
        feature,
        id: expression.features()[feature].clone(),
        log_fc: found.log_fc[feature],
        n_replicates: found.n_replicates[feature],
        rank_up: up.mean_rank[feature],
        rank_down: down.mean_rank[feature],
        p_value_up: up.p_value[feature],
        p_value_down: down.p_value[feature],
        pfp_up: up.pfp[feature],
        pfp_down: down.pfp[feature],
        raw_pfp_up: up.raw_pfp[feature],
        raw_pfp_down: down.raw_pfp[feature],
        p_value: found.p_value[feature],
        p_lower: found.interval[feature].lower,
        p_upper: found.interval[feature].upper,
        adj_p_value: found.adj_p_value[feature],
    }
}

/// The smaller of both ranks is the stronger.
fn standing(row: &RankProductRow) -> Standing<'_> {
    Standing {
        p_value: row.p_value,
        strength: -row.rank_up.min(row.rank_down),
        id: &row.id,
    }
}

fn notes(groups: &TwoGroups, found: &RankProducts, settings: &RankSettings) -> Vec<String> {
    let mut notes = groups.notes.clone();
    if !found.independent && settings.null == RankNull::Independent {
        notes.push(format!(
            "p-values take all pairs of samples as {} independent ones: approximate, usually too \
             large; p_upper holds for any dependence",
            found.n_replicates_max
        ));
    }
    match settings.null {
        RankNull::Relabelled { .. } if found.n_draws > 0 => notes.push(format!(
            "p-values are the larger of that of independent ranks and the share under {}{} other \
             labellings of the samples",
            if found.complete { "all " } else { "" },
            found.n_draws
        )),
        _ => notes.push(
            "p-values take all features as equally variable: features that vary much get too \
             small ones"
                .into(),
        ),
    }
    if found.n_replicates_max == 1 {
        notes.push("one replicate: nothing is repeated, p-values say little".into());
    }
    let n_missing = (found.n_replicates.iter())
        .filter(|&&n| (n as usize) < found.n_replicates_max)
        .count();
    if n_missing > 0 {
        notes.push(format!(
            "{n_missing} of {} features have missing values; each is ranked where it is present",
            found.n_replicates.len()
        ));
    }
    notes
}
