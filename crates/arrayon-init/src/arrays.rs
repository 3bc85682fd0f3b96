//! The arrays of a folder or an archive, and what their headers say.

use arrayon_core::InputError;
use arrayon_formats::archive::{Archive, has_archive_name};
use arrayon_formats::cel::{self, CelHeader};
use arrayon_formats::source::{self, Input, Kind};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How deep folders are searched.
const DEEPEST: usize = 4;

/// An array.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    /// Its file as a sheet names it: by its name, or from the folder of the arrays where several
    /// files have one name.
    pub(crate) file: String,
    /// Its file from the folder of the arrays, with slashes.
    pub(crate) path: String,
    pub(crate) header: CelHeader,
}

/// Arrays, and where they lie.
#[derive(Debug, Clone)]
pub(crate) struct Arrays {
    /// The folder, or the archive.
    pub(crate) place: PathBuf,
    pub(crate) arrays: Vec<Array>,
}

/// Finds the arrays of a folder, of those below, or of the one archive in it; `None` where there
/// are none.
///
/// # Errors
/// A file that is no array, or damaged; a folder that cannot be read.
pub(crate) fn of_folder(folder: &Path) -> Result<Option<Arrays>, InputError> {
    let mut files = Vec::new();
    let mut archives = Vec::new();
    search(folder, DEEPEST, &mut |path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if is_cel(&name) {
            files.push(path);
        } else if has_archive_name(&name) {
            archives.push(path);
        }
    })?;
    if files.is_empty() {
        for archive in &archives {
            if let Some(found) = of_archive(archive)? {
                return Ok(Some(found));
            }
        }
        return Ok(None);
    }
    files.sort();
    let mut found = Vec::new();
    for path in &files {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let below = below.to_string_lossy().replace('\\', "/");
        found.push((below, cel::read_header(path)?));
    }
    Ok(Some(Arrays {
        place: folder.to_path_buf(),
        arrays: named(found),
    }))
}

/// Arrays with what a sheet calls their files.
fn named(found: Vec<(String, CelHeader)>) -> Vec<Array> {
    let name_of = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let distinct: BTreeSet<String> = (found.iter())
        .map(|(path, _)| name_of(path).to_lowercase())
        .collect();
    let is_enough = distinct.len() == found.len();
    let arrays = found.into_iter().map(|(path, header)| Array {
        file: match is_enough {
            true => name_of(&path),
            false => path.clone(),
        },
        path,
        header,
    });
    arrays.collect()
}

/// Finds the arrays of an archive; `None` of a file that is none, or holds none.
///
/// # Errors
/// A damaged archive or array.
pub(crate) fn of_archive(path: &Path) -> Result<Option<Arrays>, InputError> {
    let Some(archive) = Archive::open(path, is_cel)? else {
        return Ok(None);
    };
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let all: Vec<usize> = (0..names.len()).collect();
    let mut headers = vec![None; names.len()];
    archive.read::<InputError>(&all, |at, bytes| {
        let path = archive.path_of(at);
        let content = source::content_of(bytes, Input::from(&path), Kind::Array)?;
        headers[at] = Some(cel::parse_header(&content, &path)?);
        Ok(())
    })?;
    let found = names.into_iter().zip(headers);
    let found = found.filter_map(|(name, header)| Some((name, header?)));
    let mut arrays = named(found.collect());
    arrays.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(Some(Arrays {
        place: path.to_path_buf(),
        arrays,
    }))
}

fn search(folder: &Path, deep: usize, found: &mut impl FnMut(PathBuf)) -> Result<(), InputError> {
    let entries = fs::read_dir(folder);
    let entries =
        entries.map_err(|error| InputError::new(folder, format!("cannot be read: {error}")))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // a link may lead round in a circle
        let is_link = path
            .symlink_metadata()
            .is_ok_and(|found| found.is_symlink());
        if name.starts_with('.') || name == "__MACOSX" {
            continue;
        }
        if path.is_dir() && !is_link && deep > 0 {
            search(&path, deep - 1, found)?;
        } else if path.is_file() {
            found(path);
        }
    }
    Ok(())
}

fn is_cel(name: &str) -> bool {
    let lower = name.to_lowercase();
    let file = lower.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_hidden = lower
        .split(['/', '\\'])
        .any(|part| part.starts_with('.') || part == "__macosx");
    !is_hidden && file.trim_end_matches(".gz").ends_with(".cel")
}
