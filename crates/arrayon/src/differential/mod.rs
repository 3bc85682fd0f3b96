//! The differential-expression stage: every contrast's model and table, annotated, and what the
//! contrasts say together.

mod decisions;
mod detail;
mod doses;
mod file_names;
mod files;
mod filter;
mod genes;
mod in_brief;
mod intersections;
mod methods;
mod observation_weights;
mod overview;
mod phenotypes;
mod rehearsal;
mod shared_files;
mod stage;
mod tested;

pub(crate) use file_names::{collision, file_stem};
pub(crate) use filter::filtered;
pub(crate) use in_brief::{N_TOP, top};
pub(crate) use methods::MethodResults;
pub(crate) use observation_weights::weights;
pub use phenotypes::PhenotypeResults;
pub(crate) use rehearsal::rehearse_trends;
pub(crate) use stage::DifferentialExpression;

use crate::config::DifferentialSection;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::NamedFile;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, Progress, SampleSheet};
use arrayon_diffexpr::{
    Differential, DifferentialSummary, DiffexprError, DoseTrend, FeatureIds, Intersections,
    PhenotypeRelations, Settings, SlopeError, Study, StudySettings,
};
use arrayon_results::differential::FeatureRow;
use arrayon_results::table::Table;
use detail::Detail;
use genes::Genes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many first features of a contrast are compared when an array is left out.
const TOP_K: usize = 50;

/// How contrasts are tested.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialSettings {
    /// What the study says of differential expression.
    pub section: DifferentialSection,
    /// Controls that are left out, for the results to report.
    pub n_controls_not_tested: usize,
    /// Features that a method of normalisation calls informative, where it makes calls.
    pub informative: Option<BTreeSet<String>>,
    /// The file of the contrasts, for messages.
    pub contrasts: PathBuf,
    /// What a reader should know of every contrast.
    pub notes: Vec<String>,
    /// How many rows of each contrast's table are held once it is written: the first of them,
    /// unless further stages want them all.
    pub n_rows_held: usize,
}

/// Everything the stage finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferentialResults {
    /// Every contrast, in order, with as many rows as the settings want.
    pub contrasts: Vec<Differential>,
    /// Which features change in which contrast; of a stage that was taken up, whose files are written,
    /// nothing.
    #[serde(skip)]
    pub decisions: Table,
    /// All contrasts side by side.
    pub summary: DifferentialSummary,
    /// What contrasts share; `None` of a single one.
    pub intersections: Option<Intersections>,
    /// Measured numbers against expression.
    pub phenotypes: PhenotypeResults,
    /// Ordered groups.
    pub doses: Vec<DoseTrend>,
    /// Of each design whose decisions leave tested features out, how many, in words.
    pub undecided: Vec<String>,
}

impl DifferentialResults {
    /// Whether nothing was asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.contrasts.is_empty() && self.doses.is_empty() && self.phenotypes.slopes.is_empty()
    }
}

/// A model that the samples cannot answer, with the file that asks for it.
pub(crate) fn unanswerable(contrasts: &Path, error: &DiffexprError) -> Error {
    Error::data(contrasts.display().to_string(), error, error.hint())
}

