//! Sheets of a workbook.

use super::sheet_names::SheetNames;
use crate::texts::one_line;
use arrayon_reader::{Cells, ResultTable, TableColumn};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Rows of data that a sheet can have under its header.
pub(super) const MOST_ROWS: usize = 1_048_575;

/// Columns that a sheet can have.
const MOST_COLUMNS: usize = 16_384;

/// UTF-16 units that a cell can hold.
const MOST_TEXT: usize = 32_767;

/// Widths of columns, in letters.
const WIDTHS: std::ops::Range<usize> = 8..60;

/// Rows that are looked at to find how wide a column is.
const LOOKED_AT: usize = 100;

/// A workbook with the formats of its cells.
pub(super) struct Book {
    workbook: Workbook,
    names: SheetNames,
    header: Format,
    heading: Format,
    wrapped: Format,
    /// Of texts that begin as formulas do, so that they stay texts when they are edited.
    quoted: Format,
    small: Format,
    decimal: Format,
}

impl Book {
    pub(super) fn new(workbook: Workbook) -> Self {
        Self {
            workbook,
            names: SheetNames::default(),
            header: Format::new().set_bold(),
            heading: Format::new().set_bold().set_font_size(14),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            quoted: Format::new().set_quote_prefix(),
            small: Format::new().set_num_format("0.00E+00"),
            decimal: Format::new().set_num_format("0.000"),
        }
    }

    /// A sheet of lines, the first of which is a heading.
    pub(super) fn text(&mut self, name: &str, lines: &[String]) -> Result<(), XlsxError> {
        let name = self.names.name(name);
        let sheet = self.workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(name)?;
        sheet.set_column_width(0, 110)?;
        for (row, line) in (0_u32..).zip(lines) {
            let format = if row == 0 {
                &self.heading
            } else {
                &self.wrapped
            };
            sheet.write_string_with_format(row, 0, safe(line), format)?;
        }
        Ok(())
    }

    /// A sheet of a table: its header stays in sight and filters its columns. Gives its name.
    pub(super) fn table(&mut self, name: &str, table: &ResultTable) -> Result<String, XlsxError> {
        let name = self.names.name(name);
        let (small, decimal) = (&self.small, &self.decimal);
        let sheet = self.workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(&name)?;
        let columns = &table.columns[..table.columns.len().min(MOST_COLUMNS)];
        let n_rows = table.n_rows.min(MOST_ROWS);
        for (at, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, at, safe(&column.header), &self.header)?;
            sheet.set_column_width(at, width(column) as f64)?;
        }
        let formats: Vec<&Format> = (columns.iter())
            .map(|column| match is_small(column) {
                true => small,
                false => decimal,
            })
            .collect();
        for at in 0..n_rows {
            let row = u32::try_from(at + 1).unwrap_or(u32::MAX);
            for ((column, format), place) in columns.iter().zip(&formats).zip(0_u16..) {
                write_cell(
                    sheet,
                    (row, place),
                    (&column.cells, at),
                    format,
                    &self.quoted,
                )?;
            }
        }
        if let (Ok(last_row), Some(last)) = (u32::try_from(n_rows), columns.len().checked_sub(1)) {
            sheet.set_freeze_panes(1, 1)?;
            sheet.autofilter(0, 0, last_row, u16::try_from(last).unwrap_or(u16::MAX))?;
        }
        Ok(name)
    }

    /// The workbook's bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

/// Whether a column holds probabilities, which may be very small.
fn is_small(column: &TableColumn) -> bool {
    let name = column.header.to_lowercase();
    let of_probabilities = ["p.val", "p_value", "lfsr", "s_value", "fdr"];
    of_probabilities.iter().any(|part| name.contains(part))
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    (cells, at): (&Cells, usize),
    format: &Format,
    quoted: &Format,
) -> Result<(), XlsxError> {
    match cells {
        Cells::Texts(texts) if texts[at].is_empty() => {}
        Cells::Texts(texts) if texts[at].starts_with(['=', '+', '-', '@']) => {
            sheet.write_string_with_format(row, place, safe(&texts[at]), quoted)?;
        }
        Cells::Texts(texts) => {
            sheet.write_string(row, place, safe(&texts[at]))?;
        }
        Cells::Integers(values) => {
            if let Some(value) = values[at] {
                sheet.write_number(row, place, value as f64)?;
            }
        }
        Cells::Numbers(values) if values[at].is_nan() => {}
        // a spreadsheet knows no infinite number
        Cells::Numbers(values) if values[at].is_infinite() => {
            let text = if values[at] > 0.0 { "Inf" } else { "-Inf" };
            sheet.write_string(row, place, text)?;
        }
        Cells::Numbers(values) => {
            sheet.write_number_with_format(row, place, values[at], format)?;
        }
        Cells::Flags(values) => {
            if let Some(value) = values[at] {
                sheet.write_boolean(row, place, value)?;
            }
        }
    }
    Ok(())
}

/// A text as a cell can hold it.
pub(super) fn safe(text: &str) -> String {
    let mut n = 0;
    let fits = |letter: &char| {
        n += letter.len_utf16();
        n <= MOST_TEXT
    };
    one_line(text).chars().take_while(fits).collect()
}

fn width(column: &TableColumn) -> usize {
    let header = column.header.chars().count() + 3;
    let longest = match &column.cells {
        Cells::Texts(texts) => {
            let shown = texts.iter().take(LOOKED_AT);
            shown.map(|text| text.chars().count()).max().unwrap_or(0)
        }
        _ => 0,
    };
    header.max(longest + 1).clamp(WIDTHS.start, WIDTHS.end)
}
