//! The random effect of blocks in an analysis.

use crate::{Block, Design, DiffexprError, ErrorModel, duplicate_correlation};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A random effect of blocks (limma's `duplicateCorrelation`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Block")]
pub struct BlockEffect {
    /// Column of the sample sheet that names the blocks.
    pub variable: String,
    /// How many blocks the model's samples are in.
    pub n_blocks: usize,
    /// The consensus correlation between samples of one block, which all fits use.
    pub consensus_correlation: f64,
    /// Features that allowed an estimate.
    pub n_estimated: usize,
    /// Why the correlation is 0 without an estimate, where it is.
    pub note: Option<String>,
}

/// The column of the random block: that of the contrast's formula, else that of the settings.
///
/// # Errors
/// Both name one, and not the same.
pub fn block_column<'a>(
    contrast: &'a Contrast,
    block: Option<&'a str>,
) -> Result<Option<&'a str>, DiffexprError> {
    match (contrast.random_block(), block) {
        (Some(formula), Some(block)) if formula != block => Err(DiffexprError::TwoBlocks {
            contrast: contrast.id.clone(),
            formula: formula.to_owned(),
            block: block.to_owned(),
        }),
        (formula, block) => Ok(formula.or(block)),
    }
}

/// The block of each of the design's samples.
pub(crate) fn block_labels(
    sheet: &SampleSheet,
    design: &Design,
    contrast: &Contrast,
    name: &str,
) -> Result<Vec<String>, DiffexprError> {
    let Some(column) = sheet.column(name) else {
        return Err(DiffexprError::UnknownColumn {
            contrast: contrast.id.clone(),
            column: name.to_owned(),
            columns: sheet.column_names().into_iter().map(String::from).collect(),
        });
    };
    labels(column, &design.samples).map_err(|empty| DiffexprError::EmptyCell {
        contrast: contrast.id.clone(),
        column: name.to_owned(),
        samples: (empty.iter())
            .map(|&at| sheet.samples[at].clone())
            .collect(),
    })
}

/// The labels of these samples, or those that have none.
pub(crate) fn labels(column: &SheetColumn, samples: &[usize]) -> Result<Vec<String>, Vec<usize>> {
    let is_empty = |at: &&usize| column.values[**at].is_empty();
    let empty: Vec<usize> = samples.iter().filter(is_empty).copied().collect();
    if empty.is_empty() {
        let label = |&at: &usize| column.values[at].clone();
        return Ok(samples.iter().map(label).collect());
    }
    Err(empty)
}

/// Estimates the correlation within blocks and has the errors follow it.
pub(crate) fn add_block(
    expression: &ExpressionMatrix,
    design: &Design,
    column: &str,
    labels: &[String],
    errors: &mut ErrorModel,
) -> Result<BlockEffect, DiffexprError> {
    let found = duplicate_correlation(expression, design, labels, errors)?;
    let mut blocks = labels.to_vec();
    blocks.sort_unstable();
    blocks.dedup();
    if found.note.is_none() {
        errors.block = Some(Block {
            labels: labels.to_vec(),
            correlation: found.consensus,
        });
    }
    let estimated = found
        .atanh_correlations
        .iter()
        .filter(|value| !value.is_nan());
    Ok(BlockEffect {
        variable: column.to_owned(),
        n_blocks: blocks.len(),
        consensus_correlation: found.consensus,
        n_estimated: if found.note.is_some() {
            0
        } else {
            estimated.count()
        },
        note: found.note,
    })
}

/// What a reader should know of it, in words.
pub(crate) fn block_notes(block: &BlockEffect) -> Vec<String> {
    let column = &block.variable;
    if let Some(note) = &block.note {
        return vec![format!("block column '{column}': {note}")];
    }
    if block.consensus_correlation < 0.0 {
        return vec![format!(
            "block column '{column}': samples of one block are less alike than samples of \
             different blocks (correlation {:.3}); a block that stands for an animal or a litter \
             would not do this",
            block.consensus_correlation
        )];
    }
    Vec::new()
}
