//! Why a comparison cannot be made.

mod hint;

use crate::dependence::{Combinations, DroppedColumn, Nested};
use crate::words::{FIT_NUMBERS, List, plural};

/// Why a comparison cannot be made.
///
/// The text says what was found and where; [`DiffexprError::hint`] says how to mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiffexprError {
    /// A contrast or a role names a column that the sample sheet lacks.
    #[error(
        "contrast '{contrast}': the sample sheet has no column '{column}' (columns: {})",
        List(columns)
    )]
    UnknownColumn {
        /// Id of the contrast.
        contrast: String,
        /// The column named.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// A blocking column is the contrast's own variable, or occurs twice.
    #[error("contrast '{contrast}': column '{column}' enters the model twice")]
    RepeatedColumn {
        /// Id of the contrast.
        contrast: String,
        /// The column.
        column: String,
    },
    /// A method that compares two groups of samples got another kind of contrast.
    #[error("contrast '{contrast}': {method} compares two groups only")]
    NotPairwise {
        /// Id of the contrast.
        contrast: String,
        /// The method.
        method: &'static str,
    },
    /// No level of the blocking columns has samples of both groups.
    #[error(
        "contrast '{contrast}': no level of {} holds samples of both groups",
        List(blocking)
    )]
    NoCommonBlock {
        /// Id of the contrast.
        contrast: String,
        /// The blocking columns.
        blocking: Vec<String>,
    },
    /// Blocking columns do not part the samples into pairs.
    #[error(
        "contrast '{contrast}': {method} takes blocking columns that make pairs, but {} does not \
         hold one sample of each group at each level",
        List(blocking)
    )]
    NoPairs {
        /// Id of the contrast.
        contrast: String,
        /// The method.
        method: &'static str,
        /// The blocking columns.
        blocking: Vec<String>,
    },
    /// A method's table holds a feature twice.
    #[error("method '{method}' has feature '{feature}' more than once")]
    RepeatedFeature {
        /// The method.
        method: String,
        /// The feature.
        feature: String,
    },
    /// Too few samples for a method.
    #[error("contrast '{contrast}': {method} needs {expected}; found {found}")]
    TooFewSamples {
        /// Id of the contrast.
        contrast: String,
        /// The method.
        method: &'static str,
        /// What it needs.
        expected: &'static str,
        /// What there is.
        found: String,
    },
    /// A column is declared a factor and a covariate.
    #[error("column '{column}' is declared both a factor and a covariate")]
    TwoRoles {
        /// The column.
        column: String,
    },
    /// A column declared a covariate holds something other than finite numbers.
    #[error(
        "contrast '{contrast}': covariate '{column}' holds '{value}' for sample '{sample}'; \
         expected a number"
    )]
    NotANumber {
        /// Id of the contrast.
        contrast: String,
        /// The column.
        column: String,
        /// The sample.
        sample: String,
        /// What stands in the cell.
        value: String,
    },
    /// A covariate holds a number too large or too small for sums of squares.
    #[error(
        "contrast '{contrast}': covariate '{column}' holds '{value}' for sample '{sample}'; \
         expected {}",
        FIT_NUMBERS
    )]
    UnfitNumber {
        /// Id of the contrast.
        contrast: String,
        /// The column.
        column: String,
        /// The sample.
        sample: String,
        /// What stands in the cell.
        value: String,
    },
    /// A function of a formula has no value for what stands in a cell.
    #[error(
        "contrast '{contrast}': {function}({column}) has no value for sample '{sample}', whose \
         '{column}' is '{value}'; expected {expected}"
    )]
    NoFunctionValue {
        /// Id of the contrast.
        contrast: String,
        /// The function.
        function: &'static str,
        /// The column.
        column: String,
        /// The sample.
        sample: String,
        /// What stands in the cell.
        value: String,
        /// Of what the function has a value.
        expected: &'static str,
    },
    /// A formula's random term and the settings name different blocks.
    #[error(
        "contrast '{contrast}': its formula has the random term '(1 | {formula})', the settings \
         the block '{block}'"
    )]
    TwoBlocks {
        /// Id of the contrast.
        contrast: String,
        /// The column of the random term.
        formula: String,
        /// The block column of the settings.
        block: String,
    },
    /// The contrast names a level that no sample has.
    #[error(
        "contrast '{contrast}': no sample has level '{level}' of column '{column}' \
         (levels: {})",
        List(levels)
    )]
    UnknownLevel {
        /// Id of the contrast.
        contrast: String,
        /// The contrast's variable.
        column: String,
        /// The level named.
        level: String,
        /// The levels that there are.
        levels: Vec<String>,
    },
    /// A level has samples in the sheet, but none that is used.
    #[error(
        "contrast '{contrast}': no sample of level '{level}' of column '{column}' is left \
         after the exclusion of {}",
        List(excluded)
    )]
    EmptyGroup {
        /// Id of the contrast.
        contrast: String,
        /// The contrast's variable.
        column: String,
        /// The level.
        level: String,
        /// The samples of that level, all excluded.
        excluded: Vec<String>,
    },
    /// Reference and target are the same level.
    #[error("contrast '{contrast}' compares level '{level}' of column '{column}' with itself")]
    SameLevel {
        /// Id of the contrast.
        contrast: String,
        /// The contrast's variable.
        column: String,
        /// The level.
        level: String,
    },
    /// A combination names something that is no group or coefficient.
    #[error(
        "contrast '{contrast}': '{name}' (character {position} of '{combination}') is no {kind} \
         ({kind}s: {})",
        List(names)
    )]
    UnknownName {
        /// Id of the contrast.
        contrast: String,
        /// The combination as written.
        combination: String,
        /// Where the name stands in it, counted from 1.
        position: usize,
        /// The name.
        name: String,
        /// `group` or `coefficient`.
        kind: &'static str,
        /// `did you mean '...'?`, where one is near.
        nearest: Option<String>,
        /// The names that there are.
        names: Vec<String>,
    },
    /// A name in a combination means several groups or coefficients.
    #[error(
        "contrast '{contrast}': '{name}' may be any of the {kind}s {}",
        List(meanings)
    )]
    AmbiguousName {
        /// Id of the contrast.
        contrast: String,
        /// The name.
        name: String,
        /// `group` or `coefficient`.
        kind: &'static str,
        /// What it may mean.
        meanings: Vec<String>,
    },
    /// Different levels of crossed columns join to one name.
    #[error(
        "contrast '{contrast}': different levels of {} join to the one name '{group}'",
        List(columns)
    )]
    AmbiguousGroup {
        /// Id of the contrast.
        contrast: String,
        /// The name.
        group: String,
        /// The crossed columns.
        columns: Vec<String>,
    },
    /// Samples have no value in a column that the model needs.
    #[error(
        "contrast '{contrast}': column '{column}' is empty for {}",
        List(samples)
    )]
    EmptyCell {
        /// Id of the contrast.
        contrast: String,
        /// The column.
        column: String,
        /// The samples.
        samples: Vec<String>,
    },
    /// The samples cannot estimate the contrast.
    #[error(
        "contrast '{contrast}': design has {n_columns} columns but rank {rank}: {}; the contrast \
         itself is confounded with {}",
        Combinations(combinations),
        List(confounded_with)
    )]
    NotEstimable {
        /// Id of the contrast.
        contrast: String,
        /// Columns of the design.
        n_columns: usize,
        /// How many of them are independent.
        rank: usize,
        /// Each column that is a combination of others.
        combinations: Vec<DroppedColumn>,
        /// Blocking terms, or coefficients of a formula, from which the samples cannot tell the
        /// contrast.
        confounded_with: Vec<String>,
        /// The column among them whose levels each lie within one level of what is tested.
        nested: Option<Nested>,
    },
    /// As many coefficients as samples.
    #[error(
        "contrast '{contrast}': no residual degrees of freedom: {n_samples} samples, \
         {n_coefficients} coefficients ({})",
        List(columns)
    )]
    NoResidualDf {
        /// Id of the contrast.
        contrast: String,
        /// Samples used.
        n_samples: usize,
        /// Coefficients of the model.
        n_coefficients: usize,
        /// Their names.
        columns: Vec<String>,
    },
    /// Samples of the design are not in the expression matrix.
    #[error("contrast '{contrast}': no expression values for {}", List(samples))]
    NoExpression {
        /// Id of the contrast.
        contrast: String,
        /// The samples.
        samples: Vec<String>,
    },
    /// The expression matrix holds an infinite value.
    #[error("feature '{feature}', sample '{sample}': expression is {value}; expected a number")]
    NotFinite {
        /// The feature.
        feature: String,
        /// The sample.
        sample: String,
        /// What was found.
        value: f64,
    },
    /// Matrix and design have different numbers of samples.
    #[error("expression matrix has {n_matrix} samples, the design {n_design}")]
    SampleCount {
        /// Samples of the matrix.
        n_matrix: usize,
        /// Samples of the design.
        n_design: usize,
    },
    /// A setting is outside its range.
    #[error("setting '{setting}' is {value}; expected {expected}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// No feature tells the correlation within blocks.
    #[error(
        "no feature allows an estimate of the correlation within blocks ({n_samples} samples in \
         {n_blocks} blocks)"
    )]
    NoCorrelation {
        /// Samples of the model.
        n_samples: usize,
        /// Their blocks.
        n_blocks: usize,
        /// Coefficients of the model.
        n_coefficients: usize,
    },
    /// The same in a contrast.
    #[error(
        "contrast '{contrast}': no feature allows an estimate of the correlation within blocks of \
         '{column}' ({n_samples} samples in {n_blocks} blocks)"
    )]
    NoBlockCorrelation {
        /// Id of the contrast.
        contrast: String,
        /// The column of the blocks.
        column: String,
        /// Samples of the model.
        n_samples: usize,
        /// Their blocks.
        n_blocks: usize,
        /// Coefficients of the model.
        n_coefficients: usize,
    },
    /// As many surrogate variables as residual degrees of freedom, or more.
    #[error(
        "contrast '{contrast}': {number} surrogate variables of {df_residual} residual degrees of \
         freedom; expected fewer, which leave one at least"
    )]
    TooManySurrogates {
        /// Id of the contrast.
        contrast: String,
        /// How many were asked for.
        number: usize,
        /// Residual degrees of freedom without them.
        df_residual: usize,
    },
    /// A weight of a single value is none.
    #[error(
        "feature '{feature}', sample '{sample}': weight is {value}; expected a number not below 0"
    )]
    NoWeight {
        /// The feature.
        feature: String,
        /// The sample.
        sample: String,
        /// What was found.
        value: f64,
    },
    /// Weights of single values lack samples.
    #[error(
        "no observation weights for sample{} {}",
        plural(samples),
        List(samples)
    )]
    SamplesWithoutWeights {
        /// The samples.
        samples: Vec<String>,
    },
    /// Weights of single values lack features.
    #[error(
        "no observation weights for feature{} {}",
        plural(features),
        List(features)
    )]
    FeaturesWithoutWeights {
        /// The features.
        features: Vec<String>,
    },
    /// Restricted maximum likelihood was asked for beside known weights.
    #[error("array weights by restricted maximum likelihood take no other weights")]
    RemlWithWeights,
    /// The matrix has no features.
    #[error("the expression matrix has no features")]
    NoFeatures,
}

