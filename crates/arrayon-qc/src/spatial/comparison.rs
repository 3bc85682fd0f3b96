//! Arrays against the median array, cell by cell.

use super::ChipLayout;
use super::blocks::BlockMap;
use super::orientation::{Orientations, Plan};
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
    /// What is seen in its differences from the median array; of fewer than three arrays, from the
    /// array's own median.
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
        Self::exists_for(arrays.n_arrays()).then(|| Self(Self::medians(arrays, n_probes)))
    }

    /// Whether so many arrays have one.
    pub fn exists_for(n_arrays: usize) -> bool {
        n_arrays >= FEWEST_ARRAYS
    }

    /// That of probes whose medians were found in parts, one after the other.
    pub fn of_medians(medians: Vec<f64>) -> Self {
        Self(medians)
    }

    /// The medians over the arrays of the first so many probes, log2; the same bits for any number of
    /// threads, and for all probes at once or in parts.
    pub fn medians(arrays: &impl ProbeValues, n_probes: usize) -> Vec<f64> {
        let n_arrays = arrays.n_arrays();
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
        medians
    }

    /// How much brighter each probe of an array is than the median array, log2.
    pub fn differences(&self, mut values: Vec<f64>) -> Vec<f64> {
        for (value, median) in values.iter_mut().zip(&self.0) {
            *value -= median;
        }
        values
    }
}

/// Compares arrays with the median array, where their probes lie: each by itself, in any order.
pub struct ChipComparison<'a> {
    median_array: Option<&'a MedianArray>,
    layout: &'a ChipLayout<'a>,
    /// The block of each probe.
    blocks: Vec<u32>,
    turned: Option<Plan>,
}

impl<'a> ChipComparison<'a> {
    /// That of a chip; without a median array each is held against its own median.
    pub fn new(median_array: Option<&'a MedianArray>, layout: &'a ChipLayout<'a>) -> Self {
        Self {
            median_array,
            layout,
            blocks: BlockMap::of_probes(layout),
            turned: median_array.map(|medians| Orientations::plan(layout, &medians.0)),
        }
    }

    /// Compares one array, given the log2 intensity of each probe; with its differences averaged over
    /// blocks.
    ///
    /// # Panics
    /// If there is not one value for each probe.
    pub fn of(&self, values: &[f64]) -> (ArrayPattern, BlockMap) {
        assert_eq!(values.len(), self.blocks.len(), "a value for each probe");
        let turned = self.turned.as_ref();
        let orientations = turned.map(|plan| Orientations::of(values, plan));
        let own = match self.median_array {
            Some(_) => 0.0,
            None => median(values),
        };
        let mut map = BlockMap::new(self.layout);
        for (probe, &block) in self.blocks.iter().enumerate() {
            let reference = self.median_array.map_or(own, |medians| medians.0[probe]);
            map.add(block, values[probe] - reference);
        }
        let pattern = ArrayPattern {
            pattern: SpatialPattern::of(&map),
            orientations,
        };
        (pattern, map)
    }
}
