//! Binary CDF (XDA): little-endian, versions 1 to 3.

use super::cdf::{AtomCell, is_perfect_match, set_name, sort_by_atom};
use super::design::DesignBuilder;
use crate::bytes::{ByteReader, text_of};
use arrayon_core::{ChipDesign, InputError};
use std::ops::Range;
use std::path::Path;

/// Bytes of a name.
const NAME_SIZE: u64 = 64;
/// Unit types that measure expression: probe sets of genes and of expression controls.
const EXPRESSION_UNITS: [u16; 2] = [1, 7];

/// What stands before the units.
struct Start<'a> {
    version: i32,
    n_rows: u32,
    n_columns: u32,
    unit_names: &'a [u8],
    unit_places: &'a [u8],
}

pub(super) fn parse(content: &[u8], path: &Path) -> Result<ChipDesign, InputError> {
    let mut reader = ByteReader::new(content, path);
    let start = read_start(&mut reader)?;
    let mut design = DesignBuilder::new(start.n_rows, start.n_columns);
    let names = start.unit_names.as_chunks::<{ NAME_SIZE as usize }>().0;
    let mut units = UnitRanges::new(content.len());
    for (name, &place) in names.iter().zip(start.unit_places.as_chunks::<4>().0) {
        reader.seek(u32::from_le_bytes(place).into(), "a unit")?;
        let unit_at = reader.position();
        read_unit(&mut reader, &start, name, &mut design)?;
        units
            .add(unit_at..reader.position())
            .map_err(|at| shared_bytes(&reader, at))?;
    }
    if let Some(at) = units.first_shared() {
        return Err(shared_bytes(&reader, at));
    }
    if design.is_empty() {
        return Err(
            InputError::new(path, "the chip has no expression probe set")
                .hint("only expression arrays are supported"),
        );
    }
    Ok(design.finish(Vec::new()))
}

fn shared_bytes(reader: &ByteReader<'_>, at: usize) -> InputError {
    reader
        .error_at(at, "two units share these bytes")
        .expected("each unit at a different place")
        .hint("the file is damaged: copy it again")
}

/// Where units lie. They may stand in any order, but apart: else a small file could ask for
/// any number of cells.
struct UnitRanges {
    ranges: Vec<Range<usize>>,
    n_bytes_left: usize,
}

impl UnitRanges {
    fn new(n_bytes: usize) -> Self {
        Self {
            ranges: Vec::new(),
            n_bytes_left: n_bytes,
        }
    }

    /// Notes a unit; gives its place where all units together are longer than the file.
    fn add(&mut self, unit: Range<usize>) -> Result<(), usize> {
        self.n_bytes_left = self
            .n_bytes_left
            .checked_sub(unit.len())
            .ok_or(unit.start)?;
        self.ranges.push(unit);
        Ok(())
    }

    /// The first place that two units share.
    fn first_shared(mut self) -> Option<usize> {
        self.ranges.sort_unstable_by_key(|unit| unit.start);
        let mut pairs = self.ranges.windows(2);
        let shared = pairs.find(|pair| pair[1].start < pair[0].end)?;
        Some(shared[1].start)
    }
}

fn read_start<'a>(reader: &mut ByteReader<'a>) -> Result<Start<'a>, InputError> {
    reader.take(4, "magic")?;
    let version = reader.i32_le("version")?;
    if !(1..=3).contains(&version) {
        return Err(reader
            .error_at(4, format!("binary CDF of version {version}"))
            .expected("version 1, 2 or 3"));
    }
    let n_columns = reader.u16_le("number of columns")?.into();
    let n_rows = reader.u16_le("number of rows")?.into();
    let n_units = reader.count_le("number of units")?;
    let n_quality_units = reader.count_le("number of quality-control units")?;
    let sequence_length = reader.count_le("length of the reference sequence")?;
    reader.take(sequence_length, "reference sequence")?;
    let unit_names = reader.take_records(n_units, NAME_SIZE, "unit names")?;
    reader.take_records(n_quality_units, 4, "places of quality-control units")?;
    let unit_places = reader.take_records(n_units, 4, "places of units")?;
    Ok(Start {
        version,
        n_rows,
        n_columns,
        unit_names,
        unit_places,
    })
}

fn read_unit(
    reader: &mut ByteReader<'_>,
    start: &Start<'_>,
    name: &[u8],
    design: &mut DesignBuilder,
) -> Result<(), InputError> {
    let kind = reader.u16_le("unit type")?;
    reader.take(1 + 4, "direction and number of atoms")?;
    let n_blocks = reader.count_le("number of blocks")?;
    reader.take(4 + 4 + 1, "number of cells, unit number, cells an atom")?;
    if !EXPRESSION_UNITS.contains(&kind) {
        return Ok(());
    }
    let unit = text_of(name);
    for _ in 0..n_blocks {
        let at = reader.position();
        let (block, mut cells) = read_block(reader, start)?;
        sort_by_atom(&mut cells);
        design
            .add(set_name(block, &unit), cells.iter().map(|cell| cell.cell))
            .map_err(|found| reader.error_at(at, found))?;
    }
    Ok(())
}

/// Reads a block's name and its perfect-match probes.
fn read_block(
    reader: &mut ByteReader<'_>,
    start: &Start<'_>,
) -> Result<(String, Vec<AtomCell>), InputError> {
    reader.take(4, "number of atoms")?;
    let n_cells = reader.count_le("number of cells of a block")?;
    reader.take(1 + 1 + 4 + 4, "block header")?;
    let name = text_of(reader.take(NAME_SIZE, "block name")?);
    // version 2 added wobble and allele code, version 3 channel and replication type
    let (more_of_block, probe_size) = match start.version {
        1 => (0, 14),
        2 => (4, 18),
        _ => (6, 18),
    };
    reader.take(more_of_block, "block header")?;
    let at = reader.position();
    let records = reader.take_records(n_cells, probe_size, "cells of a block")?;
    let mut cells = Vec::with_capacity(n_cells as usize);
    for (position, record) in records.chunks_exact(probe_size as usize).enumerate() {
        let x = u32::from(u16::from_le_bytes([record[4], record[5]]));
        let y = u32::from(u16::from_le_bytes([record[6], record[7]]));
        if x >= start.n_columns || y >= start.n_rows {
            return Err(reader
                .error_at(
                    at + position * probe_size as usize,
                    format!("probe set '{name}' has a cell at x {x}, y {y}"),
                )
                .expected(format!(
                    "x below {}, y below {}",
                    start.n_columns, start.n_rows
                )));
        }
        if is_perfect_match(record[12], record[13]) {
            cells.push(AtomCell {
                atom: u32::from_le_bytes([record[0], record[1], record[2], record[3]]),
                cell: y * start.n_columns + x,
            });
        }
    }
    Ok((name, cells))
}
