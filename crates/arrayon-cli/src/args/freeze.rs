//! `arrayon freeze` as typed, but for its settings.

use super::ResourceArgs;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Estimate {
    /// The mean of the probes' intensities less their effects, as the method was published
    Published,
    /// As frma computes: its numbers come out, which leave the effects in the reweighted mean
    Frma,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Needs --cdf, --pgf and --clf, or --package, and two arrays of each batch; the more arrays \
                  and batches, of as many tissues as later ones may be of, the better. `arrayon \
                  normalize --frozen FILE`, with the same library, then treats each further array \
                  by itself."
)]
pub(crate) struct Freeze {
    /// CEL files, folders of them, or archives of them; none where the sheet of --samples holds
    /// their paths
    #[arg(value_name = "FILE.CEL", required_unless_present = "samples")]
    pub(crate) files: Vec<PathBuf>,
    /// Sample sheet: names the arrays that take part, and their batches
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: Option<PathBuf>,
    /// Column of the sheet that names the batch of each array [default: all arrays are one batch]
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    pub(crate) batch: Option<String>,
    /// What later arrays' values are estimated from
    #[arg(long, value_enum, default_value_t = Estimate::Published)]
    pub(crate) estimate: Estimate,
    /// Where the reference set goes
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Replace the file where it is a reference set
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
}
