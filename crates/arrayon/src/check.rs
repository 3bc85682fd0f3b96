//! Checks a study without computing anything.

use crate::arrays::check_headers;
use crate::chip::Library;
use crate::config::{FilterSection, StudyConfig};
use crate::differential::{unanswerable, weights};
use crate::error::Error;
use crate::gene_set_files;
use crate::genes::check_annotation;
use crate::plan::Plan;
use crate::probe_sets::ProbeSetCounts;
use crate::run::match_samples;
use crate::truth::Truth;
use arrayon_diffexpr::{ColumnRoles, block_column, build_design};
use arrayon_formats::{annotation, matrix};
use serde::Serialize;
use std::path::Path;

/// What a run of the study would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedStudy {
    /// Name of the study.
    pub study: String,
    /// Number of samples.
    pub n_samples: usize,
    /// What expression is computed from.
    pub start: String,
    /// The chip, where the study begins from arrays.
    pub probe_sets: Option<ProbeSetCounts>,
    /// Each contrast's model.
    pub contrasts: Vec<CheckedContrast>,
    /// Gene sets that would be tested.
    pub n_gene_sets: usize,
    /// Whether the built-in themes would be judged.
    pub themes: bool,
}

/// One contrast's model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedContrast {
    /// Id.
    pub contrast: String,
    /// What a positive log2 fold change means.
    pub direction: String,
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Column of the random block.
    pub block: Option<String>,
    /// Residual degrees of freedom.
    pub df_residual: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Reads description, sheet, contrasts, library, annotation and gene sets, opens the header of
/// every array, and builds every design.
///
/// # Errors
/// The first thing that would stop a run, short of the arrays' contents.
pub fn check_study(path: &Path) -> Result<CheckedStudy, Error> {
    let mut plan = Plan::new(StudyConfig::read(path)?)?;
    let chip = plan.config.chip.clone().unwrap_or_default();
    Truth::of(&plan)?;
    let annotation = chip
        .annotation
        .as_deref()
        .map(annotation::read)
        .transpose()?;
    let sources = gene_set_files::read(
        &plan.config.genesets,
        chip.annotation.as_deref(),
        &mut plan.inputs,
    )?;
    let (probe_sets, features) = match &plan.config.study.matrix {
        Some(path) => {
            let matrix = match_samples(matrix::read(path)?, &plan.sheet, path)?;
            (None, matrix.features().to_vec())
        }
        None => {
            let library = Library::read(&chip, &mut plan.inputs)?;
            check_headers(&plan.cel_files, &library)?;
            let features = library.design.features().into_iter();
            (
                Some(ProbeSetCounts::of(&library.design)),
                features.map(|feature| feature.id).collect(),
            )
        }
    };
    if let (Some(annotation), Some(path)) = (&annotation, &chip.annotation) {
        check_annotation(annotation, path, &features)?;
    }
    check_weights(&plan, &features)?;
    let roles = ColumnRoles {
        factors: plan.config.differential.factors.clone(),
        ..ColumnRoles::default()
    };
    let contrasts = (plan.contrasts.iter())
        .map(|contrast| {
            let design = build_design(&plan.sheet, contrast, &roles)
                .map_err(|error| unanswerable(&plan.config.study.contrasts, &error))?;
            let block = block_column(contrast, plan.config.differential.block.as_deref())
                .map_err(|error| unanswerable(&plan.config.study.contrasts, &error))?;
            Ok(CheckedContrast {
                block: block.map(str::to_owned),
                contrast: contrast.id.clone(),
                direction: contrast.direction(),
                df_residual: design.df_residual(),
                coefficients: design.columns,
                notes: design.notes,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(CheckedStudy {
        study: plan.config.study.name.clone(),
        n_samples: plan.sheet.n_samples(),
        start: match &plan.config.study.matrix {
            Some(matrix) => format!("matrix {}", matrix.display()),
            None => format!("{} CEL files", plan.cel_files.len()),
        },
        probe_sets,
        contrasts,
        n_gene_sets: sources
            .collections
            .iter()
            .map(|collection| collection.sets.len())
            .sum(),
        themes: sources.themes.is_some(),
    })
}

/// Reads the weights of single values. Which features are tested shows only in a run where the
/// study begins from arrays or has filters.
fn check_weights(plan: &Plan, features: &[String]) -> Result<(), Error> {
    let section = &plan.config.differential;
    let is_known = plan.config.study.matrix.is_some() && section.filter == FilterSection::default();
    let features = if is_known { features } else { &[] };
    weights(section, features, &plan.sheet.samples).map(|_| ())
}

impl CheckedStudy {
    /// The plan for people, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}: {} samples from {}",
            self.study, self.n_samples, self.start
        )];
        if let Some(counts) = &self.probe_sets {
            lines.push(format!(
                "chip: {} probe sets ({} declared controls), {} perfect-match probes, {} features",
                counts.n_probe_sets, counts.n_controls, counts.n_perfect_match, counts.n_features
            ));
        }
        for contrast in &self.contrasts {
            lines.push(format!(
                "contrast {}: {}",
                contrast.contrast, contrast.direction
            ));
            let block = (contrast.block.as_ref())
                .map_or(String::new(), |column| format!(", random block {column}"));
            lines.push(format!(
                "  model {}{block}; {} residual degrees of freedom",
                contrast.coefficients.join(" + "),
                contrast.df_residual
            ));
            lines.extend(contrast.notes.iter().map(|note| format!("  note: {note}")));
        }
        let themes = if self.themes { " and the themes" } else { "" };
        lines.push(format!("gene sets: {}{themes}", self.n_gene_sets));
        lines.push("all of it holds together".to_owned());
        lines
    }
}
