//! The normalisation stage: CEL files to log2 expression, with the checks of each array.

mod expression;
mod stage;
mod standard_errors;

pub use expression::StudyExpression;
pub(crate) use stage::{ExpressionSource, Normalization, read_matrix};

use crate::arrays::{chip_types, read_arrays};
use crate::cel_files::{CelLocation, add_archives};
use crate::chip::Library;
use crate::config::{ChipSection, NormalizeSection, StudyConfig};
use crate::controls::{counts_as_control, undeclared_controls};
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_normalize::{SelectedProbes, normalize};
use arrayon_qc::{Compared, check_study, compare_arrays};
use arrayon_results::summary;
use standard_errors::StandardErrors;

/// How CEL files become expression.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalizeSettings {
    /// The chip's library files.
    pub chip: ChipSection,
    /// How expression is computed.
    pub normalize: NormalizeSection,
}

impl NormalizeSettings {
    /// The settings of a study.
    pub fn of(config: &StudyConfig) -> Self {
        Self {
            chip: config.chip.clone().unwrap_or_default(),
            normalize: config.normalize,
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
    let library = Library::read(&settings.chip, inputs)?;
    let how = &settings.normalize;
    let SelectedProbes { cells, features } = how.probe_selection.of(&library.design);
    let arrays = read_arrays(samples, files, &library, &cells, how, inputs, progress)?;
    add_archives(files, inputs)?;
    let (mut quality, mut scanned, mut intensities) = (Vec::new(), Vec::new(), Vec::new());
    for array in arrays {
        quality.push(array.quality);
        scanned.push(array.scanned);
        intensities.push(array.intensities);
    }
    let mut errors = StandardErrors::default();
    let values = normalize(&intensities, &features, how, &mut errors, progress)
        .map_err(|error| Error::data("normalisation", &error, error.hint()))?;
    let chip_types = chip_types(quality.iter().map(|array| array.chip_type.as_str()));
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
    };
    let caution = how.method.caution(samples.len());
    let warnings = (library.warnings_of(&chip_types).into_iter())
        .chain(undeclared_controls(&features, prefix))
        .chain(caution.map(str::to_owned))
        .collect();
    let features = features.into_iter().map(|feature| feature.id).collect();
    let matrix = ExpressionMatrix::new(features, samples.to_vec(), values)
        .map_err(|error| Error::data("normalisation", error, "give every sample one name"))?;
    let mut expression = StudyExpression {
        matrix,
        is_control,
        n_left_out: 0,
        normalization: Some(normalization),
        qc: None,
        warnings,
    };
    let compared = compare_arrays(&Compared {
        expression: &expression.main_features(),
        errors: errors.of_features(&expression.is_control).as_deref(),
        scanned: Some(&scanned),
    });
    for (array, checks) in quality.iter_mut().zip(compared) {
        array.add_checks(checks);
    }
    expression.qc = Some(check_study(quality));
    Ok(expression)
}
