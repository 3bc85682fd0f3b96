//! How the principal components of arrays go with the columns of the sample sheet: hints of
//! batches.

use crate::statistics::ArrayComponent;
use arrayon_core::missing::is_missing_level;
use arrayon_core::{SampleSheet, SheetColumn};
use arrayon_results::qc::ComponentAssociation;
use arrayon_stats::f_distribution::upper_tail;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use std::collections::BTreeMap;

/// Numbers of so few distinct values are names of groups: day 1, 2, 3.
const FEW_VALUES: usize = 5;

/// What a column says of the samples of which it says anything.
enum Said {
    Numbers(Vec<(usize, f64)>),
    Groups(Vec<(usize, usize)>, usize),
}

/// How each of the first principal components goes with each column that varies: of a column
/// of numbers the squared correlation, of a column of groups the part of the variance between them,
/// with the p-value of the F test. Columns that name nearly every sample differently are left out,
/// and so is a column that leaves no degrees of freedom.
///
/// # Shapes
/// The sheet is in the order of the components' scores.
///
/// # Determinism
/// The same bits for any number of threads.
pub fn component_associations(
    components: &[ArrayComponent],
    sheet: &SampleSheet,
) -> Vec<ComponentAssociation> {
    let columns: Vec<(&SheetColumn, Said)> = (sheet.columns.iter())
        .filter_map(|column| Some((column, said(column)?)))
        .collect();
    let mut found = Vec::new();
    for (at, component) in components.iter().enumerate() {
        for (column, said) in &columns {
            let Some((explained, df1, df2)) = explained(&component.scores, said) else {
                continue;
            };
            let f = explained / df1 / ((1.0 - explained) / df2);
            found.push(ComponentAssociation {
                component: format!("PC{}", at + 1),
                variance_fraction: component.variance_fraction,
                column: column.name.clone(),
                is_numeric: matches!(said, Said::Numbers(_)),
                n_samples: (df1 + df2) as usize + 1,
                explained_fraction: explained,
                p_value: upper_tail(f, df1, df2),
                adj_p_value: f64::NAN,
            });
        }
    }
    let p_values: Vec<f64> = found.iter().map(|one| one.p_value).collect();
    for (one, adjusted) in found.iter_mut().zip(benjamini_hochberg(&p_values)) {
        one.adj_p_value = adjusted;
    }
    found
}

fn said(column: &SheetColumn) -> Option<Said> {
    let present = (column.values.iter().enumerate())
        .filter(|(_, value)| !is_missing_level(value))
        .map(|(at, value)| (at, value.trim()));
    let present: Vec<(usize, &str)> = present.collect();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, value) in &present {
        let next = groups.len();
        groups.entry(value).or_insert(next);
    }
    let numbers: Option<Vec<(usize, f64)>> = (present.iter())
        .map(|&(at, value)| Some((at, value.parse::<f64>().ok().filter(|one| one.is_finite())?)))
        .collect();
    if groups.len() < 2 {
        return None;
    }
    let repeat = 2 * groups.len() <= present.len();
    match numbers {
        Some(numbers) if groups.len() > FEW_VALUES || !repeat => Some(Said::Numbers(numbers)),
        _ if !repeat => None,
        _ => {
            let n_groups = groups.len();
            let group = |&(at, value): &(usize, &str)| (at, groups[value]);
            Some(Said::Groups(present.iter().map(group).collect(), n_groups))
        }
    }
}

