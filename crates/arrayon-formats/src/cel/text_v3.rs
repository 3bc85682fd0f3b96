//! CEL text version 3 (MAS 5): sections of an INI file.

use super::cel_file::{CelFile, CelFormat, CelHeader};
use super::cell_lists::{ascending_once, cell_index};
use super::text_cells::{CellLine, decimal_mark, scan_cell, scan_coordinates, scan_damaged_cell};
use super::text_header::TextHeader;
use super::{Detail, checked_n_cells, is_possible};
use crate::lines::{Lines, key_value, unsigned};
use arrayon_core::InputError;
use std::path::Path;

/// The shortest line of a cell: five digits, four blanks and a line end.
const SHORTEST_CELL: u64 = 10;
/// The shortest line of a flagged cell: two digits, a blank and a line end.
const SHORTEST_FLAG: u64 = 4;

pub(super) fn parse(content: &[u8], path: &Path, detail: Detail) -> Result<CelFile, InputError> {
    let mut lines = Lines::new(content, path);
    let header = read_header(&mut lines)?;
    let n_cells = section_count(&mut lines, &["X", "Y", "MEAN", "STDV", "NPIXELS"])?;
    if n_cells as usize != header.n_cells() {
        return Err(lines
            .error(format!("the file states {n_cells} cells"))
            .expected(format!(
                "{} rows x {} columns = {} cells",
                header.n_rows,
                header.n_columns,
                header.n_cells()
            )));
    }
    let mut cells = Cells::new(&header, &lines, detail)?;
    cells.read(&header, &mut lines)?;
    let (masked, outliers) = read_flag_sections(&mut lines, &header)?;
    Ok(CelFile {
        header,
        intensities: cells.intensities,
        std_devs: cells.std_devs,
        pixel_counts: cells.pixel_counts,
        outliers,
        masked,
        damaged: cells.damaged,
    })
}

pub(super) fn parse_header(content: &[u8], path: &Path) -> Result<CelHeader, InputError> {
    read_header(&mut Lines::new(content, path))
}

/// Reads up to and with the line `[INTENSITY]`.
fn read_header(lines: &mut Lines<'_>) -> Result<CelHeader, InputError> {
    lines.expect_line("[CEL]")?;
    let version = lines.expect_line("the version")?;
    if key_value(version) != Some((b"Version", b"3")) {
        return Err(lines
            .error(format!("'{}'", version.escape_ascii()))
            .expected("Version=3"));
    }
    let mut header = TextHeader::default();
    loop {
        match lines.expect_line("[INTENSITY]")?.trim_ascii() {
            b"[INTENSITY]" => break,
            line => header.take(line),
        }
    }
    let (Some(n_rows), Some(n_columns)) = (header.n_rows, header.n_columns) else {
        return Err(lines
            .error("the header states no size")
            .expected("lines Cols= and Rows="));
    };
    checked_n_cells(n_rows, n_columns).map_err(|found| lines.error(found))?;
    Ok(header.into_cel_header(CelFormat::TextV3, n_rows, n_columns))
}

/// Reads `NumberCells=` and `CellHeader=`, which must name these columns.
fn section_count(lines: &mut Lines<'_>, columns: &[&str]) -> Result<u32, InputError> {
    let line = lines.expect_line("NumberCells")?;
    let count = match key_value(line) {
        Some((b"NumberCells", count)) => unsigned(count),
        _ => None,
    };
    let count = count.ok_or_else(|| {
        lines
            .error(format!("'{}'", line.escape_ascii()))
            .expected("NumberCells= and a count")
    })?;
    let line = lines.expect_line("CellHeader")?;
    let names = key_value(line)
        .filter(|(key, _)| key == b"CellHeader")
        .map(|(_, names)| names);
    let mut found = names.unwrap_or_default().split(|&byte| byte == b'\t');
    let agree = columns.iter().all(|&name| {
        found
            .next()
            .is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    });
    if !agree || found.next().is_some() {
        return Err(lines
            .error(format!("'{}'", line.escape_ascii()))
            .expected(format!("CellHeader={}", columns.join(" "))));
    }
    Ok(count)
}

