//! Whole files, unpacked where they are gzipped, hashed while they are read, and never more of
//! them than a file of their kind can hold.

mod hashing;
mod kind;
mod memory;
mod open;
mod sheet;
mod text;

pub use kind::{Kind, Size, set_largest_input};
pub use memory::{available, capacity, check_memory};
pub use sheet::file_and_sheet;
pub use text::read_text;

use crate::sniff::{self, FileKind};
use arrayon_core::{InputError, Place};
use flate2::bufread::MultiGzDecoder;
use hashing::Hashing;
use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// The first bytes of every gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A gzipped file that was gzipped again is unpacked so often.
const MOST_LAYERS: usize = 3;

/// As much of a file as shows whether it can be of its kind.
const START: u64 = 64 * 1024;

/// What is read at a time beyond that.
const PIECE: u64 = 16 * 1024 * 1024;

/// A file that is to be read, and who notes what was read.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    path: &'a Path,
    noted: Option<(&'a dyn Recorder, &'a str)>,
    /// Its bytes, where they lie in memory under that path.
    held: Option<&'a [u8]>,
}

/// Notes the files that went into a result.
pub trait Recorder: Sync {
    /// A file was read, in this role; the hash is of exactly those bytes that the reader got
    /// (SHA-256, hexadecimal), before they were unpacked.
    fn record(&self, role: &str, path: &Path, sha256: &str);
}

impl<'a> Input<'a> {
    /// A file whose reading is noted, in the role that it has: `matrix`, `samples`.
    pub fn noted(path: &'a Path, recorder: &'a dyn Recorder, role: &'a str) -> Self {
        Self {
            path,
            noted: Some((recorder, role)),
            held: None,
        }
    }

    /// The same with its bytes, where they lie in memory and in no file; the path is their name in
    /// messages.
    #[must_use]
    pub fn held(self, held: Option<&'a [u8]>) -> Self {
        Self { held, ..self }
    }

    /// A further file that is read together with this one, noted by whoever notes this one, in a
    /// role of its own.
    pub(crate) fn beside<'b>(self, path: &'b Path, role: &'b str) -> Input<'b>
    where
        'a: 'b,
    {
        Input {
            path,
            noted: self.noted.map(|(recorder, _)| (recorder, role)),
            held: None,
        }
    }

    /// Where it lies.
    pub fn path(self) -> &'a Path {
        self.path
    }
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.path.fmt(f)
    }
}

impl<'a> From<&'a Path> for Input<'a> {
    fn from(path: &'a Path) -> Self {
        Self {
            path,
            noted: None,
            held: None,
        }
    }
}

impl<'a> From<&'a PathBuf> for Input<'a> {
    fn from(path: &'a PathBuf) -> Self {
        path.as_path().into()
    }
}

/// A file's content, and what it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The content, unpacked.
    pub bytes: Vec<u8>,
    /// Whether it was gzipped.
    pub gzipped: bool,
    /// SHA-256 of the file as it lies on disk, hexadecimal.
    pub sha256: String,
}

/// Whether the content is gzipped, judged by its first bytes and never by the file's name.
pub fn is_gzipped(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP_MAGIC)
}

/// Reads a file, once from its beginning to its end, and unpacks it where it is gzipped.
///
/// # Errors
/// The file cannot be read, or is a device; its gzip stream is damaged or cut short; its first
/// bytes cannot be of the kind; it holds more than files of the kind do, or more than the memory
/// that is free.
pub fn read<'a>(input: impl Into<Input<'a>>, kind: Kind) -> Result<Content, InputError> {
    let input = input.into();
    if let Some(held) = input.held {
        return unpacked_and_noted(held, held.len() as u64, input, kind);
    }
    let file = open::open(input.path)?;
    let size = file.size;
    unpacked_and_noted(file, size, input, kind)
}

