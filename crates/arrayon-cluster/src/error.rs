//! What makes clustering impossible, and how to mend it.

use crate::items::Items;
use crate::settings::{Distance, Linkage};

/// Why something cannot be clustered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// Fewer than two things to cluster.
    #[error("{found} {items} to cluster; expected at least 2")]
    TooFewItems {
        /// What was to be clustered.
        items: Items,
        /// How many there are.
        found: usize,
    },
    /// Nothing was measured of them.
    #[error("the {items} have no values: there are 0 {}", items.other())]
    NoValues {
        /// What was to be clustered.
        items: Items,
    },
    /// An expression value that is not a finite number.
    #[error(
        "value of feature '{feature}' in sample '{sample}' is {value}; expected a finite number"
    )]
    NonFiniteValue {
        /// The row.
        feature: String,
        /// The column.
        sample: String,
        /// The value.
        value: f64,
    },
    /// A correlation with something that does not vary.
    #[error(
        "{} '{name}' has the same value in all {n_values} {}, so its correlation is undefined",
        items.singular(), items.other()
    )]
    Constant {
        /// What was to be clustered.
        items: Items,
        /// The one that is constant.
        name: String,
        /// Over how many values.
        n_values: usize,
    },
    /// A distance that is undefined for one of the items.
    #[error("{} '{name}' has no {distance} distance: {reason}", items.singular())]
    Undefined {
        /// What was to be clustered.
        items: Items,
        /// The one.
        name: String,
        /// The distance.
        distance: Distance,
        /// Why it is undefined.
        reason: &'static str,
    },
    /// An item with too many missing values.
    #[error(
        "{} '{name}' has {found} values that are not missing; \
         expected at least {expected} for {distance} distance", items.singular()
    )]
    TooFewValues {
        /// What was to be clustered.
        items: Items,
        /// The one.
        name: String,
        /// The distance.
        distance: Distance,
        /// Values that it has.
        found: usize,
        /// Values that it needs.
        expected: usize,
    },
    /// Two items whose missing values leave too little to compare.
    #[error(
        "{items} '{left}' and '{right}' have {found} values in common; \
         expected at least {expected}"
    )]
    TooFewCommonValues {
        /// What was to be clustered.
        items: Items,
        /// One of the two.
        left: String,
        /// The other.
        right: String,
        /// Values that both have.
        found: usize,
        /// Values that they need.
        expected: usize,
    },
    /// Two items of which one does not vary where the other has values.
    #[error(
        "{items} '{left}' and '{right}' have no {distance} distance: \
         over the {n_common} values in common one does not vary"
    )]
    UndefinedPair {
        /// What was to be clustered.
        items: Items,
        /// One of the two.
        left: String,
        /// The other.
        right: String,
        /// The distance.
        distance: Distance,
        /// Values that both have.
        n_common: usize,
    },
    /// Samples that are all the same have no principal components.
    #[error("the samples do not differ in any feature, so they have no principal components")]
    NoVariance,
    /// A distance that cannot be clustered.
    #[error(
        "distance between '{left}' and '{right}' is {value}; expected a number from 0 to 1e100"
    )]
    BadDistance {
        /// One of the two.
        left: String,
        /// The other.
        right: String,
        /// The distance.
        value: f64,
    },
    /// The number of distances does not fit the number of names.
    #[error("{found} distances for {n_items} names; expected {expected}")]
    DistanceCount {
        /// Number of names.
        n_items: usize,
        /// Number of distances.
        found: usize,
        /// n (n - 1) / 2.
        expected: usize,
    },
    /// Too many features to keep the distance of every pair.
    #[error(
        "{found} features with {distance} distance and {linkage} linkage; expected at most {most}"
    )]
    TooManyFeatures {
        /// Features that there are.
        found: usize,
        /// How many there may be.
        most: usize,
        /// The distance.
        distance: Distance,
        /// The linkage.
        linkage: Linkage,
    },
    /// Too many leaves to search for the best order.
    #[error("{found} leaves to put in the best order; expected at most {most}")]
    TooManyLeaves {
        /// Leaves that there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A bootstrap plan without work.
    #[error("a bootstrap of {n_scales} scales with {n_replicates} replicates each draws nothing")]
    NothingToDraw {
        /// Scales of the plan.
        n_scales: usize,
        /// Replicates at each scale.
        n_replicates: u32,
    },
    /// A bootstrap scale that cannot be drawn.
    #[error("bootstrap scale is {0}; expected a number above 0 and at most 100")]
    BadScale(f64),
    /// Replicates that the plan does not have.
    #[error("replicates {first} to {end} (exclusive) of a plan of {planned} replicates")]
    UnplannedReplicates {
        /// The first replicate asked for, from 0.
        first: u32,
        /// One more than the last.
        end: u32,
        /// Replicates of the plan.
        planned: u32,
    },
    /// Shards of different bootstraps.
    #[error("bootstrap shards differ in their tree, seed or scales")]
    ForeignShard,
    /// Shards that count the same replicates.
    #[error("bootstrap replicates {first} to {last} are counted in two shards")]
    RepeatedReplicates {
        /// The first such replicate, from 0.
        first: u32,
        /// The last such replicate.
        last: u32,
    },
    /// A tree cannot be cut into that many clusters.
    #[error("{n_items} items cannot be cut into {n_clusters} clusters; expected 1 to {n_items}")]
    ClusterCount {
        /// Clusters asked for.
        n_clusters: usize,
        /// Items that there are.
        n_items: usize,
    },
    /// A tree cannot be cut at that height.
    #[error("cut height is {0}; expected a number")]
    CutHeight(f64),
    /// A dynamic cut that nothing could be.
    #[error(
        "dynamic cut into clusters of at least {fewest_members} members at depth {deep_split}; \
         expected at least 2 members and a depth from 0 to 4"
    )]
    DynamicCutPlan {
        /// Members of the smallest cluster.
        fewest_members: usize,
        /// Depth of splitting.
        deep_split: u8,
    },
    /// A gap statistic that cannot be computed.
    #[error(
        "gap statistic of {n_items} items, {n_references} references and up to {most_clusters} \
         clusters; expected at most {most_items} items, at least 2 references and 1 cluster"
    )]
    GapPlan {
        /// Items to cluster.
        n_items: usize,
        /// How many there may be.
        most_items: usize,
        /// References of the plan.
        n_references: u32,
        /// The plan's largest number of clusters.
        most_clusters: usize,
    },
    /// The number of cluster labels is not that of the features.
    #[error("{n_labels} cluster labels for {n_features} features")]
    LabelCount {
        /// Labels given.
        n_labels: usize,
        /// Features of the matrix.
        n_features: usize,
    },
    /// The number of group labels is not that of the samples.
    #[error("{n_labels} group labels for {n_samples} samples")]
    GroupLabels {
        /// Labels given.
        n_labels: usize,
        /// Samples of the tree.
        n_samples: usize,
    },
    /// A sample belongs to no group.
    #[error("sample '{0}' has no group")]
    NoGroup(String),
    /// Fewer than two groups, or no group with two samples.
    #[error(
        "{n_groups} groups among {n_samples} samples; \
         expected at least 2 groups and at least one group of 2 or more samples"
    )]
    GroupSizes {
        /// Groups that there are.
        n_groups: usize,
        /// Samples that there are.
        n_samples: usize,
    },
    /// A sample without a batch, or without a group that is to be kept.
    #[error("sample '{sample}' has no value in column '{column}', for which values are adjusted")]
    NoValueInColumn {
        /// The sample.
        sample: String,
        /// The column.
        column: String,
    },
    /// A column whose samples are all of one batch.
    #[error("column '{0}' has the same value in all samples; expected two batches or more")]
    OneBatch(String),
    /// Batches whose effects cannot be told from those of groups, or of other batches.
    #[error(
        "the effects of '{}' cannot be told apart{}", batches.join("' and '"),
        match &groups[..] {
            [] => String::new(),
            groups => format!(" from those of the groups of '{}'", groups.join("' and '")),
        }
    )]
    ConfoundedBatches {
        /// Columns of batches.
        batches: Vec<String>,
        /// Columns of groups.
        groups: Vec<String>,
    },
    /// Batches that leave nothing over.
    #[error(
        "{n_effects} batches of '{}' and groups for {n_samples} samples; expected fewer than \
         samples", batches.join("' and '")
    )]
    TooManyBatches {
        /// Columns of batches.
        batches: Vec<String>,
        /// Effects that would be estimated.
        n_effects: usize,
        /// Samples that there are.
        n_samples: usize,
    },
    /// Values that batches could not be taken from; says why.
    #[error("batches cannot be taken from the values: {0}")]
    NotAdjusted(String),
}

