//! `arrayon genesets` as typed.

use super::{OutputArgs, rate};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Policy {
    /// Take the gene that the annotation names first
    First,
    /// Take all genes
    All,
    /// Leave the feature out
    Drop,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Writes genesets/<contrast>.json, and themes.json with --themes. The \
                        contrast is named after the table's file."
)]
pub(crate) struct Genesets {
    /// Table of a contrast, as `arrayon diff` or limma's topTable writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) table: PathBuf,
    /// Gene sets; may be repeated
    #[arg(long, value_name = "FILE", required_unless_present = "themes")]
    pub(crate) gmt: Vec<PathBuf>,
    /// Judge the built-in themes of this species
    #[arg(long, value_name = "SPECIES")]
    pub(crate) themes: Option<String>,
    /// False discovery rate at which features count as changed
    #[arg(long, default_value_t = 0.05, value_parser = rate)]
    pub(crate) fdr: f64,
    /// What to do with a feature that measures several genes
    #[arg(long, value_enum, default_value_t = Policy::First)]
    pub(crate) several_genes: Policy,
    /// Genes of the features, where the table has none
    #[arg(long, value_name = "FILE")]
    pub(crate) annotation: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
