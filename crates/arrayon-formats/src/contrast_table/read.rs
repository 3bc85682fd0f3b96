//! Tables of contrasts, of this program and of others, from texts.

use super::columns::{Cells, Columns, NUMBERS, entrez_in, genes_in};
use super::feature_ids::FeatureIds;
use super::names::OURS_ALONE;
use crate::source::Input;
use crate::table::TableReader;
use crate::wanted::{self, Wanted};
use crate::writing::{Writing, refusal, writing_of};
use arrayon_core::missing::{is_missing, present};
use arrayon_core::numbers::is_number;
use arrayon_core::spreadsheet_ids::is_mangled;
use arrayon_core::{InputError, Place};
use arrayon_results::differential::{FeatureRow, linear_fold_change};
use arrayon_results::number::{finite, parse_number};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

/// A table of a contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastTable {
    /// The features by p-value, then by the size of the statistic, then by id, so that nothing
    /// depends on the order of the file; at the end those without a p-value.
    pub rows: Vec<FeatureRow>,
    /// What was taken from which column, in words; `None` where all goes by our own names.
    pub columns: Option<String>,
}

/// Reads a table that this program wrote, or one of limma's `topTable` as R's `write.table` or
/// `write.csv` writes it: separated by tabs, commas, semicolons or blanks, quoted or not, its
/// row names in the first column, whose name may be empty or left out. Columns may stand in any
/// order, under the names of limma, affycoretools, GEO2R, DESeq2, edgeR or TAC; the ids, the fold
/// change and the adjusted p-value are needed, what else is absent is not a number.
///
/// Numbers of rows are no ids: features are then named by limma's `ID` or their genes, which may
/// stand for several features, or by these numbers where a column names their genes.
///
/// A linear fold change becomes one on the log2 scale. The root of an F or of a likelihood ratio,
/// with the sign of the fold change, is the statistic where no column has it with its sign: with
/// one degree of freedom they are its squares.
///
/// # Errors
/// A file that cannot be read or is of another kind; a missing column, two that may be meant, a cell that is no number or an infinite one, a p-value
/// that is not from 0 to 1, a feature that occurs twice: each with its line and column.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<ContrastTable, InputError> {
    wanted::read_text_of(input, Wanted::FeatureTable, parse)
}

/// Reads the text of such a table; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, text: &str) -> Result<ContrastTable, InputError> {
    let mut table = TableReader::with_fallback(path, text, b' ')?;
    table.name_row_names()?;
    let mut rows = Vec::new();
    while let Some(row) = table.next_row()? {
        rows.push((row.line, row.record().clone()));
    }
    let by_semicolons = table.delimiter == b';';
    let names = table.header;
    let mut cells = Cells { names, rows };
    let marks = decimal_marks(path, &mut cells, by_semicolons)?;
    let columns = Columns::find(path, &cells)?;
    if cells.rows.is_empty() {
        return Err(InputError::new(path, "a header without rows").expected("one row a feature"));
    }
    let mut rows = Vec::with_capacity(cells.rows.len());
    let mut lines = BTreeMap::new();
    let may_repeat = matches!(columns.ids, FeatureIds::Repeated(_));
    for (line, record) in &cells.rows {
        let row = RowReader { path, line: *line }.read(&columns, &cells.names, record)?;
        let first = lines.insert(row.feature_id.clone(), *line);
        if let (Some(first), false) = (first, may_repeat) {
            let found = format!("feature '{}' is on line {first} already", row.feature_id);
            return Err(InputError::new(path, found)
                .at(Place::Line(*line))
                .hint(hint_of_repeat(&row.feature_id)));
        }
        rows.push(row);
    }
    let not_adjusted = take_as_unchanged(&mut rows);
    rows.sort_by(by_p_value);
    columns.ids.tell_apart(&mut rows);
    let in_words = columns.in_words(&cells.names);
    // of our own tables the stage that wrote them has said so
    let without_result = in_words.as_ref().and_then(|_| without_result(&rows));
    let words = [in_words, marks, not_adjusted, without_result];
    let words: Vec<String> = words.into_iter().flatten().collect();
    Ok(ContrastTable {
        rows,
        columns: (!words.is_empty()).then(|| words.join("; ")),
    })
}

