//! The file of a finished stage: a line that says what it is; what it rests on and what it found, as
//! MessagePack with names, for fields may be left out; the files that it wrote, one after the other.

use crate::inputs::ReadFile;
use arrayon_results::manifest::ResultFile;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, Read, Take, Write};
use std::path::Path;

const FIRST_LINE: &[u8] = b"arrayon finished stage 1\n";

/// What stands before the findings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    /// That of a stage which rests on the same.
    pub(crate) key: String,
    /// The files that the stage read.
    pub(crate) inputs: Vec<ReadFile>,
    /// The files that it wrote.
    pub(crate) files: Vec<ResultFile>,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// The files that a stage wrote, to be read in order.
#[derive(Debug)]
pub(crate) struct WrittenFiles(Take<BufReader<File>>);

impl WrittenFiles {
    /// Copies the next file.
    pub(crate) fn copy_next(&mut self, n_bytes: u64, out: &mut dyn Write) -> io::Result<()> {
        let n_copied = io::copy(&mut self.0.by_ref().take(n_bytes), out)?;
        match n_copied == n_bytes {
            true => Ok(()),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// Writes a stage whose files lie below `staging`.
pub(super) fn write(
    header: &Header,
    found: &impl Serialize,
    staging: &Path,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(FIRST_LINE)?;
    rmp_serde::encode::write_named(&mut out, header).map_err(io::Error::other)?;
    rmp_serde::encode::write_named(&mut out, found).map_err(io::Error::other)?;
    for file in &header.files {
        io::copy(&mut File::open(staging.join(&file.path))?, &mut out)?;
    }
    Ok(())
}

/// Reads what [`write`] wrote.
pub(super) fn read<F: DeserializeOwned>(
    mut content: Take<BufReader<File>>,
) -> io::Result<(Header, F, WrittenFiles)> {
    let mut first_line = [0; FIRST_LINE.len()];
    content.read_exact(&mut first_line)?;
    if first_line != FIRST_LINE {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let header = rmp_serde::decode::from_read(&mut content).map_err(io::Error::other)?;
    let found = rmp_serde::decode::from_read(&mut content).map_err(io::Error::other)?;
    Ok((header, found, WrittenFiles(content)))
}
