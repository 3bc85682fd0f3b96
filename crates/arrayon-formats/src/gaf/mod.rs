//! GAF 2.x and NCBI's gene2go: gene products annotated with ontology terms.

mod file;
mod gene2go;

pub use file::GafFile;

use crate::sniff::{self, FileKind};
use crate::source::Input;
use crate::wanted::{self, Wanted};
use arrayon_core::missing::{is_missing, present};
use arrayon_core::{InputError, Place, TermAnnotation};
use std::path::Path;

/// Columns that GAF 1.0 and all later versions have.
const FEWEST_COLUMNS: usize = 15;

/// Reads a GAF file (versions 1.0 to 2.2) or NCBI's `gene2go`, plain or gzipped.
///
/// Every row is kept as it stands: negation (`NOT`) and evidence `ND` are for the caller to judge.
/// A row without the columns, or without symbol, term or evidence is left out and counted.
///
/// `gene2go` holds all species and gene ids in place of symbols: its rows are those of `taxon`
/// (`10116`), where that has any; its symbols are the NCBI gene ids.
///
/// # Errors
/// A file that cannot be read or is of another kind; more than 5 % of rows that cannot be read, of
/// which the first is named; a file without rows.
///
/// # Source
/// GO annotation file format 2.1 and 2.2; README of NCBI's gene FTP site.
pub fn read_gaf<'a>(
    input: impl Into<Input<'a>>,
    taxon: Option<&str>,
) -> Result<GafFile, InputError> {
    wanted::read_text_of(input, Wanted::Gaf, |path, text| {
        if gene2go::is_gene2go(text) {
            gene2go::parse(text, path, taxon)
        } else {
            parse_gaf(text, path)
        }
    })
}

/// Reads the text of a GAF file; `path` is for messages.
///
/// # Errors
/// As [`read_gaf`].
pub fn parse_gaf(text: &str, path: &Path) -> Result<GafFile, InputError> {
    let mut file = GafFile::default();
    for (index, line) in text.lines().enumerate() {
        if let Some(comment) = line.strip_prefix('!') {
            take_header(&mut file, comment);
        } else if !line.trim().is_empty() {
            match parse_row(line, index as u64 + 1, path) {
                Ok((row, synonyms)) => file.add(row, synonyms),
                Err(error) => file.leave_out(error),
            }
        }
    }
    let kind = sniff::kind_of(text.as_bytes());
    let is_another = kind != FileKind::Gaf && file.n_unreadable == file.n_rows();
    if is_another && file.n_unreadable > 0 {
        let kind = kind.description();
        let mut lines = text.lines().filter(|line| !line.starts_with('!'));
        let first = lines.find(|line| !line.trim().is_empty()).unwrap_or("");
        let found = format!("no row is one of GAF; this is {kind} that begins with '{first}'");
        return Err(InputError::new(path, found)
            .expected(format!(
                "rows of {FEWEST_COLUMNS} columns or more, the fifth with the term"
            ))
            .hint(
                "take the GAF of the species from geneontology.org or its database; tables of \
                 BioMart are not read, but may be made gene sets (GMT)",
            ));
    }
    file.checked(path)
}

impl GafFile {
    fn add(&mut self, row: TermAnnotation, synonyms: &str) {
        let synonyms = synonyms.split('|').map(present);
        let mut others = synonyms.filter(|name| !name.is_empty() && *name != row.symbol);
        if let Some(first) = others.next() {
            let known = self.synonyms.entry(row.symbol.clone()).or_default();
            for name in std::iter::once(first).chain(others) {
                if !known.contains(name) {
                    known.insert(name.to_owned());
                }
            }
        }
        self.annotations.push(row);
    }
}

fn take_header(file: &mut GafFile, comment: &str) {
    let Some((tag, value)) = comment.split_once(':') else {
        return;
    };
    match tag.trim().to_ascii_lowercase().as_str() {
        "gaf-version" => value.trim().clone_into(&mut file.version),
        "generated" | "date-generated" => value.trim().clone_into(&mut file.generated),
        _ => {}
    }
}