/// Features with a p-value that was not adjusted, as DESeq2 leaves them that its independent filtering
/// takes out: they were tested and are not called.
fn take_as_unchanged(rows: &mut [FeatureRow]) -> Option<String> {
    let mut n = 0;
    for row in rows {
        if row.p_value.is_some() && row.adj_p_value.is_none() {
            row.adj_p_value = Some(1.0);
            n += 1;
        }
    }
    (n > 0).then(|| {
        format!(
            "{n} features have a p-value but no adjusted one and count as tested and not changed"
        )
    })
}

/// Features that other programs list without a result, as DESeq2 does without counts.
fn without_result(rows: &[FeatureRow]) -> Option<String> {
    let n = rows.iter().filter(|row| row.adj_p_value.is_none()).count();
    (n > 0).then(|| {
        format!(
            "{n} of {} features have no result and count as not tested",
            rows.len()
        )
    })
}

/// Makes numbers with decimal commas, or with marks between thousands, numbers with decimal points
/// in all columns of numbers; says that it did.
fn decimal_marks(
    path: &Path,
    cells: &mut Cells,
    by_semicolons: bool,
) -> Result<Option<String>, InputError> {
    let of_numbers: Vec<bool> = (0..cells.names.len())
        .map(|column| {
            let filled = || cells.of(column).filter(|cell| !is_missing(cell));
            filled().next().is_some() && filled().all(is_number)
        })
        .collect();
    let is_of_numbers = |at: usize| of_numbers.get(at).copied().unwrap_or(false);
    let numbers = cells.rows.iter().flat_map(|(line, row)| {
        let numbers = row.iter().enumerate().filter(|(at, _)| is_of_numbers(*at));
        numbers.map(|(at, cell)| ((*line, at), cell.trim()))
    });
    let writing = writing_of(numbers, by_semicolons)
        .map_err(|doubt| refusal(path, &doubt, |column| cells.names[column].clone()))?;
    let Some(Writing { mark, words }) = writing else {
        return Ok(None);
    };
    for (_, row) in &mut cells.rows {
        let plain = row
            .iter()
            .enumerate()
            .map(|(at, cell)| match is_of_numbers(at) {
                true if !is_missing(cell) => mark.with_point(cell.trim()),
                _ => cell.to_owned(),
            });
        *row = plain.collect::<Vec<String>>().into();
    }
    Ok(Some(format!("numbers have {words}")))
}

fn hint_of_repeat(id: &str) -> &'static str {
    match is_mangled(id) {
        true => {
            "a spreadsheet has made dates or numbers of ids: take them from the file before it was \
             opened there"
        }
        false => "give every feature one row",
    }
}

/// The order of rows; those of one id may be told apart by their fold change.
fn by_p_value(a: &FeatureRow, b: &FeatureRow) -> Ordering {
    let p_value = |row: &FeatureRow| row.p_value.unwrap_or(f64::INFINITY);
    let size = |row: &FeatureRow| row.ordinary_t().map_or(0.0, f64::abs);
    (p_value(a).total_cmp(&p_value(b)))
        .then_with(|| size(b).total_cmp(&size(a)))
        .then_with(|| a.feature_id.cmp(&b.feature_id))
        .then_with(|| a.log_fc.total_cmp(&b.log_fc))
}

/// Where a row stands.
struct RowReader<'a> {
    path: &'a Path,
    line: u64,
}

