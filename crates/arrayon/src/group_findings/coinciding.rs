//! Columns of batches that contrasts do not know: those that coincide with groups, and those by which
//! samples belong together.

use super::GroupWarning;
use arrayon_core::contrast::term_columns;
use arrayon_core::{Contrast, SampleSheet, SheetColumn};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that have one value in each of the two groups of a contrast, and another in the other: a
/// batch that coincides with a group is seen nowhere in the results. Copies of the groups' column and
/// numbers that look measured, such as doses, are none.
pub(super) fn coinciding(sheet: &SampleSheet, contrasts: &[Contrast]) -> Vec<GroupWarning> {
    let mut found: Vec<((&str, &str), Vec<String>)> = Vec::new();
    for contrast in contrasts {
        let Some((variable, samples)) = compared(contrast, sheet) else {
            continue;
        };
        let groups: Vec<&str> = values(variable, &samples);
        let n_in_first = groups.iter().filter(|group| **group == groups[0]).count();
        // of a group of one every column coincides
        if n_in_first < 2 || groups.len() - n_in_first < 2 {
            continue;
        }
        let others = sheet.columns.iter().filter(|column| {
            column.name != variable.name
                && may_name_batches(column)
                && column.values != variable.values
        });
        for column in others {
            let pairs: BTreeSet<(&str, &str)> = (groups.iter().copied())
                .zip(values(column, &samples))
                .collect();
            let batches: BTreeSet<&str> = pairs.iter().map(|(_, batch)| *batch).collect();
            if pairs.len() != 2 || batches.len() != 2 || batches.contains("") {
                continue;
            }
            let key = (column.name.as_str(), variable.name.as_str());
            match found.iter_mut().find(|(known, _)| *known == key) {
                Some((_, contrasts)) => contrasts.push(contrast.id.clone()),
                None => found.push((key, vec![contrast.id.clone()])),
            }
        }
    }
    let warning =
        |((column, variable), contrasts): ((&str, &str), Vec<String>)| GroupWarning::Coincides {
            column: column.to_owned(),
            variable: variable.to_owned(),
            contrasts,
        };
    found.into_iter().map(warning).collect()
}

/// Columns for which some contrast is adjusted, and whose levels hold several samples of one group each
/// in another contrast that does not know them, as animals do that are measured repeatedly.
pub(super) fn repeated(
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    block: Option<&str>,
) -> Vec<GroupWarning> {
    let adjusts_for = |contrast: &Contrast, name: &str| {
        let mut terms = contrast.blocking.iter();
        contrast.random_block() == Some(name)
            || terms.any(|term| {
                term_columns(term, sheet)
                    .iter()
                    .any(|column| column == name)
            })
    };
    let mut warnings = Vec::new();
    for contrast in contrasts.iter().filter(|_| block.is_none()) {
        let Some((variable, samples)) = compared(contrast, sheet) else {
            continue;
        };
        for column in &sheet.columns {
            let known_by = contrasts
                .iter()
                .find(|other| other.id != contrast.id && adjusts_for(other, &column.name));
            let Some(known_by) = known_by else { continue };
            let mut groups_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            let levels = values(column, &samples);
            for (level, group) in levels.iter().zip(values(variable, &samples)) {
                groups_of.entry(level).or_default().insert(group);
            }
            let is_within_groups = groups_of.values().all(|groups| groups.len() == 1);
            // one level a group is a batch that coincides, one a sample repeats nothing
            let repeats = (3..samples.len()).contains(&groups_of.len());
            if is_within_groups
                && repeats
                && !levels.contains(&"")
                && column.name != variable.name
                && !adjusts_for(contrast, &column.name)
                && !column
                    .values
                    .iter()
                    .all(|value| value.parse::<f64>().is_ok())
            {
                warnings.push(GroupWarning::Repeated {
                    column: column.name.clone(),
                    contrast: contrast.id.clone(),
                    known_by: known_by.id.clone(),
                });
            }
        }
    }
    warnings
}

