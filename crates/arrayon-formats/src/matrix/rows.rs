//! Rows of numbers: parsed in parallel, checked, joined to a matrix.

use super::cells::Cells;
use crate::names::{self, Tidier, tidy};
use crate::source::check_memory;
use crate::writing::{Writing, refusal, writing_of};
use arrayon_core::missing::is_missing;
use arrayon_core::numbers::{DecimalMark, Doubt};
use arrayon_core::{ExpressionMatrix, InputError, Place};
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::path::Path;

/// What the numbers of a file are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Content {
    /// Log2 expression; values may be missing.
    Expression,
    /// Weights: not negative, never missing.
    Weights,
}

/// Which columns are taken, by the names of all; `None` for all of them.
pub type ColumnChoice<'a> = &'a dyn Fn(&[String]) -> Option<Vec<usize>>;

/// How the rows of a file are built.
pub(super) struct Layout<'a> {
    pub(super) path: &'a Path,
    pub(super) content: Content,
    pub(super) delimiter: u8,
    /// Which column holds the feature ids.
    pub(super) id_column: usize,
    /// Columns of text between the feature id and the first value.
    pub(super) n_text_columns: usize,
    /// Line of the header.
    pub(super) header_line: u64,
    /// Names of the samples as they stand in the header.
    pub(super) samples: Vec<String>,
    /// Whether each column is taken, empty where all are; what stands in others is not looked at.
    pub(super) is_taken: Vec<bool>,
}

/// A matrix, and what a reader should know of how it was read.
pub(super) struct Parsed {
    pub(super) matrix: ExpressionMatrix,
    pub(super) notes: Vec<String>,
}

