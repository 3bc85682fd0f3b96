//! The normalisation stage: CEL files to log2 expression, with the checks of each array.

use crate::arrays::{Array, read_arrays, warnings_of_chips};
use crate::brought_matrix::BroughtMatrix;
use crate::cel_files::{CelLocation, add_archives};
use crate::chip::Library;
use crate::config::{ChipSection, NormalizeSection, StudyConfig};
use crate::controls::without_controls;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_normalize::rma;
use arrayon_qc::{ArrayFacts, check_array, check_study};
use arrayon_results::qc::{ArrayQuality, Background, Check, QualityControl, Status};
use arrayon_results::summary::Normalization;
use std::borrow::Cow;
use std::path::Path;

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

/// Expression, and what is known of how it came about.
#[derive(Debug, Clone)]
pub struct StudyExpression {
    /// All features, log2.
    pub matrix: ExpressionMatrix,
    /// For each feature whether the library declares it a control.
    pub is_control: Vec<bool>,
    /// How expression was computed, where it was.
    pub normalization: Option<Normalization>,
    /// Checks of the arrays, where there were any.
    pub qc: Option<QualityControl>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

impl StudyExpression {
    /// Expression that a user brought: no arrays were seen. `is_control` has one entry a feature.
    pub fn from_matrix(brought: BroughtMatrix, is_control: Vec<bool>) -> Self {
        Self {
            matrix: brought.matrix,
            is_control,
            normalization: None,
            qc: None,
            warnings: brought.notes,
        }
    }

    /// The same, with more that a reader should know.
    #[must_use]
    pub fn with_notes(mut self, notes: &[String]) -> Self {
        self.warnings.extend_from_slice(notes);
        self
    }

    /// The features that are not controls.
    pub fn main_features(&self) -> Cow<'_, ExpressionMatrix> {
        if !self.is_control.contains(&true) {
            return Cow::Borrowed(&self.matrix);
        }
        Cow::Owned(without_controls(&self.matrix, &self.is_control))
    }

    /// The ids of the controls.
    pub fn controls(&self) -> impl Iterator<Item = &str> {
        let features = self.matrix.features().iter().zip(&self.is_control);
        features
            .filter(|(_, is_control)| **is_control)
            .map(|(id, _)| id.as_str())
    }

    /// The number of controls.
    pub fn n_controls(&self) -> usize {
        self.is_control
            .iter()
            .filter(|&&is_control| is_control)
            .count()
    }

    /// Whether the arrays are simulated: their chip type says so.
    pub fn is_simulated(&self) -> bool {
        let types = self.normalization.as_ref().map(|how| &how.chip_types);
        types.is_some_and(|types| types.iter().any(|name| name.starts_with("Simulated")))
    }
}

/// Reads the CEL files and computes expression by RMA.
///
/// # Errors
/// Whatever is wrong with library or CEL files.
pub fn normalize_cel_files(
    samples: &[String],
    files: &[CelLocation],
    settings: &NormalizeSettings,
    inputs: &mut Inputs,
    progress: &dyn Progress,
) -> Result<StudyExpression, Error> {
    let library = Library::read(&settings.chip, inputs)?;
    let universe = settings.normalize.probe_universe.of(&library.design);
    let rma_settings = settings.normalize.compatibility.settings();
    let arrays = read_arrays(
        samples,
        files,
        &library,
        &universe.cells,
        rma_settings,
        inputs,
        progress,
    )?;
    add_archives(files, inputs)?;
    let qc = judge(&arrays);
    let mut named_types: Vec<String> = Vec::new();
    for array in &arrays {
        if !named_types.contains(&array.header.chip_type) {
            named_types.push(array.header.chip_type.clone());
        }
    }
    let chip_types: Vec<String> = (named_types.iter())
        .filter(|chip| !chip.is_empty())
        .cloned()
        .collect();
    let corrected: Vec<_> = arrays.into_iter().map(|array| array.intensities).collect();
    let values = rma(&corrected, &universe.features, rma_settings, progress)
        .map_err(|error| Error::data("normalisation", &error, error.hint()))?;
    let prefix = settings.chip.control_prefix.as_deref();
    let is_control: Vec<bool> = universe
        .features
        .iter()
        .map(|feature| counts_as_control(feature, prefix))
        .collect();
    let n_control_features = is_control.iter().filter(|&&control| control).count();
    let normalization = Normalization {
        method: settings.normalize.method.to_string(),
        compatibility: settings.normalize.compatibility.to_string(),
        probe_universe: settings.normalize.probe_universe.to_string(),
        n_probes: universe.cells.len(),
        chip_types,
        n_control_features,
    };
    let warnings = (warnings_of_chips(&named_types, &library).into_iter())
        .chain(undeclared_controls(&universe.features, prefix))
        .collect();
    let features = universe
        .features
        .into_iter()
        .map(|feature| feature.id)
        .collect();
    let matrix = ExpressionMatrix::new(features, samples.to_vec(), values)
        .map_err(|error| Error::data("normalisation", error, "give every sample one name"))?;
    Ok(StudyExpression {
        matrix,
        is_control,
        normalization: Some(normalization),
        qc: Some(qc),
        warnings,
    })
}