impl DiffexprError {
    /// A contrast that cannot be estimated, with the column that makes it so by its nesting.
    pub(crate) fn with_nested(mut self, found: Option<Nested>) -> Self {
        if let Self::NotEstimable { nested, .. } = &mut self {
            *nested = found;
        }
        self
    }
}

/// Refuses a false discovery rate that is none.
pub(crate) fn check_fdr(fdr: f64) -> Result<(), DiffexprError> {
    if fdr > 0.0 && fdr <= 1.0 {
        return Ok(());
    }
    Err(DiffexprError::Setting {
        setting: "fdr",
        value: fdr,
        expected: "a rate above 0 and up to 1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_what_is_at_fault() {
        let error = DiffexprError::NotEstimable {
            contrast: "b_vs_a".into(),
            n_columns: 3,
            rank: 2,
            combinations: vec![DroppedColumn {
                name: "batch=2".into(),
                combination_of: vec!["group=b".into()],
            }],
            confounded_with: vec!["batch".into()],
            nested: None,
        };
        assert_eq!(
            error.to_string(),
            "contrast 'b_vs_a': design has 3 columns but rank 2: column 'batch=2' is a combination \
             of 'group=b'; the contrast itself is confounded with 'batch'"
        );
        assert!(error.hint().contains("cannot tell the two apart"));
    }
}
