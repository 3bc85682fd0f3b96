//! Which kind of file a file is, judged by its content.

mod foreign;
mod kind;
mod study;

pub(crate) use foreign::FROZEN_MAGIC;
pub use kind::FileKind;

use crate::encoding::start_as_utf8;
use arrayon_core::{InputError, Place};
use std::path::Path;

/// As much of a file as its kind is recognised from: all header lines of the library files seen so far.
pub(crate) const START: usize = 64 * 1024;

/// Tells the kind of content that is no text, by its first bytes; text in another encoding is none.
pub(crate) fn kind_of_binary(content: &[u8]) -> Option<FileKind> {
    let start = &content[..content.len().min(START)];
    foreign::binary_kind(start).filter(|kind| *kind != FileKind::Unknown)
}

/// The kind of the content where it is one of these; otherwise an error that says what it is.
fn kind_among(
    content: &[u8],
    path: &Path,
    wanted: &[FileKind],
    words: &str,
) -> Result<FileKind, InputError> {
    let kind = kind_of(content);
    if wanted.contains(&kind) {
        return Ok(kind);
    }
    let found = format!("this is {}", kind.description());
    Err(InputError::new(path, found)
        .at(Place::Byte(0))
        .expected(words)
        .hint(kind.way_on()))
}

/// The format of a scanned array.
pub(crate) fn cel_kind(content: &[u8], path: &Path) -> Result<FileKind, InputError> {
    let wanted = [
        FileKind::CelCommandConsole,
        FileKind::CelTextV3,
        FileKind::CelBinaryV4,
    ];
    let words = "a CEL file (Command Console, text version 3 or binary version 4)";
    kind_among(content, path, &wanted, words)
}

/// The format of a chip design.
pub(crate) fn cdf_kind(content: &[u8], path: &Path) -> Result<FileKind, InputError> {
    let wanted = [FileKind::CdfBinary, FileKind::CdfText];
    kind_among(
        content,
        path,
        &wanted,
        "a chip design (CDF), text or binary",
    )
}

/// Tells the kind of unpacked content by its beginning.
pub fn kind_of(content: &[u8]) -> FileKind {
    let start = &start_as_utf8(&content[..content.len().min(START)]);
    foreign::binary_kind(start).unwrap_or_else(|| text_kind(start))
}

fn text_kind(start: &[u8]) -> FileKind {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |mark: &str| {
        text.get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    if begins("[CEL]") {
        FileKind::CelTextV3
    } else if begins("[CDF]") {
        FileKind::CdfText
    } else if begins("<!doctype html") || begins("<html") {
        FileKind::Html
    } else if begins("#1.2") || begins("#1.3") {
        FileKind::Gct
    } else if begins("!Series_") || begins("!series_matrix_table_begin") {
        FileKind::SeriesMatrix
    } else if let Some(kind) = foreign::text_kind(text) {
        kind
    } else if let Some(kind) = study::marked(text) {
        kind
    } else if foreign::is_json(text) {
        FileKind::Json
    } else {
        let known = library_kind(text).or_else(|| study::of_columns(text));
        known.unwrap_or_else(|| table_kind(text))
    }
}

/// The kind of a library file with `#%` header lines.
fn library_kind(text: &str) -> Option<FileKind> {
    let states = |key: &str| {
        let mut header = text.lines().take_while(|line| line.starts_with('#'));
        header.any(|line| {
            line.strip_prefix("#%")
                .is_some_and(|line| line.starts_with(key))
        })
    };
    if states("pgf_format_version") || states("header2=") {
        return Some(FileKind::Pgf);
    }
    if states("clf_format_version") {
        return Some(FileKind::Clf);
    }
    let columns = text
        .lines()
        .find(|line| !line.starts_with('#') && !line.trim().is_empty())?;
    let has = |name: &str| {
        columns
            .split(['\t', ','])
            .any(|column| column.trim().trim_matches('"') == name)
    };
    if has("probeset_list") {
        Some(FileKind::Mps)
    } else if has("group_name") && has("probeset_id") {
        Some(FileKind::Qcc)
    } else if has("gene_assignment") {
        Some(FileKind::TranscriptAnnotation)
    } else if has("probe_id") && text.starts_with("#%") {
        Some(FileKind::Bgp)
    } else {
        None
    }
}

fn table_kind(text: &str) -> FileKind {
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let Some(first) = lines.next() else {
        return FileKind::Text;
    };
    let n_tabs = |line: &str| line.matches('\t').count();
    // sets differ in size; rows of a table do not
    let ragged = lines
        .next()
        .is_some_and(|second| n_tabs(second) != n_tabs(first));
    if n_tabs(first) >= 2 && ragged {
        FileKind::Gmt
    } else if n_tabs(first) > 0 {
        FileKind::Tsv
    } else if first.contains(',') {
        FileKind::Csv
    } else {
        FileKind::Text
    }
}
