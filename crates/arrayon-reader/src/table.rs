//! Tables of results, column by column.

use arrayon_core::{InputError, Place};
use arrayon_results::CellKind;
use arrayon_results::columns::ColumnDescription;
use arrayon_results::number::parse_number;
use std::path::Path;

/// Columns of ids that are texts though they may look like numbers.
const TEXTS: [&str; 2] = ["gene_symbols", "entrez_ids"];

/// A table of results.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    /// Its path below the folder without its ending: `differential/low_vs_control`.
    pub name: String,
    /// Its columns, all of the same length.
    pub columns: Vec<TableColumn>,
    /// Its number of rows.
    pub n_rows: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its header.
    pub header: String,
    /// The unit of its values, where they have one.
    pub unit: Option<&'static str>,
    /// What it holds, where that is declared.
    pub description: Option<&'static str>,
    /// Its cells.
    pub cells: Cells,
}

/// The cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Texts; empty where there is none.
    Texts(Vec<String>),
    /// Whole numbers.
    Integers(Vec<Option<i64>>),
    /// Numbers; NaN where there is none.
    Numbers(Vec<f64>),
    /// Yes or no.
    Flags(Vec<Option<bool>>),
}

impl Cells {
    /// The texts that one cell joins, where a column holds several in each.
    pub fn parts(cell: &str) -> impl Iterator<Item = &str> {
        cell.split(';').filter(|part| !part.is_empty())
    }
}

impl ResultTable {
    /// The column of that header.
    pub fn column(&self, header: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.header == header)
    }
}

/// Reads a table that this program wrote; `name` is its path below the folder, `path` what messages
/// name. Columns are as `declared` says; of those that nobody declares the cells show what they are.
///
/// # Errors
/// No table of this program.
pub fn parse_table(
    path: &Path,
    name: &str,
    text: &str,
    declared: Option<&[ColumnDescription]>,
) -> Result<ResultTable, InputError> {
    let mut lines = text.lines();
    let headers: Vec<&str> = match lines.next() {
        Some(first) if !first.is_empty() => first.split('\t').collect(),
        _ => return Err(InputError::new(path, "a table without a header").at(Place::Line(1))),
    };
    let mut columns: Vec<Vec<&str>> = headers.iter().map(|_| Vec::new()).collect();
    let mut n_rows = 0;
    for (at, line) in lines.enumerate() {
        let mut cells = line.split('\t');
        let mut n_cells = 0;
        for (column, cell) in columns.iter_mut().zip(&mut cells) {
            column.push(cell);
            n_cells += 1;
        }
        let n_found = n_cells + cells.count();
        if n_found != headers.len() {
            return Err(InputError::new(path, format!("{n_found} cells"))
                .at(Place::Line(at as u64 + 2))
                .expected(format!("{}, as the header has", headers.len()))
                .hint("take the file as arrayon wrote it"));
        }
        n_rows += 1;
    }
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let name = name.strip_suffix(".tsv").unwrap_or(name);
    let mut table = ResultTable {
        name: name.to_owned(),
        columns: Vec::with_capacity(headers.len()),
        n_rows,
    };
    for (at, (header, cells)) in headers.into_iter().zip(columns).enumerate() {
        let known = declared.unwrap_or_default().iter();
        let known = known.copied().find(|column| column.header == header);
        let read = match known {
            Some(_) if at == 0 => texts(&cells),
            Some(column) => declared_cells(path, column, &cells)?,
            None if at == 0 || TEXTS.contains(&header) => texts(&cells),
            None => shown_cells(&cells, is_matrix(name)),
        };
        table.columns.push(TableColumn {
            header: header.to_owned(),
            unit: known.and_then(|column| column.unit),
            description: known.map(|column| column.description),
            cells: read,
        });
    }
    Ok(table)
}

/// Whether all columns of a table but the first are values, whether they look whole or not.
fn is_matrix(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    ["expression", "detection", "pca_scores", "pca_loadings"].contains(&last)
        || last.starts_with("scores.")
}

