//! The chip's library, where it lies near the arrays.

use arrayon_formats::chip::read_release;
use std::fs;
use std::path::{Path, PathBuf};

/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 5_000;

/// What was found, by the keys of `[chip]`, each with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) keys: Vec<(&'static str, PathBuf, String)>,
    pub(crate) has_library: bool,
    pub(crate) has_annotation: bool,
}

/// Looks for the library and annotation of a chip in these folders, and in the folders in them.
pub(crate) fn near(folders: &[PathBuf], chip: &str) -> Found {
    let mut entries: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let direct = entries_of(folder);
        for path in &direct {
            let is_package = name_of(path).starts_with("pd.") || name_of(path).ends_with(".db");
            if path.is_dir() && !is_package {
                entries.extend(entries_of(path));
            }
        }
        entries.extend(direct);
    }
    entries.sort();
    entries.dedup();
    let mut found = Found::default();
    let plain = letters(chip);
    let with_ending = |ending: &str| -> Vec<&PathBuf> {
        let is_it = |path: &&PathBuf| {
            let name = name_of(path);
            name.trim_end_matches(".gz").ends_with(ending) && path.is_file()
        };
        entries.iter().filter(is_it).collect()
    };
    // of several releases the last by name
    let pgf = with_ending(".pgf").into_iter().rev().find(|path| {
        let release = read_release(path).unwrap_or_default();
        release.chip_types.iter().any(|one| one == chip)
    });
    let stem = |path: &Path| {
        let name = name_of(path);
        let name = name.trim_end_matches(".gz");
        name.rsplit_once('.')
            .map_or(name.to_owned(), |(stem, _)| stem.to_owned())
    };
    let clf = pgf.and_then(|pgf| {
        with_ending(".clf")
            .into_iter()
            .find(|clf| stem(clf) == stem(pgf))
    });
    if let (Some(pgf), Some(clf)) = (pgf, clf) {
        found
            .keys
            .push(("pgf", pgf.clone(), format!("it states chip type {chip}")));
        found
            .keys
            .push(("clf", clf.clone(), "it has the name of the PGF".to_owned()));
        for (key, ending) in [("mps", ".mps"), ("qcc", ".qcc"), ("bgp", ".bgp")] {
            let same = with_ending(ending)
                .into_iter()
                .find(|one| stem(one) == stem(pgf));
            if let Some(same) = same {
                found
                    .keys
                    .push((key, same.clone(), "it has the name of the PGF".to_owned()));
            }
        }
    } else if let Some(package) = entries.iter().rev().find(|path| {
        let name = name_of(path);
        let name = name
            .strip_prefix("pd.")
            .map(|rest| rest.split('_').next().unwrap_or(rest));
        let name = name.map(|rest| rest.trim_end_matches(".sqlite").to_owned());
        name.is_some_and(|name| letters(&name) == plain && !plain.is_empty())
    }) {
        let why = format!("a package of that name is one of chip type {chip}");
        found.keys.push(("package", package.clone(), why));
    } else if let Some(cdf) = with_ending(".cdf")
        .into_iter()
        .rev()
        .find(|path| letters(&stem(path)) == plain)
    {
        found.keys.push((
            "cdf",
            cdf.clone(),
            format!("it is named after chip type {chip}"),
        ));
    }
    found.has_library = !found.keys.is_empty();
    let is_annotation = |path: &&PathBuf| {
        let name = name_of(path);
        // named after the chip, or as the PGF is
        let of_library = pgf.map(|pgf| name_of(pgf)).unwrap_or_default();
        let of_library = letters(of_library.split('.').next().unwrap_or_default());
        let is_of_chip = [&plain, &of_library]
            .into_iter()
            .any(|known| !known.is_empty() && letters(&name).starts_with(known.as_str()));
        let is_table =
            name.contains("transcript") && name.trim_end_matches(".gz").ends_with(".csv");
        let is_package = name.contains("transcriptcluster.db");
        is_of_chip && (is_table || is_package)
    };
    if let Some(path) = entries.iter().rev().find(is_annotation) {
        let why = "its name is that of the chip's annotation".to_owned();
        found.keys.push(("annotation", path.clone(), why));
        found.has_annotation = true;
    }
    found
}

fn entries_of(folder: &Path) -> Vec<PathBuf> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .take(MOST_ENTRIES)
        .collect()
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

pub(crate) fn letters(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
