//! The head of a series matrix: a line for each fact, of samples with a cell for each.

use super::{GeoSample, Series};

/// The mark before the table.
const BEGIN: &str = "!series_matrix_table_begin";

/// The mark behind it.
const END: &str = "!series_matrix_table_end";

/// What a series matrix holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeriesMatrix {
    pub(crate) series: Series,
    /// Names of the table's columns, as they stand.
    pub(crate) columns: Vec<String>,
    /// Rows of the table.
    pub(crate) n_rows: usize,
}

/// Reads the head of a series matrix.
pub(crate) fn read(text: &str) -> SeriesMatrix {
    let mut series = Series::default();
    let mut lengths: Vec<usize> = Vec::new();
    let (head, table) = match line_start(text, BEGIN) {
        Some(at) => (&text[..at], &text[at..]),
        None => (text, ""),
    };
    for line in logical_lines(head) {
        let mut cells = cells(&line).into_iter();
        let key = cells.next().unwrap_or_default();
        let key = key.trim_start_matches('!');
        let cells: Vec<String> = cells.collect();
        match key {
            "Series_title" => series.title = cells.concat(),
            "Series_geo_accession" => series.accession = cells.concat(),
            key if key.starts_with("Sample_") => {
                lengths.push(cells.len());
                if series.samples.len() < cells.len() {
                    series.samples.resize_with(cells.len(), GeoSample::default);
                }
                for (sample, cell) in series.samples.iter_mut().zip(&cells) {
                    sample.take(key, cell);
                }
            }
            _ => {}
        }
    }
    let most = series.samples.len();
    let n_short = lengths.iter().filter(|&&n| n != most).count();
    if n_short > 0 {
        series.notes.push(format!(
            "{n_short} lines of the samples have fewer cells than there are samples: they were read \
             from the left"
        ));
    }
    let mut rows = table
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with(END));
    let columns = rows.next().map(cells).unwrap_or_default();
    let n_rows = rows.filter(|row| !row.trim().is_empty()).count();
    let columns: Vec<String> = columns.into_iter().skip(1).collect();
    // the table's spelling counts: it is what values are found by
    for sample in &mut series.samples {
        let same = columns
            .iter()
            .find(|name| name.eq_ignore_ascii_case(&sample.accession));
        if let Some(name) = same.filter(|name| **name != sample.accession) {
            sample.accession.clone_from(name);
        }
    }
    SeriesMatrix {
        series,
        columns,
        n_rows,
    }
}

/// Where a line begins with a mark.
fn line_start(text: &str, mark: &str) -> Option<usize> {
    let is_line = |&at: &usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
    text.match_indices(mark).map(|(at, _)| at).find(is_line)
}

/// The lines, with those that a quoted cell with a line end makes joined. A line that begins with
/// the mark of the next fact is never part of a cell, whatever the quotes.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        let continues = lines
            .last()
            .is_some_and(|last| last.matches('"').count() % 2 == 1);
        match lines
            .last_mut()
            .filter(|_| continues && !line.starts_with('!'))
        {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The cells of a line, out of their quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches(' ');
        let quoted = trimmed.strip_prefix('"').and_then(|quoted| {
            let end = closing(quoted)?;
            Some((quoted[..end].replace("\"\"", "\""), &quoted[end + 1..]))
        });
        let (cell, after) = match quoted {
            Some(found) => found,
            None => {
                let end = rest.find('\t').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        match after.find('\t') {
            Some(at) => rest = &after[at + 1..],
            None => return cells,
        }
    }
}

/// Where the quote stands that closes a cell: before a tab or the end.
fn closing(quoted: &str) -> Option<usize> {
    let ends = |at: &usize| {
        let after = quoted[at + 1..].trim_start_matches([' ', '\r']);
        after.is_empty() || after.starts_with('\t')
    };
    quoted.match_indices('"').map(|(at, _)| at).find(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_within_quotes_belong_to_the_cell() {
        let text = "!Series_title\t\"Rats\"\n!Series_summary\t\"one\n\ntwo \"\"x\"\"\"\n\
                    !Sample_title\t\"a\tb\"\t\"c \"\"d\"\"\"\n!Sample_geo_accession\tGSM1\tGSM2\n\
                    !Sample_data_processing\t\"broken\n!Sample_characteristics_ch1\t\"diet: low\"\t\"\"\n\
                    !Sample_characteristics_ch1\t\"\"\t\"diet: full\"\n!series_matrix_table_begin\n\
                    \"ID_REF\"\t\"gsm1\"\t\"GSM2\"\n\"f\"\t1\t2\n!series_matrix_table_end\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let found = read(&text);
            assert_eq!(found.series.title, "Rats");
            let titles: Vec<&str> = found
                .series
                .samples
                .iter()
                .map(|one| one.title.as_str())
                .collect();
            assert_eq!(titles, ["a\tb", "c \"d\""]);
            assert_eq!(found.n_rows, 1);
            let samples = found.series.samples();
            assert_eq!(samples.names, ["gsm1", "GSM2"]);
            let diet = samples
                .columns
                .iter()
                .find(|column| column.name == "diet")
                .unwrap();
            assert_eq!(diet.values, ["low", "full"]);
        }
    }

    #[test]
    fn a_matrix_without_a_table_has_no_rows() {
        let found = read(
            "!Sample_title\t\"a\"\n!series_matrix_table_begin\n\"ID_REF\"\t\"G\"\n!series_matrix_table_end\n",
        );
        assert_eq!((found.n_rows, found.series.samples.len()), (0, 1));
        assert_eq!(read("").n_rows, 0);
    }
}
