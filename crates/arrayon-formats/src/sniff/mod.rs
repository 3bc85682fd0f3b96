//! Which kind of file a file is, judged by its content.

mod study;

use crate::bytes::ByteReader;
use crate::cel::command_console_data_type;
use crate::source;
use arrayon_core::InputError;
use std::path::Path;

/// As much of a file as tells its kind: all header lines of the library files seen so far.
const START: u64 = 64 * 1024;

/// The kinds of file that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// CEL, Command Console version 1.
    CelCommandConsole,
    /// CEL, text version 3.
    CelTextV3,
    /// CEL, binary version 4.
    CelBinaryV4,
    /// Scan of more than one colour, Command Console.
    CommandConsoleMultiChannel,
    /// Another file of the Command Console generic format (CHP, ARR, AUDIT ...).
    CommandConsoleOther,
    /// Chip design, CDF as text.
    CdfText,
    /// Chip design, binary CDF.
    CdfBinary,
    /// Probe sets and their probes, PGF.
    Pgf,
    /// Where each probe lies, CLF.
    Clf,
    /// Probe sets that are summarised together, MPS.
    Mps,
    /// Quality-control groups, QCC.
    Qcc,
    /// Background probes, BGP.
    Bgp,
    /// Transcript annotation of the vendor, CSV with `#%` header lines.
    TranscriptAnnotation,
    /// Gene sets, GMT.
    Gmt,
    /// Expression matrix, GCT.
    Gct,
    /// Expression matrix, delimited text.
    ExpressionMatrix,
    /// Table of a contrast, phenotype or dose: features with their statistics.
    FeatureTable,
    /// Sample sheet, delimited text.
    SampleSheet,
    /// Contrasts, delimited text.
    Contrasts,
    /// Contrasts, YAML.
    ContrastsYaml,
    /// Description of a study, TOML.
    Study,
    /// Panel of themes, YAML.
    ThemePanel,
    /// Ontology, OBO.
    Obo,
    /// Genes of ontology terms, GAF.
    Gaf,
    /// Tree, Newick.
    Newick,
    /// GEO series matrix.
    SeriesMatrix,
    /// JSON.
    Json,
    /// Comma-separated table.
    Csv,
    /// Tab-separated table.
    Tsv,
    /// ZIP archive, and with it every `.xlsx`.
    Zip,
    /// Web page, most often one saved in place of a file.
    Html,
    /// No content.
    Empty,
    /// Text of no known form.
    Text,
    /// Bytes of no known form.
    Unknown,
}

impl FileKind {
    /// The kind in words, with its article.
    pub fn description(self) -> &'static str {
        match self {
            Self::CelCommandConsole => "a CEL file, Command Console version 1",
            Self::CelTextV3 => "a CEL file, text version 3",
            Self::CelBinaryV4 => "a CEL file, binary version 4",
            Self::CommandConsoleMultiChannel => "a CEL file of more than one colour",
            Self::CommandConsoleOther => "a Command Console file that holds no intensities",
            Self::CdfText => "a chip design, CDF as text",
            Self::CdfBinary => "a chip design, binary CDF",
            Self::Pgf => "a probe group file (PGF)",
            Self::Clf => "a cell layout file (CLF)",
            Self::Mps => "a meta probe set file (MPS)",
            Self::Qcc => "a quality-control file (QCC)",
            Self::Bgp => "a background probe file (BGP)",
            Self::TranscriptAnnotation => "a transcript annotation table",
            Self::Gmt => "a gene set file (GMT)",
            Self::Gct => "an expression matrix (GCT)",
            Self::ExpressionMatrix => "an expression matrix, or another table of numbers",
            Self::FeatureTable => "a table of features with their statistics",
            Self::SampleSheet => "a sample sheet",
            Self::Contrasts => "a contrast file",
            Self::ContrastsYaml => "a contrast file (YAML)",
            Self::Study => "a study description (study.toml)",
            Self::ThemePanel => "a panel of themes (YAML)",
            Self::Obo => "an ontology (OBO)",
            Self::Gaf => "an annotation of genes with ontology terms (GAF)",
            Self::Newick => "a tree (Newick)",
            Self::SeriesMatrix => "a GEO series matrix",
            Self::Json => "a JSON file",
            Self::Csv => "a comma-separated table",
            Self::Tsv => "a tab-separated table",
            Self::Zip => "a ZIP archive or an .xlsx workbook",
            Self::Html => "a web page",
            Self::Empty => "an empty file",
            Self::Text => "a text file of no known form",
            Self::Unknown => "a file of no known form",
        }
    }
}

