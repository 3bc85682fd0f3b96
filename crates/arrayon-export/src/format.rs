//! The formats, and the section `[output]` of study.toml that asks for them.

use arrayon_settings::{Fault, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A format of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// Every table as Parquet, for pandas, Arrow and DuckDB.
    Parquet,
    /// Expression, samples, features, contrasts and components as one H5AD file, for anndata and
    /// scanpy.
    H5ad,
    /// One workbook for spreadsheets.
    Xlsx,
    /// GCT, CLS, RNK and CHIP, for GSEA and Morpheus.
    Gct,
    /// Custom content for a report of MultiQC.
    Multiqc,
    /// A copy of the results with their description as a Process Run RO-Crate.
    RoCrate,
    /// An R script that reads a result folder into an ExpressionSet or SummarizedExperiment.
    RdsScript,
}

named_by_serde!(ExportFormat);

impl ExportFormat {
    /// Every format, in the order in which they are written.
    pub const ALL: [Self; 7] = [
        Self::Parquet,
        Self::H5ad,
        Self::Xlsx,
        Self::Gct,
        Self::Multiqc,
        Self::RoCrate,
        Self::RdsScript,
    ];
}

/// Results in formats of other programs, written into the folder `export` of the results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSection {
    /// Formats of other programs to be written, too, into `export/`. `ro-crate` describes a finished folder:
    /// only `arrayon export` writes it.
    pub formats: Vec<ExportFormat>,
}

impl Section for OutputSection {
    const NAME: &'static str = "output";

    fn check(&self) -> Result<(), Fault> {
        if self.formats.contains(&ExportFormat::RoCrate) {
            // a copy of the results within themselves, and with times
            let expected =
                "formats other than ro-crate, which `arrayon export` makes of finished results";
            return Err(Fault::new("formats", "'ro-crate'", expected));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_name() {
        let names = ExportFormat::ALL.map(|format| format.to_string());
        let expected = "parquet h5ad xlsx gct multiqc ro-crate rds-script";
        assert_eq!(names.join(" "), expected);
        for (name, format) in names.iter().zip(ExportFormat::ALL) {
            assert_eq!(name.parse(), Ok(format));
        }
    }
}