impl Layout<'_> {
    /// Parses numbered lines, each an id, text columns, and one value per sample; what stands behind
    /// them must be empty.
    pub(super) fn parse(
        mut self,
        lines: &[(u64, &str)],
        choice: Option<ColumnChoice<'_>>,
    ) -> Result<Parsed, InputError> {
        let mut tidier = Tidier::default();
        let place = format!("line {}", self.header_line);
        for name in &mut self.samples {
            *name = tidier.tidy(name, || place.clone());
        }
        self.check_samples()?;
        if let Some(taken) = choice.and_then(|choose| choose(&self.samples)) {
            self.is_taken = vec![false; self.samples.len()];
            taken.into_iter().for_each(|at| self.is_taken[at] = true);
        }
        if lines.is_empty() {
            return Err(self
                .error(self.header_line, "the table has a header and no row")
                .expected("one row for each feature")
                .hint("the file may have been cut short"));
        }
        let n_samples = self.samples.len();
        self.check_size(lines)?;
        let n_values = lines.len() * n_samples;
        check_memory(self.path, "the matrix", n_values as u64 * 8)?;
        let mut values = vec![0.0; n_values];
        let mut notes = Vec::new();
        let ids = match self.fill(lines, &mut values, None) {
            Ok(ids) => ids,
            Err(error) => {
                let Some(Writing { mark, words }) = self.writing(lines)? else {
                    return Err(error);
                };
                let path = self.path.display();
                notes.push(format!("{path}: numbers have {words} and were read so"));
                self.fill(lines, &mut values, Some(mark))?
            }
        };
        let ids: Vec<Cow<'_, str>> = (ids.into_iter().zip(lines))
            .map(|(id, (line, _))| match tidy(id) {
                Cow::Borrowed(id) => Cow::Borrowed(id),
                Cow::Owned(_) => Cow::Owned(tidier.tidy(id, || format!("line {line}"))),
            })
            .collect();
        self.check_features(&ids, lines)?;
        self.check_values(&values)?;
        self.check_range(&values, lines)?;
        notes.extend(tidier.note(self.path));
        let features: Vec<String> = ids.into_iter().map(Cow::into_owned).collect();
        let shape = (features.len(), n_samples);
        let values = Array2::from_shape_vec(shape, values).expect("one value per cell");
        let matrix = ExpressionMatrix::new(features, self.samples, values)
            .map_err(|error| InputError::new(self.path, error.to_string()))?;
        Ok(Parsed { matrix, notes })
    }

    /// Parses all rows into `values`; their ids.
    fn fill<'t>(
        &self,
        lines: &[(u64, &'t str)],
        values: &mut [f64],
        writing: Option<DecimalMark>,
    ) -> Result<Vec<&'t str>, InputError> {
        let rows: Vec<Result<&str, InputError>> = (values.par_chunks_mut(self.samples.len()))
            .zip(lines.par_iter())
            .map(|(values, &(line, text))| self.row((line, text), values, writing))
            .collect();
        rows.into_iter().collect()
    }

    /// Whether a column is taken.
    fn takes(&self, at: usize) -> bool {
        self.is_taken.get(at).is_none_or(|is_taken| *is_taken)
    }

    /// The cells of a row that hold values.
    fn value_cells<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let n_samples = self.samples.len();
        let n_before = self.id_column + 1 + self.n_text_columns;
        Cells::new(text, self.delimiter)
            .skip(n_before)
            .take(n_samples)
    }

    /// How the numbers of a file are written; `None` where all are as programs write them.
    fn writing(&self, lines: &[(u64, &str)]) -> Result<Option<Writing>, InputError> {
        let cells = lines.iter().flat_map(|&(line, text)| {
            let cells = self.value_cells(text).enumerate();
            let taken = cells.filter(|&(at, _)| self.takes(at));
            taken.map(move |(at, cell)| ((line, at), cell))
        });
        writing_of(cells, self.delimiter == b';')
            .map_err(|doubt| refusal(self.path, &doubt, |at| self.samples[at].clone()))
    }

    fn row<'t>(
        &self,
        (line, text): (u64, &'t str),
        values: &mut [f64],
        writing: Option<DecimalMark>,
    ) -> Result<&'t str, InputError> {
        let mut cells = Cells::new(text, self.delimiter);
        let id = cells.nth(self.id_column).unwrap_or("");
        let mut n_values = 0;
        for (cell, at) in cells.skip(self.n_text_columns).zip(0..) {
            if at < values.len() && !self.takes(at) {
                values[at] = f64::NAN;
            } else if at < values.len() {
                values[at] = self
                    .number(cell, writing)
                    .ok_or_else(|| self.no_number(line, at, cell))?;
            }
            // spreadsheets end rows with empty cells
            if at < values.len() || !cell.is_empty() {
                n_values = at + 1;
            }
        }
        if n_values != values.len() {
            return Err(self.wrong_width(line, n_values));
        }
        if id.is_empty() {
            return Err(self
                .error(line, "the row has no feature id")
                .hint("the first column holds the ids"));
        }
        Ok(id)
    }

    /// Whether there is text for so many values: memory is not to be asked for by a header alone.
    fn check_size(&self, lines: &[(u64, &str)]) -> Result<(), InputError> {
        let n_samples = self.samples.len();
        let n_bytes: usize = lines.iter().map(|(_, text)| text.len()).sum();
        if n_bytes >= lines.len().saturating_mul(n_samples) {
            return Ok(());
        }
        let n_values = |text: &str| self.value_cells(text).count();
        (lines.iter())
            .map(|&(line, text)| (line, n_values(text)))
            .find(|&(_, n_values)| n_values != n_samples)
            .map_or(Ok(()), |(line, n_values)| {
                Err(self.wrong_width(line, n_values))
            })
    }

    fn error(&self, line: u64, found: impl Into<String>) -> InputError {
        InputError::new(self.path, found).at(Place::Line(line))
    }

    /// A value that the content may have.
    fn number(&self, cell: &str, writing: Option<DecimalMark>) -> Option<f64> {
        let is_weight = |value: &f64| *value >= 0.0;
        number(cell, writing)
            .filter(|value| self.content == Content::Expression || is_weight(value))
    }

    fn no_number(&self, line: u64, at: usize, cell: &str) -> InputError {
        let error = |found: String| {
            let column = self.samples[at].clone();
            InputError::new(self.path, found).at(Place::Field { line, column })
        };
        let is_weights = self.content == Content::Weights;
        let expected = if is_weights {
            "a weight of 0 or more"
        } else {
            "a log2 value, or NA"
        };
        if is_weights && number(cell, None).is_some() {
            let (found, hint) = if is_missing(cell) {
                (
                    if cell.is_empty() {
                        "the cell is empty".to_owned()
                    } else {
                        format!("'{cell}' is no weight")
                    },
                    "a weight of 0 leaves the value out, a weight of 1 leaves it as it is",
                )
            } else {
                (
                    format!("the weight {cell} is negative"),
                    "weights are relative precisions, such as the inverse of a variance; not logs",
                )
            };
            return error(found).expected(expected).hint(hint);
        }
        let hint = match cell {
            _ if cell.parse::<f64>().is_ok() && is_weights => "write a finite weight",
            _ if cell.parse::<f64>().is_ok() => {
                "an infinite value often comes from the log of 0; add an offset before taking logs"
            }
            _ if is_nearly_number(cell) => Doubt::<()>::HINT,
            _ => {
                "write NA for a value that is missing; only the first column may hold text, so take \
                 further columns of text out"
            }
        };
        error(format!("'{cell}' is no finite number"))
            .expected(expected)
            .hint(hint)
    }

    fn wrong_width(&self, line: u64, n_values: usize) -> InputError {
        let n_samples = self.samples.len();
        self.error(line, format!("the row has {n_values} values"))
            .expected(format!("{n_samples}, one for each sample of the header"))
            .hint("the file may have been cut short, or a cell may hold the delimiter")
    }

    fn check_samples(&self) -> Result<(), InputError> {
        let at_header = |found: String| self.error(self.header_line, found);
        if self.samples.is_empty() {
            return Err(at_header("the header names no sample".into())
                .expected("tab- or comma-separated: feature ids, then one column per sample")
                .hint("in R: write.table(x, file, sep = \"\\t\", quote = FALSE, col.names = NA)"));
        }
        let mut seen = FxHashMap::default();
        for (at, name) in self.samples.iter().enumerate() {
            let number = at + 1;
            if name.is_empty() {
                return Err(
                    at_header(format!("sample {number} of the header has no name"))
                        .hint("name every column"),
                );
            }
            if let Some(fault) = names::fault(name) {
                let found = format!("the name of sample {number}, {}, {fault}", quoted(name));
                return Err(at_header(found).hint("correct the name in the header"));
            }
            if let Some(first) = seen.insert(name, number) {
                let found = format!("sample '{name}' occurs twice, as sample {first} and {number}");
                return Err(at_header(found).hint("rename one of the two columns"));
            }
        }
        Ok(())
    }

    /// Refuses samples without any value: a column of another kind, or an array that failed.
    fn check_values(&self, values: &[f64]) -> Result<(), InputError> {
        let n_samples = self.samples.len();
        let mut has_value: Vec<bool> = (0..n_samples).map(|at| !self.takes(at)).collect();
        for row in values.chunks_exact(n_samples) {
            for (has_value, value) in has_value.iter_mut().zip(row) {
                *has_value |= !value.is_nan();
            }
            if !has_value.contains(&false) {
                return Ok(());
            }
        }
        let empty = has_value.iter().position(|has_value| !has_value);
        let Some(name) = empty.map(|at| &self.samples[at]) else {
            return Ok(());
        };
        Err(self
            .error(
                self.header_line,
                format!("sample '{name}' has no value in any row"),
            )
            .expected("log2 values")
            .hint("take the column out, and the sample out of the sheet"))
    }

    fn check_features(
        &self,
        ids: &[Cow<'_, str>],
        lines: &[(u64, &str)],
    ) -> Result<(), InputError> {
        let mut seen = FxHashMap::with_capacity_and_hasher(ids.len(), Default::default());
        for (id, (line, _)) in ids.iter().zip(lines) {
            if let Some(fault) = names::fault(id) {
                let found = format!("the feature id {} {fault}", quoted(id));
                let hint = "correct the id; a quote around it must be closed in its cell";
                return Err(self.error(*line, found).hint(hint));
            }
            if let Some(first) = seen.insert(id.as_ref(), *line) {
                return Err(self
                    .error(*line, format!("feature '{id}' is on line {first} already"))
                    .expected("unique feature ids")
                    .hint("keep one row for each feature, for example under its probe set id"));
            }
        }
        Ok(())
    }
}

/// A finite number, or NaN for a value said to be missing.
fn number(cell: &str, writing: Option<DecimalMark>) -> Option<f64> {
    if is_missing(cell) {
        return Some(f64::NAN);
    }
    match writing {
        None => cell.parse().ok().filter(|value: &f64| value.is_finite()),
        Some(mark) => mark.parse(cell),
    }
}

/// Whether a cell is digits with marks that numbers may have somewhere.
fn is_nearly_number(cell: &str) -> bool {
    let is_mark = |letter: char| ".,'+-eE\u{2019}".contains(letter) || letter.is_whitespace();
    cell.contains(|letter: char| letter.is_ascii_digit())
        && cell
            .chars()
            .all(|letter| letter.is_ascii_digit() || is_mark(letter))
}

/// A name that may hold anything.
fn quoted(name: &str) -> String {
    format!("'{}'", name.escape_debug())
}
