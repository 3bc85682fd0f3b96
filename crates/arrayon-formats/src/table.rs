//! Delimited text with a header: rows with the lines on which they stand.

pub(crate) use crate::column_names::{fold, position_of};
use crate::delimiter;
use crate::hashed_header::behind_hash;
use crate::names::tidy;
use crate::suggest::quoted_list;
use arrayon_core::{InputError, Place};
use csv::StringRecord;
use rustc_hash::FxHashSet;
use std::path::Path;

/// Reads delimited text row by row. Lines that begin with `#`, but for one that [is the
/// header](crate::hashed_header), and rows without content are left out, as is a first line `sep=;`;
/// cells are trimmed by [`Row::cell`], and a line end within a quoted cell is a blank.
pub(crate) struct TableReader<'a> {
    path: &'a Path,
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    lines: LineCounter<'a>,
    /// Line of the row in `record` that is read but not handed out.
    ahead: Option<u64>,
    /// What separates the cells.
    pub(crate) delimiter: u8,
    /// Column names, [tidy]; none empty but that of the first column, which has none where R or
    /// pandas wrote its row names there; see [`refuse_repeats`].
    pub(crate) header: Vec<String>,
    /// Line of the header.
    pub(crate) header_line: u64,
}

/// One row and its line.
pub(crate) struct Row<'r> {
    pub(crate) line: u64,
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// The trimmed cell at a column's position.
    pub(crate) fn cell(&self, position: usize) -> &'r str {
        self.record.get(position).unwrap_or("").trim()
    }

    /// All cells, as they stand.
    pub(crate) fn record(&self) -> &'r StringRecord {
        self.record
    }
}

impl<'a> TableReader<'a> {
    /// Reads the header; the file's name says what separates the cells where the header does not.
    pub(crate) fn new(path: &'a Path, text: &'a str) -> Result<Self, InputError> {
        let name = path.to_string_lossy().to_lowercase();
        let is_csv = name.trim_end_matches(".gz").ends_with(".csv");
        Self::with_fallback(path, text, if is_csv { b',' } else { b'\t' })
    }

    /// The same with what separates the cells where the header has no tab, comma or semicolon.
    pub(crate) fn with_fallback(
        path: &'a Path,
        text: &'a str,
        fallback: u8,
    ) -> Result<Self, InputError> {
        let (declared, table) = delimiter::split_declaration(text);
        let first_line = 1 + u64::from(declared.is_some());
        let (first_line, table) = match behind_hash(table) {
            Some((n_before, table)) => (first_line + n_before, table),
            None => (first_line, table),
        };
        let found = declared.or_else(|| delimiter_of(table));
        let delimiter = found.unwrap_or(fallback);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .delimiter(delimiter)
            .from_reader(table.as_bytes());
        let mut table = Self {
            path,
            reader,
            record: StringRecord::new(),
            lines: LineCounter::new(table.as_bytes(), first_line),
            ahead: None,
            delimiter,
            header: Vec::new(),
            header_line: 0,
        };
        table.read_header()?;
        Ok(table)
    }

    fn read_header(&mut self) -> Result<(), InputError> {
        let Some(line) = self.advance()? else {
            return Err(InputError::new(self.path, "holds no table")
                .expected("a header line with column names")
                .hint("the file is empty or holds only comments"));
        };
        self.header_line = line;
        let mut header: Vec<String> = (self.record.iter())
            .map(|cell| tidy(cell).into_owned())
            .collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let unnamed = header.iter().skip(1).position(String::is_empty);
        if let Some(at) = unnamed.map(|at| at + 1) {
            return Err(InputError::new(
                self.path,
                format!("column {} of the header has no name", at + 1),
            )
            .at(Place::Line(line))
            .hint("name the column, or take it out"));
        }
        self.header = header;
        Ok(())
    }