/// Whether a feature is a control: the library declares it one, or its name begins as theirs.
pub(crate) fn counts_as_control(feature: &FeatureProbes, prefix: Option<&str>) -> bool {
    !feature.kind.is_main() || prefix.is_some_and(|prefix| feature.id.starts_with(prefix))
}

/// A CDF declares no types; say so where names look like the maker's controls.
pub(crate) fn undeclared_controls(
    features: &[FeatureProbes],
    prefix: Option<&str>,
) -> Option<String> {
    const MAKERS_PREFIX: &str = "AFFX";
    let n = (features.iter())
        .filter(|feature| feature.kind.is_main() && feature.id.starts_with(MAKERS_PREFIX))
        .count();
    (prefix.is_none() && n > 0).then(|| {
        format!(
            "{n} features named {MAKERS_PREFIX}... are tested as any other, because the chip \
             library declares no controls; chip.control_prefix = \"{MAKERS_PREFIX}\" leaves them \
             out"
        )
    })
}

/// The checks of the arrays, as they are written.
fn judge(arrays: &[Array]) -> QualityControl {
    let facts: Vec<ArrayFacts> = arrays.iter().map(|array| array.facts.clone()).collect();
    QualityControl {
        scope: "header facts and integrity of the CEL files".to_owned(),
        arrays: arrays.iter().map(array_quality).collect(),
        study_checks: check_study(&facts).into_iter().map(written_check).collect(),
    }
}

fn array_quality(array: &Array) -> ArrayQuality {
    let checks: Vec<Check> = check_array(&array.facts)
        .into_iter()
        .map(written_check)
        .collect();
    let status = checks
        .iter()
        .map(|check| check.status)
        .max()
        .unwrap_or(Status::Pass);
    let header = &array.header;
    ArrayQuality {
        sample: array.facts.sample.clone(),
        file: file_name(&array.path),
        sha256: array.sha256.clone(),
        format: header.format.name().to_owned(),
        chip_type: header.chip_type.clone(),
        n_rows: header.n_rows,
        n_columns: header.n_columns,
        scan_date: header.scan_date.clone(),
        algorithm: header.algorithm.clone(),
        background: Some(Background {
            mu: array.background.mu,
            sigma: array.background.sigma,
            alpha: array.background.alpha,
        }),
        checks,
        status,
    }
}

/// The name of a file, or of a member of an archive.
fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.rsplit('!').next().unwrap_or_default().to_owned()
}

fn written_check(check: arrayon_qc::Check) -> Check {
    Check {
        metric: check.metric.to_owned(),
        value: check.value,
        rule: check.rule.to_owned(),
        threshold: check.threshold,
        status: match check.status {
            arrayon_qc::Status::Pass => Status::Pass,
            arrayon_qc::Status::NotApplicable => Status::NotApplicable,
            arrayon_qc::Status::Warn => Status::Warn,
            arrayon_qc::Status::Fail => Status::Fail,
        },
        reason: check.reason,
    }
}
