//! The groups of a study with their sizes, and what about them changes the question without a word:
//! samples that no contrast compares, levels that may be one, groups of one, batches that coincide with
//! groups.

mod coinciding;

use arrayon_core::plain_words::counted;
use arrayon_core::suggest::quoted_list;
use arrayon_core::{Comparison, Contrast, SampleSheet, SheetColumn};
use arrayon_formats::alike::may_be_one;
use arrayon_results::summary::{GroupSize, GroupSizes};
use std::fmt;

/// What the groups show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupFindings {
    /// The columns whose levels are compared, or could be where there is no contrast, each with its
    /// levels in order of first appearance.
    pub groups: Vec<GroupSizes>,
    /// What a reader should know of them.
    pub warnings: Vec<GroupWarning>,
}

/// Something about the groups that the sheet may not mean.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupWarning {
    /// Levels that may be one under two spellings.
    NearlyEqual {
        /// The column.
        column: String,
        /// The level of more samples, and their number.
        level: GroupSize,
        /// The level of fewer samples.
        other: GroupSize,
    },
    /// A level of a compared column that no contrast names.
    Unused {
        /// The column.
        column: String,
        /// The level.
        level: GroupSize,
    },
    /// A group of one sample.
    Single {
        /// The column.
        column: String,
        /// The level.
        level: String,
        /// The sample.
        sample: String,
    },
    /// A column that divides the samples of contrasts as their groups do.
    Coincides {
        /// The column.
        column: String,
        /// The column of the groups.
        variable: String,
        /// The contrasts.
        contrasts: Vec<String>,
    },
    /// Samples that belong together by a column for which another contrast is adjusted count as
    /// independent.
    Repeated {
        /// The column.
        column: String,
        /// The contrast that does not know it.
        contrast: String,
        /// One that does.
        known_by: String,
    },
    /// Samples that a contrast leaves out.
    Excluded {
        /// The contrast's id.
        contrast: String,
        /// The column that excludes them.
        by: String,
        /// The samples.
        samples: Vec<String>,
    },
}

impl fmt::Display for GroupWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NearlyEqual {
                column,
                level,
                other,
            } => write!(
                f,
                "levels '{}' ({}) and '{}' ({}) of column '{column}' count as two groups; correct \
                 the sheet if they are one",
                level.group,
                counted(level.n_samples, "sample"),
                other.group,
                counted(other.n_samples, "sample")
            ),
            Self::Unused { column, level } => write!(
                f,
                "no contrast compares level '{}' ({}) of column '{column}'",
                level.group,
                counted(level.n_samples, "sample")
            ),
            Self::Single {
                column,
                level,
                sample,
            } => write!(
                f,
                "level '{level}' of column '{column}' has one sample only, '{sample}'"
            ),
            Self::Coincides {
                column,
                variable,
                contrasts,
            } => write!(
                f,
                "column '{column}' divides the samples of {} as column '{variable}' does: if it \
                 names batches, such as days, litters or operators, no analysis can tell their effect \
                 from that of '{variable}'",
                quoted_list(contrasts.iter().map(String::as_str))
            ),
            Self::Repeated {
                column,
                contrast,
                known_by,
            } => write!(
                f,
                "contrast {contrast} counts samples of one '{column}' as independent, while \
                 {known_by} is adjusted for '{column}': name it as differential.block if they \
                 resemble each other"
            ),
            Self::Excluded {
                contrast,
                by,
                samples: excluded,
            } => write!(
                f,
                "contrast {contrast}: {} left out by column '{by}': {}",
                counted(excluded.len(), "sample"),
                quoted_list(excluded.iter().map(String::as_str))
            ),
        }
    }
}

