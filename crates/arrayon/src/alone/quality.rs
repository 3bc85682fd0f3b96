//! `arrayon qc`: which arrays, or which samples of a matrix, can be trusted.

use super::normalize::{NamedArrays, arrays_of};
use super::summary_of_matrix;
use crate::annotation_file;
use crate::brought_matrix::BroughtMatrix;
use crate::config::{ChipSection, Section, paths};
use crate::controls::Controls;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::matrix_scale::MatrixScale;
use crate::normalize::{NormalizeSettings, StudyExpression, normalize_cel_files, scan_cel_files};
use crate::output::{Output, RunOptions};
use crate::progress::watched;
use crate::quality::{
    ArrayScans, Samples, in_brief, judge, quality_figures, warnings_of, write_detection,
    write_images, write_quality,
};
use crate::stage::Stage;
use arrayon_core::{GeneAnnotation, Progress, SampleSheet};
use arrayon_formats::sample_sheet;
use arrayon_qc::ExpressionByArray;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is judged.
#[derive(Debug, Clone, PartialEq)]
pub enum QualitySource {
    /// CEL files, folders and archives of them.
    Arrays(Vec<PathBuf>),
    /// A matrix.
    Matrix {
        /// Its file.
        path: PathBuf,
        /// The scale of its values.
        scale: MatrixScale,
        /// File of control feature ids.
        controls: Option<PathBuf>,
    },
}

/// What `arrayon qc` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityStage {
    /// Arrays or a matrix.
    pub source: QualitySource,
    /// A sample sheet.
    pub samples: Option<PathBuf>,
    /// Library, normalisation and what is looked at. Without a library the cells of arrays are
    /// judged, and nothing that needs probe sets.
    pub settings: NormalizeSettings,
}

impl QualityStage {
    fn files(&self) -> Vec<PathBuf> {
        let own = match &self.source {
            QualitySource::Arrays(files) => files.clone(),
            QualitySource::Matrix { path, controls, .. } => {
                std::iter::once(path).chain(controls).cloned().collect()
            }
        };
        let library = paths::of(ChipSection::NAME, &self.settings.chip);
        let library = library.into_iter().map(|one| one.path);
        own.into_iter()
            .chain(self.samples.clone())
            .chain(library)
            .collect()
    }
}

/// Judges arrays or the samples of a matrix and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files; nothing is left at `out` then.
pub fn quality_stage(
    stage: &QualityStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let settings = &stage.settings;
    if settings.chip.names_library() {
        settings.chip.check_library()?;
    }
    let mut output = Output::create(out, options, &stage.files())?;
    let inputs = Inputs::default();
    let mut summary = Summary::default();
    let seen = Seen::of(stage, &inputs, &mut summary, progress)?;
    let quality = Quality {
        seen,
        writes_detection: settings.quality.detection,
    };
    output.stage(quality, &mut summary, progress)?;
    let configuration = json!({
        "chip": settings.chip,
        "normalize": settings.normalize,
        "quality": settings.quality,
    });
    output.finish(inputs, &configuration, summary)
}

/// What was read.
struct Seen {
    expression: Option<StudyExpression>,
    scans: Option<ArrayScans>,
    annotation: Option<GeneAnnotation>,
    sheet: Option<SampleSheet>,
}

impl Seen {
    fn of(
        stage: &QualityStage,
        inputs: &Inputs,
        summary: &mut Summary,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let settings = &stage.settings;
        let annotation = match settings.chip.annotation.as_deref() {
            Some(path) => Some(annotation_file::read(path, inputs)?),
            None => None,
        };
        let samples = stage.samples.as_deref();
        let files = match &stage.source {
            QualitySource::Arrays(files) => files,
            QualitySource::Matrix {
                path,
                scale,
                controls,
            } => {
                let sheet = match samples {
                    Some(path) => Some(sample_sheet::read(inputs.file("samples", path))?),
                    None => None,
                };
                let brought = BroughtMatrix::read(path, sheet.as_ref(), *scale, inputs)?;
                let controls = Controls::of(&brought.matrix, path, controls.as_deref(), inputs)?;
                *summary = summary_of_matrix(path, &brought.matrix);
                let expression = StudyExpression::from_matrix(brought, controls.is_control, None);
                return Ok(Self {
                    expression: Some(expression.with_notes(controls.note.as_slice())),
                    scans: None,
                    annotation,
                    sheet,
                });
            }
        };
        let NamedArrays {
            samples,
            sheet,
            arrays,
        } = arrays_of(files, samples, inputs)?;
        summary.study = match samples.len() {
            1 => "one CEL file".to_owned(),
            n => format!("{n} CEL files"),
        };
        summary.n_samples = Some(samples.len());
        let files = &arrays.locations;
        let (expression, scans) = match settings.chip.names_library() {
            true => {
                let found = normalize_cel_files(&samples, files, settings, inputs, progress)?;
                (Some(found.with_notes(&arrays.notes)), None)
            }
            false => {
                summary.warnings.extend_from_slice(&arrays.notes);
                let quality = &settings.quality;
                let scans = scan_cel_files(&samples, files, quality, inputs, progress)?;
                (None, Some(scans))
            }
        };
        Ok(Self {
            expression,
            scans,
            annotation,
            sheet,
        })
    }
}

/// The verdicts on arrays, or on the samples of a matrix.
struct Quality {
    seen: Seen,
    writes_detection: bool,
}

/// What a summary says of them.
struct Judged {
    expression: Option<StudyExpression>,
    is_simulated: bool,
    quality: QualityControl,
}

impl Stage for Quality {
    const NAME: &'static str = "quality";
    type Found = Judged;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<Judged, Error> {
        let Seen {
            mut expression,
            scans,
            annotation,
            sheet,
        } = self.seen;
        let of_expression = expression.as_mut().and_then(|found| found.scans.take());
        let mut scans = scans.or(of_expression);
        if let Some(scans) = &mut scans {
            write_images(output, std::mem::take(&mut scans.images))?;
            let p_values = scans.p_values.take().filter(|_| self.writes_detection);
            if let (Some(p_values), Some(expression)) = (p_values, &expression) {
                write_detection(output, &p_values, &expression.matrix)?;
            }
        }
        let is_simulated = expression.as_ref().is_some_and(|found| found.is_simulated)
            || scans.as_ref().is_some_and(ArrayScans::are_simulated);
        let quality = {
            let main = expression.as_ref().map(StudyExpression::main_features);
            let by_array = main.as_deref().map(ExpressionByArray::of);
            let samples = Samples {
                all_features: expression.as_ref().map(|found| &found.matrix),
                main_features: main.as_deref(),
                expression: by_array.as_ref(),
                annotation: annotation.as_ref(),
                sheet: sheet.as_ref(),
                grouping: None,
            };
            let drawn = watched(progress, "figures of the arrays", || {
                quality_figures(scans.as_ref(), &samples, is_simulated)
            })?;
            output.write_files(drawn)?;
            judge(scans, &samples)
        };
        write_quality(output, &quality)?;
        Ok(Judged {
            expression,
            is_simulated,
            quality,
        })
    }

    fn summarize(found: &Judged, summary: &mut Summary) {
        summary.is_simulated = found.is_simulated;
        if let Some(expression) = &found.expression {
            summary.n_features = expression.n_features();
            summary.normalization.clone_from(&expression.normalization);
            summary.warnings.extend_from_slice(&expression.warnings);
        }
        summary.qc = Some(in_brief(&found.quality));
        summary.warnings.extend(warnings_of(&found.quality));
    }
}
