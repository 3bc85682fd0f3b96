//! One workbook for spreadsheets: what it is, arrays, contrasts, gene sets, themes, what the columns
//! hold.
//!
//! Numbers are numbers in full precision, texts are texts: none is taken as a formula, a date or a
//! link, so that a gene called MARCH1 keeps its name.

mod sheet;
mod sheet_names;

use crate::study::{ExportError, Notes, Sink, Study};
use arrayon_reader::{Cells, ResultTable, TableColumn};
use arrayon_results::qc::QualityControl;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::{Book, MOST_ROWS};
use std::collections::BTreeSet;

const FILE: &str = "study.xlsx";

/// Contrasts that have sheets; more of them make a workbook that no program opens in reasonable
/// time.
const MOST_CONTRASTS: usize = 40;

/// Writes the workbook.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let mut notes = Vec::new();
    let n_contrasts = study.contrasts.len();
    if n_contrasts > MOST_CONTRASTS {
        notes.push(format!(
            "{FILE} has sheets for the first {MOST_CONTRASTS} of {n_contrasts} contrasts; the Parquet \
             files hold them all"
        ));
    }
    let mut contents = Contents {
        study,
        shown: n_contrasts.min(MOST_CONTRASTS),
        described: Described::default(),
        notes,
    };
    let failed = |error: XlsxError| ExportError::encode(FILE, error);
    let mut workbook = Workbook::new();
    // the same bytes whenever it is written
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    let properties = DocProperties::new()
        .set_title(sheet::safe(study.name()))
        .set_author("arrayon")
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);
    let mut book = Book::new(workbook);
    contents.fill(&mut book)?;
    let bytes = book.finish().map_err(failed)?;
    write(FILE, bytes)?;
    Ok(contents.notes)
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        Self::encode(FILE, error)
    }
}

/// What the columns of the sheets hold, each said once.
#[derive(Default)]
struct Described {
    seen: BTreeSet<(String, String)>,
    columns: [Vec<String>; 4],
}

impl Described {
    fn add(&mut self, sheet: &str, table: &ResultTable) {
        for column in &table.columns {
            let Some(words) = column.description else {
                continue;
            };
            if self.seen.insert((column.header.clone(), words.to_owned())) {
                let unit = column.unit.unwrap_or_default();
                let row = [&column.header, unit, words, sheet];
                for (to, text) in self.columns.iter_mut().zip(row) {
                    to.push(text.to_owned());
                }
            }
        }
    }

    fn table(self) -> ResultTable {
        let headers = ["column", "unit", "what it holds", "first on sheet"];
        let columns: Vec<TableColumn> = (headers.into_iter().zip(self.columns))
            .map(|(header, texts)| column(header, Cells::Texts(texts)))
            .collect();
        table_of("Columns", columns)
    }
}

struct Contents<'a> {
    study: &'a Study<'a>,
    /// Contrasts that have sheets.
    shown: usize,
    described: Described,
    notes: Vec<String>,
}

