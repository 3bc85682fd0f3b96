//! Whether the sample sheet has what contrasts speak of.

use crate::suggest::{did_you_mean, quoted_list};
use arrayon_core::contrast::term_columns;
use arrayon_core::{Comparison, Contrast, InputError, Place, SampleSheet, SheetColumn};
use std::path::Path;

/// Checks every contrast against the sample sheet; `path` is the contrasts' file, for messages.
///
/// # Errors
/// A variable, formula, blocking or exclusion column that the sheet does not have; a reference, target or
/// exclusion value that no sample has; a group that is empty once samples are excluded; and
/// empty cells in a variable or blocking column of a sample that is not excluded (this error
/// names the sample sheet, the samples and their lines). Whether the names of a combination are
/// coefficients or groups shows when the design is built.
pub fn check_against(
    contrasts: &[Contrast],
    path: &Path,
    sheet: &SampleSheet,
) -> Result<(), InputError> {
    (contrasts.iter()).try_for_each(|contrast| {
        Check {
            contrast,
            path,
            sheet,
        }
        .all()
    })
}

struct Check<'a> {
    contrast: &'a Contrast,
    path: &'a Path,
    sheet: &'a SampleSheet,
}

impl Check<'_> {
    fn all(&self) -> Result<(), InputError> {
        let kept = self.kept()?;
        match &self.contrast.comparison {
            Comparison::Levels {
                variable,
                reference,
                target,
            } => {
                let column = self.column("variable", variable)?;
                for level in [reference, target] {
                    self.group(column, level, &kept)?;
                }
                self.no_empty_cell(column, &kept)?;
            }
            Comparison::GroupMeans { variables, .. } => {
                let variables = variables.iter().map(String::as_str);
                self.filled_columns("variable", variables, &kept)?;
            }
            Comparison::Coefficients { formula, .. } => {
                self.filled_columns("formula's column", formula.columns(), &kept)?;
                self.filled_columns("column of the random term", formula.random(), &kept)?;
            }
        }
        for term in &self.contrast.blocking {
            let names = term_columns(term, self.sheet);
            self.filled_columns("blocking column", names.iter().map(String::as_str), &kept)?;
        }
        Ok(())
    }

    fn filled_columns<'n>(
        &self,
        role: &str,
        names: impl IntoIterator<Item = &'n str>,
        kept: &[bool],
    ) -> Result<(), InputError> {
        (names.into_iter()).try_for_each(|name| self.no_empty_cell(self.column(role, name)?, kept))
    }

    fn error(&self, found: &str) -> InputError {
        InputError::new(
            self.path,
            format!("contrast '{}': {found}", self.contrast.id),
        )
    }

    fn column(&self, role: &str, name: &str) -> Result<&SheetColumn, InputError> {
        let names = || self.sheet.column_names();
        self.sheet.column(name).ok_or_else(|| {
            let sheet = self.sheet.path.display();
            self.error(&format!("{role} '{name}' is no column of {sheet}"))
                .expected(format!("one of {}", quoted_list(names())))
                .hint(
                    did_you_mean(name, names())
                        .unwrap_or_else(|| format!("add the column to {sheet}, or name another")),
                )
        })
    }

    /// For each sample, whether it takes part.
    fn kept(&self) -> Result<Vec<bool>, InputError> {
        let Some(name) = &self.contrast.exclude_samples_column else {
            return Ok(vec![true; self.sheet.n_samples()]);
        };
        let column = self.column("exclusion column", name)?;
        let values = &self.contrast.exclude_samples_values;
        for value in values {
            if !column.values.contains(value) {
                return Err(self.unknown_level("exclusion value", column, value));
            }
        }
        Ok((column.values.iter())
            .map(|value| !values.contains(value))
            .collect())
    }

    fn group(&self, column: &SheetColumn, level: &str, kept: &[bool]) -> Result<(), InputError> {
        let has_level = |at: &usize| column.values[*at] == level;
        let n_samples = (0..kept.len()).filter(has_level).count();
        if n_samples == 0 {
            return Err(self.unknown_level("level", column, level));
        }
        if (0..kept.len()).filter(has_level).any(|at| kept[at]) {
            return Ok(());
        }
        let by = self
            .contrast
            .exclude_samples_column
            .as_deref()
            .unwrap_or("");
        let values = self.contrast.exclude_samples_values.join(";");
        Err(self
            .error(&format!(
                "no sample with {} '{level}' is left: '{by}' = '{values}' excludes all {n_samples}",
                column.name
            ))
            .expected("at least one sample in each group")
            .hint("check the exclusion column and its values"))
    }

    fn unknown_level(&self, role: &str, column: &SheetColumn, level: &str) -> InputError {
        let counts = level_counts(column);
        let shown: Vec<String> = (counts.iter())
            .take(20)
            .map(|(name, n_samples)| format!("'{name}' ({n_samples})"))
            .collect();
        let more = if counts.len() > shown.len() {
            ", ..."
        } else {
            ""
        };
        let name = &column.name;
        self.error(&format!(
            "{role} '{level}' stands nowhere in column '{name}'"
        ))
        .expected(format!(
            "one of its values (samples): {}{more}",
            shown.join(", ")
        ))
        .hint(
            did_you_mean(level, counts.iter().map(|(name, _)| *name))
                .unwrap_or_else(|| "values are compared letter by letter; case counts".to_owned()),
        )
    }

    fn no_empty_cell(&self, column: &SheetColumn, kept: &[bool]) -> Result<(), InputError> {
        let empty: Vec<usize> = (0..kept.len())
            .filter(|&at| kept[at] && column.values[at].is_empty())
            .collect();
        let Some(&first) = empty.first() else {
            return Ok(());
        };
        let samples: Vec<String> = (empty.iter())
            .map(|&at| {
                format!(
                    "'{}' (line {})",
                    self.sheet.samples[at], self.sheet.lines[at]
                )
            })
            .collect();
        let found = format!(
            "contrast '{}' uses this column, which is empty for {}",
            self.contrast.id,
            samples.join(", ")
        );
        Err(InputError::new(&self.sheet.path, found)
            .at(Place::Field {
                line: self.sheet.lines[first],
                column: column.name.clone(),
            })
            .expected("a value for every sample that the contrast does not exclude")
            .hint("fill the cells, or leave these samples out by exclude_samples_col"))
    }
}

/// The levels in order of first appearance, each with its number of samples.
fn level_counts(column: &SheetColumn) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for value in column.values.iter().filter(|value| !value.is_empty()) {
        match counts.iter_mut().find(|(level, _)| level == value) {
            Some((_, n_samples)) => *n_samples += 1,
            None => counts.push((value, 1)),
        }
    }
    counts
}
