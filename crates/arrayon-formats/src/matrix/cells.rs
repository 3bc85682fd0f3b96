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
}