impl Contents<'_> {
    fn fill(&mut self, book: &mut Book) -> Result<(), ExportError> {
        book.text("Read me", &self.about()?)?;
        let arrays = self.arrays()?;
        if arrays.n_rows > 0 {
            self.sheet(book, "Arrays", &arrays)?;
        }
        if !self.study.contrasts.is_empty() {
            let contrasts = self.contrasts();
            self.sheet(book, "Contrasts", &contrasts)?;
        }
        for head in &self.study.contrasts[..self.shown] {
            if let Some(table) = self.study.contrast_table(&head.contrast)? {
                self.sheet(book, &head.contrast, &table)?;
            }
        }
        for test in self.tests() {
            let table = self.gene_sets(&test)?;
            if table.n_rows > 0 {
                self.sheet(book, &format!("Sets {}", test.replace('_', " ")), &table)?;
            }
        }
        if let Some(themes) = self.study.table("themes.tsv")? {
            self.sheet(book, "Themes", &themes)?;
        }
        let described = std::mem::take(&mut self.described).table();
        book.table("Columns", &described)?;
        Ok(())
    }

    fn sheet(
        &mut self,
        book: &mut Book,
        name: &str,
        table: &ResultTable,
    ) -> Result<(), ExportError> {
        let name = book.table(name, table)?;
        if table.n_rows > MOST_ROWS {
            self.notes.push(format!(
                "sheet '{name}' of {FILE} holds the first {MOST_ROWS} of {} rows, as many as a \
                 spreadsheet can have",
                table.n_rows
            ));
        }
        self.described.add(&name, table);
        Ok(())
    }

    /// What the workbook is and how the numbers came about, a line each; a heading first.
    fn about(&self) -> Result<Vec<String>, ExportError> {
        let summary = self.study.results.summary();
        let mut lines = vec![
            self.study.name().to_owned(),
            format!("Results of arrayon {}", self.study.results.version()),
        ];
        if summary.is_simulated {
            lines.push("SIMULATED DATA: nothing here is a finding about animals.".to_owned());
        }
        lines.push(String::new());
        lines.push(self.sheets_in_words());
        lines.push(
            "Numbers have full precision, whatever the cells show. Texts are texts: opened here, no \
             gene name becomes a date."
                .to_owned(),
        );
        lines.push(String::new());
        lines.push("Methods".to_owned());
        if let Some(normalization) = &summary.normalization {
            lines.push(format!(
                "Normalisation: {} ({}), {} probes, chip {}.",
                normalization.method,
                normalization.compatibility,
                normalization.n_probes,
                normalization.chip_types.join(", ")
            ));
        }
        let mut methods: Vec<&str> = Vec::new();
        for head in &self.study.contrasts {
            if !methods.contains(&head.method_in_words.as_str()) {
                methods.push(&head.method_in_words);
            }
        }
        lines.extend(methods.into_iter().map(str::to_owned));
        if !summary.warnings.is_empty() {
            lines.push(String::new());
            lines.push("What to know before believing the numbers".to_owned());
            lines.extend(summary.warnings.iter().cloned());
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
            lines.extend(self.notes.iter().cloned());
        }
        Ok(lines)
    }

    /// Which sheets there are, and what each holds.
    fn sheets_in_words(&self) -> String {
        let has_verdicts = self.study.results.is_listed("qc.json");
        let mut parts = Vec::new();
        if has_verdicts {
            parts.push("Arrays, the samples with the verdict on each array");
        } else if self.study.samples.is_some() {
            parts.push("Arrays, the samples as their sheet describes them");
        }
        if !self.study.contrasts.is_empty() {
            parts.push("Contrasts, what each comparison found");
        }
        if self.shown > 0 {
            parts.push("a sheet for each contrast with every tested feature");
        }
        if !self.tests().is_empty() {
            parts.push("gene sets by test");
        }
        if self.study.results.is_listed("themes.tsv") {
            parts.push("Themes");
        }
        parts.push("Columns, what the columns hold");
        format!("Sheets: {}.", parts.join("; "))
    }

    /// The sheet with the samples, and the verdict on each array where there is one.
    fn arrays(&self) -> Result<ResultTable, ExportError> {
        let quality: Option<QualityControl> = self.study.results.document("qc.json")?;
        let mut columns = Vec::new();
        let samples: Vec<String> = match (&self.study.samples, &quality) {
            (Some(sheet), _) => sheet.samples.clone(),
            (None, Some(quality)) => (quality.arrays.iter())
                .map(|array| array.sample.clone())
                .collect(),
            (None, None) => Vec::new(),
        };
        columns.push(column("sample", Cells::Texts(samples.clone())));
        if let Some(sheet) = &self.study.samples {
            if let Some(files) = &sheet.files {
                columns.push(column("file", Cells::Texts(files.clone())));
            }
            let others = sheet.columns.iter();
            for one in others.filter(|one| one.values != sheet.samples) {
                columns.push(column(&one.name, of_texts(&one.values)));
            }
        }
        if let Some(quality) = &quality {
            let of = |sample: &String| quality.arrays.iter().find(|one| one.sample == *sample);
            let verdict = |sample| of(sample).map(|one| one.verdict_in_words.clone());
            let status = |sample| {
                let status = serde_json::to_value(of(sample)?.status).ok()?;
                Some(status.as_str()?.to_owned())
            };
            let statuses = samples.iter().map(|one| status(one).unwrap_or_default());
            columns.push(column("status", Cells::Texts(statuses.collect())));
            let verdicts = samples.iter().map(|one| verdict(one).unwrap_or_default());
            columns.push(column("verdict", Cells::Texts(verdicts.collect())));
        }
        Ok(table_of("Arrays", columns))
    }

    fn contrasts(&self) -> ResultTable {
        let heads = &self.study.contrasts;
        let texts = |text: fn(&crate::study::ContrastHead) -> String| {
            Cells::Texts(heads.iter().map(text).collect())
        };
        let counts = |count: fn(&crate::study::ContrastHead) -> usize| {
            let count = |head| i64::try_from(count(head)).ok();
            Cells::Integers(heads.iter().map(count).collect())
        };
        let columns = vec![
            column("contrast", texts(|head| head.contrast.clone())),
            column("direction", texts(|head| head.direction_in_words.clone())),
            column(
                "FDR",
                Cells::Numbers(heads.iter().map(|head| head.fdr).collect()),
            ),
            column("tested", counts(|head| head.n_tested)),
            column("up", counts(|head| head.n_up)),
            column("down", counts(|head| head.n_down)),
            column("notes", texts(|head| head.notes.join("; "))),
        ];
        table_of("Contrasts", columns)
    }

    /// The tests of gene sets of which there are tables.
    fn tests(&self) -> Vec<String> {
        let mut tests: Vec<String> = Vec::new();
        let shown = &self.study.contrasts[..self.shown];
        for path in self.study.table_paths() {
            let of_contrast = |head: &crate::study::ContrastHead| {
                let rest = path.strip_prefix("genesets/")?;
                let test = rest
                    .strip_prefix(head.contrast.as_str())?
                    .strip_prefix('.')?;
                let test = test.strip_suffix(".tsv")?;
                (!test.contains('.')).then(|| test.to_owned())
            };
            let test = shown.iter().find_map(of_contrast);
            tests.extend(test.filter(|test| !tests.contains(test)));
        }
        tests
    }

    /// The rows of a test in all contrasts, each with its contrast.
    fn gene_sets(&self, test: &str) -> Result<ResultTable, ExportError> {
        let mut ids = Vec::new();
        let mut all: Option<ResultTable> = None;
        for head in &self.study.contrasts[..self.shown] {
            let path = format!("genesets/{}.{test}.tsv", head.contrast);
            let Some(table) = self.study.table(&path)? else {
                continue;
            };
            ids.extend(std::iter::repeat_n(head.contrast.clone(), table.n_rows));
            match &mut all {
                None => all = Some(table),
                Some(all) => append(all, table),
            }
        }
        let mut all = all.unwrap_or_else(|| table_of(test, Vec::new()));
        all.columns.insert(0, column("contrast", Cells::Texts(ids)));
        Ok(all)
    }
}

