//! What a run would refuse for its design, settings or names, found by doing its stages on values
//! that stand in for those of the arrays.

use crate::clustering::adjusted::AdjustedValues;
use crate::clustering::{SamplesToCluster, groupings_of};
use crate::config::{DifferentialSection, FilterSection};
use crate::differential::{
    DifferentialResults, DifferentialSettings, StageIo, differential_expression, rehearse_trends,
};
use crate::error::Error;
use crate::gene_sets::{
    ContrastGenes, ContrastLabel, GeneSetSettings, GeneSetSources, check_overlap, warnings_of_names,
};
use crate::plan::Plan;
use crate::problems::Problems;
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, NoProgress, SampleSheet};
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand::Rng;

/// Features of a stand-in where the study's own do not matter.
const N_FEATURES: usize = 200;

/// A study on stand-in values.
pub(crate) struct Rehearsal<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) annotation: Option<&'a GeneAnnotation>,
}

impl Rehearsal<'_> {
    /// Every contrast, phenotype and order of doses by itself, with all methods; then all
    /// contrasts together.
    pub(crate) fn differential(&self, problems: &mut Problems) {
        let (plan, section) = (self.plan, &self.plan.config.differential);
        let features = (0..N_FEATURES).map(|at| format!("feature {at}")).collect();
        let Some(expression) = problems.note(stand_in(&plan.sheet, features)) else {
            return;
        };
        let section = DifferentialSection {
            filter: FilterSection::default(),
            observation_weights: None,
            leave_one_out: false,
            ..section.clone()
        };
        let contrasts_only = DifferentialSection {
            phenotypes: Vec::new(),
            doses: Vec::new(),
            ..section.clone()
        };
        let pairs = [&section.rank_products.pairs, &section.sam.pairs];
        let named = section.factors.iter().chain(&section.block);
        if self.has_columns(named.clone().chain(pairs.into_iter().flatten())) {
            let mut all_fit = true;
            for contrast in &plan.contrasts {
                let one = std::slice::from_ref(contrast);
                let found = self.test(&expression, one, &contrasts_only);
                all_fit &= problems.note(found).is_some();
            }
            if all_fit && plan.contrasts.len() > 1 {
                problems.note(self.test(&expression, &plan.contrasts, &contrasts_only));
            }
        }
        if !self.has_columns(named) {
            return;
        }
        let is_known = |columns: &[String], column: &String| {
            self.has_columns(columns.iter().chain(std::iter::once(column)))
        };
        let known = DifferentialSection {
            phenotypes: (section.phenotypes.iter())
                .filter(|column| is_known(&section.adjust_for, column))
                .cloned()
                .collect(),
            doses: (section.doses.iter())
                .filter(|series| is_known(&series.adjust_for, &series.variable))
                .cloned()
                .collect(),
            ..section.clone()
        };
        for error in rehearse_trends(&expression, &plan.sheet, &known) {
            problems.add(error);
        }
    }

    /// The trees of the samples.
    pub(crate) fn clusters(&self, problems: &mut Problems) {
        let features = (0..N_FEATURES).map(|at| format!("feature {at}")).collect();
        if let Some(expression) = problems.note(stand_in(&self.plan.sheet, features)) {
            let plan = self.plan;
            let samples = SamplesToCluster {
                expression: &expression,
                groupings: &groupings_of(&plan.contrasts, &plan.sheet, &plan.config.differential),
                sheet: Some(&plan.sheet),
                contrasts: Some((&plan.sheet, &plan.contrasts)),
                model: &plan.config.differential,
                settings: &plan.config.cluster,
            };
            problems.note(samples.trees(None, &NoProgress));
            if self.has_columns(plan.config.cluster.adjust_for_display.iter()) {
                problems.note(AdjustedValues::of(samples));
            }
        }
    }

    /// Whether the gene sets and themes speak of genes of these features, which are those that
    /// are tested or more of them; gives what a run would warn of.
    pub(crate) fn gene_sets(
        &self,
        features: &[String],
        sources: &GeneSetSources,
        problems: &mut Problems,
    ) -> Vec<String> {
        let mut warnings = Vec::new();
        let plan = self.plan;
        let Some(contrast) = plan.contrasts.first() else {
            return warnings;
        };
        let section = DifferentialSection {
            factors: plan.config.differential.factors.clone(),
            leave_one_out: false,
            ..DifferentialSection::default()
        };
        let found = stand_in(&plan.sheet, features.to_vec())
            .and_then(|values| self.test(&values, std::slice::from_ref(contrast), &section));
        let Some(found) = problems.note(found) else {
            return warnings;
        };
        let settings = GeneSetSettings {
            fdr: plan.config.differential.fdr.get(),
            section: plan.config.genesets.clone(),
        };
        for contrast in &found.contrasts {
            let label = ContrastLabel {
                id: &contrast.contrast,
                direction: &contrast.direction_in_words,
            };
            let genes = ContrastGenes::of(
                label.id,
                &contrast.features,
                &settings,
                sources.universe.as_ref(),
            );
            let Some(genes) = problems.note(genes) else {
                continue;
            };
            problems.note(check_overlap(&genes, label, sources));
            warnings.extend(warnings_of_names(&genes, sources));
            if let Some(themes) = &sources.themes {
                let judged = problems.note(genes.judge_themes(label, &themes.all, None, 1));
                let untestable =
                    judged.map(|judged| genes.warnings_of_themes(&themes.all, &judged));
                warnings.extend(untestable.unwrap_or_default());
            }
        }
        warnings
    }

    fn test(
        &self,
        expression: &ExpressionMatrix,
        contrasts: &[Contrast],
        section: &DifferentialSection,
    ) -> Result<DifferentialResults, Error> {
        let plan = self.plan;
        let settings = DifferentialSettings {
            section: section.clone(),
            n_controls_not_tested: 0,
            // of noise no call can be made
            informative: Some(expression.features().iter().cloned().collect()),
            contrasts: plan.config.study.contrast_file().to_path_buf(),
            notes: Vec::new(),
            n_rows_held: usize::MAX,
        };
        differential_expression(
            expression,
            &plan.sheet,
            contrasts,
            self.annotation,
            &settings,
            StageIo {
                inputs: &plan.inputs,
                progress: &NoProgress,
                write: &mut |_| Ok(()),
            },
        )
    }

    fn has_columns<'n>(&self, mut names: impl Iterator<Item = &'n String>) -> bool {
        names.all(|name| self.plan.sheet.column(name).is_some())
    }
}

/// Noise of several means and variances for every sample of the sheet.
fn stand_in(sheet: &SampleSheet, features: Vec<String>) -> Result<ExpressionMatrix, Error> {
    let mut generator = random_stream(1, 0);
    let (n_features, n_samples) = (features.len(), sheet.n_samples());
    let values = Array2::from_shape_fn((n_features, n_samples), |(row, _)| {
        let noise = (0..4).map(|_| f64::from(generator.next_u32()) / f64::from(u32::MAX));
        let mean = 4.0 + 8.0 * row as f64 / n_features as f64;
        mean + (0.5 + 0.1 * (row % 7) as f64) * (noise.sum::<f64>() - 2.0)
    });
    ExpressionMatrix::new(features, sheet.samples.clone(), values)
        .map_err(|error| Error::data("stand-in values", error, ""))
}
