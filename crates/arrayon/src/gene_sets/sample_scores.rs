//! A score for each set and sample, and what a contrast says of the scores.

use super::ContrastGenes;
use super::GeneSetSources;
use super::contrast_model::StudyData;
use super::matched::matched;
use crate::config::{DifferentialSection, SampleScoring};
use crate::differential::unanswerable;
use crate::error::Error;
use arrayon_core::{Direction, ExpressionMatrix};
use arrayon_diffexpr::{ModerationSettings, Settings, analyze};
use arrayon_genesets::{
    FeatureSet, FeatureSets, ScoreRow, SingleSampleMethod, single_sample_scores,
};
use arrayon_results::table::Table;

/// Scores of all sets in all samples.
#[derive(Debug, Clone)]
pub struct SampleScores {
    method: String,
    /// One per row of the scores.
    sets: Vec<ScoredSet>,
    /// Sets x samples; the rows are named by their number.
    scores: ExpressionMatrix,
    notes: Vec<String>,
}

#[derive(Debug, Clone)]
struct ScoredSet {
    collection: String,
    set: FeatureSet,
}

impl SampleScores {
    /// Scores the sets of all collections among the tested features that have a value in every
    /// sample; `None` where no scores are asked for or no set has enough features.
    ///
    /// # Errors
    /// A collection of the user none of whose genes was tested.
    pub fn of(
        study: StudyData<'_>,
        genes: &ContrastGenes,
        sources: &GeneSetSources,
    ) -> Result<Option<Self>, Error> {
        let name = genes.settings.section.sample_scores;
        let method = match name {
            SampleScoring::None => return Ok(None),
            SampleScoring::Z => SingleSampleMethod::CombinedZ,
            SampleScoring::Ssgsea => SingleSampleMethod::SsGsea {
                exponent: 0.25,
                by_range: true,
            },
            SampleScoring::Gsva => SingleSampleMethod::Gsva,
        };
        let failed = |error| Error::data("scores of samples", &error, genes.hint(&error));
        let all = study.expression;
        let takes_part = |row: usize| {
            let feature = &all.features()[row];
            let universe = genes.universe();
            universe.genes_of_feature(feature).is_some() && !universe.is_set_aside(feature)
        };
        let rows: Vec<usize> = (0..all.n_features())
            .filter(|&row| takes_part(row) && all.is_complete(row))
            .collect();
        let expression = all.select_features(&rows);
        let collections = matched(genes.universe(), sources, &mut Vec::new()).map_err(failed)?;
        let mut sets = Vec::new();
        for collection in &collections {
            let sizes = genes.settings.section.set_sizes();
            let (fitting, _, _) = sizes.of(&collection.sets);
            let found = FeatureSets::new(expression.features(), genes.universe(), &fitting)
                .map_err(failed)?;
            let has_rows = |set: &&FeatureSet| set.rows.len() >= sizes.min_size;
            let scored = found.sets().iter().filter(has_rows);
            sets.extend(scored.map(|set| ScoredSet {
                collection: collection.name().to_owned(),
                set: set.clone(),
            }));
        }
        let numbered = (sets.iter().enumerate())
            .map(|(at, one)| (at.to_string(), String::new(), one.set.rows.clone()));
        let numbered = FeatureSets::from_rows(expression.n_features(), numbered).map_err(failed)?;
        let found = single_sample_scores(&expression, &numbered, method).map_err(failed)?;
        let mut notes = vec![format!(
            "samples are scored ({name}) by {} tested features that have a value in every sample",
            expression.n_features() - found.n_constant
        )];
        if found.n_constant > 0 {
            notes.push(format!(
                "{} constant features are not scored",
                found.n_constant
            ));
        }
        notes.extend(without(study.section));
        let kept = found.sets.iter().filter_map(|at| at.parse::<usize>().ok());
        let sets: Vec<ScoredSet> = kept.map(|at| sets[at].clone()).collect();
        if sets.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            method: name.to_string(),
            sets,
            scores: found.into_expression().map_err(failed)?,
            notes,
        }))
    }

    /// The file in the folder of results.
    pub fn file(&self) -> String {
        format!("genesets/scores.{}.tsv", self.method)
    }

    /// What a reader should know.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The scores, a row per set, a column per sample.
    pub fn table(&self) -> Table {
        let names = |name: fn(&ScoredSet) -> &String| self.sets.iter().map(name).cloned();
        let table = Table::default()
            .texts("collection", names(|one| &one.collection))
            .texts("set_id", names(|one| &one.set.id));
        let samples = self.scores.samples().iter().enumerate();
        samples.fold(table, |table, (at, sample)| {
            table.numbers(sample, self.scores.column(at))
        })
    }

    /// Tests the scores in a contrast as if they were the expression of genes: the same design and
    /// blocks, variances moderated over the sets, without trend, weights or surrogate variables,
    /// which a note says where the settings ask for them.
    ///
    /// # Errors
    /// A contrast that is not known or that the samples cannot answer.
    pub fn test(&self, study: StudyData<'_>, id: &str) -> Result<Vec<ScoreRow>, Error> {
        let settings = Settings {
            moderation: ModerationSettings::default(),
            treat: None,
            array_weights: None,
            surrogates: None,
            ..study.section.fit()
        };
        let found = analyze(&self.scores, study.sheet, study.contrast(id)?, &settings)
            .map_err(|error| unanswerable(study.contrasts_path, &error))?;
        let mut rows: Vec<ScoreRow> = (found.found.features.iter())
            .zip(&found.places)
            .map(|(row, &place)| {
                let ScoredSet { collection, set } = &self.sets[place];
                ScoreRow {
                    collection: collection.clone(),
                    set_id: set.id.clone(),
                    description: set.description.clone(),
                    n_features: set.rows.len(),
                    direction: Direction::of(row.log_fc),
                    difference: row.log_fc,
                    t: row.t,
                    p_value: row.p_value,
                    adj_p_value: None,
                    adj_p_value_all: None,
                }
            })
            .collect();
        ScoreRow::adjust(&mut rows);
        Ok(rows)
    }
}

/// Says what the model of features holds and that of scores does not.
fn without(section: &DifferentialSection) -> Option<String> {
    let asked = [
        (section.array_weights, "array weights"),
        (section.surrogates.estimate, "surrogate variables"),
        (section.observation_weights.is_some(), "observation weights"),
        (section.trend, "a trend of variances"),
        (section.robust, "robust moderation"),
    ];
    let asked: Vec<&str> = (asked.iter())
        .filter_map(|&(is_asked, what)| is_asked.then_some(what))
        .collect();
    (!asked.is_empty()).then(|| {
        let asked = asked.join(" and ");
        format!("scores of samples are compared without {asked}, which the tests of features have")
    })
}
