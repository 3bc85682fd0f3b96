//! The groups whose forming of clusters is judged.

use arrayon_cluster::Grouping;
use arrayon_core::{Comparison, Contrast, SampleSheet};

/// The groupings that the contrasts speak of: each of their variables once, where every sample
/// has a level. Formulas speak of none: their columns may be numbers.
pub fn groupings_of(contrasts: &[Contrast], sheet: &SampleSheet) -> Vec<Grouping> {
    let mut groupings: Vec<Grouping> = Vec::new();
    let is_grouped =
        |contrast: &&Contrast| !matches!(contrast.comparison, Comparison::Coefficients { .. });
    for variable in contrasts
        .iter()
        .filter(is_grouped)
        .flat_map(Contrast::variables)
    {
        if groupings.iter().any(|groups| groups.variable == variable) {
            continue;
        }
        if let Some(column) = sheet.column(variable)
            && column.values.iter().all(|level| !level.is_empty())
        {
            groupings.push(Grouping {
                variable: variable.to_owned(),
                levels: column.values.clone(),
            });
        }
    }
    groupings
}

/// The samples of a contrast, as positions in the sheet, with their grouping: those of the two
/// levels compared, or all that are not excluded, by their levels of all variables.
pub fn samples_of_contrast(contrast: &Contrast, sheet: &SampleSheet) -> (Vec<usize>, Grouping) {
    let column = |name: &str| sheet.column(name).map(|column| &column.values);
    let excluded = contrast.exclude_samples_column.as_deref().and_then(column);
    let columns: Vec<&Vec<String>> = contrast
        .variables()
        .into_iter()
        .filter_map(column)
        .collect();
    let level = |at: usize| {
        let levels: Vec<&str> = columns.iter().map(|values| &values[at][..]).collect();
        levels.join(".")
    };
    let positions: Vec<usize> = (0..sheet.n_samples())
        .filter(|&at| {
            let is_compared = (contrast.levels())
                .is_none_or(|(reference, target)| [reference, target].contains(&&level(at)[..]));
            let is_excluded = excluded
                .is_some_and(|values| contrast.exclude_samples_values.contains(&values[at]));
            is_compared && !is_excluded
        })
        .collect();
    let groups = Grouping {
        variable: contrast.variables().join(":"),
        levels: positions.iter().map(|&at| level(at)).collect(),
    };
    (positions, groups)
}
