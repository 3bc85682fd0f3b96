//! `genesets/<contrast>.json`: gene sets among the changed genes, and against all features.

use crate::adjust::adjust;
use crate::competitive::{CameraRow, CompetitiveRow};
use crate::lists::{SetCluster, UntestedSet, adjust_over_all};
use crate::ranked::PrerankedRow;
use crate::samples::ScoreRow;
use crate::self_contained::{FryRow, RoastRow, adjust_roast};
use crate::sets::{MultiFeaturePolicy, MultiGenePolicy};
use crate::settings::GeneSetTest;
use crate::terms::{Representative, TermRow};
use arrayon_results::DocumentKind;
use arrayon_results::gene_sets::SetRow;
use arrayon_results::number::finite;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is said of gene sets in one contrast: by lists of changed genes and by all features.
/// Arrays of tests that were not asked for are empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct GeneSets {
    /// Id of the contrast.
    pub contrast: String,
    /// What `over_representation_up` means, in words.
    pub direction_in_words: String,
    /// The tests in words.
    pub method_in_words: String,
    /// The statistic of each feature on which the tests of all features rest, in words.
    pub statistic_in_words: String,
    /// The tests that were done: `over-representation`, `camera-pr` (in `camera_pr`), `camera`,
    /// `fry`, `roast`, `preranked`.
    pub tests: Vec<GeneSetTest>,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Genes that could have been found.
    pub universe: Universe,
    /// Collections that were tested.
    pub collections: Vec<Collection>,
    /// Genes higher in the target.
    pub over_representation_up: DirectionResult,
    /// Genes lower in the target.
    pub over_representation_down: DirectionResult,
    /// Every set against all other tested features, by p-value, then by id (limma's `cameraPR`
    /// with a correlation of 0.01 between the genes of a set); needs no list of changed genes.
    pub camera_pr: Vec<CompetitiveRow>,
    /// The same with the correlation between a set's genes estimated on the contrast's design.
    pub camera: Vec<CameraRow>,
    /// Do the genes of a set change, each set by itself, on the contrast's design.
    pub fry: Vec<FryRow>,
    /// The same by random rotations.
    pub roast: Vec<RoastRow>,
    /// Does a set stand high or low in the list of features ranked by the ordinary moderated t.
    pub preranked: Vec<PrerankedRow>,
    /// Moderated t of the sets' scores in single samples, which `scores.<method>.tsv` holds.
    pub sample_scores: Vec<ScoreRow>,
    /// Genes in both lists, by different features.
    pub genes_up_and_down: Vec<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl DocumentKind for GeneSets {
    const SCHEMA: &'static str = "arrayon/genesets";
}

impl GeneSets {
    /// Adjusts the p-values of each test over the sets of all collections, those of roast as of so
    /// many rotations.
    pub fn adjust_over_all(&mut self, n_rotations: usize) {
        let of = |p: Option<f64>| p.unwrap_or(f64::NAN);
        adjust_over_all(&mut self.over_representation_up.sets);
        adjust_over_all(&mut self.over_representation_down.sets);
        adjust(
            &mut self.camera_pr,
            |row| row.p_value,
            |row, p| row.adj_p_value_all = p,
        );
        adjust(
            &mut self.camera,
            |row| row.p_value,
            |row, p| row.adj_p_value_all = p,
        );
        adjust(
            &mut self.preranked,
            |row| row.p_value,
            |row, p| row.adj_p_value_all = p,
        );
        adjust_roast(&mut self.roast, n_rotations);
        adjust(
            &mut self.fry,
            |row| of(row.p_value),
            |row, p| row.adj_p_value_all = finite(p),
        );
        adjust(
            &mut self.fry,
            |row| of(row.mixed_p_value),
            |row, p| row.mixed_adj_p_value_all = finite(p),
        );
    }
}

/// The genes that were tested for differential expression.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Universe {
    /// What the genes are named by.
    pub identifier: String,
    /// Tested features.
    pub n_features: usize,
    /// Distinct genes among them.
    pub n_genes: usize,
    /// Tested features without a gene.
    pub n_features_without_gene: usize,
    /// Tested features with several genes.
    pub n_features_with_several_genes: usize,
    /// What was done with several genes of one feature.
    pub several_genes: MultiGenePolicy,
    /// Genes that several tested features measure.
    pub n_genes_on_several_features: usize,
    /// What was done with several features of one gene.
    pub several_features: MultiFeaturePolicy,
    /// Tested features that take no part, since another stands for their gene.
    pub n_features_set_aside: usize,
}

/// A collection of gene sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Collection {
    /// Name of the collection.
    pub name: String,
    /// Where it comes from.
    pub origin: String,
    /// Number of sets.
    pub n_sets: usize,
    /// Sets of a size that is tested.
    pub n_tested: usize,
    /// Sets with fewer tested genes than the least that is tested.
    pub n_too_small: usize,
    /// Sets with more tested genes than the most that is tested.
    pub n_too_large: usize,
    /// Distinct genes that the sets name.
    pub n_genes: usize,
    /// Of these, genes that were tested; the others count nowhere.
    pub n_genes_tested: usize,
    /// What became of its genes before.
    pub notes: Vec<String>,
}

/// The sets tested against one list of genes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DirectionResult {
    /// Number of genes in the list.
    pub n_genes: usize,
    /// Tested sets, by p-value, then by id.
    pub sets: Vec<SetRow>,
    /// Sets that were not tested, with the reason.
    pub untested: Vec<UntestedSet>,
    /// Terms of an ontology, each tested with regard to the terms around it; by p-value.
    pub terms: Vec<TermRow>,
    /// Significant terms of an ontology that no other explains, with those that they stand for.
    pub representatives: Vec<Representative>,
    /// Significant sets that share most of their listed genes, the highest score first; of more than
    /// 1,000 different lists of genes those of smallest p-value, which a note then says.
    pub set_clusters: Vec<SetCluster>,
}
