//! Tables of signals that the Transcriptome Analysis Console (TAC) exports as text: a row for each
//! transcript cluster, for each array a column `<array>.<algorithm>.chp Signal` or
//! `<array>.<algorithm>.Signal`, and mostly one of detection p-values behind it.
//!
//! # What is not tested
//! An export of the program itself: none was at hand. The names of its columns are those that
//! scripts for such exports read.

pub use crate::signals::sample_and_algorithm;
use crate::signals::{Content, split};
use crate::source::{self, Input, Kind};
use crate::table::TableReader;
use crate::writing::{Writing, refusal, writing_of};
use arrayon_core::missing::is_missing;
use arrayon_core::numbers::DecimalMark;
use arrayon_core::{InputError, Place};
use std::path::Path;

/// What a table of TAC holds.
#[derive(Debug, Clone, PartialEq)]
pub struct TacTable {
    /// The algorithm that the column names give; empty where they give none.
    pub algorithm: String,
    /// Ids of the transcript clusters.
    pub features: Vec<String>,
    /// Names of the arrays.
    pub samples: Vec<String>,
    /// Signals of each array, on the scale of the algorithm; NaN where there is none.
    pub signals: Vec<Vec<f64>>,
    /// Detection p-values of each array; `None` where an array has none.
    pub detection_p: Option<Vec<Vec<f64>>>,
    /// What was read otherwise than it stands: decimal commas.
    pub notes: Vec<String>,
}

/// Reads a table of signals, plain or gzipped.
///
/// # Errors
/// A file that cannot be read, or has no column of signals; columns of several algorithms; a cell
/// that is no number; detection p-values of some arrays only.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<TacTable, InputError> {
    let input = input.into();
    let text = source::read_text(input, Kind::Matrix)?;
    parse(&text, input.path())
}

/// The same, of text that was read.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str, path: &Path) -> Result<TacTable, InputError> {
    let mut table = TableReader::new(path, text)?;
    let columns = Columns::of(&table.header, path, table.header_line)?;
    let mut found = TacTable {
        algorithm: columns.algorithm,
        features: Vec::new(),
        samples: columns.samples,
        signals: vec![Vec::new(); columns.signals.len()],
        detection_p: (!columns.detection_p.is_empty())
            .then(|| vec![Vec::new(); columns.signals.len()]),
        notes: Vec::new(),
    };
    let header = table.header.clone();
    let by_semicolons = table.delimiter == b';';
    let used: Vec<usize> = [&columns.signals[..], &columns.detection_p].concat();
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    while let Some(row) = table.next_row()? {
        let id = row.cell(0);
        if id.is_empty() {
            return Err(InputError::new(path, "a row without an id")
                .at(Place::Line(row.line))
                .expected("the id of a transcript cluster"));
        }
        found.features.push(id.to_owned());
        let cells = used.iter().map(|&at| row.cell(at).to_owned());
        rows.push((row.line, cells.collect()));
    }
    let cells = rows.iter().flat_map(|(line, cells)| {
        (0..)
            .zip(cells)
            .map(move |(at, cell)| ((*line, at), cell.as_str()))
    });
    let writing = writing_of(cells, by_semicolons)
        .map_err(|doubt| refusal(path, &doubt, |at| header[used[at]].clone()))?;
    let mark = writing
        .as_ref()
        .map_or(DecimalMark::Point, |writing| writing.mark);
    if let Some(Writing { words, .. }) = writing {
        found.notes.push(format!(
            "{}: numbers have {words} and were read so",
            path.display()
        ));
    }
    for (line, cells) in &rows {
        let number = |at: usize| {
            number(&cells[at], mark).ok_or_else(|| {
                let found = format!("'{}' is no number", cells[at].escape_debug());
                InputError::new(path, found)
                    .at(Place::Field {
                        line: *line,
                        column: header[used[at]].clone(),
                    })
                    .expected("a number, or nothing")
                    .hint("export the table anew; other columns of text may stay")
            })
        };
        let p_values = found.detection_p.iter_mut().flatten();
        for (at, values) in (0..).zip(found.signals.iter_mut().chain(p_values)) {
            values.push(number(at)?);
        }
    }
    match found.features.is_empty() {
        false => Ok(found),
        true => {
            Err(InputError::new(path, "a header without rows").expected("a row for each feature"))
        }
    }
}

/// A number; NaN of a cell that holds none.
fn number(cell: &str, mark: DecimalMark) -> Option<f64> {
    match is_missing(cell) {
        true => Some(f64::NAN),
        false => mark.parse(cell).filter(|value| value.is_finite()),
    }
}

/// Which column holds what.
struct Columns {
    algorithm: String,
    samples: Vec<String>,
    signals: Vec<usize>,
    /// In the order of the signals; none where no array has p-values.
    detection_p: Vec<usize>,
}

