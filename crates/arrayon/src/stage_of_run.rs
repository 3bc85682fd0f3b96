//! A stage of a run: taken up where an earlier try finished it, else done and kept for a later one.

use crate::error::Error;
use crate::finished::{Header, StageKey, StudyKey};
use crate::output::Output;
use crate::stage::Stage;
use arrayon_core::Progress;
use arrayon_results::provenance::StageTime;
use arrayon_results::summary::Summary;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// The sections of study.toml on which the results of every stage rest. Those of differential expression are
/// among them, for the checks of arrays know the groups of the contrasts, and what these block by.
const OF_ALL_STAGES: [&str; 5] = ["study", "chip", "normalize", "quality", "differential"];

/// A stage of a run, which a later try can take up.
pub(crate) trait StageOfRun: Stage<Found: Serialize + DeserializeOwned> {
    /// The sections on which its results rest besides those of all stages.
    const SECTIONS: &'static [&'static str] = &[];
}

impl Output {
    /// Takes a stage up where an earlier try finished it; else runs it, and keeps it.
    ///
    /// # Errors
    /// The stage's; the file system refused.
    pub(crate) fn stage_of_run<S: StageOfRun>(
        &mut self,
        stage: S,
        key: &StudyKey<'_>,
        summary: &mut Summary,
        progress: &dyn Progress,
    ) -> Result<S::Found, Error> {
        let key = &key.stage(&[&OF_ALL_STAGES, S::SECTIONS].concat());
        if let Some(found) = self.take_up::<S>(key, progress)? {
            S::summarize(&found, summary);
            return Ok(found);
        }
        let (n_files, n_inputs) = (self.files().len(), key.inputs.n_read());
        let found = self.stage(stage, summary, progress)?;
        self.keep::<S>(&found, key, n_files, n_inputs, progress);
        Ok(found)
    }

    fn take_up<S: StageOfRun>(
        &mut self,
        key: &StageKey<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<S::Found>, Error> {
        let finished = self.finished();
        let left = finished.and_then(|finished| finished.find(S::NAME, key, progress));
        let Some((header, found, mut files)) = left else {
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
    ) {
        let seconds = self.last_time();
        let (Some(staging), files) = (
            self.staging().map(Path::to_path_buf),
            self.files()[n_files..].to_vec(),
        ) else {
            return;
        };
        let Some(finished) = self.finished().filter(|finished| finished.keeps()) else {
            return;
        };
        let header = Header {
            key: key.sha256(),
            inputs: key.inputs.read_since(n_inputs),
            files,
            seconds,
        };
        finished.keep(S::NAME, &header, found, &staging, progress);
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_ALL_STAGES, StageOfRun};
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
            &OF_ALL_STAGES,
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
