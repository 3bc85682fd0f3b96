//! The stage from arrays, or a matrix that a user brought, to log2 expression.

use super::arrays_to_normalize::NormalizedArrays;
use super::informative::{INFORMATIVE_FILE, read_informative};
use super::memory::Plan as MemoryPlan;
use super::on_disk::scratch_file;
use super::parts::merged_arrays;
use super::prepared::Prepared;
use super::streamed::{self, Streaming};
use super::{StudyExpression, normalize_in_memory};
use crate::brought_matrix::BroughtMatrix;
use crate::clustering::groupings_of;
use crate::config::StudyConfig;
use crate::controls::{CONTROLS_FILE, Controls};
use crate::error::Error;
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::output::Output;
use crate::plan::Plan;
use crate::progress::watched;
use crate::quality::{
    ArrayScans, Samples, in_brief, judge, quality_figures, warnings_of, write_detection,
    write_images, write_quality,
};
use crate::scan_days::account_for_scan_days;
use crate::stage::Stage;
use crate::stage_of_run::StageOfRun;
use arrayon_core::{ExpressionMatrix, GeneAnnotation, Progress, SampleSheet};
use arrayon_qc::ExpressionByArray;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use std::collections::BTreeSet;
use std::path::Path;

/// What expression is made from.
#[derive(Clone, Copy)]
pub(crate) enum ExpressionSource<'a> {
    /// Arrays.
    Arrays(NormalizedArrays<'a>),
    /// A matrix that a user brought.
    Matrix {
        path: &'a Path,
        config: &'a StudyConfig,
        sheet: &'a SampleSheet,
    },
}

/// Expression of all samples.
#[derive(Clone, Copy)]
pub(crate) struct Normalization<'a> {
    pub(crate) source: ExpressionSource<'a>,
    /// Genes of the features, with the file that says so.
    pub(crate) annotation: Option<(&'a Path, &'a GeneAnnotation)>,
    /// The study, where one is known: its contrasts may account for the days of scans.
    pub(crate) plan: Option<&'a Plan>,
    /// What is stated of the samples.
    pub(crate) sheet: Option<&'a SampleSheet>,
    /// Whether p-values of detection are written.
    pub(crate) writes_detection: bool,
    /// Whether expression is written, or looked at for the verdicts on the arrays alone.
    pub(crate) writes_expression: bool,
    pub(crate) inputs: &'a Inputs,
}

/// Expression of all samples, for no stage after it.
pub(crate) struct NormalizationAlone<'a>(pub(crate) Normalization<'a>);

/// What a summary says of expression.
pub(crate) struct Written {
    pub(crate) is_simulated: bool,
    pub(crate) n_samples: usize,
    /// 0 where no expression was looked at.
    pub(crate) n_features: usize,
    pub(crate) normalization: Option<arrayon_results::summary::Normalization>,
    pub(crate) qc: Option<QualityControl>,
    pub(crate) warnings: Vec<String>,
}

impl Written {
    pub(crate) fn summarize(&self, summary: &mut Summary) {
        summary.is_simulated = self.is_simulated;
        summary.n_samples = Some(self.n_samples);
        summary.n_features = self.n_features;
        summary.normalization.clone_from(&self.normalization);
        summary.qc = self.qc.as_ref().map(in_brief);
        summary.warnings.extend_from_slice(&self.warnings);
        let of_arrays = self.qc.iter().flat_map(warnings_of);
        summary.warnings.extend(of_arrays);
    }
}

impl Stage for Normalization<'_> {
    const NAME: &'static str = "normalize";
    type Found = StudyExpression;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<StudyExpression, Error> {
        let (written, rest) = self.write(true, output, progress)?;
        Ok(StudyExpression {
            matrix: rest
                .matrix
                .ok_or_else(|| Error::data("expression", "is not held", ""))?,
            is_control: rest.is_control,
            n_left_out: 0,
            normalization: written.normalization,
            informative: rest.informative,
            scans: None,
            qc: written.qc,
            is_simulated: written.is_simulated,
            warnings: written.warnings,
        })
    }

    fn summarize(found: &StudyExpression, summary: &mut Summary) {
        summary.is_simulated = found.is_simulated;
        summary.n_samples = Some(found.matrix.n_samples());
        summary.n_features = found.n_features();
        summary.normalization = found.normalization.clone();
        summary.qc = found.qc.as_ref().map(in_brief);
        summary.warnings.extend_from_slice(&found.warnings);
        summary
            .warnings
            .extend(found.qc.iter().flat_map(warnings_of));
    }
}

impl StageOfRun for Normalization<'_> {}

impl Stage for NormalizationAlone<'_> {
    const NAME: &'static str = Normalization::NAME;
    type Found = Written;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<Written, Error> {
        self.0.write_alone(output, progress)
    }

    fn summarize(found: &Written, summary: &mut Summary) {
        found.summarize(summary);
    }
}

