//! Building the design of one contrast.

use super::nesting::nested_column;
use super::rank::{Model, constant, refuse_confounded};
use super::reduce::Reduction;
use super::scope::{Scope, counted};
use super::terms::{Columns, Naming, Variable};
use super::weights::{GroupNames, coefficient_weights, group_weights, level_weights};
use super::{ColumnReading, ColumnRoles, Design, Group, Reading};
use crate::DiffexprError;
use crate::dependence::dropped_note;
use arrayon_core::{Comparison, Contrast, Formula, SampleSheet};
use ndarray::Array2;

/// Builds the linear model of a contrast from the sample sheet.
///
/// All samples that are left after exclusion enter the model, so that every sample informs the
/// variance. A blocking column, or a column of a formula, whose values are all numbers is a
/// covariate unless `roles` declare it a factor; the columns of group means are always factors.
///
/// # Errors
/// Unknown columns, levels, groups and coefficients, empty groups and cells, a level compared
/// with itself, a contrast that the samples cannot estimate, no residual degrees of freedom; each
/// names what is at fault. Columns that are combinations of others are dropped where the contrast
/// does not depend on them; `dropped` and a note say which.
///
/// # Examples
/// ```
/// use arrayon_core::{Comparison, Contrast, Formula, LinearCombination, SampleSheet, SheetColumn};
/// use arrayon_diffexpr::{ColumnRoles, build_design};
///
/// let column = |name: &str, values: [&str; 5]| SheetColumn {
///     name: name.into(),
///     values: values.map(String::from).to_vec(),
/// };
/// let sheet = SampleSheet {
///     path: "samples.csv".into(),
///     samples: ["s1", "s2", "s3", "s4", "s5"].map(String::from).to_vec(),
///     lines: vec![2, 3, 4, 5, 6],
///     files: None,
///     columns: vec![
///         column("diet", ["low", "low", "full", "full", "full"]),
///         column("genotype", ["KO", "WT", "KO", "WT", "WT"]),
///     ],
/// };
/// let contrast = Contrast::between("low_vs_full", "diet", "full", "low");
/// let design = build_design(&sheet, &contrast, &ColumnRoles::default())?;
/// assert_eq!(design.columns, ["diet=low", "diet=full"]);
/// assert_eq!(design.weights, [1.0, -1.0]);
/// assert_eq!(design.df_residual(), 3);
///
/// let interaction = Contrast::new(
///     "interaction",
///     Comparison::Coefficients {
///         formula: Formula::parse("~ genotype * diet")?,
///         combination: LinearCombination::parse("genotypeWT.dietlow")?,
///     },
/// );
/// let design = build_design(&sheet, &interaction, &ColumnRoles::default())?;
/// let columns = ["(Intercept)", "genotypeWT", "dietlow", "genotypeWT:dietlow"];
/// assert_eq!(design.columns, columns);
/// assert_eq!(design.weights, [0.0, 0.0, 0.0, 1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build_design(
    sheet: &SampleSheet,
    contrast: &Contrast,
    roles: &ColumnRoles,
) -> Result<Design, DiffexprError> {
    roles.check()?;
    let scope = Scope::new(sheet, contrast, roles)?;
    let mut tested = match &contrast.comparison {
        Comparison::Levels { variable, .. } => of_groups(&scope, std::slice::from_ref(variable))?,
        Comparison::GroupMeans { variables, .. } => of_groups(&scope, variables)?,
        Comparison::Coefficients { formula, .. } => of_formula(&scope, formula)?,
    };
    add_blocking(&scope, &mut tested)?;
    finished(&scope, tested)
}

/// The model of what is tested, as it grows.
struct Tested {
    columns: Columns,
    readings: Vec<ColumnReading>,
    groups: Vec<Group>,
    /// The terms that hold what is tested.
    terms: Vec<Vec<String>>,
}

