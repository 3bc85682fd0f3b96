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
    after_help = "Writes genesets/<contrast>.json, and themes.json with --themes or \
                        --panel. The contrast is named after the table's file."
)]
pub(crate) struct Genesets {
    /// Table of a contrast, as `arrayon diff` or limma's topTable writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) table: PathBuf,
    /// Gene sets; may be repeated
    #[arg(long, value_name = "FILE", required_unless_present_any = ["themes", "panel", "hallmark", "obo"])]
    pub(crate) gmt: Vec<PathBuf>,
    /// Judge the themes of the default panel for this species
    #[arg(long, value_name = "SPECIES")]
    pub(crate) themes: Option<String>,
    /// Judge the themes of this panel, too: mineral, synapse, stress, sleep, exercise, or a YAML
    /// file; may be repeated
    #[arg(long, value_name = "PANEL")]
    pub(crate) panel: Vec<PathBuf>,
    /// Test the hallmark sets of MSigDB
    #[arg(long)]
    pub(crate) hallmark: bool,
    /// Species of built-in panels and hallmark sets, where --themes does not say it [default: rat]
    #[arg(long, value_name = "SPECIES", conflicts_with = "themes")]
    pub(crate) species: Option<String>,
    /// Ontology whose terms are tested, and looked up for panels
    #[arg(long, value_name = "FILE", requires = "gaf")]
    pub(crate) obo: Option<PathBuf>,
    /// Genes of the ontology's terms
    #[arg(long, value_name = "FILE", requires = "obo")]
    pub(crate) gaf: Option<PathBuf>,
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
