//! CHP in the Command Console generic format.

use super::file::{ChpEncoding, ChpFile};
use crate::bytes::{ByteReader, text_of};
use crate::command_console::{
    Column, DataSet, GenericHeader, TYPE_ASCII, TYPE_F32, TYPE_I32, TYPE_WIDE, read_data_sets,
};
use arrayon_core::InputError;
use std::path::Path;

/// Data types that hold expression.
const EXPRESSION: [&str; 3] = [
    "affymetrix-expression-probeset-analysis",
    "affymetrix-quantification-analysis",
    "affymetrix-quantification-detection-analysis",
];

pub(super) fn parse(content: &[u8], path: &Path) -> Result<ChpFile, InputError> {
    let mut reader = ByteReader::new(content, path);
    let header = GenericHeader::read(&mut reader)?;
    if !EXPRESSION.contains(&header.data_type.as_str()) {
        let found = format!("a CHP file of type '{}'", header.data_type);
        return Err(reader
            .error_at(0, found)
            .expected("expression or quantification")
            .hint("arrays of sequences or variants hold no expression"));
    }
    let sets = read_data_sets(&mut reader, header.first_group_at)?;
    let Some((set, id, signal)) = sets.iter().find_map(|set| {
        let id = position(set, is_id)?;
        Some((set, id, position(set, is_signal)?))
    }) else {
        return Err(reader
            .error_at(
                header.first_group_at as usize,
                "no table of ids and signals",
            )
            .expected("columns such as 'ProbeSetName' and 'Quantification'"));
    };
    let value = |name: &str| header.value(name).unwrap_or_default().to_owned();
    let detection = position(set, is_p_value);
    Ok(ChpFile {
        encoding: ChpEncoding::CommandConsole,
        chip_type: value("affymetrix-array-type"),
        algorithm: value("affymetrix-algorithm-name"),
        algorithm_version: value("affymetrix-algorithm-version"),
        features: Some(ids(set, id)),
        signals: numbers(set, signal),
        detection_p: detection.map(|column| numbers(set, column)),
    })
}

/// The first column that is wanted.
fn position(set: &DataSet<'_>, is_wanted: fn(&Column) -> bool) -> Option<usize> {
    set.columns.iter().position(is_wanted)
}

/// A column's name without capitals, blanks and marks.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_id(column: &Column) -> bool {
    let is_named = matches!(plain(&column.name).as_str(), "probesetname" | "probesetid");
    let is_text = matches!(column.kind, TYPE_ASCII | TYPE_WIDE) && column.size >= 4;
    is_named && (is_text || is_number(column, TYPE_I32))
}

fn is_signal(column: &Column) -> bool {
    let name = plain(&column.name);
    matches!(name.as_str(), "signal" | "quantification") && is_number(column, TYPE_F32)
}

fn is_p_value(column: &Column) -> bool {
    let name = plain(&column.name);
    let is_named = matches!(name.as_str(), "detectionpvalue" | "pvalue" | "detection");
    is_named && is_number(column, TYPE_F32)
}

fn is_number(column: &Column, kind: u8) -> bool {
    (column.kind, column.size) == (kind, 4)
}

fn numbers(set: &DataSet<'_>, column: usize) -> Vec<f32> {
    let cells = set.cells(column);
    cells
        .map(|cell| cell.try_into().map_or(f32::NAN, f32::from_be_bytes))
        .collect()
}

fn ids(set: &DataSet<'_>, column: usize) -> Vec<String> {
    let kind = set.columns[column].kind;
    let text = |cell: &[u8]| {
        let (length, rest) = cell.split_at(4);
        let number = length.try_into().map_or(0, i32::from_be_bytes);
        let length = usize::try_from(number).unwrap_or(0);
        match kind {
            TYPE_I32 => number.to_string(),
            TYPE_WIDE => {
                let units = rest.as_chunks::<2>().0.iter().take(length);
                let units: Vec<u16> = units.map(|unit| u16::from_be_bytes(*unit)).collect();
                let text = String::from_utf16_lossy(&units);
                text.trim_end_matches('\0').to_owned()
            }
            _ => text_of(&rest[..length.min(rest.len())]),
        }
    };
    set.cells(column).map(text).collect()
}