/// Values of cells, filled in whichever order the file lists them.
struct Cells {
    /// NaN marks a cell that has not been listed yet.
    intensities: Vec<f32>,
    std_devs: Option<Vec<f32>>,
    pixel_counts: Option<Vec<i16>>,
    /// Cells whose line is damaged.
    damaged: Vec<u32>,
    /// What divides the decimals of numbers from the rest.
    decimal_mark: u8,
}

/// At most one line in so many may be damaged.
const CELLS_PER_DAMAGED_LINE: usize = 10_000;

impl Cells {
    fn new(header: &CelHeader, lines: &Lines<'_>, detail: Detail) -> Result<Self, InputError> {
        let n_cells = header.n_cells();
        let room = lines.rest().len() as u64 / SHORTEST_CELL;
        // checked before memory is asked for
        if room < n_cells as u64 {
            return Err(lines
                .error(format!("the file is too short for {n_cells} cells"))
                .hint("the file is cut short: copy it again"));
        }
        let complete = detail == Detail::Complete;
        Ok(Self {
            intensities: vec![f32::NAN; n_cells],
            std_devs: complete.then(|| vec![0.0; n_cells]),
            pixel_counts: complete.then(|| vec![0; n_cells]),
            damaged: Vec::new(),
            decimal_mark: decimal_mark(lines.rest()),
        })
    }

    fn read(&mut self, header: &CelHeader, lines: &mut Lines<'_>) -> Result<(), InputError> {
        let rest = lines.rest();
        let mut at = 0;
        for n_read in 0..header.n_cells() as u64 {
            let scanned = scan_cell(&rest[at..], self.decimal_mark);
            let stored = scanned.is_some_and(|(line, _)| self.store(&line, header).is_some());
            let length = match scanned.filter(|_| stored) {
                Some((_, length)) => Some(length),
                None if scanned.is_none() => self.store_damaged(&rest[at..], header),
                None => None,
            };
            let Some(length) = length else {
                lines.skip(at, n_read);
                return Err(self.cell_error(lines, header, n_read));
            };
            at += length;
        }
        lines.skip(at, header.n_cells() as u64);
        Ok(())
    }

    /// Keeps one cell; `None` where it is impossible or has been listed before.
    #[inline]
    fn store(&mut self, line: &CellLine, header: &CelHeader) -> Option<()> {
        let cell = cell_index(line.x, line.y, header.n_rows, header.n_columns)? as usize;
        let n_pixels = i16::try_from(line.n_pixels).ok()?;
        let intensity = self.intensities.get_mut(cell)?;
        if !is_possible(line.mean) || !intensity.is_nan() {
            return None;
        }
        *intensity = line.mean;
        if let Some(std_devs) = &mut self.std_devs {
            std_devs[cell] = line.std_dev;
        }
        if let Some(pixel_counts) = &mut self.pixel_counts {
            pixel_counts[cell] = n_pixels;
        }
        Some(())
    }

    /// Keeps the intensity of a line with a damaged character, and that it is damaged; returns the
    /// line's length. Not where all columns are wanted, nor where too many lines are damaged.
    #[cold]
    fn store_damaged(&mut self, text: &[u8], header: &CelHeader) -> Option<usize> {
        let is_rare = self.damaged.len() < header.n_cells() / CELLS_PER_DAMAGED_LINE;
        if self.std_devs.is_some() || !is_rare {
            return None;
        }
        let (x, y, mean, length) = scan_damaged_cell(text, self.decimal_mark)?;
        let line = CellLine {
            x,
            y,
            mean,
            std_dev: 0.0,
            n_pixels: 0,
        };
        self.store(&line, header)?;
        let cell = cell_index(x, y, header.n_rows, header.n_columns)?;
        self.damaged.push(cell);
        Some(length)
    }