    /// The next row that has content, with as many cells as the header.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, InputError> {
        let line = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.advance()?,
        };
        let Some(line) = line else {
            return Ok(None);
        };
        self.check_width(line)?;
        Ok(Some(Row {
            line,
            record: &self.record,
        }))
    }

    /// Gives the first column an empty name where the header leaves it out, as R does for row names:
    /// the first row then has one cell more.
    pub(crate) fn name_row_names(&mut self) -> Result<(), InputError> {
        self.ahead = self.advance()?;
        let is_longer = self.record.len() == self.header.len() + 1;
        let is_filled = self
            .record
            .iter()
            .next_back()
            .is_some_and(|cell| !cell.trim().is_empty());
        if self.ahead.is_some() && is_longer && is_filled {
            self.header.insert(0, String::new());
        }
        Ok(())
    }

    fn check_width(&self, line: u64) -> Result<(), InputError> {
        let n_columns = self.header.len();
        let n_cells = self.record.len();
        let spare = self.record.iter().skip(n_columns);
        if let Some(cell) = spare.map(str::trim).find(|cell| !cell.is_empty()) {
            let found = format!("cell '{cell}' lies beyond the last column");
            return Err(InputError::new(self.path, found)
                .at(Place::Line(line))
                .expected(format!("{n_columns} cells, as in the header"))
                .hint(
                    "a text that holds the delimiter needs quotes around it; R writes row names \
                     that the header does not name, unless row.names = FALSE",
                ));
        }
        if n_cells < n_columns {
            let found = format!("the row ends after {n_cells} cells");
            return Err(InputError::new(self.path, found)
                .at(Place::Field {
                    line,
                    column: self.header[n_cells].clone(),
                })
                .expected(format!("{n_columns} cells, as in the header"))
                .hint("write NA, or leave the cell empty between its delimiters"));
        }
        Ok(())
    }

    /// Reads the next record that has content; its line.
    fn advance(&mut self) -> Result<Option<u64>, InputError> {
        loop {
            let from = self.reader.position().byte();
            let more = self.reader.read_record(&mut self.record).map_err(|error| {
                let place = error
                    .position()
                    .map_or(Place::File, |at| Place::Line(at.line()));
                InputError::new(self.path, "cannot be read as a table")
                    .at(place)
                    .hint("check the quotes and the delimiters")
            })?;
            if !more {
                return Ok(None);
            }
            let line = self.lines.line_of_record(from);
            let is_broken = |cell: &str| cell.contains(['\n', '\r']);
            if let Some(at) = self.record.iter().position(is_broken) {
                let end = self.reader.position().byte();
                if !quotes_are_closed(self.lines.text_to(end), self.delimiter) {
                    return Err(unclosed_quote(self.path, line, at, &self.header));
                }
                let one_line = |cell: &str| cell.replace("\r\n", " ").replace(['\n', '\r'], " ");
                self.record = self.record.iter().map(one_line).collect();
            }
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
    }

    /// The lines below the header that begin with `#` and have as many cells as it, with their first cells: rows
    /// that somebody struck out, or that begin with a name.
    pub(crate) fn struck_out(&self, text: &str) -> Vec<(u64, String)> {
        let lines = (1..).zip(text.lines()).skip(self.header_line as usize);
        let struck = lines.filter(|(_, line)| line.starts_with('#'));
        let cells = struck.map(|(at, line)| (at, line.split(char::from(self.delimiter))));
        cells
            .filter(|(_, cells)| cells.clone().count() == self.header.len())
            .filter_map(|(at, mut cells)| Some((at, cells.next()?.trim().to_owned())))
            .collect()
    }

    /// The error that a needed column is not there.
    pub(crate) fn missing_column(&self, wanted: &str) -> InputError {
        let columns = quoted_list(self.header.iter().map(String::as_str));
        InputError::new(self.path, format!("the columns are {columns}"))
            .at(Place::Line(self.header_line))
            .expected(wanted)
    }
}

/// Refuses a column name that occurs twice.
pub(crate) fn refuse_repeats(path: &Path, line: u64, header: &[String]) -> Result<(), InputError> {
    let mut seen = FxHashSet::default();
    let repeated = header.iter().position(|name| !seen.insert(name));
    match repeated {
        None => Ok(()),
        Some(at) => Err(InputError::new(path, "the column name occurs twice")
            .at(Place::Field {
                line,
                column: header[at].clone(),
            })
            .hint("give every column a different name")),
    }
}

fn unclosed_quote(path: &Path, line: u64, at: usize, header: &[String]) -> InputError {
    let place = match header.get(at) {
        Some(column) => Place::Field {
            line,
            column: column.clone(),
        },
        None => Place::Line(line),
    };
    InputError::new(path, "a quoted cell runs over the end of the line")
        .at(place)
        .hint("close the quote on its line, or take the line end out of the cell")
}

/// Whether every quoted cell of a record ends with a quote before a delimiter or the record's end.
/// Where one does not, its quote was opened by mistake and the cell swallowed the lines behind it.
fn quotes_are_closed(record: &[u8], delimiter: u8) -> bool {
    let mut rest = record.trim_ascii_end();
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(end) = end_of_quoted(quoted) else {
                return false;
            };
            rest = &quoted[end + 1..];
            if !rest.is_empty() && rest[0] != delimiter {
                return false;
            }
        }
        match rest.iter().position(|&byte| byte == delimiter) {
            Some(at) => rest = &rest[at + 1..],
            None => return true,
        }
    }
}

