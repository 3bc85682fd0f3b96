//! The command line as typed.

mod cluster;
mod differential;
mod export;
mod freeze;
mod genesets;
mod import;
mod init;
mod normalize;
mod quality;
pub(crate) mod settings;

pub(crate) use cluster::Cluster;
pub(crate) use differential::{Both, Differential};
pub(crate) use export::Export;
pub(crate) use freeze::{Estimate, Freeze};
pub(crate) use genesets::Genesets;
pub(crate) use import::Import;
pub(crate) use init::Init;
pub(crate) use normalize::Normalize;
pub(crate) use quality::Quality;

use crate::messages::MessageFormat;
use arrayon::config::flags;
use arrayon::{MatrixScale, Scale, Size};
use arrayon_compare::Tolerances;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{
    ArgAction, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
};
use clap_complete::Shell;
use std::path::PathBuf;

/// On which scale the values of --matrix are.
#[derive(Debug, Args)]
pub(crate) struct ScaleArgs {
    /// Scale of the values of --matrix: log2, or linear, of which log2 is taken [default: values must
    /// look like log2]
    #[arg(long, value_name = "SCALE", requires = "matrix",
          value_parser = PossibleValuesParser::new(arrayon::SCALES).try_map(|text| text.parse::<Scale>()))]
    pub(crate) scale: Option<Scale>,
    /// Added to linear values before log2 is taken [default: 0]
    #[arg(long, value_name = "VALUE", requires = "scale", value_parser = offset)]
    pub(crate) offset: Option<f64>,
}

impl From<ScaleArgs> for MatrixScale {
    fn from(args: ScaleArgs) -> Self {
        Self {
            scale: args.scale,
            offset: args.offset.unwrap_or(0.0),
        }
    }
}

fn offset(text: &str) -> Result<f64, String> {
    let offset = text.parse::<f64>().ok();
    offset
        .filter(|offset| *offset >= 0.0 && offset.is_finite())
        .ok_or_else(|| "expected a number of 0 or more".to_owned())
}

/// Cargo's description of the package would stand there otherwise.
const ABOUT: &str = "Turns Clariom S scans (CEL files) into results: normalised expression, \
                     differential expression, clusters and gene-set annotation, as JSON and TSV \
                     files";

#[derive(Debug, Parser)]
#[command(
    name = "arrayon",
    version = env!("ARRAYON_VERSION"),
    about = ABOUT,
    after_help = "Try it:  arrayon demo\n\nExit codes: 0 done, 2 usage, 3 input invalid or place \
                  not writable, 4 a gate failed, 5 internal error, 130 interrupted (129 hung up, \
                  143 terminated).",
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

impl Cli {
    /// The command line, and what was typed for its command; the flags of settings are added to
    /// those that are written down here.
    ///
    /// # Errors
    /// What clap says of wrong usage, or a request for help.
    pub(crate) fn typed() -> Result<(Self, ArgMatches), clap::Error> {
        let mut command = Self::whole();
        let mut matches = command.clone().try_get_matches()?;
        let cli = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        let (_, matches) = matches.remove_subcommand().unwrap_or_default();
        Ok((cli, matches))
    }

