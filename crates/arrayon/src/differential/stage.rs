//! The stage from expression to tables of contrasts, phenotypes and doses.

use super::in_brief;
use super::shared_files::write_shared;
use super::{DifferentialResults, DifferentialSettings, StageIo, differential_expression};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::stage::Stage;
use crate::stage_of_run::StageOfRun;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, Progress, SampleSheet};
use arrayon_results::summary::Summary;

/// Contrasts, phenotypes and doses on expression.
pub(crate) struct DifferentialExpression<'a> {
    /// log2 expression of the features that are tested.
    pub(crate) expression: &'a ExpressionMatrix,
    pub(crate) sheet: &'a SampleSheet,
    pub(crate) contrasts: &'a [Contrast],
    pub(crate) annotation: Option<&'a GeneAnnotation>,
    pub(crate) settings: &'a DifferentialSettings,
    /// What a reader should know of sheet, contrasts and groups.
    pub(crate) notes: Vec<String>,
    pub(crate) inputs: &'a Inputs,
}

impl Stage for DifferentialExpression<'_> {
    const NAME: &'static str = "differential";
    type Found = DifferentialResults;

    fn run(
        self,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<DifferentialResults, Error> {
        let mut found = differential_expression(
            self.expression,
            self.sheet,
            self.contrasts,
            self.annotation,
            self.settings,
            StageIo {
                inputs: self.inputs,
                progress,
                write: &mut |files| output.write_files(files),
            },
        )?;
        found.summary.notes.extend(self.notes);
        if !found.is_empty() {
            write_shared(&found, output)?;
        }
        Ok(found)
    }

    fn summarize(found: &DifferentialResults, summary: &mut Summary) {
        in_brief::summarize(found, summary);
    }
}

impl StageOfRun for DifferentialExpression<'_> {}
