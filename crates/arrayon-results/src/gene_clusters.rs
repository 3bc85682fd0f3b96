//! `clusters/genes.json`: a dendrogram of chosen features.

use crate::document::DocumentKind;
use crate::gene_sets::SetRow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// A dendrogram of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneClusters {
    /// Which features were chosen, and how.
    pub choice: GeneChoice,
    /// Distance between features.
    pub distance: String,
    /// Linkage between clusters.
    pub linkage: String,
    /// Number of samples on which the distances rest.
    pub n_samples: usize,
    /// Features; leaf `i` is `labels[i]`.
    pub labels: Vec<String>,
    /// Gene symbols of each label; empty lists where nothing is known.
    pub gene_symbols: Vec<Vec<String>>,
    /// Merges from the lowest to the highest: `[left, right, height, size]`. Numbers below the
    /// number of labels are leaves; `number of labels + k` is the cluster of merge `k`.
    pub merges: Vec<(usize, usize, f64, usize)>,
    /// Leaves from top to bottom, as positions in `labels`.
    pub leaf_order: Vec<usize>,
    /// How leaves were ordered, in words.
    pub leaf_order_method: String,
    /// How the tree was cut into clusters, in words.
    pub cut_method: String,
    /// Cluster of each label, from 1 in the order of `leaf_order`; 0 for a feature in none.
    pub clusters: Vec<usize>,
    /// Column of the sample sheet over whose levels profiles are taken; `null` without groups.
    pub profile_variable: Option<String>,
    /// How gene sets were tested, in words.
    pub gene_set_method: String,
    /// The clusters with their profiles and gene sets.
    pub profiles: Vec<GeneCluster>,
}

impl DocumentKind for GeneClusters {
    const SCHEMA: &'static str = "arrayon/gene-clusters";
}

/// Which features were clustered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneChoice {
    /// `top-variance`, `differential` or `list`.
    pub choose: String,
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

/// A feature that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetApart {
    /// The feature.
    pub feature_id: String,
    /// Why.
    pub reason: String,
}

/// A cluster of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneCluster {
    /// Its number.
    pub cluster: usize,
    /// Number of its features.
    pub n_features: usize,
    /// Its mean course over the groups of samples; empty without groups.
    pub groups: Vec<GroupLevel>,
    /// Mean of its standardised features in each sample, in the order of the sheet; `null` where
    /// all are missing.
    pub samples: Vec<SampleLevel>,
    /// Gene sets over-represented among its genes, by p-value.
    pub gene_sets: Vec<SetRow>,
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

/// Writes `clusters/gene_clusters.tsv`: every clustered feature, in leaf order, with its genes and
/// its cluster.
///
/// # Errors
/// The writer's.
pub fn write_members(genes: &GeneClusters, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "feature_id\tgene_symbols\tcluster")?;
    for &leaf in &genes.leaf_order {
        let symbols = genes.gene_symbols[leaf].join(";");
        let (id, cluster) = (&genes.labels[leaf], genes.clusters[leaf]);
        writeln!(out, "{id}\t{symbols}\t{cluster}")?;
    }
    Ok(())
}
