//! `summary.json`: a study, or one stage of it, on one screen. Written last: a folder that has it
//! is whole.

use crate::document::DocumentKind;
use crate::filters::Filters;
use crate::manifest::ResultFile;
use crate::qc::Status;
use crate::separation::{ClusteredValues, Separation};
use crate::truth::{FeatureTruth, StatementTruth};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The study on one screen; of a single stage, what that stage found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Name of the study; of a single stage, the file that it began from.
    pub study: String,
    /// Whether the arrays are simulated: then nothing here is a finding about animals.
    pub is_simulated: bool,
    /// Number of samples; `null` where only a table of a contrast was given.
    pub n_samples: Option<usize>,
    /// Number of features with expression.
    pub n_features: usize,
    /// How expression was computed; absent where the study began from a matrix.
    pub normalization: Option<Normalization>,
    /// Outcome of the integrity checks; absent where there were no arrays.
    pub qc: Option<QualitySummary>,
    /// The columns whose levels are compared, with the number of samples of each level; without
    /// contrasts those that sort the samples into groups.
    #[serde(default)]
    pub variables: Vec<GroupSizes>,
    /// Features left out before testing; `null` without filters.
    pub filters: Option<Filters>,
    /// One entry a contrast.
    pub contrasts: Vec<ContrastSummary>,
    /// Trends over phenotypes and ordered doses.
    pub slopes: Vec<SlopeSummary>,
    /// Whether groups form clusters, for all samples and for each contrast.
    pub sample_clusters: Vec<ClusterSummary>,
    /// How many clusters all samples seem to form, whatever groups were declared; `null` where they
    /// were not clustered.
    #[serde(default)]
    pub number_of_clusters: Option<ClusterNumber>,
    /// Clusters of features; `null` where none were asked for or could be made.
    #[serde(default)]
    pub gene_clusters: Option<GeneClusterSummary>,
    /// What was found of what was said to be true, where the study states a truth.
    pub truth: Option<TruthSummary>,
    /// What a reader should know before believing the numbers.
    pub warnings: Vec<String>,
    /// The list of the other files; `null` where none was written.
    pub manifest: Option<ResultFile>,
}

impl DocumentKind for Summary {
    const SCHEMA: &'static str = "arrayon/summary";
}

/// The groups of one column of the sample sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSizes {
    /// The column.
    pub variable: String,
    /// Its levels, in the order of the sheet.
    pub group_sizes: Vec<GroupSize>,
}

/// One group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSize {
    /// The level.
    pub group: String,
    /// Number of samples that have it, excluded ones among them.
    pub n_samples: usize,
}

/// `diet: control (5), low (5)`.
impl std::fmt::Display for GroupSizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let levels = self.group_sizes.iter();
        let levels: Vec<String> = levels
            .map(|group| format!("{} ({})", group.group, group.n_samples))
            .collect();
        write!(f, "{}: {}", self.variable, levels.join(", "))
    }
}

/// How expression was computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Normalization {
    /// The method.
    pub method: String,
    /// Whose numbers it gives.
    pub compatibility: String,
    /// Which probes took part in background correction and quantile normalisation.
    pub probe_selection: String,
    /// Number of those probes.
    pub n_probes: usize,
    /// Chip types of the arrays.
    pub chip_types: Vec<String>,
    /// Features that the library declares to be controls.
    pub n_control_features: usize,
    /// Features, no controls, that the method calls informative; absent where it makes no calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_informative_features: Option<usize>,
}

/// Outcome of the integrity checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualitySummary {
    /// The worst status of an array. Checks of all arrays together stand in `qc.json`, and among
    /// the warnings.
    pub status: Status,
    /// Arrays without a warning.
    pub n_pass: usize,
    /// Arrays worth a look.
    pub n_warn: usize,
    /// Arrays that should not be used without a reason.
    pub n_fail: usize,
    /// Each array that does not pass, the failed ones first, with its reasons in a sentence.
    #[serde(default)]
    pub unlike_the_others: Vec<SuspectArray>,
}

