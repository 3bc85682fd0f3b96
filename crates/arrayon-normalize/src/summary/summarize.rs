//! What every summary does.

use crate::probe_level::ProbeFit;

/// A way to summarise the probes of a feature; holds space that is reused from feature to feature.
pub(crate) trait Summarize {
    /// Says which of the features, by its position, is summarised next.
    fn begin(&mut self, _feature: usize) {}

    /// Summarises `log2`, probes x arrays, row after row, and writes one log2 value for each array.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_>;
}
