//! The result folder: written next to its final place and moved there when it is complete.

mod earlier;
mod error;
mod exchange;
mod hashed_file;
mod journal;
mod kept_files;
mod listing;
mod new_file;
mod own;
mod removal;
mod staging;
mod synced;
mod unfinished;

pub use error::FolderError;
pub use hashed_file::{sha256, sha256_of};
pub use kept_files::KeptFiles;
pub use listing::{Entry, entries};
pub use new_file::{check_new_files, write_file};
pub use unfinished::remove_unfinished;

use arrayon_results::manifest::ResultFile;
use earlier::{check_not_current, check_place, holds, resolve};
use error::io_error;
use hashed_file::{write_content, write_hashed};
use journal::{Journal, LIST_FILE, LOCK_FILE};
use own::Layout;
use removal::{remove_file, remove_folder};
use staging::{claim, hidden_beside, recover};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use synced::{folder_of, sync_files, sync_folder, sync_tree};
use unfinished::{Register, uninterrupted};

/// A result folder that is being written.
///
/// Files go to a hidden folder next to the final place; [`ResultFolder::finish`] moves it there.
/// Dropped before that, it leaves nothing behind. What stands at the final place is touched only
/// at the end, and only if the caller said `force` and arrayon had written it: the new results are
/// exchanged with it in one step where the file system can, and then it is removed. An interrupt
/// waits for that; what a killed program left undone is ended by the next
/// [`ResultFolder::create`] at the place. Only files that arrayon has listed as its own are ever
/// removed.
#[derive(Debug)]
pub struct ResultFolder {
    /// As the user named it.
    place: PathBuf,
    /// The same, but where the place is a link, its target.
    target: PathBuf,
    staging: PathBuf,
    force: bool,
    replaces: bool,
    layout: Layout,
    /// The locked list of its files; `None` once it is finished.
    journal: Option<Journal>,
    files: Vec<ResultFile>,
    /// Their names.
    names: HashSet<String>,
    /// What the user should know of in the end.
    warnings: Vec<String>,
}

/// The bytes that a file of this name would have in a result folder.
///
/// # Errors
/// Those of `content`.
pub fn held_bytes(
    name: &str,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_content(&mut bytes, is_plain_text(name), content)?;
    Ok(bytes)
}

impl ResultFolder {
    /// Claims the place.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written.
    pub fn create(place: &Path, force: bool) -> Result<Self, FolderError> {
        Self::claim(place, Layout::Results, force)
    }

    /// Claims the place for a folder that holds files which are listed in advance, in `study`,
    /// and a folder of results, `results`.
    ///
    /// # Errors
    /// As [`ResultFolder::create`].
    pub fn create_demo(place: &Path, force: bool) -> Result<Self, FolderError> {
        Self::claim(place, Layout::Demo, force)
    }

    /// Claims the place for a folder of files that are no results; a list in it, `.files`, names them.
    ///
    /// # Errors
    /// As [`ResultFolder::create`].
    pub fn create_listed(place: &Path, force: bool) -> Result<Self, FolderError> {
        Self::claim(place, Layout::Listed, force)
    }

    fn claim(place: &Path, layout: Layout, force: bool) -> Result<Self, FolderError> {
        if !force {
            check_place(place, layout, force)?;
        }
        check_not_current(place)?;
        let target = resolve(place)?;
        let staging = hidden_beside(&target, "incomplete")?;
        let warnings = recover(place, &target, &staging, layout)?;
        let replaces = check_place(place, layout, force)?;
        let replaced = hidden_beside(&target, "replaced")?;
        if replaces && replaced.exists() {
            return Err(FolderError::InTheWay(replaced));
        }
        let journal = uninterrupted(|unfinished| claim(&staging, place, layout, unfinished))?;
        Ok(Self {
            place: place.to_path_buf(),
            target,
            staging,
            force,
            replaces,
            layout,
            journal: Some(journal),
            files: Vec::new(),
            names: HashSet::new(),
            warnings,
        })
    }