/// A slope that the samples cannot answer, with the sheet.
fn refused(sheet: &Path, error: &SlopeError) -> Error {
    Error::data(sheet.display().to_string(), error, error.hint())
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

/// Tests contrasts, phenotypes and doses; contrasts that share samples and design share the fit
/// and are decided together.
///
/// The files of each contrast are handed to `write` as soon as it is tested, so that not all of them
/// need be held: contrasts of one design after the other. `progress` moves with every contrast.
///
/// # Errors
/// A filter that leaves nothing; a contrast, a phenotype or a dose that the samples cannot answer,
/// with what is at fault; those of `write`.
pub fn differential_expression(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    annotation: Option<&GeneAnnotation>,
    settings: &DifferentialSettings,
    io: StageIo<'_>,
) -> Result<DifferentialResults, Error> {
    let section = &settings.section;
    let n_features = expression.n_features();
    let informative = settings.informative.as_ref();
    let (expression, filters) = filter::filtered(expression, annotation, section, informative)?;
    let StageIo {
        inputs,
        progress,
        write,
    } = io;
    let stage = Stage {
        expression: &expression,
        sheet,
        genes: Genes::new(annotation),
        section,
        settings: &Settings {
            observation_weights: weights(
                section,
                expression.features(),
                expression.samples(),
                inputs,
            )?,
            ..section.fit()
        },
    };
    let together = StudySettings {
        decide: section.decide,
        leave_one_out: section.leave_one_out.then_some(TOP_K),
    };
    let study = Study {
        expression: &expression,
        sheet,
        contrasts,
        settings: stage.settings,
        together: &together,
    };
    let slopes = phenotypes::slopes(&stage)?;
    let features = FeatureIds::new(expression.features());
    let mut tested = tested::Tested {
        stage: &stage,
        contrasts,
        detail: Detail::of(contrasts.len()),
        settings,
        n_filtered_out: n_features - expression.n_features(),
        methods: methods::MethodSettings::of(&stage)?,
        features: &features,
        relations: PhenotypeRelations::new(&slopes, section.fdr.get()),
        found: contrasts.iter().map(|_| None).collect(),
    };
    let designs = study
        .analyze(progress, |batch| tested.add(batch, write))
        .map_err(|error: Refused| error.of_contrasts(&settings.contrasts))?;
    let detail = tested.detail;
    let found = tested::TestedContrasts::of(tested.found);
    let phenotypes = phenotypes::phenotypes(&stage, slopes, found.relations)?;
    let doses = doses::doses(&stage)?;
    let intersections =
        intersections::intersections(&features, &found.lists, detail, section.fdr.get());
    let ids: Vec<&str> = contrasts.iter().map(|one| one.id.as_str()).collect();
    let decided = decisions::decided(&designs, &ids, &expression, section.fdr.get(), detail);
    let n_tested: Vec<usize> = found.contrasts.iter().map(|one| one.n_tested).collect();
    let undecided = decided.undecided(section.decide, &n_tested);
    let overview = overview::ContrastsTogether {
        contrasts: &found.contrasts,
        decided: &decided,
        methods: found.methods,
        pairs: intersections::pairs(intersections.as_ref(), detail),
        filters,
        notes: [detail.notes(), settings.notes.clone()].concat(),
    };
    Ok(DifferentialResults {
        summary: overview.overview(&expression, section),
        decisions: decided.table,
        contrasts: found.contrasts,
        intersections,
        phenotypes,
        doses,
        undecided,
    })
}

/// What a stage reads further inputs through, and whom it hands what it has found.
pub struct StageIo<'a> {
    /// Notes the inputs that are read.
    pub inputs: &'a Inputs,
    /// Hears how far the work is.
    pub progress: &'a dyn Progress,
    /// Takes the files of each contrast as they are done.
    pub write: WriteFiles<'a>,
}

/// Takes the files of a contrast.
pub type WriteFiles<'a> = &'a mut dyn FnMut(Vec<NamedFile>) -> Result<(), Error>;

/// Why the contrasts were not all tested.
enum Refused {
    /// The samples cannot answer one.
    Unanswerable(DiffexprError),
    /// Something else, such as a disk that is full.
    Other(Error),
}

impl From<DiffexprError> for Refused {
    fn from(error: DiffexprError) -> Self {
        Self::Unanswerable(error)
    }
}

impl Refused {
    fn of_contrasts(self, contrasts: &Path) -> Error {
        match self {
            Self::Unanswerable(error) => unanswerable(contrasts, &error),
            Self::Other(error) => error,
        }
    }
}

/// Adds genes to rows that have no symbols.
pub fn annotate(rows: &mut [FeatureRow], annotation: &GeneAnnotation) {
    let genes = Genes::new(Some(annotation));
    for row in rows.iter_mut().filter(|row| row.gene_symbols.is_empty()) {
        let (symbols, entrez_ids) = genes.of(&row.feature_id);
        if !symbols.is_empty() {
            (row.gene_symbols, row.entrez_ids) = (symbols, entrez_ids);
            row.gene_description = genes.words(&row.feature_id);
        }
    }
}