/// The column of the two levels that a contrast compares, and the samples that have them and are not
/// excluded.
fn compared<'a>(
    contrast: &Contrast,
    sheet: &'a SampleSheet,
) -> Option<(&'a SheetColumn, Vec<usize>)> {
    let (reference, target) = contrast.levels()?;
    let variable = sheet.column(contrast.variables().first()?)?;
    let is_kept = |&at: &usize| {
        [reference, target].contains(&variable.values[at].as_str()) && !contrast.excludes(sheet, at)
    };
    let samples: Vec<usize> = (0..sheet.n_samples()).filter(is_kept).collect();
    (samples.len() > 1).then_some((variable, samples))
}

fn values<'a>(column: &'a SheetColumn, samples: &[usize]) -> Vec<&'a str> {
    samples
        .iter()
        .map(|&at| column.values[at].as_str())
        .collect()
}

/// Whether the values are names, or whole numbers that count on without a gap or write dates: others
/// are measured or given, and no batches.
fn may_name_batches(column: &SheetColumn) -> bool {
    let filled = || column.values.iter().filter(|value| !value.is_empty());
    if !filled().all(|value| value.parse::<f64>().is_ok()) {
        return true;
    }
    let numbers: Option<BTreeSet<u64>> = filled().map(|value| value.parse().ok()).collect();
    let Some(numbers) = numbers else { return false };
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return false;
    };
    let are_dates = (19_000_101..=21_001_231).contains(first) && *last <= 21_001_231;
    are_dates || (*first == 1 && *last == numbers.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(columns: &[(&str, &str)]) -> SampleSheet {
        let columns: Vec<SheetColumn> = (columns.iter())
            .map(|(name, values)| SheetColumn {
                name: (*name).to_owned(),
                values: values.split(' ').map(str::to_owned).collect(),
            })
            .collect();
        let n_samples = columns[0].values.len();
        SampleSheet {
            path: "s.csv".into(),
            samples: (0..n_samples).map(|at| format!("s{at}")).collect(),
            lines: (2..).take(n_samples).collect(),
            files: None,
            columns,
        }
    }

    fn said(warnings: Vec<GroupWarning>) -> Vec<String> {
        warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_batch_that_coincides_with_a_group_is_named() {
        let columns = [
            ("diet", "a a b b c c"),
            ("day", "d1 d1 d2 d2 d2 d3"),
            ("run", "1 1 2 2 3 3"),
            (
                "date",
                "20240105 20240105 20240212 20240212 20240212 20240212",
            ),
            ("copy", "a a b b c c"),
            ("dose", "0 0 10 10 50 50"),
            ("mg", "0.1 0.1 0.2 0.2 0.3 0.3"),
            ("sex", "F M F M F M"),
        ];
        let sheet = sheet(&columns);
        let contrasts = [
            Contrast::between("b_vs_a", "diet", "a", "b"),
            Contrast::between("c_vs_a", "diet", "a", "c"),
        ];
        let found = said(coinciding(&sheet, &contrasts));
        let starts = [
            "column 'day' divides the samples of 'b_vs_a' as column 'diet' does",
            "column 'run' divides the samples of 'b_vs_a', 'c_vs_a' as",
            "column 'date' divides the samples of 'b_vs_a', 'c_vs_a' as",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found}");
        }
        // where each group is one sample, all columns would be
        let mut excluding = contrasts[0].clone();
        excluding.exclude_samples_column = Some("sex".to_owned());
        excluding.exclude_samples_values = vec!["M".to_owned()];
        assert!(coinciding(&sheet, &[excluding]).is_empty());
    }

    #[test]
    fn animals_that_another_contrast_knows_are_named() {
        let sheet = sheet(&[
            ("animal", "w w x x y y z z"),
            ("time", "pre post pre post pre post pre post"),
            ("sex", "F F F F M M M M"),
        ]);
        let mut by_time = Contrast::between("post_vs_pre", "time", "pre", "post");
        by_time.blocking = vec!["animal".to_owned()];
        let by_sex = Contrast::between("m_vs_f", "sex", "F", "M");
        let both = [by_time.clone(), by_sex.clone()];
        assert_eq!(
            said(repeated(&sheet, &both, None)),
            [
                "contrast m_vs_f counts samples of one 'animal' as independent, while post_vs_pre is \
              adjusted for 'animal': name it as differential.block if they resemble each other"
            ]
        );
        assert!(repeated(&sheet, &both, Some("animal")).is_empty());
        assert!(repeated(&sheet, &[by_time], None).is_empty());
        assert!(repeated(&sheet, &[by_sex], None).is_empty());
    }
}
