//! Whether a frozen reference set is of the probes of a chip.

use crate::error::NormalizeError;
use arrayon_core::FrozenReference;
use arrayon_core::chip::FeatureProbes;

/// Where the probes of each feature begin, all one after the other, and where the last end.
pub(crate) fn starts_of(features: &[FeatureProbes]) -> Vec<usize> {
    let ends = features.iter().scan(0, |end, feature| {
        *end += feature.n_probes();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

pub(crate) fn check_reference(
    reference: &FrozenReference,
    n_probes: usize,
    starts: &[usize],
) -> Result<(), NormalizeError> {
    let n_of_features = starts.last().copied().unwrap_or_default();
    let n_features = starts.len() - 1;
    for (what, found, expected) in [
        ("probes", reference.target.len(), n_probes),
        (
            "probes of features",
            reference.probe_effects.len(),
            n_of_features,
        ),
        (
            "variances within batches",
            reference.within_batches.len(),
            n_of_features,
        ),
        (
            "variances between batches",
            reference.between_batches.len(),
            n_of_features,
        ),
        ("scales of features", reference.scales.len(), n_features),
        (
            "standard errors of features",
            reference.median_errors.len(),
            n_features,
        ),
    ] {
        if found != expected {
            return Err(NormalizeError::OtherReference {
                what,
                found,
                expected,
            });
        }
    }
    Ok(())
}
