//! `differential/<contrast>.tsv`: the table of a contrast with limma's column names.

use crate::differential::FeatureRow;
use crate::number::{Number, finite, parse_number};
use arrayon_core::{InputError, Place};
use std::io::{self, Write};
use std::path::Path;

/// limma's columns, in the order of the file.
pub const COLUMNS: [&str; 9] = [
    "feature_id",
    "logFC",
    "CI.L",
    "CI.R",
    "AveExpr",
    "t",
    "P.Value",
    "adj.P.Val",
    "B",
];
/// The ordinary moderated t and its p-value, after limma's columns where `t` and `P.Value` are
/// those of a test against a fold change.
pub const ORDINARY_COLUMNS: [&str; 2] = ["moderated.t", "moderated.P.Value"];
const SYMBOLS: &str = "gene_symbols";
const ENTREZ_IDS: &str = "entrez_ids";
/// Between several genes of one feature.
const SEPARATOR: &str = ";";

/// Writes the table. The ordinary moderated t follows where any row has it beside the t of a test
/// against a fold change; columns of genes stand at the end where any feature has a gene.
///
/// # Errors
/// The writer's.
pub fn write(rows: &[FeatureRow], out: &mut dyn Write) -> io::Result<()> {
    let annotated = rows
        .iter()
        .any(|row| !row.gene_symbols.is_empty() || !row.entrez_ids.is_empty());
    let has_ordinary = rows.iter().any(|row| row.moderated_t.is_some());
    write!(out, "{}", COLUMNS.join("\t"))?;
    if has_ordinary {
        write!(out, "\t{}", ORDINARY_COLUMNS.join("\t"))?;
    }
    writeln!(
        out,
        "{}",
        if annotated {
            "\tgene_symbols\tentrez_ids"
        } else {
            ""
        }
    )?;
    for row in rows {
        write!(out, "{}", row.feature_id)?;
        for value in [row.log_fc, row.ci_left, row.ci_right, row.ave_expr] {
            write!(out, "\t{}", Number(value))?;
        }
        for value in [row.t, row.p_value, row.adj_p_value, row.b] {
            write!(out, "\t{}", Number(value.unwrap_or(f64::NAN)))?;
        }
        for value in [row.moderated_t, row.moderated_p_value] {
            if has_ordinary {
                write!(out, "\t{}", Number(value.unwrap_or(f64::NAN)))?;
            }
        }
        if annotated {
            let genes = [&row.gene_symbols, &row.entrez_ids].map(|genes| genes.join(SEPARATOR));
            write!(out, "\t{}\t{}", genes[0], genes[1])?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Reads a table of [`write()`], or one of limma's `topTable` as R's `write.table` or `write.csv`
/// writes it: separated by tabs, commas, semicolons or blanks, quoted or not, its
/// row names in the first column, whose name may be empty or left out. Columns may stand in any
/// order; the ids, `logFC` and `adj.P.Val` are needed, what else is absent is not a number.
///
/// `path` is for messages.
///
/// # Errors
/// A missing column, a cell that is no number or an infinite one, a p-value that is not
/// from 0 to 1, a feature that stands twice: each with its line and column.
pub fn parse(path: &Path, text: &str) -> Result<Vec<FeatureRow>, InputError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut next = || -> Result<Option<(u64, csv::StringRecord)>, InputError> {
        let record = records
            .next()
            .transpose()
            .map_err(|error| no_table(path, &error))?;
        Ok(record.map(|record| (record.position().map_or(1, csv::Position::line), record)))
    };
    let Some((_, header)) = next()? else {
        return Err(InputError::new(path, "the file is empty").expected(NEEDED));
    };
    let mut columns = None;
    let mut seen = std::collections::BTreeMap::new();
    let mut rows = Vec::new();
    while let Some((line, record)) = next()? {
        let columns = match &columns {
            Some(columns) => columns,
            None => columns.insert(Columns::find(path, &header, record.len())?),
        };
        if record.len() != columns.n_cells {
            let found = format!(
                "{} cells where the header has {}",
                record.len(),
                columns.n_cells
            );
            return Err(InputError::new(path, found)
                .at(Place::Line(line))
                .expected("as many cells in every row"));
        }
        let row = columns.row(path, line, &record)?;
        if let Some(first) = seen.insert(row.feature_id.clone(), line) {
            return Err(InputError::new(
                path,
                format!(
                    "feature '{}' stands on line {first} already",
                    row.feature_id
                ),
            )
            .at(Place::Line(line))
            .hint("give every feature one row"));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        Columns::find(path, &header, header.len())?;
        return Err(InputError::new(path, "a header without rows").expected("one row a feature"));
    }
    Ok(rows)
}

/// What a table must have.
const NEEDED: &str = "a table with feature ids or row names, 'logFC' and 'adj.P.Val'";

/// What separates the cells of the first line: a tab if it has one, else a comma, a semicolon, a
/// blank.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default().as_bytes();
    let known = [b'\t', b',', b';', b' '];
    known
        .into_iter()
        .find(|one| header.contains(one))
        .unwrap_or(b'\t')
}

fn no_table(path: &Path, error: &csv::Error) -> InputError {
    let place = error
        .position()
        .map_or(Place::File, |position| Place::Line(position.line()));
    InputError::new(path, "cannot be read as a table")
        .at(place)
        .expected(NEEDED)
}

fn number_columns() -> impl Iterator<Item = &'static str> {
    COLUMNS[1..].iter().chain(&ORDINARY_COLUMNS).copied()
}

/// Where the columns stand.
struct Columns {
    feature_id: usize,
    numbers: [Option<usize>; 10],
    symbols: Option<usize>,
    entrez_ids: Option<usize>,
    /// Cells of a row.
    n_cells: usize,
}

impl Columns {
    /// The columns of a header over rows of so many cells. R leaves out the name of row names,
    /// and the header is then one cell shorter.
    fn find(path: &Path, header: &csv::StringRecord, n_cells: usize) -> Result<Self, InputError> {
        let has_row_names = header.len() + 1 == n_cells;
        let names: Vec<&str> = (has_row_names.then_some("").into_iter())
            .chain(header.iter().map(str::trim))
            .collect();
        let position = |name: &str| names.iter().position(|column| *column == name);
        let feature_id = position(COLUMNS[0]).or_else(|| {
            ["", "probeset", "ID"]
                .iter()
                .find_map(|name| position(name))
        });
        let missing = |name: &str| {
            InputError::new(path, format!("no column '{name}'"))
                .at(Place::Line(1))
                .expected(NEEDED)
                .hint("give the table that `arrayon diff` or limma's topTable wrote")
        };
        for name in ["logFC", "adj.P.Val"] {
            position(name).ok_or_else(|| missing(name))?;
        }
        let mut numbers = [None; 10];
        for (place, name) in numbers.iter_mut().zip(number_columns()) {
            *place = position(name);
        }
        Ok(Self {
            feature_id: feature_id.ok_or_else(|| missing(COLUMNS[0]))?,
            numbers,
            symbols: position(SYMBOLS),
            entrez_ids: position(ENTREZ_IDS),
            n_cells: names.len(),
        })
    }

    fn row(
        &self,
        path: &Path,
        line: u64,
        record: &csv::StringRecord,
    ) -> Result<FeatureRow, InputError> {
        let mut values = [f64::NAN; 10];
        for (at, (value, column)) in values.iter_mut().zip(self.numbers).enumerate() {
            let Some(text) = column.map(|column| &record[column]) else {
                continue;
            };
            let name = number_columns().nth(at).unwrap_or_default();
            let refuse = |found: String| {
                let column = name.to_owned();
                InputError::new(path, found).at(Place::Field { line, column })
            };
            *value = parse_number(text).ok_or_else(|| {
                refuse(format!("'{text}' is no number")).expected("a number, or NA")
            })?;
            if value.is_infinite() {
                return Err(refuse(format!("'{text}' is infinite")).expected("a number, or NA"));
            }
            let is_p_value = ["P.Value", "adj.P.Val", "moderated.P.Value"].contains(&name);
            if is_p_value && !value.is_nan() && !(0.0..=1.0).contains(value) {
                return Err(refuse(format!("'{text}' is no p-value"))
                    .expected("a number from 0 to 1, or NA"));
            }
        }
        let genes = |column: Option<usize>| {
            column.map_or(Vec::new(), |column| {
                let names = record[column]
                    .split(SEPARATOR)
                    .filter(|name| !name.is_empty());
                names.map(str::to_owned).collect()
            })
        };
        let [
            log_fc,
            ci_left,
            ci_right,
            ave_expr,
            t,
            p_value,
            adj_p_value,
            b,
            moderated_t,
            moderated_p_value,
        ] = values;
        Ok(FeatureRow {
            feature_id: record[self.feature_id].trim().to_owned(),
            log_fc,
            ci_left,
            ci_right,
            ave_expr,
            t: finite(t),
            p_value: finite(p_value),
            adj_p_value: finite(adj_p_value),
            b: finite(b),
            moderated_t: finite(moderated_t),
            moderated_p_value: finite(moderated_p_value),
            gene_symbols: genes(self.symbols),
            entrez_ids: genes(self.entrez_ids),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, genes: &[&str]) -> FeatureRow {
        FeatureRow {
            feature_id: id.into(),
            log_fc: -1.25,
            ci_left: -2.0,
            ci_right: 1.0 / 3.0,
            ave_expr: 7.5,
            t: Some(-40.0),
            p_value: Some(1e-310),
            adj_p_value: Some(0.5),
            b: None,
            moderated_t: None,
            moderated_p_value: None,
            gene_symbols: genes.iter().map(ToString::to_string).collect(),
            entrez_ids: vec![],
        }
    }

    fn read_text(text: &str) -> Result<Vec<FeatureRow>, InputError> {
        parse(Path::new("table.tsv"), text)
    }

    #[test]
    fn what_is_written_reads_back() {
        for rows in [
            vec![row("a", &["Il6", "Tnf"]), row("b", &[])],
            vec![row("a", &[])],
            vec![FeatureRow {
                moderated_t: Some(-3.5),
                moderated_p_value: Some(0.01),
                ..row("a", &["Il6"])
            }],
        ] {
            let mut text = Vec::new();
            write(&rows, &mut text).unwrap();
            assert_eq!(
                read_text(std::str::from_utf8(&text).unwrap()).unwrap(),
                rows
            );
        }
    }

    #[test]
    fn limmas_own_table_is_read() {
        let rows = read_text("\tlogFC\tAveExpr\tadj.P.Val\nx_at\t1.5\t 8 \t0.01\n").unwrap();
        assert_eq!(
            (rows[0].feature_id.as_str(), rows[0].ave_expr),
            ("x_at", 8.0)
        );
        assert!(rows[0].ci_left.is_nan() && rows[0].p_value.is_none());
    }

    #[test]
    fn what_r_writes_is_read() {
        let rows = [
            "\"x_at\"{}1.5{}8{}0.01{}\"a gene, or two\"\n",
            "\"y_at\"{}-1e-3{}NA{}1{}NA\n",
        ];
        let names = "\"logFC\"{}\"AveExpr\"{}\"adj.P.Val\"{}\"gene_symbols\"\n";
        for separator in ["\t", ",", " ", ";"] {
            // write.table leaves the name of row names out, write.csv leaves it empty
            for first in ["", "\"\"{}", "feature_id{}"] {
                let text = format!("{first}{names}{}", rows.concat()).replace("{}", separator);
                let rows = read_text(&text).unwrap();
                assert_eq!(rows.len(), 2, "{text}");
                assert_eq!(
                    (&*rows[0].feature_id, rows[0].log_fc),
                    ("x_at", 1.5),
                    "{text}"
                );
                assert_eq!(rows[0].gene_symbols, ["a gene, or two"].map(str::to_owned));
                assert_eq!((rows[1].log_fc, rows[1].adj_p_value), (-1e-3, Some(1.0)));
                assert!(rows[1].ave_expr.is_nan());
            }
        }
    }

    #[test]
    fn impossible_values_are_named() {
        let header = "feature_id\tlogFC\tt\tP.Value\tadj.P.Val\n";
        for (column, row) in [
            ("adj.P.Val", "a\t1\t2\t0.1\t-0.5"),
            ("adj.P.Val", "a\t1\t2\t0.1\t1.5"),
            ("P.Value", "a\t1\t2\t-3\t0.5"),
            ("t", "a\t1\tinf\t0.1\t0.5"),
            ("t", "a\t1\t-Inf\t0.1\t0.5"),
            ("logFC", "a\t1e999\t1\t0.1\t0.5"),
        ] {
            let error = read_text(&format!("{header}b\t1\t2\t0\t1\n{row}\n")).unwrap_err();
            let column = column.to_owned();
            assert_eq!(error.place, Place::Field { line: 3, column }, "{error}");
        }
    }

    #[test]
    fn errors_name_line_and_column() {
        let message = |text: &str| {
            let error = read_text(text).unwrap_err();
            (error.place.clone(), error.found)
        };
        let header = "feature_id\tlogFC\tadj.P.Val\n";
        let (place, found) = message(&format!("{header}a\t1\t0.1\nb\tx\t0.1\n"));
        assert_eq!(
            place,
            Place::Field {
                line: 3,
                column: "logFC".into()
            }
        );
        assert_eq!(found, "'x' is no number");
        assert_eq!(
            message(&format!("{header}a\t1\t0.1\na\t1\t0.1\n")).0,
            Place::Line(3)
        );
        assert_eq!(message("feature_id\tlogFC\n").1, "no column 'adj.P.Val'");
        assert_eq!(message(header).1, "a header without rows");
        assert_eq!(message(&format!("{header}a\t1\n")).0, Place::Line(2));
    }
}
