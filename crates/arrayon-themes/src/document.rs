//! `themes.json`: for each contrast a verdict on every theme, and what the genes up and the genes
//! down say of it.

use arrayon_core::Direction;
use arrayon_results::{DocumentKind, ThemeOutcome};
use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The verdicts on themes such as inflammation, mineral metabolism and bone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Themes {
    /// Species of the embedded theme sets.
    pub species: String,
    /// Where the theme sets come from, with their releases and licences.
    pub origin: String,
    /// The panels whose themes were tested together.
    pub panels: Vec<Panel>,
    /// Number of themes that were judged together.
    pub n_themes: usize,
    /// The rule that gives a verdict in `verdicts`, in words.
    pub verdict_rule: String,
    /// The rule that gives a verdict in `up` and `down`, in words.
    pub list_verdict_rule: String,
    /// One entry for each contrast, in the order of the contrast file.
    pub contrasts: Vec<ContrastThemes>,
}

impl DocumentKind for Themes {
    const SCHEMA: &'static str = "arrayon/themes";
}

/// The verdicts of one contrast.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ContrastThemes {
    /// Id of the contrast.
    pub contrast: String,
    /// What `up` means, in words.
    pub direction_in_words: String,
    /// The statistic of each feature on which the competitive tests rest, in words.
    pub statistic_in_words: String,
    /// What is known of the noise by which genes come into a list together.
    pub noise_from: NoiseSource,
    /// Number of tests over which p-values are adjusted: the testable themes in each list.
    pub n_tests: usize,
    /// One verdict for each theme, from lists, all features and key genes together.
    pub verdicts: Vec<ThemeFinding>,
    /// Verdicts on the genes higher in the target.
    pub up: Vec<ThemeVerdict>,
    /// Verdicts on the genes lower in the target.
    pub down: Vec<ThemeVerdict>,
}

/// A panel of themes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Panel {
    /// Id of the panel.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub name: String,
    /// Its number of themes.
    pub n_themes: usize,
    /// Where its sets come from, with releases and licences.
    pub origin: String,
}

/// What a list says of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListVerdict {
    /// More of the listed genes lie in the theme than chance explains.
    Enriched,
    /// Tested, and not enriched; this is no proof of absence.
    #[serde(rename = "no evidence")]
    NoEvidence,
    /// Not tested.
    #[serde(rename = "not testable")]
    NotTestable,
}

/// What a changed key gene speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpeaksFor {
    /// More of the process.
    More,
    /// Less of it.
    Less,
}

/// What is known of the noise by which genes come into a list together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoiseSource {
    /// The residuals of the contrast's own arrays.
    Residuals,
    /// A preset correlation, since there are no arrays, or fewer than four residual degrees of
    /// freedom.
    #[default]
    Preset,
}

/// What a list says of a theme, given all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListAnswer {
    /// More of the listed genes lie in the theme than chance, noise and other themes explain.
    Called,
    /// More than chance and noise explain, but not more than the themes do with which it shares
    /// genes.
    Explained,
    /// Tested, and no more than chance or noise explains.
    #[serde(rename = "no evidence")]
    NoEvidence,
    /// Not tested.
    #[default]
    #[serde(rename = "not testable")]
    NotTestable,
}

/// Why a theme is not testable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Obstacle {
    /// Too few of its genes were measured.
    #[serde(rename = "too few genes measured")]
    TooFewGenesMeasured,
    /// Too few genes changed.
    #[serde(rename = "too few changed genes")]
    TooFewChangedGenes,
}

/// What the changed key genes of a called theme say of its direction; they decide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyGeneEvidence {
    /// All that speak do so for the verdict's direction.
    Agree,
    /// All that speak do so for the other direction.
    Disagree,
    /// Some speak for each direction.
    Divided,
    /// None of them speaks.
    Silent,
}

named_by_serde!(
    ListVerdict,
    SpeaksFor,
    NoiseSource,
    ListAnswer,
    Obstacle,
    KeyGeneEvidence
);

