//! Which file holds the array of which sample.
//!
//! | module | what it does |
//! |---|---|
//! | `location` | where an array lies: a file, or a member of an archive |
//! | `listing` | the arrays of a folder, an archive or of files on the command line |
//! | `matching` | the array that a name means |
//! | `reading` | the arrays' bytes, in parallel |

mod listing;
mod location;
mod matching;
mod reading;

pub(crate) use listing::{Listed, in_archive, in_folder};
pub use location::CelLocation;
pub(crate) use matching::cel_stem;
pub(crate) use reading::{Loose, add_archives, first_header, hashes_of, read_each};

use arrayon_core::plain_words::counted;
use arrayon_core::suggest::did_you_mean;
use arrayon_core::{InputError, Place, SampleSheet};
use arrayon_formats::alike::only_longer;
use listing::in_folders_below;
use matching::{Match, Places, among, of_sample};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Most names that a message lists.
const MOST_SHOWN: usize = 10;

/// The array of each sample of a sheet.
#[derive(Debug, Clone, Default)]
pub struct FoundArrays {
    /// One location a sample, in the sheet's order.
    pub locations: Vec<CelLocation>,
    /// What a reader should know: arrays that take no part.
    pub notes: Vec<String>,
}

/// Finds the array of each sample of the sheet in a folder or an archive.
///
/// A sample's array is what the sheet's file column names: by its path, from the folder of the
/// sheet or of the arrays, or by its name, whatever its capitals and with or without `.CEL` and
/// `.gz`, where one array and no more has it. Folders below are searched where the folder itself
/// does not hold all, and so are archives in it. Without such a column, the name of the array is
/// that of the sample, or begins with it, as GEO names files. Arrays that the sheet does not name
/// take no part.
///
/// # Errors
/// All samples without an array, or with several; two samples with one array.
pub(crate) fn find(sheet: &SampleSheet, cel_dir: &Path) -> Result<FoundArrays, InputError> {
    let place = cel_dir.display().to_string();
    let sheet_folder = sheet.path.parent().unwrap_or(Path::new(""));
    let folders = [cel_dir, sheet_folder].map(Path::to_path_buf).to_vec();
    if cel_dir.is_file() {
        let Some(archive) = in_archive(cel_dir)? else {
            return Err(InputError::new(cel_dir, "is a file, but no archive")
                .expected("the folder of the CEL files, or a tar or zip archive of them")
                .hint("set study.cel_dir to it"));
        };
        return Search::new(sheet, archive, folders).finish(&place);
    }
    let direct = in_folder(cel_dir).map_err(|error| {
        error
            .expected("the folder of the CEL files, or a tar or zip archive of them")
            .hint("set study.cel_dir to it")
    })?;
    let search = Search::new(sheet, direct.clone(), folders.clone());
    if search.is_complete() {
        return search.finish(&place);
    }
    let below = in_folders_below(cel_dir)?;
    let all = direct.into_iter().chain(below).collect();
    Search::new(sheet, all, folders).finish(&place)
}

/// Finds the array of each sample of the sheet among these, or where the sheet's paths lead from
/// its own folder; `place` is what messages call the arrays.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_in(
    sheet: &SampleSheet,
    listed: Vec<Listed>,
    place: &str,
) -> Result<FoundArrays, InputError> {
    let folder = sheet.path.parent().unwrap_or(Path::new(""));
    Search::new(sheet, listed, vec![folder.to_path_buf()]).finish(place)
}

/// What was found for each sample.
struct Search<'a> {
    sheet: &'a SampleSheet,
    listed: Vec<Listed>,
    found: Vec<Match>,
}

impl<'a> Search<'a> {
    fn new(sheet: &'a SampleSheet, listed: Vec<Listed>, folders: Vec<PathBuf>) -> Self {
        let mut places = Places::new(&listed, folders, &sheet.samples);
        let found = match &sheet.files {
            Some(files) => (files.iter().enumerate())
                .map(|(at, file)| places.of_name(file, at))
                .collect(),
            None => of_sample(&sheet.samples, &listed),
        };
        Self {
            sheet,
            listed,
            found,
        }
    }

    fn is_complete(&self) -> bool {
        let mut found = self.found.iter();
        found.all(|found| matches!(found, Match::One(_)))
    }

    fn finish(self, place: &str) -> Result<FoundArrays, InputError> {
        let mut locations = Vec::with_capacity(self.found.len());
        let mut faults = Vec::new();
        for (at, found) in self.found.iter().enumerate() {
            match found {
                Match::One(location) => locations.push(location.clone()),
                Match::Unreadable(error) => return Err(error.clone()),
                Match::None | Match::Several(_) => faults.push(at),
            }
        }
        if !faults.is_empty() {
            return Err(self.refusal(&faults, place));
        }
        let mut owners: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for (at, location) in locations.iter().enumerate() {
            if let Some(first) = owners.insert(location.identity(), at) {
                return Err(self.shared(first, at, location));
            }
        }
        let is_left_out = |one: &&Listed| !owners.contains_key(&one.location.identity());
        let left_out: Vec<&str> = (self.listed.iter().filter(is_left_out))
            .map(|one| one.name.as_str())
            .collect();
        let notes = (!left_out.is_empty()).then(|| {
            format!(
                "{} of {place} {} no part, because {} does not name {}: {}",
                counted(left_out.len(), "CEL file"),
                if left_out.len() == 1 { "takes" } else { "take" },
                self.sheet.path.display(),
                if left_out.len() == 1 { "it" } else { "them" },
                shown(&left_out)
            )
        });
        Ok(FoundArrays {
            locations,
            notes: notes.into_iter().collect(),
        })
    }

