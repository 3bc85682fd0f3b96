//! Whether the sample sheet has what contrasts speak of.

use crate::faults::Faults;
use crate::suggest::{did_you_mean, quoted_list};
use arrayon_core::contrast::term_columns;
use arrayon_core::numbers::DecimalMark;
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
    let first = contrasts.iter().find_map(|contrast| {
        let mut faults = faults_against(contrast, path, sheet);
        (!faults.is_empty()).then(|| faults.swap_remove(0))
    });
    first.map_or(Ok(()), Err)
}

/// All that is wrong with one contrast: what [`check_against`] refuses.
pub fn faults_against(contrast: &Contrast, path: &Path, sheet: &SampleSheet) -> Vec<InputError> {
    let check = Check {
        contrast,
        path,
        sheet,
    };
    let mut faults = Faults::default();
    check.all(&mut faults);
    faults.finish(None::<()>).err().unwrap_or_default()
}

/// Spells levels of contrasts as the sheet has them, where its numbers were read otherwise than
/// they stand: the level `0,5` of a contrast is the sheet's `0.5`.
pub fn spell_as_sheet(contrasts: &mut [Contrast], sheet: &SampleSheet) {
    let spell = |column: &SheetColumn, level: &mut String| {
        if column.values.contains(level) {
            return;
        }
        let marks = [DecimalMark::Comma, DecimalMark::Point].into_iter();
        let numbers = marks.filter(|mark| mark.parse(level).is_some());
        let mut spelt = numbers.map(|mark| mark.with_point(level));
        if let Some(spelt) = spelt.find(|spelt| column.values.contains(spelt)) {
            *level = spelt;
        }
    };
    for contrast in contrasts {
        if let Comparison::Levels {
            variable,
            reference,
            target,
        } = &mut contrast.comparison
            && let Some(column) = sheet.column(variable)
        {
            spell(column, reference);
            spell(column, target);
        }
        let excluded = contrast.exclude_samples_column.as_deref();
        if let Some(column) = excluded.and_then(|name| sheet.column(name)) {
            let values = contrast.exclude_samples_values.iter_mut();
            values.for_each(|value| spell(column, value));
        }
    }
}

struct Check<'a> {
    contrast: &'a Contrast,
    path: &'a Path,
    sheet: &'a SampleSheet,
}

impl Check<'_> {
    fn all(&self, faults: &mut Faults) {
        let all = || vec![true; self.sheet.n_samples()];
        let kept = faults.note(self.kept()).unwrap_or_else(all);
        match &self.contrast.comparison {
            Comparison::Levels {
                variable,
                reference,
                target,
            } => {
                if let Some(column) = faults.note(self.column("variable", variable)) {
                    for level in [reference, target] {
                        faults.note(self.group(column, level, &kept));
                    }
                    faults.note(self.no_empty_cell(column, &kept));
                }
            }
            Comparison::GroupMeans { variables, .. } => {
                let variables = variables.iter().map(String::as_str);
                self.filled_columns("variable", variables, &kept, faults);
            }
            Comparison::Coefficients { formula, .. } => {
                self.filled_columns("formula's column", formula.columns(), &kept, faults);
                let random = formula.random();
                self.filled_columns("column of the random term", random, &kept, faults);
            }
        }
        for term in &self.contrast.blocking {
            let names = term_columns(term, self.sheet);
            let names = names.iter().map(String::as_str);
            self.filled_columns("blocking column", names, &kept, faults);
        }
    }

    fn filled_columns<'n>(
        &self,
        role: &str,
        names: impl IntoIterator<Item = &'n str>,
        kept: &[bool],
        faults: &mut Faults,
    ) {
        for name in names {
            let column = self.column(role, name);
            faults.note(column.and_then(|column| self.no_empty_cell(column, kept)));
        }
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
                    joined_columns(name, &names())
                        .or_else(|| did_you_mean(name, names()))
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
        self.error(&format!("{role} '{level}' is nowhere in column '{name}'"))
            .expected(format!(
                "one of its values (samples): {}{more}",
                shown.join(", ")
            ))
            .hint(
                did_you_mean(level, counts.iter().map(|(name, _)| *name))
                    .unwrap_or_else(|| "values must match exactly, including case".to_owned()),
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
/// What to write where a name is several columns, joined by something else than a semicolon: the
/// nearest of them alone would be another model.
fn joined_columns(name: &str, columns: &[&str]) -> Option<String> {
    let parts = divided(name, columns).filter(|parts| parts.len() > 1)?;
    Some(format!(
        "several columns are separated by ';', as in \"{}\"; where ';' also separates the cells of \
         the file, the cell stands between quotes",
        parts.join(";")
    ))
}

/// The columns that a text names one after the other, whatever mark stands between them; names of
/// columns may hold marks themselves.
fn divided<'a>(text: &str, columns: &[&'a str]) -> Option<Vec<&'a str>> {
    const MARKS: [char; 6] = [',', '+', '/', '|', '&', ' '];
    if text.is_empty() {
        return Some(Vec::new());
    }
    columns.iter().find_map(|&column| {
        let rest = text.strip_prefix(column).filter(|_| !column.is_empty())?;
        let next = rest.trim_start_matches(MARKS);
        let is_divided = rest.is_empty() || next.len() < rest.len();
        let further = is_divided.then(|| divided(next, columns))??;
        Some([vec![column], further].concat())
    })
}
