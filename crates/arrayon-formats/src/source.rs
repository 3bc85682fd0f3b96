//! Whole files, unpacked where they are gzipped.

pub use crate::content::read_text;

use arrayon_core::{InputError, Place};
use flate2::bufread::MultiGzDecoder;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The first bytes of every gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A file that was packed more often than this is not unpacked further.
const MOST_LAYERS: usize = 3;

/// Deflate packs no byte into less than this part of one: it bounds what a file can unpack to.
const LARGEST_DEFLATE_RATIO: usize = 1032;

/// Whether the content is gzipped, judged by its first bytes and never by the file's name.
pub fn is_gzipped(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP_MAGIC)
}

/// Reads a file as it lies on disk, packed or not.
///
/// # Errors
/// The file cannot be opened or read.
pub fn read_raw(path: &Path) -> Result<Vec<u8>, InputError> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

/// Reads a file and unpacks it where it is gzipped.
///
/// # Errors
/// The file cannot be read, or its gzip stream is damaged or cut short.
pub fn read(path: &Path) -> Result<Vec<u8>, InputError> {
    let raw = read_raw(path)?;
    Ok(match unpack(&raw, path)? {
        Cow::Borrowed(_) => raw,
        Cow::Owned(unpacked) => unpacked,
    })
}

/// Unpacks content where it is gzipped; `path` is for messages.
///
/// Several gzip streams one after the other count as one file, as `gunzip` has it. A file that was
/// packed twice, as archives do with files that are packed already, is unpacked twice.
///
/// # Errors
/// The gzip stream is damaged or cut short.
pub fn unpack<'a>(bytes: &'a [u8], path: &Path) -> Result<Cow<'a, [u8]>, InputError> {
    if !is_gzipped(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = unpack_once(bytes, path)?;
    for _ in 1..MOST_LAYERS {
        if !is_gzipped(&unpacked) {
            break;
        }
        unpacked = unpack_once(&unpacked, path)?;
    }
    Ok(Cow::Owned(unpacked))
}

fn unpack_once(bytes: &[u8], path: &Path) -> Result<Vec<u8>, InputError> {
    let mut unpacked = Vec::with_capacity(unpacked_length_hint(bytes));
    MultiGzDecoder::new(bytes)
        .read_to_end(&mut unpacked)
        .map_err(|error| damaged_gzip(path, unpacked.len(), &error))?;
    Ok(unpacked)
}

/// Reads no more than the first `limit` unpacked bytes. A gzip stream that breaks before that
/// gives what could be unpacked: whoever reads on will meet the error.
///
/// # Errors
/// The file cannot be opened or read.
pub(crate) fn read_start(path: &Path, limit: u64) -> Result<FileStart, InputError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut packed = BufReader::new(file);
    let mut magic = Vec::new();
    let failed = |error| unreadable(path, &error);
    (&mut packed)
        .take(2)
        .read_to_end(&mut magic)
        .map_err(failed)?;
    let gzipped = is_gzipped(&magic);
    let mut content = Vec::new();
    let raw = magic.as_slice().chain(packed);
    if gzipped {
        let mut unpacked: Box<dyn BufRead> =
            Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(raw))));
        for _ in 1..MOST_LAYERS {
            // a broken stream still shows what the file is
            if !unpacked.fill_buf().is_ok_and(is_gzipped) {
                break;
            }
            unpacked = Box::new(BufReader::new(MultiGzDecoder::new(unpacked)));
        }
        drop(unpacked.take(limit).read_to_end(&mut content));
    } else {
        raw.take(limit).read_to_end(&mut content).map_err(failed)?;
    }
    Ok(FileStart { content, gzipped })
}

/// The unpacked beginning of a file.
pub(crate) struct FileStart {
    /// At most as many bytes as were asked for.
    pub(crate) content: Vec<u8>,
    /// Whether the file is gzipped.
    pub(crate) gzipped: bool,
}

/// The unpacked length that the last four bytes state, plus one, within what deflate can pack.
fn unpacked_length_hint(bytes: &[u8]) -> usize {
    let stated = bytes
        .last_chunk::<4>()
        .map_or(0, |&last| u32::from_le_bytes(last));
    let bound = bytes.len().saturating_mul(LARGEST_DEFLATE_RATIO);
    // one more byte spares the decoder a last reallocation when it looks for the end
    (stated as usize).min(bound).saturating_add(1)
}

fn unreadable(path: &Path, error: &std::io::Error) -> InputError {
    InputError::new(path, format!("cannot be read: {error}"))
}

fn damaged_gzip(path: &Path, n_unpacked: usize, error: &std::io::Error) -> InputError {
    let found = if error.kind() == std::io::ErrorKind::UnexpectedEof {
        "the gzip stream is cut short".to_owned()
    } else {
        format!("the gzip stream is damaged ({error})")
    };
    InputError::new(path, found)
        .at(Place::Byte(n_unpacked as u64))
        .expected("a whole gzip stream with a matching checksum")
        .hint("copy or download the file again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn unpacks_one_stream_and_several() {
        let path = Path::new("a.gz");
        assert_eq!(&*unpack(b"plain", path).unwrap(), b"plain");
        let mut two = packed(b"one ");
        two.extend(packed(b"two"));
        assert_eq!(&*unpack(&two, path).unwrap(), b"one two");
        let twice = packed(&packed(b"twice"));
        assert_eq!(&*unpack(&twice, path).unwrap(), b"twice");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &twice).unwrap();
        assert_eq!(read_start(file.path(), 3).unwrap().content, b"twi");
    }

    #[test]
    fn every_cut_and_a_flipped_bit_are_errors() {
        let whole = packed(&b"intensities ".repeat(40));
        for end in 2..whole.len() {
            let error = unpack(&whole[..end], Path::new("a.gz")).unwrap_err();
            assert!(error.found.contains("gzip"), "{error}");
        }
        let mut flipped = whole.clone();
        let last_of_checksum = whole.len() - 5;
        flipped[last_of_checksum] ^= 1;
        assert!(unpack(&flipped, Path::new("a.gz")).is_err());
    }

    #[test]
    fn the_length_hint_never_exceeds_what_deflate_can_pack() {
        let lying = [0x1f, 0x8b, 0xff, 0xff, 0xff, 0xff];
        assert!(unpacked_length_hint(&lying) <= 6 * LARGEST_DEFLATE_RATIO + 1);
    }
}
