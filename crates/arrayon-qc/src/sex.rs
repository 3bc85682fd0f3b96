//! The sex that the genes of the sexes show, against the one that the sample sheet states.

use crate::statistics::median;
use arrayon_core::{ExpressionMatrix, GeneAnnotation, SampleSheet, SheetColumn};

/// Of the inactive X chromosome: expressed in females.
const OF_FEMALES: [&str; 1] = ["XIST"];

/// Of the Y chromosome, in rodents and humans, outside the regions that recombine.
const OF_MALES: [&str; 9] = [
    "DDX3Y", "KDM5D", "EIF2S3Y", "UTY", "USP9Y", "RPS4Y1", "EIF1AY", "ZFY", "ZFY1",
];

/// Genes that vary less than this over the arrays, log2 between the extremes, tell no sexes apart.
/// Ours.
const VARIES: f64 = 1.0;

/// The two sexes lie at least this far apart, log2, and farther than twice what either spans. Ours.
const APART: f64 = 1.0;

/// A sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Xist, and no genes of the Y chromosome.
    Female,
    /// Genes of the Y chromosome, and no Xist.
    Male,
}

impl Sex {
    fn of_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "f" | "female" | "females" | "woman" | "w" => Some(Self::Female),
            "m" | "male" | "males" | "man" => Some(Self::Male),
            _ => None,
        }
    }
}

/// What is shown and what is stated of each array.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SexOfArrays {
    /// Why they cannot be compared.
    pub not_applicable: Option<String>,
    /// What the genes show; `None` between the two.
    pub shown: Vec<Option<Sex>>,
    /// What the sheet states.
    pub stated: Vec<Option<Sex>>,
}

impl SexOfArrays {
    /// Reads the sex off the genes of each array, and the statement off a column `sex` or `gender`
    /// of the sheet. `None` without genes of the sexes.
    ///
    /// Arrays are split where the difference of Xist and the mean of the genes of the Y chromosome
    /// leaves the widest gap; of arrays of one sex there is no such gap.
    ///
    /// # Shapes and units
    /// Log2 expression; sheet in the order of the samples.
    pub fn of(
        expression: &ExpressionMatrix,
        annotation: &GeneAnnotation,
        sheet: Option<&SampleSheet>,
    ) -> Option<Self> {
        let scores = scores(expression, annotation)?;
        let not_applicable = |why: &str| {
            Some(Self {
                not_applicable: Some(why.to_owned()),
                ..Self::default()
            })
        };
        let Some(column) = sheet.and_then(column_of_sex) else {
            return not_applicable("the sample sheet has no column 'sex' of female and male");
        };
        let stated: Vec<Option<Sex>> = (column.values.iter())
            .map(|word| Sex::of_word(word))
            .collect();
        let Some(shown) = scores.as_deref().and_then(split) else {
            return not_applicable(
                "Xist and the genes of the Y chromosome do not part the arrays in two: they seem to \
                 be of one sex",
            );
        };
        Some(Self {
            not_applicable: None,
            shown,
            stated,
        })
    }

    /// The features that [`SexOfArrays::of`] looks at, by their positions, ascending: a matrix of
    /// these alone shows the same.
    pub fn looked_at(features: &[String], annotation: &GeneAnnotation) -> Vec<usize> {
        let is_meant = |feature: &String| {
            stands_for(feature, annotation, &OF_FEMALES)
                || stands_for(feature, annotation, &OF_MALES)
        };
        let features = features.iter().enumerate();
        let meant = features.filter(|(_, feature)| is_meant(feature));
        meant.map(|(row, _)| row).collect()
    }

    /// For each array 1 where what is shown is not what is stated, 0 where it is, NaN where either
    /// is unknown.
    pub fn disagreements(&self) -> Vec<f64> {
        let both = self.shown.iter().zip(&self.stated);
        both.map(|pair| match pair {
            (Some(shown), Some(stated)) => f64::from(u8::from(shown != stated)),
            _ => f64::NAN,
        })
        .collect()
    }
}

/// The column that states the sex; all that it says must be sexes, or nothing.
fn column_of_sex(sheet: &SampleSheet) -> Option<&SheetColumn> {
    sheet.columns.iter().find(|column| {
        let name = column.name.to_ascii_lowercase();
        let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let is_named = words
            .into_iter()
            .any(|word| word == "sex" || word == "gender");
        let is_known =
            |word: &String| arrayon_core::missing::is_missing(word) || Sex::of_word(word).is_some();
        is_named
            && column.values.iter().all(is_known)
            && column
                .values
                .iter()
                .any(|word| Sex::of_word(word).is_some())
    })
}

/// Whether a feature stands for a gene of one of these symbols.
fn stands_for(feature: &str, annotation: &GeneAnnotation, symbols: &[&str]) -> bool {
    let mut genes = annotation.genes_of(feature).iter();
    genes.any(|gene| symbols.contains(&gene.symbol.to_ascii_uppercase().as_str()))
}

