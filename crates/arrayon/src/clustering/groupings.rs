//! The groups whose forming of clusters is judged.

use super::formula_factors::compared_factors;
use crate::config::DifferentialSection;
use arrayon_cluster::{Blocks, Grouping};
use arrayon_core::contrast::term_columns;
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
            let shared = of_variable
                .filter(|contrast| contrast.variables().contains(&variable))
                .map(|contrast| BlockColumns::of(contrast, &[variable], sheet, model))
                .reduce(BlockColumns::shared);
            let everyone: Vec<usize> = (0..sheet.n_samples()).collect();
            groupings.push(Grouping {
                variable: variable.to_owned(),
                levels: column.values.clone(),
                blocks: shared.and_then(|columns| columns.blocks(sheet, &everyone)),
            });
        }
    }
    groupings
}

/// The columns that make blocks of samples which resemble each other whatever their group.
#[derive(Default)]
struct BlockColumns {
    /// Those that enter the model as factors beside the groups.
    fixed: Vec<String>,
    /// That of the random effect.
    random: Option<String>,
}

impl BlockColumns {
    /// Those for which the contrast is adjusted, unless they are numbers or among the columns that it
    /// compares, and the one of a random effect.
    fn of(
        contrast: &Contrast,
        compared: &[&str],
        sheet: &SampleSheet,
        model: &DifferentialSection,
    ) -> Self {
        let random = contrast.random_block().or(model.block.as_deref());
        let random = random.filter(|name| sheet.column(name).is_some());
        let formula = match &contrast.comparison {
            Comparison::Coefficients { formula, .. } => formula.columns(),
            _ => Vec::new(),
        };
        let of_terms = contrast
            .blocking
            .iter()
            .flat_map(|term| term_columns(term, sheet));
        let mut fixed: Vec<String> = Vec::new();
        for name in formula.into_iter().map(str::to_owned).chain(of_terms) {
            let is_tested = contrast.variables().contains(&&name[..])
                && !matches!(contrast.comparison, Comparison::Coefficients { .. });
            let is_told = is_tested
                || compared.contains(&&name[..])
                || random == Some(&name)
                || fixed.contains(&name);
            if !is_told && is_factor(&name, sheet, model) {
                fixed.push(name);
            }
        }
        Self {
            fixed,
            random: random.map(str::to_owned),
        }
    }

    fn has(&self, name: &String) -> bool {
        self.fixed.contains(name) || self.random.as_ref() == Some(name)
    }

    /// The columns that both have. One that is random in either is: where groups vary within its
    /// units, a fixed and a random one restrict the same.
    fn shared(self, other: Self) -> Self {
        let is_shared = |name: &String| self.has(name) && other.has(name);
        let mut randoms = self.random.iter().chain(&other.random);
        let random = randoms.find(|name| is_shared(name)).cloned();
        let fixed = self.fixed.iter().chain(&self.random);
        let fixed = fixed.filter(|name| is_shared(name) && random.as_ref() != Some(name));
        Self {
            fixed: fixed.cloned().collect(),
            random,
        }
    }

    /// The blocks of these samples: strata have the same values in all fixed columns.
    fn blocks(self, sheet: &SampleSheet, samples: &[usize]) -> Option<Blocks> {
        let column = |name: &String| sheet.column(name).map(|column| &column.values);
        let strata: Vec<&Vec<String>> = self.fixed.iter().filter_map(column).collect();
        let stratum = |&at: &usize| {
            let values: Vec<&str> = strata.iter().map(|values| &values[at][..]).collect();
            values.join("\t")
        };
        let units = self.random.as_ref().and_then(column);
        (!strata.is_empty() || units.is_some()).then(|| Blocks {
            strata: (!strata.is_empty()).then(|| samples.iter().map(stratum).collect()),
            units: units.map(|units| samples.iter().map(|&at| units[at].clone()).collect()),
            columns: self.fixed.iter().chain(&self.random).cloned().collect(),
        })
    }
}

/// Whether a column enters models as a factor: it is declared one, or not all of it are numbers.
pub(super) fn is_factor(name: &str, sheet: &SampleSheet, model: &DifferentialSection) -> bool {
    let is_number = |value: &String| value.parse::<f64>().is_ok();
    sheet.column(name).is_some_and(|column| {
        let named = model.factors.iter().any(|factor| factor == name);
        named || !column.values.iter().all(is_number)
    })
}

/// The columns whose levels, joined, are the groups that a contrast compares: its variables, or of a
/// formula the factors whose coefficients it compares.
fn compared_columns<'a>(
    contrast: &'a Contrast,
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> Vec<&'a str> {
    match &contrast.comparison {
        Comparison::Coefficients {
            formula,
            combination,
        } => compared_factors(formula, combination, sheet, |name| {
            is_factor(name, sheet, model)
        }),
        _ => contrast.variables(),
    }
}

/// The samples of the sheet that a contrast does not exclude, as positions.
pub(super) fn not_excluded(contrast: &Contrast, sheet: &SampleSheet) -> Vec<usize> {
    (0..sheet.n_samples())
        .filter(|&at| !contrast.excludes(sheet, at))
        .collect()
}