/// Adds the rows of a table, by the headers of the first.
fn append(all: &mut ResultTable, more: ResultTable) {
    let n = more.n_rows;
    for column in &mut all.columns {
        let same = more.column(&column.header).map(|column| &column.cells);
        match (&mut column.cells, same) {
            (Cells::Texts(to), Some(Cells::Texts(from))) => to.extend_from_slice(from),
            (Cells::Integers(to), Some(Cells::Integers(from))) => to.extend_from_slice(from),
            (Cells::Numbers(to), Some(Cells::Numbers(from))) => to.extend_from_slice(from),
            (Cells::Flags(to), Some(Cells::Flags(from))) => to.extend_from_slice(from),
            (Cells::Texts(to), _) => to.extend(std::iter::repeat_n(String::new(), n)),
            (Cells::Integers(to), _) => to.extend(std::iter::repeat_n(None, n)),
            (Cells::Numbers(to), _) => to.extend(std::iter::repeat_n(f64::NAN, n)),
            (Cells::Flags(to), _) => to.extend(std::iter::repeat_n(None, n)),
        }
    }
    all.n_rows += n;
}

fn column(header: &str, cells: Cells) -> TableColumn {
    TableColumn {
        header: header.to_owned(),
        unit: None,
        description: None,
        cells,
    }
}

fn table_of(name: &str, columns: Vec<TableColumn>) -> ResultTable {
    let n_rows = columns.first().map_or(0, |column| match &column.cells {
        Cells::Texts(cells) => cells.len(),
        Cells::Integers(cells) => cells.len(),
        Cells::Numbers(cells) => cells.len(),
        Cells::Flags(cells) => cells.len(),
    });
    ResultTable {
        name: name.to_owned(),
        columns,
        n_rows,
    }
}

/// A column of the sheet: numbers where all that is there is a number as a spreadsheet would write
/// it.
fn of_texts(values: &[String]) -> Cells {
    let is_plain = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let leads = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        !leads && digits.len() < 16 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let number = |text: &String| match text.as_str() {
        "" => Some(f64::NAN),
        text if is_plain(text) => text.parse().ok(),
        _ => None,
    };
    let numbers: Option<Vec<f64>> = values.iter().map(number).collect();
    match numbers {
        Some(numbers) if numbers.iter().any(|value| !value.is_nan()) => Cells::Numbers(numbers),
        _ => Cells::Texts(values.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_with_leading_zeros_stay_texts() {
        let cells =
            |texts: &[&str]| of_texts(&texts.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(matches!(cells(&["001", "2"]), Cells::Texts(_)));
        assert!(matches!(cells(&["1e5", "2"]), Cells::Texts(_)));
        assert!(matches!(cells(&["", ""]), Cells::Texts(_)));
        assert!(matches!(cells(&["-0.5", "", "2"]), Cells::Numbers(_)));
    }
}
