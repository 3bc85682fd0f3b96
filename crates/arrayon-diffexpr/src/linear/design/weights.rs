//! The weights of a model's columns in a contrast.

use super::scope::Scope;
use crate::DiffexprError;
use arrayon_core::LinearCombination;
use arrayon_core::contrast::{NameFault, r_name, written_name};

/// The groups that a combination may name.
pub(super) struct GroupNames<'a> {
    pub(super) variables: &'a [String],
    pub(super) levels: &'a [String],
}

/// 1 for the target, -1 for the reference.
pub(super) fn level_weights(
    scope: &Scope<'_>,
    variable: &str,
    [reference, target]: [&String; 2],
    levels: &[String],
) -> Result<Vec<f64>, DiffexprError> {
    let (contrast, column) = (scope.contrast.id.clone(), variable.to_owned());
    if reference == target {
        let level = target.clone();
        return Err(DiffexprError::SameLevel {
            contrast,
            column,
            level,
        });
    }
    for level in [reference, target] {
        if levels.contains(level) {
            continue;
        }
        refuse_excluded(scope, &[variable.to_owned()], level)?;
        return Err(DiffexprError::UnknownLevel {
            contrast,
            column,
            level: level.clone(),
            levels: levels.to_vec(),
        });
    }
    let is = |level: &String, other: &String| f64::from(u8::from(level == other));
    Ok(levels
        .iter()
        .map(|level| is(level, target) - is(level, reference))
        .collect())
}

/// The weights of groups in a combination of their means.
pub(super) fn group_weights(
    scope: &Scope<'_>,
    combination: &LinearCombination,
    names: &GroupNames<'_>,
) -> Result<Vec<f64>, DiffexprError> {
    let found = combination.weights(names.levels);
    if let Err(NameFault::Unknown { name, .. }) = &found {
        refuse_excluded(scope, names.variables, name)?;
    }
    let legal = || {
        names
            .levels
            .iter()
            .map(|level| written_name(level))
            .collect()
    };
    found.map_err(|fault| unresolved(scope, combination, fault, "group", legal()))
}

/// The weights of coefficients.
pub(super) fn coefficient_weights(
    scope: &Scope<'_>,
    combination: &LinearCombination,
    names: &[String],
) -> Result<Vec<f64>, DiffexprError> {
    let legal = || names.iter().map(|name| r_name(name)).collect();
    (combination.weights(names))
        .map_err(|fault| unresolved(scope, combination, fault, "coefficient", legal()))
}

fn unresolved(
    scope: &Scope<'_>,
    combination: &LinearCombination,
    fault: NameFault,
    kind: &'static str,
    names: Vec<String>,
) -> DiffexprError {
    let contrast = scope.contrast.id.clone();
    match fault {
        NameFault::Unknown {
            name,
            position,
            nearest,
        } => DiffexprError::UnknownName {
            contrast,
            combination: combination.text().to_owned(),
            position,
            name,
            kind,
            nearest,
            names,
        },
        NameFault::Ambiguous { name, meanings } => DiffexprError::AmbiguousName {
            contrast,
            name,
            kind,
            meanings,
        },
    }
}

/// The error for a group that has samples, all of them excluded.
fn refuse_excluded(
    scope: &Scope<'_>,
    variables: &[String],
    level: &str,
) -> Result<(), DiffexprError> {
    let all: Vec<usize> = (0..scope.sheet.n_samples()).collect();
    let cells = scope.cells(variables, &all)?;
    let of_level = all.iter().filter(|&&at| cells[at] == level);
    let excluded: Vec<String> = of_level
        .map(|&at| scope.sheet.samples[at].clone())
        .collect();
    if excluded.is_empty() {
        return Ok(());
    }
    Err(DiffexprError::EmptyGroup {
        contrast: scope.contrast.id.clone(),
        column: variables.join(":"),
        level: level.to_owned(),
        excluded,
    })
}
