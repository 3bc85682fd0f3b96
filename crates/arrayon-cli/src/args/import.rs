//! `arrayon import` as typed.

use super::{OutputArgs, offset};
use arrayon::{MatrixScale, Scale};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Writes expression.tsv (log2) and, where the files have p-values, detection.tsv; the \
                  stages after normalisation begin from expression.tsv. Algorithms of known scale: RMA \
                  and SST-RMA (log2), MAS5 and PLIER (linear)."
)]
pub(crate) struct Import {
    /// CHP files (Command Console, or XDA), one for each array, or tables of signals that TAC
    /// exports as text; plain or gzipped
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The chip's CDF, which names the probe sets of XDA files
    #[arg(long, value_name = "FILE")]
    pub(crate) cdf: Option<PathBuf>,
    /// Scale of the values: log2, or linear, of which log2 is taken [default: that of the algorithm,
    /// where it gives log2]
    #[arg(long, value_name = "SCALE",
          value_parser = PossibleValuesParser::new(arrayon::SCALES).try_map(|text| text.parse::<Scale>()))]
    pub(crate) scale: Option<Scale>,
    /// Added to linear values before log2 is taken [default: 0]
    #[arg(long, value_name = "VALUE", requires = "scale", value_parser = offset)]
    pub(crate) offset: Option<f64>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl Import {
    pub(crate) fn scale(&self) -> MatrixScale {
        MatrixScale {
            scale: self.scale,
            offset: self.offset.unwrap_or(0.0),
        }
    }
}