    /// Says what is wrong with the next line.
    #[cold]
    fn cell_error(&self, lines: &mut Lines<'_>, header: &CelHeader, n_read: u64) -> InputError {
        let n_cells = header.n_cells();
        let Some(text) = lines.next_line() else {
            return lines
                .error(format!("the file ends after {n_read} of {n_cells} cells"))
                .hint("the file is cut short: copy it again");
        };
        let Some((line, _)) = scan_cell(text, self.decimal_mark) else {
            let other = if self.decimal_mark == b',' {
                b'.'
            } else {
                b','
            };
            let error = lines
                .error(format!(
                    "'{}' in place of cell {} of {n_cells}",
                    text.escape_ascii(),
                    n_read + 1
                ))
                .expected("x, y, mean, stdv and npixels");
            return match text.contains(&other) {
                true => error.hint(
                    "decimal commas and decimal points stand in one file: write one of the two \
                     throughout",
                ),
                false => error,
            };
        };
        let CellLine { x, y, mean, .. } = line;
        let error = match cell_index(x, y, header.n_rows, header.n_columns) {
            None => lines.error(format!("cell x {x}, y {y}")).expected(format!(
                "x below {}, y below {}",
                header.n_columns, header.n_rows
            )),
            Some(cell) if !self.intensities[cell as usize].is_nan() => lines
                .error(format!("cell x {x}, y {y} is listed a second time"))
                .expected("each cell once"),
            Some(_) if is_possible(mean) => lines
                .error(format!("cell x {x}, y {y} has {} pixels", line.n_pixels))
                .expected(format!("no more than {}", i16::MAX)),
            Some(_) => lines
                .error(format!("cell x {x}, y {y} has intensity {mean}"))
                .expected("a finite intensity of 0 or more"),
        };
        error.hint("the file is damaged: copy it again")
    }
}

/// Reads the sections after the cells; returns masked cells and outliers.
fn read_flag_sections(
    lines: &mut Lines<'_>,
    header: &CelHeader,
) -> Result<(Vec<u32>, Vec<u32>), InputError> {
    let (mut masked, mut outliers, mut modified) = (None, None, None);
    while masked.is_none() || outliers.is_none() || modified.is_none() {
        let wanted = [
            (&masked, "[MASKS]"),
            (&outliers, "[OUTLIERS]"),
            (&modified, "[MODIFIED]"),
        ];
        let missing = wanted
            .iter()
            .find(|(read, _)| read.is_none())
            .map_or("", |(_, name)| name);
        let line = lines
            .expect_line(&format!("section {missing}"))?
            .trim_ascii();
        let (section, columns): (_, &[&str]) = match line {
            b"" => continue,
            b"[MASKS]" => (&mut masked, &["X", "Y"]),
            b"[OUTLIERS]" => (&mut outliers, &["X", "Y"]),
            b"[MODIFIED]" => (&mut modified, &["X", "Y", "ORIGMEAN"]),
            _ => {
                return Err(lines
                    .error(format!("'{}'", line.escape_ascii()))
                    .expected(format!("section {missing}")));
            }
        };
        *section = Some(read_flagged(lines, header, columns)?);
    }
    Ok((masked.unwrap_or_default(), outliers.unwrap_or_default()))
}

fn read_flagged(
    lines: &mut Lines<'_>,
    header: &CelHeader,
    columns: &[&str],
) -> Result<Vec<u32>, InputError> {
    let n_flagged = section_count(lines, columns)?;
    let room = lines.rest().len() as u64 / SHORTEST_FLAG + 1;
    if room < u64::from(n_flagged) {
        return Err(lines
            .error(format!(
                "the file is too short for {n_flagged} flagged cells"
            ))
            .hint("the file is cut short: copy it again"));
    }
    let mut cells = Vec::with_capacity(n_flagged as usize);
    for _ in 0..n_flagged {
        let line = lines.expect_line("the last flagged cell")?;
        let cell = scan_coordinates(line, columns.len() > 2)
            .and_then(|(x, y)| cell_index(x, y, header.n_rows, header.n_columns));
        cells.push(cell.ok_or_else(|| {
            lines
                .error(format!("'{}'", line.escape_ascii()))
                .expected(format!(
                    "x below {} and y below {}",
                    header.n_columns, header.n_rows
                ))
        })?);
    }
    Ok(ascending_once(cells))
}
