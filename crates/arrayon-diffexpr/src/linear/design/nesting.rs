//! Columns whose levels each lie within one level of what is tested.

use super::scope::Scope;
use super::{ColumnReading, Reading};
use crate::{DiffexprError, Nested};
use arrayon_core::Comparison;
use std::collections::{BTreeMap, BTreeSet};

/// The first factor with which the contrast is confounded because every one of its levels lies
/// within one level of what is tested, several of them within one and several samples in some: as a
/// fixed effect it takes all that the contrast compares, as a random one it does not.
pub(super) fn nested_column(
    scope: &Scope<'_>,
    readings: &[ColumnReading],
    error: &DiffexprError,
) -> Option<Nested> {
    let DiffexprError::NotEstimable {
        confounded_with, ..
    } = error
    else {
        return None;
    };
    let is_in_formula = matches!(scope.contrast.comparison, Comparison::Coefficients { .. });
    let factors = readings
        .iter()
        .filter_map(|reading| match &reading.reading {
            Reading::Factor(levels) => Some((reading.column.as_str(), levels)),
            Reading::Covariate(_) => None,
        });
    let factors: Vec<(&str, &Vec<String>)> = factors.collect();
    let is_named = |(column, levels): &&(&str, &Vec<String>)| {
        let is_coefficient = |name: &String| {
            let level = name.strip_prefix(column);
            level.is_some_and(|level| levels.iter().any(|other| other == level))
        };
        confounded_with
            .iter()
            .any(|name| name == column || (is_in_formula && is_coefficient(name)))
    };
    let tested = scope.contrast.variables();
    let outer: Vec<Vec<String>> = if is_in_formula {
        factors
            .iter()
            .map(|(name, _)| vec![(*name).to_owned()])
            .collect()
    } else {
        vec![tested.iter().map(|name| (*name).to_owned()).collect()]
    };
    factors.iter().filter(is_named).find_map(|(column, _)| {
        let inner = scope.texts(column).ok()?;
        let others = outer
            .iter()
            .filter(|names| !names.iter().any(|name| name == column));
        let mut within = others.filter(|names| {
            let cells = scope.cells(names, &scope.kept);
            cells.is_ok_and(|cells| is_nested(&inner, &cells))
        });
        Some(Nested {
            column: (*column).to_owned(),
            within: within.next()?.join(":"),
            is_in_formula,
        })
    })
}

/// Whether each inner value lies within one outer value, several in some outer value, and with
/// several samples.
fn is_nested(inner: &[&str], outer: &[String]) -> bool {
    let mut outer_of: BTreeMap<&str, &String> = BTreeMap::new();
    for (inner, outer) in inner.iter().zip(outer) {
        if *outer_of.entry(inner).or_insert(outer) != outer {
            return false;
        }
    }
    let n_outer = outer_of.values().collect::<BTreeSet<_>>().len();
    n_outer > 1 && n_outer < outer_of.len() && outer_of.len() < inner.len()
}

#[cfg(test)]
mod tests {
    use super::is_nested;

    #[test]
    fn animals_lie_within_diets() {
        let nested = |inner: &[&str], outer: &[&str]| {
            is_nested(
                inner,
                &outer.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
        };
        let animals = ["a", "a", "b", "b", "c", "c"];
        assert!(nested(&animals, &["x", "x", "x", "x", "y", "y"]));
        // the same, a batch of its own each, one sample each, crossed
        assert!(!nested(&animals, &["x", "x", "y", "y", "z", "z"]));
        assert!(!nested(&["a", "b", "c", "d"], &["x", "x", "y", "y"]));
        assert!(!nested(&animals, &["x", "y", "x", "y", "x", "y"]));
    }
}
