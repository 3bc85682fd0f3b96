//! Normalisation of all arrays of a study.

use crate::error::NormalizeError;
use crate::probe_level::{ProbeVisitor, SummarizedFeature};
use crate::quantile::{check_sizes, mean_distribution, normalized_values};
use crate::ranked_array::RankedArray;
use crate::settings::NormalizeSection;
use crate::steps::BetweenArrays;
use crate::summary::summary_of;
use arrayon_core::Progress;
use arrayon_core::chip::FeatureProbes;
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
/// No arrays, fewer than the method needs, or arrays of unequal length.
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
    let mut expression = Array2::<f64>::zeros((features.len(), n_arrays));
    progress.start("summarising probe sets", features.len() as u64);
    let rows = expression
        .as_slice_mut()
        .expect("a new matrix is contiguous");
    let (asks, space) = (&*visitor, || (summary_of(settings.method), Vec::new()));
    let blocks: Vec<V::Block> = (rows.par_chunks_mut(FEATURES_AT_ONCE * n_arrays).enumerate())
        .zip(features.par_chunks(FEATURES_AT_ONCE))
        .map_init(space, |(summary, log2), ((block, rows), features)| {
            let mut gathered = asks.block();
            for (at, (row, feature)) in rows.chunks_exact_mut(n_arrays).zip(features).enumerate() {
                gather(arrays, &tables, feature, log2);
                let fit = summary.summarize(log2, row);
                let seen = SummarizedFeature {
                    feature: block * FEATURES_AT_ONCE + at,
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
    Ok(expression)
}

/// The normalised log2 value of each distinct intensity, array by array.
fn log2_tables(
    arrays: &[RankedArray],
    settings: &NormalizeSection,
) -> Result<Vec<Vec<f64>>, NormalizeError> {
    check_sizes(arrays)?;
    let choices = settings.compatibility.settings();
    let log2 = |mut values: Vec<f64>| {
        values.iter_mut().for_each(|value| *value = value.log2());
        values
    };
    Ok(match settings.method.steps().between_arrays {
        BetweenArrays::Quantiles => {
            let target = mean_distribution(arrays, choices.precision)?;
            let table = |array: &RankedArray| log2(normalized_values(array, &target, choices));
            arrays.par_iter().map(table).collect()
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
    })
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