impl Columns {
    fn of(header: &[String], path: &Path, line: u64) -> Result<Self, InputError> {
        let refuse = |found: String| InputError::new(path, found).at(Place::Line(line));
        let named = |wanted: Content| {
            let columns = header.iter().enumerate();
            columns.filter_map(move |(at, name)| {
                let (of, content) = split(name)?;
                (content == wanted).then_some((at, of))
            })
        };
        let signals: Vec<(usize, &str)> = named(Content::Signal).collect();
        if signals.is_empty() {
            return Err(refuse("no column of signals".to_owned())
                .expected("columns such as 'A1.sst-rma-gene-full.chp Signal'")
                .hint("a matrix of log2 expression goes to --matrix as it is"));
        }
        let mut algorithms: Vec<&str> = Vec::new();
        let mut samples = Vec::new();
        for (_, of) in &signals {
            let (sample, algorithm) = sample_and_algorithm(of);
            samples.push(sample.to_owned());
            if !algorithms.contains(&algorithm) {
                algorithms.push(algorithm);
            }
        }
        if algorithms.len() > 1 {
            return Err(refuse(format!(
                "signals of the algorithms '{}'",
                algorithms.join("', '")
            ))
            .expected("signals of one algorithm")
            .hint("export each in a table of its own"));
        }
        let p_values: Vec<(usize, &str)> = named(Content::DetectionP).collect();
        let detection_p: Vec<usize> = (signals.iter())
            .filter_map(|(_, of)| p_values.iter().find(|(_, other)| other == of))
            .map(|(at, _)| *at)
            .collect();
        if !p_values.is_empty()
            && (detection_p.len(), p_values.len()) != (signals.len(), signals.len())
        {
            let found = format!(
                "{} columns of signals and {} of detection p-values",
                signals.len(),
                p_values.len()
            );
            return Err(refuse(found).expected("p-values of all arrays, or of none"));
        }
        Ok(Self {
            algorithm: algorithms.concat(),
            samples,
            signals: signals.into_iter().map(|(at, _)| at).collect(),
            detection_p,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "ID\tA1_(Clariom_S_Rat).sst-rma-gene-full.chp Signal\tA1_(Clariom_S_Rat).sst-rma-gene-full.chp Detection P-value\tA2.sst-rma-gene-full.Signal\tA2.sst-rma-gene-full.Detection p-value\tGene Symbol\n\
                         TC0100000001.rn.2\t7.25\t0.01\t8.5\t0.002\tFos\nTC0100000002.rn.2\t---\t1\t3\t0.9\t---\n";

    fn parsed(text: &str) -> Result<TacTable, InputError> {
        parse(text, Path::new("x.TXT"))
    }

    #[test]
    fn signals_p_values_and_names_are_read() {
        let found = parsed(TABLE).unwrap();
        assert_eq!(found.algorithm, "sst-rma-gene-full");
        assert_eq!(found.samples, ["A1_(Clariom_S_Rat)", "A2"]);
        assert_eq!(found.features, ["TC0100000001.rn.2", "TC0100000002.rn.2"]);
        assert!(found.signals[0][0] == 7.25 && found.signals[0][1].is_nan());
        assert_eq!(found.signals[1], [8.5, 3.0]);
        assert_eq!(found.detection_p.unwrap()[1], [0.002, 0.9]);
        let without = "ID\tA Signal\nx\t1\n";
        let found = parsed(without).unwrap();
        assert_eq!((found.algorithm.as_str(), found.detection_p), ("", None));
    }

    #[test]
    fn decimal_commas_are_read_and_stated() {
        let (header, rows) = TABLE.split_once('\n').unwrap();
        let rows = rows.replace("7.25", "7,25").replace("8.5", "8,5");
        let rows = rows.replace("\t0.0", "\t0,0").replace("0.9", "0,9");
        let expected = parsed(TABLE).unwrap();
        for text in [
            format!("{header}\n{rows}"),
            format!("{header}\n{rows}").replace('\t', ";"),
        ] {
            let found = parsed(&text).unwrap();
            assert!(
                found.notes[0].contains("decimal comma"),
                "{:?}",
                found.notes
            );
            assert_eq!(found.signals[1], expected.signals[1]);
            assert_eq!(found.detection_p, expected.detection_p);
        }
    }

    #[test]
    fn tables_that_are_none_are_refused_with_line_and_column() {
        let refused = |text: &str| parsed(text).unwrap_err().to_string();
        assert!(refused("ID\tA\nx\t1\n").contains("no column of signals"));
        let word = refused(&TABLE.replace("8.5", "high"));
        assert!(
            word.contains("line 2") && word.contains("'high' is no number"),
            "{word}"
        );
        let comma = refused(&TABLE.replace("8.5", "8,5"));
        assert!(comma.contains("line 2"), "{comma}");
        let mixed = refused(&TABLE.replace("A2.sst-rma-gene-full.Signal", "A2.plier.Signal"));
        assert!(mixed.contains("'sst-rma-gene-full', 'plier'"), "{mixed}");
        let some = refused(&TABLE.replace("A2.sst-rma-gene-full.Detection p-value", "x"));
        assert!(
            some.contains("2 columns of signals and 1 of detection"),
            "{some}"
        );
        assert!(refused("ID\tA Signal\n").contains("without rows"));
    }

    #[test]
    fn algorithms_are_told_from_points_in_names() {
        assert_eq!(
            sample_and_algorithm("a.b.rma-gene-full.CHP"),
            ("a.b", "rma-gene-full")
        );
        assert_eq!(sample_and_algorithm("mouse.1"), ("mouse.1", ""));
        assert_eq!(sample_and_algorithm("x.mas5.chp"), ("x", "mas5"));
    }
}
