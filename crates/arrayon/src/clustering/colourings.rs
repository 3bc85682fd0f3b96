//! The columns of the sheet by which principal components are coloured.

use arrayon_cluster::Grouping;
use arrayon_core::SampleSheet;
use std::collections::BTreeSet;

/// Columns of more levels than that are not drawn, unless they hold numbers.
const MOST_LEVELS: usize = 24;

/// Columns of numbers with more values than that are drawn in four ranges.
const MOST_NUMBERS: usize = 6;

/// Each column that tells samples apart and is not one of these, with the level of each sample.
/// Numbers of many values are four ranges with as many samples each, as nearly as can be; names of
/// which every sample has its own are left out.
pub(super) fn colourings(sheet: &SampleSheet, but: Option<&Grouping>) -> Vec<Grouping> {
    let others = sheet
        .columns
        .iter()
        .filter(|column| but.is_none_or(|but| but.variable != column.name));
    others
        .filter_map(|column| {
            let levels = levels(&column.values)?;
            Some(Grouping::new(column.name.clone(), levels))
        })
        .collect()
}

fn levels(values: &[String]) -> Option<Vec<String>> {
    let distinct: BTreeSet<&String> = values.iter().collect();
    let numbers: Option<Vec<f64>> = (values.iter())
        .filter(|value| !value.is_empty())
        .map(|value| value.parse().ok())
        .collect();
    let is_many = distinct.len() > MOST_NUMBERS;
    if let Some(numbers) = numbers.filter(|numbers| is_many && !numbers.is_empty()) {
        return Some(ranges(values, numbers));
    }
    let tells_apart = distinct.len() > 1 && distinct.len() < values.len();
    let named = |value: &String| match value.is_empty() {
        true => "not given".to_owned(),
        false => value.clone(),
    };
    (tells_apart && distinct.len() <= MOST_LEVELS).then(|| values.iter().map(named).collect())
}

/// The quarter in which each number lies, by its ends.
fn ranges(values: &[String], mut numbers: Vec<f64>) -> Vec<String> {
    const N: usize = 4;
    numbers.sort_unstable_by(f64::total_cmp);
    let n = numbers.len();
    let end = |quarter: usize| numbers[((quarter + 1) * n).div_ceil(N) - 1];
    let quarter = |number: f64| (0..N).find(|&at| number <= end(at)).unwrap_or(N - 1);
    let name = |at: usize| {
        let mut of_quarter = numbers.iter().filter(|&&number| quarter(number) == at);
        let first = of_quarter.next().copied().unwrap_or_default();
        let last = of_quarter.next_back().copied().unwrap_or(first);
        match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        }
    };
    let names: Vec<String> = (0..N).map(name).collect();
    let level = |value: &String| match value.parse() {
        Ok(number) => names[quarter(number)].clone(),
        Err(_) => "not given".to_owned(),
    };
    values.iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<Vec<String>> {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        levels(&values)
    }

    #[test]
    fn columns_that_tell_samples_apart_are_levels() {
        let found = of(&["a", "b", "", "a"]).unwrap();
        assert_eq!(found, ["a", "b", "not given", "a"]);
        assert_eq!(of(&["a", "a"]), None);
        assert_eq!(of(&["a", "b", "c"]), None);
        assert_eq!(of(&["1", "2", "2"]).unwrap(), ["1", "2", "2"]);
    }

    #[test]
    fn many_numbers_are_quarters() {
        let found = of(&["8", "1", "2", "3", "", "4", "5", "6", "7"]).unwrap();
        assert_eq!(found[0], "7 to 8");
        assert_eq!(found[1..4], ["1 to 2", "1 to 2", "3 to 4"]);
        assert_eq!(found[4], "not given");
        let tied = of(&["1", "1", "1", "1", "1", "2", "3", "4", "5", "6", "7"]).unwrap();
        assert_eq!(tied[0], "1");
        assert_eq!(tied[10], "6 to 7");
    }
}