/// A column for each group.
fn of_groups(scope: &Scope<'_>, variables: &[String]) -> Result<Tested, DiffexprError> {
    let mut readings = Vec::new();
    for name in variables {
        scope.find(name)?;
    }
    scope.blocking_terms(&[])?;
    for name in variables {
        scope.filled(name)?;
        let one = std::slice::from_ref(name);
        let texts = scope.cells(one, &scope.kept)?;
        let levels = super::roles::levels(texts.iter().map(String::as_str));
        readings.push(ColumnReading {
            column: name.clone(),
            reading: Reading::Factor(levels),
            declared: true,
            doubt: None,
        });
    }
    let cells = scope.cells(variables, &scope.kept)?;
    let groups = counted(&cells);
    let levels: Vec<String> = groups.iter().map(|group| group.group.clone()).collect();
    let mut columns = Columns::new(scope.kept.len(), Naming::Equals);
    columns.add_groups(&variables.join(":"), &levels, &cells);
    Ok(Tested {
        columns,
        readings,
        groups,
        terms: variables.iter().map(|name| vec![name.clone()]).collect(),
    })
}

/// The formula's columns.
fn of_formula(scope: &Scope<'_>, formula: &Formula) -> Result<Tested, DiffexprError> {
    let mut columns = Columns::new(scope.kept.len(), Naming::Joined);
    let readings = (formula.variables().iter()).map(|variable| scope.read_variable(variable));
    let readings: Vec<ColumnReading> = readings.collect::<Result<_, _>>()?;
    if formula.has_intercept() {
        columns.add_intercept();
    }
    for term in formula.terms() {
        let term: Vec<&str> = term.iter().map(String::as_str).collect();
        columns.add_term(&variables(scope, &term, &readings)?, None);
    }
    let is_factor = |reading: &&ColumnReading| matches!(reading.reading, Reading::Factor(_));
    let factors = readings.iter().filter(is_factor);
    let factors: Vec<String> = factors.map(|reading| reading.column.clone()).collect();
    let groups = if factors.is_empty() {
        Vec::new()
    } else {
        counted(&scope.cells(&factors, &scope.kept)?)
    };
    Ok(Tested {
        columns,
        readings,
        groups,
        terms: formula.terms().collect(),
    })
}

fn add_blocking(scope: &Scope<'_>, tested: &mut Tested) -> Result<(), DiffexprError> {
    let terms = scope.blocking_terms(&tested.terms)?;
    let is_formula = matches!(scope.contrast.comparison, Comparison::Coefficients { .. });
    for (source, term) in terms.iter().enumerate() {
        for name in term {
            let is_known = tested.readings.iter().any(|known| known.column == *name);
            let is_tested = scope.contrast.variables().contains(&name.as_str());
            if is_tested && !is_formula {
                return Err(scope.repeated(name));
            }
            if is_known {
                continue;
            }
            tested.readings.push(if is_formula {
                scope.read_sorted(name)?
            } else {
                scope.read(name)?
            });
        }
        let term: Vec<&str> = term.iter().map(String::as_str).collect();
        let variables = variables(scope, &term, &tested.readings)?;
        tested.columns.add_term(&variables, Some(source));
    }
    Ok(())
}

fn variables<'a>(
    scope: &Scope<'a>,
    term: &[&str],
    readings: &'a [ColumnReading],
) -> Result<Vec<Variable<'a>>, DiffexprError> {
    let variable = |name: &&str| {
        let reading = readings.iter().find(|reading| reading.column == *name);
        let reading = reading.expect("every column of a term was read");
        let texts = match reading.reading {
            Reading::Factor(_) => scope.texts(name)?,
            Reading::Covariate(_) => Vec::new(),
        };
        Ok(Variable { reading, texts })
    };
    term.iter().map(variable).collect()
}

