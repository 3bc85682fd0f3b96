//! One pairwise contrast by SAM, from sheet to table.

use super::{DeltaRow, SamComparison, SamSettings, sam};
use crate::DiffexprError;
use crate::ranks::two_groups::two_groups;
use crate::standing::{Standing, up_and_down};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};

/// One feature's SAM results for one contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct SamRow {
    /// Row of the expression matrix.
    pub feature: usize,
    /// Feature id.
    pub id: String,
    /// log2 fold change, target over reference.
    pub log_fc: f64,
    /// Standard error of `log_fc`.
    pub s: f64,
    /// Relative difference.
    pub d: f64,
    /// Two-sided p-value, pooled over labellings.
    pub p_value: f64,
    /// p-value adjusted by Benjamini and Hochberg over all tested features.
    pub adj_p_value: f64,
    /// Smallest median false discovery rate of a list that holds the feature.
    pub q_value: f64,
}

/// One contrast, analysed by SAM.
#[derive(Debug, Clone, PartialEq)]
pub struct SamResult {
    /// The contrast.
    pub contrast: Contrast,
    /// The sign in words.
    pub direction: String,
    /// The fudge factor, log2.
    pub s0: f64,
    /// The percentile of the standard errors at which it stands.
    pub s0_percentile: Option<f64>,
    /// Estimated share of features that do not change.
    pub pi0: f64,
    /// Labellings used.
    pub n_permutations: usize,
    /// Called features and false ones by distance from the expected.
    pub delta_table: Vec<DeltaRow>,
    /// What is called at the distance asked for.
    pub at_delta: Option<DeltaRow>,
    /// Every feature, by p-value; those without one come last.
    pub rows: Vec<SamRow>,
    /// Features called at the distance asked for, else those with a q-value of at most the rate
    /// asked for, higher in the target.
    pub n_up: usize,
    /// The same, lower in the target.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// The method's name in messages.
const METHOD: &str = "SAM";

/// What SAM's users should know; measured in testdata/evaluation.
const MEDIAN_RATE: &str = "q-values are median false discovery rates, as published: where nothing \
                           changes, they call something in about half of all studies";

fn delta_note(cuts: &DeltaRow) -> String {
    format!(
        "features are counted at a distance of {} from the expected ({} called, median false \
         discovery rate {:.3}), not by their q-values",
        cuts.delta, cuts.n_called, cuts.fdr_median
    )
}

/// Analyses one pairwise contrast by SAM.
///
/// Samples of other levels take no part. Blocking columns must make pairs: one sample of each
/// group at each of their levels.
///
/// # Errors
/// Unknown columns and levels, empty groups and cells; samples without expression values; blocking
/// columns that make no pairs; fewer than three samples or two pairs; those of [`sam`].
pub fn analyse_sam(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &SamSettings,
) -> Result<SamResult, DiffexprError> {
    let groups = two_groups(expression, sheet, contrast)?;
    let (target, reference) = groups.groups();
    let comparison = if contrast.blocking.is_empty() {
        SamComparison::TwoClass { target, reference }
    } else if groups.is_paired() {
        SamComparison::Paired(target.into_iter().zip(reference).collect())
    } else {
        return Err(DiffexprError::NoPairs {
            contrast: contrast.id.clone(),
            method: METHOD,
            blocking: contrast.blocking.clone(),
        });
    };
    refuse_too_few(contrast, &comparison)?;
    let found = sam(expression, &comparison, settings)?;
    let mut rows: Vec<SamRow> = (0..expression.n_features())
        .map(|feature| SamRow {
            feature,
            id: expression.features()[feature].clone(),
            log_fc: found.r[feature],
            s: found.s[feature],
            d: found.d[feature],
            p_value: found.p_value[feature],
            adj_p_value: found.adj_p_value[feature],
            q_value: found.q_value[feature],
        })
        .collect();
    rows.sort_unstable_by(|a, b| standing(a).compare(&standing(b)));
    let is_found = |row: &&SamRow| match &found.at_delta {
        Some(cuts) => cuts.calls(row.d),
        None => row.q_value <= settings.fdr,
    };
    let (n_up, n_down) = up_and_down(rows.iter().filter(is_found).map(|row| row.d));
    let mut notes = groups.notes;
    notes.push(MEDIAN_RATE.to_owned());
    if let Some(cuts) = &found.at_delta {
        notes.push(delta_note(cuts));
    }
    if found.n_tested < rows.len() {
        notes.push(format!(
            "{} of {} features have missing values and are not tested",
            rows.len() - found.n_tested,
            rows.len()
        ));
    }
    if found.complete && found.n_permutations < 20 {
        notes.push(format!(
            "only {} ways to label the samples: q-values are coarse",
            found.n_permutations
        ));
    }
    Ok(SamResult {
        contrast: contrast.clone(),
        direction: contrast.direction(),
        s0: found.s0,
        s0_percentile: found.s0_percentile,
        pi0: found.pi0,
        n_permutations: found.n_permutations,
        delta_table: found.delta_table,
        at_delta: found.at_delta,
        n_up,
        n_down,
        rows,
        notes,
    })
}

fn refuse_too_few(contrast: &Contrast, comparison: &SamComparison) -> Result<(), DiffexprError> {
    let (is_enough, expected, found) = match comparison {
        SamComparison::TwoClass { target, reference } => (
            target.len() + reference.len() > 2,
            "three samples",
            format!("{} and {}", target.len(), reference.len()),
        ),
        SamComparison::Paired(pairs) => (pairs.len() > 1, "two pairs", pairs.len().to_string()),
        SamComparison::OneClass(_) => (true, "", String::new()),
    };
    if is_enough {
        return Ok(());
    }
    Err(DiffexprError::TooFewSamples {
        contrast: contrast.id.clone(),
        method: METHOD,
        expected,
        found,
    })
}

fn standing(row: &SamRow) -> Standing<'_> {
    Standing {
        p_value: row.p_value,
        strength: row.d.abs(),
        id: &row.id,
    }
}
