//! The arrays that lie somewhere.

use super::CelLocation;
use super::matching::{cel_stem, stem};
use arrayon_core::InputError;
use arrayon_formats::archive::{Archive, has_archive_name};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How deep folders are searched.
const DEEPEST: usize = 8;

/// An array and its name where it was found.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// Its name, with the folders and the archive that lead to it: `batch1/a.CEL`,
    /// `GSE1_RAW.tar!a.CEL.gz`.
    pub(crate) name: String,
    /// What is the same for all ways to write its name.
    pub(super) stem: String,
    /// Where it lies.
    pub(crate) location: CelLocation,
}

impl Listed {
    fn new(name: String, location: CelLocation) -> Self {
        let file = name.rsplit(['/', '!']).next().unwrap_or(&name);
        Self {
            stem: stem(file),
            name,
            location,
        }
    }

    /// A file by itself.
    pub(crate) fn of_file(path: &Path) -> Self {
        let name = path.to_string_lossy().replace('\\', "/");
        Self::new(name, CelLocation::from(path.to_path_buf()))
    }

    /// The folders that lead to it, and its name.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.name
            .split(['/', '!'])
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// Its name without folders.
    pub(crate) fn file_name(&self) -> &str {
        self.name.rsplit(['/', '!']).next().unwrap_or(&self.name)
    }
}

/// Whether a name is that of an array: it ends in `.CEL` or `.CEL.gz`, and neither the file nor a
/// folder before it is hidden, as are what Macs write next to files of other systems.
fn is_array(name: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') || part == "__MACOSX";
    cel_stem(name).is_some() && !name.split(['/', '\\']).any(is_hidden)
}

/// The arrays of a folder, by name, without those of folders and archives in it.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<Listed>, InputError> {
    let mut listed = Vec::new();
    for name in entries(folder)? {
        let path = folder.join(&name);
        if is_array(&name) && path.is_file() {
            listed.push(Listed::new(name, CelLocation::from(path)));
        }
    }
    Ok(listed)
}

/// The arrays of the archives in a folder, and of folders in it, by name.
pub(super) fn in_folders_below(folder: &Path) -> Result<Vec<Listed>, InputError> {
    let mut below = Below::default();
    below.search(folder, "", 0)?;
    Ok(below.listed)
}

/// What was found below a folder.
#[derive(Default)]
struct Below {
    listed: Vec<Listed>,
    /// Folders that were searched: links may lead in circles.
    seen: BTreeSet<PathBuf>,
}

impl Below {
    /// Searches what lies in a folder whose own arrays are known.
    fn search(&mut self, folder: &Path, before: &str, depth: usize) -> Result<(), InputError> {
        if depth > DEEPEST || !self.seen.insert(real(folder)) {
            return Ok(());
        }
        for name in entries(folder)? {
            let path = folder.join(&name);
            // archives are known by their names, as arrays are; folders that may not be read and
            // damaged archives hold nothing for this study
            if path.is_dir() && !self.seen.contains(&real(&path)) {
                let before = format!("{before}{name}/");
                self.add(&before, in_folder(&path).unwrap_or_default());
                self.search(&path, &before, depth + 1).ok();
            } else if has_archive_name(&name) && path.is_file() {
                self.add(before, in_archive(&path).ok().flatten().unwrap_or_default());
            }
        }
        Ok(())
    }

    fn add(&mut self, before: &str, found: Vec<Listed>) {
        self.listed.extend(found.into_iter().map(|one| Listed {
            name: format!("{before}{}", one.name),
            ..one
        }));
    }
}

/// The path without links.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The arrays of an archive, in its order; `None` where the file is no archive.
pub(crate) fn in_archive(path: &Path) -> Result<Option<Vec<Listed>>, InputError> {
    let Some(archive) = Archive::open(path, is_array)? else {
        return Ok(None);
    };
    let archive = Arc::new(archive);
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let listed = (archive.names().enumerate())
        .map(|(member, name)| {
            let location = CelLocation::in_archive(&archive, member);
            Listed::new(format!("{file}!{name}"), location)
        })
        .collect();
    Ok(Some(listed))
}

/// The names in a folder that are not hidden, in order.
fn entries(folder: &Path) -> Result<Vec<String>, InputError> {
    let unreadable =
        |error: std::io::Error| InputError::new(folder, format!("cannot be read: {error}"));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        // names that are no text cannot stand in a sheet
        if let Ok(name) = entry.map_err(unreadable)?.file_name().into_string()
            && !name.starts_with('.')
        {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}
