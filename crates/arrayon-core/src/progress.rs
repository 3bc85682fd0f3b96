//! How long work reports its progress, without knowing who listens.

/// Hears of the progress of one stage at a time. Called from many threads.
pub trait Progress: Sync {
    /// A stage begins: its name for people, and how many steps it has.
    fn start(&self, stage: &str, n_steps: u64);
    /// So many more steps are done.
    fn advance(&self, n_steps: u64);
    /// The stage is done.
    fn finish(&self);
    /// Something that a user may want to know of how the work is done; results do not depend on it.
    fn note(&self, _text: &str) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn start(&self, _stage: &str, _n_steps: u64) {}
    fn advance(&self, _n_steps: u64) {}
    fn finish(&self) {}
}