fn texts(cells: &[&str]) -> Cells {
    Cells::Texts(cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn declared_cells(
    path: &Path,
    column: ColumnDescription,
    cells: &[&str],
) -> Result<Cells, InputError> {
    let refuse = |at: usize, expected: &str| {
        let place = Place::Field {
            line: at as u64 + 2,
            column: column.header.to_owned(),
        };
        InputError::new(path, format!("'{}'", cells[at]))
            .at(place)
            .expected(expected)
            .hint("take the file as arrayon wrote it")
    };
    fn all<T>(
        cells: &[&str],
        read: impl Fn(&str) -> Option<T>,
        refuse: impl Fn(usize) -> InputError,
    ) -> Result<Vec<T>, InputError> {
        let read = |(at, cell): (usize, &&str)| read(cell).ok_or_else(|| refuse(at));
        cells.iter().enumerate().map(read).collect()
    }
    Ok(match column.kind {
        // a text that is not there is written as a number that is not
        CellKind::Text | CellKind::Texts => {
            let text = |cell: &&str| if *cell == "NA" { "" } else { *cell }.to_owned();
            Cells::Texts(cells.iter().map(text).collect())
        }
        CellKind::Number => Cells::Numbers(all(cells, parse_number, |at| {
            refuse(at, "a number, or NA")
        })?),
        CellKind::Integer => Cells::Integers(all(cells, integer, |at| {
            refuse(at, "a whole number, or NA")
        })?),
        CellKind::Flag => Cells::Flags(all(cells, flag, |at| refuse(at, "true, false or NA"))?),
    })
}

fn integer(cell: &str) -> Option<Option<i64>> {
    match cell {
        "NA" | "" => Some(None),
        digits => digits.parse().ok().map(Some),
    }
}

fn flag(cell: &str) -> Option<Option<bool>> {
    match cell {
        "NA" | "" => Some(None),
        "true" => Some(Some(true)),
        "false" => Some(Some(false)),
        _ => None,
    }
}

/// The cells of a column that nobody declares, as what all of them can be.
fn shown_cells(cells: &[&str], are_values: bool) -> Cells {
    let numbers = || {
        let numbers: Option<Vec<f64>> = cells.iter().map(|cell| parse_number(cell)).collect();
        numbers.map(Cells::Numbers)
    };
    if are_values {
        return numbers().unwrap_or_else(|| texts(cells));
    }
    let integers: Option<Vec<Option<i64>>> = (cells.iter())
        .map(|cell| cell.parse().ok().map(Some))
        .collect();
    let flags = || {
        let known = cells.iter().all(|cell| ["true", "false"].contains(cell));
        let flags: Option<Vec<Option<bool>>> = cells.iter().map(|cell| flag(cell)).collect();
        flags.filter(|_| known).map(Cells::Flags)
    };
    (integers.map(Cells::Integers))
        .or_else(numbers)
        .or_else(flags)
        .unwrap_or_else(|| texts(cells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::columns::descriptions;
    use arrayon_results::differential::FeatureRow;

    fn table(name: &str, text: &str) -> Result<ResultTable, InputError> {
        let declared = descriptions::<FeatureRow>();
        parse_table(Path::new("x.tsv"), name, text, Some(&declared))
    }

    #[test]
    fn columns_are_what_their_rows_declare_and_others_what_they_show() {
        let text = "feature_id\tlogFC\tgene_symbols\tcalls\tnote\tsign\n\
                    001\t-0\tMARCH1;\t1\ta\ttrue\n002\tNA\t7\t-1\t2\tfalse\n";
        let found = table("differential/a.b.tsv.gz", text).unwrap();
        assert_eq!((found.name.as_str(), found.n_rows), ("differential/a.b", 2));
        let cells = |header: &str| &found.column(header).unwrap().cells;
        let texts = |all: [&str; 2]| Cells::Texts(all.map(str::to_owned).to_vec());
        assert_eq!(cells("feature_id"), &texts(["001", "002"]));
        assert_eq!(cells("gene_symbols"), &texts(["MARCH1;", "7"]));
        assert_eq!(cells("calls"), &Cells::Integers(vec![Some(1), Some(-1)]));
        assert_eq!(cells("note"), &texts(["a", "2"]));
        assert_eq!(cells("sign"), &Cells::Flags(vec![Some(true), Some(false)]));
        let Cells::Numbers(log_fc) = cells("logFC") else {
            panic!("no numbers")
        };
        assert!(log_fc[0] == 0.0 && log_fc[1].is_nan());
        assert_eq!(found.column("logFC").unwrap().unit, Some("log2"));
    }

    #[test]
    fn a_declared_text_that_is_missing_is_empty_and_an_id_never() {
        let text = "feature_id\tgene_symbols\tgene_description\nNA\tNA\tNA\n";
        let found = table("differential/a.tsv", text).unwrap();
        let texts = |at: usize| match &found.columns[at].cells {
            Cells::Texts(texts) => texts[0].as_str(),
            other => panic!("{other:?}"),
        };
        assert_eq!([texts(0), texts(1), texts(2)], ["NA", "", ""]);
    }

    #[test]
    fn values_of_a_matrix_are_numbers_though_they_look_whole() {
        let found = table("expression.tsv", "feature_id\ta\n1\t7\n").unwrap();
        assert_eq!(found.columns[1].cells, Cells::Numbers(vec![7.0]));
        assert_eq!(found.columns[0].cells, Cells::Texts(vec!["1".to_owned()]));
    }

    #[test]
    fn what_this_program_does_not_write_is_refused_with_its_place() {
        for (text, place) in [
            ("", "line 1"),
            ("feature_id\tlogFC\na\n", "line 2"),
            ("feature_id\tlogFC\na\t1\nb\t1\t2\n", "line 3"),
            ("feature_id\tlogFC\na\tx\n", "logFC"),
        ] {
            let error = table("t.tsv", text).unwrap_err().to_string();
            assert!(error.contains(place), "{text:?}: {error}");
        }
    }
}
