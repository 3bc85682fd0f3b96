//! Plain text on its way to a file or terminal.

use arrayon_core::printable::{is_unprintable, printable};
use std::borrow::Cow;
use std::io::{self, Write};

/// Passes text on with its unprintable characters escaped: all that [`is_unprintable`] names but
/// tabs and line feeds, which are the text's own.
#[derive(Debug)]
pub struct PrintableWriter<W> {
    out: W,
    /// The first bytes of a character whose others have not come yet.
    begun: Vec<u8>,
}

impl<W: Write> PrintableWriter<W> {
    /// A writer in front of another.
    pub fn new(out: W) -> Self {
        Self {
            out,
            begun: Vec::new(),
        }
    }

    /// The text is at its end.
    ///
    /// # Errors
    /// The writer's; the text ends within a character.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.begun.is_empty() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.out.flush()
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        let is_own = |letter: char| letter == '\n' || letter == '\t';
        let is_barred = |letter: char| is_unprintable(letter) && !is_own(letter);
        if !text.contains(is_barred) {
            return self.out.write_all(text.as_bytes());
        }
        for part in text.split_inclusive(is_own) {
            let (plain, end) = match part.strip_suffix(is_own) {
                Some(plain) => part.split_at(plain.len()),
                None => (part, ""),
            };
            self.out.write_all(printable(plain).as_bytes())?;
            self.out.write_all(end.as_bytes())?;
        }
        Ok(())
    }
}

impl<W: Write> Write for PrintableWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = |&byte: &u8| (b' '..0x7f).contains(&byte) || byte == b'\n' || byte == b'\t';
        if self.begun.is_empty() && bytes.iter().all(is_plain) {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let all = if self.begun.is_empty() {
            Cow::Borrowed(bytes)
        } else {
            Cow::Owned([&self.begun[..], bytes].concat())
        };
        let (text, rest) = match std::str::from_utf8(&all) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (text, rest) = all.split_at(error.valid_up_to());
                (std::str::from_utf8(text).unwrap_or_default(), rest)
            }
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        };
        self.write_text(text)?;
        self.begun = rest.to_vec();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut writer = PrintableWriter::new(&mut out);
        for piece in pieces {
            writer.write_all(piece).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_escaped_and_the_table_is_not() {
        assert_eq!(
            written(&[b"a\tb\n", "\u{b5}\n".as_bytes()]),
            "a\tb\n\u{b5}\n"
        );
        assert_eq!(
            written(&["a\u{1b}[2J\tb\u{202e}\u{9b}\r\nc\u{feff}".as_bytes()]),
            "a\\u{1b}[2J\tb\\u{202e}\\u{9b}\\r\nc\u{feff}"
        );
    }

    #[test]
    fn characters_may_come_in_pieces() {
        let text = "\u{202e}\u{b5}\u{1f600}".as_bytes();
        let pieces: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(written(&pieces), "\\u{202e}\u{b5}\u{1f600}");
        assert!(PrintableWriter::new(Vec::new()).write(b"\xff").is_err());
    }
}