fn finished(scope: &Scope<'_>, tested: Tested) -> Result<Design, DiffexprError> {
    let Tested {
        columns,
        readings,
        groups,
        ..
    } = tested;
    let contrast = scope.contrast;
    let levels: Vec<String> = groups.iter().map(|group| group.group.clone()).collect();
    let mut weights = match &contrast.comparison {
        Comparison::Levels {
            variable,
            reference,
            target,
        } => level_weights(scope, variable, [reference, target], &levels)?,
        Comparison::GroupMeans {
            variables,
            combination,
        } => {
            let names = GroupNames {
                variables,
                levels: &levels,
            };
            group_weights(scope, combination, &names)?
        }
        Comparison::Coefficients { combination, .. } => {
            coefficient_weights(scope, combination, &columns.names)?
        }
    };
    weights.resize(columns.names.len(), 0.0);
    let reduction = Reduction::new(columns.vectors.clone());
    let dropped = reduction.dropped(&columns.names);
    let kept = &reduction.kept;
    let n_samples = scope.kept.len();
    let names: Vec<String> = kept.iter().map(|&at| columns.names[at].clone()).collect();
    check_residual_df(contrast, n_samples, &names)?;
    refuse_confounded(&Model::new(contrast, &columns, &weights), &dropped).map_err(|error| {
        let nested = nested_column(scope, &readings, &error);
        error.with_nested(nested)
    })?;
    // X = X_kept M and weights = M' weights_kept: the kept weights on the kept coefficients make
    // the same contrast
    let weights: Vec<f64> = kept.iter().map(|&at| weights[at]).collect();
    let vectors: Vec<&[f64]> = kept.iter().map(|&at| &columns.vectors[at][..]).collect();
    let notes = [
        single_sample_notes(contrast, &groups, &weights),
        level_note(contrast, &vectors, &weights),
        readings.iter().filter_map(ColumnReading::note).collect(),
        spelling_notes(&readings),
        readings
            .iter()
            .filter_map(ColumnReading::single_level_note)
            .collect(),
        dropped_note(&dropped).into_iter().collect(),
    ];
    let name = |&at: &usize| scope.sheet.samples[at].clone();
    Ok(Design {
        matrix: Array2::from_shape_fn((n_samples, names.len()), |(row, column)| {
            vectors[column][row]
        }),
        columns: names,
        dropped,
        sample_names: scope.kept.iter().map(name).collect(),
        excluded: scope.excluded(),
        samples: scope.kept.clone(),
        groups,
        weights,
        readings,
        notes: notes.concat(),
    })
}

fn check_residual_df(
    contrast: &Contrast,
    n_samples: usize,
    names: &[String],
) -> Result<(), DiffexprError> {
    if n_samples > names.len() {
        return Ok(());
    }
    Err(DiffexprError::NoResidualDf {
        contrast: contrast.id.clone(),
        n_samples,
        n_coefficients: names.len(),
        columns: names.to_vec(),
    })
}

fn single_sample_notes(contrast: &Contrast, groups: &[Group], weights: &[f64]) -> Vec<String> {
    if matches!(contrast.comparison, Comparison::Coefficients { .. }) {
        return Vec::new();
    }
    let is_single = |(group, weight): &(&Group, &f64)| group.n_samples == 1 && **weight != 0.0;
    let note = |(group, _): (&Group, &f64)| {
        format!(
            "group '{}' has a single sample: its own variability is unknown, the residual \
             variance comes from the other groups",
            group.group
        )
    };
    groups
        .iter()
        .zip(weights)
        .filter(is_single)
        .map(note)
        .collect()
}

/// A combination that changes when every expression value rises by 1 tests a level.
fn level_note(contrast: &Contrast, vectors: &[&[f64]], weights: &[f64]) -> Vec<String> {
    const NEGLIGIBLE: f64 = 1e-8;
    if contrast.levels().is_some() {
        return Vec::new();
    }
    let Some(constant) = constant(vectors) else {
        return Vec::new();
    };
    let change: f64 = constant.iter().zip(weights).map(|(a, b)| a * b).sum();
    if change.abs() < NEGLIGIBLE {
        return Vec::new();
    }
    vec![
        "the combination's weights do not balance: it tests a level of expression, not a \
         difference of levels"
            .to_owned(),
    ]
}

/// Levels that differ in capital letters alone are groups of their own, which few sheets mean.
pub(crate) fn spelling_notes(readings: &[ColumnReading]) -> Vec<String> {
    let mut notes = Vec::new();
    for reading in readings {
        let Reading::Factor(levels) = &reading.reading else {
            continue;
        };
        for (at, level) in levels.iter().enumerate() {
            let folded = level.to_lowercase();
            let twin = levels[..at].iter().find(|one| one.to_lowercase() == folded);
            notes.extend(twin.map(|twin| {
                format!(
                    "levels '{twin}' and '{level}' of column '{}' differ in capital letters alone \
                     and count as two groups; correct the sheet if they are one",
                    reading.column
                )
            }));
        }
    }
    notes
}

#[cfg(test)]
mod tests;
