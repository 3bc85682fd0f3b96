//! The text of a file: whole, unpacked if it is gzip by content, UTF-8, without byte-order mark;
//! lines end with `\n` or `\r\n`.

use crate::sniff::{self, FileKind};
use crate::source;
use arrayon_core::InputError;
use std::path::Path;

/// Reads a text file, plain or gzipped: UTF-8, without its byte-order mark.
///
/// # Errors
/// A file that cannot be read; one that is no text, which is named for what it is; one that is no
/// UTF-8, with the line of the first wrong byte.
pub fn read_text(path: &Path) -> Result<String, InputError> {
    let bytes = source::read(path)?;
    if let Some(kind) = sniff::kind_of_binary(&bytes).filter(|kind| *kind != FileKind::Empty) {
        return Err(
            InputError::new(path, format!("this is {}", kind.description()))
                .expected("UTF-8 text")
                .hint(kind.way_on()),
        );
    }
    let text = String::from_utf8(bytes).map_err(|error| not_text(path, error.as_bytes()))?;
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

fn not_text(path: &Path, bytes: &[u8]) -> InputError {
    let error = |found: &str| InputError::new(path, found).expected("UTF-8 text");
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    let line = 1 + bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() as u64;
    error(&format!(
        "holds the byte 0x{:02x}, which is not UTF-8",
        bytes[valid]
    ))
    .at(arrayon_core::Place::Line(line))
    .hint("save the file as UTF-8; in Latin-1 files the characters beyond ASCII are at fault")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn text_of(bytes: &[u8]) -> Result<String, InputError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        read_text(file.path())
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
        let whole = packed(&[b'x'; 4000]);
        assert!(found(&whole[..whole.len() - 9]).contains("gzip stream"));
        assert!(read_text(Path::new("no/such/file")).is_err());
    }
}
