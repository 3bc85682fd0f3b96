//! A chip library in numbers.

use arrayon_core::ChipDesign;
use serde::Serialize;

/// A chip library in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeSetCounts {
    /// Probe sets.
    pub n_probe_sets: usize,
    /// Of these, declared controls.
    pub n_controls: usize,
    /// Perfect-match probes, each counted in every probe set that holds it.
    pub n_perfect_match: usize,
    /// Features that results would speak of.
    pub n_features: usize,
}

impl ProbeSetCounts {
    /// Counts a library.
    pub fn of(chip: &ChipDesign) -> Self {
        Self {
            n_probe_sets: chip.probe_sets.len(),
            n_controls: chip
                .probe_sets
                .iter()
                .filter(|set| !set.kind.is_main())
                .count(),
            n_perfect_match: chip.perfect_match.len(),
            n_features: chip.features().len(),
        }
    }
}
