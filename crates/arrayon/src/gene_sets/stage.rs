//! The gene sets and themes of a study's contrasts.

use super::for_print::ranked_sets;
use super::in_brief::{self, summarize_gene_sets};
use super::members;
use super::{
    ContrastGenes, ContrastLabel, ContrastModel, GeneSetSettings, GeneSetSources, SampleScores,
    StudyData, test_contrast, warnings_of_names,
};
use crate::error::Error;
use crate::output::Output;
use crate::stage::Stage;
use crate::stage_of_run::StageOfRun;
use arrayon_core::Progress;
use arrayon_figures::contrast::running_sums::RunningSums;
use arrayon_genesets::{GeneSetTest, GeneSets, ThemeCorrection};
use arrayon_results::columns::{Columns, write_rows};
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::{SetTestSummary, Summary};
use arrayon_themes::Themes;
use serde::{Deserialize, Serialize};

/// What the gene-set stage found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GeneSetFindings {
    /// Verdicts of the themes, where themes were asked for.
    pub themes: Option<Themes>,
    /// The sets of each contrast in brief, in the order of the contrasts.
    pub sets: Vec<Vec<SetTestSummary>>,
    /// The first sets of each contrast in its ranked list.
    pub running_sums: Vec<RunningSums>,
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

impl StageOfRun for GeneSetTesting<'_> {
    const SECTIONS: &'static [&'static str] = &["genesets"];
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
        let n_corrected = match settings.section.theme_correction {
            ThemeCorrection::EachContrast => 1,
            ThemeCorrection::AllContrasts => tested.len(),
        };
        let mut scores = None;
        let (mut contrasts, mut sets, mut warnings) =
            (Vec::new(), Vec::new(), sources.warnings.clone());
        let (mut set_members, mut running_sums) = (Vec::new(), Vec::new());
        let named = settings.section.tests.iter().flatten();
        warnings.extend(named.filter_map(|test| test.caution()));
        for (at, contrast) in tested.iter().enumerate() {
            let label = contrast.label;
            let genes =
                ContrastGenes::of(label.id, contrast.rows, settings, sources.universe.as_ref())?
                    .with_notes(contrast.note.map(str::to_owned));
            if let Some(study) = study.filter(|_| at == 0) {
                scores = SampleScores::of(study, &genes, sources)?;
            }
            if at == 0 {
                warnings.extend(warnings_of_names(&genes, sources));
                if settings.section.tests.iter().flatten().next().is_some() {
                    set_members = members::members(&genes, label.id, sources)?;
                    output.write_with(members::FILE, |out| write_rows(&set_members, out))?;
                }
            }
            let model = match study {
                Some(study) => model_of(study, contrast, &genes, sources)?,
                None => None,
            };
            let behind = study.map(|study| (study, scores.as_ref()));
            let model = model.as_ref();
            let results = test_and_write(output, &genes, label, sources, model, behind)?;
            sets.push(summarize_gene_sets(&results));
            running_sums.push(ranked_sets(&genes, &set_members, &results));
            warnings.extend(mismatch(&genes, label, model));
            if let Some(themes) = &sources.themes {
                let judged = genes.judge_themes(label, &themes.all, model, n_corrected)?;
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
        let themes =
            asked.map(|themes| Themes::new(&themes.species, &themes.all, contrasts, n_corrected));
        if let Some(document) = &themes {
            output.write_document("themes.json", document)?;
            output.write_with("themes.tsv", |out| write_rows(&document.rows(), out))?;
        }
        Ok(GeneSetFindings {
            themes,
            sets,
            running_sums,
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

/// The model behind a contrast, where a test asks for it; themes do without where it cannot be
/// fitted to any feature.
fn model_of(
    study: StudyData<'_>,
    contrast: &TestedContrast<'_>,
    genes: &ContrastGenes,
    sources: &GeneSetSources,
) -> Result<Option<ContrastModel>, Error> {
    if !genes.needs_model() && sources.themes.is_none() {
        return Ok(None);
    }
    let fitted = ContrastModel::fit(study, contrast.label.id, contrast.rows, genes);
    if genes.needs_model() {
        fitted.map(Some)
    } else {
        Ok(fitted.ok())
    }
}

/// Warns where the table is not of the model behind the tests on it.
fn mismatch(
    genes: &ContrastGenes,
    label: ContrastLabel<'_>,
    model: Option<&ContrastModel>,
) -> Option<String> {
    let note = model.filter(|_| genes.needs_model())?.mismatch.as_ref()?;
    Some(format!("gene sets of contrast {}: {note}", label.id))
}

/// Tests the gene sets of one contrast and writes its files. `behind` is the
/// expression behind the contrast, with the scores of its samples.
fn test_and_write(
    output: &mut Output,
    genes: &ContrastGenes,
    label: ContrastLabel<'_>,
    sources: &GeneSetSources,
    model: Option<&ContrastModel>,
    behind: Option<(StudyData<'_>, Option<&SampleScores>)>,
) -> Result<GeneSets, Error> {
    let model = model.filter(|_| genes.needs_model());
    let mut results = test_contrast(genes, label, sources, model)?;
    if let Some((study, Some(scores))) = behind {
        results.sample_scores = scores.test(study, label.id)?;
        results.notes.extend_from_slice(scores.notes());
    }
    output.write_document(&format!("genesets/{}.json", results.contrast), &results)?;
    write_tables(output, &results)?;
    Ok(results)
}

/// A table for each test that was done.
fn write_tables(output: &mut Output, sets: &GeneSets) -> Result<(), Error> {
    for test in &sets.tests {
        match test {
            GeneSetTest::OverRepresentation => {
                let (up, down) = (&sets.over_representation_up, &sets.over_representation_down);
                write_table(output, sets, "over_representation_up", &up.sets)?;
                write_table(output, sets, "over_representation_down", &down.sets)?;
            }
            GeneSetTest::CameraPr => write_table(output, sets, "camera_pr", &sets.camera_pr)?,
            GeneSetTest::Camera => write_table(output, sets, "camera", &sets.camera)?,
            GeneSetTest::Fry => write_table(output, sets, "fry", &sets.fry)?,
            GeneSetTest::Roast => write_table(output, sets, "roast", &sets.roast)?,
            GeneSetTest::Preranked => write_table(output, sets, "preranked", &sets.preranked)?,
        }
    }
    if !sets.sample_scores.is_empty() {
        write_table(output, sets, "sample_scores", &sets.sample_scores)?;
    }
    Ok(())
}

fn write_table<R: Columns>(
    output: &mut Output,
    sets: &GeneSets,
    key: &str,
    rows: &[R],
) -> Result<(), Error> {
    let name = format!("genesets/{}.{key}.tsv", sets.contrast);
    output.write_with(&name, |out| write_rows(rows, out))
}
