//! The samples and the groups that are known of them.

use crate::results::StudyResults;
use arrayon_cluster::Grouping;
use std::collections::BTreeSet;

/// Levels of a column by which samples are coloured at most.
const MOST_LEVELS: usize = 24;

/// Values of a column of numbers that are groups at most.
const MOST_NUMBERS: usize = 6;

/// Samples in the order of the sheet, and for each column that sorts them the level of each.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub(super) names: Vec<String>,
    pub(super) groupings: Vec<Grouping>,
    /// Columns of many numbers, each with the number of every sample; NaN where there is none.
    pub(super) numbers: Vec<(String, Vec<f64>)>,
}

impl Samples {
    /// From the expression, the components or the tree of all samples.
    pub(super) fn of(results: &StudyResults) -> Self {
        let tree = results
            .trees
            .iter()
            .find(|tree| tree.stem == "clusters/samples");
        let names = (results.expression.as_ref().map(|one| one.samples()))
            .or(results.components.as_ref().map(|one| &one.samples[..]))
            .or(tree.map(|tree| &tree.clusters.samples[..]))
            .unwrap_or_default()
            .to_vec();
        let mut samples = Self {
            names,
            groupings: Vec::new(),
            numbers: Vec::new(),
        };
        if let Some(pca) = &results.components {
            for grouping in &pca.groupings {
                samples.add(&grouping.variable, &pca.samples, &grouping.levels);
            }
        }
        if let Some(tree) = tree {
            for verdict in &tree.clusters.group_verdicts {
                samples.add(&verdict.variable, &tree.clusters.samples, &verdict.levels);
            }
        }
        for column in results.sheet.iter().flat_map(|sheet| &sheet.columns) {
            if let Some(sheet) = &results.sheet
                && column.values != sheet.samples
            {
                samples.add_column(&column.name, &sheet.samples, &column.values);
            }
        }
        samples
    }

    /// A column of the sheet: numbers of many values, or names that tell samples apart. One that
    /// says the same of the samples as one before is left out.
    fn add_column(&mut self, name: &str, of: &[String], values: &[String]) {
        let distinct: BTreeSet<&String> = values.iter().filter(|one| !one.is_empty()).collect();
        let number = |value: &String| match value.is_empty() {
            true => Some(f64::NAN),
            false => value
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite()),
        };
        let numbers: Option<Vec<f64>> = values.iter().map(number).collect();
        match numbers.filter(|_| distinct.len() > MOST_NUMBERS) {
            Some(numbers) => {
                let of_sample = |sample: &String| {
                    let at = of.iter().position(|other| other == sample);
                    at.map_or(f64::NAN, |at| numbers[at])
                };
                let numbers = self.names.iter().map(of_sample).collect();
                self.numbers.push((name.to_owned(), numbers));
            }
            None if distinct.len() > 1 && distinct.len() < values.len().min(MOST_LEVELS + 1) => {
                self.add(name, of, values);
                if let Some((last, before)) = self.groupings.split_last()
                    && before.iter().any(|one| one.levels == last.levels)
                {
                    self.groupings.pop();
                }
            }
            None => {}
        }
    }

    fn add(&mut self, variable: &str, of: &[String], levels: &[String]) {
        let is_known = self.groupings.iter().any(|one| one.variable == variable);
        if is_known || of.len() != levels.len() {
            return;
        }
        let level = |name: &String| {
            let at = of.iter().position(|other| other == name);
            at.map_or(String::new(), |at| levels[at].clone())
        };
        self.groupings.push(Grouping {
            variable: variable.to_owned(),
            levels: self.names.iter().map(level).collect(),
            blocks: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_sort_samples_or_measure_them() {
        let names: Vec<String> = (0..8).map(|at| format!("s{at}")).collect();
        let mut samples = Samples {
            names: names.clone(),
            ..Samples::default()
        };
        let texts = |of: &dyn Fn(usize) -> String| (0..8).map(of).collect::<Vec<String>>();
        // the sheet may have its samples in another order
        let turned: Vec<String> = names.iter().rev().cloned().collect();
        samples.add_column("diet", &turned, &texts(&|at| ["a", "b"][at % 2].into()));
        samples.add_column("again", &turned, &texts(&|at| ["a", "b"][at % 2].into()));
        samples.add_column("mg", &turned, &texts(&|at| format!("0.{at}")));
        samples.add_column("day", &turned, &texts(&|at| format!("{}", at % 3)));
        samples.add_column("note", &turned, &texts(&|at| format!("note {at}")));
        samples.add_column("all", &turned, &texts(&|_| "same".into()));
        let known: Vec<&str> = (samples.groupings.iter())
            .map(|one| one.variable.as_str())
            .collect();
        assert_eq!(known, ["diet", "day"]);
        assert_eq!(samples.groupings[0].levels[0], "b");
        assert_eq!(samples.numbers.len(), 1);
        assert_eq!(
            (samples.numbers[0].1[0], samples.numbers[0].1[7]),
            (0.7, 0.0)
        );
    }
}
