//! CEL binary version 4 (XDA): little-endian.

use super::cel_file::{CelFile, CelFormat, CelHeader};
use super::cell_lists::{ascending_once, cell_index};
use super::text_header::TextHeader;
use super::{Detail, checked_n_cells, first_impossible};
use crate::bytes::ByteReader;
use arrayon_core::InputError;
use std::path::Path;

/// Bytes of one cell: intensity f32, standard deviation f32, number of pixels i16.
pub(super) const CELL_SIZE: usize = 10;
/// Bytes of one flagged cell: x i16, y i16.
const COORDINATE_SIZE: usize = 4;

/// What stands before the cells.
struct Start {
    header: CelHeader,
    n_outliers: u32,
    n_masked: u32,
}

pub(super) fn parse(content: &[u8], path: &Path, detail: Detail) -> Result<CelFile, InputError> {
    let mut reader = ByteReader::new(content, path);
    let start = read_start(&mut reader)?;
    let cells_at = reader.position();
    let n_cells = start.header.n_cells() as u64;
    let cells = reader.take_records(n_cells, CELL_SIZE as u64, "cells")?;
    let masked = read_flagged(&mut reader, start.n_masked, &start.header, "masked cells")?;
    let outliers = read_flagged(
        &mut reader,
        start.n_outliers,
        &start.header,
        "outlier cells",
    )?;
    let (cells, _) = cells.as_chunks::<CELL_SIZE>();
    let intensities: Vec<f32> = cells.iter().map(|cell| f32_at(cell, 0)).collect();
    if let Some(cell) = first_impossible(&intensities) {
        return Err(reader
            .error_at(
                cells_at + cell * CELL_SIZE,
                format!("cell {cell} has intensity {}", intensities[cell]),
            )
            .expected("a finite intensity of 0 or more"));
    }
    let complete = detail == Detail::Complete;
    Ok(CelFile {
        header: start.header,
        intensities,
        std_devs: complete.then(|| cells.iter().map(|cell| f32_at(cell, 4)).collect()),
        pixel_counts: complete.then(|| {
            (cells.iter())
                .map(|cell| i16::from_le_bytes([cell[8], cell[9]]))
                .collect()
        }),
        outliers,
        masked,
        damaged: Vec::new(),
    })
}

pub(super) fn parse_header(content: &[u8], path: &Path) -> Result<CelHeader, InputError> {
    Ok(read_start(&mut ByteReader::new(content, path))?.header)
}

fn read_start(reader: &mut ByteReader<'_>) -> Result<Start, InputError> {
    reader.take(8, "magic and version")?;
    let n_columns = reader.u32_le("number of columns")?;
    let n_rows = reader.u32_le("number of rows")?;
    let counted_at = reader.position();
    let stated = reader.u32_le("number of cells")?;
    match checked_n_cells(n_rows, n_columns) {
        Ok(n_cells) if n_cells == stated => {}
        Ok(n_cells) => {
            return Err(reader
                .error_at(counted_at, format!("the file states {stated} cells"))
                .expected(format!(
                    "{n_rows} rows x {n_columns} columns = {n_cells} cells"
                )));
        }
        Err(found) => return Err(reader.error_at(8, found)),
    }
    let header_length = reader.count_le("length of the header text")?;
    let mut header = TextHeader::default();
    for line in reader
        .take(header_length, "header text")?
        .split(|&byte| byte == b'\n')
    {
        header.take(line);
    }
    for what in ["algorithm name", "algorithm parameters"] {
        let length = reader.count_le(what)?;
        reader.take(length, what)?;
    }
    reader.take(4, "cell margin")?;
    let n_outliers = reader.u32_le("number of outlier cells")?;
    let n_masked = reader.u32_le("number of masked cells")?;
    reader.take(4, "number of sub-grids")?;
    let header = header.into_cel_header(CelFormat::BinaryV4, n_rows, n_columns);
    Ok(Start {
        header,
        n_outliers,
        n_masked,
    })
}

fn read_flagged(
    reader: &mut ByteReader<'_>,
    n_flagged: u32,
    header: &CelHeader,
    what: &str,
) -> Result<Vec<u32>, InputError> {
    let at = reader.position();
    let records = reader.take_records(u64::from(n_flagged), COORDINATE_SIZE as u64, what)?;
    let mut cells = Vec::with_capacity(n_flagged as usize);
    for (position, record) in records.as_chunks::<COORDINATE_SIZE>().0.iter().enumerate() {
        let x = u16::from_le_bytes([record[0], record[1]]);
        let y = u16::from_le_bytes([record[2], record[3]]);
        match cell_index(x.into(), y.into(), header.n_rows, header.n_columns) {
            Some(cell) => cells.push(cell),
            None => {
                return Err(reader
                    .error_at(
                        at + position * COORDINATE_SIZE,
                        format!("{what}: x {x}, y {y}"),
                    )
                    .expected(format!(
                        "x below {}, y below {}",
                        header.n_columns, header.n_rows
                    )));
            }
        }
    }
    Ok(ascending_once(cells))
}

fn f32_at(cell: &[u8; CELL_SIZE], at: usize) -> f32 {
    f32::from_le_bytes([cell[at], cell[at + 1], cell[at + 2], cell[at + 3]])
}