impl ClusterError {
    /// How to mend it; empty where there is nothing to add.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Constant {
                items: Items::Features,
                ..
            } => "leave constant features out, or use euclidean distance",
            Self::Constant {
                items: Items::Samples,
                ..
            } => "check the array: a scan whose values are all equal measured nothing",
            Self::TooManyFeatures { .. } => {
                "choose fewer features, or average linkage of a correlation, or ward.D2 of \
                 euclidean distances, which take any number of features without missing values"
            }
            Self::TooManyLeaves { .. } => "use the quick leaf order, or the tree's own",
            Self::GapPlan { .. } => "cluster fewer items, or do without the gap statistic",
            Self::TooFewValues { .. } => "leave it out, or fill in values beforehand",
            Self::TooFewCommonValues { .. } | Self::UndefinedPair { .. } => {
                "leave the one with more missing values out, or fill in values beforehand"
            }
            Self::Undefined { .. } => "choose another distance, or leave it out",
            Self::NonFiniteValue { .. } => "leave the row or the column out, or fill in the value",
            Self::BadDistance { .. } => "check the scale of the values: expression is log2",
            Self::ForeignShard => "run every shard on the same data with the same settings",
            Self::NoGroup(_) => "give the sample a group in the sample sheet, or leave it out",
            Self::NoValueInColumn { .. } => "give the sample a value in the sample sheet",
            Self::OneBatch(_) => "name a column that distinguishes batches, or none",
            Self::ConfoundedBatches { .. } => {
                "where every batch lies within one group nobody can say what is batch and what is \
                 group: name other columns, or none"
            }
            Self::TooManyBatches { .. } => "name a column of fewer batches",
            Self::NotAdjusted(_) => "do without the adjustment",
            Self::GroupSizes { .. } => "choose a column of the sample sheet with replicated groups",
            _ => "",
        }
    }
}
