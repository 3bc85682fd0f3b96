//! The files of a draft at their place, all of them or none.

use crate::beginning::Draft;
use arrayon_core::InputError;
use arrayon_output::write_file;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the files of a draft into a folder, which is made where it is not there.
///
/// # Errors
/// A file of that name is there, unless `replace` is said; the file system refused. Nothing new is
/// left then.
pub fn write(draft: &Draft, folder: &Path, replace: bool) -> Result<Vec<PathBuf>, InputError> {
    let paths: Vec<PathBuf> = draft
        .files
        .iter()
        .map(|(name, _)| folder.join(name))
        .collect();
    let taken = paths.iter().find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = taken.filter(|_| !replace) {
        return Err(InputError::new(path, "is there already")
            .expected("a folder without such a file")
            .hint("name another folder with --out, or replace the draft with --force"));
    }
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(|error| {
        InputError::new(folder, format!("cannot be written: {error}"))
            .hint("check permissions and free space of the place")
    })?;
    for (at, (path, (_, text))) in paths.iter().zip(&draft.files).enumerate() {
        let written = write_file(path, replace, |out| out.write_all(text.as_bytes()));
        if let Err(error) = written {
            if !replace {
                // what stands there was not there before
                for written in &paths[..at] {
                    let _ = fs::remove_file(written);
                }
            }
            if is_new {
                let _ = fs::remove_dir(folder);
            }
            let found = error.to_string();
            let found = found
                .strip_prefix(&format!("{}: ", path.display()))
                .unwrap_or(&found);
            return Err(InputError::new(path, found).hint(error.hint()));
        }
    }
    Ok(paths)
}
