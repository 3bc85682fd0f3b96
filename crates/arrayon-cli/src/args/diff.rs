//! `arrayon diff` as typed.

use super::{OutputArgs, rate};
use arrayon::DECISION_METHODS;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "A positive log2 fold change means: higher in the contrast's target than in its \
                  reference. Missing values are empty cells, NA or NaN; each feature is fitted to \
                  the values it has.\n\nWrites differential/<contrast>.tsv and .json, \
                  decisions.tsv and summary.json. The JSON says which array the result owes most \
                  to, and what fold change could have been found."
)]
pub(crate) struct Diff {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    /// Sample sheet (CSV, TSV or YAML)
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: PathBuf,
    /// Contrasts (CSV, TSV or YAML): id,variable,reference,target,blocking
    #[arg(long, value_name = "FILE")]
    pub(crate) contrasts: PathBuf,
    /// Let the prior variance follow average expression
    #[arg(long)]
    pub(crate) trend: bool,
    /// Protect the prior against hypervariable features
    #[arg(long)]
    pub(crate) robust: bool,
    /// Test whether log2 fold changes exceed this, not whether they differ from 0
    #[arg(long, value_name = "LFC", default_value_t = 0.0, value_parser = fold_change)]
    pub(crate) treat: f64,
    /// Weight samples by how well they fit
    #[arg(long)]
    pub(crate) array_weights: bool,
    /// False discovery rate at which features count as changed
    #[arg(long, default_value_t = 0.05, value_parser = rate)]
    pub(crate) fdr: f64,
    /// A numeric blocking column that is a group, not a slope; may be repeated
    #[arg(long, value_name = "COLUMN")]
    pub(crate) factor: Vec<String>,
    /// Count the tests of each contrast alone, of all contrasts of one design together, or first by
    /// an F test over them (limma's decideTests)
    #[arg(long, value_name = "METHOD", default_value = DECISION_METHODS[0],
          value_parser = PossibleValuesParser::new(DECISION_METHODS))]
    pub(crate) decide: String,
    /// Do not repeat the analysis without each array in turn
    #[arg(long)]
    pub(crate) no_leave_one_out: bool,
    /// Genes of the features: transcript annotation or a table of id and gene
    #[arg(long, value_name = "FILE")]
    pub(crate) annotation: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// A log2 fold change of 0 or more.
fn fold_change(text: &str) -> Result<f64, String> {
    let change = text.parse::<f64>().ok();
    change
        .filter(|change| *change >= 0.0 && change.is_finite())
        .ok_or_else(|| "expected a log2 fold change of 0 or more".to_owned())
}
