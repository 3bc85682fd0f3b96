//! `arrayon cluster` as typed, but for its settings.

use super::{OutputArgs, ScaleArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Cluster {
    /// log2 expression, features in rows, samples in columns (TSV, CSV, GCT or GEO series matrix)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    #[command(flatten)]
    pub(crate) scale: ScaleArgs,
    /// File of control feature ids, one per line, to exclude [default: controls.txt next to the
    /// matrix]
    #[arg(long, value_name = "FILE")]
    pub(crate) controls: Option<PathBuf>,
    /// Sample sheet, for --group or --contrasts [default: that of `arrayon normalize`, where it was
    /// given one and the matrix lies in its results]
    #[arg(long, value_name = "FILE", requires = "judged")]
    pub(crate) samples: Option<PathBuf>,
    /// Column of the sample sheet whose levels are judged
    #[arg(long, value_name = "COLUMN", group = "judged")]
    pub(crate) group: Option<String>,
    /// Contrasts whose groups are judged, and clustered by themselves as well [default: those of
    /// the results in which --table lies]
    #[arg(long, value_name = "FILE", requires = "samples", group = "judged")]
    pub(crate) contrasts: Option<PathBuf>,
    /// Table of a contrast, or results of `arrayon differential` or `run` with all of theirs, for --genes
    /// differential; may be repeated
    #[arg(long = "table", value_name = "FILE")]
    pub(crate) tables: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Features to cluster, in one word: none, top-variance:N, differential:N (needs --table) or
    /// list:FILE; short for --genes-choose with --genes-n-features or --genes-file
    #[arg(long, value_name = "CHOICE")]
    pub(crate) genes: Option<arrayon::GeneChoice>,
    // groups with headings come last: a heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) shards: ShardArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Bootstrap in parts")]
pub(crate) struct ShardArgs {
    /// Count only part I of N of the bootstrap's replicates, and write nothing else
    #[arg(
        long,
        value_name = "I/N",
        requires = "cluster.n_bootstrap",
        conflicts_with = "merge_shards"
    )]
    pub(crate) shard: Option<arrayon::Shard>,
    /// Result folders of all parts, whose counts are added up in place of a bootstrap
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "cluster.n_bootstrap")]
    pub(crate) merge_shards: Vec<PathBuf>,
}

const HELP: &str = r#"Writes to the folder clusters/:
  samples.json .nwk .svg   the tree of samples; with --samples and --group whether the groups form
                           clusters: separated, partly, not separated, or too few to be judged
  pca.json .svg            principal components; pca_scores.tsv and pca_loadings.tsv as tables
  genes.json               the tree of the chosen features; its clusters with their means in
                           the groups of samples and their gene sets
  gene_clusters.tsv        the features of each cluster
  genes.svg                a heat map of these features between the trees of features and samples
  genes.cdt .gtr .atr      the same for Java TreeView, each feature less its mean
  genes.gct                the same for Morpheus, log2

A bootstrap on two machines gives the numbers of one:
  arrayon cluster --matrix m.tsv --n-bootstrap 10000 --shard 1/2 --out part1
  arrayon cluster --matrix m.tsv --n-bootstrap 10000 --shard 2/2 --out part2
  arrayon cluster --matrix m.tsv --merge-shards part1 part2 --out clusters"#;
