//! Finished stages of a run, kept for a later try that takes them up.
//!
//! A finished stage is a file: what it rests on, what it found, and the files that it wrote. It is taken up
//! where all that it rests on is the same: the program, the settings of its sections, the arrays, and the
//! content of every file that was read for it.

mod file;
mod key;

pub(crate) use file::{Header, WrittenFiles};
pub(crate) use key::{StageKey, StudyKey};

use crate::error::Error;
use crate::progress::watched;
use arrayon_core::Progress;
use arrayon_output::KeptFiles;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::time::{Duration, Instant};

/// After how much work a run that was not asked to keeps a stage nevertheless: a killed program costs no more.
const WORTH_KEEPING: Duration = Duration::from_secs(10);

/// The stages that a run keeps and takes up.
#[derive(Debug)]
pub(crate) struct FinishedStages {
    files: KeptFiles,
    /// Whether stages of an earlier try are taken up, and every stage is kept.
    resumes: bool,
    /// Since when nothing was kept.
    kept_at: Instant,
}

impl FinishedStages {
    pub(crate) fn new(files: KeptFiles, resumes: bool) -> Self {
        Self {
            files,
            resumes,
            kept_at: Instant::now(),
        }
    }

    /// What a user should know before the work begins, if anything.
    pub(crate) fn note(&self) -> Option<&'static str> {
        match (self.resumes, self.files.are_there()) {
            (true, false) => {
                Some("no finished stage of an earlier try is there: every stage is done")
            }
            (false, true) => Some(
                "finished stages of an earlier try are there, and are not taken up: that needs --resume",
            ),
            _ => None,
        }
    }

    /// Removes all, now that the results are whole.
    pub(crate) fn remove(self) -> Result<(), Error> {
        Ok(self.files.remove()?)
    }

    /// The stage as an earlier try left it, where such stages are taken up; why it is done again is
    /// noted where the try left one.
    pub(crate) fn find<F: DeserializeOwned>(
        &self,
        name: &str,
        key: &StageKey<'_>,
        progress: &dyn Progress,
    ) -> Option<(Header, F, WrittenFiles)> {
        let content = self.files.open(name).filter(|_| self.resumes)?;
        let again = |why: &str| {
            progress.note(&format!("{name}: done again: {why}"));
            None
        };
        let (header, found, files) = match file::read(content) {
            Ok(read) => read,
            Err(error) => {
                return again(&format!(
                    "what the earlier try left cannot be read: {error}"
                ));
            }
        };
        if header.key != key.sha256() {
            return again("the program, a setting, or a file that it rests on is another one now");
        }
        match key.first_changed(&header.inputs, progress) {
            Some(path) => again(&format!("{} has changed since", path.display())),
            None => Some((header, found, files)),
        }
    }

    /// Whether a stage that is finished now is worth keeping.
    pub(crate) fn keeps(&self) -> bool {
        self.resumes || self.kept_at.elapsed() >= WORTH_KEEPING
    }

    /// Keeps what a stage found, and the files below `staging` that it wrote. Where the file system refuses,
    /// that is noted: the results can be whole without.
    pub(crate) fn keep(
        &mut self,
        name: &str,
        header: &Header,
        found: &impl Serialize,
        staging: &Path,
        progress: &dyn Progress,
    ) {
        let kept = watched(progress, "keeping what was found so far", || {
            self.files
                .write(name, |out| file::write(header, found, staging, out))
        });
        if let Err(error) = kept {
            progress.note(&format!("{name}: is not kept for a later try: {error}"));
        }
        self.kept_at = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_output::ResultFolder;

    #[test]
    fn ten_seconds_of_work_are_kept_without_being_asked() {
        let folder = tempfile::tempdir().unwrap();
        let claimed = ResultFolder::create(&folder.path().join("results"), false).unwrap();
        let stages = |resumes| FinishedStages::new(claimed.kept_files(resumes).unwrap(), resumes);
        assert!(stages(true).keeps());
        let mut unasked = stages(false);
        assert!(!unasked.keeps());
        unasked.kept_at = Instant::now().checked_sub(WORTH_KEEPING).unwrap();
        assert!(unasked.keeps());
    }
}
