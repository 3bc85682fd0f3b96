//! Whether declared groups form clusters: what is found.

use super::dispersion::Dispersion;
use super::permanova::{DIFFERENT_AT, Permanova};
use arrayon_results::{ClusteredValues, Separation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the levels of a column form clusters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupVerdict {
    /// Column of the sample sheet.
    pub variable: String,
    /// Columns of the sample sheet that make blocks, such as pairs or days, within which the
    /// permutation test deals out the levels anew, or which it deals out as wholes; empty without
    /// blocks.
    pub block_columns: Vec<String>,
    /// Its levels among these samples, in the sheet's order.
    pub groups: Vec<String>,
    /// The level of each label.
    pub levels: Vec<String>,
    /// Adjusted Rand index of the levels and the tree cut into as many clusters.
    pub adjusted_rand_index: f64,
    /// The best adjusted Rand index over all cuts of the tree.
    pub best_adjusted_rand_index: f64,
    /// Number of clusters of that best cut.
    pub best_n_clusters: usize,
    /// Mean silhouette width, groups taken as clusters.
    pub mean_silhouette: f64,
    /// Permutation test whether the groups differ (PERMANOVA).
    pub permanova: Permanova,
    /// How far samples lie from the centres of their groups: where groups differ in it, the permutation
    /// test and the tree may mislead.
    #[serde(default)]
    pub dispersion: Option<Dispersion>,
    /// The branch of each group, groups in the order of their names.
    pub branches: Vec<GroupBranch>,
    /// The groups of each cluster that holds several, where the tree is cut into as many clusters
    /// as there are groups.
    pub mixed_groups: Vec<Vec<String>>,
    /// Samples that are a cluster each in that cut, though their group has others, and that in the
    /// tree first join samples of other groups; none where the groups differ no more than groups drawn
    /// by lot, for a tree of noise is cut into single samples, too.
    pub lone_samples: Vec<String>,
    /// Which values were clustered and judged.
    #[serde(default)]
    pub clustered_values: ClusteredValues,
    /// How well the groups stand in trees of values that were adjusted anew for groups dealt out by
    /// lot; `null` where the values are as normalised.
    #[serde(default)]
    pub readjusted: Option<Readjusted>,
    /// What this amounts to.
    pub verdict: Separation,
    /// The verdict in a sentence, with the groups that form branches of the tree and those that
    /// mix.
    pub headline: String,
    /// The rule that gave the verdict.
    pub rule: String,
}

/// How often the tree shows groups dealt out by lot as well as the declared ones, where the values
/// are adjusted anew for each deal. An adjustment that keeps the groups' effects may push groups apart
/// that do not differ, and does so with those dealt out by lot, too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Readjusted {
    /// Deals by lot, levels trading within batches alone.
    pub n_relabelings: u64,
    /// Part of the deals, the declared one among them, whose adjusted Rand index of as many
    /// clusters as groups is at least as large.
    pub index_p_value: f64,
    /// The same of the best index over all cuts.
    pub best_index_p_value: f64,
}

/// A group and its place in the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupBranch {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// The merge under which its samples stand alone; `null` where there is none.
    pub merge: Option<usize>,
    /// AU of that branch, where a bootstrap was asked for.
    pub au: Option<f64>,
    /// BP of that branch, where a bootstrap was asked for.
    pub bp: Option<f64>,
    /// Mean silhouette width of its samples, groups taken as clusters.
    pub mean_silhouette: f64,
}

impl GroupVerdict {
    /// Whether groups dealt out by lot seldom stand so well in the trees of their own adjustment.
    pub(crate) fn is_index_no_artefact(&self) -> bool {
        let artefact = self.readjusted.map(|one| one.index_p_value);
        artefact.is_none_or(|p_value| p_value <= DIFFERENT_AT)
    }

    /// The same of the best index.
    pub(crate) fn is_best_index_no_artefact(&self) -> bool {
        let artefact = self.readjusted.map(|one| one.best_index_p_value);
        artefact.is_none_or(|p_value| p_value <= DIFFERENT_AT)
    }

    /// The groups of one sample, with which no group can be judged.
    pub(crate) fn single(&self) -> Vec<&GroupBranch> {
        self.of_size(|n_samples| n_samples == 1)
    }

    /// The groups of two samples or more.
    pub(crate) fn several(&self) -> Vec<&GroupBranch> {
        self.of_size(|n_samples| n_samples > 1)
    }

    fn of_size(&self, fits: impl Fn(usize) -> bool) -> Vec<&GroupBranch> {
        let branches = self.branches.iter();
        branches.filter(|branch| fits(branch.n_samples)).collect()
    }
}
