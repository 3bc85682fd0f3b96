//! Normalisation of all arrays of a study.

use crate::error::NormalizeError;
use crate::probe_level::ProbeVisitor;
use crate::quantile::check_sizes;
use crate::ranked_array::{CountedValues, RankedArray};
use crate::settings::NormalizeSection;
use crate::summaries::{NormalizedProbes, Summaries};
use crate::target::TargetSums;
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{FrozenReference, Progress};
use ndarray::Array2;
use rayon::prelude::*;
use std::ops::Range;

/// Normalises arrays and summarises each feature.
///
/// # Shapes and units
/// - `arrays`: intensities from [`correct_array`](crate::correct_array), linear, one entry per
///   array, all over the same probes;
/// - `features`: positions of each feature's probes;
/// - `visitor`: sees the probes of each feature as it is summarised; `&mut ()` for none;
/// - returns log2 expression, features x arrays.
///
/// # Errors
/// No arrays, fewer than the method needs, or arrays of unequal length; method `frozen`, which
/// [`normalize_frozen`] does.
///
/// # Panics
/// If a feature names a probe that the arrays do not have, or has none.
///
/// # Numerics
/// Same bits for any number of threads. Agreement with the reference implementations is stated
/// at [`crate::Compatibility`].
///
/// # Cost
/// Three passes, each of which needs but a part of the arrays:
/// 1. the target, the mean distribution, reads the distinct intensities of one array after the
///    other;
/// 2. each array gets a short table from distinct intensity to normalised log2 value;
/// 3. features are summarised in blocks, which read the ranks of their own probes in all arrays.
///
/// Nothing is known of a feature before the target is, which is the last array's too; so the ranks
/// of every array are kept (see [`RankedArray`]), and the normalised matrix is never written out.
pub fn normalize<V: ProbeVisitor>(
    arrays: &[RankedArray],
    features: &[FeatureProbes],
    settings: &NormalizeSection,
    visitor: &mut V,
    progress: &dyn Progress,
) -> Result<Array2<f64>, NormalizeError> {
    if settings.method.steps().summary.is_none() {
        return Err(NormalizeError::NoReference);
    }
    normalize_with(arrays, features, None, settings, visitor, progress)
}

/// Normalises arrays, each by itself, with what a reference set has shown.
///
/// # Shapes and units
/// As [`normalize`]; the reference must be of the same probes and features.
///
/// # Errors
/// No arrays, arrays of unequal length, a reference of other probes.
///
/// # Panics
/// If a feature names a probe that the arrays do not have, or has none.
///
/// # Determinism
/// An array has the same bits alone, among any others, in any order, and for any number of threads.
///
/// # Source
/// McCall, Bolstad and Irizarry 2010 (Biostatistics 11:242). With
/// [`FrozenEstimate::Frma`](arrayon_core::FrozenEstimate::Frma), frma 1.59 run on each array alone.
pub fn normalize_frozen<V: ProbeVisitor>(
    arrays: &[RankedArray],
    features: &[FeatureProbes],
    reference: &FrozenReference,
    settings: &NormalizeSection,
    visitor: &mut V,
    progress: &dyn Progress,
) -> Result<Array2<f64>, NormalizeError> {
    let reference = Some(reference);
    normalize_with(arrays, features, reference, settings, visitor, progress)
}

fn normalize_with<V: ProbeVisitor>(
    arrays: &[RankedArray],
    features: &[FeatureProbes],
    reference: Option<&FrozenReference>,
    settings: &NormalizeSection,
    visitor: &mut V,
    progress: &dyn Progress,
) -> Result<Array2<f64>, NormalizeError> {
    let (n_probes, n_arrays) = (check_sizes(arrays)?, arrays.len());
    let summaries = Summaries::new(features, reference, settings, n_arrays, n_probes)?;
    let counted: Vec<&CountedValues> = arrays.iter().map(RankedArray::counted).collect();
    let mut sums = TargetSums::new(settings, n_arrays, n_probes);
    sums.add(&counted);
    let target = sums.finish(reference);
    let tables = counted.par_iter().map(|array| target.log2_table(array));
    let probes = LookedUp {
        arrays,
        tables: &tables.collect::<Vec<_>>(),
    };
    let mut expression = Array2::<f64>::zeros((features.len(), n_arrays));
    let rows = expression
        .as_slice_mut()
        .expect("a new matrix is contiguous");
    progress.start("summarising probe sets", features.len() as u64);
    summaries.summarize(&probes, 0..features.len(), rows, visitor, progress);
    progress.finish();
    Ok(expression)
}

/// Arrays in memory, with the normalised log2 value of each array's distinct intensities.
struct LookedUp<'a> {
    arrays: &'a [RankedArray],
    tables: &'a [Vec<f64>],
}

impl NormalizedProbes for LookedUp<'_> {
    fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    fn look_up<'p>(
        &self,
        array: usize,
        probes: Range<usize>,
        places: &mut impl Iterator<Item = &'p mut f64>,
    ) {
        self.arrays[array].look_up(&self.tables[array], probes, places);
    }
}
