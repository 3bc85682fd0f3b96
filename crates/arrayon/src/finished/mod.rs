//! Finished stages of a run, kept for a later try that takes them up.
//!
//! A finished stage is a file: what it rests on, what it found, and the files that it wrote. It is taken up
//! where all that it rests on is the same: the program, the settings of its sections, the arrays, and the
//! content of every file that was read for it.

mod file;
mod key;

pub(crate) use key::StageKey;

use crate::error::Error;
use crate::output::Output;
use crate::stage::Stage;
use arrayon_core::Progress;
use arrayon_output::KeptFiles;
use arrayon_results::provenance::StageTime;
use arrayon_results::summary::Summary;
use file::Header;
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

    /// The stage as an earlier try left it; why it is done again is noted where the try left one.
    fn find<F: DeserializeOwned>(
        &self,
        name: &str,
        key: &StageKey<'_>,
        progress: &dyn Progress,
    ) -> Option<(Header, F, file::WrittenFiles)> {
        let content = self.files.open(name)?;
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
}

/// A stage of a run, which a later try can take up.
pub(crate) trait StageOfRun: Stage<Found: Serialize + DeserializeOwned> {
    /// The sections of study.toml on which its results rest: its own, and those of stages before it.
    const SECTIONS: &'static [&'static str];
}

impl Output {
    /// Takes a stage up where an earlier try finished it; else runs it, and keeps it.
    ///
    /// # Errors
    /// The stage's; the file system refused.
    pub(crate) fn stage_of_run<S: StageOfRun>(
        &mut self,
        stage: S,
        key: &StageKey<'_>,
        summary: &mut Summary,
        progress: &dyn Progress,
    ) -> Result<S::Found, Error> {
        let key = &key.now(S::SECTIONS);
        if let Some(found) = self.take_up::<S>(key, progress)? {
            S::summarize(&found, summary);
            return Ok(found);
        }
        let (n_files, n_inputs) = (self.files().len(), key.inputs.n_read());
        let found = self.stage(stage, summary, progress)?;
        self.keep::<S>(&found, key, n_files, n_inputs, progress)?;
        Ok(found)
    }

    fn take_up<S: StageOfRun>(
        &mut self,
        key: &StageKey<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<S::Found>, Error> {
        let Some(finished) = self.finished().filter(|finished| finished.resumes) else {
            return Ok(None);
        };
        let Some((header, found, mut files)) = finished.find(S::NAME, key, progress) else {
            return Ok(None);
        };
        for file in &header.files {
            self.write_with(&file.path, |out| files.copy_next(file.n_bytes, out))?;
            if self.files().last() != Some(file) {
                return Err(Error::data(
                    &file.path,
                    "is not as the earlier try wrote it",
                    "run it again without --resume",
                ));
            }
        }
        key.inputs.restore(header.inputs);
        self.add_time(StageTime {
            stage: S::NAME.to_owned(),
            seconds: header.seconds,
            is_taken_up: true,
        });
        progress.note(&format!(
            "{}: taken up as an earlier try finished it, in {:.1} s",
            S::NAME,
            header.seconds
        ));
        Ok(Some(found))
    }

    /// Keeps what a stage found and wrote, `n_files` and `n_inputs` being how many files had been written and
    /// read before it.
    fn keep<S: StageOfRun>(
        &mut self,
        found: &S::Found,
        key: &StageKey<'_>,
        n_files: usize,
        n_inputs: usize,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let seconds = self.last_time();
        let (Some(staging), files) = (
            self.staging().map(Path::to_path_buf),
            self.files()[n_files..].to_vec(),
        ) else {
            return Ok(());
        };
        let Some(finished) = self.finished() else {
            return Ok(());
        };
        if !finished.resumes && finished.kept_at.elapsed() < WORTH_KEEPING {
            return Ok(());
        }
        let header = Header {
            key: key.sha256(),
            inputs: key.inputs.read_since(n_inputs),
            files,
            seconds,
        };
        crate::stage::watched(progress, "keeping what was found so far", || {
            finished
                .files
                .write(S::NAME, |out| file::write(&header, found, &staging, out))
        })?;
        finished.kept_at = Instant::now();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::StageOfRun;
    use crate::clustering::Clustering;
    use crate::config::keys::KEYS;
    use crate::differential::DifferentialExpression;
    use crate::gene_sets::GeneSetTesting;
    use crate::normalize::Normalization;

    /// Sections on which no stage rests that is kept.
    const LATER: [&str; 3] = ["gate", "output", "figures"];

    #[test]
    fn every_section_is_rested_on_or_read_later() {
        let stages = [
            Normalization::SECTIONS,
            DifferentialExpression::SECTIONS,
            Clustering::SECTIONS,
            GeneSetTesting::SECTIONS,
        ];
        let mut rested_on: Vec<&str> = stages.concat();
        rested_on.sort_unstable();
        rested_on.dedup();
        let heads = KEYS.sections.iter().map(|head| head.key.as_str());
        let mut heads: Vec<&str> = heads.filter(|head| !head.contains('.')).collect();
        heads.retain(|head| !LATER.contains(head));
        heads.sort_unstable();
        assert_eq!(rested_on, heads);
    }
}
