//! A package as it is downloaded, as R installs it, or its database alone.

use crate::database::{Database, MAGIC};
use arrayon_core::InputError;
use arrayon_formats::archive::Archive;
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source::{self, Input, Kind, Recorder};
use std::fs;
use std::path::{Path, PathBuf};

/// Most bytes of the text files of a package that are looked at.
const LONGEST_TEXT: usize = 1 << 20;

/// An annotation package: its database, and what its other files say.
pub struct Package {
    /// Its name, as R loads it: `pd.clariom.s.rat`, `org.Rn.eg.db`. Out of its DESCRIPTION, or else
    /// the name of the database.
    pub name: String,
    /// Its version, where a DESCRIPTION states one.
    pub version: String,
    /// Rows and columns of the chip, where the package's R code states them.
    pub(crate) geometry: Option<(u32, u32)>,
    pub(crate) database: Database,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// Whether a path is a package or its database, judged by content: a folder with a DESCRIPTION or a
/// database, an archive that holds a database, or a database.
///
/// # Errors
/// A path that cannot be read, or an archive that is damaged.
pub fn is_package(path: &Path) -> Result<bool, InputError> {
    if path.is_dir() {
        return Ok(!databases_in(path).is_empty());
    }
    if source::sniff(path)?.kind == FileKind::Sqlite {
        return Ok(true);
    }
    let archive = Archive::open(path, is_database)?;
    Ok(archive.is_some_and(|archive| archive.names().len() > 0))
}

impl Package {
    /// Reads a package; the files that it was read from are noted in the role.
    ///
    /// # Errors
    /// A path that cannot be read, is no package, or is one whose data are no database; a database
    /// that is damaged or cut short.
    pub fn read(path: &Path, recorder: &dyn Recorder, role: &str) -> Result<Self, InputError> {
        if path.is_dir() {
            return of_folder(path, recorder, role);
        }
        if let Some(archive) = Archive::open(path, is_of_interest)? {
            return of_archive(&archive, recorder, role);
        }
        let content = source::read(Input::noted(path, recorder, role), Kind::Database)?;
        if !content.bytes.starts_with(MAGIC) {
            let kind = arrayon_formats::sniff::kind_of(&content.bytes);
            return Err(not_a_package(path, kind));
        }
        Texts::default().with(content.bytes, path)
    }

    /// The names of its tables.
    ///
    /// # Errors
    /// A database that is damaged.
    pub fn tables(&self) -> Result<Vec<String>, InputError> {
        self.database.tables()
    }

    /// Where its database lies, for messages.
    pub fn path(&self) -> &Path {
        self.database.path()
    }
}

/// What the text files of a package say.
#[derive(Default)]
struct Texts {
    description: String,
    code: Vec<String>,
}

impl Texts {
    fn take(&mut self, name: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST_TEXT)]);
        match name.ends_with("DESCRIPTION") {
            true => self.description = text.into_owned(),
            false => self.code.push(text.into_owned()),
        }
    }

    fn stated(&self, key: &str) -> Option<String> {
        let mut lines = self.description.lines();
        let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A package of these texts and this database.
    fn with(self, bytes: Vec<u8>, path: &Path) -> Result<Package, InputError> {
        let database = Database::open(bytes, path)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let file = file.rsplit(['!', '/']).next().unwrap_or_default();
        let stem = file.trim_end_matches(".gz").trim_end_matches(".sqlite");
        Ok(Package {
            name: self.stated("Package").unwrap_or_else(|| stem.to_owned()),
            version: self.stated("Version").unwrap_or_default(),
            geometry: self.code.iter().find_map(|code| stated_geometry(code)),
            database,
        })
    }
}

/// Rows and columns in `geometry = as.integer(strsplit("548;548", ";")[[1]])`.
fn stated_geometry(code: &str) -> Option<(u32, u32)> {
    let (_, rest) = code.split_once("geometry")?;
    let (_, rest) = rest.split_once("strsplit(\"")?;
    let (numbers, _) = rest.split_once('"')?;
    let (rows, columns) = numbers.split_once(';')?;
    Some((rows.trim().parse().ok()?, columns.trim().parse().ok()?))
}

/// Whether the data of a package are this file.
fn is_database(name: &str) -> bool {
    let name = name.replace('\\', "/").to_lowercase();
    let mut parts = name.rsplit('/');
    let is_file = |file: &str| file.ends_with(".sqlite") || file.ends_with(".sqlite.gz");
    parts.next().is_some_and(is_file) && parts.next().is_none_or(|folder| folder == "extdata")
}

/// Whether a file of a package is read: `pkg/DESCRIPTION`, `pkg/R/all.R`, the database, or R
/// objects, of which a message speaks.
fn is_of_interest(name: &str) -> bool {
    let lower = name.replace('\\', "/").to_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    match parts[..] {
        [_, "description"] => true,
        [_, "r", file] => file.ends_with(".r"),
        [_, "data", file] => file.ends_with(".rda") || file.ends_with(".rdata"),
        _ => is_database(&lower),
    }
}

