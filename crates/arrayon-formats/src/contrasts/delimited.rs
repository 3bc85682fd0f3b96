//! Contrasts as delimited text.

use super::rules::free_combination;
use super::{RawContrast, default_id, exclusion};
use crate::suggest::did_you_mean;
use crate::table::{Row, TableReader, position_of, refuse_repeats};
use crate::yaml::split_list;
use arrayon_core::{Contrast, InputError, Place};
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
const FORMULAS: &[&str] = &["formula", "make_contrasts_str"];
const SHAPE: &str = "id,variable,reference,target,blocking,exclude_samples_col,\
                     exclude_samples_values (all but variable, reference and target optional)";

pub(super) fn read_contrasts(path: &Path, text: &str) -> Result<Vec<RawContrast>, InputError> {
    let mut table = TableReader::new(path, text)?;
    refuse_repeats(path, table.header_line, &table.header)?;
    refuse_unknown_columns(path, &table)?;
    let columns = Columns::find(&table)?;
    let mut contrasts = Vec::new();
    while let Some(row) = table.next_row()? {
        contrasts.push(columns.contrast(path, &row)?);
    }
    Ok(contrasts)
}

/// A misspelt column must not be passed over: without its blocking column a model is another.
fn refuse_unknown_columns(path: &Path, table: &TableReader<'_>) -> Result<(), InputError> {
    let unknown =
        (table.header.iter()).find(|name| !COLUMNS.contains(&crate::table::fold(name).as_str()));
    match unknown {
        None => Ok(()),
        Some(name) => Err(
            InputError::new(path, format!("'{name}' is no column of contrasts"))
                .at(Place::Line(table.header_line))
                .expected(SHAPE)
                .hint(
                    did_you_mean(name, COLUMNS.iter().copied()).unwrap_or_else(|| {
                        "remarks belong into lines that begin with '#'".to_owned()
                    }),
                ),
        ),
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
    formulas: Vec<(&'static str, usize)>,
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
            formulas: (FORMULAS.iter())
                .filter_map(|name| at(&[name]).map(|position| (*name, position)))
                .collect(),
        };
        let complete =
            columns.variable.is_some() && columns.reference.is_some() && columns.target.is_some();
        if complete || !columns.formulas.is_empty() {
            return Ok(columns);
        }
        Err(table
            .missing_column("the columns variable, reference and target")
            .hint(format!("the shape is {SHAPE}")))
    }

    fn contrast(&self, path: &Path, row: &Row<'_>) -> Result<RawContrast, InputError> {
        let text = |position: Option<usize>| match position.map_or("", |at| row.cell(at)) {
            "NA" => String::new(),
            text => text.to_owned(),
        };
        let (variable, reference) = (text(self.variable), text(self.reference));
        let target = text(self.target);
        let id = Some(text(self.id))
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| default_id(&variable, &reference, &target));
        let formula = (self.formulas.iter()).find(|(_, at)| !text(Some(*at)).is_empty());
        if let Some((column, _)) = formula {
            return Err(free_combination(path, row.line, &id, column));
        }
        let values = self.exclude_values.map_or("", |at| row.cell(at));
        let (exclude_samples_column, exclude_samples_values) =
            exclusion(text(self.exclude_column), split_list(values));
        Ok(RawContrast {
            line: row.line,
            contrast: Contrast {
                id,
                variable,
                reference,
                target,
                blocking: split_list(&text(self.blocking)),
                exclude_samples_column,
                exclude_samples_values,
            },
        })
    }
}