/// What stages after this one need, besides what is written.
struct ForLater {
    matrix: Option<ExpressionMatrix>,
    is_control: Vec<bool>,
    informative: Option<BTreeSet<String>>,
}

impl Normalization<'_> {
    /// Writes what is to be written, for no stage after this one.
    ///
    /// # Errors
    /// As [`Stage::run`].
    pub(crate) fn write_alone(
        self,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<Written, Error> {
        Ok(self.write(false, output, progress)?.0)
    }

    /// Computes or reads expression, judges the arrays and writes what was found; `keeps_matrix` where
    /// stages after this one need all of it in memory.
    fn write(
        self,
        keeps_matrix: bool,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<(Written, ForLater), Error> {
        let found = match self.source {
            ExpressionSource::Matrix {
                path,
                config,
                sheet,
            } => read_matrix(path, config, sheet, self.inputs)?,
            ExpressionSource::Arrays(of) => {
                let files = &of.arrays.locations;
                let prepared = Prepared::read(files, of.settings, self.inputs)?;
                let plan = of.plan(&prepared, keeps_matrix)?;
                if !of.parts.is_empty() || plan != MemoryPlan::InMemory {
                    return self.stream(&of, &prepared, plan, keeps_matrix, output, progress);
                }
                let samples = of.samples;
                normalize_in_memory(&prepared, samples, files, self.inputs, progress)?
                    .with_notes(&of.arrays.notes)
            }
        };
        self.write_from_memory(found, output, progress)
    }

    fn write_from_memory(
        self,
        mut expression: StudyExpression,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<(Written, ForLater), Error> {
        if let Some(scans) = &mut expression.scans {
            write_images(output, std::mem::take(&mut scans.images))?;
            if let Some(p_values) = scans.p_values.take().filter(|_| self.writes_detection) {
                write_detection(output, &p_values, &expression.matrix)?;
            }
        }
        if self.writes_expression {
            output.write_with("expression.tsv", |mut out| {
                arrayon_formats::matrix::tsv::write(&expression.matrix, &mut out)
            })?;
            write_controls(output, expression.controls())?;
        }
        let scans = expression.scans.take();
        let quality = {
            let main = expression.main_features();
            let by_array = ExpressionByArray::of(&main);
            let known = KnownExpression {
                by_array: &by_array,
                all_features: &expression.matrix,
                main_features: &main,
                simulated: expression.is_simulated,
            };
            self.judge(scans, &known, output, progress)?
        };
        // what was read from next to a matrix stands there
        let calls = expression.informative.as_ref();
        let calls = calls.filter(|_| expression.normalization.is_some());
        self.write_findings(calls, quality.as_ref(), output)?;
        let main = expression.main_features();
        let notes = self.annotation_notes(expression.matrix.features(), main.features())?;
        expression.warnings.extend(notes);
        let written = Written {
            is_simulated: expression.is_simulated,
            n_samples: expression.matrix.n_samples(),
            n_features: expression.n_features(),
            normalization: expression.normalization,
            qc: quality,
            warnings: expression.warnings,
        };
        let later = ForLater {
            matrix: Some(expression.matrix),
            is_control: expression.is_control,
            informative: expression.informative,
        };
        Ok((written, later))
    }

    /// The same with arrays, and expression, on disk.
    fn stream(
        self,
        of: &NormalizedArrays<'_>,
        prepared: &Prepared<'_>,
        plan: MemoryPlan,
        keeps_matrix: bool,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<(Written, ForLater), Error> {
        let store = scratch_file(plan, of.samples.len(), of.resources, progress)?;
        let (samples, files) = (of.samples, &of.arrays.locations);
        let arrays = match of.parts.is_empty() {
            true => {
                streamed::read_to_store(prepared, samples, files, &store, self.inputs, progress)?
            }
            false => merged_arrays(of, prepared, self.inputs, progress)?,
        };
        let streaming = Streaming {
            prepared,
            samples,
            annotation: self.annotation.map(|(_, genes)| genes),
            block: match plan {
                MemoryPlan::InMemory => u64::MAX,
                MemoryPlan::Streamed { block, .. } => block,
            },
            store: &store,
            writes_expression: self.writes_expression,
            progress,
        };
        let streamed::Streamed {
            columns,
            sweep,
            scans,
            facts,
            controls: of_controls,
            of_sexes,
        } = streaming.normalize(arrays, output)?;
        if self.writes_expression {
            let controls = prepared.ids.iter().zip(&prepared.is_control);
            let controls = controls.filter(|(_, is_control)| **is_control);
            write_controls(output, controls.map(|(id, _)| id.as_str()))?;
        }
        let simulated = scans.are_simulated();
        let quality = {
            let at_once = streaming.columns_at_once();
            let by_array = sweep.finish(samples, &columns, at_once);
            columns.check()?;
            let known = KnownExpression {
                by_array: &by_array,
                all_features: &of_controls,
                main_features: &of_sexes,
                simulated,
            };
            self.judge(Some(scans), &known, output, progress)?
        };
        // what was judged of numbers that could not be read
        columns.check()?;
        let informative = facts.informative;
        self.write_findings(informative.as_ref(), quality.as_ref(), output)?;
        let main = prepared.ids.iter().zip(&prepared.is_control);
        let main: Vec<String> = (main.filter(|(_, is_control)| !**is_control))
            .map(|(id, _)| id.clone())
            .collect();
        let mut warnings = facts.warnings;
        warnings.extend_from_slice(&of.arrays.notes);
        warnings.extend(self.annotation_notes(&prepared.ids, &main)?);
        let matrix = match keeps_matrix {
            false => None,
            true => {
                let (ids, samples) = (prepared.ids.clone(), samples.to_vec());
                let matrix = ExpressionMatrix::new(ids, samples, columns.matrix()?);
                Some(matrix.map_err(|error| Error::data("normalisation", error, ""))?)
            }
        };
        let written = Written {
            is_simulated: simulated,
            n_samples: samples.len(),
            n_features: prepared.ids.len(),
            normalization: Some(facts.normalization),
            qc: quality,
            warnings,
        };
        let later = ForLater {
            matrix,
            is_control: prepared.is_control.clone(),
            informative,
        };
        Ok((written, later))
    }

    /// Draws figures of the arrays and judges them, where there are any.
    fn judge(
        &self,
        scans: Option<ArrayScans>,
        known: &KnownExpression<'_>,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<Option<QualityControl>, Error> {
        let grouping = self.plan.and_then(|plan| {
            let model = &plan.config.differential;
            groupings_of(&plan.contrasts, &plan.sheet, model)
                .into_iter()
                .next()
        });
        let samples = Samples {
            all_features: Some(known.all_features),
            main_features: Some(known.main_features),
            expression: Some(known.by_array),
            annotation: self.annotation.map(|(_, genes)| genes),
            sheet: self.sheet,
            grouping: grouping.as_ref(),
        };
        let drawn = watched(progress, "figures of the arrays", || {
            quality_figures(scans.as_ref(), &samples, known.simulated)
        })?;
        output.write_files(drawn)?;
        let mut quality = scans.map(|scans| judge(Some(scans), &samples));
        if let (Some(quality), Some(plan)) = (&mut quality, self.plan) {
            account_for_scan_days(quality, plan);
        }
        Ok(quality)
    }

    fn write_findings(
        &self,
        informative: Option<&BTreeSet<String>>,
        quality: Option<&QualityControl>,
        output: &mut Output,
    ) -> Result<(), Error> {
        if let Some(informative) = informative.filter(|_| self.writes_expression) {
            let lines: Vec<String> = informative.iter().map(|id| format!("{id}\n")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            output.write_text(INFORMATIVE_FILE, &lines)?;
        }
        quality.map_or(Ok(()), |quality| write_quality(output, quality))
    }

    /// What a reader should know of features and annotation.
    fn annotation_notes(&self, all: &[String], main: &[String]) -> Result<Vec<String>, Error> {
        let Some((path, annotation)) = self.annotation else {
            return Ok(Vec::new());
        };
        let mangled = mangled_features(all, Some(annotation));
        let unknown = check_annotation(annotation, path, main)?;
        Ok(mangled.into_iter().chain(unknown).collect())
    }
}

/// Expression, as far as verdicts on arrays need it.
struct KnownExpression<'a> {
    by_array: &'a ExpressionByArray<'a>,
    all_features: &'a ExpressionMatrix,
    main_features: &'a ExpressionMatrix,
    simulated: bool,
}

/// Writes `controls.txt`, which is empty where there are no controls.
fn write_controls<'c>(
    output: &mut Output,
    mut controls: impl Iterator<Item = &'c str>,
) -> Result<(), Error> {
    output.write_with(CONTROLS_FILE, |out| {
        controls.try_for_each(|id| writeln!(out, "{id}"))
    })
}

/// The matrix that a study begins from, with its controls.
pub(crate) fn read_matrix(
    path: &Path,
    config: &StudyConfig,
    sheet: &SampleSheet,
    inputs: &Inputs,
) -> Result<StudyExpression, Error> {
    let scale = config.study.matrix_scale();
    let brought = BroughtMatrix::read(path, Some(sheet), scale, inputs)?;
    let given = config.study.controls.as_deref();
    let controls = Controls::of(&brought.matrix, path, given, inputs)?;
    let informative = match config.differential.filter.informative {
        true => read_informative(path, inputs)?,
        false => None,
    };
    let expression = StudyExpression::from_matrix(brought, controls.is_control, informative);
    Ok(expression.with_notes(controls.note.as_slice()))
}
