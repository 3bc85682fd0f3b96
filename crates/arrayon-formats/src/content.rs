//! The text of a file: whole, unpacked if it is gzip by content, UTF-8, without byte-order mark;
//! lines end with `\n` or `\r\n`.

use crate::sniff::{self, FileKind};
use crate::source::{self, Input, Kind};
use arrayon_core::{InputError, Place};
use std::path::Path;

/// Reads a text file, plain or gzipped: UTF-8, without its byte-order mark.
///
/// # Errors
/// Those of [`source::read`]; a file that is no text, which is named for what it is; one that is no
/// UTF-8, or holds a zero byte: the line of the first wrong byte is named.
pub fn read_text<'a>(input: impl Into<Input<'a>>, kind: Kind) -> Result<String, InputError> {
    let input = input.into();
    let (path, bytes) = (input.path(), source::read(input, kind)?.bytes);
    if let Some(error) = not_text(path, &bytes) {
        return Err(error);
    }
    check_zeros(&bytes, path)?;
    let text = String::from_utf8(bytes).map_err(|error| no_utf8(path, error.as_bytes()))?;
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let old_macintosh = text.contains('\r') && !text.contains('\n');
    Ok(if old_macintosh {
        text.replace('\r', "\n")
    } else {
        text
    })
}

/// Refuses a file with a zero byte: it is no text, or damaged. Its beginning may show that already.
pub(crate) fn check_zeros(bytes: &[u8], path: &Path) -> Result<(), InputError> {
    if !bytes.contains(&0) {
        return Ok(());
    }
    Err(not_text(path, bytes).unwrap_or_else(|| {
        let before = bytes.split(|&byte| byte == 0).next().unwrap_or(bytes);
        InputError::new(path, "holds a zero byte, as no text does")
            .expected("UTF-8 text")
            .at(last_line(before))
            .hint("the file is binary, or damaged")
    }))
}

/// What a file that is no UTF-8 text is, where its first bytes show it.
fn not_text(path: &Path, bytes: &[u8]) -> Option<InputError> {
    let kind = sniff::kind_of_binary(bytes).filter(|kind| *kind != FileKind::Empty)?;
    Some(
        InputError::new(path, format!("this is {}", kind.description()))
            .expected("UTF-8 text")
            .hint(kind.way_on()),
    )
}

fn no_utf8(path: &Path, bytes: &[u8]) -> InputError {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    let found = format!("holds the byte 0x{:02x}, which is not UTF-8", bytes[valid]);
    not_text(path, bytes).unwrap_or_else(|| {
        InputError::new(path, found)
            .expected("UTF-8 text")
            .at(last_line(&bytes[..valid]))
            .hint(
                "save the file as UTF-8; in Latin-1 files the characters beyond ASCII are at fault",
            )
    })
}

/// The line on which a text ends.
fn last_line(text: &[u8]) -> Place {
    Place::Line(1 + text.iter().filter(|&&byte| byte == b'\n').count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn text_of(bytes: &[u8]) -> Result<String, InputError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        read_text(file.path(), Kind::Table)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn unpacks_by_content_and_strips_the_byte_order_mark() {
        assert_eq!(text_of(&packed(b"\xef\xbb\xbfa\tb\n")).unwrap(), "a\tb\n");
        assert_eq!(text_of(b"a\rb\r").unwrap(), "a\nb\n");
        assert_eq!(text_of(b"a\r\nb").unwrap(), "a\r\nb");
        assert_eq!(text_of("é".as_bytes()).unwrap(), "é");
        let two_members = [packed(b"a\n"), packed(b"b\n")].concat();
        assert_eq!(text_of(&two_members).unwrap(), "a\nb\n");
    }

    #[test]
    fn names_what_is_not_utf_8_text() {
        let error = text_of(b"a\nb\xe9c").unwrap_err();
        assert_eq!(error.place, arrayon_core::Place::Line(2));
        assert!(error.found.contains("0xe9"), "{error}");
        let found = |bytes: &[u8]| text_of(bytes).unwrap_err().found;
        assert!(found(b"PK\x03\x04\xff").contains("ZIP"));
        assert!(found(b"\xff\xfea\0").contains("UTF-16"));
        assert!(found(b"a\tb\0\n").contains("zero byte"));
        let whole = packed(&[b'x'; 4000]);
        assert!(found(&whole[..whole.len() - 9]).contains("gzip stream"));
        assert!(read_text(Path::new("no/such/file"), Kind::Table).is_err());
    }
}
