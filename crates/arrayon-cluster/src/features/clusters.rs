//! `clusters/genes.json` and `clusters/gene_clusters.tsv`: a dendrogram of chosen features.

use crate::adjust::Adjustment;
use crate::distances::set_apart::SetApart;
use crate::settings::{Distance, GeneSelection, Linkage};
use crate::tree::dendrogram::{Merge, MergeAsTuple};
use arrayon_results::DocumentKind;
use arrayon_results::table::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A dendrogram of features; `S` is what is said of a gene set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GeneClusters")]
pub struct GeneClusters<S> {
    /// What was taken out of the values before; `null` where they are as normalised.
    #[serde(default)]
    pub adjustment: Option<Adjustment>,
    /// Which features were chosen, and how.
    pub choice: ChosenGenes,
    /// Distance between features.
    pub distance: Distance,
    /// Linkage between clusters.
    pub linkage: Linkage,
    /// Number of samples on which the distances rest.
    pub n_samples: usize,
    /// Features; leaf `i` is `feature_ids[i]`.
    pub feature_ids: Vec<String>,
    /// Gene symbols of each feature; empty lists where nothing is known.
    pub gene_symbols_by_feature: Vec<Vec<String>>,
    /// Merges from the lowest to the highest: `[left, right, height, size]`. Numbers below the
    /// number of features are leaves; `number of features + k` is the cluster of merge `k`.
    #[schemars(with = "Vec<MergeAsTuple>")]
    pub merges: Vec<Merge>,
    /// Leaves from top to bottom, as positions in `feature_ids`.
    pub leaf_order: Vec<usize>,
    /// How leaves were ordered, in words.
    pub leaf_order_in_words: String,
    /// How the tree was cut into clusters, in words.
    pub cut_in_words: String,
    /// Cluster of each feature, from 1 in the order of `leaf_order`; 0 for a feature in none.
    pub cluster_numbers: Vec<usize>,
    /// Column of the sample sheet over whose levels profiles are taken; `null` without groups.
    pub profile_variable: Option<String>,
    /// How gene sets were tested, in words.
    pub gene_sets_in_words: String,
    /// The clusters with their profiles and gene sets.
    pub profiles: Vec<GeneCluster<S>>,
}

impl<S> DocumentKind for GeneClusters<S> {
    const SCHEMA: &'static str = "arrayon/gene-clusters";
}

/// Which features were clustered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GeneChoice")]
pub struct ChosenGenes {
    /// Which kind of choice.
    pub choose: GeneSelection,
    /// The choice in words.
    pub rule: String,
    /// Features among which was chosen.
    pub n_candidates: usize,
    /// Features chosen.
    pub n_chosen: usize,
    /// Names of the list that are no feature and no gene.
    pub not_found: Vec<String>,
    /// Chosen features for which the distance is not defined; they were left out.
    pub set_apart: Vec<SetApart>,
}

/// A cluster of features; `S` is what is said of a gene set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GeneCluster")]
pub struct GeneCluster<S> {
    /// Its number.
    pub cluster: usize,
    /// Number of its features.
    pub n_features: usize,
    /// Its mean course over the groups of samples; empty without groups.
    pub group_means: Vec<GroupLevel>,
    /// Mean of its standardised features in each sample, in the order of the sheet; `null` where
    /// all are missing.
    pub sample_means: Vec<SampleLevel>,
    /// Gene sets over-represented among its genes, by p-value.
    pub gene_sets: Vec<S>,
}

/// A cluster's level in a group of samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupLevel {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// Mean over the features of their mean in the group, in standard deviations of each feature.
    pub mean: Option<f64>,
    /// Standard deviation of these means over the features; `null` for a single one.
    pub sd: Option<f64>,
}

/// A cluster's level in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleLevel {
    /// The sample.
    pub sample: String,
    /// Mean of the standardised features.
    pub mean: Option<f64>,
}

impl<S> GeneClusters<S> {
    /// `clusters/gene_clusters.tsv`: every clustered feature, in leaf order, with its genes and its
    /// cluster.
    pub fn members(&self) -> Table {
        let leaves = || self.leaf_order.iter();
        Table::default()
            .texts(
                "feature_id",
                leaves().map(|&leaf| self.feature_ids[leaf].as_str()),
            )
            .texts(
                "gene_symbols",
                leaves().map(|&leaf| self.gene_symbols_by_feature[leaf].join(";")),
            )
            .sizes("cluster", leaves().map(|&leaf| self.cluster_numbers[leaf]))
    }
}
