//! The groups whose forming of clusters is judged.

use crate::config::DifferentialSection;
use arrayon_cluster::{Blocks, Grouping};
use arrayon_core::{Comparison, Contrast, SampleSheet};

/// The groupings that the contrasts speak of: each of their variables once, where every sample
/// has a level, with the blocks that all contrasts of the variable share. Formulas speak of none:
/// their columns may be numbers.
pub fn groupings_of(
    contrasts: &[Contrast],
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> Vec<Grouping> {
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
            let of_variable = contrasts.iter().filter(is_grouped);
            let mut columns = of_variable
                .filter(|contrast| contrast.variables().contains(&variable))
                .map(|contrast| block_columns(contrast, sheet, model));
            let first = columns.next().unwrap_or_default();
            let shared = columns.fold(first, |mut shared, other| {
                shared.retain(|column| other.contains(column));
                shared
            });
            let everyone: Vec<usize> = (0..sheet.n_samples()).collect();
            groupings.push(Grouping {
                variable: variable.to_owned(),
                levels: column.values.clone(),
                blocks: blocks(shared, sheet, &everyone),
            });
        }
    }
    groupings
}

/// The columns that make blocks of samples which resemble each other whatever their group: those
/// for which the contrast is adjusted, unless they are numbers, and the one of a random effect.
fn block_columns(
    contrast: &Contrast,
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> Vec<String> {
    let variables = contrast.variables();
    let is_block = |name: &&str| {
        let is_number = |value: &String| value.parse::<f64>().is_ok();
        let makes_blocks = sheet.column(name).is_some_and(|column| {
            let named = model.factors.iter().any(|factor| factor == name);
            named || !column.values.iter().all(is_number)
        });
        makes_blocks && !variables.contains(name)
    };
    let fixed = contrast.blocking.iter().flat_map(|term| term.split(':'));
    let mut columns: Vec<String> = Vec::new();
    let random = contrast.random_block().or(model.block.as_deref());
    let random = random.filter(|name| sheet.column(name).is_some());
    for name in fixed.filter(is_block).chain(random) {
        if !columns.iter().any(|column| column == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}

/// The blocks of these samples: those that have the same values in all columns.
fn blocks(columns: Vec<String>, sheet: &SampleSheet, samples: &[usize]) -> Option<Blocks> {
    if columns.is_empty() {
        return None;
    }
    let values: Vec<&Vec<String>> = (columns.iter())
        .filter_map(|name| sheet.column(name))
        .map(|column| &column.values)
        .collect();
    let block = |&at: &usize| {
        let values: Vec<&str> = values.iter().map(|values| &values[at][..]).collect();
        values.join("\t")
    };
    let labels = samples.iter().map(block).collect();
    Some(Blocks { columns, labels })
}

/// The samples of a contrast, as positions in the sheet, with their grouping: those of the two
/// levels compared, or all that are not excluded, by their levels of all variables.
pub fn samples_of_contrast(
    contrast: &Contrast,
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> (Vec<usize>, Grouping) {
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
        blocks: blocks(block_columns(contrast, sheet, model), sheet, &positions),
    };
    (positions, groups)
}
