//! What is compared, and in which direction.
//!
//! | [`Comparison`] | written as |
//! |---|---|
//! | two levels of one column | `variable`, `reference`, `target` |
//! | arithmetic on group means | `variable` (`genotype` or `genotype:diet`) and a [`LinearCombination`] such as `(A.x - B.x) - (A.y - B.y)` |
//! | coefficients of a model | a [`Formula`] such as `~ genotype * diet` and a [`LinearCombination`] such as `genotypeKO.dietlow` |

mod combination;
mod combination_parser;
mod formula;
mod formula_parser;
mod r_names;
mod syntax;
mod variable;

pub use combination::{LinearCombination, NameFault, WeightedName, written_name};
pub use formula::{Formula, crossed_columns, term_columns};
pub use r_names::r_name;
pub use syntax::SyntaxFault;
pub use variable::{Function, Variable};

use crate::SampleSheet;

/// A comparison that each feature answers with one number, and the samples that it is asked of.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Unique id; it names the result files, so it holds no path separator.
    pub id: String,
    /// What is compared.
    pub comparison: Comparison,
    /// Further terms that enter the model as fixed effects: columns, or interactions `a:b`.
    pub blocking: Vec<String>,
    /// Column by which samples are left out of this contrast's model.
    pub exclude_samples_column: Option<String>,
    /// Values of that column that leave a sample out.
    pub exclude_samples_values: Vec<String>,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Two levels of one column. A positive log2 fold change means: higher in `target`.
    Levels {
        /// Column of the sample sheet that holds the groups.
        variable: String,
        /// Level that is subtracted.
        reference: String,
        /// Level from which the reference is subtracted.
        target: String,
    },
    /// A combination of the means of groups.
    GroupMeans {
        /// The columns whose levels, joined with `.`, name the groups; at least one.
        variables: Vec<String>,
        /// The combination of group names.
        combination: LinearCombination,
    },
    /// A combination of the coefficients of a model.
    Coefficients {
        /// The model.
        formula: Formula,
        /// The combination of its coefficients, by their names in R.
        combination: LinearCombination,
    },
}

impl Contrast {
    /// Target minus reference, of all samples and without blocking.
    ///
    /// ```
    /// let contrast = arrayon_core::Contrast::between("x", "diet", "control", "low");
    /// assert_eq!(contrast.direction(), "positive = higher in low than in control");
    /// ```
    pub fn between(id: &str, variable: &str, reference: &str, target: &str) -> Self {
        let comparison = Comparison::Levels {
            variable: variable.to_owned(),
            reference: reference.to_owned(),
            target: target.to_owned(),
        };
        Self::new(id, comparison)
    }

    /// A comparison of all samples, without blocking.
    pub fn new(id: &str, comparison: Comparison) -> Self {
        Self {
            id: id.to_owned(),
            comparison,
            blocking: Vec::new(),
            exclude_samples_column: None,
            exclude_samples_values: Vec::new(),
        }
    }

    /// The direction in words, for people who read a sign.
    pub fn direction(&self) -> String {
        match &self.comparison {
            Comparison::Levels {
                reference, target, ..
            } => format!("positive = higher in {target} than in {reference}"),
            Comparison::GroupMeans { combination, .. }
            | Comparison::Coefficients { combination, .. } => {
                format!("positive = {} above 0", combination.text())
            }
        }
    }

    /// The columns whose effect is tested: one, the crossed ones, or those of the formula.
    pub fn variables(&self) -> Vec<&str> {
        match &self.comparison {
            Comparison::Levels { variable, .. } => vec![variable],
            Comparison::GroupMeans { variables, .. } => {
                variables.iter().map(String::as_str).collect()
            }
            Comparison::Coefficients { formula, .. } => formula.columns(),
        }
    }

    /// The column of the formula's random intercept, where there is one.
    pub fn random_block(&self) -> Option<&str> {
        match &self.comparison {
            Comparison::Coefficients { formula, .. } => formula.random(),
            _ => None,
        }
    }

    /// Whether a sample, by its position in the sheet, is left out of the model.
    pub fn excludes(&self, sheet: &SampleSheet, sample: usize) -> bool {
        let column = self.exclude_samples_column.as_deref();
        let column = column.and_then(|name| sheet.column(name));
        column.is_some_and(|by| self.exclude_samples_values.contains(&by.values[sample]))
    }

    /// Reference and target, where two levels are compared.
    pub fn levels(&self) -> Option<(&str, &str)> {
        match &self.comparison {
            Comparison::Levels {
                reference, target, ..
            } => Some((reference, target)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_told_in_words() {
        let combination = LinearCombination::parse(" (A.x - B.x) - (A.y - B.y) ").unwrap();
        let contrast = Contrast::new(
            "x",
            Comparison::GroupMeans {
                variables: vec!["genotype".into(), "diet".into()],
                combination,
            },
        );
        assert_eq!(
            contrast.direction(),
            "positive = (A.x - B.x) - (A.y - B.y) above 0"
        );
        assert_eq!(contrast.variables(), ["genotype", "diet"]);
        assert_eq!(contrast.levels(), None);
    }
}
