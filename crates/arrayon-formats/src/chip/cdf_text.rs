//! CDF as text: sections of an INI file.

use super::cdf::{AtomCell, is_perfect_match, set_name, sort_by_atom};
use super::design::DesignBuilder;
use crate::bytes::text_of;
use crate::lines::{Lines, key_value, unsigned};
use arrayon_core::{ChipDesign, InputError};
use std::path::Path;

/// The unit type that measures expression.
const EXPRESSION_UNIT: u32 = 3;
/// The columns of a cell that are needed.
const COLUMNS: [&str; 5] = ["X", "Y", "PBASE", "TBASE", "ATOM"];

/// The section `[Chip]`.
#[derive(Default)]
struct Chip {
    chip_types: Vec<String>,
    n_rows: u32,
    n_columns: u32,
    n_units: u32,
}

/// The section `[UnitN]`.
struct Unit {
    name: String,
    kind: u32,
    n_blocks: u32,
}

/// Where the needed columns stand in the lines of cells.
struct CellColumns {
    positions: [usize; 5],
    n_columns: usize,
}

pub(super) fn parse(content: &[u8], path: &Path) -> Result<ChipDesign, InputError> {
    let mut lines = Lines::new(content, path);
    let chip = read_chip(&mut lines)?;
    let mut design = DesignBuilder::new(chip.n_rows, chip.n_columns);
    for number in 1..=chip.n_units {
        let what = format!("unit {number} of {}", chip.n_units);
        find_section(&mut lines, &what, |name| {
            name.starts_with(b"Unit") && !name.windows(6).any(|part| part == b"_Block")
        })?;
        let unit = read_unit(&mut lines)?;
        for block in 1..=unit.n_blocks {
            let what = format!("block {block} of {what}");
            find_section(&mut lines, &what, |name| {
                name.starts_with(b"Unit") && name.windows(6).any(|part| part == b"_Block")
            })?;
            read_block(&mut lines, &chip, &unit, &mut design)?;
        }
    }
    if design.is_empty() {
        return Err(
            InputError::new(path, "the chip has no expression probe set")
                .hint("only expression arrays are supported"),
        );
    }
    Ok(design.finish(chip.chip_types))
}

/// Passes over quality-control sections up to the next one that is wanted; meeting another unit
/// or block first means that the file contradicts its own counts.
fn find_section(
    lines: &mut Lines<'_>,
    what: &str,
    wanted: impl Fn(&[u8]) -> bool,
) -> Result<(), InputError> {
    loop {
        let Some(name) = section_name(lines.expect_line(what)?) else {
            continue;
        };
        if wanted(name) {
            return Ok(());
        }
        if name.starts_with(b"Unit") {
            return Err(lines
                .error(format!("section [{}]", name.escape_ascii()))
                .expected(what.to_owned()));
        }
    }
}

fn section_name(line: &[u8]) -> Option<&[u8]> {
    line.trim_ascii().strip_prefix(b"[")?.strip_suffix(b"]")
}

/// The `key=value` lines of a section, up to a blank line, the next section or the end.
fn read_keys<'a>(lines: &mut Lines<'a>, mut take: impl FnMut(&'a [u8], &'a [u8])) {
    while lines.rest().first().is_some_and(|&byte| byte != b'[') {
        let Some((key, value)) = lines.next_line().and_then(key_value) else {
            return;
        };
        take(key, value);
    }
}

fn read_chip(lines: &mut Lines<'_>) -> Result<Chip, InputError> {
    find_section(lines, "section [Chip]", |name| name == b"Chip")?;
    let mut chip = Chip::default();
    let mut name = String::new();
    read_keys(lines, |key, value| match key {
        b"Name" => name = text_of(value),
        b"ChipType" => chip.chip_types.push(text_of(value)),
        b"Rows" => chip.n_rows = unsigned(value).unwrap_or(0),
        b"Cols" => chip.n_columns = unsigned(value).unwrap_or(0),
        b"NumberOfUnits" => chip.n_units = unsigned(value).unwrap_or(0),
        _ => {}
    });
    if !name.is_empty() && !chip.chip_types.contains(&name) {
        chip.chip_types.insert(0, name);
    }
    let has_cells = chip
        .n_rows
        .checked_mul(chip.n_columns)
        .is_some_and(|n_cells| n_cells > 0);
    if !has_cells || chip.n_units == 0 {
        let found = format!(
            "{} rows, {} columns, {} units",
            chip.n_rows, chip.n_columns, chip.n_units
        );
        return Err(lines
            .error(found)
            .expected("Rows=, Cols= and NumberOfUnits="));
    }
    Ok(chip)
}

