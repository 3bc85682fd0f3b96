//! How to mend what stands in the way of a comparison.

use super::DiffexprError;
use crate::words::lacking_for_correlation;

impl DiffexprError {
    /// How to mend it; empty where the message says it all.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownColumn { .. } => "correct the name in the contrast or add the column".into(),
            Self::NotPairwise { .. } => "use the linear model for this contrast".into(),
            Self::NoCommonBlock { .. } | Self::NoPairs { .. } => {
                "take the column out of the contrast's blocking, or use the linear model".into()
            }
            Self::TooFewSamples { .. } => "add replicates or drop the contrast".into(),
            Self::RepeatedColumn { column, .. } => format!(
                "take '{column}' out of the blocking columns; an interaction with what is tested \
                 is written as a formula"
            ),
            Self::TwoRoles { column } => format!("name '{column}' in one list only"),
            Self::NotANumber { value, .. } if value.contains(',') => {
                "write numbers with a decimal point and without marks between thousands; decimal commas \
                 are read where all numbers of the column have them"
                    .into()
            }
            Self::NotANumber { column, .. } => format!("correct the cell, or declare '{column}' a factor"),
            Self::UnfitNumber { column, .. } => format!(
                "correct the cell, give the column in another unit, or declare '{column}' a factor"
            ),
            Self::NoFunctionValue { column, .. } => format!(
                "correct the cell, exclude the sample, or put '{column}' into the formula as it is"
            ),
            Self::TwoBlocks { formula, block, .. } => format!(
                "the model has one correlation within blocks: leave 'block' out and write \
                 '(1 | {block})' or '(1 | {formula})' into the formulas that need it"
            ),
            Self::UnknownLevel { .. } => "levels must match exactly, including case".into(),
            Self::UnknownName { nearest, .. } => nearest.clone().unwrap_or_else(|| {
                "names with spaces or signs, and levels that look like numbers, stand between \
                 backticks"
                    .into()
            }),
            Self::AmbiguousName { .. } => "write the one that is meant between backticks".into(),
            Self::AmbiguousGroup { .. } => "take the '.' out of the levels".into(),
            Self::EmptyGroup { .. } => "exclude fewer samples or drop the contrast".into(),
            Self::SameLevel { .. } => "name two different levels".into(),
            Self::EmptyCell { column, .. } => {
                format!("fill the cells, exclude the samples, or take '{column}' out of the model")
            }
            Self::NotEstimable {
                nested: Some(nested),
                ..
            } => nested.hint(),
            Self::NotEstimable { .. } => {
                "the samples cannot tell the two apart; leave the column out of the model only if \
                 its effect is known to be none"
                    .into()
            }
            Self::NoResidualDf { .. } => {
                "the model needs more samples than coefficients: replicates, or fewer blocking columns"
                    .into()
            }
            Self::NoExpression { .. } => {
                "sample names of the sheet and of the expression matrix must be the same".into()
            }
            Self::NotFinite { .. } => "remove the feature or the sample".into(),
            Self::NoCorrelation {
                n_samples,
                n_blocks,
                n_coefficients,
            }
            | Self::NoBlockCorrelation {
                n_samples,
                n_blocks,
                n_coefficients,
                ..
            } => {
                let fewer = "drop blocking columns";
                lacking_for_correlation((*n_samples, *n_blocks), *n_coefficients, fewer)
            }
            Self::TooManySurrogates { .. } => {
                "ask for fewer, or let permutations say how many there are".into()
            }
            Self::NoWeight { .. } => "a weight of 0 leaves the value out".into(),
            Self::SamplesWithoutWeights { .. } | Self::FeaturesWithoutWeights { .. } => {
                "names must match exactly, including case; a weight of 1 leaves a value as it is".into()
            }
            Self::RemlWithWeights => "choose the gene-by-gene method".into(),
            Self::RepeatedFeature { .. } => "give each feature one row".into(),
            Self::SampleCount { .. } | Self::Setting { .. } | Self::NoFeatures => String::new(),
        }
    }
}
