//! The arrays of a reference set, in memory or on disk, and what they show of the probes.

use crate::arrays::{Wanted, read_arrays};
use crate::cel_files::{CelLocation, add_archives};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::kept::{ArrayStore, Segments};
use crate::normalize::{
    Plan, Resources, StudySize, probes_at_once, read_arrays_to, scratch_file, target_and_tables,
};
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{FrozenEstimate, FrozenReference, Progress};
use arrayon_normalize::{
    Freezing, NormalizeError, NormalizeMethod, NormalizeSection, Summaries, freeze,
};
use arrayon_results::qc::ArrayQuality;
use std::sync::Arc;

/// Arrays of a reference set, and how they are read and frozen.
pub(super) struct ReferenceArrays<'a> {
    pub(super) samples: &'a [String],
    pub(super) files: &'a [CelLocation],
    pub(super) wanted: Wanted<'a>,
    pub(super) features: &'a [FeatureProbes],
    pub(super) n_probes: usize,
    /// The number of each array's batch.
    pub(super) batches: &'a [usize],
    pub(super) estimate: FrozenEstimate,
    pub(super) how: &'a NormalizeSection,
}

/// What is known of each array, and what all of them have shown.
type Learned = (Vec<ArrayQuality>, FrozenReference);

impl ReferenceArrays<'_> {
    /// Reads the arrays, and learns from them; on disk where memory does not hold them, to the same bit.
    ///
    /// # Errors
    /// Whatever is wrong with the CEL files; what `refuse` makes of arrays that cannot be frozen.
    pub(super) fn learn(
        &self,
        resources: &Resources,
        inputs: &Inputs,
        refuse: impl Fn(&NormalizeError) -> Error,
        progress: &dyn Progress,
    ) -> Result<Learned, Error> {
        let n_arrays = self.files.len();
        // the standard errors of `plm`, which are why it takes more, are not kept here
        let method = NormalizeMethod::Rma;
        let size = StudySize::of(n_arrays, (self.n_probes, self.features), method, false);
        let plan = size.plan(resources)?;
        let Plan::Streamed { block, .. } = plan else {
            let arrays = read_arrays(self.samples, self.files, self.wanted, inputs, progress)?;
            add_archives(self.files, inputs)?;
            let (quality, intensities): (Vec<_>, Vec<_>) = (arrays.into_iter())
                .map(|array| (array.quality, array.intensities))
                .unzip();
            let (batches, estimate) = (self.batches, self.estimate);
            let learned = freeze(
                &intensities,
                self.features,
                batches,
                estimate,
                self.how,
                progress,
            );
            return Ok((quality, learned.map_err(|error| refuse(&error))?));
        };
        let refuse = |error: NormalizeError| refuse(&error);
        let mut freezing = Freezing::new(self.batches, self.estimate).map_err(refuse)?;
        let store = scratch_file(plan, n_arrays, resources, progress)?;
        let which = (self.samples, self.files);
        let arrays = read_arrays_to(&store, which, self.wanted, inputs, progress)?;
        let (quality, stored): (Vec<_>, Vec<_>) = (arrays.into_iter())
            .map(|array| (array.quality, (Arc::clone(&store), array.intensities)))
            .unzip();
        let arrays = ArrayStore::new(stored);
        let how = Freezing::settings(self.how);
        let (target, tables) = target_and_tables(&arrays, (&how, None), &store, progress)?;
        let table = |array: usize| tables[array].read::<f64>(&store);
        let summaries = Summaries::new(self.features, None, &how, n_arrays, self.n_probes);
        let summaries = summaries.map_err(refuse)?;
        progress.start("summarising probe sets", self.features.len() as u64);
        let at_once = probes_at_once(block, n_arrays);
        for (some, segments) in Segments::blocks(self.features, at_once) {
            let probes = arrays.load(segments, &table)?;
            let mut rows = vec![0.0; some.len() * n_arrays];
            summaries.summarize(&probes, some, &mut rows, &mut freezing, progress);
        }
        progress.finish();
        let target = target.quantiles().map(<[f64]>::to_vec);
        Ok((quality, freezing.finish(target.unwrap_or_default())))
    }
}
