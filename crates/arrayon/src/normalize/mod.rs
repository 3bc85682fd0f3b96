//! The normalisation stage: CEL files to log2 expression, with the checks of each array.

mod arrays_to_normalize;
mod cells;
mod expression;
mod informative;
mod levels;
mod memory;
mod on_disk;
mod parts;
mod prepared;
mod seen_features;
mod stage;
mod streamed;

pub(crate) use arrays_to_normalize::NormalizedArrays;
pub(crate) use cells::scan_cells;
pub use expression::StudyExpression;
pub(crate) use informative::read_informative;
pub(crate) use levels::probes_at_once;
pub use memory::ExpectedMemory;
pub(crate) use memory::{Plan, Resources, StudySize};
pub(crate) use on_disk::{read_arrays_to, scratch_file, target_and_tables};
pub(crate) use parts::write_part;
pub(crate) use prepared::Prepared;
pub(crate) use stage::{ExpressionSource, Normalization, NormalizationAlone, Written, read_matrix};

use crate::arrays::{Array, read_arrays};
use crate::cel_files::{CelLocation, add_archives};
use crate::config::draft::Draft;
use crate::config::{ChipSection, NormalizeSection, StudyConfig};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::NamedFile;
use crate::quality::{ArrayScans, Levelled};
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_normalize::{normalize, normalize_frozen};
use arrayon_qc::QualitySection;
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

    /// The settings that were typed, for arrays that need the library of their chip.
    ///
    /// # Errors
    /// The first setting that cannot be; a library that is not named, or not in whole.
    pub fn typed(draft: &Draft) -> Result<Self, Error> {
        let settings = Self::typed_for_any_chip(draft)?;
        let checked = settings.chip.check_library();
        checked.map_err(|fault| draft.refuse(fault))?;
        Ok(settings)
    }

    /// The same, where arrays may be looked at without a library.
    ///
    /// # Errors
    /// The first setting that cannot be.
    pub fn typed_for_any_chip(draft: &Draft) -> Result<Self, Error> {
        Ok(Self {
            chip: draft.section()?,
            normalize: draft.section()?,
            quality: draft.section()?,
        })
    }
}

/// Reads the CEL files and computes expression, all in memory.
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
    let prepared = Prepared::read(files, settings, inputs)?;
    normalize_in_memory(&prepared, samples, files, inputs, progress)
}

/// The same, with the library read before.
///
/// # Errors
/// Whatever is wrong with the CEL files.
pub(crate) fn normalize_in_memory(
    prepared: &Prepared<'_>,
    samples: &[String],
    files: &[CelLocation],
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<StudyExpression, Error> {
    let settings = prepared.settings;
    let detector = prepared.detector();
    let arrays = read_arrays(samples, files, prepared.wanted(&detector), inputs, progress)?;
    add_archives(files, inputs)?;
    let (mut scans, p_values, intensities) = scans_of(arrays);
    let levelled = |target| Levelled::new(&intensities, &target);
    let mut images = Vec::new();
    let mut keep = |drawn: Vec<NamedFile>| {
        images.extend(drawn);
        Ok(())
    };
    let draws = settings.quality.images.then_some(&mut keep as _);
    scans.compare_on_chip(levelled, &prepared.layout(), draws, progress)?;
    scans.images = images;
    prepared.check_chips(&scans.quality)?;
    let (how, features) = (&settings.normalize, &prepared.features);
    let mut seen = SeenFeatures::default();
    let values = match prepared.reference() {
        None => normalize(&intensities, features, how, &mut seen, progress),
        Some(reference) => {
            normalize_frozen(&intensities, features, reference, how, &mut seen, progress)
        }
    };
    drop(intensities);
    let values = values.map_err(prepared::refused)?;
    let facts = prepared.facts(&mut scans, &seen, samples.len());
    let matrix = ExpressionMatrix::new(prepared.ids.clone(), samples.to_vec(), values)
        .map_err(|error| Error::data("normalisation", error, "give every sample one name"))?;
    let counts = prepared.detection_counts();
    scans.detected = p_values
        .as_ref()
        .map(|all| counts.joined(all.iter().map(|p_values| counts.of(p_values))));
    scans.p_values = p_values;
    Ok(StudyExpression {
        matrix,
        is_control: prepared.is_control.clone(),
        n_left_out: 0,
        normalization: Some(facts.normalization),
        informative: facts.informative,
        is_simulated: scans.are_simulated(),
        scans: Some(scans),
        qc: None,
        warnings: facts.warnings,
    })
}

/// What is known of the arrays after reading, the p-values of detection of each, and their
/// intensities, or where they are kept.
fn scans_of<I>(arrays: Vec<Array<I>>) -> (ArrayScans, Option<Vec<Vec<f32>>>, Vec<I>) {
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