/// What a look at a file's beginning shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    /// The kind of the content.
    pub kind: FileKind,
    /// Whether the file is gzipped.
    pub gzipped: bool,
}

/// Looks at the beginning of a file and tells its kind, by content and never by name.
///
/// # Errors
/// The file cannot be read.
pub fn sniff(path: &Path) -> Result<Sniffed, InputError> {
    let start = source::read_start(path, START)?;
    Ok(Sniffed {
        kind: kind_of(&start.content),
        gzipped: start.gzipped,
    })
}

/// Tells the kind of unpacked content by its beginning.
pub fn kind_of(content: &[u8]) -> FileKind {
    let start = &content[..content.len().min(START as usize)];
    binary_kind(start).unwrap_or_else(|| text_kind(start))
}

fn binary_kind(start: &[u8]) -> Option<FileKind> {
    if start.is_empty() {
        return Some(FileKind::Empty);
    }
    if start.starts_with(&[0x3b, 1]) {
        return Some(command_console_kind(start));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(FileKind::Zip);
    }
    let number = |at: usize| {
        let bytes = start.get(at..at + 4)?;
        Some(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    match (number(0), number(4)) {
        (Some(64), Some(4)) => Some(FileKind::CelBinaryV4),
        (Some(67), Some(1..=9)) => Some(FileKind::CdfBinary),
        _ if start.contains(&0) => Some(FileKind::Unknown),
        _ => None,
    }
}

fn command_console_kind(start: &[u8]) -> FileKind {
    match command_console_data_type(&mut ByteReader::new(start, Path::new(""))).as_deref() {
        Ok("affymetrix-calvin-multi-intensity") => FileKind::CommandConsoleMultiChannel,
        // a file cut within its first bytes is left to the CEL reader, which says so
        Ok("affymetrix-calvin-intensity") | Err(_) => FileKind::CelCommandConsole,
        Ok(_) => FileKind::CommandConsoleOther,
    }
}

fn text_kind(start: &[u8]) -> FileKind {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |mark: &str| {
        text.get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    if begins("[CEL]") {
        FileKind::CelTextV3
    } else if begins("[CDF]") {
        FileKind::CdfText
    } else if begins("<!doctype html") || begins("<html") {
        FileKind::Html
    } else if begins("#1.2") || begins("#1.3") {
        FileKind::Gct
    } else if begins("!Series_") {
        FileKind::SeriesMatrix
    } else if let Some(kind) = study::marked(text) {
        kind
    } else if begins("{") || begins("[") {
        FileKind::Json
    } else {
        let known = library_kind(text).or_else(|| study::of_columns(text));
        known.unwrap_or_else(|| table_kind(text))
    }
}

/// The kind of a library file with `#%` header lines.
fn library_kind(text: &str) -> Option<FileKind> {
    let states = |key: &str| {
        let mut header = text.lines().take_while(|line| line.starts_with('#'));
        header.any(|line| {
            line.strip_prefix("#%")
                .is_some_and(|line| line.starts_with(key))
        })
    };
    if states("pgf_format_version") || states("header2=") {
        return Some(FileKind::Pgf);
    }
    if states("clf_format_version") {
        return Some(FileKind::Clf);
    }
    let columns = text
        .lines()
        .find(|line| !line.starts_with('#') && !line.trim().is_empty())?;
    let has = |name: &str| {
        columns
            .split(['\t', ','])
            .any(|column| column.trim().trim_matches('"') == name)
    };
    if has("probeset_list") {
        Some(FileKind::Mps)
    } else if has("group_name") && has("probeset_id") {
        Some(FileKind::Qcc)
    } else if has("gene_assignment") {
        Some(FileKind::TranscriptAnnotation)
    } else if has("probe_id") && text.starts_with("#%") {
        Some(FileKind::Bgp)
    } else {
        None
    }
}

fn table_kind(text: &str) -> FileKind {
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let Some(first) = lines.next() else {
        return FileKind::Text;
    };
    let n_tabs = |line: &str| line.matches('\t').count();
    // sets differ in size; rows of a table do not
    let ragged = lines
        .next()
        .is_some_and(|second| n_tabs(second) != n_tabs(first));
    if n_tabs(first) >= 2 && ragged {
        FileKind::Gmt
    } else if n_tabs(first) > 0 {
        FileKind::Tsv
    } else if first.contains(',') {
        FileKind::Csv
    } else {
        FileKind::Text
    }
}