/// Unpacks the bytes of an input, `size` of them where that is known, and notes them.
fn unpacked_and_noted(
    bytes: impl Read,
    size: u64,
    input: Input<'_>,
    kind: Kind,
) -> Result<Content, InputError> {
    let mut hashing = Hashing::new(bytes);
    let unpacked = unpack_stream(&mut hashing, size, kind, input.path)?;
    let sha256 = hashing
        .finish()
        .map_err(|error| unreadable(input.path, &error))?;
    if let Some((recorder, role)) = input.noted {
        recorder.record(role, input.path, &sha256);
    }
    Ok(Content {
        bytes: unpacked.bytes,
        gzipped: unpacked.gzipped,
        sha256,
    })
}

/// Reads a file as it lies, gzipped or not, to hand it on.
///
/// # Errors
/// The file cannot be read, or is a device; it holds more than files of the kind do, or more than the
/// memory that is free.
pub fn read_as_it_lies(path: &Path, kind: Kind) -> Result<Vec<u8>, InputError> {
    let file = open::open(path)?;
    let limit = kind.limit(false);
    let mut bytes = Vec::new();
    let most = limit.bytes().saturating_add(1);
    let n_read = file.take(most).read_to_end(&mut bytes);
    n_read.map_err(|error| match error.kind() {
        io::ErrorKind::OutOfMemory => InputError::out_of_memory(path),
        _ => unreadable(path, &error),
    })?;
    limit.check(bytes.len() as u64, path)?;
    Ok(bytes)
}

/// Notes a file that was read by other means, such as an archive by its members, with the hash of
/// what it is now.
///
/// # Errors
/// The file cannot be read.
pub fn note(input: Input<'_>) -> Result<(), InputError> {
    let Input { path, noted, .. } = input;
    let hashing = Hashing::new(open::open(path)?);
    let sha256 = hashing.finish().map_err(|error| unreadable(path, &error))?;
    if let Some((recorder, role)) = noted {
        recorder.record(role, path, &sha256);
    }
    Ok(())
}

/// SHA-256 of a file as it lies, hexadecimal, whatever it holds; it is read without being held.
///
/// # Errors
/// The file cannot be read, or is a device.
pub fn sha256(path: &Path) -> Result<String, InputError> {
    let hashing = Hashing::new(open::open(path)?);
    hashing.finish().map_err(|error| unreadable(path, &error))
}

/// [`read`] for a caller who has the bytes as they lie on disk or in an archive.
///
/// # Errors
/// As [`read`], of the content.
pub fn content_of(bytes: Vec<u8>, input: Input<'_>, kind: Kind) -> Result<Content, InputError> {
    unpacked_and_noted(bytes.as_slice(), bytes.len() as u64, input, kind)
}

/// Unpacks content where it is gzipped; `path` is for messages.
///
/// Several gzip streams one after the other count as one file, as `gunzip` has it.
///
/// # Errors
/// The gzip stream is damaged or cut short, or holds more than files of the kind do.
pub fn unpack<'a>(bytes: &'a [u8], path: &Path, kind: Kind) -> Result<Cow<'a, [u8]>, InputError> {
    if !is_gzipped(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    Ok(Cow::Owned(unpack_stream(bytes, 0, kind, path)?.bytes))
}

/// What a stream holds.
struct Unpacked {
    bytes: Vec<u8>,
    gzipped: bool,
}

/// Reads a stream to its end; `size` is how long it is said to be, 0 where nobody knows.
fn unpack_stream(
    packed: impl Read,
    size: u64,
    kind: Kind,
    path: &Path,
) -> Result<Unpacked, InputError> {
    let (mut stream, gzipped) = unpacking(packed).map_err(|error| unreadable(path, &error))?;
    let failed = |n: usize, error: io::Error| match error.kind() {
        io::ErrorKind::OutOfMemory => InputError::out_of_memory(path),
        _ if gzipped => damaged_gzip(path, n, &error),
        _ => unreadable(path, &error),
    };
    let limit = kind.limit(gzipped);
    let mut bytes = Vec::new();
    let expected = if gzipped { 0 } else { limit.of(size) };
    // one more byte spares the reader a last reallocation when it looks for the end
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    (bytes.try_reserve_exact(expected.saturating_add(1)))
        .map_err(|_| InputError::out_of_memory(path))?;
    let mut piece = START;
    loop {
        let before = bytes.len();
        let n_read = (&mut stream).take(piece).read_to_end(&mut bytes);
        n_read.map_err(|error| failed(before, error))?;
        if before == 0 {
            kind.check_start(&bytes, path)?;
        }
        limit.check(bytes.len() as u64, path)?;
        if bytes.len() == before {
            return Ok(Unpacked { bytes, gzipped });
        }
        piece = PIECE;
    }
}

