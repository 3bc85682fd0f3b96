//! A cursor over the lines of a text file.

use arrayon_core::{InputError, Place};
use std::path::Path;

/// Walks over lines and counts them; line ends may be LF or CR LF.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    number: u64,
    path: &'a Path,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8], path: &'a Path) -> Self {
        Self {
            bytes,
            at: 0,
            number: 0,
            path,
        }
    }

    /// Number of the line read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line without its end, or `None` after the last.
    pub(crate) fn next_line(&mut self) -> Option<&'a [u8]> {
        if self.at == self.bytes.len() {
            return None;
        }
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| byte == b'\n');
        let line = &rest[..end.unwrap_or(rest.len())];
        self.at += end.map_or(rest.len(), |end| end + 1);
        self.number += 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// The next line, or an error that says what is missing.
    pub(crate) fn expect_line(&mut self, what: &str) -> Result<&'a [u8], InputError> {
        self.next_line().ok_or_else(|| {
            InputError::new(self.path, format!("the file ends before {what}"))
                .at(Place::Line(self.number))
                .hint("the file is cut short: copy it again")
        })
    }

    /// All that has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Passes over `n_bytes` that hold `n_lines` whole lines.
    pub(crate) fn skip(&mut self, n_bytes: usize, n_lines: u64) {
        self.at += n_bytes;
        self.number += n_lines;
    }

    /// An error on the line read last.
    pub(crate) fn error(&self, found: impl Into<String>) -> InputError {
        self.error_on(self.number, found)
    }

    pub(crate) fn error_on(&self, line: u64, found: impl Into<String>) -> InputError {
        InputError::new(self.path, found).at(Place::Line(line))
    }
}

/// The whole of `text` as a number without sign.
pub(crate) fn unsigned(text: &[u8]) -> Option<u32> {
    let text = text.trim_ascii();
    let n_digits = text.len();
    if n_digits == 0 || n_digits > 10 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = (text.iter()).fold(0u64, |value, &digit| value * 10 + u64::from(digit - b'0'));
    u32::try_from(value).ok()
}

/// Splits `key=value`, both trimmed.
pub(crate) fn key_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let equals = line.iter().position(|&byte| byte == b'=')?;
    Some((line[..equals].trim_ascii(), line[equals + 1..].trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_or_crlf_or_the_file() {
        let mut lines = Lines::new(b"a\r\n\nb", Path::new("x"));
        assert_eq!(lines.next_line(), Some(&b"a"[..]));
        assert_eq!(lines.next_line(), Some(&b""[..]));
        assert_eq!(lines.next_line(), Some(&b"b"[..]));
        assert_eq!(lines.number(), 3);
        assert_eq!(lines.next_line(), None);
        assert_eq!(
            lines.expect_line("[MASKS]").unwrap_err().place,
            Place::Line(3)
        );
    }

    #[test]
    fn numbers_are_whole_and_fit() {
        assert_eq!(unsigned(b" 12 "), Some(12));
        assert_eq!(unsigned(b"4294967295"), Some(u32::MAX));
        assert_eq!(unsigned(b"4294967296"), None);
        assert_eq!(unsigned(b"-1"), None);
        assert_eq!(unsigned(b""), None);
    }

    #[test]
    fn keys_and_values_are_trimmed() {
        assert_eq!(key_value(b"Rows = 4"), Some((&b"Rows"[..], &b"4"[..])));
        assert_eq!(key_value(b"Rows"), None);
    }
}