/// Where the quote stands that closes a cell; two in a row stand for one of its text.
fn end_of_quoted(quoted: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += quoted.get(at..)?.iter().position(|&byte| byte == b'"')?;
        if quoted.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The delimiter of the header, the first line that is neither empty nor a comment.
fn delimiter_of(text: &str) -> Option<u8> {
    let mut lines = (text.lines()).filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let header = lines.next().unwrap_or("");
    delimiter::of_lines(header, lines.next())
}

/// Counts lines along the text. The csv crate says where a record was looked for, which is
/// before the line feed, the empty lines and the comments that it then passes over.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a [u8], line: u64) -> Self {
        Self { text, at: 0, line }
    }

    /// The text from the record counted last to this byte.
    fn text_to(&self, end: u64) -> &'a [u8] {
        let end = usize::try_from(end).map_or(self.text.len(), |end| end.min(self.text.len()));
        self.text.get(self.at..end).unwrap_or_default()
    }

    fn line_of_record(&mut self, from: u64) -> u64 {
        let from = usize::try_from(from).map_or(self.text.len(), |from| from.min(self.text.len()));
        while self.at < from {
            self.step();
        }
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'\n' | b'\r' => self.step(),
                b'#' => self.pass_line(),
                _ => break,
            }
        }
        self.line
    }

    fn pass_line(&mut self) {
        while self.text.get(self.at).is_some_and(|&byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn step(&mut self) {
        self.line += u64::from(self.text[self.at] == b'\n');
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, text: &str) -> Result<Vec<(u64, Vec<String>)>, InputError> {
        let mut table = TableReader::new(Path::new(name), text)?;
        refuse_repeats(table.path, table.header_line, &table.header)?;
        let n_columns = table.header.len();
        let mut rows = Vec::new();
        while let Some(row) = table.next_row()? {
            let cells = (0..n_columns).map(|at| row.cell(at).to_owned()).collect();
            rows.push((row.line, cells));
        }
        Ok(rows)
    }

    #[test]
    fn lines_are_right_past_comments_blank_rows_and_any_line_end() {
        let text = "#c\n\na,b\n#c\n1,\"x, y\"\n,\n\n 2 ,z\n";
        for end in ["\n", "\r\n"] {
            let found = rows("a.csv", &text.replace('\n', end)).unwrap();
            assert_eq!(
                found,
                vec![
                    (5, vec!["1".to_owned(), "x, y".into()]),
                    (8, vec!["2".to_owned(), "z".into()])
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn delimiter_comes_from_the_header() {
        for text in [
            "a\tb\n1,1\t2\n",
            "a,b\n\"1,1\",2\n",
            "a;b\n1,1;2\n",
            "sep=;\na;b,c\n1,1;2\n",
        ] {
            assert_eq!(rows("a.txt", text).unwrap()[0].1, vec!["1,1", "2"]);
        }
        assert_eq!(rows("a.csv", "a\n1\n").unwrap()[0].1, vec!["1"]);
    }

    #[test]
    fn line_ends_within_quoted_cells_are_blanks() {
        let text = "a,\"b\n(mg)\"\n1,\"x\r\ny\"\n\"2\n\",\"say \"\"x\"\"\nz\"\n3,4\n";
        let mut table = TableReader::new(Path::new("a.csv"), text).unwrap();
        assert_eq!(table.header, ["a", "b (mg)"]);
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            rows.push((row.line, row.cell(0).to_owned(), row.cell(1).to_owned()));
        }
        let expected = [(3, "1", "x y"), (5, "2", "say \"x\" z"), (8, "3", "4")];
        let expected = expected.map(|(line, a, b)| (line, a.to_owned(), b.to_owned()));
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_quote_that_swallows_rows_is_refused() {
        for text in [
            "a,b\n1,\"2\n3,\"4\n",
            "a,b\n1,\"2\n3,4\n",
            "a,b\n1,\"2\n3,4\"x\n5,6\n",
        ] {
            let error = rows("a.csv", text).unwrap_err();
            assert_eq!(
                error.place,
                Place::Field {
                    line: 2,
                    column: "b".to_owned()
                }
            );
        }
    }

    #[test]
    fn refuses_ragged_rows_repeated_columns_and_open_quotes() {
        let message = |text: &str| rows("a.csv", text).unwrap_err().to_string();
        assert_eq!(
            message("a,b\n1\n"),
            "a.csv, line 2, column 'b': the row ends after 1 cells; expected 2 cells, as in the \
             header"
        );
        assert_eq!(
            message("a,b\n1,2,3\n"),
            "a.csv, line 2: cell '3' lies beyond the last column; expected 2 cells, as in the \
             header"
        );
        assert_eq!(
            message("a,b,a\n"),
            "a.csv, line 1, column 'a': the column name occurs twice"
        );
        assert!(message("a,b\n1,\"2\n3,4\n").starts_with("a.csv, line 2, column 'b': a quoted"));
        assert!(message("a,,b\n").starts_with("a.csv, line 1: column 2 of the header"));
        assert!(message("# nothing\n").starts_with("a.csv: holds no table"));
        assert_eq!(rows("a.csv", "a,b,,\n1,2,,\n").unwrap().len(), 1);
    }
}
