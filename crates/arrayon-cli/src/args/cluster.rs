//! `arrayon cluster` as typed.

use super::{OutputArgs, rate};
use arrayon::MOST_DRAWS;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Cluster {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    /// Ids of control features, one a line, which take no part: controls.txt as it stands beside
    /// expression.tsv
    #[arg(long, value_name = "FILE")]
    pub(crate) controls: Option<PathBuf>,
    /// Distance between samples: pearson (1 - r), absolute-pearson, spearman, bicor, cosine,
    /// euclidean or manhattan
    #[arg(long, default_value = "pearson")]
    pub(crate) distance: arrayon::Distance,
    /// Linkage: average, complete, single, weighted, ward.D2 (or ward), ward.D, centroid or median
    #[arg(long, default_value = "average")]
    pub(crate) linkage: arrayon::Linkage,
    /// Replicates of the multiscale bootstrap at each of its ten scales, for AU and BP of every
    /// branch
    #[arg(long, value_name = "N", default_value_t = 0,
          value_parser = clap::value_parser!(u32).range(..=i64::from(MOST_DRAWS)))]
    pub(crate) bootstrap: u32,
    /// References of the gap statistic, one of three opinions on the number of clusters
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = references)]
    pub(crate) gap: u32,
    /// Seed of bootstrap, permutations and references
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Sample sheet, for --group
    #[arg(long, value_name = "FILE", requires = "group")]
    pub(crate) samples: Option<PathBuf>,
    /// Column of the sample sheet whose levels are judged
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    pub(crate) group: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    // groups with headings come last: a heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) genes: GeneArgs,
    #[command(flatten)]
    pub(crate) shards: ShardArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Clusters of genes")]
pub(crate) struct GeneArgs {
    /// Features to cluster: none, top-variance:N, differential:N (needs --table) or list:FILE of
    /// feature ids or gene symbols, one a line
    #[arg(long, value_name = "CHOICE", default_value = "top-variance:2000")]
    pub(crate) genes: arrayon::GeneChoice,
    /// Distance between features, named as for samples
    #[arg(long, value_name = "DISTANCE", default_value = "pearson")]
    pub(crate) gene_distance: arrayon::Distance,
    /// Linkage of features, named as for samples
    #[arg(long, value_name = "LINKAGE", default_value = "average")]
    pub(crate) gene_linkage: arrayon::Linkage,
    /// Order of the leaves: tree (tighter clusters first), optimal (neighbours most alike) or quick
    /// (nearly so; optimal is quick above 5000 features)
    #[arg(long, value_name = "ORDER", default_value = "tree")]
    pub(crate) leaf_order: arrayon::LeafOrder,
    /// Number of clusters of features; 0 for as many as a dynamic cut finds
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) gene_clusters: usize,
    /// Leave features outside of all clusters of a dynamic cut in none, rather than with the nearest
    /// one on their branch
    #[arg(long)]
    pub(crate) no_assign_nearby: bool,
    /// Gene sets to test in each cluster; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) gmt: Vec<PathBuf>,
    /// Test the sets of the built-in themes of this species in each cluster
    #[arg(long, value_name = "SPECIES")]
    pub(crate) themes: Option<String>,
    /// Transcript annotation, for gene symbols
    #[arg(long, value_name = "FILE")]
    pub(crate) annotation: Option<PathBuf>,
    /// Table of a contrast, for --genes differential; may be given several times
    #[arg(long = "table", value_name = "FILE")]
    pub(crate) tables: Vec<PathBuf>,
    /// False discovery rate at which a feature of the tables counts as changed
    #[arg(long, default_value_t = 0.05, value_parser = rate)]
    pub(crate) fdr: f64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Bootstrap in parts")]
pub(crate) struct ShardArgs {
    /// Count only part I of N of the bootstrap's replicates, and write nothing else
    #[arg(
        long,
        value_name = "I/N",
        requires = "bootstrap",
        conflicts_with = "merge_shards"
    )]
    pub(crate) shard: Option<arrayon::Shard>,
    /// Result folders of all parts: their counts stand in place of a bootstrap
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "bootstrap")]
    pub(crate) merge_shards: Vec<PathBuf>,
}

/// Two references are the fewest that have a standard error.
fn references(text: &str) -> Result<u32, String> {
    let is_fit = |number: &u32| *number != 1 && *number <= MOST_DRAWS;
    let number = text.parse().ok().filter(is_fit);
    number.ok_or_else(|| format!("expected 0, or 2 to {MOST_DRAWS}"))
}

const HELP: &str = r#"Writes to the folder clusters/:
  samples.json .nwk .svg   the tree of samples; with --samples and --group whether the groups form
                           clusters: separated, partly or not separated, with the rule
  pca.json .svg            principal components; pca_scores.tsv and pca_loadings.tsv as tables
  genes.json               the tree of the chosen features; its clusters with their mean course
                           over the groups and their gene sets
  gene_clusters.tsv        the features of each cluster
  genes.svg                a heat map of these features between the trees of features and samples
  genes.cdt .gtr .atr      the same for Java TreeView, each feature less its mean
  genes.gct                the same for Morpheus, log2

A bootstrap on two machines gives the numbers of one:
  arrayon cluster --matrix m.tsv --bootstrap 10000 --shard 1/2 --out part1
  arrayon cluster --matrix m.tsv --bootstrap 10000 --shard 2/2 --out part2
  arrayon cluster --matrix m.tsv --merge-shards part1 part2 --out clusters"#;