/// The samples of a contrast, as positions in the sheet, with their grouping: those of the two
/// levels compared, or all that are not excluded, by their levels of all variables. A formula's groups
/// are those of the factors whose coefficients are compared, its other factors make blocks; where it
/// compares no factor, or each of its samples is a group of its own, there is no grouping.
pub fn samples_of_contrast(
    contrast: &Contrast,
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> (Vec<usize>, Option<Grouping>) {
    let compared = compared_columns(contrast, sheet, model);
    let columns: Vec<&Vec<String>> = (compared.iter())
        .filter_map(|name| sheet.column(name))
        .map(|column| &column.values)
        .collect();
    let level = |at: usize| {
        let levels: Vec<&str> = columns.iter().map(|values| &values[at][..]).collect();
        levels.join(".")
    };
    let is_compared = |&at: &usize| {
        (contrast.levels())
            .is_none_or(|(reference, target)| [reference, target].contains(&&level(at)[..]))
    };
    let mut positions = not_excluded(contrast, sheet);
    positions.retain(is_compared);
    let blocks = BlockColumns::of(contrast, &compared, sheet, model).blocks(sheet, &positions);
    let groups = Grouping {
        variable: compared.join(":"),
        levels: positions.iter().map(|&at| level(at)).collect(),
        blocks,
    };
    let is_formula = matches!(contrast.comparison, Comparison::Coefficients { .. });
    let n_groups = groups.groups().len();
    let is_grouped = !is_formula || (2..positions.len()).contains(&n_groups);
    (positions, is_grouped.then_some(groups))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::{Formula, LinearCombination, SheetColumn};

    /// Four animals before and after, their sexes, litters and weights.
    fn sheet() -> SampleSheet {
        let columns = [
            ("animal", "w w x x y y z z"),
            ("time", "pre post pre post pre post pre post"),
            ("sex", "F F M M F F M M"),
            ("litter", "p p p p q q q q"),
            ("weight", "1 2 3 4 5 6 7 8"),
        ];
        SampleSheet {
            path: "s.csv".into(),
            samples: (0..8).map(|at| format!("s{at}")).collect(),
            lines: (2..10).collect(),
            files: None,
            columns: columns
                .map(|(name, values)| SheetColumn {
                    name: name.to_owned(),
                    values: values.split(' ').map(str::to_owned).collect(),
                })
                .to_vec(),
        }
    }

    fn of_levels(variable: &str, levels: [&str; 2], blocking: &[&str]) -> Contrast {
        let mut contrast = Contrast::between("c", variable, levels[0], levels[1]);
        contrast.blocking = blocking.iter().map(ToString::to_string).collect();
        contrast
    }

    fn of_formula(formula: &str, combination: &str) -> Contrast {
        Contrast::new(
            "c",
            Comparison::Coefficients {
                formula: Formula::parse(formula).unwrap(),
                combination: LinearCombination::parse(combination).unwrap(),
            },
        )
    }

    fn animals(block: Option<&str>) -> DifferentialSection {
        DifferentialSection {
            block: block.map(str::to_owned),
            ..DifferentialSection::default()
        }
    }

    fn values(column: &str) -> Vec<String> {
        sheet().column(column).unwrap().values.clone()
    }

    #[test]
    fn the_random_block_is_no_part_of_the_fixed_ones() {
        let contrast = of_levels("sex", ["F", "M"], &["time", "weight"]);
        let (_, found) = samples_of_contrast(&contrast, &sheet(), &animals(Some("animal")));
        let blocks = found.unwrap().blocks.unwrap();
        assert_eq!(blocks.columns, ["time", "animal"]);
        assert_eq!(blocks.strata, Some(values("time")));
        assert_eq!(blocks.units, Some(values("animal")));
        let all = groupings_of(&[contrast], &sheet(), &animals(Some("animal")));
        assert_eq!(all[0].blocks.as_ref(), Some(&blocks));
    }

    #[test]
    fn contrasts_of_a_variable_share_what_all_of_them_block() {
        let one = of_levels("time", ["pre", "post"], &["animal", "litter"]);
        let other = of_levels("time", ["post", "pre"], &["animal"]);
        let all = groupings_of(&[one, other], &sheet(), &animals(None));
        let blocks = all[0].blocks.clone().unwrap();
        assert_eq!(blocks, Blocks::fixed("animal", values("animal")));
        // fixed in one, random in the other
        let one = of_levels("time", ["pre", "post"], &["animal", "litter"]);
        let other = of_levels("time", ["post", "pre"], &["litter"]);
        let all = groupings_of(&[one, other], &sheet(), &animals(Some("animal")));
        assert_eq!(
            all[0].blocks.as_ref().unwrap().units,
            Some(values("animal"))
        );
        let none = of_levels("time", ["pre", "post"], &[]);
        assert_eq!(
            groupings_of(&[none], &sheet(), &animals(None))[0].blocks,
            None
        );
    }

    #[test]
    fn groups_of_a_formula_are_the_levels_whose_coefficients_it_compares() {
        let found = |formula: &str, combination: &str| {
            let contrast = of_formula(formula, combination);
            samples_of_contrast(&contrast, &sheet(), &animals(None)).1
        };
        let by_time = found("~ animal + time", "timepre").unwrap();
        assert_eq!(
            (&by_time.variable[..], &by_time.levels),
            ("time", &values("time"))
        );
        assert_eq!(
            by_time.blocks,
            Some(Blocks::fixed("animal", values("animal")))
        );
        let by_sex = found("~ 0 + sex + litter + weight + (1 | animal)", "sexM - sexF").unwrap();
        assert_eq!(
            (&by_sex.variable[..], &by_sex.levels),
            ("sex", &values("sex"))
        );
        let blocks = by_sex.blocks.unwrap();
        assert_eq!(blocks.strata, Some(values("litter")));
        assert_eq!(blocks.units, Some(values("animal")));
        let crossed = found("~ sex * time", "sexM.timepre").unwrap();
        assert_eq!(
            (&crossed.variable[..], &crossed.blocks),
            ("sex:time", &None)
        );
        assert_eq!(crossed.groups(), ["F.pre", "F.post", "M.pre", "M.post"]);
        // a slope has no groups, and neither have samples that are all different
        assert_eq!(found("~ sex + weight", "weight"), None);
        assert_eq!(found("~ animal:time + sex", "animalw.timepre"), None);
    }
}
