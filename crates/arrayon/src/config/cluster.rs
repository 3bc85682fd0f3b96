//! `[cluster]` and `[cluster.genes]`: how samples and features are clustered.

use super::parse_setting;
use crate::clustering::gene_choice::DEFAULT_NUMBER;
use crate::clustering::{ClusterSettings, GeneChoice, GeneTreeSettings, LeafOrder};
use arrayon_cluster::{Distance, DynamicCutPlan, Linkage};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[cluster]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterSection {
    /// Distance between samples, by its name: `pearson`, `spearman`, `euclidean`, ...
    pub distance: String,
    /// Linkage between clusters, by its name: `average`, `complete`, `ward`, ...
    pub linkage: String,
    /// Replicates of the multiscale bootstrap at each of its ten scales; 0 for none.
    pub bootstrap: u32,
    /// References of the gap statistic, for the number of clusters; 0 for none.
    pub gap: u32,
    /// Seed of bootstrap, permutations and references.
    pub seed: u64,
    /// Clustering of features.
    pub genes: ClusterGenesSection,
}

impl Default for ClusterSection {
    fn default() -> Self {
        Self {
            distance: Distance::default().to_string(),
            linkage: Linkage::default().to_string(),
            bootstrap: 0,
            gap: 0,
            seed: 1,
            genes: ClusterGenesSection::default(),
        }
    }
}

/// `[cluster.genes]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterGenesSection {
    /// Which features: `top-variance`, `differential`, `list` or `none`.
    pub choose: String,
    /// How many at most.
    pub number: usize,
    /// The list, by feature id or gene symbol.
    pub file: Option<PathBuf>,
    /// Distance between features.
    pub distance: String,
    /// Linkage between clusters of features.
    pub linkage: String,
    /// `tree`, `optimal` or `quick`.
    pub leaf_order: String,
    /// How many clusters; 0 for as many as a dynamic cut finds.
    pub clusters: usize,
    /// Whether features outside of all clusters of a dynamic cut go to the nearest one on their
    /// branch, if that is near enough.
    pub assign_nearby: bool,
}

impl Default for ClusterGenesSection {
    fn default() -> Self {
        Self {
            choose: "top-variance".to_owned(),
            number: DEFAULT_NUMBER,
            file: None,
            distance: Distance::default().to_string(),
            linkage: Linkage::default().to_string(),
            leaf_order: LeafOrder::default().to_string(),
            clusters: 0,
            assign_nearby: DynamicCutPlan::default().assign_nearby,
        }
    }
}

/// Most replicates of the bootstrap at each scale, references of the gap statistic and rotations
/// of roast: beyond it no number gains a digit that matters, and a run would not end.
pub const MOST_DRAWS: u32 = 1_000_000;

const ONE_REFERENCE: &str = "1 reference; expected 0 for none, or 2 or more";

/// A key of `[cluster]` and what is wrong with its value.
pub(super) type Fault = (&'static str, String);

impl ClusterSection {
    /// The settings of sample trees.
    ///
    /// # Errors
    /// The first key whose value is unknown.
    pub(super) fn settings(&self) -> Result<ClusterSettings, Fault> {
        for (key, number) in [
            ("cluster.bootstrap", self.bootstrap),
            ("cluster.gap", self.gap),
        ] {
            if number > MOST_DRAWS {
                return Err((key, format!("{number}; expected at most {MOST_DRAWS}")));
            }
        }
        Ok(ClusterSettings {
            distance: parse_setting(&self.distance).map_err(|found| ("cluster.distance", found))?,
            linkage: parse_setting(&self.linkage).map_err(|found| ("cluster.linkage", found))?,
            bootstrap: self.bootstrap,
            gap: match self.gap {
                1 => return Err(("cluster.gap", ONE_REFERENCE.to_owned())),
                n_references => n_references,
            },
            seed: self.seed,
        })
    }
}

impl ClusterGenesSection {
    /// The settings of the tree of features.
    ///
    /// # Errors
    /// The first key whose value is unknown, or a list without its file.
    pub(super) fn settings(&self) -> Result<GeneTreeSettings, Fault> {
        Ok(GeneTreeSettings {
            choice: self.choice()?,
            distance: parse_setting(&self.distance)
                .map_err(|found| ("cluster.genes.distance", found))?,
            linkage: parse_setting(&self.linkage)
                .map_err(|found| ("cluster.genes.linkage", found))?,
            leaf_order: parse_setting(&self.leaf_order)
                .map_err(|found| ("cluster.genes.leaf_order", found))?,
            n_clusters: (self.clusters > 0).then_some(self.clusters),
            assign_nearby: self.assign_nearby,
        })
    }

    fn choice(&self) -> Result<GeneChoice, Fault> {
        if self.number < 2 {
            let found = format!("{} features; expected 2 or more", self.number);
            return Err(("cluster.genes.number", found));
        }
        match (self.choose.as_str(), &self.file) {
            ("list", Some(file)) => Ok(GeneChoice::List(file.clone())),
            ("list", None) => {
                let found = "no file; expected the list that choose = 'list' speaks of".to_owned();
                Err(("cluster.genes.file", found))
            }
            (_, Some(_)) => {
                let found = format!("a file, which choose = '{}' does not read", self.choose);
                Err(("cluster.genes.file", found))
            }
            ("none", None) => Ok(GeneChoice::None),
            ("top-variance", None) => Ok(GeneChoice::TopVariance(self.number)),
            ("differential", None) => Ok(GeneChoice::Differential(self.number)),
            (other, None) => {
                let found = format!(
                    "'{other}'; expected one of 'top-variance', 'differential', 'list', 'none'"
                );
                Err(("cluster.genes.choose", found))
            }
        }
    }
}
