//! `arrayon genesets` as typed.

use super::{OutputArgs, rate};
use arrayon::{GENE_SET_TESTS, MOST_DRAWS, SAMPLE_SCORES, TERM_TESTS};
use clap::builder::PossibleValuesParser;
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
    after_help = "Writes genesets/<contrast>.json, themes.json with --themes or --panel, \
                        and genesets/scores.<method>.tsv with --sample-scores. The contrast is named after the table's file."
)]
pub(crate) struct Genesets {
    /// Table of a contrast: that of `arrayon diff`, or limma's topTable as R's write.table or write.csv
    /// writes it; needs ids or row names, logFC and adj.P.Val
    #[arg(long, value_name = "FILE")]
    pub(crate) table: PathBuf,
    /// Gene sets, GMT or GMX; may be repeated
    #[arg(long, value_name = "FILE",
          required_unless_present_any = ["themes", "panel", "hallmark", "obo", "annotation_terms"])]
    pub(crate) gmt: Vec<PathBuf>,
    /// Judge the themes of the default panel for this species
    #[arg(long, value_name = "SPECIES")]
    pub(crate) themes: Option<String>,
    /// Judge the themes of this panel, too: mineral, synapse, stress, sleep, exercise, or a YAML
    /// file; may be repeated
    #[arg(long, value_name = "PANEL")]
    pub(crate) panel: Vec<PathBuf>,
    /// The contrast compares this condition with its absence, in the words of the panels
    /// ("magnesium deficiency"): tell whether themes go as they expect; may be repeated
    #[arg(long, value_name = "CONDITION")]
    pub(crate) condition: Vec<String>,
    /// Test the hallmark sets of MSigDB
    #[arg(long)]
    pub(crate) hallmark: bool,
    /// Species of built-in panels and hallmark sets, where --themes does not say it [default: rat]
    #[arg(long, value_name = "SPECIES", conflicts_with = "themes")]
    pub(crate) species: Option<String>,
    /// Ontology whose terms are tested, and looked up for panels
    #[arg(long, value_name = "FILE")]
    pub(crate) obo: Option<PathBuf>,
    /// Genes of the ontology's terms
    #[arg(long, value_name = "FILE", requires = "obo")]
    pub(crate) gaf: Option<PathBuf>,
    /// Test the terms in the ontology columns of --annotation
    #[arg(long, requires = "annotation")]
    pub(crate) annotation_terms: bool,
    /// Use annotation of these evidence codes only
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) evidence: Vec<String>,
    /// Relations besides is_a along which genes pass to the terms above
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "part_of"
    )]
    pub(crate) relations: Vec<String>,
    /// Table of orthologs by which the sets of --gmt are translated
    #[arg(long, value_name = "FILE", requires_all = ["from", "to"])]
    pub(crate) orthologs: Option<PathBuf>,
    /// Species of the sets of --gmt: a column of --orthologs
    #[arg(long, value_name = "SPECIES", requires = "orthologs")]
    pub(crate) from: Option<String>,
    /// Species of the study: another column of --orthologs
    #[arg(long, value_name = "SPECIES", requires = "orthologs")]
    pub(crate) to: Option<String>,
    /// Tests; camera, fry and roast need the expression behind the table
    #[arg(long, value_name = "TESTS", value_delimiter = ',',
          default_values = &GENE_SET_TESTS[..2],
          value_parser = PossibleValuesParser::new(GENE_SET_TESTS))]
    pub(crate) tests: Vec<String>,
    /// How terms of an ontology are tested in lists
    #[arg(long, value_name = "TEST", default_value = TERM_TESTS[0],
          value_parser = PossibleValuesParser::new(TERM_TESTS))]
    pub(crate) term_test: String,
    /// Random rotations of roast
    #[arg(long, value_name = "N", default_value_t = 9_999,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DRAWS)))]
    pub(crate) rotations: u32,
    /// Seed of roast and preranked
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Score each set in each sample and compare the scores
    #[arg(long, value_name = "METHOD", default_value = SAMPLE_SCORES[0],
          value_parser = PossibleValuesParser::new(SAMPLE_SCORES))]
    pub(crate) sample_scores: String,
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
    pub(crate) expression: Expression,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// The expression behind the table, and the model by which the table was made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Expression behind the table; settings as for `arrayon diff`")]
pub(crate) struct Expression {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE", requires_all = ["samples", "contrasts"])]
    pub(crate) matrix: Option<PathBuf>,
    /// Sample sheet
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub(crate) samples: Option<PathBuf>,
    /// Contrasts, among them one that is called as the table
    #[arg(long, value_name = "FILE", requires = "matrix")]
    pub(crate) contrasts: Option<PathBuf>,
    /// The prior variance follows average expression
    #[arg(long, requires = "matrix")]
    pub(crate) trend: bool,
    /// The prior is protected against hypervariable features
    #[arg(long, requires = "matrix")]
    pub(crate) robust: bool,
    /// Samples are weighted by how well they fit
    #[arg(long, requires = "matrix")]
    pub(crate) array_weights: bool,
    /// Samples of one value of this column share a random effect
    #[arg(long, value_name = "COLUMN", requires = "matrix")]
    pub(crate) block: Option<String>,
    /// A numeric blocking column that is a group; may be repeated
    #[arg(long, value_name = "COLUMN", requires = "matrix")]
    pub(crate) factor: Vec<String>,
}