/// An array that does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuspectArray {
    /// Its sample.
    pub sample: String,
    /// `warn` or `fail`.
    pub status: Status,
    /// Why, in a sentence.
    pub verdict_in_words: String,
}

/// One contrast in brief.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContrastSummary {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means.
    pub direction_in_words: String,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features higher in the target.
    pub n_up: usize,
    /// Features lower in the target.
    pub n_down: usize,
    /// What further methods found, or why they cannot answer.
    #[serde(default)]
    pub methods: Vec<MethodOverview>,
    /// Decisions made together with other contrasts; `null` where each is decided alone.
    #[serde(default)]
    pub decided: Option<DecidedSummary>,
    /// How many of the changed features stay found whichever array is left out, of those that can be;
    /// `null` where that was not asked for, or no array can be left out.
    pub n_always_found: Option<usize>,
    /// Arrays that cannot be left out: without one of them the contrast cannot be tested.
    #[serde(default)]
    pub n_not_left_out: usize,
    /// The array whose absence changes the list most; `null` where none does.
    pub most_influential: Option<InfluentialArray>,
    /// The features of smallest p-value, five at most.
    pub top_features: Vec<TopFeature>,
    /// What each test of gene sets found in each collection.
    #[serde(default)]
    pub gene_set_tests: Vec<SetTestSummary>,
    /// Themes with the verdict `up`.
    pub themes_up: Vec<String>,
    /// Themes with the verdict `down`.
    pub themes_down: Vec<String>,
    /// Themes with the verdict `both directions`.
    #[serde(default)]
    pub themes_both_directions: Vec<String>,
    /// Themes with the verdict `part of it changes`.
    #[serde(default)]
    pub themes_in_part: Vec<String>,
    /// Themes with the verdict `not testable`.
    pub themes_not_testable: Vec<String>,
    /// That too few genes changed to test any theme, with their numbers, where that is so.
    #[serde(default)]
    pub no_theme_testable: Option<String>,
    /// One line for every theme that changes, as a whole, in part or in both directions;
    /// `themes.json` has all evidence.
    #[serde(default)]
    pub theme_sentences: Vec<String>,
}

impl ContrastSummary {
    /// What is said after "so many stay": whichever array is left out, of those that can be.
    pub fn whichever_in_words(&self) -> String {
        match self.n_not_left_out {
            0 => "whichever array is left out".to_owned(),
            1 => "whichever array is left out but one, without which there is no test".to_owned(),
            n => format!(
                "whichever array is left out but {n}, without any of which there is no test"
            ),
        }
    }

    /// That no array can be left out, where that was asked for and is so.
    pub fn none_left_out_in_words(&self) -> Option<&'static str> {
        (self.n_always_found.is_none() && self.n_not_left_out > 0).then_some(
            "what rests on a single array is not known: without any one of them there is no test",
        )
    }
}

/// Decisions of `differential/decisions.tsv`. Lists, gene sets and themes count the tests of each
/// contrast alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecidedSummary {
    /// `global`, `nestedF` or `stageWise`.
    pub method: String,
    /// Features decided to be higher in the target.
    pub n_up: usize,
    /// Features decided to be lower.
    pub n_down: usize,
}

/// One trend in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlopeSummary {
    /// Column of the sample sheet.
    pub variable: String,
    /// `phenotype` or `dose`.
    pub kind: String,
    /// Columns for which the trend is adjusted.
    pub adjusted_for: Vec<String>,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features that rise with the variable.
    pub n_up: usize,
    /// Features that fall with it.
    pub n_down: usize,
    /// The features of smallest p-value, five at most, with their change for one unit.
    #[serde(default)]
    pub top_slopes: Vec<SlopeFeature>,
}

/// A feature that follows a variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlopeFeature {
    /// The feature.
    pub feature_id: String,
    /// Its gene symbols.
    pub gene_symbols: Vec<String>,
    /// Change of log2 expression for one unit.
    pub slope: Option<f64>,
    /// Adjusted p-value.
    pub adj_p_value: Option<f64>,
}

