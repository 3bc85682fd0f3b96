//! Expression against a measured number: serum magnesium, bone density, age.

mod curves;
mod model;
mod slopes;
mod values;

pub use curves::*;
pub use slopes::*;

use crate::{LeftOutSample, Settings};

/// A numeric column of the sample sheet as the tested variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phenotype {
    /// The column. Samples with an empty cell or `NA` are left out and recorded.
    pub column: String,
    /// Columns that enter the model with it: a column of numbers is a covariate unless declared
    /// a factor. Without them, differences between groups show as slopes.
    pub adjust: Vec<String>,
}

/// Above this share of its variance explained by the columns adjusted for, little of the
/// phenotype is left to test.
const LITTLE_LEFT: f64 = 0.8;

/// What a reader should know of the phenotype's own model.
fn notes(
    phenotype: &Phenotype,
    n_used: usize,
    left_out: &[LeftOutSample],
    explained: f64,
    settings: &Settings,
) -> Vec<String> {
    let column = &phenotype.column;
    let mut notes = Vec::new();
    if !left_out.is_empty() {
        notes.push(format!(
            "{} of {} samples have no '{column}' and are left out",
            left_out.len(),
            left_out.len() + n_used
        ));
    }
    if phenotype.adjust.is_empty() {
        notes.push(format!(
            "'{column}' is tested unadjusted: groups that differ in it and in expression show as a \
             slope, whether or not the two are related within groups"
        ));
    }
    if explained > LITTLE_LEFT {
        notes.push(format!(
            "the columns adjusted for explain {:.0} % of the variance of '{column}'; the result \
             rests on the rest",
            100.0 * explained
        ));
    }
    if settings.treat.is_some() {
        notes.push(
            "the treat threshold is a fold change and does not apply: slopes and curves are tested \
             against none"
                .into(),
        );
    }
    notes
}
