//! Writes CEL files in the Command Console generic format.

use super::cel_file::CelFile;
use super::cell_lists::coordinates;
use super::command_console::ALGORITHM_PARAMETER;
use super::grid_corners::CORNERS;
use super::{dat_header, write_v4::check_writable};
use crate::command_console::{TYPE_F32, TYPE_I16};
use std::io::{self, Write};

/// The scanner software leaves a spare byte after data sets; so do we between them, to be no easier
/// to read than real files. None follows the last: a file cut there could not be told from a
/// whole one.
const GAP: usize = 1;
/// File offsets are 32 bits wide.
const LONGEST_FILE: usize = u32::MAX as usize;

/// A data set about to be written.
struct DataSet {
    name: &'static str,
    columns: &'static [(&'static str, u8, u32)],
    n_rows: u32,
    rows: Vec<u8>,
}

/// Writes a Command Console CEL file (version 1): cells, flags and the header's facts.
///
/// Standard deviations and pixel counts are noughts where the array has none. What is written
/// reads back as the same array; an empty `dat_header` reads back as one made of chip type and
/// scan date.
///
/// # Errors
/// The array contradicts itself (lengths, flagged cells outside the grid), or writing fails.
pub fn write_command_console(array: &CelFile, to: &mut impl Write) -> io::Result<()> {
    check_writable(array)?;
    let sets = data_sets(array);
    let header = file_header(array);
    let mut bytes = vec![0x3b, 1];
    let header_end = bytes.len() + 8 + header.len();
    bytes.extend(1i32.to_be_bytes());
    bytes.extend(offset(header_end)?);
    bytes.extend(&header);
    let group_name = wide("Default Group");
    let mut set_at = header_end + 12 + group_name.len();
    bytes.extend(offset(0)?);
    bytes.extend(offset(set_at)?);
    bytes.extend((sets.len() as i32).to_be_bytes());
    bytes.extend(&group_name);
    for (position, set) in sets.iter().enumerate() {
        let gap = if position + 1 < sets.len() { GAP } else { 0 };
        let head = data_set_header(set);
        let rows_at = set_at + 8 + head.len();
        set_at = rows_at + set.rows.len() + gap;
        bytes.extend(offset(rows_at)?);
        bytes.extend(offset(set_at)?);
        bytes.extend(&head);
        bytes.extend(&set.rows);
        bytes.extend([0; GAP].iter().take(gap));
    }
    to.write_all(&bytes)
}

fn offset(at: usize) -> io::Result<[u8; 4]> {
    if at > LONGEST_FILE {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "more than 4 GiB of cells",
        ));
    }
    Ok((at as u32).to_be_bytes())
}

fn data_sets(array: &CelFile) -> Vec<DataSet> {
    let n_cells = array.header.n_cells();
    let no_std_devs = vec![0.0; if array.std_devs.is_some() { 0 } else { n_cells }];
    let no_counts = vec![
        0;
        if array.pixel_counts.is_some() {
            0
        } else {
            n_cells
        }
    ];
    let std_devs = array.std_devs.as_deref().unwrap_or(&no_std_devs);
    let pixel_counts = array.pixel_counts.as_deref().unwrap_or(&no_counts);
    let floats = |values: &[f32]| {
        values
            .iter()
            .flat_map(|value| value.to_be_bytes())
            .collect()
    };
    let cells = |name, columns, rows| DataSet {
        name,
        columns,
        n_rows: n_cells as u32,
        rows,
    };
    let flags = |name, flagged: &[u32]| DataSet {
        name,
        columns: &[("X", TYPE_I16, 2), ("Y", TYPE_I16, 2)],
        n_rows: flagged.len() as u32,
        rows: flag_rows(flagged, array.header.n_columns),
    };
    vec![
        cells(
            "Intensity",
            &[("Intensity", TYPE_F32, 4)],
            floats(&array.intensities),
        ),
        cells("StdDev", &[("StdDev", TYPE_F32, 4)], floats(std_devs)),
        cells(
            "Pixel",
            &[("Pixel", TYPE_I16, 2)],
            pixel_counts
                .iter()
                .flat_map(|count| count.to_be_bytes())
                .collect(),
        ),
        flags("Outlier", &array.outliers),
        flags("Mask", &array.masked),
    ]
}

