//! GEO's series matrices: lines that describe a series and its samples, then a table between marks.

use super::cells::Cells;
use arrayon_core::{InputError, Place};
use std::path::Path;

const BEGIN: &str = "!series_matrix_table_begin";
const END: &str = "!series_matrix_table_end";

/// The table between the marks and the number of lines before it; `None` of a text without marks.
///
/// Only what stands between them is a table: texts before it may hold quoted line ends.
///
/// # Errors
/// A table that begins and does not end: the file was cut short.
pub(super) fn between_marks<'a>(
    path: &Path,
    text: &'a str,
) -> Result<Option<(u64, &'a str)>, InputError> {
    let Some((_, start)) = line_of(text, BEGIN) else {
        return Ok(None);
    };
    let n_before = text[..start].matches('\n').count() as u64;
    let Some((end, _)) = line_of(&text[start..], END) else {
        return Err(
            InputError::new(path, "the series matrix begins and does not end")
                .at(Place::Line(n_before + 1))
                .expected(format!("a line '{END}' behind the last row"))
                .hint("the file was cut short: download it again"),
        );
    };
    Ok(Some((n_before, &text[start..start + end])))
}

/// Where a line that is a mark begins, and where the next line does.
fn line_of(text: &str, mark: &str) -> Option<(usize, usize)> {
    let is_line = |&at: &usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
    let (at, _) = text.match_indices(mark).find(|(at, _)| is_line(at))?;
    let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    Some((at, next))
}

/// What a series matrix says of itself, before its table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeriesFacts {
    /// Title of the series.
    pub title: String,
    /// Accession of the series, `GSE...`.
    pub accession: String,
    /// Accessions of the chips, `GPL...`.
    pub platforms: Vec<String>,
    /// Titles of the samples, in the order of their columns.
    pub sample_titles: Vec<String>,
}

impl SeriesFacts {
    /// The facts of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut facts = Self::default();
        for line in text.lines().take_while(|line| *line != BEGIN) {
            let mut cells = Cells::new(line, b'\t').map(str::to_owned);
            let key = cells.next().unwrap_or_default();
            match key.as_str() {
                "!Series_title" => facts.title = cells.next().unwrap_or_default(),
                "!Series_geo_accession" => facts.accession = cells.next().unwrap_or_default(),
                "!Series_platform_id" => facts.platforms.extend(cells.next()),
                "!Sample_title" => facts.sample_titles = cells.collect(),
                "!Sample_platform_id" if facts.platforms.is_empty() => {
                    facts.platforms = cells.collect();
                    facts.platforms.dedup();
                }
                _ => {}
            }
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "!Series_title\t\"Rats\"\n!Series_platform_id\t\"GPL85\"\n\
                        !Sample_title\t\"a b\"\t\"c\"\n!series_matrix_table_begin\n\
                        \"ID_REF\"\t\"G1\"\n\"f\"\t1\n!series_matrix_table_end\n";

    #[test]
    fn the_table_stands_between_the_marks() {
        let path = Path::new("m.txt");
        let (n_before, table) = between_marks(path, TEXT).unwrap().unwrap();
        assert_eq!((n_before, table), (4, "\"ID_REF\"\t\"G1\"\n\"f\"\t1\n"));
        assert_eq!(between_marks(path, "id\ta\n").unwrap(), None);
        let cut = between_marks(path, &TEXT[..TEXT.len() - 8]).unwrap_err();
        assert!(cut.to_string().contains("does not end"), "{cut}");
    }

    #[test]
    fn facts_stand_before_it() {
        let facts = SeriesFacts::of(TEXT);
        assert_eq!(facts.title, "Rats");
        assert_eq!(facts.platforms, ["GPL85"]);
        assert_eq!(facts.sample_titles, ["a b", "c"]);
    }
}
