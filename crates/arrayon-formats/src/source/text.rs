//! The text of a file: whole, unpacked if it is gzip by content, UTF-8 or UTF-16, without
//! byte-order mark; lines end with `\n` or `\r\n`.

use super::{Input, Kind, read};
use crate::decode;
use arrayon_core::InputError;

/// Reads a text file, plain or gzipped: UTF-8 or UTF-16, without its byte-order mark.
///
/// # Errors
/// Those of [`read`]; a file that is no text, which is named for what it is; one that is
/// neither UTF-8 nor UTF-16, or holds a zero byte: the line of the first wrong byte is named.
pub fn read_text<'a>(input: impl Into<Input<'a>>, kind: Kind) -> Result<String, InputError> {
    let input = input.into();
    decode::text(read(input, kind)?.bytes, input.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::path::Path;

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
        assert_eq!(text_of("\u{e9}".as_bytes()).unwrap(), "\u{e9}");
        let two_members = [packed(b"a\n"), packed(b"b\n")].concat();
        assert_eq!(text_of(&two_members).unwrap(), "a\nb\n");
        assert_eq!(text_of(b"\xff\xfea\0\t\0b\0\n\0").unwrap(), "a\tb\n");
    }

    #[test]
    fn names_what_is_not_utf_8_text() {
        let error = text_of(b"a\nb\xe9c").unwrap_err();
        assert_eq!(error.place, arrayon_core::Place::Line(2));
        assert!(error.found.contains("0xe9"), "{error}");
        let found = |bytes: &[u8]| text_of(bytes).unwrap_err().found;
        assert!(found(b"PK\x03\x04\xff").contains("ZIP"));
        assert!(found(b"\xff\xfea").contains("UTF-16"));
        assert!(found(b"a\tb\0\n").contains("zero byte"));
        let whole = packed(&[b'x'; 4000]);
        assert!(found(&whole[..whole.len() - 9]).contains("gzip stream"));
        assert!(read_text(Path::new("no/such/file"), Kind::Table).is_err());
    }
}
