//! Rewrites a CEL file in another encoding.

use crate::error::Error;
use arrayon_core::InputError;
use arrayon_formats::cel::{self, CelFormat};
use arrayon_output::{FolderError, write_file};
use std::path::Path;

/// Writes the array of `input` to `out`, which must not exist, in the encoding asked for.
///
/// # Errors
/// An input that is no CEL file, an output that exists or cannot be written, an encoding that
/// cannot be written.
pub fn convert_cel(input: &Path, out: &Path, format: CelFormat) -> Result<(), Error> {
    let array = cel::read_complete(input)?;
    let written = write_file(out, false, |mut writer| match format {
        CelFormat::CommandConsole => cel::write_command_console(&array, &mut writer),
        CelFormat::BinaryV4 => cel::write_v4(&array, &mut writer),
        CelFormat::TextV3 => Err(std::io::Error::other("the text encoding is only read")),
    });
    match written {
        Err(FolderError::FileExists(_)) => Err(InputError::new(out, "exists already")
            .hint("name a file that does not exist yet")
            .into()),
        written => Ok(written?),
    }
}
