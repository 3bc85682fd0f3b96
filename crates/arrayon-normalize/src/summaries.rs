//! Features, one block after the other, out of normalised probes wherever these are kept.

use crate::error::NormalizeError;
use crate::probe_level::{ProbeVisitor, SummarizedFeature};
use crate::reference::{check_reference, starts_of};
use crate::settings::NormalizeSection;
use crate::steps::Summary;
use crate::summary::{Summarize, frozen_summary, summary_of};
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{FrozenReference, Progress};
use rayon::prelude::*;
use std::ops::Range;

/// Features that are summarised by one thread after each other. Visitors gather over as many, so that
/// parts of a study, which begin at multiples of it, are seen as the whole is.
pub const FEATURES_AT_ONCE: usize = 256;

/// Normalised log2 intensities of arrays that all have the same probes.
pub trait NormalizedProbes: Sync {
    /// The number of arrays.
    fn n_arrays(&self) -> usize;

    /// Writes those of consecutive probes of one array to the next places.
    fn look_up<'p>(
        &self,
        array: usize,
        probes: Range<usize>,
        places: &mut impl Iterator<Item = &'p mut f64>,
    );
}

/// How the features of a study are summarised.
pub struct Summaries<'a> {
    features: &'a [FeatureProbes],
    how: How<'a>,
}

enum How<'a> {
    /// Out of all arrays.
    Together(Summary),
    /// Each array by itself; where the probes of each feature begin in the reference set.
    Frozen(&'a FrozenReference, Vec<usize>),
}

impl<'a> Summaries<'a> {
    /// Those of a method; with a reference set each array by itself.
    ///
    /// # Errors
    /// No arrays, or fewer than the method needs; a reference set of other probes, or none where the
    /// method needs it.
    pub fn new(
        features: &'a [FeatureProbes],
        reference: Option<&'a FrozenReference>,
        settings: &NormalizeSection,
        n_arrays: usize,
        n_probes: usize,
    ) -> Result<Self, NormalizeError> {
        if n_arrays == 0 {
            return Err(NormalizeError::NoArrays);
        }
        let how = match (reference, settings.method.steps().summary) {
            (Some(reference), _) => {
                let starts = starts_of(features);
                check_reference(reference, n_probes, &starts)?;
                How::Frozen(reference, starts)
            }
            (None, None) => return Err(NormalizeError::NoReference),
            (None, Some(summary)) => How::Together(summary),
        };
        let method = settings.method;
        let expected = method.fewest_arrays();
        if reference.is_none() && n_arrays < expected {
            return Err(NormalizeError::TooFewArrays {
                found: n_arrays,
                expected,
                method,
            });
        }
        Ok(Self { features, how })
    }

    fn summary(&self) -> Box<dyn Summarize + '_> {
        match &self.how {
            How::Together(summary) => summary_of(*summary),
            How::Frozen(reference, starts) => frozen_summary(reference, starts),
        }
    }

    /// Summarises some of the features, which begin at a multiple of [`FEATURES_AT_ONCE`].
    ///
    /// # Shapes and units
    /// `rows` receives log2 expression, features x arrays, row after row; `visitor` sees the probes of
    /// each feature, and is given parts of a study in their order.
    ///
    /// # Panics
    /// If the features begin elsewhere, `rows` has another size, or a feature has no probes.
    ///
    /// # Determinism
    /// The same bits for any number of threads and any parts.
    pub fn summarize<V: ProbeVisitor>(
        &self,
        probes: &impl NormalizedProbes,
        features: Range<usize>,
        rows: &mut [f64],
        visitor: &mut V,
        progress: &dyn Progress,
    ) {
        let n_arrays = probes.n_arrays();
        assert!(features.start.is_multiple_of(FEATURES_AT_ONCE), "a block");
        assert_eq!(rows.len(), features.len() * n_arrays, "a row a feature");
        let (asks, space) = (&*visitor, || (self.summary(), Vec::new()));
        let first = features.start;
        let blocks: Vec<V::Block> = (rows.par_chunks_mut(FEATURES_AT_ONCE * n_arrays).enumerate())
            .zip(self.features[features].par_chunks(FEATURES_AT_ONCE))
            .map_init(space, |(summary, log2), ((block, rows), features)| {
                let mut gathered = asks.block();
                let rows = rows.chunks_exact_mut(n_arrays);
                for (at, (row, feature)) in rows.zip(features).enumerate() {
                    gather(probes, feature, log2);
                    let position = first + block * FEATURES_AT_ONCE + at;
                    summary.begin(position);
                    let fit = summary.summarize(log2, row);
                    let seen = SummarizedFeature {
                        feature: position,
                        probes: &feature.probes,
                        log2,
                        fit,
                    };
                    asks.see(&mut gathered, &seen);
                }
                progress.advance(features.len() as u64);
                gathered
            })
            .collect();
        for block in blocks {
            visitor.join(block);
        }
    }
}

/// Collects the normalised log2 intensities of a feature, probes x arrays.
fn gather(probes: &impl NormalizedProbes, feature: &FeatureProbes, log2: &mut Vec<f64>) {
    let n_arrays = probes.n_arrays();
    log2.clear();
    log2.resize(feature.n_probes() * n_arrays, 0.0);
    for array in 0..n_arrays {
        let mut places = log2[array..].iter_mut().step_by(n_arrays);
        for run in &feature.probes {
            probes.look_up(array, run.clone(), &mut places);
        }
    }
}
