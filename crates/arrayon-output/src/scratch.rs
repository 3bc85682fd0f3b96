//! Files that hold what memory does not, and that are gone when the program ends, however it ends.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Tells the files of one program apart.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Makes a file to be written and read that has no name: it takes room in the folder's file system
/// until it is closed, and nothing is left of it where the program is killed.
///
/// # Errors
/// The folder does not exist, or may not be written.
pub fn scratch_file(folder: &Path) -> io::Result<File> {
    if let Some(file) = nameless(folder) {
        return Ok(file);
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!(".arrayon-scratch-{}-{number}", process::id());
    let path = folder.join(name);
    let file = named(&path)?;
    #[cfg(not(windows))]
    fs::remove_file(&path)?;
    Ok(file)
}

/// A file that never has a name, where the file system can make one.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let made = openat(CWD, folder, flags, Mode::RUSR | Mode::WUSR);
    made.ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> Option<File> {
    None
}

fn named(path: &PathBuf) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const DELETE_ON_CLOSE: u32 = 0x0400_0000;
        options.custom_flags(DELETE_ON_CLOSE);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek, SeekFrom, Write};

    #[test]
    fn a_scratch_file_has_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let by_name = || {
            let path = folder.path().join("one");
            let file = named(&path).unwrap();
            fs::remove_file(&path).unwrap();
            file
        };
        for mut file in [scratch_file(folder.path()).unwrap(), by_name()] {
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
            file.write_all(b"what memory does not hold").unwrap();
            file.seek(SeekFrom::Start(5)).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert_eq!(text, "memory does not hold");
        }
        assert!(scratch_file(&folder.path().join("nowhere")).is_err());
    }
}
