//! What every contrast must hold to, whatever file it comes from.

use super::RawContrast;
use crate::names::fault_in_file_name;
use arrayon_core::{Comparison, Contrast, InputError, Place};
use std::collections::BTreeMap;
use std::path::Path;

/// Ids that were read, folded to lower case, with how they are written and on which line.
pub(super) type KnownIds = BTreeMap<String, (String, u64)>;

/// Checks a contrast by itself and against the ids of those before it.
pub(super) fn check(
    path: &Path,
    known: &mut KnownIds,
    raw: &RawContrast,
) -> Result<(), InputError> {
    // the id is known from here on, whatever else is wrong
    let is_unique = unique(known, raw);
    (one(&raw.contrast).and(is_unique)).map_err(|fault| fault.into_error(path, raw.line))
}

pub(super) struct Fault {
    column: String,
    found: String,
    pub(super) expected: String,
    hint: String,
}

impl Fault {
    pub(super) fn new(column: &str, found: String, hint: &str) -> Self {
        Self {
            column: column.to_owned(),
            found,
            expected: String::new(),
            hint: hint.to_owned(),
        }
    }

    pub(super) fn into_error(self, path: &Path, line: u64) -> InputError {
        InputError::new(path, self.found)
            .at(Place::Field {
                line,
                column: self.column,
            })
            .expected(self.expected)
            .hint(self.hint)
    }
}

fn one(contrast: &Contrast) -> Result<(), Fault> {
    let id = &contrast.id;
    if let Comparison::Levels {
        variable,
        reference,
        target,
    } = &contrast.comparison
    {
        two_levels(id, [variable, reference, target])?;
    }
    blocking(contrast)?;
    exclusion(contrast)?;
    fit_for_file_name(id)
}

fn two_levels(id: &str, [variable, reference, target]: [&String; 3]) -> Result<(), Fault> {
    let needed = [
        ("variable", variable),
        ("reference", reference),
        ("target", target),
    ];
    if let Some((column, _)) = needed.iter().find(|(_, text)| text.is_empty()) {
        let found = format!("contrast '{id}' has no {column}");
        let hint = "variable is a column of the sample sheet, reference and target are two of its \
                    values";
        return Err(Fault::new(column, found, hint));
    }
    if reference == target {
        let found = format!("contrast '{id}': contrast of a level with itself ('{target}')");
        let hint = "reference and target must differ";
        return Err(Fault::new("target", found, hint));
    }
    Ok(())
}

fn blocking(contrast: &Contrast) -> Result<(), Fault> {
    let id = &contrast.id;
    let is_coefficients = matches!(contrast.comparison, Comparison::Coefficients { .. });
    for (at, column) in contrast.blocking.iter().enumerate() {
        if !is_coefficients && contrast.variables().contains(&column.as_str()) {
            let found = format!("contrast '{id}' blocks by its own variable '{column}'");
            let hint = "leave the variable out of the blocking columns";
            return Err(Fault::new("blocking", found, hint));
        }
        if contrast.blocking[..at].contains(column) {
            let found = format!("contrast '{id}' names the blocking column '{column}' twice");
            return Err(Fault::new("blocking", found, "name it once"));
        }
    }
    Ok(())
}

fn exclusion(contrast: &Contrast) -> Result<(), Fault> {
    let id = &contrast.id;
    let values = &contrast.exclude_samples_values;
    match &contrast.exclude_samples_column {
        Some(column) if values.is_empty() => Err(Fault::new(
            "exclude_samples_values",
            format!("contrast '{id}' excludes samples by '{column}' but names no value"),
            "name the values that leave a sample out, separated by ';'",
        )),
        None if !values.is_empty() => Err(Fault::new(
            "exclude_samples_col",
            format!(
                "contrast '{id}' excludes samples with '{}' but names no column",
                values.join(";")
            ),
            "name the column of the sample sheet that holds these values",
        )),
        _ => Ok(()),
    }
}

fn fit_for_file_name(id: &str) -> Result<(), Fault> {
    let fault = |found: String| {
        let hint = "the id names result files; write an 'id' of letters, digits, '_', '-' and '.'";
        Fault::new("id", found, hint)
    };
    if id.is_empty() {
        return Err(fault("the id is empty".to_owned()));
    }
    let shown = id.escape_debug();
    let refused = |found| Err(fault(format!("id '{shown}' {found}")));
    fault_in_file_name(id).map_or(Ok(()), refused)
}

/// Ids that differ in case only would overwrite each other's files on some systems.
fn unique(known: &mut KnownIds, raw: &RawContrast) -> Result<(), Fault> {
    let id = &raw.contrast.id;
    let Some((first, line)) = known.insert(id.to_lowercase(), (id.clone(), raw.line)) else {
        return Ok(());
    };
    let found = if first == *id {
        format!("id '{id}' is on line {line} already")
    } else {
        format!("id '{id}' differs only in case from '{first}' on line {line}")
    };
    let hint = match raw.is_id_made {
        true => {
            "contrasts without an id are named after variable, target and reference; write an 'id' \
             column that gives each a different one, which names its result files"
        }
        false => "give each contrast a different id, which names its result files",
    };
    Err(Fault::new("id", found, hint))
}