/// What is said of a theme in a contrast, from all evidence together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeFinding {
    /// Id of the theme.
    pub theme: String,
    /// The theme for people.
    pub name: String,
    /// The theme of which this is a part, where it is.
    pub part_of: Option<String>,
    /// Id of its panel.
    pub panel: String,
    /// `up`, `down`, `both directions`, `part of it changes`, `no evidence` or `not testable`.
    pub verdict: ThemeOutcome,
    /// Where its genes go, or those of the part that changes; `null` where they go nowhere or both
    /// ways.
    pub direction: Option<Direction>,
    /// The verdict in one line, with the lists that call it.
    #[serde(default)]
    pub headline: String,
    /// The verdict as a sentence, with all its evidence.
    pub sentence: String,
    /// Why the theme is not testable, where it is not.
    pub obstacle: Option<Obstacle>,
    /// The same with its numbers, in words.
    pub reason: Option<String>,
    /// Genes of the theme.
    pub n_theme: usize,
    /// Genes of the theme among the tested genes.
    pub n_genes_tested: usize,
    /// Their share.
    pub coverage: f64,
    /// What the genes up say.
    pub list_up: ListEvidence,
    /// What the genes down say.
    pub list_down: ListEvidence,
    /// What all features say, which decides between `up` or `down` and `part of it changes`; `null`
    /// where too little of the theme was measured.
    pub competitive: Option<ThemeCompetition>,
    /// Changed key genes that speak for more of the process.
    pub n_key_genes_for_more: usize,
    /// Changed key genes that speak for less of the process.
    pub n_key_genes_for_less: usize,
    /// What these say of a verdict with a direction; `null` for other verdicts.
    pub key_genes_say: Option<KeyGeneEvidence>,
    /// The theme's key genes, measured or not.
    pub key_genes: Vec<KeyGene>,
    /// The theme's changed genes that go with the verdict, by p-value, ten at most; changed ones of
    /// both directions where the verdict has none.
    pub leading_genes: Vec<LeadingGene>,
    /// What could have been seen; `null` where the table does not say how precise it is.
    pub detectable_change: Option<DetectableChange>,
    /// The direction that the panel's author expects where `expected_in` is compared with its
    /// absence, whether this contrast does so or not; decides nothing.
    pub expected_direction: Option<Direction>,
    /// The condition of which it is expected; `null` where it is expected in every contrast.
    pub expected_in: Option<String>,
    /// Whether a verdict `up` or `down` has the expected direction; `null` for other verdicts and
    /// where the study does not declare (`genesets.conditions`) that this contrast is of the
    /// condition.
    pub is_as_expected: Option<bool>,
}

/// The theme among the genes up, or down.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListEvidence {
    /// What the list says of the theme, given all others.
    pub answer: ListAnswer,
    /// Genes in the list.
    pub n_list: usize,
    /// Genes of the theme in the list.
    pub n_overlap: usize,
    /// Expected number of theme genes in the list; `null`, as all below, where not testable.
    pub expected: Option<f64>,
    /// EASE score.
    pub ease_p_value: Option<f64>,
    /// p-value of the overlap where noise makes the list: how often as many genes of the theme,
    /// beyond their share, lie as far out along a random direction of the residuals; or that of a
    /// beta-binomial distribution with a preset correlation between genes.
    pub noise_p_value: Option<f64>,
    /// Themes of this list that explain it better, with how many listed genes are theirs, too.
    pub shared_with: Vec<SharedGenes>,
    /// Listed genes that it shares with any of these themes.
    pub n_shared: usize,
    /// What remains without all genes of these themes; `null` where it shares no listed gene.
    pub own: Option<OwnGenes>,
    /// The largest of the p-values above and in `own`, on which the verdict rests.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg over the testable themes and both lists of the
    /// contrast, multiplied by the number of contrasts first where `theme_correction` asks for it.
    pub adj_p_value: Option<f64>,
    /// The same of the theme by itself, whatever it shares with others: the larger of
    /// `ease_p_value` and `noise_p_value`, adjusted likewise.
    #[serde(default)]
    pub adj_p_value_by_itself: Option<f64>,
}

