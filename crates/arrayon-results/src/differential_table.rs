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

/// Reads a table of [`write()`], or one of limma's `topTable` with its row names in the first
/// column. Columns may stand in any order; `feature_id`, `logFC` and `adj.P.Val` are needed,
/// what else is absent is not a number.
///
/// # Errors
/// A missing file or column, a cell that is no number, a feature that stands twice: each with
/// its line and column.
pub fn read(path: &Path) -> Result<Vec<FeatureRow>, InputError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(false)
        .quoting(true)
        .from_path(path)
        .map_err(|error| csv_error(path, &error))?;
    let header = reader
        .headers()
        .map_err(|error| csv_error(path, &error))?
        .clone();
    let columns = Columns::find(path, &header)?;
    let mut seen = std::collections::BTreeMap::new();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| csv_error(path, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
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
        return Err(InputError::new(path, "a header without rows").expected("one row a feature"));
    }
    Ok(rows)
}

fn csv_error(path: &Path, error: &csv::Error) -> InputError {
    let place = error
        .position()
        .map_or(Place::File, |position| Place::Line(position.line()));
    let found = match error.kind() {
        csv::ErrorKind::Io(io_error) => format!("cannot be read: {io_error}"),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("{len} cells where the header has {expected_len}")
        }
        _ => format!("no table: {error}"),
    };
    InputError::new(path, found)
        .at(place)
        .expected("a tab-separated table with a header")
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
}

impl Columns {
    fn find(path: &Path, header: &csv::StringRecord) -> Result<Self, InputError> {
        let position = |name: &str| header.iter().position(|column| column == name);
        let feature_id = position(COLUMNS[0]).or_else(|| {
            ["", "probeset", "ID"]
                .iter()
                .find_map(|name| position(name))
        });
        let missing = |name: &str| {
            InputError::new(path, format!("no column '{name}'"))
                .at(Place::Line(1))
                .expected(COLUMNS.join(", "))
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
            *value = parse_number(text).ok_or_else(|| {
                let column = number_columns().nth(at).unwrap_or_default().to_owned();
                InputError::new(path, format!("'{text}' is no number"))
                    .at(Place::Field { line, column })
            })?;
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
            feature_id: record[self.feature_id].to_owned(),
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
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path())
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
