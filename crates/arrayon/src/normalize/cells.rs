//! Arrays of a chip whose library is not there: all their cells, and no expression.

use super::levels::Levels;
use super::memory::{Plan, StudySize};
use super::on_disk::{read_arrays_to, scratch_file};
use super::{NormalizedArrays, scans_of};
use crate::arrays::{Wanted, read_arrays};
use crate::cel_files::{add_archives, first_header};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::kept::ArrayStore;
use crate::output::Output;
use crate::quality::{ArrayScans, Levelled};
use arrayon_core::Progress;
use arrayon_qc::ChipLayout;
use std::sync::Arc;

/// Reads the cells of the arrays and compares them with each other; those that memory does not hold lie on
/// disk meanwhile. Gives the same numbers either way.
///
/// # Errors
/// Whatever is wrong with the CEL files; not even parts of the arrays fit into memory.
pub(crate) fn scan_cells(
    of: &NormalizedArrays<'_>,
    inputs: &Inputs,
    output: &mut Output,
    progress: &dyn Progress,
) -> Result<ArrayScans, Error> {
    let files = &of.arrays.locations;
    let [n_rows, n_columns] = match first_header(files)? {
        Some((_, header)) => [header.n_rows as usize, header.n_columns as usize],
        None => [0, 0],
    };
    let cells: Vec<u32> = (0..).take(n_rows * n_columns).collect();
    let layout = ChipLayout {
        n_rows,
        n_columns,
        cells: &cells,
    };
    let mut write = |drawn| output.write_files(drawn);
    let draws = of.settings.quality.images.then_some(&mut write as _);
    let plan = StudySize::of_cells(of.samples.len(), cells.len()).plan(of.resources)?;
    let Plan::Streamed { block, .. } = plan else {
        let arrays = read_arrays(of.samples, files, Wanted::AllCells, inputs, progress)?;
        add_archives(files, inputs)?;
        let (mut scans, _, intensities) = scans_of(arrays);
        let levelled = |target| Levelled::new(&intensities, &target);
        scans.compare_on_chip(levelled, &layout, draws, progress)?;
        return Ok(scans);
    };
    let store = scratch_file(plan, of.samples.len(), of.resources, progress)?;
    let which = (of.samples, &files[..]);
    let arrays = read_arrays_to(&store, which, Wanted::AllCells, inputs, progress)?;
    let (mut scans, _, stored) = scans_of(arrays);
    let stored = stored.into_iter().map(|one| (Arc::clone(&store), one));
    let stored = ArrayStore::new(stored.collect());
    let levels = |target| Levels::new(&stored, target, block);
    scans.compare_on_chip(levels, &layout, draws, progress)?;
    Ok(scans)
}
