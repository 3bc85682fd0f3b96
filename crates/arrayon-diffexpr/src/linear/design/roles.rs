//! Whether a column of the sample sheet is a factor or a covariate.

use crate::DiffexprError;
use crate::words::is_fit;
use arrayon_core::SheetColumn;
use arrayon_core::missing::is_missing;
use std::collections::BTreeSet;

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
    /// As numbers, one per sample.
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
    /// Why it may have been meant otherwise.
    pub doubt: Option<Doubt>,
}

/// Why a column may have been meant otherwise than it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Read as a covariate, but its values look like the labels of groups: whole numbers, each of
    /// them for at least two samples on average.
    LooksLikeLabels,
    /// Read as a factor, but some of its values are numbers; this one is none.
    HasNumbersBeside(String),
    /// Read as a factor, but all of its values are numbers with this unit, and of more than two sizes.
    HasUnit(String),
}

impl ColumnReading {
    /// That the column has one level only, in words.
    pub(crate) fn single_level_note(&self) -> Option<String> {
        match &self.reading {
            Reading::Factor(levels) if levels.len() == 1 => Some(format!(
                "every sample of the model has the same value of column '{}', '{}': it explains \
                 nothing",
                self.column, levels[0]
            )),
            _ => None,
        }
    }

    /// What a reader should know of a doubtful reading, in words.
    pub(crate) fn note(&self) -> Option<String> {
        let column = &self.column;
        Some(match self.doubt.as_ref()? {
            Doubt::LooksLikeLabels => format!(
                "column '{column}' holds a few repeated whole numbers and was read as a covariate; \
                 declare it a factor if the numbers are labels"
            ),
            Doubt::HasNumbersBeside(other) => format!(
                "column '{column}' holds numbers beside '{other}' and was read as a factor, each of \
                 its values a level"
            ),
            Doubt::HasUnit(unit) => format!(
                "column '{column}' holds numbers with the unit '{unit}' and was read as a factor, each of \
                 its values a level; write the numbers without it for a covariate, or declare it a factor"
            ),
        })
    }
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
        let first_other = numbers.iter().position(Option::is_none);
        let is_meant = is_covariate || !is_factor && is_meant_as_numbers(texts(), &numbers);
        if let (true, Some(at)) = (is_meant, first_other) {
            return Err(DiffexprError::NotANumber {
                contrast: contrast.to_owned(),
                column: column.name.clone(),
                sample: samples[at].1.to_owned(),
                value: column.values[samples[at].0].clone(),
            });
        }
        let all_numbers = first_other.is_none();
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
            Reading::Covariate(numbers.iter().copied().flatten().collect())
        } else {
            Reading::Factor(levels(texts()))
        };
        let declared = is_factor || is_covariate;
        let has_numbers = numbers.iter().any(Option::is_some);
        let doubt = match first_other {
            _ if declared => None,
            None => looks_like_labels(&reading).then_some(Doubt::LooksLikeLabels),
            Some(_) if !has_numbers => unit_of(texts()).map(Doubt::HasUnit),
            Some(at) => {
                let other = || column.values[samples[at].0].clone();
                Some(Doubt::HasNumbersBeside(other()))
            }
        };
        Ok(ColumnReading {
            column: column.name.clone(),
            doubt,
            reading,
            declared,
        })
    }
}

pub(super) fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// Whether a column of which some cells are no numbers was meant to hold numbers: it has fractions,
/// which labels have not, or every other cell is a number written otherwise or missing.
fn is_meant_as_numbers<'a>(texts: impl Iterator<Item = &'a str>, numbers: &[Option<f64>]) -> bool {
    let has_fractions = numbers.iter().flatten().any(|number| number.fract() != 0.0);
    let mut others = (texts.zip(numbers)).filter(|(_, number)| number.is_none());
    let n_others = numbers.iter().filter(|number| number.is_none()).count();
    let is_all = n_others == numbers.len();
    has_fractions || others.all(|(text, _)| is_almost_a_number(text, is_all))
}

/// A number with a decimal comma, a unit of per cent, or none that can be computed with; a word for
/// a missing value where other cells are numbers.
fn is_almost_a_number(text: &str, is_alone: bool) -> bool {
    let text = text.trim();
    let otherwise = text.trim_end_matches('%').trim_end().replacen(',', ".", 1);
    let is_number = otherwise.parse::<f64>().is_ok_and(|value| !value.is_nan());
    is_number || !is_alone && is_missing(text)
}

