//! CEL files: the intensity of every cell of a scanned array.
//!
//! Three encodings are read, told apart by content: Command Console version 1, text version 3 and
//! binary version 4, each plain or gzipped. All give the same [`CelFile`].
//!
//! | function | reads |
//! |---|---|
//! | [`read`], [`parse`] | header, intensities, outliers, masks |
//! | [`read_complete`], [`parse_complete`] | standard deviations and pixel counts too |
//! | [`read_header`], [`parse_header`] | the header alone, of a file without reading all of it |
//!
//! # What is checked
//!
//! Magic and version; that rows x columns is the stated number of cells; that every section that
//! the file promises is there in full; that every text cell stands exactly once and within the
//! grid; that numbers of a text file have decimal points, or commas, throughout; that intensities
//! are finite and not negative. A file cut at any byte is an error, unless
//! the cut takes no more than a text file's last line end. Bytes after the promised end are
//! passed over, as are the sub-grid entries of binary files, which nothing here needs.

mod binary_v4;
mod cel_file;
mod cell_lists;
mod command_console;
mod dat_header;
mod grid_corners;
mod text_cells;
mod text_header;
mod text_v3;
mod write_command_console;
mod write_v4;

pub use cel_file::{CelFile, CelFormat, CelHeader, GridCorners};
pub use write_command_console::write_command_console;
pub use write_v4::write_v4;

use crate::sniff::{self, FileKind};
use crate::source::{self, Content, Input, Kind};
use arrayon_core::InputError;
use std::path::Path;

/// As much of a file as holds the header of any CEL seen so far.
const HEADER_START: u64 = 128 * 1024;

/// How much of a CEL file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Intensities, outliers and masks.
    Intensities,
    /// Standard deviations and pixel counts as well.
    Complete,
}

/// Reads header, intensities, outliers and masks; standard deviations and pixel counts are
/// passed over.
///
/// # Errors
/// The file cannot be read, is no CEL file, is cut short, or contradicts itself.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<CelFile, InputError> {
    let input = input.into();
    parse_content(&source::read(input, Kind::Array)?, input.path())
}

/// Reads all that a CEL file holds.
///
/// # Errors
/// As [`read`].
pub fn read_complete(path: &Path) -> Result<CelFile, InputError> {
    let content = source::read(path, Kind::Array)?;
    parse_detail(&content.bytes, content.gzipped, path, Detail::Complete)
}

/// [`read`] for a caller who has read the file already; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse_content(content: &Content, path: &Path) -> Result<CelFile, InputError> {
    parse_detail(&content.bytes, content.gzipped, path, Detail::Intensities)
}

/// [`read`] for a caller who has the file's bytes already, gzipped or not; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<CelFile, InputError> {
    parse_packed(bytes, path, Detail::Intensities)
}

/// [`read_complete`] for a caller who has the file's bytes already, gzipped or not.
///
/// # Errors
/// As [`read`].
pub fn parse_complete(bytes: &[u8], path: &Path) -> Result<CelFile, InputError> {
    parse_packed(bytes, path, Detail::Complete)
}

/// Reads what a CEL file says of itself, from its beginning alone: a file that is cut short
/// further on passes.
///
/// # Errors
/// The file cannot be read, is no CEL file, or its header contradicts itself.
pub fn read_header(path: &Path) -> Result<CelHeader, InputError> {
    let start = source::read_start(path, HEADER_START)?;
    let is_whole = (start.content.len() as u64) < HEADER_START;
    let from_start = header_of(&start.content, path);
    let header = match from_start {
        Err(_) if !is_whole || start.gzipped => {
            header_of(&source::read(path, Kind::Array)?.bytes, path)
        }
        from_start => from_start,
    };
    header.map(|header| CelHeader {
        gzipped: start.gzipped,
        ..header
    })
}

/// [`read_header`] for a caller who has read the file already.
///
/// # Errors
/// As [`read_header`].
pub fn parse_header(content: &Content, path: &Path) -> Result<CelHeader, InputError> {
    Ok(CelHeader {
        gzipped: content.gzipped,
        ..header_of(&content.bytes, path)?
    })
}

fn parse_packed(bytes: &[u8], path: &Path, detail: Detail) -> Result<CelFile, InputError> {
    let content = source::unpack(bytes, path, Kind::Array)?;
    parse_detail(&content, source::is_gzipped(bytes), path, detail)
}

fn parse_detail(
    content: &[u8],
    gzipped: bool,
    path: &Path,
    detail: Detail,
) -> Result<CelFile, InputError> {
    let mut file = match format_of(content, path)? {
        CelFormat::CommandConsole => command_console::parse(content, path, detail),
        CelFormat::TextV3 => text_v3::parse(content, path, detail),
        CelFormat::BinaryV4 => binary_v4::parse(content, path, detail),
    }?;
    file.header.gzipped = gzipped;
    Ok(file)
}

fn header_of(content: &[u8], path: &Path) -> Result<CelHeader, InputError> {
    match format_of(content, path)? {
        CelFormat::CommandConsole => command_console::parse_header(content, path),
        CelFormat::TextV3 => text_v3::parse_header(content, path),
        CelFormat::BinaryV4 => binary_v4::parse_header(content, path),
    }
}

fn format_of(content: &[u8], path: &Path) -> Result<CelFormat, InputError> {
    Ok(match sniff::cel_kind(content, path)? {
        FileKind::CelTextV3 => CelFormat::TextV3,
        FileKind::CelBinaryV4 => CelFormat::BinaryV4,
        _ => CelFormat::CommandConsole,
    })
}

/// The number of cells of a grid, or an error that says why there can be none.
fn checked_n_cells(n_rows: u32, n_columns: u32) -> Result<u32, String> {
    match n_rows.checked_mul(n_columns) {
        Some(n_cells) if n_cells > 0 => Ok(n_cells),
        _ => Err(format!("a grid of {n_rows} rows x {n_columns} columns")),
    }
}

/// Whether a scan can give this intensity.
fn is_possible(intensity: f32) -> bool {
    (0.0..f32::INFINITY).contains(&intensity)
}

/// The first intensity that no scan can give, if any.
fn first_impossible(intensities: &[f32]) -> Option<usize> {
    // a branch-free pass over all, and only then a search
    let all_possible = (intensities.iter()).fold(true, |all, &value| all & is_possible(value));
    if all_possible {
        return None;
    }
    intensities.iter().position(|&value| !is_possible(value))
}