/// Xist less the mean of the genes of the Y chromosome, log2, of those that vary; `None` where the
/// annotation has neither, and within it where none varies.
fn scores(expression: &ExpressionMatrix, annotation: &GeneAnnotation) -> Option<Option<Vec<f64>>> {
    let rows = |symbols: &[&str]| -> Vec<&[f64]> {
        let features = expression.features().iter().enumerate();
        let meant = features.filter(|(_, feature)| stands_for(feature, annotation, symbols));
        meant.map(|(row, _)| expression.row(row)).collect()
    };
    let (female, male) = (rows(&OF_FEMALES), rows(&OF_MALES));
    if female.is_empty() && male.is_empty() {
        return None;
    }
    let varies = |row: &&&[f64]| {
        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let smallest = row.iter().copied().fold(f64::INFINITY, f64::min);
        largest - smallest > VARIES
    };
    let mean = |rows: &[&[f64]]| -> Option<Vec<f64>> {
        let rows: Vec<&&[f64]> = rows.iter().filter(varies).collect();
        let n = rows.len() as f64;
        let at = |sample: usize| rows.iter().map(|row| row[sample]).sum::<f64>() / n;
        (!rows.is_empty()).then(|| (0..expression.n_samples()).map(at).collect())
    };
    Some(match (mean(&female), mean(&male)) {
        (Some(female), Some(male)) => Some(
            female
                .iter()
                .zip(&male)
                .map(|(female, male)| female - male)
                .collect(),
        ),
        (Some(female), None) => Some(female),
        (None, Some(male)) => Some(male.iter().map(|male| -male).collect()),
        (None, None) => None,
    })
}

/// Parts scores at their widest gap, where it is wide enough; `None` where it is not.
fn split(scores: &[f64]) -> Option<Vec<Option<Sex>>> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let (at, gap) = gaps.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let (low, high) = sorted.split_at(at + 1);
    let center = |of: &[f64]| median(of.iter().copied());
    let spread = |of: &[f64]| {
        let center = center(of);
        median(of.iter().map(|score| (score - center).abs()))
    };
    let is_wide = gap > APART && gap > 2.0 * spread(low).max(spread(high));
    let limit = sorted[at] + gap / 2.0;
    let sex = |&score: &f64| {
        Some(if score > limit {
            Sex::Female
        } else {
            Sex::Male
        })
    };
    is_wide.then(|| scores.iter().map(sex).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::GeneAssignment;
    use ndarray::array;

    fn study(stated: [&str; 5]) -> (ExpressionMatrix, GeneAnnotation, SampleSheet) {
        let names =
            |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.to_owned()).collect() };
        let samples = names(&["a", "b", "c", "d", "e"]);
        let values = array![
            [9.0, 8.8, 4.0, 4.1, 3.9],
            [3.0, 3.2, 7.0, 6.8, 7.1],
            [5.0, 5.0, 5.0, 5.0, 5.0]
        ];
        let features = names(&["f1", "f2", "f3"]);
        let expression = ExpressionMatrix::new(features, samples.clone(), values).unwrap();
        let gene = |symbol: &str| {
            vec![GeneAssignment {
                symbol: symbol.to_owned(),
                ..GeneAssignment::default()
            }]
        };
        let genes = [("f1", "Xist"), ("f2", "Ddx3y"), ("f3", "Actb")];
        let annotation = GeneAnnotation {
            origin: String::new(),
            genes: (genes.into_iter())
                .map(|(feature, symbol)| (feature.to_owned(), gene(symbol)))
                .collect(),
        };
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            lines: (2..7).collect(),
            files: None,
            columns: vec![SheetColumn {
                name: "Sex".to_owned(),
                values: names(&stated),
            }],
            samples,
        };
        (expression, annotation, sheet)
    }

    #[test]
    fn exchanged_samples_are_found_by_their_sex() {
        let (expression, annotation, sheet) = study(["F", "male", "M", "female", ""]);
        let found = SexOfArrays::of(&expression, &annotation, Some(&sheet)).unwrap();
        let disagreements = found.disagreements();
        assert_eq!(disagreements[..4], [0.0, 1.0, 0.0, 1.0]);
        assert!(disagreements[4].is_nan());
    }

    #[test]
    fn nothing_is_said_without_a_statement_or_a_difference() {
        let (expression, annotation, sheet) = study(["1", "2", "1", "2", "1"]);
        let found = SexOfArrays::of(&expression, &annotation, Some(&sheet)).unwrap();
        assert!(found.not_applicable.is_some());
        let (_, _, sheet) = study(["F", "F", "F", "F", "F"]);
        let females = expression.select_samples(&[0, 1]);
        let of_females = sheet.select(&[0, 1]);
        let found = SexOfArrays::of(&females, &annotation, Some(&of_females)).unwrap();
        assert!(found.not_applicable.is_some());
        let without = GeneAnnotation::default();
        assert_eq!(SexOfArrays::of(&expression, &without, Some(&sheet)), None);
    }
}
