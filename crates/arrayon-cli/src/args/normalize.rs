//! `arrayon normalize` as typed.

use super::OutputArgs;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompatibilityArg {
    /// The numbers of affy and oligo
    Bioconductor,
    /// The numbers of the Affymetrix Power Tools
    Apt,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Samples are named after their files. Writes expression.tsv (log2), \
                        qc.json and provenance.json."
)]
pub(crate) struct Normalize {
    /// CEL files (Command Console, text or binary; plain or gzipped)
    #[arg(value_name = "FILE.CEL", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Chip description file, text or binary
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "pgf",
        conflicts_with = "pgf"
    )]
    pub(crate) cdf: Option<PathBuf>,
    /// Probe groups
    #[arg(long, value_name = "FILE", requires = "clf")]
    pub(crate) pgf: Option<PathBuf>,
    /// Cell layout
    #[arg(long, value_name = "FILE", requires = "pgf")]
    pub(crate) clf: Option<PathBuf>,
    /// Meta probe sets; without it every probe set is a feature
    #[arg(long, value_name = "FILE", requires = "pgf")]
    pub(crate) mps: Option<PathBuf>,
    /// Whose numbers to give
    #[arg(long, value_enum, default_value_t = CompatibilityArg::Bioconductor)]
    pub(crate) compatibility: CompatibilityArg,
    /// Probes that take part in background and quantiles: all-perfect-match,
    /// without-antigenomic or main
    #[arg(long, value_name = "NAME", default_value = "all-perfect-match")]
    pub(crate) probe_universe: arrayon::ProbeUniverse,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
