//! CEL in the Command Console generic format, version 1: big-endian.

use super::cel_file::{CelFile, CelFormat, CelHeader, GridCorners};
use super::cell_lists::{ascending_once, cell_index};
use super::dat_header;
use super::grid_corners::{self, CORNERS};
use super::{Detail, checked_n_cells, first_impossible};
use crate::bytes::ByteReader;
use crate::command_console::{
    DataSet, GenericHeader, TYPE_F32, TYPE_I16, TYPE_U16, read_data_sets,
};
use arrayon_core::InputError;
use std::path::Path;

/// Begins the name of every parameter of the algorithm.
pub(super) const ALGORITHM_PARAMETER: &str = "affymetrix-algorithm-param-";

pub(super) fn parse(content: &[u8], path: &Path, detail: Detail) -> Result<CelFile, InputError> {
    let mut reader = ByteReader::new(content, path);
    let generic = GenericHeader::read(&mut reader)?;
    let header = cel_header(&generic, &reader)?;
    let sets = read_data_sets(&mut reader, generic.first_group_at)?;
    let intensities = read_intensities(&sets, &header, &reader)?;
    let (mut std_devs, mut pixel_counts) = (None, None);
    if detail == Detail::Complete {
        std_devs = (cell_values(&sets, "StdDev", TYPE_F32, &header, &reader)?)
            .map(|set| f32_values(set.rows));
        pixel_counts = (cell_values(&sets, "Pixel", TYPE_I16, &header, &reader)?)
            .map(|set| i16_values(set.rows));
    }
    Ok(CelFile {
        intensities,
        std_devs,
        pixel_counts,
        outliers: flagged_cells(&sets, "Outlier", &header, &reader)?,
        masked: flagged_cells(&sets, "Mask", &header, &reader)?,
        damaged: Vec::new(),
        header,
    })
}

pub(super) fn parse_header(content: &[u8], path: &Path) -> Result<CelHeader, InputError> {
    let mut reader = ByteReader::new(content, path);
    let generic = GenericHeader::read(&mut reader)?;
    cel_header(&generic, &reader)
}

fn cel_header(generic: &GenericHeader, reader: &ByteReader<'_>) -> Result<CelHeader, InputError> {
    if generic.n_groups != 1 {
        return Err(reader
            .error_at(2, format!("{} data groups", generic.n_groups))
            .expected("one data group")
            .hint("arrays of more than one colour are not supported"));
    }
    let size = |name: &str| {
        let value = generic.value(name);
        value
            .and_then(|value| value.parse::<u32>().ok())
            .ok_or_else(|| {
                InputError::new(
                    reader.path(),
                    format!("{name} is {}", value.unwrap_or("absent")),
                )
                .expected("a whole number")
            })
    };
    let (n_rows, n_columns) = (size("affymetrix-cel-rows")?, size("affymetrix-cel-cols")?);
    checked_n_cells(n_rows, n_columns).map_err(|found| InputError::new(reader.path(), found))?;
    let dat_header = (generic.value("affymetrix-partial-dat-header"))
        .or_else(|| generic.value("affymetrix-dat-header"))
        .unwrap_or_default();
    let chip_type = (generic.value("affymetrix-array-type"))
        .or_else(|| dat_header::chip_type(dat_header))
        .unwrap_or_default();
    Ok(CelHeader {
        format: CelFormat::CommandConsole,
        gzipped: false,
        chip_type: chip_type.to_owned(),
        n_rows,
        n_columns,
        scan_date: (generic.value("affymetrix-scan-date").map(str::to_owned))
            .or_else(|| dat_header::scan_date(dat_header)),
        algorithm: (generic
            .value("affymetrix-algorithm-name")
            .unwrap_or_default())
        .to_owned(),
        algorithm_parameters: (generic.values_below(ALGORITHM_PARAMETER).into_iter())
            .filter(|(name, _)| !is_corner(name))
            .collect(),
        grid_corners: grid_corners(generic),
        dat_header: dat_header.to_owned(),
    })
}

/// Whether a parameter describes the grid rather than the algorithm: `GridULX`.
fn is_corner(parameter: &str) -> bool {
    let corner = parameter
        .strip_prefix("Grid")
        .and_then(|rest| rest.strip_suffix(['X', 'Y']));
    corner.is_some_and(|corner| CORNERS.contains(&corner))
}

