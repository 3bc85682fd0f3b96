//! What a sample sheet must hold to.

use super::RawSheet;
use crate::archive::has_archive_name;
use crate::faults::Faults;
use crate::names::{self, control_character};
use crate::suggest::quoted_list;
use arrayon_core::{InputError, Place};
use rustc_hash::FxHashMap;

/// The file of each sample: none empty, none twice, unless it is an archive of several arrays.
pub(super) fn files(raw: &RawSheet<'_>, at: usize, faults: &mut Faults) -> Vec<String> {
    let files = raw.column(at);
    for (row, _) in files.iter().enumerate().filter(|(_, file)| file.is_empty()) {
        let found = "no array file is named".to_owned();
        faults.add(
            fault(raw, row, at, found).hint("name the CEL file of the sample, or take the row out"),
        );
    }
    let repeated = repeats(&files).into_iter();
    for (first, second) in repeated.filter(|(first, _)| !has_archive_name(&files[*first])) {
        let found = format!(
            "array file '{}' is on line {} already",
            files[second], raw.lines[first]
        );
        faults.add(
            fault(raw, second, at, found)
                .expected("one array file for each sample")
                .hint("one of the two samples needs another file, or its row is a copy"),
        );
    }
    files
}

/// Sample names: at least one; none empty, none twice, all fit for result files.
pub(super) fn samples(
    raw: &RawSheet<'_>,
    at: usize,
    samples: &[String],
    from_file_names: bool,
    faults: &mut Faults,
) {
    if samples.is_empty() {
        faults.add(
            InputError::new(raw.path, "the sheet has a header and no sample")
                .at(Place::Line(raw.header_line))
                .hint(match raw.struck_out.is_empty() {
                    true => "write one row for each array",
                    false => {
                        "lines that begin with # are comments: put names that begin with # between quotes"
                    }
                }),
        );
    }
    let mend = |hint: &str| {
        if from_file_names {
            format!("the sheet has no sample column, so names come from files; {hint}")
        } else {
            hint.to_owned()
        }
    };
    for (row, name) in samples.iter().enumerate() {
        if name.is_empty() && !from_file_names {
            let hint = "write a unique name into a column 'sample'";
            faults.add(fault(raw, row, at, "the sample has no name".into()).hint(hint));
        } else if let Some(wrong) = names::fault(name)
            // those of control characters are found in all cells
            .filter(|_| !name.is_empty() && control_character(name).is_none())
        {
            let found = format!("sample name '{}' {wrong}", name.escape_debug());
            faults.add(fault(raw, row, at, found).hint(mend("correct the name")));
        }
    }
    for (first, second) in repeats(samples) {
        let line = raw.lines[first];
        let found = format!(
            "sample name '{}' is on line {line} already",
            samples[second]
        );
        faults.add(
            fault(raw, second, at, found)
                .expected("unique sample names")
                .hint(mend(
                    "rename one of the two; replicates are samples of their own",
                )),
        );
    }
}

/// Control characters, in column names or cells: figures and tables cannot hold them.
pub(super) fn characters(raw: &RawSheet<'_>, faults: &mut Faults) {
    let hint = "take it out; it may have come in by copying from another program";
    for name in &raw.header {
        if let Some(found) = control_character(name) {
            let shown = name.escape_debug();
            let found = format!("column '{shown}' holds the control character '{found}'");
            faults.add(
                InputError::new(raw.path, found)
                    .at(Place::Line(raw.header_line))
                    .hint(hint),
            );
        }
    }
    for (row, cells) in raw.rows.iter().enumerate() {
        for (at, cell) in cells.iter().enumerate() {
            if let Some(found) = control_character(cell) {
                let shown = cell.escape_debug();
                let found = format!("the cell '{shown}' holds the control character '{found}'");
                faults.add(fault(raw, row, at, found).hint(hint));
            }
        }
    }
}

/// The error for a sheet that names neither samples nor files.
pub(super) fn neither_sample_nor_file(raw: &RawSheet<'_>) -> InputError {
    let columns = quoted_list(raw.header.iter().map(String::as_str));
    InputError::new(raw.path, format!("the columns are {columns}"))
        .at(Place::Line(raw.header_line))
        .expected("a column 'sample' and, where arrays are to be read, a column 'file'")
        .hint("the first line must hold the column names")
}

fn fault(raw: &RawSheet<'_>, row: usize, at: usize, found: String) -> InputError {
    InputError::new(raw.path, found).at(Place::Field {
        line: raw.lines[row],
        column: raw.header[at].clone(),
    })
}

/// Positions of texts that repeat an earlier one, each with that of the earlier; empty ones do not.
fn repeats(texts: &[String]) -> Vec<(usize, usize)> {
    let mut seen = FxHashMap::default();
    let filled = texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty());
    filled
        .filter_map(|(at, text)| {
            let first = *seen.entry(text.as_str()).or_insert(at);
            (first != at).then_some((first, at))
        })
        .collect()
}