/// Looks at the groups that the contrasts compare; without contrasts, at every column that sorts the
/// samples into groups. `block` is the column of the random block, where there is one.
pub fn group_findings(
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    block: Option<&str>,
) -> GroupFindings {
    let mut findings = GroupFindings::default();
    for column in grouping_columns(sheet, contrasts) {
        let groups = sizes(column);
        let used = used_levels(column, contrasts);
        nearly_equal(&groups, &mut findings.warnings);
        for group in &groups.group_sizes {
            if used
                .as_ref()
                .is_some_and(|used| !used.contains(&group.group.as_str()))
            {
                findings.warnings.push(GroupWarning::Unused {
                    column: column.name.clone(),
                    level: group.clone(),
                });
            }
            if group.n_samples == 1 {
                let at = column.values.iter().position(|level| *level == group.group);
                findings.warnings.push(GroupWarning::Single {
                    column: column.name.clone(),
                    level: group.group.clone(),
                    sample: at.map_or_else(String::new, |at| sheet.samples[at].clone()),
                });
            }
        }
        findings.groups.push(groups);
    }
    findings
        .warnings
        .extend(coinciding::coinciding(sheet, contrasts));
    findings
        .warnings
        .extend(coinciding::repeated(sheet, contrasts, block));
    let excluded = contrasts
        .iter()
        .filter_map(|contrast| excluded(sheet, contrast));
    findings.warnings.extend(excluded);
    findings
}

impl GroupFindings {
    /// The warnings in words.
    pub(crate) fn in_words(&self) -> impl Iterator<Item = String> + '_ {
        self.warnings.iter().map(ToString::to_string)
    }
}

/// The columns of contrasts of levels and of group means, each once. Formulas speak of numbers too:
/// of theirs, those that are no numbers.
fn grouping_columns<'a>(sheet: &'a SampleSheet, contrasts: &[Contrast]) -> Vec<&'a SheetColumn> {
    if contrasts.is_empty() {
        return sheet
            .columns
            .iter()
            .filter(|column| sorts(column))
            .collect();
    }
    let mut columns: Vec<&SheetColumn> = Vec::new();
    for contrast in contrasts {
        let is_formula = matches!(contrast.comparison, Comparison::Coefficients { .. });
        let variables = contrast.variables().into_iter();
        for column in variables.filter_map(|name| sheet.column(name)) {
            let is_known = columns.iter().any(|known| known.name == column.name);
            if !(is_known || is_formula && is_numbers(column)) {
                columns.push(column);
            }
        }
    }
    columns
}

fn is_numbers(column: &SheetColumn) -> bool {
    let mut filled = column.values.iter().filter(|value| !value.is_empty());
    filled.all(|value| value.parse::<f64>().is_ok())
}

/// Whether a column sorts the samples into groups: it has more than one level, and at least twice as
/// many samples with a level.
fn sorts(column: &SheetColumn) -> bool {
    let groups = sizes(column);
    let n_samples: usize = groups.group_sizes.iter().map(|group| group.n_samples).sum();
    groups.group_sizes.len() > 1 && 2 * groups.group_sizes.len() <= n_samples
}

fn sizes(column: &SheetColumn) -> GroupSizes {
    let mut levels: Vec<GroupSize> = Vec::new();
    for value in column.values.iter().filter(|value| !value.is_empty()) {
        match levels.iter_mut().find(|group| group.group == *value) {
            Some(group) => group.n_samples += 1,
            None => levels.push(GroupSize {
                group: value.clone(),
                n_samples: 1,
            }),
        }
    }
    GroupSizes {
        variable: column.name.clone(),
        group_sizes: levels,
    }
}

/// The levels that contrasts name; `None` where one uses all of them, or there is none.
fn used_levels<'a>(column: &SheetColumn, contrasts: &'a [Contrast]) -> Option<Vec<&'a str>> {
    let mut used = Vec::new();
    for contrast in contrasts {
        if !contrast.variables().contains(&column.name.as_str()) {
            continue;
        }
        let (reference, target) = contrast.levels()?;
        used.extend([reference, target]);
    }
    (!contrasts.is_empty()).then_some(used)
}