/// The part of the variance that is explained, and the degrees of freedom of the F test.
fn explained(scores: &[f64], said: &Said) -> Option<(f64, f64, f64)> {
    let center = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let squares = |of: &[f64]| {
        let center = center(of);
        of.iter().map(|value| (value - center).powi(2)).sum::<f64>()
    };
    let (explained, df1, n) = match said {
        Said::Numbers(numbers) => {
            let (x, y): (Vec<f64>, Vec<f64>) = numbers
                .iter()
                .map(|&(at, number)| (number, scores[at]))
                .unzip();
            let correlation = arrayon_stats::correlation::pearson(&x, &y);
            (correlation * correlation, 1.0, numbers.len())
        }
        Said::Groups(groups, n_groups) => {
            let all: Vec<f64> = groups.iter().map(|&(at, _)| scores[at]).collect();
            let within: f64 = (0..*n_groups)
                .map(|group| {
                    let members = groups.iter().filter(|(_, of)| *of == group);
                    squares(&members.map(|&(at, _)| scores[at]).collect::<Vec<_>>())
                })
                .sum();
            (
                1.0 - within / squares(&all),
                *n_groups as f64 - 1.0,
                groups.len(),
            )
        }
    };
    let df2 = n as f64 - 1.0 - df1;
    (df2 >= 1.0 && explained.is_finite()).then_some((explained.clamp(0.0, 1.0), df1, df2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::ExpressionByArray;
    use arrayon_core::ExpressionMatrix;

    fn column(values: &[&str]) -> SheetColumn {
        SheetColumn {
            name: "c".to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        }
    }

    #[test]
    fn shares_and_p_values_are_those_of_r() {
        let scores = [0.5, -0.2, 0.1, 0.9, -0.4, -0.9];
        let f_test = |said: &Said| {
            let (explained, df1, df2) = explained(&scores, said).unwrap();
            let f = explained / df1 / ((1.0 - explained) / df2);
            (explained, upper_tail(f, df1, df2))
        };
        let close = |(a, b): (f64, f64), (c, d): (f64, f64)| {
            assert!((a - c).abs() < 1e-12 && (b - d).abs() < 1e-12, "{a} {b}");
        };
        // R: y <- c(.5,-.2,.1,.9,-.4,-.9); summary(lm(y ~ factor(c("a","a","b","b","c","c"))))
        let groups = said(&column(&["a", "a", "b", "b", "c", "c"])).unwrap();
        close(
            f_test(&groups),
            (0.668_269_230_769_230_7, 0.191_063_897_947_330_6),
        );
        // R: summary(lm(y ~ c(1, 2.5, 3, 4, 5, 7)))
        let numbers = said(&column(&["1", "2.5", "3", "4", "5", "7"])).unwrap();
        close(
            f_test(&numbers),
            (0.425_494_505_494_505_4, 0.160_325_807_041_322_7),
        );
    }

    #[test]
    fn a_shift_of_a_batch_goes_with_its_column() {
        let draw = |row: usize, at: usize| {
            let mixed = ((row * 12 + at) as u32).wrapping_mul(2_654_435_761);
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
            f64::from(mixed >> 8) / f64::from(1 << 24)
        };
        let values = ndarray::Array2::from_shape_fn((1000, 12), |(row, at)| {
            // the second batch of four is shifted, each feature by an amount of its own
            let shift = if at / 4 == 1 { draw(row, 99) } else { 0.0 };
            draw(row, at) + shift
        });
        let names = |n: usize| (0..n).map(|at| format!("n{at}")).collect::<Vec<String>>();
        let expression = ExpressionMatrix::new(names(1000), names(12), values).unwrap();
        let columns = |name: &str, of: &dyn Fn(usize) -> usize| SheetColumn {
            name: name.to_owned(),
            values: (0..12).map(|at| of(at).to_string()).collect(),
        };
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            samples: names(12),
            lines: (2..14).collect(),
            files: None,
            columns: vec![
                columns("batch", &|at| at / 4),
                columns("diet", &|at| at % 2),
            ],
        };
        let found =
            component_associations(&ExpressionByArray::of(&expression).components(), &sheet);
        let first = |column: &str| {
            let mut of_column = found.iter().filter(|one| one.column == column);
            of_column.find(|one| one.component == "PC1").unwrap()
        };
        let batch = first("batch");
        assert!(
            batch.explained_fraction > 0.95 && batch.adj_p_value < 1e-4,
            "{batch:?}"
        );
        assert!(first("diet").p_value > 0.05);
        assert!(!batch.is_numeric);
    }

    #[test]
    fn columns_that_sort_nothing_are_left_out() {
        assert!(said(&column(&["a", "a", "a"])).is_none());
        assert!(said(&column(&["r1", "r2", "r3", "r4"])).is_none());
        assert!(matches!(
            said(&column(&["1", "2", "1", "2"])),
            Some(Said::Groups(_, 2))
        ));
        assert!(matches!(
            said(&column(&["1", "", "3", "4"])),
            Some(Said::Numbers(_))
        ));
    }
}
