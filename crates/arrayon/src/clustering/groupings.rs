//! The groups whose forming of clusters is judged.

use arrayon_core::{Contrast, SampleSheet};

/// A column of the sheet and the level of each clustered sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The column.
    pub variable: String,
    /// One level a sample of the matrix.
    pub levels: Vec<String>,
}

/// The levels in order of first appearance.
pub(super) fn distinct(levels: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    levels
        .iter()
        .filter(|level| seen.insert(level.as_str()))
        .cloned()
        .collect()
}

/// The groupings that the contrasts speak of: each of their variables once, where every sample
/// has a level.
pub fn groupings_of(contrasts: &[Contrast], sheet: &SampleSheet) -> Vec<Groups> {
    let mut groupings: Vec<Groups> = Vec::new();
    for contrast in contrasts {
        if groupings
            .iter()
            .any(|groups| groups.variable == contrast.variable)
        {
            continue;
        }
        if let Some(column) = sheet.column(&contrast.variable)
            && column.values.iter().all(|level| !level.is_empty())
        {
            let levels = column.values.clone();
            groupings.push(Groups {
                variable: contrast.variable.clone(),
                levels,
            });
        }
    }
    groupings
}

/// The samples of the two groups of a contrast, as positions in the sheet, with their grouping.
pub fn samples_of_contrast(contrast: &Contrast, sheet: &SampleSheet) -> (Vec<usize>, Groups) {
    let column = |name: &str| sheet.column(name).map(|column| &column.values);
    let excluded = contrast.exclude_samples_column.as_deref().and_then(column);
    let levels = column(&contrast.variable);
    let positions: Vec<usize> = (0..sheet.n_samples())
        .filter(|&at| {
            let level = levels.map(|levels| &levels[at]);
            let is_compared = level == Some(&contrast.reference) || level == Some(&contrast.target);
            let is_excluded = excluded
                .is_some_and(|values| contrast.exclude_samples_values.contains(&values[at]));
            is_compared && !is_excluded
        })
        .collect();
    let levels = positions
        .iter()
        .filter_map(|&at| levels.map(|levels| levels[at].clone()));
    let groups = Groups {
        variable: contrast.variable.clone(),
        levels: levels.collect(),
    };
    (positions, groups)
}
