//! Mean expression of the two groups that a contrast compares.

use crate::Design;
use arrayon_core::{Contrast, ExpressionMatrix};
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use rayon::prelude::*;

/// Fills in the means of reference and target, each over the samples of the model that have a
/// value; of a contrast that does not compare two levels nothing is changed.
///
/// `places` holds the row of the matrix of each row.
pub(crate) fn fill_group_means(
    rows: &mut [FeatureRow],
    places: &[usize],
    expression: &ExpressionMatrix,
    design: &Design,
    contrast: &Contrast,
) {
    let Some((reference, target)) = contrast.levels() else {
        return;
    };
    let columns = expression.columns_of(&design.sample_names);
    let members = |level: &str| members(design, level, &columns);
    let (Some(reference), Some(target)) = (members(reference), members(target)) else {
        return;
    };
    let rows = rows.par_iter_mut().zip(places).with_min_len(1024);
    rows.for_each(|(row, &place)| {
        let values = expression.row(place);
        row.reference_mean = finite(mean(values, &reference));
        row.target_mean = finite(mean(values, &target));
    });
}

/// The columns of the matrix of a group's samples: those that the group's column of the design
/// marks.
fn members(design: &Design, level: &str, columns: &[Option<usize>]) -> Option<Vec<usize>> {
    let group = design
        .groups
        .iter()
        .position(|group| group.group == level)?;
    let marks = design.matrix.column(group);
    let marked = marks.iter().zip(columns).filter(|(mark, _)| **mark != 0.0);
    Some(marked.filter_map(|(_, column)| *column).collect())
}

/// NaN where no value is there.
fn mean(values: &[f64], members: &[usize]) -> f64 {
    let there = members.iter().map(|&at| values[at]).filter(|v| !v.is_nan());
    let (sum, n) = there.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    if n == 0 { f64::NAN } else { sum / n as f64 }
}
