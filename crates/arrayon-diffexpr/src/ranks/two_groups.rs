//! The samples of a pairwise contrast, for methods that compare two groups without a model.

use crate::DiffexprError;
use arrayon_core::{Comparison, Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use std::collections::BTreeMap;

/// Samples of two groups that may be compared with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBlock {
    /// Columns of the target group.
    pub target: Vec<usize>,
    /// Columns of the reference group.
    pub reference: Vec<usize>,
}

impl GroupBlock {
    /// Replicates that the block counts as.
    pub(crate) fn n_replicates(&self) -> usize {
        self.target.len().min(self.reference.len())
    }
}

/// Which columns of the expression matrix are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TwoGroups {
    /// Columns by block, in the order in which blocks appear in the sheet; one block where the
    /// contrast has no blocking column.
    pub(crate) blocks: Vec<GroupBlock>,
    pub(crate) notes: Vec<String>,
}

impl TwoGroups {
    /// Whether each block is a pair.
    pub(crate) fn is_paired(&self) -> bool {
        self.blocks
            .iter()
            .all(|block| block.target.len() == 1 && block.reference.len() == 1)
    }

    /// All columns of the target and of the reference.
    pub(crate) fn groups(&self) -> (Vec<usize>, Vec<usize>) {
        let join = |group: fn(&GroupBlock) -> &Vec<usize>| {
            self.blocks.iter().flat_map(group).copied().collect()
        };
        (join(|block| &block.target), join(|block| &block.reference))
    }
}

/// Finds the samples of both levels, leaves out the excluded ones, and parts them by the blocking
/// columns. Blocks that lack one of the groups are left out with a note.
pub(crate) fn two_groups(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
) -> Result<TwoGroups, DiffexprError> {
    let Comparison::Levels {
        variable: name,
        reference: reference_level,
        target: target_level,
    } = &contrast.comparison
    else {
        return Err(DiffexprError::NotPairwise {
            contrast: contrast.id.clone(),
            method: "a method without a model",
        });
    };
    let variable = column(sheet, contrast, name)?;
    let excluded = excluded(sheet, contrast)?;
    let target = samples_of(sheet, contrast, variable, target_level, &excluded)?;
    let reference = samples_of(sheet, contrast, variable, reference_level, &excluded)?;
    if target_level == reference_level {
        return Err(DiffexprError::SameLevel {
            contrast: contrast.id.clone(),
            column: name.clone(),
            level: target_level.clone(),
        });
    }
    let mut used: Vec<usize> = target.iter().chain(&reference).copied().collect();
    used.sort_unstable();
    let columns = expression_columns(expression, sheet, contrast, &used)?;
    let keys = block_keys(sheet, contrast, &used)?;
    let mut order: Vec<&Vec<String>> = Vec::new();
    let mut blocks: Vec<GroupBlock> = Vec::new();
    for sample in &used {
        let key = &keys[sample];
        let at = order.iter().position(|other| *other == key);
        let at = at.unwrap_or_else(|| {
            order.push(key);
            blocks.push(GroupBlock {
                target: Vec::new(),
                reference: Vec::new(),
            });
            blocks.len() - 1
        });
        let is_target = variable.values[*sample] == *target_level;
        let group = if is_target {
            &mut blocks[at].target
        } else {
            &mut blocks[at].reference
        };
        group.push(columns[sample]);
    }
    let n_blocks = blocks.len();
    blocks.retain(|block| !block.target.is_empty() && !block.reference.is_empty());
    if blocks.is_empty() {
        return Err(DiffexprError::NoCommonBlock {
            contrast: contrast.id.clone(),
            blocking: contrast.blocking.clone(),
        });
    }
    let mut notes = Vec::new();
    if blocks.len() < n_blocks {
        notes.push(format!(
            "{} of {n_blocks} blocks hold samples of one group only and are left out",
            n_blocks - blocks.len()
        ));
    }
    Ok(TwoGroups { blocks, notes })
}

fn column<'a>(
    sheet: &'a SampleSheet,
    contrast: &Contrast,
    name: &str,
) -> Result<&'a SheetColumn, DiffexprError> {
    sheet
        .column(name)
        .ok_or_else(|| DiffexprError::UnknownColumn {
            contrast: contrast.id.clone(),
            column: name.to_owned(),
            columns: sheet.column_names().into_iter().map(String::from).collect(),
        })
}