impl RowReader<'_> {
    fn read(
        &self,
        columns: &Columns,
        names: &[String],
        record: &csv::StringRecord,
    ) -> Result<FeatureRow, InputError> {
        let number = |column: Option<usize>| {
            column.map_or(Ok(f64::NAN), |column| {
                self.number(&names[column], &record[column])
            })
        };
        let mut values = [f64::NAN; NUMBERS.len()];
        for (value, &column) in values.iter_mut().zip(&columns.numbers) {
            *value = number(column)?;
        }
        for at in [5, 6, 9] {
            if let Some(column) = columns.numbers[at] {
                self.check_probability(&names[column], values[at])?;
            }
        }
        let [
            mut log_fc,
            ci_left,
            ci_right,
            ave_expr,
            mut t,
            p_value,
            adj_p_value,
            b,
            ..,
        ] = values;
        let [
            ..,
            moderated_t,
            moderated_p_value,
            ln_p,
            moderated_ln_p,
            reference_mean,
            target_mean,
        ] = values;
        let where_too_small = |ln_p: f64, p_value: f64| {
            finite(ln_p).filter(|ln_p| *ln_p < 0.0 && p_value < f64::MIN_POSITIVE)
        };
        if let Some((column, scale)) = columns.fold_change {
            log_fc = scale.log2(number(Some(column))?);
        }
        if let Some(column) = columns.squared {
            let squared = number(Some(column))?;
            if squared < 0.0 {
                let found = format!("'{}' is below 0", &record[column]);
                return Err(self
                    .refuse(&names[column], found)
                    .expected("an F or a likelihood ratio"));
            }
            // without a fold change the sign is not known
            t = squared.sqrt() * log_fc.signum();
        }
        let owned = |genes: Vec<&str>| genes.into_iter().map(str::to_owned).collect();
        let cell = |column: Option<usize>| column.map_or("", |column| &record[column]);
        let entrez_ids = cell(columns.entrez_ids);
        let mut row = FeatureRow {
            feature_id: columns.ids.of(record),
            log_fc,
            ci_left,
            ci_right,
            ave_expr,
            t: finite(t),
            p_value: finite(p_value),
            log_p_value: where_too_small(ln_p, p_value),
            adj_p_value: finite(adj_p_value),
            b: finite(b),
            fold_change: linear_fold_change(log_fc),
            reference_mean: finite(reference_mean),
            target_mean: finite(target_mean),
            moderated_t: finite(moderated_t),
            moderated_p_value: finite(moderated_p_value),
            moderated_log_p_value: where_too_small(moderated_ln_p, moderated_p_value),
            gene_symbols: owned(genes_in(cell(columns.symbols)).collect()),
            entrez_ids: owned(
                entrez_in(entrez_ids).unwrap_or_else(|| genes_in(entrez_ids).collect()),
            ),
            gene_description: present(cell(columns.description)).into(),
            ..FeatureRow::default()
        };
        for (&(_, of_row, is_probability), &column) in OURS_ALONE.iter().zip(&columns.ours_alone) {
            let value = number(column)?;
            if let (Some(column), true) = (column, is_probability) {
                self.check_probability(&names[column], value)?;
            }
            *of_row(&mut row) = finite(value);
        }
        Ok(row)
    }

    fn check_probability(&self, column: &str, value: f64) -> Result<(), InputError> {
        if value.is_nan() || (0.0..=1.0).contains(&value) {
            return Ok(());
        }
        Err(self
            .refuse(column, format!("'{value}' is outside 0 to 1"))
            .expected("a number from 0 to 1, or NA"))
    }

    fn number(&self, column: &str, text: &str) -> Result<f64, InputError> {
        let value = parse_number(text).ok_or_else(|| {
            self.refuse(column, format!("'{text}' is no number"))
                .expected("a number, or NA")
        })?;
        if value.is_infinite() {
            return Err(self
                .refuse(column, format!("'{text}' is infinite"))
                .expected("a number, or NA"));
        }
        Ok(value)
    }

    fn refuse(&self, column: &str, found: String) -> InputError {
        InputError::new(self.path, found).at(Place::Field {
            line: self.line,
            column: column.to_owned(),
        })
    }
}
