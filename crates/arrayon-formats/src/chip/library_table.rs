//! The shape of all library files: `#%key=value` lines, then tab-separated rows.

use crate::lines::Lines;
use arrayon_core::{InputError, Place};
use std::path::Path;

/// A library file, its header read, its rows still to come.
pub(super) struct LibraryTable<'a> {
    header: Vec<(&'a [u8], &'a [u8])>,
    pub(super) lines: Lines<'a>,
}

impl<'a> LibraryTable<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// The last line has no end: most of it may be missing, which its row does not always show.
    pub(super) fn open(content: &'a [u8], path: &'a Path) -> Result<Self, InputError> {
        refuse_open_end(content, path)?;
        let mut lines = Lines::new(
            content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content),
            path,
        );
        let mut header = Vec::new();
        while let Some(b'#' | b'\r' | b'\n') = lines.rest().first() {
            let line = lines.next_line().unwrap_or_default();
            let Some(entry) = line.strip_prefix(b"#%") else {
                continue;
            };
            if let Some(equals) = entry.iter().position(|&byte| byte == b'=') {
                // the value keeps its tabs: in a PGF they say how deep its rows stand
                header.push((entry[..equals].trim_ascii(), &entry[equals + 1..]));
            }
        }
        Ok(Self { header, lines })
    }

    /// The first value of that key.
    pub(super) fn value(&self, key: &str) -> Option<&'a [u8]> {
        let entry = self.header.iter().find(|(name, _)| *name == key.as_bytes());
        entry.map(|&(_, value)| value)
    }

    /// The chip types that the file is made for.
    pub(super) fn chip_types(&self) -> Vec<String> {
        let entries = self.header.iter().filter(|(key, _)| key == b"chip_type");
        entries
            .map(|(_, value)| crate::bytes::text_of(value.trim_ascii()))
            .collect()
    }

    /// The columns of the rows: `#%header0=`, or else the first row.
    pub(super) fn columns(&mut self) -> Result<Columns, InputError> {
        let names = match self.value("header0") {
            Some(names) => names,
            None => self.lines.expect_line("the column names")?,
        };
        Ok(Columns::new(names))
    }
}

/// Refuses a file whose last line has no end, as every file has that is cut within a line.
fn refuse_open_end(content: &[u8], path: &Path) -> Result<(), InputError> {
    if content.is_empty() || content.ends_with(b"\n") {
        return Ok(());
    }
    let n_lines = 1 + content.iter().filter(|&&byte| byte == b'\n').count() as u64;
    Err(InputError::new(path, "the file ends within a line")
        .at(Place::Line(n_lines))
        .expected("a line end after the last row")
        .hint("the file may be cut short: copy it again; if it is whole, end its last line"))
}

/// Column names by position.
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    pub(super) fn new(names: &[u8]) -> Self {
        let names = names.split(|&byte| byte == b'\t');
        Self {
            names: names
                .map(|name| crate::bytes::text_of(name.trim_ascii()))
                .collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|column| column == name)
    }

    /// The position of a column that must be there.
    pub(super) fn require(&self, name: &str, lines: &Lines<'_>) -> Result<usize, InputError> {
        self.position(name).ok_or_else(|| {
            lines
                .error(format!(
                    "no column '{name}' among '{}'",
                    self.names.join("', '")
                ))
                .expected(format!("a column '{name}'"))
        })
    }
}

/// The fields of a row at these positions, which may be in any order; a field that the row is
/// too short for is empty.
pub(super) fn fields<const N: usize>(row: &[u8], positions: [usize; N]) -> [&[u8]; N] {
    let last = positions.iter().max().copied().unwrap_or(0);
    let mut found = [&row[..0]; N];
    let mut rest = row;
    for position in 0..=last {
        let end = rest.iter().position(|&byte| byte == b'\t');
        let field = &rest[..end.unwrap_or(rest.len())];
        for (slot, &wanted) in found.iter_mut().zip(&positions) {
            if wanted == position {
                *slot = field.trim_ascii();
            }
        }
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => break,
        }
    }
    found
}

/// Whether a row is long enough: a field that others should follow may have been cut in its
/// digits, so one more must be there where the header has one.
pub(super) fn is_whole(row: &[u8], positions: &[usize], n_columns: usize) -> bool {
    let last_needed = positions.iter().max().copied().unwrap_or(0);
    let n_tabs_needed = (last_needed + 1).min(n_columns - 1);
    row.iter()
        .filter(|&&byte| byte == b'\t')
        .nth(n_tabs_needed.wrapping_sub(1))
        .is_some()
        || n_tabs_needed == 0
}

/// The error of a row that is too short.
pub(super) fn cut_row(row: &[u8], n_columns: usize, lines: &Lines<'_>) -> InputError {
    lines
        .error(format!("'{}'", row.escape_ascii()))
        .expected(format!("a row of {n_columns} columns"))
        .hint("the file may be cut short: copy it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_whole_where_a_needed_field_is_followed_by_the_next() {
        assert!(is_whole(b"1", &[0], 1));
        assert!(!is_whole(b"1", &[0], 3));
        assert!(is_whole(b"1\t", &[0], 3));
        assert!(!is_whole(b"1\t2", &[1, 0], 3));
        assert!(is_whole(b"1\t2\t3", &[1, 0, 2], 3));
    }

    #[test]
    fn headers_keep_their_tabs_and_columns_come_from_either_place() {
        let content = b"#%chip_type=A\n#%chip_type=B\n# note\n#%header0=probe_id\tx\ty\n1\t2\t3\n";
        let mut table = LibraryTable::open(content, Path::new("a.clf")).unwrap();
        assert_eq!(table.chip_types(), ["A", "B"]);
        assert_eq!(table.columns().unwrap().position("y"), Some(2));
        let row = table.lines.next_line().unwrap();
        assert_eq!(fields(row, [2, 0]), [&b"3"[..], b"1"]);
        assert_eq!(fields(row, [7]), [&b""[..]]);
        let plain = b"#%a=b\nprobeset_id\tprobeset_list\n";
        let mut plain = LibraryTable::open(plain, Path::new("m")).unwrap();
        assert_eq!(plain.columns().unwrap().position("probeset_list"), Some(1));
        let missing = plain.columns().err();
        assert!(missing.is_some(), "no second row of names");
    }
}