    /// Refuses to go on where a file that is read lies among the earlier results that are to be
    /// replaced.
    ///
    /// # Errors
    /// The first such file, or folder of files.
    pub fn check_inputs<'a>(
        &self,
        inputs: impl IntoIterator<Item = &'a Path>,
    ) -> Result<(), FolderError> {
        let mut inputs = inputs.into_iter().filter(|_| self.replaces);
        match inputs.find(|input| holds(&self.target, input)) {
            Some(input) => Err(FolderError::HoldsInput(input.to_path_buf())),
            None => Ok(()),
        }
    }

    /// Writes one file, named by its path below the folder, with `/`.
    ///
    /// # Errors
    /// The file system refused; nothing of the file remains.
    pub fn write(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let made = self
            .check_new(name)
            .and_then(|()| uninterrupted(|_| self.make_file(name)));
        let written = made
            .and_then(|file| write_hashed(file, is_plain_text(name), content))
            .map_err(|source| io_error(&self.place.join(name), source))?;
        self.files.push(ResultFile {
            path: name.to_owned(),
            ..written
        });
        Ok(())
    }

    /// Refuses a name that leads out of the folder, and that of a file which was written before. Callers
    /// have refused such names in words of their own: this is for what they forgot.
    fn check_new(&mut self, name: &str) -> io::Result<()> {
        let is_below = |part| matches!(part, Component::Normal(_));
        if name.is_empty() || !Path::new(name).components().all(is_below) {
            let fault = format!(
                "'{}' is not the name of a file below it",
                name.escape_debug()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, fault));
        }
        if !self.names.insert(name.to_owned()) {
            let fault = "a file of this name was written before";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, fault));
        }
        Ok(())
    }

    fn make_file(&mut self, name: &str) -> io::Result<File> {
        let path = self.staging.join(name);
        fs::create_dir_all(folder_of(&path))?;
        if let Some(journal) = &mut self.journal {
            journal.note(name)?;
        }
        File::create(path)
    }

    /// Makes a folder below this one for files of these names, which the caller writes; they may
    /// lie in further folders, which are made too. Gives its path.
    ///
    /// # Errors
    /// The file system refused.
    pub fn make_folder<'a>(
        &mut self,
        name: &str,
        files: impl IntoIterator<Item = &'a str>,
    ) -> Result<PathBuf, FolderError> {
        let folder = self.staging.join(name);
        let made = uninterrupted(|_| {
            fs::create_dir(&folder)?;
            if let Some(journal) = &mut self.journal {
                journal.note(&format!("{name}/{LIST_FILE}"))?;
            }
            let mut list = Journal::create(&folder.join(LIST_FILE))?;
            for file in files {
                list.note(file)?;
                fs::create_dir_all(folder_of(&folder.join(file)))?;
            }
            list.file().sync_all()
        });
        made.map_err(|source| io_error(&self.place.join(name), source))?;
        Ok(folder)
    }

    /// Files of stages that outlive a run which is cut short; `stay` where they are to stay after an error or
    /// an interrupt, too.
    ///
    /// # Errors
    /// The place has no name.
    pub fn kept_files(&self, stay: bool) -> Result<KeptFiles, FolderError> {
        let folder = hidden_beside(&self.target, "stages")?;
        Ok(KeptFiles::new(folder, &self.place, stay))
    }

    /// Where its files are until it is finished.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// The files written so far, in the order of writing.
    pub fn files(&self) -> &[ResultFile] {
        &self.files
    }

    /// Moves the whole folder to its place, and waits until it is there on the disk too. Gives
    /// what the user should know of: what earlier runs left and could not be removed.
    ///
    /// # Errors
    /// The file system refused, or somebody has put something there meanwhile; what stood at the
    /// place before stands there still.
    pub fn finish(mut self) -> Result<Vec<String>, FolderError> {
        if self.layout == Layout::Listed {
            let listed = uninterrupted(|_| self.write_list());
            listed.map_err(|source| io_error(&self.place.join(LIST_FILE), source))?;
        }
        uninterrupted(|unfinished| self.move_to_place(unfinished))
    }

    fn write_list(&mut self) -> io::Result<()> {
        if let Some(journal) = &mut self.journal {
            journal.note(LIST_FILE)?;
        }
        let mut list = Journal::create(&self.staging.join(LIST_FILE))?;
        for file in &self.files {
            list.note(&file.path)?;
        }
        list.file().sync_all()
    }

    fn move_to_place(&mut self, unfinished: &mut Register<'_>) -> Result<Vec<String>, FolderError> {
        let failed = |source| io_error(&self.place, source);
        let replaced = hidden_beside(&self.target, "replaced")?;
        let replaces = check_place(&self.place, self.layout, self.force)?;
        let above = folder_of(&self.target);
        let files = self.files.iter().map(|file| file.path.as_str());
        sync_files(&self.staging, &files.collect::<Vec<_>>())
            .map_err(|(file, source)| io_error(&self.place.join(file), source))?;
        sync_tree(&self.staging)
            .and_then(|()| sync_folder(above))
            .map_err(failed)?;
        if replaces {
            exchange::replace(&self.staging, &self.target, &replaced).map_err(failed)?;
        } else {
            fs::rename(&self.staging, &self.target).map_err(failed)?;
        }
        unfinished.forget(&self.staging);
        self.journal = None;
        // The results are at their place: what fails now is for the user to know.
        let mut warnings = std::mem::take(&mut self.warnings);
        let synced = remove_file(&self.target.join(LOCK_FILE))
            .and_then(|()| sync_folder(&self.target))
            .and_then(|()| sync_folder(above));
        if let Err(error) = synced {
            let place = self.place.display();
            warnings.push(format!(
                "{place}: the results are there, but may not outlive a power cut: {error}"
            ));
        }
        for left in [&replaced, &self.staging].into_iter().filter(|_| replaces) {
            if let Err(error) = remove_folder(left, self.layout) {
                warnings.push(format!(
                    "the earlier results could not be removed and lie in {} now ({error}); remove \
                     them yourself",
                    left.display()
                ));
            }
        }
        Ok(warnings)
    }
}

/// Whether a file holds lines of text in which nothing is escaped by its own rules.
fn is_plain_text(name: &str) -> bool {
    [".tsv", ".txt"].iter().any(|ending| name.ends_with(ending))
}

impl Drop for ResultFolder {
    fn drop(&mut self) {
        if self.journal.is_some() {
            uninterrupted(|unfinished| unfinished.remove(&self.staging));
        }
    }
}

#[cfg(test)]
mod tests;