    /// All commands with all flags, those of the settings among them.
    pub(crate) fn whole() -> clap::Command {
        let mut command = Self::command();
        for name in flags::commands() {
            command = command.mut_subcommand(name, settings::with_flags);
        }
        for name in ["run", "check"] {
            command = command.mut_subcommand(name, |command| {
                command.next_help_heading(None).arg(settings::set())
            });
        }
        command
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Common {
    /// Number of threads, at most 1024; results do not depend on it [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Read no more of any file, unpacked, than SIZE, such as 400M or 20G [default: by kind of file,
    /// 256M for descriptions to 4G for matrices]
    #[arg(long, global = true, value_name = "SIZE")]
    pub(crate) max_input: Option<Size>,
    /// No progress and no report, only warnings and errors; twice, as in -qq, only errors
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) quiet: u8,
    /// Plain lines of progress, as without a terminal, in place of a bar
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub(crate) log: bool,
    /// Print results as JSON on standard output, also on a terminal
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// End with exit code 4 where anything was warned of, after results are written
    #[arg(long, global = true)]
    pub(crate) fail_on_warning: bool,
    /// How errors and warnings are written on standard error; json is one object per line
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value = "text"
    )]
    pub(crate) error_format: MessageFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a whole study: CEL files or a matrix to a folder of results
    Run(Run),
    /// Check a study before it is run: files, sheet, contrasts, models, gene sets
    Check(Check),
    /// Draft a study out of CEL files, a sheet, a matrix, or a series of GEO
    Init(Init),
    /// Simulate a magnesium-deficiency study, run it, and compare with what was planted
    Demo(Demo),
    /// Normalise CEL files by RMA: expression, controls, quality of the arrays
    Normalize(Normalize),
    /// Judge which arrays can be trusted: CEL files with or without a library, or a matrix
    #[command(name = "qc")]
    Quality(Quality),
    /// Learn from a reference set how to normalise later arrays each by itself
    Freeze(Freeze),
    /// Make a matrix of values that other programs computed: CHP files, tables of TAC
    Import(Import),
    /// Test contrasts for differential expression
    #[command(visible_alias = "diff")]
    Differential(Differential),
    /// Cluster samples and features hierarchically, and find principal components
    Cluster(Cluster),
    /// Test gene sets and themes on the table of a contrast
    Genesets(Genesets),
    /// Report what a file is and what it contains
    Inspect(Inspect),
    /// Check results against rules, for pipelines: exit code 4 where one is not met
    Gate(Gate),
    /// Compare the results of two runs, stage by stage: exit code 4 where they differ
    Compare(Compare),
    /// Make one page of a result folder, to look at without a network
    Report(Report),
    /// Write results in formats of other programs: Parquet, H5AD, Excel, GSEA, MultiQC, RO-Crate, R
    Export(Export),
    /// Print the JSON Schema of a result file, a theme panel or study.toml
    Schema(Schema),
    /// Rewrite a CEL file in another encoding
    Convert(Convert),
    /// Print the completions of a shell
    Completions(Completions),
    /// Write the manual pages
    Man(Man),
}

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// New folder for the results
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace earlier results of arrayon at the same place
    #[arg(long)]
    pub(crate) force: bool,
}

/// What the arrays of a study may take of the machine.
#[derive(Debug, Args)]
pub(crate) struct ResourceArgs {
    /// Memory that arrays may take, such as 400M or 4G; what does not fit passes through a scratch file,
    /// and results are the same [default: half of what the machine or its container has]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<Size>,
    /// Folder of the scratch file [default: that in which the results are to lie]
    #[arg(long, value_name = "DIR")]
    pub(crate) scratch: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = STUDY_HELP)]
