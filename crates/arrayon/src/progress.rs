//! Progress of work that is one step.

use arrayon_core::Progress;

/// Does work of one step whose progress is heard of.
pub(crate) fn watched<T>(progress: &dyn Progress, stage: &str, work: impl FnOnce() -> T) -> T {
    progress.start(stage, 1);
    let done = work();
    progress.advance(1);
    progress.finish();
    done
}
