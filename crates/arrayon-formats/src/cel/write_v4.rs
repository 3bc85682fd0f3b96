//! Writes CEL files in binary version 4.

use super::binary_v4::CELL_SIZE;
use super::cel_file::CelFile;
use super::cell_lists::coordinates;
use super::dat_header;
use super::grid_corners::CORNERS;
use super::text_header::join_parameters;
use std::io::{self, Write};

/// Writes a CEL file of binary version 4: cells, flags and the header's facts.
///
/// Standard deviations and pixel counts are noughts where the array has none. A scan date is kept
/// to the second and without its zone: the format has no room for more.
///
/// # Errors
/// The array contradicts itself (lengths, flagged cells outside the grid), or writing fails.
pub fn write_v4(array: &CelFile, to: &mut impl Write) -> io::Result<()> {
    check_writable(array)?;
    let header = &array.header;
    let parameters = join_parameters(&header.algorithm_parameters);
    let text = header_text(array, &parameters);
    let n_cells = header.n_cells();
    let mut bytes = Vec::with_capacity(n_cells * CELL_SIZE + text.len() + 1024);
    for number in [64, 4, header.n_columns, header.n_rows, n_cells as u32] {
        bytes.extend(number.to_le_bytes());
    }
    for part in [&text, &header.algorithm, &parameters] {
        bytes.extend((part.len() as i32).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    let (cell_margin, n_sub_grids) = (0, 0);
    for number in [
        cell_margin,
        array.outliers.len() as u32,
        array.masked.len() as u32,
        n_sub_grids,
    ] {
        bytes.extend(number.to_le_bytes());
    }
    for (cell, intensity) in array.intensities.iter().enumerate() {
        let std_dev = array
            .std_devs
            .as_ref()
            .map_or(0.0, |std_devs| std_devs[cell]);
        let n_pixels = array.pixel_counts.as_ref().map_or(0, |counts| counts[cell]);
        bytes.extend(intensity.to_le_bytes());
        bytes.extend(std_dev.to_le_bytes());
        bytes.extend(n_pixels.to_le_bytes());
    }
    for &cell in array.masked.iter().chain(&array.outliers) {
        let (x, y) = coordinates(cell, header.n_columns);
        bytes.extend((x as u16).to_le_bytes());
        bytes.extend((y as u16).to_le_bytes());
    }
    to.write_all(&bytes)
}

fn header_text(array: &CelFile, parameters: &str) -> String {
    let header = &array.header;
    let date = header.scan_date.as_deref();
    let line = dat_header::line_to_write(&header.dat_header, &header.chip_type, date);
    let (rows, columns) = (header.n_rows, header.n_columns);
    let corners = header.grid_corners.unwrap_or_default();
    let corners: String = (CORNERS.iter().zip(corners))
        .map(|(corner, [x, y])| format!("GridCorner{corner}={x} {y}\n"))
        .collect();
    format!(
        "Cols={columns}\nRows={rows}\nTotalX={columns}\nTotalY={rows}\nOffsetX=0\nOffsetY=0\n\
         {corners}Axis-invertX=0\nAxisInvertY=0\nswapXY=0\nDatHeader={line}\n\
         Algorithm={}\nAlgorithmParameters={parameters}\n",
        header.algorithm
    )
}

/// An array whose parts do not fit together cannot be written.
pub(super) fn check_writable(array: &CelFile) -> io::Result<()> {
    let header = &array.header;
    let n_cells = header.n_cells();
    let fits = |length: Option<usize>| length.is_none_or(|length| length == n_cells);
    let inside = |cells: &[u32]| cells.iter().all(|&cell| (cell as usize) < n_cells);
    let problem = if n_cells == 0 || header.n_rows > 65_536 || header.n_columns > 65_536 {
        "rows and columns must be from 1 to 65,536"
    } else if array.intensities.len() != n_cells {
        "there must be one intensity a cell"
    } else if !fits(array.std_devs.as_ref().map(Vec::len)) {
        "there must be one standard deviation a cell"
    } else if !fits(array.pixel_counts.as_ref().map(Vec::len)) {
        "there must be one pixel count a cell"
    } else if !inside(&array.outliers) || !inside(&array.masked) {
        "a flagged cell lies outside the grid"
    } else {
        return Ok(());
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, problem))
}
