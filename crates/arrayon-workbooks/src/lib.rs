//! Sheets of workbooks, as spreadsheet programs write them, as tab-separated text.
//!
//! | module | what it does |
//! |---|---|
//! | `xlsx` | workbooks of Excel (Office Open XML) |
//! | `ods` | workbooks of LibreOffice (OpenDocument) |
//! | `sheet` | cells as text: which rows are left out, what merged cells hold |
//! | `numbers` | numbers and dates as they were typed |
//! | `members`, `markup` | the files within a workbook, and their XML |
//!
//! # Rules
//! - The rows of the text are those of the sheet, so that a message that names a line names a row.
//! - Numbers are the shortest that mean the same number: 0.29 where the file has
//!   0.28999999999999998. Dates are `2026-03-05`, with a time `2026-03-05 14:30:00`.
//! - A formula is the value that the program stored with it. One without a value, and an error
//!   other than `#N/A`, is refused.
//! - Cells merged within one column all hold what the first holds; cells merged across columns hold
//!   it once, in the first.
//! - Rows above the table, a title, are left out: those before the first row with two filled cells.
//! - Comments, charts, pictures, hidden sheets are not looked at; a hidden sheet is read where it
//!   is named.
//!
//! Older workbooks (`.xls`) and those with a password are refused.
//!
//! # What is not tested
//! Workbooks of other programs than Excel, LibreOffice and openpyxl.

mod markup;
mod members;
mod numbers;
mod ods;
mod sheet;
mod xlsx;

use arrayon_core::InputError;
use members::Members;
use sheet::Sheet;
use std::path::Path;

/// Most cells of a sheet as a table, empty ones too.
const MOST_CELLS: usize = 20_000_000;

/// A workbook in memory.
#[derive(Debug)]
pub struct Workbook {
    members: Members,
    names: Vec<SheetName>,
    is_ods: bool,
}

/// A sheet, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SheetName {
    name: String,
    /// The file that holds it, of xlsx.
    member: String,
    is_hidden: bool,
}

/// Whether bytes are those of a workbook that can be read.
pub fn is_workbook(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64 * 1024)];
    let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
    let marks: [&[u8]; 3] = [
        b"[Content_Types].xml",
        b"xl/worksheets",
        b"application/vnd.oasis.opendocument.spreadsheet",
    ];
    bytes.starts_with(b"PK") && marks.into_iter().any(has)
}

impl Workbook {
    /// Opens a workbook and lists its sheets; `path` is for messages. Neither may its files unpack to more
    /// than `most_bytes`, all together, nor the text of a sheet have more.
    ///
    /// # Errors
    /// Bytes that are no workbook, or a damaged one; one that unpacks to more.
    pub fn open(bytes: Vec<u8>, path: &Path, most_bytes: u64) -> Result<Self, InputError> {
        let members = Members::open(bytes, path, most_bytes)?;
        let is_ods = members.has("content.xml");
        let names = match is_ods {
            true => ods::sheets(&members)?,
            false => xlsx::sheets(&members)?,
        };
        Ok(Self {
            members,
            names,
            is_ods,
        })
    }

    /// The names of its sheets, in their order.
    pub fn sheet_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|sheet| sheet.name.as_str())
    }

    /// A sheet as tab-separated text; without a name, the only one that is not hidden and not
    /// empty.
    ///
    /// # Errors
    /// No sheet of that name; several sheets and no name; an error or a formula without a value in a
    /// cell; a sheet that is damaged, of more than twenty million cells, or of too many bytes.
    pub fn text(&self, name: Option<&str>) -> Result<String, InputError> {
        let path = self.members.path();
        let text = |sheet: Sheet| sheet.text(path, self.members.most_bytes());
        if let Some(name) = name {
            let wanted = name.trim().to_lowercase();
            let mut sheets = self.names.iter();
            let found = sheets.find(|sheet| sheet.name.trim().to_lowercase() == wanted);
            let found = found.ok_or_else(|| {
                InputError::new(path, format!("has no sheet '{name}'"))
                    .expected(format!("one of {}", quoted(self.sheet_names())))
            })?;
            return text(self.read(found)?);
        }
        let mut filled = Vec::new();
        for sheet in self.names.iter().filter(|sheet| !sheet.is_hidden) {
            // errors of sheets that nobody asked for are looked at when one is chosen
            filled.push((sheet, self.read(sheet)?));
        }
        filled.retain(|(_, sheet)| !sheet.is_empty());
        if filled.len() == 1
            && let Some((_, sheet)) = filled.pop()
        {
            return text(sheet);
        }
        match filled.as_slice() {
            [] => Err(InputError::new(path, "has no sheet with content")),
            several => {
                let names = several.iter().map(|(sheet, _)| sheet.name.as_str());
                let (first, _) = &several[0];
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                Err(
                    InputError::new(path, format!("has several sheets: {}", quoted(names)))
                        .expected("one sheet, or the name of one behind a #")
                        .hint(format!("write '{file}#{}'", first.name)),
                )
            }
        }
    }

    fn read(&self, sheet: &SheetName) -> Result<Sheet, InputError> {
        match self.is_ods {
            true => ods::read(&self.members, &sheet.name),
            false => xlsx::read(&self.members, &sheet.name, &sheet.member),
        }
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
