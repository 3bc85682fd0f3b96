//! Tables, cell by cell.

use crate::stage::Stage;
use crate::tally::Tally;
use std::collections::BTreeMap;

/// A table as it is written: a header, then rows that are known by their first cell.
struct Table<'a> {
    columns: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

impl<'a> Table<'a> {
    /// Lines that begin with `#` are comments.
    fn of(text: &'a str) -> Self {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        let mut rows = lines.map(|line| line.split('\t').collect());
        Self {
            columns: rows.next().unwrap_or_default(),
            rows: rows.collect(),
        }
    }

    /// Rows by their first cell; `None` where two have the same.
    fn by_name(&self) -> Option<BTreeMap<&'a str, usize>> {
        let mut named = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if named.insert(*row.first()?, at).is_some() {
                return None;
            }
        }
        Some(named)
    }
}

/// Compares two tables, rows by their first cell where that names them, else in order.
pub(crate) fn compare(file: &str, one: &str, other: &str, is_same_schema: bool, tally: &mut Tally) {
    let (one, other) = (Table::of(one), Table::of(other));
    let mut shared = Vec::new();
    for (at, column) in one.columns.iter().enumerate() {
        match other.columns.iter().position(|theirs| theirs == column) {
            Some(theirs) => shared.push((*column, at, theirs)),
            None if is_same_schema => tally.only_one_has(file, &format!("column {column}"), true),
            None => {}
        }
    }
    for column in &other.columns {
        if is_same_schema && !one.columns.contains(column) {
            tally.only_one_has(file, &format!("column {column}"), false);
        }
    }
    match one.by_name().zip(other.by_name()) {
        Some((mine, theirs)) => {
            for (row, name) in one.rows.iter().map(|row| (row, row[0])) {
                match theirs.get(name) {
                    Some(&at) => cells(file, name, row, &other.rows[at], &shared, tally),
                    None => tally.only_one_has(file, &format!("row {name}"), true),
                }
            }
            for name in theirs.keys().filter(|name| !mine.contains_key(*name)) {
                tally.only_one_has(file, &format!("row {name}"), false);
            }
        }
        None => {
            let lengths = [one.rows.len(), other.rows.len()].map(|n| format!("{n} rows"));
            tally.texts(file, "", &lengths[0], &lengths[1]);
            for (at, (row, theirs)) in one.rows.iter().zip(&other.rows).enumerate() {
                cells(file, &(at + 1).to_string(), row, theirs, &shared, tally);
            }
        }
    }
}

fn cells(
    file: &str,
    row: &str,
    one: &[&str],
    other: &[&str],
    shared: &[(&str, usize, usize)],
    tally: &mut Tally,
) {
    let number = |cell: &str| cell.parse::<f64>().ok();
    for &(column, mine, theirs) in shared {
        let cell = |cells: &[&str], at: usize| cells.get(at).map_or(String::new(), |c| (*c).into());
        let (mine, theirs) = (cell(one, mine), cell(other, theirs));
        if mine == theirs {
            tally.n_values += 1;
            continue;
        }
        let place = format!("row {row}, column {column}");
        // columns of expression are samples, whatever they are called
        let name = match tally.stage {
            Stage::Expression => "",
            _ => column,
        };
        match number(&mine).zip(number(&theirs)) {
            Some(pair) => tally.numbers(file, &place, name, pair),
            None => tally.texts(file, &place, &mine, &theirs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(one: &str, other: &str) -> Tally {
        let mut tally = Tally::new(Stage::Contrasts, 1e-6);
        compare("a.tsv", one, other, true, &mut tally);
        tally
    }

    const TABLE: &str = "id\tlogFC\tP.Value\tgene\na\t1.5\t1e-9\tFos\nb\t-2\tNA\tJun\n";

    #[test]
    fn rows_are_found_by_their_first_cell() {
        let turned = "id\tlogFC\tP.Value\tgene\nb\t-2\tNA\tJun\na\t1.5\t1e-9\tFos\n";
        let found = compared(TABLE, turned);
        assert_eq!((found.n_differences, found.n_values), (0, 8));
    }

    #[test]
    fn what_differs_is_named() {
        for (from, to, place) in [
            ("1.5", "1.51", "row a, column logFC"),
            ("1e-9", "1e-8", "row a, column P.Value"),
            ("NA", "0.5", "row b, column P.Value"),
            ("Fos", "Fosb", "row a, column gene"),
            ("b\t-2", "c\t-2", "row b"),
            ("gene", "symbol", "column gene"),
        ] {
            let found = compared(TABLE, &TABLE.replacen(from, to, 1));
            assert!(found.n_differences > 0, "{from}");
            assert_eq!(found.differences[0].place, place);
        }
        let near = compared(TABLE, &TABLE.replacen("1.5", "1.5000001", 1));
        assert_eq!(near.n_differences, 0);
        assert!(near.largest > 1e-8);
    }

    #[test]
    fn rows_that_share_a_name_are_compared_in_order() {
        let found = compared("id\tx\na\t1\na\t2\n", "id\tx\na\t1\na\t3\n");
        assert_eq!(found.differences[0].place, "row 2, column x");
    }
}
