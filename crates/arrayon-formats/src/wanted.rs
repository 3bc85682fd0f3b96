//! What a reader wants of a file, and what it says of a file of another kind.

use crate::decode;
use crate::sniff::{FileKind, kind_of};
use crate::source::{self, Input, Kind};
use arrayon_core::InputError;
use arrayon_stores::{Store, StoredTable};
use arrayon_workbooks::{Workbook, is_workbook};
use std::path::Path;

/// What a reader of text wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// An expression matrix, or weights in its form.
    Matrix,
    /// A sample sheet.
    SampleSheet,
    /// Contrasts.
    Contrasts,
    /// Genes of features.
    Annotation,
    /// Gene sets.
    GeneSets,
    /// An ontology.
    Obo,
    /// Genes of an ontology's terms.
    Gaf,
    /// The table of a contrast.
    FeatureTable,
}

impl Wanted {
    /// The kind that bounds how much is read.
    fn bound(self) -> Kind {
        match self {
            Self::Matrix => Kind::Matrix,
            Self::SampleSheet | Self::Contrasts => Kind::Description,
            Self::Annotation | Self::FeatureTable => Kind::Table,
            Self::GeneSets => Kind::GeneSets,
            Self::Obo | Self::Gaf => Kind::Ontology,
        }
    }

    /// What is wanted, in words, with its article.
    fn words(self) -> &'static str {
        match self {
            Self::Matrix => {
                "an expression matrix (tab- or comma-separated text, GCT, Parquet or H5AD)"
            }
            Self::SampleSheet => "a sample sheet (tab- or comma-separated text, or a workbook)",
            Self::Contrasts => {
                "a contrast file (tab- or comma-separated text, YAML, or a workbook)"
            }
            Self::Annotation => "an annotation: a table of features and their genes",
            Self::GeneSets => "gene sets (GMT or GMX)",
            Self::Obo => "an ontology in OBO format",
            Self::Gaf => "genes of ontology terms (GAF, or NCBI's gene2go)",
            Self::FeatureTable => {
                "the table of a contrast, as `arrayon differential` or limma write it"
            }
        }
    }

    /// Whether it may be a sheet of a workbook: tables that people write. Programs write the others
    /// as text, and a spreadsheet changes names of genes.
    fn may_be_a_sheet(self) -> bool {
        matches!(self, Self::SampleSheet | Self::Contrasts)
    }

    /// Which table of a binary store it may be, if any.
    fn stored(self, store: Store) -> Option<StoredTable> {
        match (self, store) {
            (Self::Matrix, _) => Some(StoredTable::Matrix),
            // H5AD has one more table that is asked for: that of its observations
            (Self::SampleSheet, _)
            | (Self::Contrasts | Self::Annotation | Self::FeatureTable, Store::Parquet) => {
                Some(StoredTable::Columns)
            }
            _ => None,
        }
    }

    /// The kinds that the reader takes, besides vague ones.
    fn takes(self, kind: FileKind) -> bool {
        use FileKind::{
            Bgp, Contrasts, ContrastsYaml, ExpressionMatrix, FeatureTable, Gaf, Gct, Gene2Go, Gmt,
            Json, Obo, SampleSheet, SeriesMatrix, TacTable, TranscriptAnnotation,
        };
        match self {
            Self::Matrix => matches!(kind, ExpressionMatrix | Gct | SeriesMatrix | TacTable),
            // JSON is YAML
            Self::SampleSheet => matches!(kind, SampleSheet | Json),
            Self::Contrasts => matches!(kind, Contrasts | ContrastsYaml | Json),
            // a table of probes may have the columns of background probes
            Self::Annotation => matches!(kind, TranscriptAnnotation | FeatureTable | Bgp),
            Self::GeneSets => kind == Gmt,
            Self::Obo => kind == Obo,
            Self::Gaf => matches!(kind, Gaf | Gene2Go),
            Self::FeatureTable => kind == FeatureTable,
        }
    }

    /// Whether a file of this kind, if it is one, would be read as something that it is not.
    fn refuses(self, kind: FileKind, text: &str) -> bool {
        // a row of a matrix has the form of a gene set, but genes have no decimal point
        let is_matrix = || kind == FileKind::ExpressionMatrix && has_fractions(text);
        !self.takes(kind) && (!kind.is_vague() || self == Self::GeneSets && is_matrix())
    }
}

/// Whether the second line of a table has a number with a decimal point.
fn has_fractions(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let row = lines.nth(1).unwrap_or_default();
    row.split(['\t', ','])
        .any(|cell| cell.contains('.') && cell.trim().parse::<f64>().is_ok())
}

