//! Contrasts as delimited text.

use super::entry::Entry;
use crate::faults::Faults;
use crate::suggest::did_you_mean;
use crate::table::{Row, TableReader, position_of, refuse_repeats};
use crate::yaml::split_list;
use arrayon_core::missing::is_missing_level;
use arrayon_core::{InputError, Place};
use std::path::Path;

const COLUMNS: &[&str] = &[
    "id",
    "variable",
    "reference",
    "target",
    "blocking",
    "blocking_factors",
    "exclude_samples_col",
    "exclude_samples_column",
    "exclude_samples_values",
    "formula",
    "make_contrasts_str",
];
const SHAPE: &str = "id,variable,reference,target,blocking,exclude_samples_col,\
                     exclude_samples_values,formula,make_contrasts_str (all but variable, \
                     reference and target optional)";

pub(super) fn read_entries(
    path: &Path,
    text: &str,
    faults: &mut Faults,
) -> Result<Vec<Entry>, InputError> {
    let mut table = TableReader::new(path, text)?;
    faults.note(refuse_repeats(path, table.header_line, &table.header));
    refuse_unknown_columns(path, &table, faults);
    let columns = Columns::find(&table)?;
    let mut entries = Vec::new();
    loop {
        match table.next_row() {
            Ok(None) => return Ok(entries),
            Ok(Some(row)) => entries.push(columns.entry(&row)),
            Err(fault) => faults.add(fault),
        }
    }
}

/// A misspelt column must not be passed over: without its blocking column a model is another.
fn refuse_unknown_columns(path: &Path, table: &TableReader<'_>, faults: &mut Faults) {
    // R and pandas write numbers of rows into a first column without a name
    let is_unknown =
        |name: &&String| !name.is_empty() && !COLUMNS.contains(&crate::table::fold(name).as_str());
    for name in table.header.iter().filter(is_unknown) {
        let near = did_you_mean(name, COLUMNS.iter().copied());
        faults.add(
            InputError::new(path, format!("'{name}' is no column of contrasts"))
                .at(Place::Line(table.header_line))
                .expected(SHAPE)
                .hint(
                    near.unwrap_or_else(|| {
                        "remarks belong into lines that begin with '#'".to_owned()
                    }),
                ),
        );
    }
}

struct Columns {
    id: Option<usize>,
    variable: Option<usize>,
    reference: Option<usize>,
    target: Option<usize>,
    blocking: Option<usize>,
    exclude_column: Option<usize>,
    exclude_values: Option<usize>,
    formula: Option<usize>,
    make_contrasts_str: Option<usize>,
}

impl Columns {
    fn find(table: &TableReader<'_>) -> Result<Self, InputError> {
        let at = |names: &[&str]| position_of(&table.header, names);
        let columns = Self {
            id: at(&["id"]),
            variable: at(&["variable"]),
            reference: at(&["reference"]),
            target: at(&["target"]),
            blocking: at(&["blocking", "blocking_factors"]),
            exclude_column: at(&["exclude_samples_col", "exclude_samples_column"]),
            exclude_values: at(&["exclude_samples_values"]),
            formula: at(&["formula"]),
            make_contrasts_str: at(&["make_contrasts_str"]),
        };
        let complete =
            columns.variable.is_some() && columns.reference.is_some() && columns.target.is_some();
        if complete || columns.make_contrasts_str.is_some() {
            return Ok(columns);
        }
        Err(table
            .missing_column("the columns variable, reference and target")
            .hint(format!("the shape is {SHAPE}")))
    }

    fn entry(&self, row: &Row<'_>) -> Entry {
        let text = |position: Option<usize>| match position.map_or("", |at| row.cell(at)) {
            text if is_missing_level(text) => String::new(),
            text => text.to_owned(),
        };
        Entry {
            line: row.line,
            id: text(self.id),
            variable: text(self.variable),
            reference: text(self.reference),
            target: text(self.target),
            formula: text(self.formula),
            make_contrasts_str: text(self.make_contrasts_str),
            blocking: split_list(&text(self.blocking)),
            exclude_samples_column: text(self.exclude_column),
            exclude_samples_values: split_list(self.exclude_values.map_or("", |at| row.cell(at))),
        }
    }
}
