//! A contrast's linear model, for tests of gene sets on the real design.

use super::{ContrastGenes, gene_set_error};
use crate::config::DifferentialSection;
use crate::differential::unanswerable;
use crate::error::Error;
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_diffexpr::{ContrastResult, VariancePrior, analyze};
use arrayon_genesets::{LinearEffects, SampleErrors};
use arrayon_results::differential::FeatureRow;
use std::collections::HashMap;
use std::path::Path;

/// The expression to which tables belong.
#[derive(Debug, Clone, Copy)]
pub struct StudyData<'a> {
    /// Log2 expression, features x samples.
    pub expression: &'a ExpressionMatrix,
    /// What is known of the samples.
    pub sheet: &'a SampleSheet,
    /// The contrasts.
    pub contrasts: &'a [Contrast],
    /// Their file, for messages.
    pub contrasts_path: &'a Path,
    /// How they are fitted.
    pub section: &'a DifferentialSection,
}

impl StudyData<'_> {
    /// The contrast of this id.
    ///
    /// # Errors
    /// There is none.
    pub fn contrast(&self, id: &str) -> Result<&Contrast, Error> {
        let mut same = self.contrasts.iter().filter(|one| one.id == id);
        same.next().ok_or_else(|| {
            let known: Vec<&str> = self.contrasts.iter().map(|one| one.id.as_str()).collect();
            let message = format!(
                "no contrast '{id}'; expected one of '{}'",
                known.join("', '")
            );
            let hint =
                "the table's file is named after its contrast, as `arrayon differential` does";
            Error::data(self.contrasts_path.display().to_string(), message, hint)
        })
    }
}

/// What a contrast's linear model says of the features without a missing value.
#[derive(Debug, Clone)]
pub struct ContrastModel {
    pub(super) features: Vec<String>,
    /// Ordinary moderated t of the table on the scale of z.
    pub(super) z: Vec<f64>,
    pub(super) effects: LinearEffects,
    pub(super) prior: VariancePrior,
    pub(super) notes: Vec<String>,
    /// Of the notes, that the table is not of this model.
    pub(crate) mismatch: Option<String>,
}

/// Largest relative difference between the t of the table and of the model that is rounding.
const ROUNDING: f64 = 1e-4;

impl ContrastModel {
    /// Fits the contrast to the features of its table, as the table was made.
    ///
    /// # Errors
    /// A contrast that is not known or that the samples cannot answer; a feature of the table
    /// that the matrix does not have; no feature with a value in every sample.
    pub fn fit(
        study: StudyData<'_>,
        id: &str,
        rows: &[FeatureRow],
        genes: &ContrastGenes,
    ) -> Result<Self, Error> {
        let contrast = study.contrast(id)?;
        let tested = tested_features(study.expression, id, rows)?;
        let settings = study.section.fit();
        let fitted = analyze(&tested, study.sheet, contrast, &settings)
            .map_err(|error| unanswerable(study.contrasts_path, &error))?;
        let model = |kept: &[usize], expression: &ExpressionMatrix| {
            effects(study.sheet, &fitted, &expression.select_features(kept))
                .map_err(|error| gene_set_error(id, &error))
        };
        let places: HashMap<&String, usize> = tested.samples().iter().zip(0..).collect();
        let columns: Vec<usize> = (fitted.design.sample_names.iter())
            .filter_map(|name| places.get(name).copied())
            .collect();
        let expression = tested.select_samples(&columns);
        let ranked: HashMap<&str, f64> = (genes.ranked.ids.iter().map(String::as_str))
            .zip(genes.ranked.z.iter().copied())
            .collect();
        let has_z = |row: usize| ranked.contains_key(expression.features()[row].as_str());
        let with_z: Vec<usize> = (0..expression.n_features())
            .filter(|&row| has_z(row))
            .collect();
        let kept: Vec<usize> = (with_z.iter().copied())
            .filter(|&row| expression.is_complete(row))
            .collect();
        if kept.is_empty() {
            let found = "no feature has a value in every sample of the contrast";
            let hint = "tests on the design need complete features; leave out 'camera', 'fry' \
                        and 'roast', or the samples with gaps";
            return Err(Error::data(
                format!("gene sets of contrast '{id}'"),
                found,
                hint,
            ));
        }
        let features: Vec<String> = (kept.iter())
            .map(|&row| expression.features()[row].clone())
            .collect();
        let mismatch = mismatch(study.section, &fitted, rows);
        Ok(Self {
            z: features.iter().map(|name| ranked[name.as_str()]).collect(),
            effects: model(&kept, &expression)?,
            prior: fitted.prior.of_features(&kept),
            notes: notes(study.section, with_z.len() - kept.len(), mismatch.as_ref()),
            mismatch,
            features,
        })
    }
}

