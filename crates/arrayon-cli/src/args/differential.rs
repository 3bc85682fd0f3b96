//! `arrayon differential` as typed, but for its settings.

use super::{OutputArgs, ScaleArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "A positive log2 fold change means: higher in the contrast's target than in its \
                  reference. Missing values are empty cells, NA, NaN, null, N/A, - and the like; each feature is fitted to \
                  the values it has.\n\nWrites differential/<contrast>.tsv and .json, \
                  decisions.tsv, intersections.json and summary.json; for further \
                  methods <contrast>.<method>.tsv and .json and <contrast>.consensus; for phenotypes \
                  phenotypes/<column>.tsv and .json and relation.tsv, for doses \
                  differential/dose.<column>.tsv and .json. The JSON names the array on which the result \
                  depends most, and the fold change that could have been detected."
)]
pub(crate) struct Differential {
    /// log2 expression, features in rows, samples in columns (TSV, CSV, GCT or GEO series matrix)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    #[command(flatten)]
    pub(crate) scale: ScaleArgs,
    /// Sample sheet (CSV, TSV or YAML) [default: that of `arrayon normalize`, where it was given
    /// one and the matrix lies in its results]
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: Option<PathBuf>,
    /// Contrasts (CSV, TSV or YAML): id,variable,reference,target,blocking; in YAML also
    /// comparison: [variable, reference, target]
    #[arg(long, value_name = "FILE")]
    pub(crate) contrasts: PathBuf,
    /// File of control feature ids, one per line, which are not tested [default: controls.txt next to the
    /// matrix]
    #[arg(long, value_name = "FILE")]
    pub(crate) controls: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    // last: its heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) both: Both,
}

/// Settings that rank products and SAM have in common.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rank products and SAM together")]
pub(crate) struct Both {
    /// Most exchanges of labels between the samples, or permutations of the features: for
    /// --rank-products-n-permutations and --sam-n-permutations
    #[arg(
        long,
        alias = "permutations",
        value_name = "N",
        allow_negative_numbers = true
    )]
    pub(crate) n_permutations: Option<String>,
    /// Seed of random labellings and permutations: for --rank-products-seed and --sam-seed
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<String>,
    /// Column whose values name pairs of samples: for --rank-products-pairs and --sam-pairs
    #[arg(long, value_name = "COLUMN")]
    pub(crate) pairs: Option<String>,
}
