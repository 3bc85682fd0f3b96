//! `arrayon export`, as typed.

use arrayon_export::ExportFormat;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("formats").required(true).multiple(true).args([
        "format", "parquet", "h5ad", "xlsx", "gct", "multiqc", "ro_crate", "rds_script",
    ])),
    after_help = "For example:  arrayon export results --xlsx --h5ad --out export"
)]
pub(crate) struct Export {
    /// The result folder
    #[arg(value_name = "RESULTS")]
    pub(crate) results: PathBuf,
    /// New folder for the exports
    #[arg(long, value_name = "DIR", default_value = "arrayon-export")]
    pub(crate) out: PathBuf,
    /// Formats, separated by commas
    #[arg(long, value_name = "FORMAT", value_delimiter = ',',
          value_parser = PossibleValuesParser::new(names()).try_map(|text| text.parse::<ExportFormat>()))]
    format: Vec<ExportFormat>,
    /// Every table as Parquet, for pandas, Arrow and DuckDB
    #[arg(long)]
    parquet: bool,
    /// The study as one annotated matrix, for anndata and scanpy
    #[arg(long)]
    h5ad: bool,
    /// One workbook for spreadsheets
    #[arg(long)]
    xlsx: bool,
    /// Expression, groups, ranked features and genes, for GSEA and Morpheus
    #[arg(long)]
    gct: bool,
    /// Custom content for a report of MultiQC
    #[arg(long)]
    multiqc: bool,
    /// A copy of the results with their description as a Process Run RO-Crate
    #[arg(long)]
    ro_crate: bool,
    /// An R script that reads a result folder into an ExpressionSet or SummarizedExperiment
    #[arg(long)]
    rds_script: bool,
    /// Replace an earlier export at the same place
    #[arg(long)]
    pub(crate) force: bool,
}

fn names() -> Vec<String> {
    ExportFormat::ALL.iter().map(ToString::to_string).collect()
}

impl Export {
    /// The formats that were named, in whatever way.
    pub(crate) fn formats(&self) -> Vec<ExportFormat> {
        let named = [
            (self.parquet, ExportFormat::Parquet),
            (self.h5ad, ExportFormat::H5ad),
            (self.xlsx, ExportFormat::Xlsx),
            (self.gct, ExportFormat::Gct),
            (self.multiqc, ExportFormat::Multiqc),
            (self.ro_crate, ExportFormat::RoCrate),
            (self.rds_script, ExportFormat::RdsScript),
        ];
        let named = named.into_iter().filter(|(is_named, _)| *is_named);
        let all = self.format.iter().copied();
        all.chain(named.map(|(_, format)| format)).collect()
    }
}
