//! Columns that say nothing new, as designs, messages and notes name them.

use crate::words::List;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A column that left a design because it adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedColumn {
    /// Its name.
    pub name: String,
    /// The columns of which it is a combination; none where it is zero for every sample.
    pub combination_of: Vec<String>,
}

/// A column of repeated samples, animals for example, within the levels of another column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nested {
    /// The column.
    pub column: String,
    /// The column or columns within one level of which each of its levels lies.
    pub within: String,
    /// Whether the model is a formula.
    pub is_in_formula: bool,
}

impl Nested {
    /// What can be done about it.
    pub(crate) fn hint(&self) -> String {
        let Self { column, within, .. } = self;
        let block = if self.is_in_formula {
            format!("write '(1 | {column})' for it in the formula")
        } else {
            format!(
                "take it out of 'blocking' and give --block {column} (block = \"{column}\" in \
                     [differential])"
            )
        };
        format!(
            "every '{column}' lies within one '{within}', so that its samples are alike but compare \
             nothing: {block}, which models that as a random effect"
        )
    }
}

/// What a reader should know of dropped columns, in words.
pub(crate) fn dropped_note(dropped: &[DroppedColumn]) -> Option<String> {
    let it = if dropped.len() == 1 { "it" } else { "they" };
    let them = if dropped.len() == 1 { "it" } else { "them" };
    (!dropped.is_empty()).then(|| {
        format!(
            "{}: {it} add{} nothing and left the design; what is tested does not depend on {them}",
            Combinations(dropped),
            if dropped.len() == 1 { "s" } else { "" }
        )
    })
}

/// `column 'x' is a combination of 'a', 'b'; column 'y' is zero for every sample`.
pub(crate) struct Combinations<'a>(pub(crate) &'a [DroppedColumn]);

impl fmt::Display for Combinations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, column) in self.0.iter().enumerate() {
            let semicolon = if position == 0 { "" } else { "; " };
            let (name, others) = (&column.name, &column.combination_of);
            if others.is_empty() {
                write!(f, "{semicolon}column '{name}' is zero for every sample")?;
            } else {
                let others = List(others);
                write!(f, "{semicolon}column '{name}' is a combination of {others}")?;
            }
        }
        Ok(())
    }
}