/// A feature of small p-value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopFeature {
    /// The feature.
    pub feature_id: String,
    /// Its gene symbols.
    pub gene_symbols: Vec<String>,
    /// log2 fold change.
    pub log_fc: f64,
    /// Adjusted p-value.
    pub adj_p_value: Option<f64>,
}

/// One clustering in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterSummary {
    /// `all samples`, or the contrast.
    pub scope: String,
    /// Column of the sample sheet.
    pub variable: String,
    /// Which values were clustered.
    #[serde(default)]
    pub clustered_values: ClusteredValues,
    /// Whether the groups form clusters.
    pub verdict: Separation,
    /// The verdict in a sentence, with the groups that form branches of the tree and those that
    /// mix.
    pub headline: String,
    /// Adjusted Rand index of the groups and the tree cut into as many clusters.
    pub adjusted_rand_index: f64,
    /// The best adjusted Rand index over all cuts of the tree, which makes groups *partly* separated.
    #[serde(default)]
    pub best_adjusted_rand_index: f64,
    /// Number of clusters of that best cut.
    #[serde(default)]
    pub best_n_clusters: usize,
    /// Probability of so large a difference if group labels meant nothing (PERMANOVA).
    pub permanova_p_value: f64,
    /// The lowest AU of the groups' branches; `null` without a bootstrap or without such branches.
    pub lowest_au: Option<f64>,
}

/// How many clusters the samples seem to form; advice, not a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterNumber {
    /// What at least two of the opinions below agree on; `null` where no two do.
    pub n_clusters: Option<usize>,
    /// Opinion of the silhouette; 1 for no structure.
    pub by_silhouette: usize,
    /// Opinion of the gap statistic; `null` where it was not asked for.
    pub by_gap: Option<usize>,
    /// Opinion of the dynamic cut; 1 where it finds no cluster.
    pub by_dynamic_cut: usize,
}

/// Clusters of features in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GeneClusterSummary {
    /// Which features, in words.
    pub rule: String,
    /// Features in the tree.
    pub n_features: usize,
    /// Clusters into which it was cut.
    pub n_clusters: usize,
    /// Features in no cluster.
    pub n_unassigned: usize,
}

/// One test of the sets of one collection in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetTestSummary {
    /// The test, as in `tests` of `genesets/<contrast>.json`; `sample-scores` for the sets' scores in
    /// samples.
    pub test: String,
    /// The collection.
    pub collection: String,
    /// Sets significant at the false discovery rate (within the collection) that are `up`: among
    /// the genes up for over-representation.
    pub n_up: usize,
    /// The same, `down`.
    pub n_down: usize,
    /// The `up` ones of smallest p-value, three at most.
    pub top_up: Vec<TopSet>,
    /// The `down` ones of smallest p-value, three at most.
    pub top_down: Vec<TopSet>,
}

/// A significant gene set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopSet {
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// p-value adjusted within the collection.
    pub adj_p_value: f64,
}

/// What was found of what was said to be true, in numbers; `truth.json` has it feature by feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TruthSummary {
    /// The file that states the truth.
    pub origin: String,
    /// Changed features, contrast by contrast.
    pub features: Vec<FeatureTruth>,
    /// Number of other statements: on themes and clusters.
    pub n_statements: usize,
    /// How many of them agree with what was found.
    pub n_as_expected: usize,
    /// Those that do not.
    pub not_as_expected: Vec<StatementTruth>,
}

/// What one further method found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MethodOverview {
    /// `rank-products` or `sam`.
    pub method: String,
    /// Features higher in the target; `null` where the method cannot answer the contrast.
    pub n_up: Option<usize>,
    /// The same, lower.
    pub n_down: Option<usize>,
    /// Says why the method cannot answer, where it cannot.
    pub note: Option<String>,
}

/// The array that matters most to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InfluentialArray {
    /// The sample.
    pub sample: String,
    /// Features found only without it.
    pub n_gained: usize,
    /// Features no longer found without it.
    pub n_lost: usize,
}