/// The unit behind the number of every cell, where they are of so many sizes as covariates have: more than
/// two.
fn unit_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let (mut sizes, mut units) = (BTreeSet::new(), BTreeSet::new());
    for text in texts {
        let text = text.trim();
        let at = text.find(|letter: char| !letter.is_ascii_digit() && !".,".contains(letter))?;
        let (size, unit) = (&text[..at], text[at..].trim_start());
        number(&size.replacen(',', ".", 1))?;
        let is_word = unit.starts_with(|letter: char| letter.is_alphabetic() || letter == '%');
        if !is_word || unit.contains(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        sizes.insert(size);
        units.insert(unit);
    }
    let only = (units.len() == 1 && sizes.len() > 2).then(|| units.pop_first());
    only.flatten().map(str::to_owned)
}

/// The different texts, in order of first appearance.
pub(crate) fn levels<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts
        .filter(|text| seen.insert(*text))
        .map(str::to_owned)
        .collect()
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
    fn numbers_with_a_unit_are_told() {
        let roles = ColumnRoles::default();
        let ages = ["10 wk", "12 wk", "8 wk", "8 wk"];
        let found = read(&roles, &ages).unwrap();
        assert!(matches!(found.reading, Reading::Factor(_)));
        assert_eq!(found.doubt, Some(Doubt::HasUnit("wk".into())));
        assert!(found.note().unwrap().contains("with the unit 'wk'"));
        let declared = ColumnRoles {
            factors: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        assert_eq!(read(&declared, &ages).unwrap().doubt, None);
        for levels in [
            &["10 wk", "12 wk", "10 wk"][..],
            &["1 wk", "2 d", "3 wk"],
            &["1a2", "2a2", "3a2"],
            &["a", "b", "c"],
        ] {
            assert_eq!(read(&roles, levels).unwrap().doubt, None, "{levels:?}");
        }
        // a share with a blank before the sign is no more a level than one without
        assert!(read(&roles, &["5 %", "10 %", "20 %"]).is_err());
        assert!(read(&roles, &["5", "10 %", "20"]).is_err());
    }

    #[test]
    fn numbers_are_a_covariate_unless_declared_a_factor() {
        let roles = ColumnRoles::default();
        let found = read(&roles, &["1", "2", "1", "2"]).unwrap();
        assert_eq!(found.reading, Reading::Covariate(vec![1.0, 2.0, 1.0, 2.0]));
        assert_eq!(found.doubt, Some(Doubt::LooksLikeLabels));
        assert_eq!(read(&roles, &["1.5", "2", "1.5", "2"]).unwrap().doubt, None);
        assert_eq!(read(&roles, &["50", "61", "42"]).unwrap().doubt, None);
        let declared = ColumnRoles {
            factors: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        let found = read(&declared, &["2", "1", "2"]).unwrap();
        assert_eq!(found.reading, Reading::Factor(vec!["2".into(), "1".into()]));
        assert!(found.declared && found.doubt.is_none());
    }

    #[test]
    fn a_cell_that_is_no_number_does_not_turn_numbers_into_levels() {
        let roles = ColumnRoles::default();
        for (values, other) in [
            (["3.5", "1.5", "unknown", "2"], "unknown"),
            (["3", "1", "NaN", "2"], "NaN"),
            (["3", "1", "n/a", "2"], "n/a"),
            (["3", "1", "5%", "2"], "5%"),
            (["3", "1", "inf", "2"], "inf"),
            (["3,5", "1,5", "2,5", "1,5"], "3,5"),
        ] {
            let error = read(&roles, &values).unwrap_err();
            assert!(matches!(error, DiffexprError::NotANumber { value, .. } if value == other));
        }
        // labels may be numbers and words
        let found = read(&roles, &["1", "2", "2b", "1"]).unwrap();
        assert_eq!(found.doubt, Some(Doubt::HasNumbersBeside("2b".into())));
        assert_eq!(read(&roles, &["none", "NA", "none"]).unwrap().doubt, None);
        let declared = ColumnRoles {
            factors: vec!["batch".into()],
            ..ColumnRoles::default()
        };
        assert!(read(&declared, &["3.5", "1.5", "NaN"]).is_ok());
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
