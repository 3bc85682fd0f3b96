//! Normalisation of all arrays of a study.

use crate::error::NormalizeError;
use crate::probe_level::{ProbeVisitor, SummarizedFeature};
use crate::quantile::{check_sizes, mean_distribution, normalized_values};
use crate::ranked_array::RankedArray;
use crate::settings::NormalizeSection;
use crate::sketch::{Sketches, sketch_size};
use crate::steps::BetweenArrays;
use crate::summary::{Summarize, frozen_summary, summary_of};
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{FrozenReference, Progress};
use ndarray::Array2;
use rayon::prelude::*;

/// Features that are summarised by one thread after each other. Visitors gather over as many.
const FEATURES_AT_ONCE: usize = 256;

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
    let (n_arrays, method) = (arrays.len(), settings.method);
    let tables = log2_tables(arrays, settings)?;
    if n_arrays < method.fewest_arrays() {
        return Err(NormalizeError::TooFewArrays {
            found: n_arrays,
            expected: method.fewest_arrays(),
            method,
        });
    }
    let summary = method.steps().summary;
    let summary = summary.ok_or(NormalizeError::NoReference)?;
    let make = || summary_of(summary);
    Ok(summarize_features(
        arrays, &tables, features, &make, visitor, progress,
    ))
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
    let starts = starts_of(features);
    check_reference(reference, check_sizes(arrays)?, &starts)?;
    let choices = settings.compatibility.settings();
    let tables: Vec<Vec<f64>> = (arrays.par_iter())
        .map(|array| log2(normalized_values(array, &reference.target, choices)))
        .collect();
    let make = || frozen_summary(reference, &starts);
    Ok(summarize_features(
        arrays, &tables, features, &make, visitor, progress,
    ))
}

/// Where the probes of each feature begin, all one after the other, and where the last end.
fn starts_of(features: &[FeatureProbes]) -> Vec<usize> {
    let ends = features.iter().scan(0, |end, feature| {
        *end += feature.n_probes();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

fn check_reference(
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

/// Summarises each feature, out of the normalised value of each array's distinct intensities.
fn summarize_features<'a, V: ProbeVisitor>(
    arrays: &[RankedArray],
    tables: &[Vec<f64>],
    features: &[FeatureProbes],
    make: &(dyn Fn() -> Box<dyn Summarize + 'a> + Sync),
    visitor: &mut V,
    progress: &dyn Progress,
) -> Array2<f64> {
    let n_arrays = arrays.len();
    let mut expression = Array2::<f64>::zeros((features.len(), n_arrays));
    progress.start("summarising probe sets", features.len() as u64);
    let rows = expression
        .as_slice_mut()
        .expect("a new matrix is contiguous");
    let (asks, space) = (&*visitor, || (make(), Vec::new()));
    let blocks: Vec<V::Block> = (rows.par_chunks_mut(FEATURES_AT_ONCE * n_arrays).enumerate())
        .zip(features.par_chunks(FEATURES_AT_ONCE))
        .map_init(space, |(summary, log2), ((block, rows), features)| {
            let mut gathered = asks.block();
            for (at, (row, feature)) in rows.chunks_exact_mut(n_arrays).zip(features).enumerate() {
                gather(arrays, tables, feature, log2);
                let position = block * FEATURES_AT_ONCE + at;
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
    progress.finish();
    for block in blocks {
        visitor.join(block);
    }
    expression
}

/// The normalised log2 value of each distinct intensity, array by array.
fn log2_tables(
    arrays: &[RankedArray],
    settings: &NormalizeSection,
) -> Result<Vec<Vec<f64>>, NormalizeError> {
    let n_probes = check_sizes(arrays)?;
    let choices = settings.compatibility.settings();
    Ok(match settings.method.steps().between_arrays {
        BetweenArrays::Quantiles => {
            let target = mean_distribution(arrays, choices.precision)?;
            let table = |array: &RankedArray| log2(normalized_values(array, &target, choices));
            arrays.par_iter().map(table).collect()
        }
        BetweenArrays::Sketch => {
            let size = sketch_size(n_probes);
            let sketches = Sketches::of(arrays, size, choices.precision);
            let table =
                |(at, array): (usize, &RankedArray)| log2(sketches.normalized(at, array, choices));
            arrays.par_iter().enumerate().map(table).collect()
        }
        BetweenArrays::Medians => {
            let medians: Vec<f64> = arrays.iter().map(RankedArray::median).collect();
            let target = medians.iter().sum::<f64>() / medians.len() as f64;
            let scaled = |(array, median): (&RankedArray, &f64)| {
                let values = array.distinct().iter();
                log2(values.map(|value| value * (target / median)).collect())
            };
            arrays.par_iter().zip(&medians).map(scaled).collect()
        }
        BetweenArrays::Nothing => {
            let table = |array: &RankedArray| log2(array.distinct().to_vec());
            arrays.par_iter().map(table).collect()
        }
        BetweenArrays::Frozen => return Err(NormalizeError::NoReference),
    })
}

fn log2(mut values: Vec<f64>) -> Vec<f64> {
    values.iter_mut().for_each(|value| *value = value.log2());
    values
}

/// Collects the normalised log2 intensities of a feature, probes x arrays.
fn gather(
    arrays: &[RankedArray],
    tables: &[Vec<f64>],
    feature: &FeatureProbes,
    log2: &mut Vec<f64>,
) {
    let n_arrays = arrays.len();
    log2.clear();
    log2.resize(feature.n_probes() * n_arrays, 0.0);
    for (at, (array, table)) in arrays.iter().zip(tables).enumerate() {
        let mut places = log2[at..].iter_mut().step_by(n_arrays);
        for run in &feature.probes {
            array.look_up(table, run.clone(), &mut places);
        }
    }
}
