//! What names the features of a table: ids, but never the numbers of its rows.

use super::columns::Cells;
use super::names::{FEATURE_ID, GENE_ID, ID, is_of_row_names};
use arrayon_core::missing::is_missing;
use arrayon_results::differential::FeatureRow;
use std::collections::{HashMap, HashSet};

/// Whether names are nothing but the numbers of rows, in any order, counted from 1 or 0.
///
/// ```
/// use arrayon_formats::contrast_table::are_row_numbers;
/// assert!(are_row_numbers(["3", "1", "2"]));
/// assert!(!are_row_numbers(["24153", "24154", "24155"]));
/// ```
pub fn are_row_numbers<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    whole_numbers(names).is_some_and(|numbers| {
        let first = numbers.iter().min().copied().unwrap_or_default();
        let last = numbers.iter().max().copied().unwrap_or_default();
        numbers.len() >= 2 && first <= 1 && last - first + 1 == numbers.len() as u64
    })
}

/// The names as numbers, where all are whole ones and none occurs twice.
fn whole_numbers<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<HashSet<u64>> {
    let mut numbers = HashSet::new();
    for name in names {
        let number = name.trim().parse().ok()?;
        if !numbers.insert(number) {
            return None;
        }
    }
    Some(numbers)
}

/// More rows than any chip has. Numbers without a name that stay below are taken for those of
/// rows, as in the first hundred rows of a larger table; NCBI's and the vendor's ids go beyond.
const MOST_ROWS: u64 = 100_000;

/// Whether row names are, or may be, the numbers of rows.
fn may_be_row_numbers<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    whole_numbers(names).is_some_and(|numbers| numbers.iter().all(|&one| one <= MOST_ROWS))
}

/// How features are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeatureIds {
    /// By a column of ids.
    Column(usize),
    /// By a column whose ids stand for several features each: what were row names of limma's, or
    /// genes.
    Repeated(usize),
    /// By the numbers of rows alone: the features have genes but no ids.
    Numbered(usize),
    /// By nothing.
    None,
}

impl FeatureIds {
    /// Finds them; `genes` are the columns of genes, which do where there is no other id.
    pub(super) fn find(cells: &Cells, genes: &[usize]) -> Self {
        let is_named = |column: usize| is_of_row_names(&cells.names[column]);
        let row_names = (!cells.names.is_empty() && is_named(0)).then_some(0);
        let numbers = row_names.filter(|&column| may_be_row_numbers(cells.of(column)));
        let named = |known: &super::names::KnownColumn| {
            let mut columns = 0..cells.names.len();
            columns.find(|&column| known.is_named(&cells.names[column]))
        };
        if let Some(column) = named(&FEATURE_ID) {
            return Self::Column(column);
        }
        if let (Some(column), None) = (row_names, numbers) {
            return Self::Column(column);
        }
        let of_genes = genes.iter().copied();
        let others = [named(&ID), named(&GENE_ID)].into_iter().flatten();
        for column in others.chain(of_genes) {
            if are_row_numbers(cells.of(column)) {
                continue;
            }
            return match has_repeats(cells.of(column)) {
                true => Self::Repeated(column),
                false => Self::Column(column),
            };
        }
        match numbers {
            Some(numbers) if !genes.is_empty() => Self::Numbered(numbers),
            _ => Self::None,
        }
    }

    /// The id of a row's feature.
    pub(super) fn of(self, row: &csv::StringRecord) -> String {
        let cell = |column: usize| row[column].trim();
        match self {
            Self::Repeated(column) if is_missing(cell(column)) => "no id".to_owned(),
            Self::Column(column) | Self::Repeated(column) => cell(column).to_owned(),
            Self::Numbered(numbers) => format!("row {}", cell(numbers)),
            Self::None => String::new(),
        }
    }

    /// Tells rows of one id apart, where ids may stand for several: the second of them in this
    /// order becomes `id (2)`.
    pub(super) fn tell_apart(self, rows: &mut [FeatureRow]) {
        if !matches!(self, Self::Repeated(_)) {
            return;
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let n = seen.entry(row.feature_id.clone()).or_default();
            *n += 1;
            if *n > 1 {
                row.feature_id = format!("{} ({n})", row.feature_id);
            }
        }
    }
}

fn has_repeats<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    names.any(|name| is_missing(name) || !seen.insert(name))
}
