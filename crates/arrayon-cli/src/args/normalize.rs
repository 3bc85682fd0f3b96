//! `arrayon normalize` as typed, but for its settings.

use super::{OutputArgs, ResourceArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Needs --cdf, --pgf and --clf, or --package. Samples are named after their files, or by the sheet of --samples. Writes \
                        expression.tsv (log2), controls.txt (ids of the features that are \
                        controls; empty where there are none), qc.json, summary.json and \
                        provenance.json. Stages that begin from this expression.tsv find sheet, \
                        annotation and controls there.\n\nArrays that two machines read give the numbers \
                        of one:\n  arrayon normalize ARGS --shard 1/2 --out part1\n  arrayon normalize \
                        ARGS --shard 2/2 --out part2\n  arrayon normalize ARGS --merge-shards part1 part2 \
                        --out expression"
)]
pub(crate) struct Normalize {
    /// CEL files (Command Console, text or binary; plain or gzipped), folders of them, or archives
    /// of them (tar, tar.gz, zip); none where the sheet of --samples holds their paths
    #[arg(value_name = "FILE.CEL", required_unless_present = "samples")]
    pub(crate) files: Vec<PathBuf>,
    /// Sample sheet: names the arrays by its column 'sample', in its order, and only those
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
    // groups with headings come last: a heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) shards: ShardArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Arrays in parts")]
pub(crate) struct ShardArgs {
    /// Read only part I of N of the arrays, and write nothing else
    #[arg(long, value_name = "I/N", conflicts_with = "merge_shards")]
    pub(crate) shard: Option<arrayon::Shard>,
    /// Result folders of all parts, which are joined; all other arguments are those of the parts
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub(crate) merge_shards: Vec<PathBuf>,
}
