//! `themes.tsv`: the verdicts of all contrasts, a row for each contrast and theme.

use crate::document::{ListEvidence, ThemeFinding, Themes};
use arrayon_core::Direction;
use arrayon_results::Columns;

/// A verdict with the numbers behind it, flat.
#[derive(Debug, Clone, PartialEq, Columns)]
pub struct ThemeRow {
    /// The contrast.
    #[column]
    pub contrast: String,
    /// Id of the theme.
    #[column]
    pub theme: String,
    /// Its name.
    #[column]
    pub name: String,
    /// The verdict.
    #[column]
    pub verdict: String,
    /// Where the theme, or the part of it that changes, goes.
    #[column]
    pub direction: Option<Direction>,
    /// Genes of the theme.
    #[column]
    pub n_theme: usize,
    /// Genes of the theme among the tested ones.
    #[column]
    pub n_genes_tested: usize,
    /// Genes of the theme up.
    #[column]
    pub n_up: usize,
    /// Genes of the theme that are expected among the genes up by chance.
    #[column]
    pub expected_up: Option<f64>,
    /// p-value of the genes up, given all other themes.
    #[column]
    pub p_value_up: Option<f64>,
    /// The same, adjusted over the testable themes and both lists.
    #[column]
    pub adj_p_value_up: Option<f64>,
    /// Genes of the theme down.
    #[column]
    pub n_down: usize,
    /// Genes of the theme that are expected among the genes down by chance.
    #[column]
    pub expected_down: Option<f64>,
    /// p-value of the genes down, given all other themes.
    #[column]
    pub p_value_down: Option<f64>,
    /// The same, adjusted over the testable themes and both lists.
    #[column]
    pub adj_p_value_down: Option<f64>,
    /// t statistic of the features of the theme against all others.
    #[column]
    pub competitive_t: Option<f64>,
    /// Its two-sided p-value, not adjusted.
    #[column]
    pub competitive_p_value: Option<f64>,
    /// Genes of the theme that change most.
    #[column]
    pub leading_genes: Vec<String>,
    /// The verdict in words.
    #[column]
    pub sentence: String,
}

impl Themes {
    /// The verdicts as rows, in the order of the contrasts.
    pub fn rows(&self) -> Vec<ThemeRow> {
        let contrasts = self.contrasts.iter();
        let of_contrast = contrasts.flat_map(|one| {
            let verdicts = one.verdicts.iter();
            verdicts.map(|verdict| row(&one.contrast, verdict))
        });
        of_contrast.collect()
    }
}

fn row(contrast: &str, one: &ThemeFinding) -> ThemeRow {
    let (up, down): (&ListEvidence, &ListEvidence) = (&one.list_up, &one.list_down);
    ThemeRow {
        contrast: contrast.to_owned(),
        theme: one.theme.clone(),
        name: one.name.clone(),
        verdict: one.verdict.to_string(),
        direction: one.direction,
        n_theme: one.n_theme,
        n_genes_tested: one.n_genes_tested,
        n_up: up.n_overlap,
        expected_up: up.expected,
        p_value_up: up.p_value,
        adj_p_value_up: up.adj_p_value,
        n_down: down.n_overlap,
        expected_down: down.expected,
        p_value_down: down.p_value,
        adj_p_value_down: down.adj_p_value,
        competitive_t: one.competitive.as_ref().map(|all| all.t),
        competitive_p_value: one.competitive.as_ref().map(|all| all.p_value),
        leading_genes: one
            .leading_genes
            .iter()
            .map(|led| led.gene.clone())
            .collect(),
        sentence: one.sentence.clone(),
    }
}
