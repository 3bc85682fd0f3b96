//! `arrayon qc` as typed, but for its settings.

use super::{OutputArgs, ResourceArgs, ScaleArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Quality {
    /// CEL files (Command Console, text or binary; plain or gzipped), folders of them, or archives
    /// of them (tar, tar.gz, zip)
    #[arg(value_name = "FILE.CEL", required_unless_present_any = ["matrix", "samples"])]
    pub(crate) files: Vec<PathBuf>,
    /// Judge the samples of this matrix of log2 expression instead (TSV, CSV, GCT or GEO series
    /// matrix)
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub(crate) matrix: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scale: ScaleArgs,
    /// File of control feature ids of the matrix, one per line, to exclude [default: controls.txt
    /// next to the matrix]
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub(crate) controls: Option<PathBuf>,
    /// Sample sheet: names the samples, and states what components and sexes are held against
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
}

const HELP: &str = r#"Without --cdf, --pgf and --clf, or --package, the cells of the arrays are compared as they lie: spatial
artefacts, orientation, brightness, saturation. With a library also expression, controls and
detection; from --matrix what needs no probes.

Writes qc.json, qc.tsv (arrays x metrics), summary.json and provenance.json; with --images a
picture of each array (qc/<sample>.png), with --detection the table detection.tsv. Exit code 0
whatever the verdicts; `arrayon gate` makes them an exit code."#;
