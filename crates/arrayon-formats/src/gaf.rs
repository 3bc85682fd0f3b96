//! GAF 2.x: gene products annotated with ontology terms.

use crate::content::read_text;
use arrayon_core::{InputError, Place, TermAnnotation};
use std::path::Path;

/// Columns that GAF 1.0 and all later versions have.
const FEWEST_COLUMNS: usize = 15;

/// The rows of a GAF file, with what its header says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GafFile {
    /// The `!gaf-version`, empty where the header states none.
    pub version: String,
    /// The date of `!Generated:` or `!date-generated:`, empty where the header states none.
    pub generated: String,
    /// Rows in the file's order, negated and no-data ones too.
    pub annotations: Vec<TermAnnotation>,
}

/// Reads a GAF file (versions 1.0 to 2.2), plain or gzipped.
///
/// Every row is kept as it stands: negation (`NOT`) and evidence `ND` are for the caller to judge.
///
/// # Errors
/// A file that cannot be read, a row with fewer than 15 columns, a row without symbol, term or
/// evidence, a file without rows; each with its line.
///
/// # Source
/// GO annotation file format 2.1 and 2.2.
pub fn read_gaf(path: &Path) -> Result<GafFile, InputError> {
    parse_gaf(&read_text(path)?, path)
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
            let row = parse_row(line, index as u64 + 1, path)?;
            file.annotations.push(row);
        }
    }
    if file.annotations.is_empty() {
        return Err(InputError::new(path, "no annotation row")
            .expected("tab-separated rows of GAF 2.x")
            .hint("a GPAD or GFF file is no GAF file"));
    }
    Ok(file)
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

fn parse_row(line: &str, number: u64, path: &Path) -> Result<TermAnnotation, InputError> {
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
        if cells[column].is_empty() {
            let place = Place::Field {
                line: number,
                column: name.into(),
            };
            return Err(InputError::new(path, "empty cell").at(place));
        }
    }
    Ok(TermAnnotation {
        object_id: cells[1].to_owned(),
        symbol: cells[2].to_owned(),
        term: cells[4].to_owned(),
        qualifier: cells[3].to_owned(),
        evidence: cells[6].to_owned(),
        taxon: cells[12].to_owned(),
    })
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
