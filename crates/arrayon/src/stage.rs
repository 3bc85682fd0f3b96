//! A stage is one kind of thing, whether a run chains it with others or a command runs it alone.

use crate::error::Error;
use crate::output::Output;
use arrayon_core::Progress;
use arrayon_results::summary::Summary;

/// One step from the files of a study to its results, with all that it works on.
pub(crate) trait Stage {
    /// Its name: that of its section in study.toml, of its files in
    /// [`RESULT_FILES`](crate::result_files::RESULT_FILES) and of its time in the provenance.
    const NAME: &'static str;
    /// What it finds, for the stages after it and for the summary.
    type Found;

    /// Does the work, and writes files as soon as they can be written.
    ///
    /// # Errors
    /// What the samples or settings do not allow; the file system refused.
    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<Self::Found, Error>;

    /// Adds to the summary what a reader should see first.
    fn summarize(found: &Self::Found, summary: &mut Summary);
}

impl Output {
    /// Runs a stage, notes how long it took, and adds what it found to the summary.
    ///
    /// # Errors
    /// The stage's.
    pub(crate) fn stage<S: Stage>(
        &mut self,
        stage: S,
        summary: &mut Summary,
        progress: &dyn Progress,
    ) -> Result<S::Found, Error> {
        let found = self.timed_with(S::NAME, |output| stage.run(output, progress))?;
        S::summarize(&found, summary);
        Ok(found)
    }
}