fn grid_corners(generic: &GenericHeader) -> Option<GridCorners> {
    let mut corners = GridCorners::default();
    for (corner, name) in corners.iter_mut().zip(CORNERS) {
        for (pixel, axis) in corner.iter_mut().zip(["X", "Y"]) {
            let value = generic.value(&format!("{ALGORITHM_PARAMETER}Grid{name}{axis}"))?;
            *pixel = value.parse().ok().filter(|pixel: &f32| pixel.is_finite())?;
        }
    }
    grid_corners::unless_all_nought(corners)
}

fn set_named<'a, 'b>(sets: &'b [DataSet<'a>], name: &str) -> Option<&'b DataSet<'a>> {
    sets.iter().find(|set| set.name.eq_ignore_ascii_case(name))
}

fn read_intensities(
    sets: &[DataSet<'_>],
    header: &CelHeader,
    reader: &ByteReader<'_>,
) -> Result<Vec<f32>, InputError> {
    let set = cell_values(sets, "Intensity", TYPE_F32, header, reader)?.ok_or_else(|| {
        InputError::new(reader.path(), "no data set 'Intensity'").expected("one value per cell")
    })?;
    let intensities = f32_values(set.rows);
    if let Some(cell) = first_impossible(&intensities) {
        let found = format!("cell {cell} has intensity {}", intensities[cell]);
        return Err(reader
            .error_at(set.rows_at + cell * 4, found)
            .expected("a finite intensity of 0 or more"));
    }
    Ok(intensities)
}

/// The data set of that name, if there is one; it must have one value of that type a cell.
fn cell_values<'a, 'b>(
    sets: &'b [DataSet<'a>],
    name: &str,
    kind: u8,
    header: &CelHeader,
    reader: &ByteReader<'_>,
) -> Result<Option<&'b DataSet<'a>>, InputError> {
    let Some(set) = set_named(sets, name) else {
        return Ok(None);
    };
    let size = if kind == TYPE_F32 { 4 } else { 2 };
    if set.layout() != [(kind, size)] {
        return Err(reader
            .error_at(
                set.rows_at,
                format!("data set '{name}' has columns {:?}", set.layout()),
            )
            .expected(format!("one column of type {kind} and {size} bytes")));
    }
    if set.n_rows as usize != header.n_cells() {
        let (n_rows, n_columns) = (header.n_rows, header.n_columns);
        return Err(reader
            .error_at(
                set.rows_at,
                format!("data set '{name}' has {} values", set.n_rows),
            )
            .expected(format!(
                "{n_rows} rows x {n_columns} columns = {} values",
                header.n_cells()
            )));
    }
    Ok(Some(set))
}

fn flagged_cells(
    sets: &[DataSet<'_>],
    name: &str,
    header: &CelHeader,
    reader: &ByteReader<'_>,
) -> Result<Vec<u32>, InputError> {
    let Some(set) = set_named(sets, name) else {
        return Ok(Vec::new());
    };
    let is_coordinate = |column: &(u8, u64)| matches!(column, (TYPE_I16 | TYPE_U16, 2));
    let layout = set.layout();
    if layout.len() != 2 || !layout.iter().all(is_coordinate) {
        return Err(reader
            .error_at(
                set.rows_at,
                format!("data set '{name}' has columns {:?}", set.layout()),
            )
            .expected("x and y, of two bytes each"));
    }
    let mut cells = Vec::with_capacity(set.n_rows as usize);
    for (row, bytes) in set.rows.as_chunks::<4>().0.iter().enumerate() {
        let x = u16::from_be_bytes([bytes[0], bytes[1]]);
        let y = u16::from_be_bytes([bytes[2], bytes[3]]);
        let cell = cell_index(x.into(), y.into(), header.n_rows, header.n_columns);
        cells.push(cell.ok_or_else(|| {
            reader
                .error_at(
                    set.rows_at + row * 4,
                    format!("data set '{name}': x {x}, y {y}"),
                )
                .expected(format!(
                    "x below {}, y below {}",
                    header.n_columns, header.n_rows
                ))
        })?);
    }
    Ok(ascending_once(cells))
}

fn f32_values(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&value| f32::from_be_bytes(value))
        .collect()
}

fn i16_values(bytes: &[u8]) -> Vec<i16> {
    bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&value| i16::from_be_bytes(value))
        .collect()
}
