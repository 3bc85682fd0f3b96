//! Rewrites a CEL file in another encoding.

use crate::error::Error;
use arrayon_core::InputError;
use arrayon_formats::cel::{self, CelFormat};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes the array of `input` to `out`, which must not exist, in the encoding asked for.
///
/// # Errors
/// An input that is no CEL file, an output that exists or cannot be written, an encoding that
/// cannot be written.
pub fn convert_cel(input: &Path, out: &Path, format: CelFormat) -> Result<(), Error> {
    let array = cel::read_complete(input)?;
    let failed = |error: std::io::Error| {
        InputError::new(out, format!("cannot be written: {error}"))
            .hint("name a file that does not exist yet")
    };
    let mut writer = BufWriter::new(File::create_new(out).map_err(failed)?);
    let written = match format {
        CelFormat::CommandConsole => cel::write_command_console(&array, &mut writer),
        CelFormat::BinaryV4 => cel::write_v4(&array, &mut writer),
        CelFormat::TextV3 => Err(std::io::Error::other("the text encoding is only read")),
    };
    written.and_then(|()| writer.flush()).map_err(|error| {
        let _ = std::fs::remove_file(out);
        failed(error).into()
    })
}
