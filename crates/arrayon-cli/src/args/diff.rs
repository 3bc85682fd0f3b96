//! `arrayon diff` as typed.

use super::{OutputArgs, rate};
use arrayon::{
    ANNOTATION_FILTERS, DECISION_METHODS, METHODS, OrderSection, RANK_NULLS, RANK_STATISTICS,
    VARIANCE_MEASURES,
};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "A positive log2 fold change means: higher in the contrast's target than in its \
                  reference. Missing values are empty cells, NA, N/A, NaN or null; each feature is fitted to \
                  the values it has.\n\nWrites differential/<contrast>.tsv and .json, \
                  decisions.tsv, intersections.json and summary.json; for further \
                  methods <contrast>.<method>.tsv and .json and <contrast>.consensus; for phenotypes \
                  phenotypes/<column>.tsv and .json and relation.tsv, for orders \
                  differential/dose.<column>.tsv and .json. The JSON says which array the result owes most \
                  to, and what fold change could have been found."
)]
pub(crate) struct Diff {
    /// log2 expression, features in rows, samples in columns (TSV or GCT)
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: PathBuf,
    /// Sample sheet (CSV, TSV or YAML)
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: PathBuf,
    /// Contrasts (CSV, TSV or YAML): id,variable,reference,target,blocking; in YAML also
    /// comparison: [variable, reference, target]
    #[arg(long, value_name = "FILE")]
    pub(crate) contrasts: PathBuf,
    /// Ids of control features, one a line, which are not tested: controls.txt as it stands beside
    /// expression.tsv
    #[arg(long, value_name = "FILE")]
    pub(crate) controls: Option<PathBuf>,
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
    /// Weights of single values, a matrix like --matrix: relative precisions, 0 leaves a value out
    /// (limma's lmFit)
    #[arg(long, value_name = "FILE")]
    pub(crate) observation_weights: Option<PathBuf>,
    /// Samples of one value of this column, such as an animal, share a random effect (limma's
    /// duplicateCorrelation); also written '(1 | COLUMN)' in the formula of a contrast
    #[arg(long, value_name = "COLUMN")]
    pub(crate) block: Option<String>,
    /// Methods beside each other: limma, and rank-products and sam on comparisons of two groups.
    /// The q-values of sam call something in about half of all studies in which nothing changes
    #[arg(long, value_name = "METHODS", value_delimiter = ',', default_value = METHODS[0],
          value_parser = PossibleValuesParser::new(METHODS))]
    pub(crate) method: Vec<String>,
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
    /// Also test expression against this column of numbers; may be repeated
    #[arg(long, value_name = "COLUMN", help_heading = "Phenotypes and doses")]
    pub(crate) phenotype: Vec<String>,
    /// Adjust slopes over phenotypes for this column; may be repeated
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "phenotype",
        help_heading = "Phenotypes and doses"
    )]
    pub(crate) adjust: Vec<String>,
    /// Also fit a natural spline of each phenotype with so many degrees of freedom
    #[arg(long, value_name = "DF", requires = "phenotype", help_heading = "Phenotypes and doses",
          value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) spline_df: Option<u16>,
    /// Also test a trend over groups in this order, 'diet=none<half<full'; may be repeated
    #[arg(
        long,
        value_name = "COLUMN=LOW<HIGH",
        help_heading = "Phenotypes and doses"
    )]
    pub(crate) order: Vec<OrderSection>,
    /// Genes of the features: transcript annotation or a table of id and gene
    #[arg(long, value_name = "FILE")]
    pub(crate) annotation: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) further: Further,
    // last: its heading would hold what comes behind it
    #[command(flatten)]
    pub(crate) filter: Filter,
}

/// How methods beside limma work; with study.toml, `[differential.rank_products]` and
/// `[differential.sam]` set each on its own.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rank products and SAM, where --method names them")]
pub(crate) struct Further {
    /// Most exchanges of labels between the samples [default: 200], or permutations of the features
    /// with --rank-null permutations [default: 100]
    #[arg(long, value_name = "N")]
    pub(crate) permutations: Option<usize>,
    /// Seed of random labellings and permutations [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Column whose values name pairs of samples, in place of the contrast's blocking columns
    #[arg(long, value_name = "COLUMN")]
    pub(crate) pairs: Option<String>,
    /// P-values of rank products: by exchanged labels of the samples, from independent ranks as
    /// published in 2014, or by permutations of the features as in papers before [default:
    /// exchanged-labels]
    #[arg(long, value_name = "NULL", value_parser = PossibleValuesParser::new(RANK_NULLS))]
    pub(crate) rank_null: Option<String>,
    /// Join ranks by their product or their sum [default: product]
    #[arg(long, value_name = "STATISTIC", value_parser = PossibleValuesParser::new(RANK_STATISTICS))]
    pub(crate) rank_statistic: Option<String>,
    /// Fudge factor of SAM, log2 [default: estimated]
    #[arg(long, value_name = "S0", allow_negative_numbers = true, value_parser = size)]
    pub(crate) sam_s0: Option<f64>,
    /// Count features of SAM whose d is further than this from the expected, not by q-value
    #[arg(long, value_name = "DELTA", allow_negative_numbers = true, value_parser = size)]
    pub(crate) sam_delta: Option<f64>,
}

/// Which features are left out before testing.
#[derive(Debug, Args)]
#[command(next_help_heading = "Features left out before testing; counted in the results")]
pub(crate) struct Filter {
    /// Keep features above this log2 value in at least --filter-samples samples
    #[arg(
        long,
        value_name = "LOG2",
        requires = "filter_samples",
        allow_negative_numbers = true
    )]
    pub(crate) filter_above: Option<f64>,
    /// In how many samples --filter-above must hold, best the size of the smallest group
    #[arg(long, value_name = "N", requires = "filter_above")]
    pub(crate) filter_samples: Option<usize>,
    /// Keep features with a mean of at least this log2 value
    #[arg(
        long,
        value_name = "LOG2",
        conflicts_with = "filter_mean_quantile",
        allow_negative_numbers = true
    )]
    pub(crate) filter_mean: Option<f64>,
    /// Keep features with a mean of at least this quantile of all means
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) filter_mean_quantile: Option<f64>,
    /// Keep features that vary at least as much as this quantile of all; biases limma's prior
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) filter_variance_quantile: Option<f64>,
    /// How variation is measured
    #[arg(long, value_name = "MEASURE", requires = "filter_variance_quantile",
          value_parser = PossibleValuesParser::new(VARIANCE_MEASURES))]
    pub(crate) filter_variance_measure: Option<String>,
    /// Keep features whose --annotation names a gene symbol or an Entrez id
    #[arg(long, value_name = "WHAT", requires = "annotation",
          value_parser = PossibleValuesParser::new(ANNOTATION_FILTERS))]
    pub(crate) filter_annotation: Option<String>,
}

/// A quantile.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "expected a share from 0 to 1".to_owned())
}

/// A number of 0 or more.
fn size(text: &str) -> Result<f64, String> {
    let size = text.parse::<f64>().ok();
    size.filter(|size| *size >= 0.0 && size.is_finite())
        .ok_or_else(|| "expected a number of 0 or more".to_owned())
}

/// A log2 fold change of 0 or more.
fn fold_change(text: &str) -> Result<f64, String> {
    let change = text.parse::<f64>().ok();
    change
        .filter(|change| *change >= 0.0 && change.is_finite())
        .ok_or_else(|| "expected a log2 fold change of 0 or more".to_owned())
}
