//! The factors whose coefficients a contrast of a formula compares.

use arrayon_core::contrast::{Variable, r_name};
use arrayon_core::{Formula, LinearCombination, SampleSheet};

/// The columns that are factors in the terms whose coefficients the combination names with a weight
/// other than 0, in the formula's order. Of `~ litter + diet` and `dietlow` that is `diet`, of
/// `~ genotype * diet` and `genotypeKO.dietlow` both; of an intercept or a covariate there is none.
pub(super) fn compared_factors<'a>(
    formula: &'a Formula,
    combination: &LinearCombination,
    sheet: &SampleSheet,
    is_factor: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    let named = combination.terms().iter().filter(|term| term.weight != 0.0);
    let named: Vec<String> = named.map(|term| r_name(&term.name)).collect();
    let variable = |name: &String| {
        let mut variables = formula.variables().iter();
        variables.find(|variable| variable.to_string() == *name)
    };
    let mut compared: Vec<&Variable> = Vec::new();
    for term in formula.terms() {
        let variables: Vec<&Variable> = term.iter().filter_map(variable).collect();
        let parts: Vec<Vec<String>> = variables
            .iter()
            .map(|variable| coefficient_parts(variable, sheet, &is_factor))
            .collect();
        if named.iter().any(|name| is_coefficient(name, &parts, true)) {
            compared.extend(variables);
        }
    }
    let columns = formula.columns().into_iter();
    columns
        .filter(|column| is_factor(column))
        .filter(|column| compared.iter().any(|one| one.column == *column))
        .collect()
}

/// What a variable may add to the name of a coefficient: itself, with each of its levels where it is
/// a factor.
fn coefficient_parts(
    variable: &Variable,
    sheet: &SampleSheet,
    is_factor: impl Fn(&str) -> bool,
) -> Vec<String> {
    let name = variable.to_string();
    let column = sheet.column(&variable.column);
    match column.filter(|_| variable.function.is_none() && is_factor(&variable.column)) {
        None => vec![name],
        Some(column) => {
            let mut levels: Vec<&String> = column.values.iter().collect();
            levels.sort_unstable();
            levels.dedup();
            let with_level = levels.into_iter().map(|level| format!("{name}{level}"));
            with_level.collect()
        }
    }
}

/// Whether a name, as R's `make.names` makes it, is one of these parts after the other, `.` between
/// them.
fn is_coefficient(name: &str, parts: &[Vec<String>], is_first: bool) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return false;
    };
    first.iter().any(|part| {
        // only the beginning of a name may have got an `X`
        let made = match is_first {
            true => r_name(part),
            false => r_name(&format!("x{part}"))[1..].to_owned(),
        };
        name.strip_prefix(&made).is_some_and(|left| {
            let after = left.strip_prefix('.');
            match rest.is_empty() {
                true => left.is_empty(),
                false => after.is_some_and(|after| is_coefficient(after, rest, false)),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::SheetColumn;

    fn compared(formula: &str, combination: &str) -> Vec<String> {
        let columns = [
            ("diet", "normal Mg-low normal Mg-low"),
            ("dietM", "x x y y"),
            ("genotype", "KO KO WT WT"),
            ("age", "1 2 3 4"),
        ];
        let sheet = SampleSheet {
            path: "s.csv".into(),
            samples: ["a", "b", "c", "d"].map(String::from).to_vec(),
            lines: vec![2, 3, 4, 5],
            files: None,
            columns: columns
                .map(|(name, values)| SheetColumn {
                    name: name.to_owned(),
                    values: values.split(' ').map(str::to_owned).collect(),
                })
                .to_vec(),
        };
        let formula = Formula::parse(formula).unwrap();
        let combination = LinearCombination::parse(combination).unwrap();
        let found = compared_factors(&formula, &combination, &sheet, |name| name != "age");
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn coefficients_are_traced_to_their_factors() {
        assert_eq!(compared("~ genotype + diet", "dietnormal"), ["diet"]);
        assert_eq!(
            compared("~ 0 + diet + genotype", "`dietMg-low` - dietnormal"),
            ["diet"]
        );
        assert_eq!(
            compared("~ 0 + diet + age", "dietMg.low - dietnormal"),
            ["diet"]
        );
        assert_eq!(compared("~ diet * genotype", "genotypeWT"), ["genotype"]);
        let both = ["diet", "genotype"];
        assert_eq!(compared("~ diet * genotype", "dietnormal.genotypeWT"), both);
        assert_eq!(
            compared("~ diet * genotype", "`dietnormal:genotypeWT`"),
            both
        );
        assert_eq!(
            compared("~ diet + genotype", "dietnormal + genotypeWT"),
            both
        );
        // names that begin alike
        assert_eq!(compared("~ diet + dietM", "dietMy"), ["dietM"]);
    }

    #[test]
    fn numbers_and_intercepts_are_no_factors() {
        let none: [&str; 0] = [];
        assert_eq!(compared("~ diet + age", "age"), none);
        assert_eq!(compared("~ diet + log2(age)", "`log2(age)`"), none);
        assert_eq!(compared("~ diet + age", "Intercept"), none);
        assert_eq!(compared("~ diet * age", "dietnormal.age"), ["diet"]);
        assert_eq!(
            compared("~ diet + genotype", "dietnormal + 0 * genotypeWT"),
            ["diet"]
        );
    }
}
