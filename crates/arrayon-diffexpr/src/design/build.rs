//! Building the design of one contrast.

use super::rank::{Columns, check_rank};
use super::roles::levels;
use super::{ColumnReading, ColumnRoles, Design, Group, Reading};
use crate::DiffexprError;
use arrayon_core::{Contrast, SampleSheet, SheetColumn};
use ndarray::Array2;

/// Builds the linear model of a contrast from the sample sheet.
///
/// All levels of the contrast's variable that are left after exclusion enter the model, so that
/// every sample informs the variance. A blocking column whose values are all numbers is a
/// covariate unless `roles` declare it a factor; the contrast's variable is always a factor.
///
/// # Errors
/// Unknown columns and levels, empty groups and cells, a level compared with itself, columns that
/// are combinations of others, no residual degrees of freedom; each names what is at fault.
///
/// # Examples
/// ```
/// use arrayon_core::{Contrast, SampleSheet, SheetColumn};
/// use arrayon_diffexpr::{ColumnRoles, build_design};
///
/// let texts = |values: [&str; 4]| values.map(String::from).to_vec();
/// let sheet = SampleSheet {
///     path: "samples.csv".into(),
///     samples: texts(["s1", "s2", "s3", "s4"]),
///     lines: vec![2, 3, 4, 5],
///     files: None,
///     columns: vec![SheetColumn { name: "diet".into(), values: texts(["low", "low", "full", "full"]) }],
/// };
/// let contrast = Contrast {
///     id: "low_vs_full".into(),
///     variable: "diet".into(),
///     reference: "full".into(),
///     target: "low".into(),
///     blocking: vec![],
///     exclude_samples_column: None,
///     exclude_samples_values: vec![],
/// };
/// let design = build_design(&sheet, &contrast, &ColumnRoles::default())?;
/// assert_eq!(design.columns, ["diet=low", "diet=full"]);
/// assert_eq!(design.weights, [1.0, -1.0]);
/// assert_eq!(design.df_residual(), 2);
/// # Ok::<(), arrayon_diffexpr::DiffexprError>(())
/// ```
pub fn build_design(
    sheet: &SampleSheet,
    contrast: &Contrast,
    roles: &ColumnRoles,
) -> Result<Design, DiffexprError> {
    roles.check()?;
    check_names(sheet, contrast)?;
    let variable = find(sheet, contrast, &contrast.variable)?;
    let kept = kept_samples(sheet, contrast)?;
    let samples: Vec<(usize, &str)> = kept
        .iter()
        .map(|&at| (at, sheet.samples[at].as_str()))
        .collect();
    refuse_empty_cells(contrast, variable, &samples)?;
    let group_levels = levels(kept.iter().map(|&at| variable.values[at].as_str()));
    check_levels(sheet, contrast, variable, &group_levels)?;

    let mut builder = Builder::default();
    builder.add_levels(variable, &group_levels, &kept, None);
    let mut readings = vec![ColumnReading {
        column: variable.name.clone(),
        reading: Reading::Factor(group_levels.clone()),
        declared: true,
        ambiguous: false,
    }];
    for (block, name) in contrast.blocking.iter().enumerate() {
        let column = find(sheet, contrast, name)?;
        refuse_empty_cells(contrast, column, &samples)?;
        let reading = roles.read(&contrast.id, column, &samples)?;
        builder.add_blocking(column, &reading, &kept, block);
        readings.push(reading);
    }
    let weights = contrast_weights(contrast, &group_levels, builder.names.len());
    let columns = Columns {
        contrast: &contrast.id,
        names: &builder.names,
        vectors: &builder.vectors,
        sources: &builder.sources,
        blocking: &contrast.blocking,
        weights: &weights,
    };
    check_rank(&columns)?;
    check_residual_df(&columns, kept.len())?;
    let groups = count_groups(variable, group_levels, &kept);
    let is_excluded = |at: &usize| !kept.contains(at);
    let excluded = (0..sheet.n_samples())
        .filter(is_excluded)
        .map(|at| sheet.samples[at].clone())
        .collect();
    let n_columns = builder.names.len();
    Ok(Design {
        matrix: Array2::from_shape_fn((kept.len(), n_columns), |(row, column)| {
            builder.vectors[column][row]
        }),
        columns: builder.names,
        sample_names: samples.iter().map(|&(_, name)| name.to_owned()).collect(),
        notes: notes(&groups, &readings, contrast),
        samples: kept,
        groups,
        weights,
        readings,
        excluded,
    })
}

/// The columns of the matrix as they grow.
#[derive(Default)]
struct Builder {
    names: Vec<String>,
    vectors: Vec<Vec<f64>>,
    sources: Vec<Option<usize>>,
}

impl Builder {
    fn add_levels(
        &mut self,
        column: &SheetColumn,
        levels: &[String],
        kept: &[usize],
        source: Option<usize>,
    ) {
        for level in levels {
            let is_level = |&at: &usize| f64::from(u8::from(column.values[at] == *level));
            self.names.push(format!("{}={level}", column.name));
            self.vectors.push(kept.iter().map(is_level).collect());
            self.sources.push(source);
        }
    }

