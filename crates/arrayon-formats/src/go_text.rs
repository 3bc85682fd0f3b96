//! The text of an ontology or annotation file, plain or gzipped.

use arrayon_core::InputError;
use std::io::Read;
use std::path::Path;

pub(crate) fn read_go_text(path: &Path) -> Result<String, InputError> {
    let refuse = |error: &std::io::Error| InputError::new(path, format!("cannot read: {error}"));
    let mut bytes = std::fs::read(path).map_err(|error| refuse(&error))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..])
            .read_to_end(&mut text)
            .map_err(|error| refuse(&error))?;
        bytes = text;
    }
    String::from_utf8(bytes).map_err(|error| {
        InputError::new(
            path,
            format!("byte {} is not UTF-8", error.utf8_error().valid_up_to()),
        )
        .expected("UTF-8 text, plain or gzipped")
    })
}
