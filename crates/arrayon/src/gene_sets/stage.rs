//! The gene sets and themes of a study's contrasts.

use super::in_brief::{self, summarize_gene_sets};
use super::{
    ContrastGenes, ContrastLabel, ContrastModel, GeneSetSettings, GeneSetSources, SampleScores,
    StudyData, test_contrast, warnings_of_names,
};
use crate::error::Error;
use crate::output::Output;
use crate::stage::Stage;
use arrayon_core::Progress;
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::{SetTestSummary, Summary};
use arrayon_themes::Themes;

/// What the gene-set stage found.
#[derive(Debug, Clone)]
pub struct GeneSetFindings {
    /// Verdicts of the themes, where themes were asked for.
    pub themes: Option<Themes>,
    /// The sets of each contrast in brief, in the order of the contrasts.
    pub sets: Vec<Vec<SetTestSummary>>,
    /// What a reader should know before all else.
    pub warnings: Vec<String>,
}

/// A contrast and its table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestedContrast<'a> {
    pub(crate) label: ContrastLabel<'a>,
    pub(crate) rows: &'a [FeatureRow],
    /// What a reader should know of the table.
    pub(crate) note: Option<&'a str>,
}

/// Gene sets and themes of tables of contrasts.
pub(crate) struct GeneSetTesting<'a> {
    pub(crate) contrasts: &'a [TestedContrast<'a>],
    pub(crate) settings: &'a GeneSetSettings,
    /// The expression behind the tables, where it is known.
    pub(crate) study: Option<StudyData<'a>>,
    pub(crate) sources: &'a GeneSetSources,
}

impl Stage for GeneSetTesting<'_> {
    const NAME: &'static str = "genesets";
    type Found = GeneSetFindings;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<GeneSetFindings, Error> {
        progress.start("testing gene sets", self.contrasts.len() as u64);
        let found = self.test(output, progress);
        progress.finish();
        found
    }

    fn summarize(found: &GeneSetFindings, summary: &mut Summary) {
        in_brief::summarize(found, summary);
    }
}

impl GeneSetTesting<'_> {
    fn test(&self, output: &mut Output, progress: &dyn Progress) -> Result<GeneSetFindings, Error> {
        let Self {
            contrasts: tested,
            settings,
            study,
            sources,
        } = *self;
        let settings = &GeneSetSettings {
            section: settings
                .section
                .with_tests(study.is_some_and(has_complete_features)),
            ..settings.clone()
        };
        let mut scores = None;
        let (mut contrasts, mut sets, mut warnings) =
            (Vec::new(), Vec::new(), sources.warnings.clone());
        let named = settings.section.tests.iter().flatten();
        warnings.extend(named.filter_map(|test| test.caution()));
        for (at, contrast) in tested.iter().enumerate() {
            let label = contrast.label;
            let genes = ContrastGenes::of(label.id, contrast.rows, settings)?
                .with_notes(contrast.note.map(str::to_owned));
            if let Some(study) = study.filter(|_| at == 0) {
                scores = SampleScores::of(study, &genes, sources)?;
            }
            if at == 0 {
                warnings.extend(warnings_of_names(&genes, sources));
            }
            let behind = study.map(|study| (study, contrast.rows, scores.as_ref()));
            let (in_brief, warning) = test_and_write(output, &genes, label, sources, behind)?;
            sets.push(in_brief);
            warnings.extend(warning);
            if let Some(themes) = &sources.themes {
                let judged = genes.judge_themes(label, &themes.all)?;
                for warning in genes.warnings_of_themes(&themes.all, &judged) {
                    warn_once(&mut warnings, warning);
                }
                contrasts.push(judged);
            }
            progress.advance(1);
        }
        if let Some(scores) = &scores {
            output.write_table(&scores.file(), &scores.table())?;
        }
        // without contrasts there is nothing that themes could be judged on
        let asked = sources.themes.as_ref().filter(|_| !contrasts.is_empty());
        let themes = asked.map(|themes| Themes::new(&themes.species, &themes.all, contrasts));
        if let Some(document) = &themes {
            output.write_document("themes.json", document)?;
        }
        Ok(GeneSetFindings {
            themes,
            sets,
            warnings,
        })
    }
}

/// Whether any feature can be tested on the design.
fn has_complete_features(study: StudyData<'_>) -> bool {
    let n_features = study.expression.n_features();
    (0..n_features).any(|row| study.expression.is_complete(row))
}

/// Contrasts differ in the number of tested features, not in why a panel cannot be tested: what
/// stands before the first colon is said once.
fn warn_once(warnings: &mut Vec<String>, warning: String) {
    let what = |text: &str| text.split(':').next().map(str::to_owned);
    if warnings.iter().all(|one| what(one) != what(&warning)) {
        warnings.push(warning);
    }
}

/// The expression behind a contrast, the contrast's table, and the scores of the samples.
type Behind<'a> = (StudyData<'a>, &'a [FeatureRow], Option<&'a SampleScores>);

/// Tests the gene sets of one contrast, writes its file and says it in brief; warns where the table
/// is not of the model behind it.
fn test_and_write(
    output: &mut Output,
    genes: &ContrastGenes,
    label: ContrastLabel<'_>,
    sources: &GeneSetSources,
    behind: Option<Behind<'_>>,
) -> Result<(Vec<SetTestSummary>, Option<String>), Error> {
    let mut model = None;
    if let Some((study, rows, _)) = behind.filter(|_| genes.needs_model()) {
        model = Some(ContrastModel::fit(study, label.id, rows, genes)?);
    }
    let mut results = test_contrast(genes, label, sources, model.as_ref())?;
    if let Some((study, _, Some(scores))) = behind {
        results.sample_scores = scores.test(study, label.id)?;
        results.notes.extend_from_slice(scores.notes());
    }
    output.write_document(&format!("genesets/{}.json", results.contrast), &results)?;
    let mismatch = model.and_then(|model| model.mismatch);
    let warning = mismatch.map(|note| format!("gene sets of contrast {}: {note}", label.id));
    Ok((summarize_gene_sets(&results), warning))
}
