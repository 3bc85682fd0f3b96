//! The array that a name means.

use super::CelLocation;
use super::listing::{Listed, in_archive, in_folder};
use arrayon_core::InputError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// What a name means.
#[derive(Debug, Clone)]
pub(super) enum Match {
    /// One array.
    One(CelLocation),
    /// Several arrays, by their names.
    Several(Vec<String>),
    /// None.
    None,
    /// A file that was found and cannot be used.
    Unreadable(InputError),
}

/// The name in lower case without `.cel` and `.gz`, or `None` if it is no CEL file's name. Macs
/// divide letters and their accents in names of files; here they are joined as in sheets.
pub(crate) fn cel_stem(name: &str) -> Option<String> {
    let name = folded(name);
    let plain = name.strip_suffix(".gz").unwrap_or(&name);
    plain.strip_suffix(".cel").map(str::to_owned)
}

fn folded(name: &str) -> String {
    name.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// What is the same for all ways to write an array's name.
pub(super) fn stem(name: &str) -> String {
    cel_stem(name).unwrap_or_else(|| folded(name))
}

/// Where the arrays of a sheet are looked for.
pub(super) struct Places<'a> {
    /// The arrays of the folder or archive of the study.
    pub(super) listed: &'a [Listed],
    /// Folders that paths start from.
    pub(super) folders: Vec<PathBuf>,
    /// The samples of the sheet.
    pub(super) samples: &'a [String],
    /// Archives that the sheet names.
    archives: BTreeMap<PathBuf, OpenedArchive>,
    /// The arrays of folders that the sheet names.
    named_folders: BTreeMap<PathBuf, Vec<Listed>>,
}

/// The arrays of an archive, and which of them is whose.
struct OpenedArchive {
    listed: Vec<Listed>,
    of_samples: Vec<Match>,
}

impl<'a> Places<'a> {
    pub(super) fn new(listed: &'a [Listed], folders: Vec<PathBuf>, samples: &'a [String]) -> Self {
        Self {
            listed,
            folders,
            samples,
            archives: BTreeMap::new(),
            named_folders: BTreeMap::new(),
        }
    }

    /// The array that a cell of the file column means for the sample at this position.
    pub(super) fn of_name(&mut self, wanted: &str, sample: usize) -> Match {
        let wanted = wanted.trim().replace('\\', "/");
        let wanted = wanted.trim_start_matches("./").to_owned();
        let has_folder = wanted.contains('/');
        let mut paths = self.folders.iter().map(|folder| folder.join(&wanted));
        let file = paths.find(|path| path.is_file());
        if let Some(file) = file.as_ref().filter(|_| has_folder) {
            return self.of_file(file, sample);
        }
        match self.of_inexact_path(&wanted) {
            Match::None => {}
            found => return found,
        }
        match (among(&wanted, self.listed), file) {
            (Match::None, Some(file)) => self.of_file(&file, sample),
            (found, _) => found,
        }
    }

    /// A file that is there: an array, or an archive with the sample's array.
    fn of_file(&mut self, path: &Path, sample: usize) -> Match {
        match self.opened(path) {
            Ok(None) => Match::One(CelLocation::from(path.to_path_buf())),
            Ok(Some(archive)) => archive.of_samples[sample].clone(),
            Err(error) => Match::Unreadable(error),
        }
    }

    fn opened(&mut self, path: &Path) -> Result<Option<&OpenedArchive>, InputError> {
        if !self.archives.contains_key(path) {
            let Some(listed) = in_archive(path)? else {
                return Ok(None);
            };
            let of_samples = of_sample(self.samples, &listed);
            let opened = OpenedArchive { listed, of_samples };
            self.archives.insert(path.to_path_buf(), opened);
        }
        Ok(self.archives.get(path))
    }

