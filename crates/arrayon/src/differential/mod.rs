//! The differential-expression stage: every contrast's model and table, annotated, and what the
//! contrasts say together.

mod decisions;
mod leave_one_out;
mod overview;
mod table;

pub(crate) use overview::most_influential;

use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, SampleSheet};
use arrayon_diffexpr::{
    ArrayWeightSettings, ColumnRoles, DiffexprError, ModerationSettings, Settings, StudySettings,
    analyse_study,
};
use arrayon_results::decision_table::DecisionTable;
use arrayon_results::differential::{Differential, FeatureRow};
use arrayon_results::differential_summary::DifferentialSummary;
use std::path::{Path, PathBuf};

/// How many first features of a contrast are compared when an array is left out.
const TOP_K: usize = 50;

/// How contrasts are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialSettings {
    /// What the study says of differential expression.
    pub section: DifferentialSection,
    /// Controls that are left out, to be told in the results.
    pub n_controls_not_tested: usize,
    /// The file of the contrasts, for messages.
    pub contrasts: PathBuf,
}

/// Everything the stage finds.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialResults {
    /// Every contrast, in order.
    pub contrasts: Vec<Differential>,
    /// Which features change in which contrast.
    pub decisions: DecisionTable,
    /// All contrasts beside each other.
    pub summary: DifferentialSummary,
}

impl DifferentialResults {
    /// Adds a note to every contrast and to the summary.
    pub fn note(&mut self, note: &str) {
        for contrast in &mut self.contrasts {
            contrast.notes.push(note.to_owned());
        }
        self.summary.notes.push(note.to_owned());
    }
}

/// A model that the samples cannot answer, told with the file that asks for it.
pub(crate) fn unanswerable(contrasts: &Path, error: &DiffexprError) -> Error {
    Error::data(contrasts.display().to_string(), error, error.hint())
}

/// Tests contrasts; those that share samples and design share the fit and are decided together.
///
/// # Errors
/// A contrast that the samples cannot answer, with what is at fault.
pub fn differential_expression(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
) -> Result<DifferentialResults, Error> {
    let section = &settings.section;
    let together = StudySettings {
        decide: section.decision_method(),
        leave_one_out: section.leave_one_out.then_some(TOP_K),
    };
    let settings_of_fit = settings_of_fit(section);
    let study = analyse_study(expression, sheet, contrasts, &settings_of_fit, &together)
        .map_err(|error| unanswerable(&settings.contrasts, &error))?;
    let ids: Vec<&str> = contrasts.iter().map(|one| one.id.as_str()).collect();
    let decided = decisions::decided(&study.designs, &ids, expression, section.fdr);
    let mut written = Vec::with_capacity(contrasts.len());
    let mut left_out = study.leave_one_out.into_iter();
    for result in study.contrasts {
        let left_out = left_out.next();
        let leave_one_out = leave_one_out::written(left_out, expression.features(), &result);
        let one = table::Written {
            expression,
            annotation,
            settings,
        };
        written.push(one.contrast(result, leave_one_out));
    }
    Ok(DifferentialResults {
        summary: overview::overview(&written, &decided, expression, section),
        decisions: decided.table,
        contrasts: written,
    })
}

fn settings_of_fit(section: &DifferentialSection) -> Settings {
    Settings {
        roles: ColumnRoles {
            factors: section.factors.clone(),
            ..ColumnRoles::default()
        },
        moderation: ModerationSettings {
            trend: section.trend,
            robust: section.robust,
        },
        treat: (section.treat > 0.0).then_some(section.treat),
        array_weights: section.array_weights.then(ArrayWeightSettings::default),
        fdr: section.fdr,
        ..Settings::default()
    }
}

/// Adds genes to rows that have none.
pub fn annotate(rows: &mut [FeatureRow], annotation: &GeneAnnotation) {
    for row in rows.iter_mut().filter(|row| row.gene_symbols.is_empty()) {
        let genes = annotation.genes_of(&row.feature_id);
        row.gene_symbols = genes.iter().map(|gene| gene.symbol.clone()).collect();
        row.gene_symbols.retain(|symbol| !symbol.is_empty());
    }
}
