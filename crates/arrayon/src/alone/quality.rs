//! `arrayon qc`: which arrays, or which samples of a matrix, can be trusted.

use super::normalize::arrays_of;
use super::summary_of_matrix;
use crate::annotation_file;
use crate::brought_matrix::BroughtMatrix;
use crate::config::{ChipSection, Section, paths};
use crate::controls::Controls;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::matrix_scale::MatrixScale;
use crate::normalize::{
    ExpressionSource, Normalization, NormalizeSettings, NormalizedArrays, Resources,
    StudyExpression, Written, scan_cells,
};
use crate::output::{Output, RunOptions};
use crate::progress::watched;
use crate::quality::{ArrayScans, Samples, judge, quality_figures, write_quality};
use crate::stage::Stage;
use arrayon_core::{Progress, SampleSheet};
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
    let inputs = options.inputs();
    let mut summary = Summary::default();
    match &stage.source {
        QualitySource::Matrix {
            path,
            scale,
            controls,
        } => {
            let found = MatrixQuality::read(stage, (path, *scale), controls.as_deref(), &inputs)?;
            summary = summary_of_matrix(path, &found.expression.matrix);
            output.stage(Quality::Matrix(Box::new(found)), &mut summary, progress)?;
        }
        QualitySource::Arrays(files) => {
            let named = arrays_of(files, stage.samples.as_deref(), &inputs)?;
            summary.study = match named.samples.len() {
                1 => "one CEL file".to_owned(),
                n => format!("{n} CEL files"),
            };
            summary.n_samples = Some(named.samples.len());
            let annotation = match settings.chip.annotation.as_deref() {
                Some(path) => Some((path, annotation_file::read(path, &inputs)?)),
                None => None,
            };
            let resources = Resources::new(options.memory, options.scratch.as_deref(), out);
            let of = NormalizedArrays {
                samples: &named.samples,
                arrays: &named.arrays,
                settings,
                resources: &resources,
                parts: &[],
            };
            let sheet = named.sheet.as_ref();
            let quality = match settings.chip.names_library() {
                true => Quality::Arrays(Normalization {
                    source: ExpressionSource::Arrays(of),
                    annotation: annotation.as_ref().map(|(path, genes)| (*path, genes)),
                    plan: None,
                    sheet,
                    writes_detection: settings.quality.detection,
                    writes_expression: false,
                    inputs: &inputs,
                }),
                false => Quality::Cells {
                    of,
                    sheet,
                    inputs: &inputs,
                },
            };
            output.stage(quality, &mut summary, progress)?;
        }
    }
    let configuration = json!({
        "chip": settings.chip,
        "normalize": settings.normalize,
        "quality": settings.quality,
    });
    output.finish(inputs, &configuration, summary)
}

/// The verdicts on arrays, or on the samples of a matrix.
enum Quality<'a> {
    /// Arrays whose chip is known: expression is looked at, too.
    Arrays(Normalization<'a>),
    /// Arrays without a library.
    Cells {
        of: NormalizedArrays<'a>,
        sheet: Option<&'a SampleSheet>,
        inputs: &'a Inputs,
    },
    Matrix(Box<MatrixQuality>),
}

/// The samples of a matrix.
struct MatrixQuality {
    expression: StudyExpression,
    sheet: Option<SampleSheet>,
}

impl MatrixQuality {
    fn read(
        stage: &QualityStage,
        (path, scale): (&Path, MatrixScale),
        controls: Option<&Path>,
        inputs: &Inputs,
    ) -> Result<Self, Error> {
        let sheet = match stage.samples.as_deref() {
            Some(path) => Some(sample_sheet::read(inputs.file("samples", path))?),
            None => None,
        };
        let brought = BroughtMatrix::read(path, sheet.as_ref(), scale, inputs)?;
        let controls = Controls::of(&brought.matrix, path, controls, inputs)?;
        let expression = StudyExpression::from_matrix(brought, controls.is_control, None);
        Ok(Self {
            expression: expression.with_notes(controls.note.as_slice()),
            sheet,
        })
    }

    fn judge(self, output: &mut Output, progress: &dyn Progress) -> Result<Written, Error> {
        let Self { expression, sheet } = self;
        let quality = {
            let main = expression.main_features();
            let by_array = ExpressionByArray::of(&main);
            let samples = Samples {
                all_features: Some(&expression.matrix),
                main_features: Some(&main),
                expression: Some(&by_array),
                annotation: None,
                sheet: sheet.as_ref(),
                grouping: None,
            };
            draw_and_judge(None, &samples, expression.is_simulated, output, progress)?
        };
        Ok(Written {
            is_simulated: expression.is_simulated,
            n_samples: expression.matrix.n_samples(),
            n_features: expression.n_features(),
            normalization: expression.normalization,
            qc: Some(quality),
            warnings: expression.warnings,
        })
    }
}

/// Judges the cells of arrays of a chip whose library is not there.
fn judge_cells(
    of: &NormalizedArrays<'_>,
    sheet: Option<&SampleSheet>,
    inputs: &Inputs,
    output: &mut Output,
    progress: &dyn Progress,
) -> Result<Written, Error> {
    let scans = scan_cells(of, inputs, output, progress)?;
    let is_simulated = scans.are_simulated();
    let samples = Samples {
        all_features: None,
        main_features: None,
        expression: None,
        annotation: None,
        sheet,
        grouping: None,
    };
    let quality = draw_and_judge(Some(scans), &samples, is_simulated, output, progress)?;
    Ok(Written {
        is_simulated,
        n_samples: of.samples.len(),
        n_features: 0,
        normalization: None,
        qc: Some(quality),
        warnings: of.arrays.notes.clone(),
    })
}

fn draw_and_judge(
    scans: Option<ArrayScans>,
    samples: &Samples<'_>,
    is_simulated: bool,
    output: &mut Output,
    progress: &dyn Progress,
) -> Result<QualityControl, Error> {
    let drawn = watched(progress, "figures of the arrays", || {
        quality_figures(scans.as_ref(), samples, is_simulated)
    })?;
    output.write_files(drawn)?;
    let quality = judge(scans, samples);
    write_quality(output, &quality)?;
    Ok(quality)
}

impl Stage for Quality<'_> {
    const NAME: &'static str = "quality";
    type Found = Written;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<Written, Error> {
        match self {
            Self::Arrays(normalization) => normalization.write_alone(output, progress),
            Self::Cells { of, sheet, inputs } => judge_cells(&of, sheet, inputs, output, progress),
            Self::Matrix(matrix) => matrix.judge(output, progress),
        }
    }

    fn summarize(found: &Written, summary: &mut Summary) {
        found.summarize(summary);
    }
}
