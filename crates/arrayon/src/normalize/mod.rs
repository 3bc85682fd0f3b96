//! The normalisation stage: CEL files to log2 expression, with the checks of each array.

mod expression;
mod informative;
mod seen_features;
mod stage;

pub use expression::StudyExpression;
pub(crate) use informative::read_informative;
pub(crate) use stage::{ExpressionSource, Normalization, read_matrix};

use crate::arrays::{Array, Wanted, chip_types, gc_bins, read_arrays};
use crate::cel_files::{CelLocation, add_archives};
use crate::chip::Library;
use crate::config::{ChipSection, NormalizeSection, StudyConfig};
use crate::controls::{counts_as_control, undeclared_controls};
use crate::error::Error;
use crate::frozen::{check_chip, read_frozen};
use crate::inputs::Inputs;
use crate::quality::{ArrayScans, BackgroundProbes, Detection, Detector};
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_normalize::{RankedArray, SelectedProbes, normalize, normalize_frozen};
use arrayon_qc::{ChipLayout, DetectedPercent, QualitySection, check_frozen_errors};
use arrayon_results::summary;
use seen_features::SeenFeatures;

/// How CEL files become expression.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalizeSettings {
    /// The chip's library files.
    pub chip: ChipSection,
    /// How expression is computed.
    pub normalize: NormalizeSection,
    /// What is looked at for the verdicts on the arrays.
    pub quality: QualitySection,
}

impl NormalizeSettings {
    /// The settings of a study.
    pub fn of(config: &StudyConfig) -> Self {
        Self {
            chip: config.chip.clone().unwrap_or_default(),
            normalize: config.normalize.clone(),
            quality: config.quality,
        }
    }
}

/// Reads the CEL files and computes expression.
///
/// # Errors
/// Whatever is wrong with library or CEL files.
pub fn normalize_cel_files(
    samples: &[String],
    files: &[CelLocation],
    settings: &NormalizeSettings,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<StudyExpression, Error> {
    let mut library = Library::read(&settings.chip, inputs)?;
    library.take_rows_of(files)?;
    let how = &settings.normalize;
    let selected = how.probe_selection.of(&library.design);
    let frozen = read_frozen(how, &library, &selected, inputs)?;
    let gc = gc_bins(&library, &selected, how)?;
    let SelectedProbes {
        cells, features, ..
    } = selected;
    let background = BackgroundProbes::of(&library.design);
    let detector = Detector::new(background, &cells, &features);
    let wanted = Wanted::Probes {
        library: &library,
        detector: &detector,
        gc: gc.as_ref(),
        settings: how,
    };
    let arrays = read_arrays(samples, files, wanted, inputs, progress)?;
    add_archives(files, inputs)?;
    let (mut scans, p_values, intensities) = scans_of(arrays);
    let layout = ChipLayout {
        n_rows: library.design.n_rows as usize,
        n_columns: library.design.n_columns as usize,
        cells: &cells,
    };
    scans.compare_on_chip(&intensities, &layout, settings.quality.images, progress)?;
    let named_chips: Vec<String> = (scans.quality.iter())
        .map(|array| array.chip_type.clone())
        .collect();
    let chip_types = chip_types(named_chips.iter().map(String::as_str));
    if let (Some(file), Some(path)) = (&frozen, how.frozen.as_deref()) {
        check_chip(&file.header, path, chip_types.iter().copied())?;
    }
    let mut seen = SeenFeatures::default();
    let values = match &frozen {
        None => normalize(&intensities, &features, how, &mut seen, progress),
        Some(file) => {
            let reference = &file.reference;
            normalize_frozen(&intensities, &features, reference, how, &mut seen, progress)
        }
    };
    let values = values.map_err(|error| Error::data("normalisation", &error, error.hint()))?;
    let prefix = settings.chip.control_prefix.as_deref();
    let is_control: Vec<bool> = (features.iter())
        .map(|feature| counts_as_control(feature, prefix))
        .collect();
    let named_types = chip_types.iter().filter(|chip| !chip.is_empty());
    let normalization = summary::Normalization {
        method: how.method.to_string(),
        compatibility: how.compatibility.to_string(),
        probe_selection: how.probe_selection.to_string(),
        n_probes: cells.len(),
        chip_types: named_types.map(ToString::to_string).collect(),
        n_control_features: is_control.iter().filter(|&&control| control).count(),
        n_informative_features: seen.n_informative(&is_control),
    };
    let caution = how.method.caution(samples.len());
    let warnings = (library.warnings_of(&chip_types).into_iter())
        .chain(undeclared_controls(&features, prefix))
        .chain(caution.map(str::to_owned))
        .collect();
    let features: Vec<String> = features.into_iter().map(|feature| feature.id).collect();
    let informative = seen.informative(&features);
    let matrix = ExpressionMatrix::new(features, samples.to_vec(), values)
        .map_err(|error| Error::data("normalisation", error, "give every sample one name"))?;
    scans.errors = seen.errors_of(&is_control);
    if let (Some(file), Some(errors)) = (&frozen, &scans.errors) {
        let medians = (file.reference.median_errors.iter().zip(&is_control))
            .filter_map(|(median, is_control)| (!is_control).then_some(*median));
        let checks = check_frozen_errors(errors, &medians.collect::<Vec<_>>());
        for (array, check) in scans.quality.iter_mut().zip(checks) {
            array.add_checks(vec![check]);
        }
    }
    scans
        .quality_groups
        .clone_from(&library.design.quality_groups);
    scans.no_log2_differences = how.method.no_log2_differences();
    scans.detection = p_values.map(|p_values| Detection {
        percent: DetectedPercent::of(
            &p_values,
            settings.quality.detected_at.get(),
            (matrix.features(), &is_control),
            &scans.quality_groups,
        ),
        p_values,
    });
    Ok(StudyExpression {
        matrix,
        is_control,
        n_left_out: 0,
        normalization: Some(normalization),
        informative,
        scans: Some(scans),
        qc: None,
        warnings,
    })
}

/// Reads the cells of arrays of a chip without a library.
///
/// # Errors
/// Whatever is wrong with the CEL files.
pub(crate) fn scan_cel_files(
    samples: &[String],
    files: &[CelLocation],
    quality: &QualitySection,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<ArrayScans, Error> {
    let arrays = read_arrays(samples, files, Wanted::AllCells, inputs, progress)?;
    add_archives(files, inputs)?;
    let (mut scans, _, intensities) = scans_of(arrays);
    let [n_rows, n_columns] = match scans.quality.first() {
        Some(first) => [first.n_rows as usize, first.n_columns as usize],
        None => [0, 0],
    };
    let cells: Vec<u32> = (0..).take(n_rows * n_columns).collect();
    let layout = ChipLayout {
        n_rows,
        n_columns,
        cells: &cells,
    };
    scans.compare_on_chip(&intensities, &layout, quality.images, progress)?;
    Ok(scans)
}

/// What is known of the arrays after reading, the p-values of detection of each, and their
/// intensities.
fn scans_of(arrays: Vec<Array>) -> (ArrayScans, Option<Vec<Vec<f32>>>, Vec<RankedArray>) {
    let mut scans = ArrayScans::default();
    let (mut p_values, mut intensities) = (Some(Vec::new()), Vec::new());
    for array in arrays {
        scans.quality.push(array.quality);
        scans.scanned.push(array.scanned);
        scans.background.push(array.background_mean);
        intensities.push(array.intensities);
        p_values = p_values.zip(array.detection).map(|(mut all, one)| {
            all.push(one);
            all
        });
    }
    (scans, p_values.filter(|all| !all.is_empty()), intensities)
}