/// Levels that differ in capital letters alone are left to the notes of each model.
fn nearly_equal(groups: &GroupSizes, warnings: &mut Vec<GroupWarning>) {
    /// Columns of more levels name things: every pair would be compared.
    const MOST_LEVELS: usize = 200;
    if groups.group_sizes.len() > MOST_LEVELS {
        return;
    }
    for (at, one) in groups.group_sizes.iter().enumerate() {
        for other in &groups.group_sizes[at + 1..] {
            let differ_in_capitals = one.group.to_lowercase() == other.group.to_lowercase();
            if differ_in_capitals || !may_be_one(&one.group, &other.group) {
                continue;
            }
            let (level, other) = match one.n_samples >= other.n_samples {
                true => (one, other),
                false => (other, one),
            };
            warnings.push(GroupWarning::NearlyEqual {
                column: groups.variable.clone(),
                level: level.clone(),
                other: other.clone(),
            });
        }
    }
}

fn excluded(sheet: &SampleSheet, contrast: &Contrast) -> Option<GroupWarning> {
    let by = contrast.exclude_samples_column.as_ref()?;
    let values = &sheet.column(by)?.values;
    let excluded = (values.iter().zip(&sheet.samples))
        .filter(|(value, _)| contrast.exclude_samples_values.contains(value))
        .map(|(_, sample)| sample.clone());
    Some(GroupWarning::Excluded {
        contrast: contrast.id.clone(),
        by: by.clone(),
        samples: excluded.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(levels: &[&str]) -> SampleSheet {
        let names = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let samples: Vec<String> = (1..=levels.len()).map(|at| format!("r{at}")).collect();
        let column = |name: &str, values: Vec<String>| SheetColumn {
            name: name.to_owned(),
            values,
        };
        SampleSheet {
            path: "s.csv".into(),
            lines: (2..).take(levels.len()).collect(),
            files: None,
            columns: vec![
                column("sample", samples.clone()),
                column("diet", names(levels)),
            ],
            samples,
        }
    }

    fn warnings(levels: &[&str], contrasts: &[Contrast]) -> Vec<String> {
        group_findings(&sheet(levels), contrasts, None)
            .in_words()
            .collect()
    }

    #[test]
    fn a_mistyped_level_is_found() {
        let contrast = Contrast::between("x", "diet", "fed", "Mg 0.01 %");
        let levels = ["fed", "fed", "Mg 0.01 %", "Mg 0,01 %", "Mg 0.01 %"];
        assert_eq!(
            warnings(&levels, &[contrast]),
            [
                "levels 'Mg 0.01 %' (2 samples) and 'Mg 0,01 %' (1 sample) of column 'diet' count as \
                 two groups; correct the sheet if they are one",
                "no contrast compares level 'Mg 0,01 %' (1 sample) of column 'diet'",
                "level 'Mg 0,01 %' of column 'diet' has one sample only, 'r4'",
            ]
        );
    }

    #[test]
    fn plain_groups_are_listed_without_a_word() {
        let contrast = Contrast::between("x", "diet", "a", "b");
        let found = group_findings(&sheet(&["a", "b", "b", "a", ""]), &[contrast], None);
        assert!(found.warnings.is_empty());
        let size = |level: &str| GroupSize {
            group: level.to_owned(),
            n_samples: 2,
        };
        assert_eq!(found.groups[0].group_sizes, [size("a"), size("b")]);
        assert_eq!(found.groups.len(), 1);
    }

    #[test]
    fn without_contrasts_columns_that_sort_samples_are_groups() {
        let found = group_findings(&sheet(&["a", "b", "b", "a"]), &[], None);
        assert_eq!(found.groups.len(), 1);
        assert_eq!(found.groups[0].variable, "diet");
        assert!(found.warnings.is_empty());
    }

    #[test]
    fn excluded_samples_are_named() {
        let mut contrast = Contrast::between("x", "diet", "a", "b");
        contrast.exclude_samples_column = Some("sample".to_owned());
        contrast.exclude_samples_values = vec!["r2".to_owned()];
        assert_eq!(
            warnings(&["a", "b", "b", "a"], &[contrast]),
            ["contrast x: 1 sample left out by column 'sample': 'r2'"]
        );
    }
}