    /// What the sheet says is the sample's file.
    fn wanted(&self, at: usize) -> String {
        let sample = &self.sheet.samples[at];
        (self.sheet.files.as_ref())
            .map_or_else(|| format!("{sample}.CEL"), |files| files[at].clone())
    }

    fn refusal(&self, faults: &[usize], place: &str) -> InputError {
        let sheet = self.sheet;
        let error = |text: String| {
            let place = Place::Line(sheet.lines[faults[0]]);
            InputError::new(&sheet.path, text).at(place)
        };
        let rule = match sheet.files {
            Some(_) => {
                "a path, or the name of one CEL file and no more, whatever its capitals and with \
                 or without .CEL and .gz"
            }
            None => {
                "one CEL file and no more that is named after each sample, or whose name begins \
                 with the sample's and goes on with a blank or mark"
            }
        };
        if self.listed.is_empty() && faults.len() == sheet.n_samples() {
            let text = format!("no sample has a file: no CEL file lies in {place}");
            return error(text).expected(rule).hint(
                "set study.cel_dir to the folder or archive of the CEL files; names of CEL files \
                 end in .CEL or .CEL.gz",
            );
        }
        let names: Vec<&str> = self.listed.iter().map(Listed::file_name).collect();
        if let [at] = *faults {
            let (sample, wanted) = (&sheet.samples[at], self.wanted(at));
            let error = error(match &self.found[at] {
                Match::Several(several) => format!(
                    "sample '{sample}' has more than one file: '{wanted}' may be {}",
                    shown(several)
                ),
                _ => format!("sample '{sample}' has no file: no '{wanted}' in {place}"),
            });
            let hint = match &self.found[at] {
                Match::Several(several) => format!("write the folder, too, as in '{}'", several[0]),
                _ => {
                    let near = near(&wanted, &names).map(|near| format!("{near} "));
                    format!(
                        "{}correct the name in the sheet, or put the file into the folder",
                        near.unwrap_or_default()
                    )
                }
            };
            return error
                .expected(rule)
                .hint(self.column_of_files().unwrap_or(hint));
        }
        let mut each: Vec<String> = (faults.iter().take(MOST_SHOWN))
            .map(|&at| {
                let (sample, wanted) = (&sheet.samples[at], self.wanted(at));
                let line = sheet.lines[at];
                match &self.found[at] {
                    Match::Several(several) => {
                        let several = shown(several);
                        format!("'{sample}' (line {line}): '{wanted}' may be {several}")
                    }
                    _ => {
                        let near = near(&wanted, &names).map(|near| format!(", {near}"));
                        let near = near.unwrap_or_default();
                        format!("'{sample}' (line {line}): no '{wanted}'{near}")
                    }
                }
            })
            .collect();
        if let Some(more) = faults
            .len()
            .checked_sub(MOST_SHOWN)
            .filter(|&more| more > 0)
        {
            each.push(format!("and {more} more"));
        }
        let (n, of) = (faults.len(), sheet.n_samples());
        error(format!(
            "{n} of {of} samples have no file, or more than one, in {place}: {}",
            each.join("; ")
        ))
        .expected(rule)
        .hint(self.column_of_files().unwrap_or_else(|| {
            format!(
                "correct the names in the sheet, or put the files into the folder; it holds {}",
                shown(&names)
            )
        }))
    }

    /// What to do where the sheet names the files in a column that is not called so.
    fn column_of_files(&self) -> Option<String> {
        let is_file = |value: &String| matches!(among(value, &self.listed), Match::One(_));
        let mut columns = self.sheet.columns.iter();
        let column = columns.find(|column| column.values.iter().all(is_file))?;
        Some(format!(
            "the column '{}' names the CEL files: call it 'file'",
            column.name
        ))
    }

    fn shared(&self, first: usize, second: usize, location: &CelLocation) -> InputError {
        let sheet = self.sheet;
        let name = location.path().display();
        let (one, other) = (&sheet.samples[first], &sheet.samples[second]);
        let found = format!("samples '{one}' and '{other}' have the same file '{name}'");
        InputError::new(&sheet.path, found)
            .at(Place::Line(sheet.lines[second]))
            .expected("a different file for every sample")
    }
}

/// The name nearest to the one wanted, which may stand without its ending.
fn near(wanted: &str, names: &[&str]) -> Option<String> {
    let file = wanted.rsplit(['/', '\\']).next().unwrap_or(wanted);
    let whole = match cel_stem(file) {
        Some(_) => file.to_owned(),
        None => format!("{file}.CEL"),
    };
    let stems: Vec<&str> = names.iter().map(|name| without_gz(name)).collect();
    let whole = without_gz(&whole);
    let near = did_you_mean(whole, stems.iter().copied());
    near.or_else(|| {
        let longer = only_longer(whole, stems.iter().copied())?;
        Some(format!("did you mean '{longer}'?"))
    })
}

fn without_gz(name: &str) -> &str {
    name.strip_suffix(".gz").unwrap_or(name)
}

/// Names in quotes, no more than a message can hold.
fn shown<T: AsRef<str>>(names: &[T]) -> String {
    let first = names.iter().take(MOST_SHOWN).map(AsRef::as_ref);
    let quoted: Vec<String> = first.map(|name| format!("'{name}'")).collect();
    match names.len().saturating_sub(MOST_SHOWN) {
        0 => quoted.join(", "),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests;
