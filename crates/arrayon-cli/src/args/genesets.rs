//! `arrayon genesets` as typed, but for its settings.

use super::{OutputArgs, ScaleArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Writes genesets/<contrast>.json, themes.json with --themes or --panels, \
                        and genesets/scores.<method>.tsv with --sample-scores. The contrast is named after the table's file."
)]
pub(crate) struct Genesets {
    /// Table of a contrast: that of `arrayon differential`, or limma's topTable as R's write.table or write.csv
    /// writes it; needs ids or row names, logFC and adj.P.Val. Or results of `arrayon differential` or `run`
    /// with all of their tables; may be repeated
    #[arg(long = "table", value_name = "FILE", required = true)]
    pub(crate) tables: Vec<PathBuf>,
    /// The contrast compares this condition with its absence, in the words of the panels
    /// ("magnesium deficiency"): compare theme verdicts with the panel's expectation; may be repeated
    #[arg(long, value_name = "CONDITION")]
    pub(crate) condition: Vec<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    // last: its heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) expression: Expression,
}

/// The expression behind the table.
#[derive(Debug, Args)]
#[command(
    next_help_heading = "Expression behind the table; found with the results of `arrayon differential` or `run`"
)]
pub(crate) struct Expression {
    /// log2 expression, features in rows, samples in columns (TSV, CSV, GCT or GEO series matrix)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scale: ScaleArgs,
    /// Sample sheet
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub(crate) samples: Option<PathBuf>,
    /// Contrasts, among them one with the name of the table
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub(crate) contrasts: Option<PathBuf>,
}