fn excluded(sheet: &SampleSheet, contrast: &Contrast) -> Result<Vec<bool>, DiffexprError> {
    let Some(name) = &contrast.exclude_samples_column else {
        return Ok(vec![false; sheet.n_samples()]);
    };
    let values = &column(sheet, contrast, name)?.values;
    let is_excluded = |value: &String| contrast.exclude_samples_values.contains(value);
    Ok(values.iter().map(is_excluded).collect())
}

fn samples_of(
    sheet: &SampleSheet,
    contrast: &Contrast,
    variable: &SheetColumn,
    level: &str,
    excluded: &[bool],
) -> Result<Vec<usize>, DiffexprError> {
    let of_level: Vec<usize> = (0..sheet.n_samples())
        .filter(|&at| variable.values[at] == level)
        .collect();
    let contrast_id = contrast.id.clone();
    if of_level.is_empty() || level.is_empty() {
        let used = (0..sheet.n_samples()).map(|at| variable.values[at].as_str());
        return Err(DiffexprError::UnknownLevel {
            contrast: contrast_id,
            column: variable.name.clone(),
            level: level.to_owned(),
            levels: levels(used.filter(|text| !text.is_empty())),
        });
    }
    let kept: Vec<usize> = (of_level.iter().copied())
        .filter(|&at| !excluded[at])
        .collect();
    if kept.is_empty() {
        return Err(DiffexprError::EmptyGroup {
            contrast: contrast_id,
            column: variable.name.clone(),
            level: level.to_owned(),
            excluded: names(sheet, &of_level),
        });
    }
    Ok(kept)
}

/// The different texts, in order of first appearance.
fn levels<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for text in texts {
        if !levels.iter().any(|level| level == text) {
            levels.push(text.to_owned());
        }
    }
    levels
}

fn names(sheet: &SampleSheet, samples: &[usize]) -> Vec<String> {
    (samples.iter())
        .map(|&at| sheet.samples[at].clone())
        .collect()
}

fn expression_columns(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    samples: &[usize],
) -> Result<BTreeMap<usize, usize>, DiffexprError> {
    let positions: BTreeMap<&str, usize> = (expression.samples().iter())
        .map(String::as_str)
        .zip(0..)
        .collect();
    let find = |at: &usize| positions.get(sheet.samples[*at].as_str()).copied();
    let missing: Vec<usize> = (samples.iter().copied())
        .filter(|at| find(at).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(DiffexprError::NoExpression {
            contrast: contrast.id.clone(),
            samples: names(sheet, &missing),
        });
    }
    Ok((samples.iter())
        .filter_map(|at| find(at).map(|column| (*at, column)))
        .collect())
}

/// The values of the blocking columns, sample by sample.
fn block_keys(
    sheet: &SampleSheet,
    contrast: &Contrast,
    samples: &[usize],
) -> Result<BTreeMap<usize, Vec<String>>, DiffexprError> {
    let mut keys: BTreeMap<usize, Vec<String>> =
        samples.iter().map(|&at| (at, Vec::new())).collect();
    for name in &contrast.blocking {
        let column = column(sheet, contrast, name)?;
        let empty: Vec<usize> = (samples.iter().copied())
            .filter(|&at| column.values[at].is_empty())
            .collect();
        if !empty.is_empty() {
            return Err(DiffexprError::EmptyCell {
                contrast: contrast.id.clone(),
                column: name.clone(),
                samples: names(sheet, &empty),
            });
        }
        for (at, key) in &mut keys {
            key.push(column.values[*at].clone());
        }
    }
    Ok(keys)
}

/// Refuses an infinite value, as the linear models do.
pub(crate) fn refuse_infinite(expression: &ExpressionMatrix) -> Result<(), DiffexprError> {
    let is_infinite = |value: &f64| value.is_infinite();
    let Some(at) = expression.rows().flatten().position(is_infinite) else {
        return Ok(());
    };
    let (row, column) = (at / expression.n_samples(), at % expression.n_samples());
    Err(DiffexprError::NotFinite {
        feature: expression.features()[row].clone(),
        sample: expression.samples()[column].clone(),
        value: expression.row(row)[column],
    })
}
