//! Which file holds the array of which sample.

use crate::output::check_names;
use arrayon_core::{InputError, Place, SampleSheet};
use arrayon_results::folder::entries;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Finds the CEL file of each sample of the sheet.
///
/// A sample's file is what the sheet's file column names, with or without `.gz`; without such a
/// column, the file whose name is the sample's name, or begins with it and an underscore as GEO
/// names files. Every CEL file of the folder must belong to a sample.
///
/// # Errors
/// A sample without a file, a file without a sample, two samples with one file.
pub(crate) fn find(sheet: &SampleSheet, cel_dir: &Path) -> Result<Vec<PathBuf>, InputError> {
    let mut free = list(cel_dir)?;
    let mut found: Vec<PathBuf> = Vec::with_capacity(sheet.n_samples());
    for (at, sample) in sheet.samples.iter().enumerate() {
        let name = match &sheet.files {
            Some(files) => named_file(&free, &files[at]),
            None => file_of_sample(&free, sample),
        };
        let Some(name) = name else {
            return Err(no_file(sheet, at, cel_dir, &found));
        };
        free.remove(&name);
        found.push(cel_dir.join(name));
    }
    if let Some(extra) = free.keys().next() {
        return Err(InputError::new(
            &cel_dir.join(extra),
            format!("no sample of {} has this file", sheet.path.display()),
        )
        .expected("one sample for every CEL file of the folder")
        .hint("add it to the sample sheet, or move it out of the folder"));
    }
    Ok(found)
}

/// The CEL files of a folder, by name, each with its name in lower case without endings.
fn list(cel_dir: &Path) -> Result<BTreeMap<String, String>, InputError> {
    let unreadable = |error: std::io::Error| {
        InputError::new(cel_dir, format!("cannot be read: {error}"))
            .expected("the folder of the CEL files")
            .hint("set study.cel_dir to it")
    };
    let mut files = BTreeMap::new();
    for entry in entries(cel_dir).map_err(unreadable)? {
        let name = entry.name.to_string_lossy();
        let Some(stem) = cel_stem(&name) else {
            continue;
        };
        check_names(&[&cel_dir.join(&entry.name)])?;
        files.insert(name.into_owned(), stem);
    }
    Ok(files)
}

/// The name in lower case without `.cel` and `.gz`, or `None` if it is no CEL file's name.
fn cel_stem(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
    plain.strip_suffix(".cel").map(str::to_owned)
}

fn named_file(free: &BTreeMap<String, String>, wanted: &str) -> Option<String> {
    let plain = wanted.strip_suffix(".gz").unwrap_or(wanted);
    [wanted.to_owned(), plain.to_owned(), format!("{plain}.gz")]
        .into_iter()
        .find(|name| free.contains_key(name))
}

fn file_of_sample(free: &BTreeMap<String, String>, sample: &str) -> Option<String> {
    let sample = sample.to_lowercase();
    let same = |stem: &str| stem == sample;
    let begins = |stem: &str| {
        stem.strip_prefix(&sample)
            .is_some_and(|rest| rest.starts_with('_'))
    };
    let mut matches = free.iter().filter(|(_, stem)| same(stem));
    let mut longer = free.iter().filter(|(_, stem)| begins(stem));
    let only = |candidates: &mut dyn Iterator<Item = (&String, &String)>| {
        let first = candidates.next()?;
        candidates.next().is_none().then(|| first.0.clone())
    };
    only(&mut matches).or_else(|| only(&mut longer))
}

fn no_file(sheet: &SampleSheet, at: usize, cel_dir: &Path, found: &[PathBuf]) -> InputError {
    let sample = &sheet.samples[at];
    let wanted = sheet.files.as_ref().map_or_else(
        || format!("{sample}.CEL or {sample}.CEL.gz"),
        |files| files[at].clone(),
    );
    let error = |text: String| InputError::new(&sheet.path, text).at(Place::Line(sheet.lines[at]));
    let taken = found.iter().position(|path| path.ends_with(&wanted));
    if let Some(other) = taken {
        let other = &sheet.samples[other];
        return error(format!(
            "samples '{other}' and '{sample}' have the same file '{wanted}'"
        ))
        .expected("one file a sample");
    }
    error(format!(
        "sample '{sample}' has no file: no '{wanted}' in {}",
        cel_dir.display()
    ))
    .hint("correct the name in the sheet, or put the file into the folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(samples: &[&str], files: Option<&[&str]>) -> SampleSheet {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        SampleSheet {
            path: "samples.csv".into(),
            samples: owned(samples),
            lines: (2..).take(samples.len()).collect(),
            files: files.map(owned),
            columns: vec![],
        }
    }

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        folder
    }

    fn names(found: &[PathBuf]) -> Vec<String> {
        found
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn files_are_found_by_column_and_by_sample_name() {
        let cels = folder(&[
            "a.CEL.gz",
            "b.CEL",
            "GSM12_x_(Clariom_S_Rat).CEL",
            "notes.txt",
        ]);
        let files = ["a.CEL", "b.CEL.gz", "GSM12_x_(Clariom_S_Rat).CEL"];
        let found = find(&sheet(&["1", "2", "3"], Some(&files)), cels.path()).unwrap();
        assert_eq!(
            names(&found),
            ["a.CEL.gz", "b.CEL", "GSM12_x_(Clariom_S_Rat).CEL"]
        );
        let found = find(&sheet(&["GSM12", "B", "a"], None), cels.path()).unwrap();
        assert_eq!(
            names(&found),
            ["GSM12_x_(Clariom_S_Rat).CEL", "b.CEL", "a.CEL.gz"]
        );
    }

    #[test]
    fn missing_extra_and_shared_files_are_named() {
        let cels = folder(&["a.CEL", "b.CEL"]);
        let message = |samples: &[&str], files: Option<&[&str]>| {
            find(&sheet(samples, files), cels.path())
                .unwrap_err()
                .to_string()
        };
        assert!(message(&["a", "b", "c"], None).contains("line 4: sample 'c' has no file"));
        assert!(message(&["a"], None).contains("b.CEL: no sample of samples.csv"));
        let shared = message(&["x", "y"], Some(&["a.CEL", "a.CEL"]));
        assert!(
            shared.contains("'x' and 'y' have the same file 'a.CEL'"),
            "{shared}"
        );
    }
}
