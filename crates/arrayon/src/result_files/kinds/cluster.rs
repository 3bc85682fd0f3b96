//! Trees, components and clusters of features.

use super::NONE;
use crate::result_files::{ResultFile, ResultSchema};
use arrayon_cluster::{BootstrapShard, Clusters, GeneClusters, Pca};
use arrayon_results::gene_sets::SetRow;

const CLUSTER: ResultFile = ResultFile {
    stage: "cluster",
    ..NONE
};

/// Two kinds of files follow one schema.
const CLUSTER_TREE: ResultFile = ResultFile {
    schema: Some(ResultSchema::of::<Clusters>("clusters")),
    ..CLUSTER
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "clusters/<contrast>",
        endings: &["json", "nwk", "svg"],
        content: "dendrogram of the samples in the two groups of a contrast, as \
                  `clusters/samples.json` of all samples",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/samples",
        endings: &["json", "nwk", "svg"],
        content: "dendrogram of all samples: `samples`, `merges` [left, right, height, size], \
                  `leaf_order`, verdict whether groups form clusters with adjusted Rand index, \
                  permutation test and, where asked for, bootstrap support; advice on the number \
                  of clusters. Newick and figure name branches by `AU/BP` in per cent",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/pca",
        endings: &["json", "svg"],
        content: "principal components of all samples, features centred and not scaled",
        schema: Some(ResultSchema::of::<Pca>("pca")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca.<column>",
        endings: &["svg"],
        content: "the same figure coloured by another column of the sample sheet; numbers of many \
                  values in four ranges",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca_scores",
        endings: &["tsv"],
        content: "principal components of the samples; one row per sample, one column per component",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca_loadings",
        endings: &["tsv"],
        content: "weight of every feature in each principal component",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/genes",
        endings: &["json", "svg", "cdt", "gtr", "atr", "gct"],
        content: "tree of the chosen features, its clusters with their mean course over the groups \
                  and the gene sets over-represented in them; heat map of these features and all \
                  samples, each value less the mean of its feature; the same for Java TreeView \
                  (CDT, GTR, ATR) and for Morpheus (GCT 1.3, log2)",
        schema: Some(ResultSchema::of::<GeneClusters<SetRow>>("gene-clusters")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/gene_clusters",
        endings: &["tsv"],
        content: "the cluster of each chosen feature",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/expression",
        endings: &["tsv"],
        content: "log2 expression from which the shift of the batches was taken that \
                  `cluster.adjust_for_display` names, the effects of groups kept, without controls \
                  and features with missing values; to be looked at, not tested",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/samples",
        endings: &["json", "nwk", "svg"],
        content: "as `clusters/samples`, of adjusted values; the verdict knows what the adjustment \
                  makes of groups dealt out by lot",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/adjusted/<contrast>",
        endings: &["json", "nwk", "svg"],
        content: "as `clusters/<contrast>`, of values adjusted over all samples",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/adjusted/pca",
        endings: &["json", "svg"],
        content: "as `clusters/pca`, of adjusted values",
        schema: Some(ResultSchema::of::<Pca>("pca")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca.<column>",
        endings: &["svg"],
        content: "as `clusters/pca.<column>`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca_scores",
        endings: &["tsv"],
        content: "as `clusters/pca_scores`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca_loadings",
        endings: &["tsv"],
        content: "as `clusters/pca_loadings`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/genes",
        endings: &["json", "svg", "cdt", "gtr", "atr", "gct"],
        content: "as `clusters/genes`, of adjusted values",
        schema: Some(ResultSchema::of::<GeneClusters<SetRow>>("gene-clusters")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/gene_clusters",
        endings: &["tsv"],
        content: "as `clusters/gene_clusters`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/bootstrap_shard",
        endings: &["json"],
        content: "counts of one part of the bootstrap, which `cluster --merge-shards` adds up",
        schema: Some(ResultSchema::of::<BootstrapShard>("bootstrap-shard")),
        ..CLUSTER
    },
];
