//! `arrayon normalize` as typed, but for its settings.

use super::OutputArgs;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Needs --cdf, --pgf and --clf, or --package. Samples are named after their files, or by the sheet of --samples. Writes \
                        expression.tsv (log2), controls.txt (ids of the features that are \
                        controls; empty where there are none), qc.json, summary.json and \
                        provenance.json. Stages that begin from this expression.tsv find sheet, \
                        annotation and controls there."
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
}