    fn add_blocking(
        &mut self,
        column: &SheetColumn,
        reading: &ColumnReading,
        kept: &[usize],
        block: usize,
    ) {
        match &reading.reading {
            Reading::Factor(levels) => self.add_levels(column, &levels[1..], kept, Some(block)),
            Reading::Covariate(values) => {
                self.names.push(column.name.clone());
                self.vectors.push(values.clone());
                self.sources.push(Some(block));
            }
        }
    }
}

fn find<'a>(
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

fn check_names(sheet: &SampleSheet, contrast: &Contrast) -> Result<(), DiffexprError> {
    let mut used = vec![&contrast.variable];
    for name in &contrast.blocking {
        find(sheet, contrast, name)?;
        if used.contains(&name) {
            return Err(DiffexprError::RepeatedColumn {
                contrast: contrast.id.clone(),
                column: name.clone(),
            });
        }
        used.push(name);
    }
    Ok(())
}

fn kept_samples(sheet: &SampleSheet, contrast: &Contrast) -> Result<Vec<usize>, DiffexprError> {
    let Some(name) = &contrast.exclude_samples_column else {
        return Ok((0..sheet.n_samples()).collect());
    };
    let column = find(sheet, contrast, name)?;
    let is_kept = |at: &usize| {
        !contrast
            .exclude_samples_values
            .contains(&column.values[*at])
    };
    Ok((0..sheet.n_samples()).filter(is_kept).collect())
}

fn refuse_empty_cells(
    contrast: &Contrast,
    column: &SheetColumn,
    samples: &[(usize, &str)],
) -> Result<(), DiffexprError> {
    let empty = samples
        .iter()
        .filter(|&&(at, _)| column.values[at].is_empty());
    let names: Vec<String> = empty.map(|&(_, name)| name.to_owned()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(DiffexprError::EmptyCell {
        contrast: contrast.id.clone(),
        column: column.name.clone(),
        samples: names,
    })
}

fn check_levels(
    sheet: &SampleSheet,
    contrast: &Contrast,
    variable: &SheetColumn,
    kept_levels: &[String],
) -> Result<(), DiffexprError> {
    let (id, column) = (contrast.id.clone(), contrast.variable.clone());
    if contrast.reference == contrast.target {
        let level = contrast.target.clone();
        return Err(DiffexprError::SameLevel {
            contrast: id,
            column,
            level,
        });
    }
    for level in [&contrast.reference, &contrast.target] {
        if kept_levels.contains(level) {
            continue;
        }
        let of_level = (0..sheet.n_samples()).filter(|&at| variable.values[at] == *level);
        let excluded: Vec<String> = of_level.map(|at| sheet.samples[at].clone()).collect();
        let (contrast, level) = (id, level.clone());
        if excluded.is_empty() {
            let levels = kept_levels.to_vec();
            return Err(DiffexprError::UnknownLevel {
                contrast,
                column,
                level,
                levels,
            });
        }
        return Err(DiffexprError::EmptyGroup {
            contrast,
            column,
            level,
            excluded,
        });
    }
    Ok(())
}

fn contrast_weights(contrast: &Contrast, levels: &[String], n_columns: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n_columns];
    for (weight, level) in weights.iter_mut().zip(levels) {
        *weight = f64::from(u8::from(*level == contrast.target))
            - f64::from(u8::from(*level == contrast.reference));
    }
    weights
}

fn check_residual_df(columns: &Columns<'_>, n_samples: usize) -> Result<(), DiffexprError> {
    if n_samples > columns.names.len() {
        return Ok(());
    }
    Err(DiffexprError::NoResidualDf {
        contrast: columns.contrast.to_owned(),
        n_samples,
        n_coefficients: columns.names.len(),
        columns: columns.names.to_vec(),
    })
}

fn count_groups(variable: &SheetColumn, levels: Vec<String>, kept: &[usize]) -> Vec<Group> {
    let count = |level: &String| {
        kept.iter()
            .filter(|&&at| variable.values[at] == *level)
            .count()
    };
    let of = |level: String| Group {
        n_samples: count(&level),
        level,
    };
    levels.into_iter().map(of).collect()
}

fn notes(groups: &[Group], readings: &[ColumnReading], contrast: &Contrast) -> Vec<String> {
    let mut notes = Vec::new();
    for group in groups {
        let is_compared = [&contrast.reference, &contrast.target].contains(&&group.level);
        if is_compared && group.n_samples == 1 {
            notes.push(format!(
                "group '{}' has a single sample: its own variability is unknown, the residual \
                 variance comes from the other groups",
                group.level
            ));
        }
    }
    for reading in readings.iter().filter(|reading| reading.ambiguous) {
        notes.push(format!(
            "column '{}' holds a few repeated whole numbers and was read as a covariate; declare \
             it a factor if the numbers are labels",
            reading.column
        ));
    }
    notes
}

#[cfg(test)]
mod tests;
