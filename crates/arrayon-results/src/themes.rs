//! `themes.json`: one verdict for each contrast, direction and theme.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The verdicts on inflammation, mineral metabolism, bone and their kin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Themes {
    /// Species of the embedded theme sets.
    pub species: String,
    /// Where the theme sets come from, with their releases and licences.
    pub origin: String,
    /// The rule that gives a verdict, in words.
    pub rule: String,
    /// One entry a contrast, in the order of the contrast file.
    pub contrasts: Vec<ContrastThemes>,
}

impl DocumentKind for Themes {
    const SCHEMA: &'static str = "arrayon/themes";
}

/// The verdicts of one contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContrastThemes {
    /// Id of the contrast.
    pub contrast: String,
    /// What `up` means, in words.
    pub direction: String,
    /// Verdicts on the genes higher in the target.
    pub up: Vec<ThemeVerdict>,
    /// Verdicts on the genes lower in the target.
    pub down: Vec<ThemeVerdict>,
}

/// One theme's verdict, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeVerdict {
    /// Id of the theme.
    pub theme: String,
    /// The theme for people.
    pub name: String,
    /// The theme of which this is a part, where it is.
    pub part_of: Option<String>,
    /// `enriched`, `no evidence` or `not testable`.
    pub verdict: String,
    /// The verdict as a sentence.
    pub sentence: String,
    /// Why the theme is not testable, where it is not.
    pub reason: Option<String>,
    /// Genes of the theme.
    pub n_theme: usize,
    /// Genes of the theme among the tested genes.
    pub n_testable: usize,
    /// Their share.
    pub coverage: f64,
    /// Genes in the list.
    pub n_list: usize,
    /// Genes of the theme in the list.
    pub n_overlap: usize,
    /// Expected number of theme genes in the list.
    pub expected: Option<f64>,
    /// Observed over expected.
    pub fold_enrichment: Option<f64>,
    /// One-sided Fisher exact test; `null` where not testable.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg over the testable themes of this direction.
    pub adj_p_value: Option<f64>,
    /// EASE score, on which the verdict rests; `null` where not testable.
    pub ease_p_value: Option<f64>,
    /// `ease_p_value` adjusted by Benjamini and Hochberg over the testable themes of this
    /// direction.
    pub ease_adj_p_value: Option<f64>,
    /// Genes of the theme in the list, sorted.
    pub overlap_genes: Vec<String>,
    /// Gene sets of the theme that are over-represented themselves.
    pub sets: Vec<ThemeSet>,
}

/// A gene set of a theme that is over-represented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeSet {
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Genes of the set in the universe.
    pub n_set: usize,
    /// Genes of the set in the list.
    pub n_overlap: usize,
    /// EASE score.
    pub ease_p_value: f64,
    /// `ease_p_value` adjusted by Benjamini and Hochberg over all sets of the themes.
    pub ease_adj_p_value: f64,
}
