//! What stands in one row, and the contrast that it is.

use super::RawContrast;
use super::rules::Fault;
use crate::names::{Tidier, made_fit_for_file_name};
use crate::suggest::quoted_list;
use arrayon_core::contrast::{SyntaxFault, crossed_columns};
use arrayon_core::missing::is_missing_level;
use arrayon_core::{Comparison, Contrast, Formula, InputError, LinearCombination};
use std::path::Path;

/// The texts of one row or list item, trimmed; empty where nothing stands.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) id: String,
    pub(super) variable: String,
    pub(super) reference: String,
    pub(super) target: String,
    pub(super) formula: String,
    pub(super) make_contrasts_str: String,
    pub(super) blocking: Vec<String>,
    pub(super) exclude_samples_column: String,
    pub(super) exclude_samples_values: Vec<String>,
}

const KINDS: &str = "a contrast is 'variable', 'reference' and 'target'; or 'variable' (a column, \
                     or 'a:b') with a combination of its group means in 'make_contrasts_str'; or \
                     'formula' with a combination of its coefficients in 'make_contrasts_str'";

impl Entry {
    /// The same with its texts made plain.
    pub(super) fn tidy(mut self, tidier: &mut Tidier) -> Self {
        let line = self.line;
        let texts = [
            &mut self.id,
            &mut self.variable,
            &mut self.reference,
            &mut self.target,
            &mut self.formula,
            &mut self.make_contrasts_str,
            &mut self.exclude_samples_column,
        ];
        let lists = [&mut self.blocking, &mut self.exclude_samples_values];
        for text in texts.into_iter().chain(lists.into_iter().flatten()) {
            *text = tidier.tidy(text, || format!("line {line}"));
        }
        self
    }

    pub(super) fn into_raw(self, path: &Path) -> Result<RawContrast, InputError> {
        let comparison = (self.comparison()).map_err(|fault| fault.into_error(path, self.line))?;
        let made = match &comparison {
            Comparison::Levels {
                variable,
                reference,
                target,
            } if self.id.is_empty() => Some(made_id(variable, target, reference)),
            _ => None,
        };
        let (exclude_samples_column, exclude_samples_values) =
            exclusion(self.exclude_samples_column, self.exclude_samples_values);
        Ok(RawContrast {
            line: self.line,
            is_id_made: made.is_some(),
            contrast: Contrast {
                id: made.unwrap_or(self.id),
                comparison,
                blocking: self.blocking,
                exclude_samples_column,
                exclude_samples_values,
            },
        })
    }

    fn comparison(&self) -> Result<Comparison, Fault> {
        let (formula, combination) = (&self.formula, &self.make_contrasts_str);
        if formula.is_empty() && combination.is_empty() {
            return Ok(Comparison::Levels {
                variable: self.variable.clone(),
                reference: self.reference.clone(),
                target: self.target.clone(),
            });
        }
        self.check_kind()?;
        let faulty = |column: &str, fault: SyntaxFault| {
            let found = format!(
                "contrast '{}': character {} of '{}': {}",
                self.id, fault.position, fault.text, fault.found
            );
            let mut told = Fault::new(column, found, &fault.hint);
            told.expected = fault.expected;
            told
        };
        let combination = LinearCombination::parse(combination)
            .map_err(|fault| faulty("make_contrasts_str", fault))?;
        if formula.is_empty() {
            let variables =
                crossed_columns(&self.variable).map_err(|fault| faulty("variable", fault))?;
            return Ok(Comparison::GroupMeans {
                variables,
                combination,
            });
        }
        let formula = Formula::parse(formula).map_err(|fault| faulty("formula", fault))?;
        Ok(Comparison::Coefficients {
            formula,
            combination,
        })
    }

    /// Refuses entries that are two kinds of contrast at once, or half of one.
    fn check_kind(&self) -> Result<(), Fault> {
        let id = &self.id;
        let fault = |column: &str, found: String| Err(Fault::new(column, found, KINDS));
        if self.make_contrasts_str.is_empty() {
            let found = format!("contrast '{id}' has a formula but no make_contrasts_str");
            return fault("make_contrasts_str", found);
        }
        let mut others = vec![("reference", &self.reference), ("target", &self.target)];
        let kind = if self.formula.is_empty() {
            "a combination of group means"
        } else {
            others.insert(0, ("variable", &self.variable));
            "a combination of the formula's coefficients"
        };
        let others: Vec<&str> = (others.iter())
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, _)| *column)
            .collect();
        if let Some(column) = others.first() {
            let others = quoted_list(others.iter().copied());
            return fault(
                column,
                format!("contrast '{id}' is {kind}, but also has {others}"),
            );
        }
        if self.formula.is_empty() && self.variable.is_empty() {
            let found =
                format!("contrast '{id}' has make_contrasts_str but no variable or formula");
            return fault("make_contrasts_str", found);
        }
        Ok(())
    }
}

/// The id of a contrast of two levels that has none. Nobody chose it, so that what a level such as
/// `-/-` or `5 mg/kg` brings into it is mended, not refused.
pub fn made_id(variable: &str, target: &str, reference: &str) -> String {
    made_fit_for_file_name(&format!("{variable}_{target}_vs_{reference}"))
}

/// Exclusion as it is compared with the sheet, whose cells without value are empty texts.
fn exclusion(column: String, values: Vec<String>) -> (Option<String>, Vec<String>) {
    let column = Some(column).filter(|column| !is_missing_level(column));
    let mut values: Vec<String> = (values.into_iter())
        .map(|value| {
            if is_missing_level(&value) {
                String::new()
            } else {
                value
            }
        })
        .collect();
    if column.is_none() && values.iter().all(String::is_empty) {
        values.clear();
    }
    (column, values)
}
