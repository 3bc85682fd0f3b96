//! The samples of one contrast, and what their columns hold.

use super::roles::{levels, number};
use super::{ColumnReading, ColumnRoles, Reading};
use crate::DiffexprError;
use arrayon_core::contrast::{Function, Variable, term_columns};
use arrayon_core::{Contrast, SampleSheet, SheetColumn};
use std::collections::BTreeMap;

/// What a contrast asks of the sheet.
pub(super) struct Scope<'a> {
    pub(super) sheet: &'a SampleSheet,
    pub(super) contrast: &'a Contrast,
    pub(super) roles: &'a ColumnRoles,
    /// Positions of the samples that are not excluded, ascending.
    pub(super) kept: Vec<usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        sheet: &'a SampleSheet,
        contrast: &'a Contrast,
        roles: &'a ColumnRoles,
    ) -> Result<Self, DiffexprError> {
        let mut scope = Self {
            sheet,
            contrast,
            roles,
            kept: (0..sheet.n_samples()).collect(),
        };
        if let Some(name) = &contrast.exclude_samples_column {
            let values = &scope.find(name)?.values;
            let excluded = &contrast.exclude_samples_values;
            scope.kept.retain(|&at| !excluded.contains(&values[at]));
        }
        Ok(scope)
    }

    pub(super) fn find(&self, name: &str) -> Result<&'a SheetColumn, DiffexprError> {
        self.sheet
            .column(name)
            .ok_or_else(|| DiffexprError::UnknownColumn {
                contrast: self.contrast.id.clone(),
                column: name.to_owned(),
                columns: (self.sheet.column_names().into_iter())
                    .map(String::from)
                    .collect(),
            })
    }

    /// A column that is filled for every kept sample.
    pub(super) fn filled(&self, name: &str) -> Result<&'a SheetColumn, DiffexprError> {
        let column = self.find(name)?;
        let empty = self.kept.iter().filter(|&&at| column.values[at].is_empty());
        let samples: Vec<String> = empty.map(|&at| self.sheet.samples[at].clone()).collect();
        if samples.is_empty() {
            return Ok(column);
        }
        Err(DiffexprError::EmptyCell {
            contrast: self.contrast.id.clone(),
            column: name.to_owned(),
            samples,
        })
    }

    /// A column as levels in sheet order, or as numbers.
    pub(super) fn read(&self, name: &str) -> Result<ColumnReading, DiffexprError> {
        let column = self.filled(name)?;
        let named = |&at: &usize| (at, self.sheet.samples[at].as_str());
        let samples: Vec<(usize, &str)> = self.kept.iter().map(named).collect();
        self.roles.read(&self.contrast.id, column, &samples)
    }

    /// The same, with the levels in the order of R's `factor`: numbers by size, other texts by
    /// their characters.
    pub(super) fn read_sorted(&self, name: &str) -> Result<ColumnReading, DiffexprError> {
        let mut reading = self.read(name)?;
        if let Reading::Factor(levels) = &mut reading.reading {
            let numbers: Option<Vec<f64>> = levels.iter().map(|level| number(level)).collect();
            match numbers {
                Some(_) => levels.sort_by(|a, b| f64::total_cmp(&value(a), &value(b))),
                None => levels.sort(),
            }
        }
        Ok(reading)
    }

    /// A variable of a formula: a column as [`Self::read_sorted`] reads it, or numbers computed
    /// from one, whatever its role.
    pub(super) fn read_variable(
        &self,
        variable: &Variable,
    ) -> Result<ColumnReading, DiffexprError> {
        match variable.function {
            None => self.read_sorted(&variable.column),
            Some(function) => self.computed(variable, function),
        }
    }

    fn computed(
        &self,
        variable: &Variable,
        function: Function,
    ) -> Result<ColumnReading, DiffexprError> {
        let column = self.filled(&variable.column)?;
        let value = |&at: &usize| {
            let text = &column.values[at];
            let value = number(text).and_then(|value| function.of(value));
            value.ok_or_else(|| DiffexprError::NoFunctionValue {
                contrast: self.contrast.id.clone(),
                function: function.name(),
                column: variable.column.clone(),
                sample: self.sheet.samples[at].clone(),
                value: text.clone(),
                expected: function.domain(),
            })
        };
        let values = self.kept.iter().map(value).collect::<Result<_, _>>()?;
        Ok(ColumnReading {
            column: variable.to_string(),
            reading: Reading::Covariate(values),
            declared: true,
            doubt: None,
        })
    }

    /// The values of a column at the kept samples.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'a str>, DiffexprError> {
        let column = self.find(name)?;
        Ok(self.kept.iter().map(|&at| &column.values[at][..]).collect())
    }

    /// The columns of each blocking term; none occurs twice or is itself tested by group means.
    pub(super) fn blocking_terms(
        &self,
        tested: &[Vec<String>],
    ) -> Result<Vec<Vec<String>>, DiffexprError> {
        let mut terms: Vec<Vec<String>> = Vec::new();
        for term in &self.contrast.blocking {
            let columns = term_columns(term, self.sheet);
            columns
                .iter()
                .try_for_each(|name| self.find(name).map(|_| ()))?;
            let is_same = |other: &Vec<String>| {
                other.len() == columns.len() && other.iter().all(|name| columns.contains(name))
            };
            if terms.iter().chain(tested).any(is_same) {
                return Err(self.repeated(term));
            }
            terms.push(columns);
        }
        Ok(terms)
    }

    pub(super) fn repeated(&self, column: &str) -> DiffexprError {
        DiffexprError::RepeatedColumn {
            contrast: self.contrast.id.clone(),
            column: column.to_owned(),
        }
    }

    /// For each position the levels of columns, joined with `.`; different levels must not join
    /// to the same text.
    pub(super) fn cells(
        &self,
        names: &[String],
        positions: &[usize],
    ) -> Result<Vec<String>, DiffexprError> {
        let columns: Vec<&SheetColumn> =
            (names.iter().map(|name| self.find(name))).collect::<Result<_, _>>()?;
        let parts = |&at: &usize| -> Vec<&str> {
            columns
                .iter()
                .map(|column| &column.values[at][..])
                .collect()
        };
        let mut known: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut cells = Vec::with_capacity(positions.len());
        for parts in positions.iter().map(parts) {
            let cell = parts.join(".");
            if *known.entry(cell.clone()).or_insert_with(|| parts.clone()) != parts {
                return Err(DiffexprError::AmbiguousGroup {
                    contrast: self.contrast.id.clone(),
                    group: cell,
                    columns: names.to_vec(),
                });
            }
            cells.push(cell);
        }
        Ok(cells)
    }

    pub(super) fn excluded(&self) -> Vec<String> {
        (0..self.sheet.n_samples())
            .filter(|at| self.kept.binary_search(at).is_err())
            .map(|at| self.sheet.samples[at].clone())
            .collect()
    }
}

fn value(level: &str) -> f64 {
    number(level).unwrap_or(f64::NAN)
}

/// How many samples each text has, in order of first appearance.
pub(super) fn counted(texts: &[String]) -> Vec<super::Group> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let of = |level: String| super::Group {
        n_samples: counts[level.as_str()],
        group: level,
    };
    levels(texts.iter().map(String::as_str))
        .into_iter()
        .map(of)
        .collect()
}
