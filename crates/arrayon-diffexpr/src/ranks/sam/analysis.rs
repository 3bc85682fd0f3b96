//! One pairwise contrast by SAM, from sheet to table.

use super::{DeltaRow, FudgeFactorKind, Sam, SamComparison, SamSettings, sam};
use crate::DiffexprError;
use crate::ranks::two_groups::two_groups;
use crate::row_order::{RowRank, in_order, up_and_down};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, called_at};
use arrayon_results::number::finite;
use arrayon_results::{Columns, DocumentKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One contrast by SAM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SamResult {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means, in words.
    pub direction_in_words: String,
    /// The method in words.
    pub method_in_words: String,
    /// How it was done.
    pub settings: SamSettingsUsed,
    /// False discovery rate (q-value) at which features count as changed.
    pub fdr: f64,
    /// The fudge factor, log2.
    pub s0: f64,
    /// The percentile of the standard errors at which it stands.
    pub s0_percentile: Option<f64>,
    /// Estimated share of features that do not change.
    pub pi0: f64,
    /// Labellings of the samples used.
    pub n_permutations: usize,
    /// Called features and false ones by distance from the expected.
    pub delta_table: Vec<DeltaRow>,
    /// What is called at the distance asked for; `null` where features are counted by q-value.
    pub at_delta: Option<DeltaRow>,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features higher in the target.
    pub n_up: usize,
    /// Features lower in the target.
    pub n_down: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value, then by id.
    pub features: Vec<SamRow>,
}

impl DocumentKind for SamResult {
    const SCHEMA: &'static str = "arrayon/sam";
}

/// How SAM was done, with all defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SamSettings")]
pub struct SamSettingsUsed {
    /// Most labellings of the samples.
    pub n_permutations: usize,
    /// Seed of random labellings.
    pub seed: u64,
    /// Where the fudge factor comes from; its value is `s0`.
    pub fudge_factor: FudgeFactorKind,
    /// Distance from the expected at which features are counted; `null` where by q-value.
    pub delta: Option<f64>,
    /// Columns of the sample sheet whose values name pairs of samples.
    pub pairs: Vec<String>,
}

/// One feature by SAM; `null` where it has missing values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct SamRow {
    /// The feature.
    #[column("feature_id")]
    pub feature_id: String,
    /// log2 fold change, target over reference.
    #[column("logFC", unit = "log2")]
    pub log_fc: Option<f64>,
    /// Standard error of `log_fc`.
    #[column("s", unit = "log2")]
    pub s: Option<f64>,
    /// Relative difference.
    #[column("d")]
    pub d: Option<f64>,
    /// Two-sided p-value, pooled over labellings.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// Smallest median false discovery rate of a list that holds the feature.
    #[column("q_value")]
    pub q_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
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
pub fn analyze_sam(
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
    let names = expression.features();
    let order = in_order(names.len(), |at| RowRank {
        p_value: found.p_value[at],
        strength: found.d[at].abs(),
        id: &names[at],
    });
    let is_found = |at: &usize| match &found.at_delta {
        Some(cuts) => cuts.calls(found.d[*at]),
        None => called_at(found.q_value[*at], settings.fdr),
    };
    let (n_up, n_down) = up_and_down((0..names.len()).filter(is_found).map(|at| found.d[at]));
    let mut notes = groups.notes;
    notes.push(MEDIAN_RATE.to_owned());
    if let Some(cuts) = &found.at_delta {
        notes.push(delta_note(cuts));
    }
    if found.n_tested < names.len() {
        notes.push(format!(
            "{} of {} features have missing values and are not tested",
            names.len() - found.n_tested,
            names.len()
        ));
    }
    if found.complete && found.n_permutations < 20 {
        notes.push(format!(
            "only {} ways to label the samples: q-values are coarse",
            found.n_permutations
        ));
    }
    Ok(SamResult {
        contrast: contrast.id.clone(),
        direction_in_words: contrast.direction(),
        method_in_words:
            "significance analysis of microarrays (Tusher 2001), q-values by permutation".to_owned(),
        settings: SamSettingsUsed::of(settings, contrast),
        fdr: settings.fdr,
        s0: found.s0,
        s0_percentile: found.s0_percentile,
        pi0: found.pi0,
        n_permutations: found.n_permutations,
        n_tested: found.n_tested,
        n_up,
        n_down,
        notes,
        features: (order.into_iter())
            .map(|at| row(&names[at], &found, at))
            .collect(),
        delta_table: found.delta_table,
        at_delta: found.at_delta,
    })
}

impl SamSettingsUsed {
    fn of(settings: &SamSettings, contrast: &Contrast) -> Self {
        Self {
            n_permutations: settings.most_permutations,
            seed: settings.seed,
            fudge_factor: settings.fudge.kind(),
            delta: settings.delta,
            pairs: contrast.blocking.clone(),
        }
    }
}

fn row(feature_id: &str, found: &Sam, at: usize) -> SamRow {
    SamRow {
        feature_id: feature_id.to_owned(),
        log_fc: finite(found.r[at]),
        s: finite(found.s[at]),
        d: finite(found.d[at]),
        p_value: finite(found.p_value[at]),
        adj_p_value: finite(found.adj_p_value[at]),
        q_value: finite(found.q_value[at]),
        gene_symbols: Vec::new(),
        entrez_ids: Vec::new(),
    }
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
