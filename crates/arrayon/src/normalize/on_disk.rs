//! Arrays that memory does not hold: to a scratch file, and what they are brought to there.

use super::memory::{Plan, Resources, check_scratch};
use crate::arrays::{Array, Wanted, check_together, read_arrays_as};
use crate::cel_files::{CelLocation, add_archives};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::kept::{ArrayStore, Chunks, Store, StoredArray};
use arrayon_core::{FrozenReference, Progress};
use arrayon_formats::source::Size;
use arrayon_normalize::{CountedValues, NormalizeSection, Target, TargetSums};
use rayon::prelude::*;
use std::sync::Arc;

/// Arrays whose distributions are in memory at a time.
const ARRAYS_AT_ONCE: usize = 64;

/// The scratch file for so many arrays; says that there is one, where memory is why.
///
/// # Errors
/// The folder is none, or takes no file.
pub(crate) fn scratch_file(
    plan: Plan,
    n_arrays: usize,
    resources: &Resources,
    progress: &dyn Progress,
) -> Result<Arc<Store>, Error> {
    check_scratch(&resources.scratch)?;
    if let Plan::Streamed { block, needed } = plan {
        let (needed, block) = (Size(needed), Size(block));
        progress.note(&format!(
            "{n_arrays} arrays would take {needed} of memory: they are kept in a scratch file and pass \
             through memory by {block}"
        ));
    }
    Ok(Arc::new(Store::scratch(&resources.scratch)?))
}

/// Reads arrays to a scratch file.
///
/// # Errors
/// The first file, in the order given, that cannot be read or is of another chip; two files of the same
/// content; the disk is full.
pub(crate) fn read_arrays_to(
    store: &Arc<Store>,
    (samples, files): (&[String], &[CelLocation]),
    wanted: Wanted<'_>,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<Vec<Array<StoredArray>>, Error> {
    let keep = |array: Array| {
        let stored = StoredArray::write(store, &array.intensities)?;
        Ok(array.with(stored).1)
    };
    let arrays = read_arrays_as(samples, files, wanted, inputs, progress, &keep)?;
    add_archives(files, inputs)?;
    check_together(&arrays)?;
    Ok(arrays)
}

/// Adds the distributions up and writes each array's table from distinct intensity to normalised log2
/// value.
///
/// # Errors
/// The disk is full, or fails.
pub(crate) fn target_and_tables(
    arrays: &ArrayStore,
    (settings, reference): (&NormalizeSection, Option<&FrozenReference>),
    store: &Store,
    progress: &dyn Progress,
) -> Result<(Target, Vec<Chunks>), Error> {
    let n_arrays = arrays.len();
    progress.start("averaging distributions", n_arrays as u64);
    let mut sums = TargetSums::new(settings, n_arrays, arrays.n_probes());
    for start in (0..n_arrays).step_by(ARRAYS_AT_ONCE) {
        let some = start..(start + ARRAYS_AT_ONCE).min(n_arrays);
        let counted = arrays.counted(some.clone())?;
        sums.add(&counted.iter().collect::<Vec<&CountedValues>>());
        progress.advance(some.len() as u64);
    }
    let target = sums.finish(reference);
    let table = |array: usize| {
        let counted = arrays.counted(array..array + 1)?;
        Chunks::write(store, &target.log2_table(&counted[0]))
    };
    let tables = (0..n_arrays).into_par_iter().map(table);
    let tables = tables.collect::<Result<_, Error>>()?;
    progress.finish();
    Ok((target, tables))
}
