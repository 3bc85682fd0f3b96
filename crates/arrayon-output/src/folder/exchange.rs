//! Putting a folder in another one's place.

use std::fs;
use std::io;
use std::path::Path;

/// Exchanges two folders in one step, so that at no moment there is none at the place.
///
/// # Errors
/// The file system refused; [`io::ErrorKind::Unsupported`] where it has no such step.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
            Errno::NOSYS | Errno::INVAL | Errno::NOTSUP | Errno::PERM => {
                io::ErrorKind::Unsupported.into()
            }
            error => error.into(),
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (one, other);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Puts `new` at `target` and what stood there at `aside`: in one step where the system can, and
/// else in two, the second of which is undone where it fails.
///
/// # Errors
/// The file system refused; what stood at the target stands there still.
pub(super) fn replace(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    match exchange(new, target) {
        Ok(()) => {
            // where this fails the old one has the name of unfinished results, which the next
            // run removes as well
            let _ = fs::rename(new, aside);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            fs::rename(target, aside)?;
            fs::rename(new, target).or_else(|error| {
                fs::rename(aside, target)?;
                Err(error)
            })
        }
        Err(error) => Err(error),
    }
}
