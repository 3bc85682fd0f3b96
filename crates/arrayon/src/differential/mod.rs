//! The differential-expression stage: every contrast's model and table, annotated, and what the
//! contrasts say together.

mod decisions;
mod doses;
mod file_names;
mod filter;
mod genes;
mod intersections;
mod leave_one_out;
mod methods;
mod observation_weights;
mod overview;
mod phenotypes;
mod rehearsal;
mod table;
mod trend;

pub(crate) use file_names::{collision, file_stem};
pub(crate) use filter::filtered;
pub use methods::MethodResults;
pub(crate) use observation_weights::weights;
pub(crate) use overview::most_influential;
pub use phenotypes::PhenotypeResults;
pub(crate) use rehearsal::rehearse_trends;

use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, SampleSheet};
use arrayon_diffexpr::{
    ArrayWeightSettings, ColumnRoles, DiffexprError, ModerationSettings, Settings, StudySettings,
    analyse_study,
};
use arrayon_results::differential::{Differential, FeatureRow};
use arrayon_results::differential_summary::DifferentialSummary;
use arrayon_results::dose::Dose;
use arrayon_results::intersections::Intersections;
use arrayon_results::table::Table;
use genes::Genes;
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
    pub decisions: Table,
    /// All contrasts beside each other.
    pub summary: DifferentialSummary,
    /// What contrasts share; `None` of a single one.
    pub intersections: Option<Intersections>,
    /// Further methods, one entry a contrast; empty where none were asked for.
    pub methods: Vec<MethodResults>,
    /// Measured numbers against expression.
    pub phenotypes: PhenotypeResults,
    /// Ordered groups.
    pub doses: Vec<Dose>,
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

/// What the parts of the stage work on.
struct Stage<'a> {
    /// The features that are tested.
    expression: &'a ExpressionMatrix,
    sheet: &'a SampleSheet,
    genes: Genes<'a>,
    section: &'a DifferentialSection,
    settings: &'a Settings,
}

impl Stage<'_> {
    /// The model of a trend in words.
    fn method(&self) -> String {
        let block = self.section.block.as_deref();
        table::model_words(self.section, block, "empirical-Bayes moderation")
    }

    /// What methods on ranks and permutations do without.
    fn weights_note(&self) -> Option<String> {
        let weights = self.section.observation_weights.as_ref();
        weights.map(|_| "observation weights play no part in this method".to_owned())
    }
}

/// Tests contrasts, phenotypes and doses; contrasts that share samples and design share the fit
/// and are decided together.
///
/// # Errors
/// A filter that leaves nothing; a contrast, a phenotype or a dose that the samples cannot answer,
/// with what is at fault.
pub fn differential_expression(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
) -> Result<DifferentialResults, Error> {
    let section = &settings.section;
    let n_features = expression.n_features();
    let (expression, filters) = filter::filtered(expression, annotation, section)?;
    let weights = weights(section, expression.features(), expression.samples())?;
    let stage = Stage {
        expression: &expression,
        sheet,
        genes: Genes(annotation),
        section,
        settings: &Settings {
            observation_weights: weights.as_ref().map(|weights| weights.values.clone()),
            ..settings_of_fit(section)
        },
    };
    let together = StudySettings {
        decide: section.decide,
        leave_one_out: section.leave_one_out.then_some(TOP_K),
    };
    let study = analyse_study(&expression, sheet, contrasts, stage.settings, &together)
        .map_err(|error| unanswerable(&settings.contrasts, &error))?;
    let further = methods::MethodSettings::of(&stage)?;
    let methods = (contrasts.iter().zip(&study.contrasts))
        .map(|(contrast, limma)| methods::methods(&stage, contrast, limma, &further))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unanswerable(&settings.contrasts, &error))?;
    let phenotypes = phenotypes::phenotypes(&stage, &study.contrasts)?;
    let doses = doses::doses(&stage)?;
    let intersections = intersections::intersections(&study.contrasts, section.fdr.get());
    let ids: Vec<&str> = contrasts.iter().map(|one| one.id.as_str()).collect();
    let decided = decisions::decided(&study.designs, &ids, &expression, section.fdr.get());
    let writer = table::Written {
        expression: &expression,
        genes: stage.genes,
        settings,
        n_filtered_out: n_features - expression.n_features(),
        weights: weights.as_ref(),
    };
    let mut left_out = study.leave_one_out.into_iter();
    let written: Vec<Differential> = (study.contrasts.into_iter())
        .map(|result| {
            let left_out = left_out.next();
            let leave_one_out = leave_one_out::written(left_out, expression.features(), &result);
            writer.contrast(result, leave_one_out)
        })
        .collect::<Result<_, _>>()?;
    let found = overview::Found {
        contrasts: &written,
        decided: &decided,
        methods: &methods,
        intersections: intersections.as_ref(),
        filters,
    };
    Ok(DifferentialResults {
        summary: found.overview(&expression, section),
        decisions: decided.table,
        contrasts: written,
        intersections,
        methods,
        phenotypes,
        doses,
    })
}

/// How a contrast is fitted, but for observation weights.
pub(crate) fn settings_of_fit(section: &DifferentialSection) -> Settings {
    Settings {
        roles: ColumnRoles {
            factors: section.factors.clone(),
            ..ColumnRoles::default()
        },
        moderation: ModerationSettings {
            trend: section.trend,
            robust: section.robust,
        },
        treat: Some(section.treat.get()).filter(|&change| change > 0.0),
        array_weights: section.array_weights.then(ArrayWeightSettings::default),
        block: section.block.clone(),
        fdr: section.fdr.get(),
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