    /// A path as far as its folder or archive: the name in it may have another ending or other
    /// capitals.
    fn of_inexact_path(&mut self, wanted: &str) -> Match {
        let folders = self.folders.clone();
        if let Some((file, member)) = wanted.split_once('!') {
            let mut paths = folders.iter().map(|folder| folder.join(file));
            let Some(path) = paths.find(|path| path.is_file()) else {
                return Match::None;
            };
            return match self.opened(&path) {
                Ok(opened) => opened.map_or(Match::None, |one| among(member, &one.listed)),
                Err(error) => Match::Unreadable(error),
            };
        }
        let Some((folder, name)) = wanted.rsplit_once('/') else {
            return Match::None;
        };
        let mut there = folders.iter().map(|start| start.join(folder));
        let Some(folder) = there.find(|folder| folder.is_dir()) else {
            return Match::None;
        };
        let listed = (self.named_folders.entry(folder))
            .or_insert_with_key(|folder| in_folder(folder).unwrap_or_default());
        among(name, listed)
    }
}

/// The array of this name: the one that agrees in most folders before the name, then in its
/// letters, then that lies in fewest folders.
pub(super) fn among(wanted: &str, listed: &[Listed]) -> Match {
    let parts: Vec<&str> = wanted
        .split(['/', '!'])
        .filter(|part| !part.is_empty())
        .collect();
    let Some((name, folders)) = parts.split_last() else {
        return Match::None;
    };
    let key = stem(name);
    let same: Vec<&Listed> = (listed.iter()).filter(|one| one.stem == key).collect();
    let n_common = |one: &Listed| {
        let parts = one.parts();
        let before = parts[..parts.len() - 1].iter().rev();
        (before.zip(folders.iter().rev()))
            .take_while(|(one, other)| folded(one) == folded(other))
            .count()
    };
    // the folder named last leads to other arrays: then these are not meant
    let is_elsewhere = folders.last().is_some_and(|folder| {
        let folder = folded(folder);
        let holds = |one: &Listed| {
            let parts = one.parts();
            parts[..parts.len() - 1]
                .iter()
                .any(|part| folded(part) == folder)
        };
        listed.iter().any(holds) && !same.iter().any(|one| n_common(one) > 0)
    });
    if is_elsewhere {
        return Match::None;
    }
    let rank = |one: &Listed| {
        let closeness = match one.file_name() {
            same if same == *name => 2,
            other if without_gz(other) == without_gz(name) => 1,
            _ => 0,
        };
        (n_common(one), closeness, usize::MAX - one.parts().len())
    };
    best(&same, rank)
}

fn without_gz(name: &str) -> &str {
    name.strip_suffix(".gz").unwrap_or(name)
}

/// The one of the highest rank, if there is one.
fn best<K: Ord>(same: &[&Listed], rank: impl Fn(&Listed) -> K) -> Match {
    let Some(highest) = same.iter().map(|one| rank(one)).max() else {
        return Match::None;
    };
    let best: Vec<&&Listed> = same.iter().filter(|one| rank(one) == highest).collect();
    match best[..] {
        [one] => Match::One(one.location.clone()),
        _ => Match::Several(best.iter().map(|one| one.name.clone()).collect()),
    }
}

/// The array of each sample by its name: the one of that name, else the one whose name begins so
/// and goes on with something else than a letter or digit, and that no other sample has.
pub(super) fn of_sample(samples: &[String], listed: &[Listed]) -> Vec<Match> {
    let keys: Vec<String> = samples.iter().map(|sample| stem(sample)).collect();
    let rank = |one: &Listed| usize::MAX - one.parts().len();
    let begins = |stem: &str, key: &str| {
        let rest = stem.strip_prefix(key).and_then(|rest| rest.chars().next());
        rest.is_some_and(|next| !next.is_alphanumeric())
    };
    let named = |fits: &dyn Fn(&str) -> bool| -> Vec<&Listed> {
        listed.iter().filter(|one| fits(&one.stem)).collect()
    };
    (keys.iter())
        .map(|key| {
            let same = named(&|stem| stem == key);
            if !same.is_empty() {
                return best(&same, rank);
            }
            // 'a' does not begin 'a_2.CEL' where 'a_2' is a sample, too
            let is_anothers = |stem: &str| {
                let others = keys.iter().filter(|other| other.len() > key.len());
                let mut others = others.filter(|other| other.starts_with(key.as_str()));
                others.any(|other| stem == other || begins(stem, other))
            };
            best(
                &named(&|stem| begins(stem, key) && !is_anothers(stem)),
                rank,
            )
        })
        .collect()
}