pub(crate) struct Run {
    /// The study's description
    #[arg(value_name = "STUDY.TOML")]
    pub(crate) study: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
    /// Take up the stages that an earlier try finished
    ///
    /// Each finished stage is kept in a hidden folder beside DIR until the results are whole. A stage is taken
    /// up where the program, its settings and the content of all that it read are the same; else it is done
    /// again, and a line says why. The results have the bytes of a run that nothing interrupted. Give
    /// --resume from the first try on: without it stages are kept only of runs that are killed after ten
    /// seconds of work, and removed where a run fails or is interrupted.
    #[arg(long)]
    pub(crate) resume: bool,
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
  contrasts = "contrasts.csv"        # id,variable,reference,target,blocking; without it nothing
                                     # is compared
  cel_dir = "cel"                    # or: matrix = "expression.tsv" (log2)
  [chip]
  pgf = "library/Clariom_S_Rat.r1.pgf"   # with clf, mps, optional qcc, bgp; or: cdf = "..."
  clf = "library/Clariom_S_Rat.r1.clf"
  mps = "library/Clariom_S_Rat.r1.mps"
  annotation = "library/Clariom_S_Rat.na36.transcript.csv"

Stages have defaults and may be set in [normalize], [quality], [differential], [cluster], [genesets], or by
--set; `arrayon schema study` prints every key with its meaning."#;

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

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// CEL, CDF, PGF, CLF, MPS, GMT, OBO, GAF, panel, tree, sample sheet, contrasts, matrix,
    /// study.toml or result file
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = POLICY_HELP)]
pub(crate) struct Gate {
    /// The result folder
    #[arg(value_name = "RESULTS")]
    pub(crate) results: PathBuf,
    /// The rules [default: those of [gate] in the study's description; else no array fails, and every
    /// file is as the run wrote it]
    #[arg(long, value_name = "POLICY.TOML")]
    pub(crate) policy: Option<PathBuf>,
    /// Write the outcome as JUnit XML, one test for each rule
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write the outcome as Markdown, for the summary of a CI job
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Write the rules that are not met as SARIF
    #[arg(long, value_name = "FILE")]
    pub(crate) sarif: Option<PathBuf>,
    /// Replace these files where they exist
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The result folder that is compared with
    #[arg(value_name = "BASELINE")]
    pub(crate) baseline: PathBuf,
    /// The result folder that is compared
    #[arg(value_name = "RESULTS")]
    pub(crate) candidate: PathBuf,
    /// How far numbers may differ, of max(1, |value|), p-values in their logarithm: for all stages,
    /// or as STAGE=NUMBER for one (quality, expression, contrasts, clusters, gene-sets, themes)
    /// [default: 1e-6]
    #[arg(long, value_name = "NUMBER", value_parser = tolerance)]
    pub(crate) tolerance: Vec<String>,
    /// Write what was found as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace this file where it exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// A tolerance as it was typed, if it is one.
fn tolerance(text: &str) -> Result<String, String> {
    Tolerances::default().add(text).map(|()| text.to_owned())
}

const POLICY_HELP: &str = r#"A policy names what results must be like; every part may be left out:

  [arrays]                       # by the checks of qc.json
  max_failed = 0
  max_warned = 2
  min_passed = 8
  [features]
  min_features = 15000
  min_tested = 10000
  [warnings]
  max = 0
  [baseline]                     # as `arrayon compare` compares
  folder = "baseline/results"    # relative to the policy
  tolerance = 1e-6
  [[metrics]]                    # of qc.json, in every array
  metric = "outlier_cells_percent"
  max = 5
  [[findings]]                   # features changed at the rate of the run
  contrast = "low_vs_control"
  direction = "up"               # without it both directions count
  min = 50
  [[genes]]
  contrast = "low_vs_control"
  gene = "Fos"                   # symbol or feature id
  expected = "up"                # up, down or unchanged
  [[themes]]
  contrast = "low_vs_control"
  theme = "inflammation"
  verdict = ["up"]
  [[clusters]]
  scope = "all samples"          # or a contrast
  verdict = ["separated", "partly"]
  values = "adjusted"            # for display; without it as normalised

The same keys in [gate] of study.toml are asked at the end of `arrayon run`, and here where no policy
is named. A rule about something that the results do not hold is not met."#;

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The result folder
    #[arg(value_name = "RESULTS")]
    pub(crate) results: PathBuf,
    /// Where the page goes
    #[arg(long, value_name = "FILE", default_value = arrayon_report::FILE_NAME)]
    pub(crate) out: PathBuf,
    /// Replace the file where it exists
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which file
    #[arg(value_name = "NAME", required_unless_present = "out",
          value_parser = PossibleValuesParser::new(arrayon::schema_names()))]
    pub(crate) name: Option<String>,
    /// Write all schemas to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files of the same names
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
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

#[derive(Debug, Args)]
#[command(
    after_help = "For example:  arrayon completions bash > ~/.local/share/bash-completion/completions/arrayon"
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "For example:  arrayon man --out ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Folder for the pages, one for each command
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace pages that exist
    #[arg(long)]
    pub(crate) force: bool,
}