/// The unpacked stream, and whether it is gzipped. What was gzipped more than once is unpacked
/// as often: nothing that is read here is gzip itself.
fn unpacking<'a>(packed: impl Read + 'a) -> io::Result<(Box<dyn Read + 'a>, bool)> {
    let mut stream: Box<dyn Read + 'a> = Box::new(packed);
    let mut gzipped = false;
    for _ in 0..MOST_LAYERS {
        let mut magic = Vec::new();
        let looked = (&mut stream).take(2).read_to_end(&mut magic);
        match looked {
            // of a stream that breaks off within its first bytes the reader says so
            Err(error) if gzipped => {
                return Ok((
                    Box::new(io::Cursor::new(magic).chain(Failing(Some(error)))),
                    true,
                ));
            }
            looked => looked?,
        };
        let is_packed = is_gzipped(&magic);
        let whole = io::Cursor::new(magic).chain(stream);
        if !is_packed {
            return Ok((Box::new(whole), gzipped));
        }
        gzipped = true;
        let buffered = BufReader::with_capacity(1 << 16, whole);
        stream = Box::new(MultiGzDecoder::new(buffered));
    }
    Ok((stream, gzipped))
}

/// A stream that breaks off with this error.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// What a look at a file's beginning shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    /// The kind of the content.
    pub kind: FileKind,
    /// Whether the file is gzipped.
    pub gzipped: bool,
}

/// Recognises the kind of a file from its beginning, by content and never by name.
///
/// # Errors
/// The file cannot be read.
pub fn sniff(path: &Path) -> Result<Sniffed, InputError> {
    let start = read_start(path, sniff::START as u64)?;
    Ok(Sniffed {
        kind: sniff::kind_of(&start.content),
        gzipped: start.gzipped,
    })
}

/// Reads no more than the first `limit` unpacked bytes. A gzip stream that breaks before that
/// gives what could be unpacked: whoever reads on will meet the error.
///
/// # Errors
/// The file cannot be opened or read.
pub(crate) fn read_start(path: &Path, limit: u64) -> Result<FileStart, InputError> {
    let failed = |error| unreadable(path, &error);
    let (stream, gzipped) = unpacking(open::open(path)?).map_err(failed)?;
    let mut content = Vec::new();
    let read = stream.take(limit).read_to_end(&mut content);
    if !gzipped {
        // a broken stream still shows what the file is
        read.map_err(failed)?;
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

/// What is found of a file that is not there.
pub const NO_SUCH_FILE: &str = "no such file";

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> InputError {
    match error.kind() {
        io::ErrorKind::NotFound if path == Path::new("-") => InputError::new(path, NO_SUCH_FILE)
            .expected("the name of a file")
            .hint("standard input is not read; most shells write <(command) for a file of what a command prints"),
        io::ErrorKind::NotFound => InputError::new(path, NO_SUCH_FILE),
        _ => InputError::new(path, format!("cannot be read: {error}")),
    }
}

fn damaged_gzip(path: &Path, n_unpacked: usize, error: &io::Error) -> InputError {
    let found = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the gzip stream is cut short".to_owned(),
        _ => format!("the gzip stream is damaged ({error})"),
    };
    InputError::new(path, found)
        .at(Place::Byte(n_unpacked as u64))
        .expected("a whole gzip stream with a matching checksum")
        .hint("copy or download the file again")
}

#[cfg(test)]
mod tests;
