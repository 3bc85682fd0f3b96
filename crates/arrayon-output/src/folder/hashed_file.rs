//! Files that are hashed while they are written.

use crate::printable_writer::PrintableWriter;
use arrayon_results::manifest::ResultFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Writes a new file; its path is left to the caller, and so is waiting until it is on the disk. In
/// plain text, characters that no terminal should get are escaped.
pub(super) fn write_hashed(
    file: File,
    is_plain_text: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<ResultFile> {
    let mut writer = BufWriter::with_capacity(1 << 16, Hashing::new(file));
    write_content(&mut writer, is_plain_text, content)?;
    writer.flush()?;
    let hashing = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let sha256 = hexadecimal(&hashing.hash.finalize());
    Ok(ResultFile {
        path: String::new(),
        n_bytes: hashing.n_bytes,
        sha256,
    })
}

/// Writes what a file holds; in plain text, characters that no terminal should get are escaped.
pub(super) fn write_content(
    mut writer: impl Write,
    is_plain_text: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if !is_plain_text {
        return content(&mut writer);
    }
    let mut printable = PrintableWriter::new(&mut writer);
    content(&mut printable)?;
    printable.finish()
}

/// Hashes what passes through to a file.
struct Hashing {
    file: File,
    hash: Sha256,
    n_bytes: u64,
}

impl Hashing {
    fn new(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
            n_bytes: 0,
        }
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 of bytes, as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of all that is read, without holding it, as 64 hexadecimal digits.
///
/// # Errors
/// What the reader says.
pub fn sha256_of(mut reader: impl io::Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match reader.read(&mut part)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            n => hash.update(&part[..n]),
        }
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
