//! Sample sheets: which arrays a study has and what is known of each.
//!
//! # Format
//! Comma-, tab- or semicolon-separated text with a header (lines that begin with `#` are
//! comments), plain or gzipped; or YAML, a list of maps. The shape is nf-core's: a column `sample`
//! of unique names, a column `file`, and further columns that describe the samples.
//! These names, whatever their case, mean the same (the first that is present counts):
//!
//! - sample: `sample`, `sample_name`, `sample_id`, `id`, `Source Name`,
//!   `Hybridization Assay Name`, `Assay Name`;
//! - file: `file`, `cel`, `cel_file`, `cel_files`, `Array Data File`, `Array Data File Path`,
//!   `filename`.
//!
//! SDRF and ISA-Tab headers (`Factor Value[diet]`, `Characteristics[sex]`) are kept as they are
//! spelt; the columns of those formats that qualify others and stand several times
//! (`Protocol REF`, `Term Source REF`, ...) are left out. An assay file of ISA-Tab (`a_*.txt`) without
//! factor values takes what is known of its samples from the study file (`s_*.txt`) next to it. A sheet with files only, such as the
//! `cel_files` list of the Affymetrix Power Tools, takes its sample names from the files.
//!
//! A first column without a name is what R and pandas write for row names: numbers of rows are left
//! out, other texts are the sample names of a sheet that has none.
//!
//! Names and levels are made [`tidy`](crate::names::tidy). A column all of whose numbers can be read
//! with decimal commas (`3,5`) or with marks between thousands has them with decimal points.
//!
//! The column of sample names is a column like others, so that contrasts can exclude samples by
//! their names; that of files is not.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("samples.csv");
//! std::fs::write(&path, "sample,file,diet\nr1,r1.CEL.gz,Mg_low\nr2,r2.CEL.gz,NA\n")?;
//! let sheet = arrayon_formats::sample_sheet::read(&path)?;
//! assert_eq!(sheet.samples, ["r1", "r2"]);
//! assert_eq!(sheet.column("diet").unwrap().values, ["Mg_low", ""]);
//! assert_eq!(sheet.column_names(), ["sample", "diet"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod isa_tab;
mod mend;
mod titles;
mod write;
mod yaml;

pub use write::write;

use crate::faults::{Faults, only};
use crate::sheet_columns::{FILE_NAMES, SAMPLE_NAMES};
use crate::source::Input;
use crate::table::{TableReader, fold, position_of, refuse_repeats};
use crate::wanted::{self, Wanted};
use arrayon_core::missing::is_missing_level;
use arrayon_core::{InputError, SampleSheet, SheetColumn};
use std::path::Path;

/// Columns of SDRF and ISA-Tab that say more of the column to their left.
const QUALIFIERS: &[&str] = &[
    "protocol_ref",
    "term_source_ref",
    "term_accession_number",
    "unit",
    "date",
    "performer",
];

/// A sheet as read, before it is checked: every row has as many cells as the header.
struct RawSheet<'a> {
    path: &'a Path,
    header: Vec<String>,
    header_line: u64,
    lines: Vec<u64>,
    rows: Vec<Vec<String>>,
    /// Whether semicolons separate the cells, as they do where the comma is the decimal mark.
    by_semicolons: bool,
    /// Lines with a `#` in front that would be rows, and their first cells.
    struck_out: Vec<(u64, String)>,
}

/// A sheet, and what a reader should know of how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadSheet {
    /// The sheet.
    pub sheet: SampleSheet,
    /// What was read otherwise than it stands: names made plain, decimal commas, columns left out.
    pub notes: Vec<String>,
}

/// Reads a sample sheet. Empty cells and `NA` become empty texts.
///
/// # Errors
/// The first of the faults of [`read_with_notes`].
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<SampleSheet, InputError> {
    let read = read_with_notes(input).map_err(|mut faults| faults.swap_remove(0))?;
    Ok(read.sheet)
}

/// Reads a sample sheet, with what a reader should know of how it was read.
///
/// # Errors
/// All that is wrong, never nothing: a file that cannot be read, has neither a sample nor a file
/// column, or no sample; ragged rows; control characters; a column name that occurs twice; sample
/// names that are empty or stand twice; empty or repeated files. Each names line and column.
pub fn read_with_notes<'a>(input: impl Into<Input<'a>>) -> Result<ReadSheet, Vec<InputError>> {
    let input = input.into();
    wanted::read_text_of(input, Wanted::SampleSheet, |path, text| {
        if is_yaml(path, text) {
            let raw = yaml::read_rows(path, text).map_err(only)?;
            return read_rows(raw, Faults::default(), input);
        }
        let mut faults = Faults::default();
        let raw = read_delimited(path, text, &mut faults).map_err(only);
        raw.and_then(|raw| read_rows(raw, faults, input))
            .map_err(|faults| match titles::above_header(path, text) {
                // faults of lines below a wrong header say nothing
                Some(fault) => only(fault),
                None => faults,
            })
    })
}

