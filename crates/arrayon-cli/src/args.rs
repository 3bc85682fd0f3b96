//! The command line as typed.

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// From Clariom S scans to answers: normalised expression, differential expression, clusters and
/// gene-set annotation, as JSON and TSV files.
#[derive(Debug, Parser)]
#[command(
    name = "arrayon",
    version,
    about,
    after_help = "Try it:  arrayon demo\n\nExit codes: 0 done, 2 usage, 3 input invalid, 4 a gate \
                  failed, 5 internal error, 130 interrupted.",
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// No progress and no report, only errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Print results as JSON on standard output, also on a terminal
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a whole study: CEL files or a matrix to a folder of results
    Run(Run),
    /// Check a study without computing anything: files, sheet, contrasts, array headers
    Check(Check),
    /// Simulate a magnesium-deficiency study, run it, and compare with what was planted
    Demo(Demo),
    /// Normalise CEL files by RMA
    Normalize(Normalize),
    /// Test contrasts for differential expression
    Diff(Diff),
    /// Cluster samples hierarchically
    Cluster(Cluster),
    /// Test gene sets for over-representation among changed genes
    Genesets(Genesets),
    /// Tell what a file is and what it says of itself
    Inspect(Inspect),
    /// Print the JSON Schema of a result file
    Schema(Schema),
    /// Rewrite a CEL file in another encoding
    Convert(Convert),
}

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Folder for the results; made anew
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace earlier results of arrayon at the same place
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = STUDY_HELP)]
pub(crate) struct Run {
    /// The study's description
    #[arg(value_name = "STUDY.TOML")]
    pub(crate) study: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = STUDY_HELP)]
pub(crate) struct Check {
    /// The study's description
    #[arg(value_name = "STUDY.TOML")]
    pub(crate) study: PathBuf,
}

const STUDY_HELP: &str = r#"A study.toml names the files of a study, relative to its own folder:

  [study]
  name = "Magnesium deficiency, femur"
  samples = "samples.csv"            # sample,file,diet,...
  contrasts = "contrasts.csv"        # id,variable,reference,target,blocking
  cel_dir = "cel"                    # or: matrix = "expression.tsv" (log2)
  [chip]
  pgf = "library/Clariom_S_Rat.r1.pgf"   # with clf, mps, optional qcc, bgp; or: cdf = "..."
  clf = "library/Clariom_S_Rat.r1.clf"
  mps = "library/Clariom_S_Rat.r1.mps"
  annotation = "library/Clariom_S_Rat.na36.transcript.csv"

Stages have defaults and may be set in [normalize], [differential], [cluster], [genesets]."#;

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Folder for the simulated study and its results
    #[arg(long, value_name = "DIR", default_value = "arrayon-demo")]
    pub(crate) out: PathBuf,
    /// Seed of the simulation
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Replace an earlier demo at the same place
    #[arg(long)]
    pub(crate) force: bool,
}

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

#[derive(Debug, Args)]
#[command(
    after_help = "A positive log2 fold change means: higher in the contrast's target than \
                        in its reference. Writes differential/<contrast>.tsv and .json."
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
    /// Genes of the features: transcript annotation or a table of id and gene
    #[arg(long, value_name = "FILE")]
    pub(crate) annotation: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Writes clusters/samples.json and .nwk. With --samples and --group it also \
                        says whether the groups form clusters."
)]
pub(crate) struct Cluster {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    /// Distance between samples: pearson (1 - r), spearman or euclidean
    #[arg(long, default_value = "pearson")]
    pub(crate) distance: arrayon::Distance,
    /// Linkage: average, complete, single, weighted or ward
    #[arg(long, default_value = "average")]
    pub(crate) linkage: arrayon::Linkage,
    /// Replicates of the multiscale bootstrap at each of its ten scales, for AU and BP of every
    /// branch
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) bootstrap: u32,
    /// Seed of bootstrap and permutations
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Sample sheet, for --group
    #[arg(long, value_name = "FILE", requires = "group")]
    pub(crate) samples: Option<PathBuf>,
    /// Column of the sample sheet whose levels are judged
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    pub(crate) group: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

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

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// CEL, CDF, PGF, CLF, MPS, GMT, sample sheet, matrix or result file
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which file
    #[arg(value_name = "NAME", required_unless_present = "out",
          value_parser = PossibleValuesParser::new(arrayon::results::schemas::NAMES))]
    pub(crate) name: Option<String>,
    /// Write all schemas to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CelEncoding {
    /// Command Console version 1, as Clariom S scanners write
    CommandConsole,
    /// Binary version 4
    V4,
}

#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The CEL file
    #[arg(value_name = "FILE.CEL")]
    pub(crate) input: PathBuf,
    /// Where the new file goes; must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The new encoding
    #[arg(long, value_enum, default_value_t = CelEncoding::CommandConsole)]
    pub(crate) to: CelEncoding,
}

/// A log2 fold change of 0 or more.
fn fold_change(text: &str) -> Result<f64, String> {
    let change = text.parse::<f64>().ok();
    change
        .filter(|change| *change >= 0.0 && change.is_finite())
        .ok_or_else(|| "expected a log2 fold change of 0 or more".to_owned())
}

/// A false discovery rate.
fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok();
    rate.filter(|rate| *rate > 0.0 && *rate < 1.0)
        .ok_or_else(|| "expected a number between 0 and 1".to_owned())
}