fn flag_rows(flagged: &[u32], n_columns: u32) -> Vec<u8> {
    let mut rows = Vec::with_capacity(flagged.len() * 4);
    for &cell in flagged {
        let (x, y) = coordinates(cell, n_columns);
        rows.extend((x as u16).to_be_bytes());
        rows.extend((y as u16).to_be_bytes());
    }
    rows
}

fn data_set_header(set: &DataSet) -> Vec<u8> {
    let mut head = wide(set.name);
    head.extend(0i32.to_be_bytes());
    head.extend((set.columns.len() as u32).to_be_bytes());
    for &(name, kind, size) in set.columns {
        head.extend(wide(name));
        head.push(kind);
        head.extend(size.to_be_bytes());
    }
    head.extend(set.n_rows.to_be_bytes());
    head
}

/// The file's own data header and, below it, that of the scan, where readers look for the date.
fn file_header(array: &CelFile) -> Vec<u8> {
    let header = &array.header;
    let mut own = vec![
        text("affymetrix-algorithm-name", &header.algorithm),
        text("affymetrix-array-type", &header.chip_type),
        number("affymetrix-cel-rows", header.n_rows),
        number("affymetrix-cel-cols", header.n_columns),
        text("program-name", "arrayon"),
        text("program-id", env!("CARGO_PKG_VERSION")),
    ];
    for (name, value) in &header.algorithm_parameters {
        own.push(text(&format!("{ALGORITHM_PARAMETER}{name}"), value));
    }
    // affyio reads beyond memory where these are absent
    for (corner, name) in header.grid_corners.unwrap_or_default().iter().zip(CORNERS) {
        for (&pixel, axis) in corner.iter().zip(["X", "Y"]) {
            own.push(float(
                &format!("{ALGORITHM_PARAMETER}Grid{name}{axis}"),
                pixel,
            ));
        }
    }
    let date = header.scan_date.as_deref();
    let line = dat_header::line_to_write(&header.dat_header, &header.chip_type, date);
    let mut scan = vec![
        text("affymetrix-array-type", &header.chip_type),
        text("affymetrix-partial-dat-header", &line),
    ];
    scan.extend(date.map(|date| text("affymetrix-scan-date", date)));
    let mut bytes = data_header("affymetrix-calvin-intensity", &own, 1);
    bytes.extend(data_header("affymetrix-calvin-scan-acquisition", &scan, 0));
    bytes
}

fn data_header(data_type: &str, parameters: &[Vec<u8>], n_parents: i32) -> Vec<u8> {
    let mut bytes = ascii(data_type);
    bytes.extend(ascii(""));
    bytes.extend(wide(""));
    bytes.extend(wide("en-US"));
    bytes.extend((parameters.len() as i32).to_be_bytes());
    bytes.extend(parameters.concat());
    bytes.extend(n_parents.to_be_bytes());
    bytes
}

fn text(name: &str, value: &str) -> Vec<u8> {
    let value: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    parameter(name, &value, "text/plain")
}

fn number(name: &str, value: u32) -> Vec<u8> {
    parameter(
        name,
        &padded(value.to_be_bytes()),
        "text/x-calvin-integer-32",
    )
}

fn float(name: &str, value: f32) -> Vec<u8> {
    parameter(name, &padded(value.to_be_bytes()), "text/x-calvin-float")
}

/// Numbers take 16 bytes, whatever their width.
fn padded(number: [u8; 4]) -> [u8; 16] {
    let mut padded = [0; 16];
    padded[..4].copy_from_slice(&number);
    padded
}

fn parameter(name: &str, value: &[u8], kind: &str) -> Vec<u8> {
    let mut bytes = wide(name);
    bytes.extend((value.len() as i32).to_be_bytes());
    bytes.extend(value);
    bytes.extend(wide(kind));
    bytes
}

fn ascii(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as i32).to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let mut bytes = (text.encode_utf16().count() as i32).to_be_bytes().to_vec();
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}
