//! `arrayon normalize` as typed, but for its settings.

use super::OutputArgs;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Needs --cdf, or --pgf and --clf. Samples are named after their files. Writes \
                        expression.tsv (log2), controls.txt where the library declares controls, \
                        qc.json, summary.json and provenance.json."
)]
pub(crate) struct Normalize {
    /// CEL files (Command Console, text or binary; plain or gzipped)
    #[arg(value_name = "FILE.CEL", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