/// The rows of the matrix that the table speaks of.
fn tested_features(
    expression: &ExpressionMatrix,
    contrast: &str,
    rows: &[FeatureRow],
) -> Result<ExpressionMatrix, Error> {
    let places: HashMap<&str, usize> = (expression.features().iter().map(String::as_str))
        .zip(0..)
        .collect();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(&at) = places.get(row.feature_id.as_str()) else {
            let found = format!(
                "feature '{}' of the table is no row of the matrix",
                row.feature_id
            );
            let hint = "give the matrix that the table was made from";
            return Err(Error::data(format!("contrast '{contrast}'"), found, hint));
        };
        kept.push(at);
    }
    kept.sort_unstable();
    Ok(expression.select_features(&kept))
}

fn effects(
    sheet: &SampleSheet,
    fitted: &ContrastResult,
    expression: &ExpressionMatrix,
) -> Result<LinearEffects, arrayon_genesets::GeneSetError> {
    let design = &fitted.design;
    let labels: Option<(Vec<String>, f64)> = fitted.found.block.as_ref().and_then(|block| {
        let values = &sheet.column(&block.variable)?.values;
        let labels = design.samples.iter().map(|&at| values[at].clone());
        Some((labels.collect(), block.consensus_correlation))
    });
    let errors = SampleErrors {
        weights: fitted.sample_weights.as_deref(),
        blocks: (labels.as_ref()).map(|(labels, correlation)| (&labels[..], *correlation)),
    };
    LinearEffects::with_errors(expression, &design.matrix, &design.weights, errors)
}

fn notes(
    section: &DifferentialSection,
    n_incomplete: usize,
    mismatch: Option<&String>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if n_incomplete > 0 {
        notes.push(format!(
            "{n_incomplete} features with a missing value take no part in tests on the design"
        ));
    }
    if section.observation_weights.is_some() {
        let note = "tests on the design take no account of observation weights; those on the table's \
                    t do";
        notes.push(note.to_owned());
    }
    notes.extend(mismatch.cloned());
    notes
}

/// Says that the table is of another model, where it is; weights of single values make it one
/// always.
fn mismatch(
    section: &DifferentialSection,
    fitted: &ContrastResult,
    rows: &[FeatureRow],
) -> Option<String> {
    if section.observation_weights.is_some() {
        return None;
    }
    let t: HashMap<&str, f64> = (fitted.found.features.iter())
        .filter_map(|row| Some((row.feature_id.as_str(), row.ordinary_t()?)))
        .collect();
    let is_other = |row: &&FeatureRow| {
        let (Some(written), Some(&fitted)) = (row.ordinary_t(), t.get(row.feature_id.as_str()))
        else {
            return false;
        };
        (written - fitted).abs() > ROUNDING * (1.0 + written.abs())
    };
    let n_other = rows.iter().filter(is_other).count();
    (n_other > 0).then(|| {
        format!(
            "{n_other} of {} features have another moderated t in the table than in the model of \
             the tests on the design: the table was made with other settings or samples, or is of \
             another contrast",
            rows.len()
        )
    })
}
