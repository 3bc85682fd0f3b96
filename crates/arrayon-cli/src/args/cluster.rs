//! `arrayon cluster` as typed.

use super::OutputArgs;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Writes clusters/samples.json and .nwk. With --samples and --group it also \
                        says whether the groups form clusters."
)]
pub(crate) struct Cluster {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    /// Distance between samples: pearson (1 - r), spearman or euclidean
    #[arg(long, default_value = "pearson")]
    pub(crate) distance: arrayon::Distance,
    /// Linkage: average, complete, single, weighted or ward
    #[arg(long, default_value = "average")]
    pub(crate) linkage: arrayon::Linkage,
    /// Replicates of the multiscale bootstrap at each of its ten scales, for AU and BP of every
    /// branch
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) bootstrap: u32,
    /// Seed of bootstrap and permutations
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
}