/// Reads the text of a file that should be of a kind, plain or gzipped, and parses it.
///
/// A file that is surely of another kind is not parsed; the error of one that may be of another
/// says so.
///
/// # Errors
/// A file that cannot be read, is no UTF-8 text, or is of another kind, with what it is and what to
/// do with it; what `parse` says.
pub fn read_text_of<'a, T, E: Refusal>(
    input: impl Into<Input<'a>>,
    wanted: Wanted,
    parse: impl FnOnce(&Path, &str) -> Result<T, E>,
) -> Result<T, E> {
    let input = input.into();
    let path = input.path();
    let text = text_of(input, wanted).map_err(|mut error| {
        if error.found.starts_with("this is") {
            error.expected = wanted.words().to_owned();
        }
        E::of(error)
    })?;
    let kind = kind_of(text.as_bytes());
    if wanted.refuses(kind, &text) {
        let found = format!("this is {}", kind.description());
        return Err(E::of(
            InputError::new(path, found)
                .expected(wanted.words())
                .hint(kind.way_on()),
        ));
    }
    parse(path, &text).map_err(|error| {
        if wanted.takes(kind) || kind.way_on().is_empty() || kind == FileKind::Empty {
            return error;
        }
        let seems = format!(
            "the file looks like {}: {}",
            kind.description(),
            kind.way_on()
        );
        error.with_hint(&seems)
    })
}

/// The text of a file; of a workbook, that of its only sheet, or of the one that the path names
/// behind a `#`; of a binary store, that of its table.
fn text_of(input: Input<'_>, wanted: Wanted) -> Result<String, InputError> {
    let path = input.path();
    let content = source::read(input, wanted.bound())?;
    if let Some(store) = Store::of(&content.bytes)
        && let Some(table) = wanted.stored(store)
    {
        return store.text(content.bytes, table, wanted.bound().most_bytes(), path);
    }
    if !wanted.may_be_a_sheet() || !is_workbook(&content.bytes) {
        return decode::text(content.bytes, path);
    }
    let (file, sheet) = source::file_and_sheet(path);
    Workbook::open(content.bytes, file, wanted.bound().most_bytes())?.text(sheet.as_deref())
}

/// Why a file was refused: for one fault, or for several.
pub trait Refusal {
    /// A single fault.
    fn of(fault: InputError) -> Self;

    /// The same, with a further hint.
    #[must_use]
    fn with_hint(self, hint: &str) -> Self;
}

impl Refusal for InputError {
    fn of(fault: InputError) -> Self {
        fault
    }

    fn with_hint(self, further: &str) -> Self {
        let hint = match self.hint.as_str() {
            "" => further.to_owned(),
            hint => format!("{hint}; {further}"),
        };
        self.hint(hint)
    }
}

impl Refusal for Vec<InputError> {
    fn of(fault: InputError) -> Self {
        vec![fault]
    }

    /// The hint stands with the first fault.
    fn with_hint(mut self, further: &str) -> Self {
        if let Some(first) = self.first_mut() {
            *first = first.clone().with_hint(further);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, wanted: Wanted) -> Result<String, InputError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, text).unwrap();
        read_text_of(&path, wanted, |_, text| {
            if text.contains("bad") {
                Err(InputError::new(Path::new("file"), "bad").hint("mend it"))
            } else {
                Ok(text.to_owned())
            }
        })
    }

    #[test]
    fn files_of_another_kind_are_named_before_they_are_read_as_what_they_are_not() {
        let top_table = "\tlogFC\tAveExpr\tt\tP.Value\tadj.P.Val\tB\nf1\t1\t7\t3\t0.1\t0.2\t1\n";
        let contrasts = "id,variable,reference,target\na,d,x,y\n";
        let matrix = "id\ts1\ts2\nf1\t7.5\t8.25\n";
        for (text, wanted, is, way) in [
            (top_table, Wanted::Matrix, "statistics", "genesets --table"),
            (matrix, Wanted::GeneSets, "an expression matrix", "--matrix"),
            (
                contrasts,
                Wanted::SampleSheet,
                "a contrast file",
                "--contrasts",
            ),
            (
                "[study]\nname = \"x\"\n",
                Wanted::Matrix,
                "study.toml",
                "arrayon run",
            ),
            ("{\"a\": 1}", Wanted::GeneSets, "a JSON file", ""),
            (
                "%PDF-1.4\n",
                Wanted::Obo,
                "a PDF document",
                "holds the data",
            ),
        ] {
            let error = read(text, wanted).unwrap_err();
            assert!(error.found.contains(is), "{error}");
            assert_eq!(error.expected, wanted.words());
            assert!(error.hint.contains(way), "{}", error.hint);
        }
        for (text, wanted) in [
            (matrix, Wanted::Matrix),
            (
                "SET\tna\t24451\t24498\nTWO\tna\t24451\t1\n",
                Wanted::GeneSets,
            ),
            (top_table, Wanted::FeatureTable),
            ("sample,variable\ns,1\n", Wanted::SampleSheet),
        ] {
            assert_eq!(read(text, wanted).unwrap(), text);
        }
    }

    #[test]
    fn what_a_file_looks_like_stands_behind_the_hint() {
        let error = read("sample\tgroup\ns1\tbad\n", Wanted::GeneSets).unwrap_err();
        assert_eq!(error.found, "bad");
        assert!(
            error
                .hint
                .starts_with("mend it; the file looks like a sample sheet")
        );
        let error = read("sample\tgroup\ns1\tbad\n", Wanted::SampleSheet).unwrap_err();
        assert_eq!(error.hint, "mend it");
    }
}
