//! What is gathered of arrays for the verdicts on them.

use crate::output::NamedFile;
use arrayon_core::{InputError, Progress};
use arrayon_normalize::RankedArray;
use arrayon_qc::{
    ArrayPattern, ChipLayout, DetectedPercent, Distribution, MeanQuantiles, MedianArray,
    ProbeValues, compare_on_chip,
};
use arrayon_results::qc::ArrayQuality;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// Differences, log2, that are drawn in the strongest colours.
const DRAWN: f64 = 1.0;

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
    pub(crate) detection: Option<Detection>,
    /// Name of each control feature and its group, as the library has them.
    pub(crate) quality_groups: Vec<(String, String)>,
    /// Why differences of expression are no log2 fold changes, where they are none.
    pub(crate) no_log2_differences: Option<&'static str>,
    /// Pictures of the arrays, where they were asked for.
    pub(crate) images: Vec<NamedFile>,
}

/// Detection above the background.
#[derive(Debug, Clone)]
pub(crate) struct Detection {
    /// p-values of all features, array by array.
    pub(crate) p_values: Vec<Vec<f32>>,
    pub(crate) percent: DetectedPercent,
}

/// Intensities of all arrays in one distribution.
struct Levelled<'a> {
    arrays: &'a [RankedArray],
    /// The log2 value of each distinct intensity, array by array.
    levels: Vec<Vec<f64>>,
}

impl ProbeValues for Levelled<'_> {
    fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    fn look_up(&self, array: usize, probes: Range<usize>, values: &mut [f64]) {
        self.arrays[array].values_of(&self.levels[array], probes, values);
    }
}

impl ArrayScans {
    /// Looks where on the chip each array differs from the others, and draws it where that is asked
    /// for.
    ///
    /// # Errors
    /// A sample that can name no file.
    pub(crate) fn compare_on_chip(
        &mut self,
        arrays: &[RankedArray],
        layout: &ChipLayout<'_>,
        draws: bool,
        progress: &dyn Progress,
    ) -> Result<(), InputError> {
        progress.start("comparing arrays", 1);
        let target = MeanQuantiles::of(&self.scanned);
        let levelled = Levelled {
            arrays,
            levels: (arrays.par_iter())
                .map(|array| target.levels(array.starts()))
                .collect(),
        };
        let median_array = MedianArray::of(&levelled, layout.cells.len());
        self.patterns = compare_on_chip(&levelled, median_array.as_ref(), layout);
        if let Some(median_array) = median_array.filter(|_| draws) {
            self.images = images(&self.quality, &self.patterns, layout, &|array| {
                median_array.differences(&levelled, array)
            })?;
        }
        progress.finish();
        Ok(())
    }
}

/// The picture of each array, every cell in the colour of its difference from the median array, and
/// a small one of blocks.
///
/// # Errors
/// What the encoder refuses; a sample that can name no file.
fn images(
    quality: &[ArrayQuality],
    patterns: &[ArrayPattern],
    layout: &ChipLayout<'_>,
    differences: &(dyn Fn(usize) -> Vec<f64> + Sync),
) -> Result<Vec<NamedFile>, InputError> {
    let drawn: Vec<[NamedFile; 2]> = (quality.par_iter().zip(patterns).enumerate())
        .map(|(array, (of, pattern))| {
            if let Some(fault) = arrayon_formats::names::fault_in_file_name(&of.sample) {
                let found = format!("the sample name '{}' {fault}", of.sample.escape_debug());
                return Err(InputError::new(Path::new(&of.file), found)
                    .expected("a name that can be that of a file")
                    .hint("rename the sample, or leave quality.images off"));
            }
            let mut cells = vec![f64::NAN; layout.n_rows * layout.n_columns];
            for (&cell, difference) in layout.cells.iter().zip(differences(array)) {
                cells[cell as usize] = difference;
            }
            let draw = |values: &[f64], n_columns| {
                arrayon_figures::array_image::png(values, n_columns, DRAWN)
                    .map_err(|error| InputError::new(Path::new(&of.file), error.to_string()))
            };
            let map = &pattern.map;
            let brightened: Vec<f64> = map.means().iter().map(|mean| 2.0 * mean).collect();
            Ok([
                (
                    format!("qc/{}.png", of.sample),
                    draw(&cells, layout.n_columns)?,
                ),
                (
                    format!("qc/{}.small.png", of.sample),
                    draw(&brightened, map.n_columns)?,
                ),
            ])
        })
        .collect::<Result<_, _>>()?;
    Ok(drawn.into_iter().flatten().collect())
}