fn read_unit(lines: &mut Lines<'_>) -> Result<Unit, InputError> {
    let (mut name, mut kind, mut n_blocks) = (String::new(), None, None);
    read_keys(lines, |key, value| match key {
        b"Name" => name = text_of(value),
        b"UnitType" => kind = unsigned(value),
        b"NumberBlocks" => n_blocks = unsigned(value),
        _ => {}
    });
    match (kind, n_blocks) {
        (Some(kind), Some(n_blocks)) => Ok(Unit {
            name,
            kind,
            n_blocks,
        }),
        _ => Err(lines
            .error(format!(
                "unit '{name}' lacks its type or its number of blocks"
            ))
            .expected("UnitType= and NumberBlocks=")),
    }
}

fn read_block(
    lines: &mut Lines<'_>,
    chip: &Chip,
    unit: &Unit,
    design: &mut DesignBuilder,
) -> Result<(), InputError> {
    let (mut name, mut n_cells, mut columns) = (String::new(), None, None);
    while columns.is_none() {
        match key_value(lines.expect_line("CellHeader")?) {
            Some((b"Name", value)) => name = text_of(value),
            Some((b"NumCells", value)) => n_cells = unsigned(value),
            Some((b"CellHeader", value)) => columns = cell_columns(value),
            Some(_) => continue,
            None => break,
        }
    }
    let (Some(n_cells), Some(columns)) = (n_cells, columns) else {
        return Err(lines
            .error(format!(
                "block '{name}' lacks its number of cells or their columns"
            ))
            .expected(format!(
                "NumCells= and CellHeader= with {}",
                COLUMNS.join(", ")
            )));
    };
    let set = set_name(name, &unit.name);
    let mut cells = Vec::new();
    for _ in 0..n_cells {
        let line = lines.expect_line(&format!("the last of {n_cells} cells of '{set}'"))?;
        cells.extend(read_cell(line, &columns, chip, lines)?);
    }
    if unit.kind != EXPRESSION_UNIT {
        return Ok(());
    }
    sort_by_atom(&mut cells);
    design
        .add(set, cells.iter().map(|cell| cell.cell))
        .map_err(|found| lines.error(found))
}

fn cell_columns(names: &[u8]) -> Option<CellColumns> {
    let names: Vec<_> = names
        .split(|&byte| byte == b'\t')
        .map(<[u8]>::trim_ascii)
        .collect();
    let mut positions = [0; 5];
    for (position, wanted) in positions.iter_mut().zip(COLUMNS) {
        *position = names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted.as_bytes()))?;
    }
    Some(CellColumns {
        positions,
        n_columns: names.len(),
    })
}

/// Reads one line of a cell; `None` where it is no perfect match.
fn read_cell(
    line: &[u8],
    columns: &CellColumns,
    chip: &Chip,
    lines: &Lines<'_>,
) -> Result<Option<AtomCell>, InputError> {
    let wrong = || {
        lines
            .error(format!("'{}'", line.escape_ascii()))
            .expected(format!("a cell with {} columns", columns.n_columns))
    };
    let equals = line
        .iter()
        .position(|&byte| byte == b'=')
        .ok_or_else(wrong)?;
    if !line.starts_with(b"Cell") {
        return Err(wrong());
    }
    let fields: Vec<&[u8]> = line[equals + 1..].split(|&byte| byte == b'\t').collect();
    let field = |which: usize| fields.get(columns.positions[which]).copied();
    // a field that others should follow may have been cut in its digits
    let last_needed = columns.positions.iter().max().copied().unwrap_or(0);
    let is_whole = fields.len() > last_needed + 1 || last_needed + 1 == columns.n_columns;
    let number = |which| field(which).and_then(unsigned);
    let base = |which| field(which).and_then(|base| base.trim_ascii().first().copied());
    let (Some(x), Some(y), Some(atom), true) = (number(0), number(1), number(4), is_whole) else {
        return Err(wrong());
    };
    let (Some(probe_base), Some(target_base)) = (base(2), base(3)) else {
        return Err(wrong());
    };
    if x >= chip.n_columns || y >= chip.n_rows {
        return Err(lines
            .error(format!("cell at x {x}, y {y}"))
            .expected(format!(
                "x below {}, y below {}",
                chip.n_columns, chip.n_rows
            )));
    }
    let cell = y * chip.n_columns + x;
    Ok(is_perfect_match(probe_base, target_base).then_some(AtomCell { atom, cell }))
}
