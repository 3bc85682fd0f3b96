//! Opening what can be read to an end: files, and pipes that somebody writes.

use super::sheet::file_and_sheet;
use super::unreadable;
use arrayon_core::InputError;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// A file or pipe that is read from its beginning.
pub(super) struct Opened {
    /// What had to be read to know that somebody writes.
    begun: io::Cursor<Vec<u8>>,
    file: File,
    /// Bytes that it holds; 0 where nobody knows.
    pub(super) size: u64,
}

impl Read for Opened {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self.begun.read(bytes)? {
            0 => self.file.read(bytes),
            n => Ok(n),
        }
    }
}

/// Opens a file or a pipe, such as a shell's `<(zcat table.gz)`.
///
/// # Errors
/// It cannot be opened; it is a device; it is a named pipe that nobody writes to.
pub(super) fn open(path: &Path) -> Result<Opened, InputError> {
    let failed = |error| unreadable(path, &error);
    let mut file = open_at_once(file_and_sheet(path).0).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    refuse_device(&found, path)?;
    let begun = if is_pipe(&found) {
        let waited = wait_for_writer(&mut file).map_err(failed)?;
        waited.ok_or_else(|| {
            InputError::new(path, "is a named pipe, and no program writes to it")
                .expected("a file, or a pipe with a program at its other end")
        })?
    } else {
        Vec::new()
    };
    Ok(Opened {
        begun: io::Cursor::new(begun),
        file,
        size: if found.is_file() { found.len() } else { 0 },
    })
}

fn refuse_device(found: &Metadata, path: &Path) -> Result<(), InputError> {
    if found.is_file() || found.is_dir() || is_pipe(found) {
        // reading a folder fails with the system's own words
        return Ok(());
    }
    Err(InputError::new(path, "is a device").expected("a file or a pipe"))
}

#[cfg(unix)]
fn is_pipe(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_fifo()
}

/// Opens without waiting: a named pipe without a writer would make the program wait for ever.
#[cfg(unix)]
fn open_at_once(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let flags = i32::try_from(flags).map_err(io::Error::other)?;
    File::options().read(true).custom_flags(flags).open(path)
}

/// Waits until somebody writes to a pipe, for some seconds at most; gives what was read to know,
/// or `None` where nobody does. From then on reading waits for the writer.
#[cfg(unix)]
fn wait_for_writer(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    use std::time::{Duration, Instant};

    /// How long a program may take from its start to opening the pipe.
    const PATIENCE: Duration = Duration::from_secs(8);

    let start = Instant::now();
    let mut begun = vec![0; 4096];
    loop {
        match file.read(&mut begun) {
            Ok(0) => {
                // nobody has opened it yet, or somebody has closed it already
                let mut polled = [PollFd::new(&*file, PollFlags::IN)];
                poll(&mut polled, Some(&Timespec::default()))?;
                if polled[0].revents().contains(PollFlags::HUP) {
                    begun.clear();
                    break;
                }
                if start.elapsed() > PATIENCE {
                    return Ok(None);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(n) => {
                begun.truncate(n);
                break;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                begun.clear();
                break;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    fcntl_setfl(&*file, fcntl_getfl(&*file)? - OFlags::NONBLOCK)?;
    Ok(Some(begun))
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn open_at_once(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(not(unix))]
fn wait_for_writer(_: &mut File) -> io::Result<Option<Vec<u8>>> {
    Ok(Some(Vec::new()))
}
