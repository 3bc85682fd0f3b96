//! The cells of one line.

/// Iterates over the cells of a line, trimmed and without quotes around them.
///
/// A doubled quote inside a quoted cell is left as it stands.
pub(super) struct Cells<'a> {
    rest: Option<&'a str>,
    delimiter: u8,
    /// Whether a quote may still be closed; keeps lines of open quotes from costing a scan each.
    closes: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn new(line: &'a str, delimiter: u8) -> Self {
        Self {
            rest: Some(line),
            delimiter,
            closes: true,
        }
    }

    fn cut(&mut self, rest: &'a str, at: usize) -> &'a str {
        self.rest = rest.get(at + 1..);
        &rest[..at]
    }

    /// Whether a cell begins with a quote that its line does not close.
    fn leaves_quote_open(mut self) -> bool {
        while self.closes && self.next().is_some() {}
        !self.closes
    }

    /// End of a quoted cell: just past its closing quote, before a delimiter or the line's end.
    fn end_of_quoted(&self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        (1..bytes.len())
            .find(|&at| {
                bytes[at] == b'"' && bytes.get(at + 1).is_none_or(|&next| next == self.delimiter)
            })
            .map(|at| at + 1)
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let bytes = rest.as_bytes();
        if self.closes && bytes.first() == Some(&b'"') {
            if let Some(end) = self.end_of_quoted(rest) {
                let cell = self.cut(rest, end);
                return Some(cell[1..end - 1].trim());
            }
            self.closes = false;
        }
        let end = (bytes.iter())
            .position(|&byte| byte == self.delimiter)
            .unwrap_or(bytes.len());
        Some(self.cut(rest, end).trim())
    }
}

/// Lines with their numbers, from 1, without their ends.
pub(super) fn numbered_lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    (1..).zip(text.lines())
}

/// Lines of a table with their numbers, without their ends; a cell between quotes may hold line
/// ends.
pub(super) struct TableLines<'a> {
    rest: &'a str,
    number: u64,
    delimiter: u8,
}

/// So many lines may stand in one cell; a quote that is open for longer was opened by mistake.
const MOST_LINES_OF_A_CELL: usize = 50;

impl<'a> TableLines<'a> {
    /// The lines of a text whose first is `number`.
    pub(super) fn new(text: &'a str, number: u64, delimiter: u8) -> Self {
        Self {
            rest: text,
            number,
            delimiter,
        }
    }

    /// Where the line ends that closes the quote which the first line leaves open. A quote that
    /// swallows whole rows is none that was meant.
    fn end_of_open_cell(&self, first: &str) -> Option<usize> {
        let has_odd_quotes = first.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
        if !has_odd_quotes || !Cells::new(first, self.delimiter).leaves_quote_open() {
            return None;
        }
        let n_delimiters = |text: &str| text.bytes().filter(|&byte| byte == self.delimiter).count();
        let mut end = end_of_line(self.rest, 0);
        for _ in 1..MOST_LINES_OF_A_CELL {
            let start = end;
            if start >= self.rest.len() {
                return None;
            }
            end = end_of_line(self.rest, start);
            let line = self.rest[start..end].trim_end_matches(['\n', '\r']);
            if closes_cell(line, self.delimiter) {
                return Some(end);
            }
            if n_delimiters(line) > 0 && n_delimiters(line) >= n_delimiters(first) {
                return None;
            }
        }
        None
    }
}

/// Just past the line end behind `start`.
fn end_of_line(text: &str, start: usize) -> usize {
    text[start..]
        .find('\n')
        .map_or(text.len(), |at| start + at + 1)
}

/// Whether a line that begins within a quoted cell closes it.
fn closes_cell(line: &str, delimiter: u8) -> bool {
    let bytes = line.as_bytes();
    (0..bytes.len())
        .any(|at| bytes[at] == b'"' && bytes.get(at + 1).is_none_or(|&next| next == delimiter))
}

impl<'a> Iterator for TableLines<'a> {
    type Item = (u64, &'a str);

    fn next(&mut self) -> Option<(u64, &'a str)> {
        if self.rest.is_empty() {
            return None;
        }
        let mut end = end_of_line(self.rest, 0);
        let first = self.rest[..end].trim_end_matches(['\n', '\r']);
        if first.contains('"') {
            end = self.end_of_open_cell(first).unwrap_or(end);
        }
        let number = self.number;
        let (line, rest) = self.rest.split_at(end);
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        self.number += 1 + line.matches('\n').count() as u64;
        self.rest = rest;
        Some((number, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<&str> {
        Cells::new(line, b',').collect()
    }

    #[test]
    fn splits_and_strips_quotes() {
        assert_eq!(cells("a, b ,,c"), ["a", "b", "", "c"]);
        assert_eq!(cells(""), [""]);
        assert_eq!(cells("a,"), ["a", ""]);
        assert_eq!(cells("\"a,b\",\"\",\"c\""), ["a,b", "", "c"]);
        assert_eq!(cells("\"a,b"), ["\"a", "b"]);
        assert_eq!(cells("\""), ["\""]);
    }

    #[test]
    fn line_ends_within_quotes_belong_to_their_cell() {
        let lines = |text: &'static str| TableLines::new(text, 1, b',').collect::<Vec<_>>();
        assert_eq!(
            lines("id,\"a\r\nb\",c\r\nf,1,2\r\n\ng,3,4"),
            [(1, "id,\"a\r\nb\",c"), (3, "f,1,2"), (4, ""), (5, "g,3,4")]
        );
        // marks of inches, and quotes opened by mistake
        for text in ["5\",1\n7\",2\n", "\"a,1\nb,2\nc,3\n", "\"a,1\nb,2\n\"c,3\n"] {
            assert_eq!(lines(text).len(), text.matches('\n').count(), "{text}");
        }
    }
}