fn read_rows(
    mut raw: RawSheet<'_>,
    faults: Faults,
    input: Input<'_>,
) -> Result<ReadSheet, Vec<InputError>> {
    let note = isa_tab::add_study(&mut raw, input).map_err(only)?;
    let mut read = sheet_of(raw, faults)?;
    read.notes.extend(note);
    Ok(read)
}

/// YAML by the file's name, or by its first line that is not a comment.
pub(crate) fn is_yaml(path: &Path, text: &str) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    let name = name.trim_end_matches(".gz");
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        return true;
    }
    let first = (text.lines().map(str::trim))
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .unwrap_or("");
    first == "---"
        || first.starts_with("- ")
        || first.starts_with(['{', '['])
        || (first.ends_with(':') && !first.contains(','))
}

fn read_delimited<'a>(
    path: &'a Path,
    text: &'a str,
    faults: &mut Faults,
) -> Result<RawSheet<'a>, InputError> {
    let mut table = TableReader::new(path, text)?;
    let kept = columns_kept(&table.header);
    let header: Vec<String> = kept.iter().map(|&at| table.header[at].clone()).collect();
    faults.note(refuse_repeats(path, table.header_line, &header));
    let mut raw = RawSheet {
        path,
        header,
        header_line: table.header_line,
        lines: Vec::new(),
        rows: Vec::new(),
        by_semicolons: table.delimiter == b';',
        struck_out: table.struck_out(text),
    };
    loop {
        match table.next_row() {
            Ok(None) => return Ok(raw),
            Ok(Some(row)) => {
                raw.lines.push(row.line);
                raw.rows
                    .push(kept.iter().map(|&at| row.cell(at).to_owned()).collect());
            }
            Err(fault) => faults.add(fault),
        }
    }
}

/// All columns but those that qualify others and stand several times.
fn columns_kept(header: &[String]) -> Vec<usize> {
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let repeats = |name: &String| folded.iter().filter(|other| *other == name).count() > 1;
    (0..header.len())
        .filter(|&at| !(QUALIFIERS.contains(&folded[at].as_str()) && repeats(&folded[at])))
        .collect()
}

fn sheet_of(mut raw: RawSheet<'_>, mut faults: Faults) -> Result<ReadSheet, Vec<InputError>> {
    let mut notes = Vec::new();
    notes.extend(mend::struck_out(&raw));
    notes.extend(mend::unnamed_column(&mut raw));
    let file_at = position_of(&raw.header, FILE_NAMES);
    notes.extend(mend::names(&mut raw, file_at));
    check::characters(&raw, &mut faults);
    let sample_at = position_of(&raw.header, SAMPLE_NAMES);
    let files = file_at.map(|at| check::files(&raw, at, &mut faults));
    let samples = match (sample_at, file_at, &files) {
        (Some(at), _, _) => raw.column(at),
        (None, Some(_), Some(files)) => files.iter().map(|file| stem(file)).collect(),
        _ => {
            faults.add(check::neither_sample_nor_file(&raw));
            return faults.finish(None);
        }
    };
    check::samples(
        &raw,
        sample_at.or(file_at).unwrap_or(0),
        &samples,
        sample_at.is_none(),
        &mut faults,
    );
    let mut columns: Vec<SheetColumn> = (0..raw.header.len())
        .filter(|&at| Some(at) != file_at)
        .map(|at| SheetColumn {
            name: raw.header[at].clone(),
            values: raw.column(at),
        })
        .collect();
    let described = columns.iter_mut().filter(|column| column.values != samples);
    notes.extend(described.filter_map(|column| mend::decimal_marks(&raw, column)));
    faults.finish(Some(ReadSheet {
        sheet: SampleSheet {
            path: raw.path.to_path_buf(),
            samples,
            lines: raw.lines,
            files,
            columns,
        },
        notes,
    }))
}

impl RawSheet<'_> {
    /// A column's cells; those [without a level](is_missing_level) are empty.
    fn column(&self, at: usize) -> Vec<String> {
        (self.rows.iter())
            .map(|row| match row[at].as_str() {
                text if is_missing_level(text) => String::new(),
                text => text.to_owned(),
            })
            .collect()
    }
}

/// The file's name without folders, `.gz` and `.CEL`, in any case: the name that a sample has where
/// nothing else names it.
pub fn stem(file: &str) -> String {
    let mut name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    for ending in [".gz", ".cel"] {
        let cut = name.len().saturating_sub(ending.len());
        if (name.get(cut..)).is_some_and(|end| cut > 0 && end.eq_ignore_ascii_case(ending)) {
            name = &name[..cut];
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests;
