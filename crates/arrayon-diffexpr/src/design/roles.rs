//! Whether a column of the sample sheet is a factor or a covariate.

use crate::DiffexprError;
use arrayon_core::SheetColumn;

/// Roles that the user declares; columns named in neither list are read by their values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnRoles {
    /// Columns whose values are levels, even if they are numbers.
    pub factors: Vec<String>,
    /// Columns whose values are numbers that enter the model as they are.
    pub covariates: Vec<String>,
}

/// How a column's values enter the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// As levels, in the order in which they are coded: the first is the baseline.
    Factor(Vec<String>),
    /// As numbers, one a sample.
    Covariate(Vec<f64>),
}

/// How a column of the sheet was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnReading {
    /// The column.
    pub column: String,
    /// Levels or numbers.
    pub reading: Reading,
    /// Whether the user declared the role.
    pub declared: bool,
    /// Whether the column was read as a covariate although its values look like the labels of
    /// groups: whole numbers, each of them for at least two samples on average.
    pub ambiguous: bool,
}

impl ColumnRoles {
    /// Refuses a column with two roles.
    pub(crate) fn check(&self) -> Result<(), DiffexprError> {
        match self
            .factors
            .iter()
            .find(|column| self.covariates.contains(column))
        {
            Some(column) => Err(DiffexprError::TwoRoles {
                column: column.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Reads a column at the given samples, none of whose cells is empty; levels
    /// in the order in which they appear.
    pub(crate) fn read(
        &self,
        contrast: &str,
        column: &SheetColumn,
        samples: &[(usize, &str)],
    ) -> Result<ColumnReading, DiffexprError> {
        let texts = || samples.iter().map(|&(at, _)| column.values[at].as_str());
        let is_factor = self.factors.contains(&column.name);
        let is_covariate = self.covariates.contains(&column.name);
        let numbers: Vec<Option<f64>> = texts().map(number).collect();
        if let (true, Some(at)) = (is_covariate, numbers.iter().position(Option::is_none)) {
            return Err(DiffexprError::NotANumber {
                contrast: contrast.to_owned(),
                column: column.name.clone(),
                sample: samples[at].1.to_owned(),
                value: column.values[samples[at].0].clone(),
            });
        }
        let all_numbers = numbers.iter().all(Option::is_some);
        let unfit = (numbers.iter()).position(|number| number.is_some_and(|one| !is_fit(one)));
        if let (true, false, Some(at)) = (all_numbers, is_factor, unfit) {
            return Err(DiffexprError::UnfitNumber {
                contrast: contrast.to_owned(),
                column: column.name.clone(),
                sample: samples[at].1.to_owned(),
                value: column.values[samples[at].0].clone(),
            });
        }
        let reading = if all_numbers && !is_factor {
            Reading::Covariate(numbers.into_iter().flatten().collect())
        } else {
            Reading::Factor(levels(texts()))
        };
        let declared = is_factor || is_covariate;
        Ok(ColumnReading {
            column: column.name.clone(),
            ambiguous: !declared && looks_like_labels(&reading),
            reading,
            declared,
        })
    }
}

/// Largest size of a number in a model: squares of products of two columns stay finite.
const LARGEST: f64 = 1e50;

/// What [`is_fit`] takes, in words.
pub(crate) const FIT_NUMBERS: &str = "0, or a number between 1e-50 and 1e50 in size";

/// Whether squares of a number, and of products of it, are numbers other than 0 still.
pub(crate) fn is_fit(number: f64) -> bool {
    number == 0.0 || (1.0 / LARGEST..=LARGEST).contains(&number.abs())
}

pub(super) fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// The different texts, in order of first appearance.
pub(crate) fn levels<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for text in texts {
        if !levels.iter().any(|level| level == text) {
            levels.push(text.to_owned());
        }
    }
    levels
}

fn looks_like_labels(reading: &Reading) -> bool {
    let Reading::Covariate(values) = reading else {
        return false;
    };
    let mut distinct = values.clone();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    values.iter().all(|value| value.fract() == 0.0) && 2 * distinct.len() <= values.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(roles: &ColumnRoles, values: &[&str]) -> Result<ColumnReading, DiffexprError> {
        let column = SheetColumn {
            name: "batch".into(),
            values: values.iter().map(ToString::to_string).collect(),
        };
        let samples: Vec<(usize, &str)> = (0..values.len()).map(|at| (at, "s")).collect();
        roles.read("c", &column, &samples)
    }

    #[test]
    fn numbers_are_a_covariate_unless_declared_a_factor() {
        let roles = ColumnRoles::default();
        let found = read(&roles, &["1", "2", "1", "2"]).unwrap();
        assert_eq!(found.reading, Reading::Covariate(vec![1.0, 2.0, 1.0, 2.0]));
        assert!(found.ambiguous);
        assert!(!read(&roles, &["1.5", "2", "1.5", "2"]).unwrap().ambiguous);
        assert!(!read(&roles, &["50", "61", "42"]).unwrap().ambiguous);
        let declared = ColumnRoles {
            factors: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        let found = read(&declared, &["2", "1", "2"]).unwrap();
        assert_eq!(found.reading, Reading::Factor(vec!["2".into(), "1".into()]));
        assert!(found.declared && !found.ambiguous);
    }

    #[test]
    fn numbers_whose_squares_overflow_are_refused() {
        for value in ["1e200", "-1e51", "1e-200"] {
            let error = read(&ColumnRoles::default(), &["1", value, "2"]).unwrap_err();
            assert!(
                matches!(&error, DiffexprError::UnfitNumber { value: found, .. } if found == value),
                "{error}"
            );
        }
        let roles = ColumnRoles {
            factors: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        assert!(read(&roles, &["1", "1e200"]).is_ok(), "levels are texts");
        assert!(read(&ColumnRoles::default(), &["0", "1e50", "-1e-50"]).is_ok());
    }

    #[test]
    fn a_declared_covariate_must_hold_numbers() {
        let roles = ColumnRoles {
            covariates: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        let error = read(&roles, &["1", "inf"]).unwrap_err();
        assert!(matches!(error, DiffexprError::NotANumber { value, .. } if value == "inf"));
        let both = ColumnRoles {
            factors: vec!["a".into()],
            covariates: vec!["a".into()],
        };
        assert!(both.check().is_err());
    }
}
