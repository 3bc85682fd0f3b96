//! Arrays on disk in one distribution, for comparing them on the chip.

use crate::error::Error;
use crate::kept::{ArrayStore, Segments};
use crate::quality::OneDistribution;
use arrayon_qc::{MeanQuantiles, MedianArray};

/// How many probes of so many arrays are in memory at a time, given the bytes that they may take.
pub(crate) fn probes_at_once(block: u64, n_arrays: usize) -> usize {
    let probes = block / (8 * n_arrays.max(1) as u64);
    usize::try_from(probes).unwrap_or(usize::MAX).max(1)
}

/// Arrays on disk in one distribution.
pub(super) struct Levels<'a> {
    arrays: &'a ArrayStore,
    target: MeanQuantiles,
    probes_at_once: usize,
}

impl<'a> Levels<'a> {
    /// Arrays of which so many bytes may be in memory at a time.
    pub(super) fn new(arrays: &'a ArrayStore, target: MeanQuantiles, block: u64) -> Self {
        Self {
            arrays,
            target,
            probes_at_once: probes_at_once(block, arrays.len()),
        }
    }

    fn of(&self, array: usize) -> Result<Vec<f64>, Error> {
        Ok(self.target.levels(&self.arrays.starts(array)?))
    }
}

impl OneDistribution for Levels<'_> {
    fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    fn median_array(&self, n_probes: usize) -> Result<Option<MedianArray>, Error> {
        if !MedianArray::exists_for(self.arrays.len()) {
            return Ok(None);
        }
        let mut medians = Vec::with_capacity(n_probes);
        for start in (0..n_probes).step_by(self.probes_at_once) {
            let some = start..(start + self.probes_at_once).min(n_probes);
            let n = some.len();
            let loaded = (self.arrays).load(Segments::joined([some]), &|array| self.of(array))?;
            medians.extend(MedianArray::medians(&loaded, n));
        }
        Ok(Some(MedianArray::of_medians(medians)))
    }

    fn values(&self, array: usize) -> Result<Vec<f64>, Error> {
        self.arrays.in_probe_order(array, &self.of(array)?)
    }
}
