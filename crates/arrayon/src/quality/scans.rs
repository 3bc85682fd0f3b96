//! What is gathered of arrays for the verdicts on them.

use super::pictures;
use crate::error::Error;
use crate::output::NamedFile;
use arrayon_core::Progress;
use arrayon_normalize::RankedArray;
use arrayon_qc::{
    ArrayPattern, ChipComparison, ChipLayout, DetectedPercent, Distribution, MeanQuantiles,
    MedianArray, ProbeValues,
};
use arrayon_results::qc::ArrayQuality;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// The arrays of a study as they were scanned, as far as verdicts need it. The intensities
/// themselves are not kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArrayScans {
    /// Facts of the headers, and the checks of each array by itself.
    pub(crate) quality: Vec<ArrayQuality>,
    pub(crate) scanned: Vec<Distribution>,
    /// Mean intensity of the background, linear.
    pub(crate) background: Vec<f64>,
    pub(crate) patterns: Vec<ArrayPattern>,
    /// Standard errors of a probe-level model, of the features that are no controls.
    pub(crate) errors: Option<Vec<f64>>,
    /// Per cent of features that are detected above the background.
    pub(crate) detected: Option<DetectedPercent>,
    /// p-values of detection of all features, array by array, where memory holds them.
    pub(crate) p_values: Option<Vec<Vec<f32>>>,
    /// Name of each control feature and its group, as the library has them.
    pub(crate) quality_groups: Vec<(String, String)>,
    /// Why differences of expression are no log2 fold changes, where they are none.
    pub(crate) no_log2_differences: Option<&'static str>,
    /// Pictures of the arrays, where they were asked for.
    pub(crate) images: Vec<NamedFile>,
}

/// The log2 intensities of all arrays in one distribution, wherever the arrays are kept.
pub(crate) trait OneDistribution: Sync {
    /// The number of arrays.
    fn n_arrays(&self) -> usize;

    /// The median over the arrays of each of so many probes; `None` for too few arrays.
    ///
    /// # Errors
    /// The arrays cannot be had.
    fn median_array(&self, n_probes: usize) -> Result<Option<MedianArray>, Error>;

    /// All probes of one array.
    ///
    /// # Errors
    /// The array cannot be had.
    fn values(&self, array: usize) -> Result<Vec<f64>, Error>;
}

/// Arrays in memory.
pub(crate) struct Levelled<'a> {
    arrays: &'a [RankedArray],
    /// The log2 value of each distinct intensity, array by array.
    levels: Vec<Vec<f64>>,
}

impl<'a> Levelled<'a> {
    pub(crate) fn new(arrays: &'a [RankedArray], target: &MeanQuantiles) -> Self {
        let levels = arrays.par_iter().map(|array| target.levels(array.starts()));
        Self {
            arrays,
            levels: levels.collect(),
        }
    }
}

impl ProbeValues for Levelled<'_> {
    fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    fn look_up(&self, array: usize, probes: Range<usize>, values: &mut [f64]) {
        self.arrays[array].values_of(&self.levels[array], probes, values);
    }
}

impl OneDistribution for Levelled<'_> {
    fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    fn median_array(&self, n_probes: usize) -> Result<Option<MedianArray>, Error> {
        Ok(MedianArray::of(self, n_probes))
    }

    fn values(&self, array: usize) -> Result<Vec<f64>, Error> {
        Ok(self.arrays[array].in_probe_order(&self.levels[array]))
    }
}

/// Arrays whose pictures are in memory at a time.
const DRAWN_AT_ONCE: usize = 64;

impl ArrayScans {
    /// Whether some array is simulated, as its header says.
    pub(crate) fn are_simulated(&self) -> bool {
        self.quality.iter().any(ArrayQuality::is_simulated)
    }

    /// Looks where on the chip each array differs from the others, and hands on a picture of it where
    /// that is asked for. `arrays` makes of the mean distribution the arrays in it.
    ///
    /// # Errors
    /// Samples whose names cannot be those of files; the arrays cannot be had, or the pictures not handed on.
    pub(crate) fn compare_on_chip<A: OneDistribution>(
        &mut self,
        arrays: impl FnOnce(MeanQuantiles) -> A,
        layout: &ChipLayout<'_>,
        mut draws: Option<&mut dyn FnMut(Vec<NamedFile>) -> Result<(), Error>>,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        if draws.is_some() {
            let arrays = self.quality.iter();
            pictures::check_names(arrays.map(|of| (&of.sample[..], Path::new(&of.file))))?;
        }
        let arrays = arrays(MeanQuantiles::of(&self.scanned));
        let n_arrays = arrays.n_arrays();
        progress.start("comparing arrays", n_arrays as u64);
        let median_array = arrays.median_array(layout.cells.len())?;
        let comparison = ChipComparison::new(median_array.as_ref(), layout);
        let to_draw = median_array.as_ref().filter(|_| draws.is_some());
        let at_once = if to_draw.is_some() {
            DRAWN_AT_ONCE
        } else {
            n_arrays
        };
        for start in (0..n_arrays).step_by(at_once.max(1)) {
            let some = start..(start + at_once).min(n_arrays);
            let compare = |array: usize| {
                let values = arrays.values(array)?;
                let (pattern, map) = comparison.of(&values);
                let drawn = to_draw.map(|median_array| {
                    let differences = median_array.differences(values);
                    pictures::of_array(&self.quality[array], &map, layout, &differences)
                });
                progress.advance(1);
                Ok((pattern, drawn.transpose()?))
            };
            let compared: Vec<(ArrayPattern, Option<[NamedFile; 2]>)> = some
                .into_par_iter()
                .map(compare)
                .collect::<Result<_, Error>>()?;
            let mut drawn = Vec::new();
            for (pattern, images) in compared {
                self.patterns.push(pattern);
                drawn.extend(images.into_iter().flatten());
            }
            if let Some(hand_on) = draws.as_mut().filter(|_| !drawn.is_empty()) {
                hand_on(drawn)?;
            }
        }
        progress.finish();
        Ok(())
    }
}
