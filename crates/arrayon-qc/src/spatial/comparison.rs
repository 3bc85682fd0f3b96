//! Arrays against the median array, cell by cell.

use super::ChipLayout;
use super::blocks::BlockMap;
use super::orientation::Orientations;
use super::patterns::SpatialPattern;
use arrayon_stats::descriptive::median;
use arrayon_stats::lane_median::LaneMedian;
use rayon::prelude::*;
use std::ops::Range;

/// Probes whose medians are found at a time.
const PROBES_AT_ONCE: usize = 256;

/// Fewer arrays have no median array that could tell which of them is right.
pub(super) const FEWEST_ARRAYS: usize = 3;

/// Log2 intensities of arrays over the same probes, all of one distribution.
pub trait ProbeValues: Sync {
    /// The number of arrays.
    fn n_arrays(&self) -> usize;

    /// Writes those of consecutive probes of one array.
    fn look_up(&self, array: usize, probes: Range<usize>, values: &mut [f64]);
}

/// The median over the arrays of each probe, log2.
#[derive(Debug, Clone, PartialEq)]
pub struct MedianArray(Vec<f64>);

/// What an array looks like on its chip.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayPattern {
    /// Differences from the median array; of fewer than three arrays, differences from the array's
    /// own median.
    pub map: BlockMap,
    /// What is seen in them.
    pub pattern: SpatialPattern,
    /// How the array correlates with the median array, as it lies and turned; `None` for fewer than
    /// three arrays.
    pub orientations: Option<Orientations>,
}

impl MedianArray {
    /// The median array; `None` for fewer than three arrays.
    ///
    /// # Determinism
    /// The same bits for any number of threads.
    pub fn of(arrays: &impl ProbeValues, n_probes: usize) -> Option<Self> {
        let n_arrays = arrays.n_arrays();
        if n_arrays < FEWEST_ARRAYS {
            return None;
        }
        let mut medians = vec![0.0; n_probes];
        let space = || {
            let values = vec![0.0; PROBES_AT_ONCE * n_arrays];
            (values, LaneMedian::default(), Vec::new())
        };
        (medians.par_chunks_mut(PROBES_AT_ONCE).enumerate()).for_each_init(
            space,
            |(values, lanes, found), (chunk, medians)| {
                let start = chunk * PROBES_AT_ONCE;
                let n = medians.len();
                let values = &mut values[..n * n_arrays];
                for (array, values) in values.chunks_exact_mut(n).enumerate() {
                    arrays.look_up(array, start..start + n, values);
                }
                lanes.medians(values, n, found);
                medians.copy_from_slice(found);
            },
        );
        Some(Self(medians))
    }

    /// How much brighter each probe of an array is than the median array, log2.
    pub fn differences(&self, arrays: &impl ProbeValues, array: usize) -> Vec<f64> {
        let mut values = vec![0.0; self.0.len()];
        arrays.look_up(array, 0..values.len(), &mut values);
        for (value, median) in values.iter_mut().zip(&self.0) {
            *value -= median;
        }
        values
    }
}

/// Compares each array with the median array, where its probes lie.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Cost
/// Each intensity is looked up once; beyond the blocks, memory for one array a thread.
pub fn compare_on_chip(
    arrays: &impl ProbeValues,
    median_array: Option<&MedianArray>,
    layout: &ChipLayout<'_>,
) -> Vec<ArrayPattern> {
    let blocks = BlockMap::of_probes(layout);
    let turned = median_array.map(|medians| Orientations::plan(layout, &medians.0));
    (0..arrays.n_arrays())
        .into_par_iter()
        .map(|array| {
            let mut values = vec![0.0; layout.cells.len()];
            arrays.look_up(array, 0..values.len(), &mut values);
            let orientations = turned.as_ref().map(|plan| Orientations::of(&values, plan));
            let own = match median_array {
                Some(_) => 0.0,
                None => median(&values),
            };
            let mut map = BlockMap::new(layout);
            for (probe, &block) in blocks.iter().enumerate() {
                let reference = median_array.map_or(own, |medians| medians.0[probe]);
                map.add(block, values[probe] - reference);
            }
            ArrayPattern {
                pattern: SpatialPattern::of(&map),
                map,
                orientations,
            }
        })
        .collect()
}