/// The row and its synonyms.
fn parse_row<'a>(
    line: &'a str,
    number: u64,
    path: &Path,
) -> Result<(TermAnnotation, &'a str), InputError> {
    let mut cells = [""; FEWEST_COLUMNS];
    let mut n_columns = 0;
    for (cell, text) in cells.iter_mut().zip(line.split('\t')) {
        *cell = text.trim();
        n_columns += 1;
    }
    if n_columns < FEWEST_COLUMNS {
        return Err(InputError::new(path, format!("{n_columns} columns"))
            .at(Place::Line(number))
            .expected(format!("at least {FEWEST_COLUMNS}, separated by tabs")));
    }
    for (column, name) in [(2, "DB Object Symbol"), (4, "GO ID"), (6, "Evidence Code")] {
        if is_missing(cells[column]) {
            let place = Place::Field {
                line: number,
                column: name.into(),
            };
            return Err(InputError::new(path, "empty cell").at(place));
        }
    }
    let row = TermAnnotation {
        object_id: cells[1].to_owned(),
        symbol: cells[2].to_owned(),
        term: cells[4].to_owned(),
        qualifier: cells[3].to_owned(),
        evidence: cells[6].to_owned(),
        taxon: cells[12].to_owned(),
    };
    Ok((row, cells[10]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "UniProtKB\tA0A0\tHmox1\tNOT|colocalizes_with\tGO:1\tPMID:1\tIDA\t\tP\tname\t\
        \tprotein\ttaxon:10116\t20190112\tUniProt\t\t";

    fn parse(text: &str) -> Result<GafFile, InputError> {
        parse_gaf(text, Path::new("x.gaf"))
    }

    #[test]
    fn reads_header_and_rows() {
        let text = format!("!gaf-version: 2.1\n!Generated: 2019-01-14 09:47\n{ROW}\n");
        let file = parse(&text).unwrap();
        assert_eq!(
            (file.version.as_str(), file.generated.as_str()),
            ("2.1", "2019-01-14 09:47")
        );
        let row = &file.annotations[0];
        assert_eq!((row.symbol.as_str(), row.term.as_str()), ("Hmox1", "GO:1"));
        assert_eq!(
            (row.evidence.as_str(), row.taxon.as_str()),
            ("IDA", "taxon:10116")
        );
        assert!(row.is_negated());
    }

    #[test]
    fn synonyms_belong_to_symbols() {
        let other = ROW.replace("name\t\t", "name\tHo1|-|Hmox1|Hsp32\t");
        let again = ROW.replace("name\t\t", "name\tHo1|HEOXG\t");
        let file = parse(&format!("{other}\n{again}\n")).unwrap();
        let names: Vec<&String> = file.synonyms["Hmox1"].iter().collect();
        assert_eq!(names, ["HEOXG", "Ho1", "Hsp32"]);
    }

    #[test]
    fn a_few_unreadable_rows_are_left_out_and_many_refused() {
        let rows = |n: usize| format!("a\tb\n{}", format!("{ROW}\n").repeat(n));
        let file = parse(&rows(19)).unwrap();
        assert_eq!((file.n_unreadable, file.annotations.len()), (1, 19));
        let first = file.first_unreadable.unwrap().to_string();
        assert!(first.starts_with("x.gaf, line 1: 2 columns"), "{first}");
        let error = parse(&rows(18)).unwrap_err();
        assert_eq!(error.place, Place::Line(1));
        assert!(error.hint.contains("1 of 19 rows"), "{}", error.hint);
    }

    #[test]
    fn says_which_line_is_wrong() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(
            message(&format!("!gaf-version: 2.1\n{ROW}\na\tb\n")),
            "x.gaf, line 3: 2 columns; expected at least 15, separated by tabs"
        );
        assert_eq!(
            message(&ROW.replace("Hmox1", "")),
            "x.gaf, line 1, column 'DB Object Symbol': empty cell"
        );
        assert!(message("!gaf-version: 2.1\n").contains("no annotation row"));
    }
}
