//! `arrayon init` as typed.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Writes study.toml, samples.csv and contrasts.csv, and expression.tsv out of a family SOFT \
                  file. Every guess stands below its reason, as a comment: which parts of names are \
                  factors, what is compared with what, which library is the chip's, on which scale \
                  values are. Look at them, then run `arrayon check DIR/study.toml`."
)]
pub(crate) struct Init {
    /// Folder or archive of CEL files, sample sheet (text or workbook), matrix, or series matrix or
    /// family SOFT file of GEO
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,
    /// Folder of the study
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Which chip of a family SOFT file of several is meant
    #[arg(long, value_name = "GPL")]
    pub(crate) platform: Option<String>,
    /// Replace an earlier draft at the same place
    #[arg(long)]
    pub(crate) force: bool,
}