/// Listed genes that a theme shares with one that explains the list better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SharedGenes {
    /// Id of the other theme.
    pub theme: String,
    /// The other theme for people.
    pub name: String,
    /// Listed genes of both.
    pub n_genes: usize,
}

/// A theme in a list without the genes of themes that explain the list better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnGenes {
    /// Genes of the theme among the tested genes.
    pub n_genes_tested: usize,
    /// Genes in the list.
    pub n_list: usize,
    /// Genes of the theme in the list.
    pub n_overlap: usize,
    /// Expected number of theme genes in the list.
    pub expected: f64,
    /// EASE score.
    pub ease_p_value: f64,
    /// p-value of the overlap where noise makes the list.
    pub noise_p_value: f64,
}

/// How many genes of a theme must change so that it is called.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectableChange {
    /// log2 fold change of each of these genes, in one direction.
    pub log_fc: f64,
    /// Probability that the theme is then called, where no other theme explains its genes.
    pub power: f64,
    /// Share of these genes that are found changed.
    pub share_found: f64,
    /// The number of genes, besides those of the theme that are in the lists now; `null` where the
    /// theme could not be called even if all of them changed.
    pub n_genes: Option<usize>,
}

/// The features of a theme against all others, for genes that vary together: by the correlation of
/// their residuals where the contrast's arrays are at hand (camera), else by a preset one
/// (cameraPR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeCompetition {
    /// Tested features of the theme.
    pub n_features: usize,
    /// Whether they lie above (`up`) or below (`down`) the rest.
    pub direction: Direction,
    /// Correlation between two features of the theme.
    pub correlation: Option<f64>,
    /// t statistic of the theme against the rest.
    pub t: f64,
    /// Its two-sided p-value, not adjusted: it chooses the word for a theme that is called.
    pub p_value: f64,
}

/// A gene that carries meaning on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KeyGene {
    /// Its symbol in the panel.
    pub gene: String,
    /// The direction of the gene that means more of the process; `null` where it has no such
    /// meaning.
    pub more: Option<Direction>,
    /// Its best feature; `null` where none was tested.
    pub feature_id: Option<String>,
    /// log2 fold change of that feature.
    pub log_fc: Option<f64>,
    /// Its adjusted p-value.
    pub adj_p_value: Option<f64>,
    /// Whether it counts as changed.
    pub is_changed: bool,
    /// `more` or `less` of the process, where it changed and has such a meaning.
    pub speaks_for: Option<SpeaksFor>,
    /// Why it has no such meaning, or what else to know of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The paper behind it.
    pub citation: String,
}

/// A changed gene of a theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadingGene {
    /// Its symbol on the chip.
    pub gene: String,
    /// Its feature of smallest p-value.
    pub feature_id: String,
    /// log2 fold change of that feature.
    pub log_fc: f64,
    /// Its adjusted p-value.
    pub adj_p_value: f64,
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
    pub verdict: ListVerdict,
    /// The verdict as a sentence.
    pub sentence: String,
    /// Why the theme is not testable, where it is not.
    pub reason: Option<String>,
    /// Genes of the theme.
    pub n_theme: usize,
    /// Genes of the theme among the tested genes.
    pub n_genes_tested: usize,
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
    /// `p_value` adjusted by Benjamini and Hochberg over the testable themes of both lists.
    pub adj_p_value: Option<f64>,
    /// EASE score, on which the verdict rests; `null` where not testable.
    pub ease_p_value: Option<f64>,
    /// `ease_p_value` adjusted by Benjamini and Hochberg over the testable themes of both lists.
    pub ease_adj_p_value: Option<f64>,
    /// Genes of the theme in the list, sorted.
    pub overlap_genes: Vec<String>,
    /// Gene sets of the theme that are over-represented themselves.
    pub theme_sets: Vec<ThemeSet>,
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