fn of_archive(
    archive: &Archive,
    recorder: &dyn Recorder,
    role: &str,
) -> Result<Package, InputError> {
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let at = only_database(archive.path(), &names)?;
    let wanted: Vec<usize> = (0..names.len())
        .filter(|&one| one == at || !is_database(&names[one]) && !names[one].contains("/data/"))
        .collect();
    let mut texts = Texts::default();
    let mut database = None;
    archive.read::<InputError>(&wanted, |one, bytes| {
        match one == at {
            true => database = Some(bytes),
            false => texts.take(&names[one], &bytes),
        }
        Ok(())
    })?;
    let path = archive.path_of(at);
    let bytes = database.unwrap_or_default();
    // a database may be gzipped within the archive
    let bytes = source::content_of(bytes, Input::from(&path), Kind::Database)?.bytes;
    source::note(Input::noted(archive.path(), recorder, role))?;
    texts.with(bytes, &path)
}

fn of_folder(folder: &Path, recorder: &dyn Recorder, role: &str) -> Result<Package, InputError> {
    let found = databases_in(folder);
    let mut names: Vec<String> = found
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if names.is_empty() && folder.join("data").is_dir() {
        names.push("pkg/data/objects.rda".to_owned());
    }
    let path = &found[only_database(folder, &names)?];
    let mut texts = Texts::default();
    let mut files = vec![folder.join("DESCRIPTION")];
    let code = fs::read_dir(folder.join("R"))
        .into_iter()
        .flatten()
        .flatten();
    let mut code: Vec<PathBuf> = code.map(|entry| entry.path()).collect();
    code.retain(|path| {
        path.extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("r"))
    });
    code.sort();
    files.extend(code);
    for file in files.iter().filter(|file| file.is_file()) {
        let content = source::read(file, Kind::Description)?;
        texts.take(&file.display().to_string(), &content.bytes);
    }
    let content = source::read(Input::noted(path, recorder, role), Kind::Database)?;
    texts.with(content.bytes, path)
}

/// The databases of a package's folder, or of its folder `extdata`, by name.
fn databases_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for place in ["", "extdata", "inst/extdata"] {
        let entries = fs::read_dir(folder.join(place))
            .into_iter()
            .flatten()
            .flatten();
        let paths = entries.map(|entry| entry.path());
        found.extend(paths.filter(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            path.is_file() && (name.ends_with(".sqlite") || name.ends_with(".sqlite.gz"))
        }));
    }
    found.sort();
    found
}

/// The position of the one database among the files of a package.
fn only_database(path: &Path, names: &[String]) -> Result<usize, InputError> {
    let databases: Vec<usize> = (0..names.len())
        .filter(|&at| is_database(&names[at]))
        .collect();
    match databases[..] {
        [at] => Ok(at),
        [] if names.iter().any(|name| name.contains("/data/")) => {
            Err(not_a_package(path, FileKind::RObjects))
        }
        [] => Err(InputError::new(path, "holds no SQLite database")
            .expected("a Bioconductor annotation package, with extdata/NAME.sqlite")
            .hint("download the package's .tar.gz again, or name the .sqlite file itself")),
        [first, second, ..] => {
            let found = format!(
                "holds several databases: {}, {}",
                names[first], names[second]
            );
            Err(InputError::new(path, found)
                .expected("a package with one database")
                .hint("name the .sqlite file that is meant"))
        }
    }
}

fn not_a_package(path: &Path, kind: FileKind) -> InputError {
    let expected = "a Bioconductor annotation package (.tar.gz or folder), or its SQLite database";
    match kind {
        FileKind::RObjects => {
            InputError::new(path, "the data of this package are R objects, as in cdf and probe packages")
                .expected(expected)
                .hint("take the pd package of the chip, or give the CDF itself with --cdf or cdf under [chip]")
        }
        _ => InputError::new(path, format!("this is {}", kind.description()))
            .expected(expected)
            .hint(kind.way_on()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometry_is_read_out_of_the_code() {
        let code = "pd.x <- new(\"AffyGenePDInfo\",\n geometry=as.integer(strsplit(\"1050;990\", \";\")[[1]]))";
        assert_eq!(stated_geometry(code), Some((1050, 990)));
        assert_eq!(
            stated_geometry("geometry=as.integer(strsplit(\"x;y\", \";\"))"),
            None
        );
        assert_eq!(stated_geometry("x <- 1"), None);
    }

    #[test]
    fn the_files_of_a_package_are_told_apart() {
        for (name, database, interest) in [
            ("pd.x/inst/extdata/pd.x.sqlite", true, true),
            ("pd.x/extdata/pd.x.sqlite", true, true),
            ("pd.x.sqlite", true, true),
            ("pd.x/other/pd.x.sqlite", false, false),
            ("pd.x/DESCRIPTION", false, true),
            ("pd.x/R/all.R", false, true),
            ("pd.x/man/R/all.R", false, false),
            ("hgu133acdf/data/hgu133acdf.rda", false, true),
        ] {
            assert_eq!(is_database(name), database, "{name}");
            assert_eq!(is_of_interest(name), interest, "{name}");
        }
    }
}
