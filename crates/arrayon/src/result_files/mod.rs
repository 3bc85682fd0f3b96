//! The files of a result folder: each kind is declared once, with what it holds.
//!
//! The names that contrasts may not have, the schemas that `arrayon schema` prints, the page
//! `docs/files.md` and the check that nothing undeclared is written all follow from this list.

mod collisions;
mod kinds;
pub mod page;
mod schema;

pub(crate) use collisions::collision;
pub use kinds::RESULT_FILES;
pub use schema::{ResultSchema, result_schemas};

use arrayon_core::InputError;
use arrayon_formats::source::{Input, Kind, read_text};
use arrayon_reader::ResultTable;
use arrayon_results::columns::ColumnDescription;
use std::path::Path;

/// Below a result folder, the folder of what is seen of values adjusted for display.
pub(crate) const ADJUSTED_FOLDER: &str = "clusters/adjusted";

/// A kind of result file.
#[derive(Debug, Clone, Copy)]
pub struct ResultFile {
    /// The stage that writes it: a section of the page, and what `arrayon` calls the stage.
    pub stage: &'static str,
    /// Its path below the folder without the ending; what stands between `<` and `>` is a name.
    pub stem: &'static str,
    /// Its endings: one file for each.
    pub endings: &'static [&'static str],
    /// What it holds.
    pub content: &'static str,
    /// The schema of the JSON file.
    pub schema: Option<ResultSchema>,
    /// The columns of the table, where they are not data themselves.
    pub columns: Option<fn() -> Vec<ColumnDescription>>,
}

impl ResultFile {
    /// What stands before and after the name in the stem; `None` where the stem holds no name.
    fn around_name(&self) -> Option<(&'static str, &'static str)> {
        let (before, rest) = self.stem.split_once('<')?;
        Some((before, rest.split_once('>')?.1))
    }

    /// Whether each contrast has such a file.
    fn is_of_contrast(&self) -> bool {
        self.stem.contains("<contrast>")
    }

    /// Whether a path below the folder is one of this kind.
    fn holds(&self, path: &str) -> bool {
        self.endings.iter().any(|ending| {
            let stem = path.strip_suffix(".gz").unwrap_or(path);
            let stem = stem.strip_suffix(ending);
            let Some(stem) = stem.and_then(|stem| stem.strip_suffix('.')) else {
                return false;
            };
            match self.around_name() {
                None => stem == self.stem,
                Some((before, after)) => {
                    let name = stem.strip_prefix(before);
                    let name = name.and_then(|name| name.strip_suffix(after));
                    name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
                }
            }
        })
    }
}

/// The declared kind of a path below a result folder.
pub(crate) fn declared_kind(path: &str) -> Option<&'static ResultFile> {
    let kinds = RESULT_FILES.iter().filter(|kind| kind.holds(path));
    // what is named in full before names, and of these the one that says most
    let said = |kind: &&ResultFile| match kind.around_name() {
        None => usize::MAX,
        Some((before, after)) => before.len() + after.len(),
    };
    kinds.max_by_key(said)
}

/// The columns of the table at a path below a result folder, where its rows declare them.
pub(crate) fn columns_of(path: &str) -> Option<Vec<ColumnDescription>> {
    declared_kind(path)?.columns.map(|columns| columns())
}

/// The kinds of tables that have these columns, in this order: all that every row has, and none that
/// is not declared but behind them, where data may have columns of their own. Of several the ones
/// that declare the most.
pub(crate) fn kinds_with_columns(headers: &[&str]) -> Vec<&'static ResultFile> {
    let declared = |kind: &ResultFile| {
        let columns = kind.columns?();
        let mut rest = headers.iter().peekable();
        let mut n_found = 0;
        for column in &columns {
            let is_there = rest.next_if(|header| **header == column.header).is_some();
            if !is_there && !column.is_optional {
                return None;
            }
            n_found += usize::from(is_there);
        }
        Some(n_found)
    };
    let found = RESULT_FILES.iter();
    let found = found.filter_map(|kind| Some((declared(kind)?, kind)));
    let found: Vec<(usize, &ResultFile)> = found.collect();
    let most = found.iter().map(|(n, _)| *n).max().unwrap_or(0);
    (found.into_iter())
        .filter(|(n, _)| *n == most)
        .map(|(_, kind)| kind)
        .collect()
}

/// A table of results out of its bytes, gzipped or not, with its columns as their rows declare them;
/// `name` is its path below a result folder, `path` what messages name.
///
/// # Errors
/// No table of this program.
pub fn read_table(path: &Path, name: &str, bytes: &[u8]) -> Result<ResultTable, InputError> {
    let text = read_text(Input::from(path).held(Some(bytes)), Kind::Matrix)?;
    arrayon_reader::parse_table(path, name, &text, columns_of(name).as_deref())
}

/// Whether a path below a result folder is that of a declared file.
pub(crate) fn is_declared(path: &str) -> bool {
    RESULT_FILES.iter().any(|kind| kind.holds(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_their_kinds() {
        for path in [
            "summary.json",
            "differential/a_vs_b.tsv",
            "differential/a_vs_b.tsv.gz",
            "differential/a.b.sam.json",
            "clusters/samples.nwk",
            "genesets/scores.gsva.tsv",
        ] {
            assert!(is_declared(path), "{path}");
        }
        for path in [
            "summary.tsv",
            "differential/.tsv",
            "a/b.tsv",
            "differential/a/b.tsv",
        ] {
            assert!(!is_declared(path), "{path}");
        }
    }

    #[test]
    fn columns_are_those_of_the_kind_that_says_most() {
        let has = |path: &str, header: &str| {
            let columns = columns_of(path).unwrap_or_default();
            columns.iter().any(|column| column.header == header)
        };
        assert!(has("differential/a.b.tsv.gz", "logFC"));
        assert!(has("differential/a.sam.tsv", "feature_id"));
        assert!(
            !has("differential/a.sam.tsv", "logFC") || has("differential/a.sam.tsv", "q_value")
        );
        assert_eq!(columns_of("differential/decisions.tsv"), None);
        assert_eq!(columns_of("no/such.tsv"), None);
    }

    #[test]
    fn tables_are_known_by_their_columns() {
        for kind in RESULT_FILES {
            let Some(columns) = kind.columns else {
                continue;
            };
            let columns = columns();
            let headers: Vec<&str> = columns.iter().map(|column| column.header).collect();
            let found = kinds_with_columns(&headers);
            assert!(
                found.iter().any(|one| one.stem == kind.stem),
                "{}",
                kind.stem
            );
        }
        assert!(kinds_with_columns(&["sample", "group"]).is_empty());
        assert!(kinds_with_columns(&["feature_id", "a", "b"]).is_empty());
    }

    #[test]
    fn every_kind_says_what_it_holds_and_none_stands_twice() {
        for (at, kind) in RESULT_FILES.iter().enumerate() {
            assert!(kind.content.len() > 20, "{}", kind.stem);
            // exports follow the schemas of other programs
            let is_ours = !kind.stem.starts_with("export/");
            assert_eq!(
                kind.schema.is_some(),
                is_ours && kind.endings.contains(&"json"),
                "{}",
                kind.stem
            );
            let mut others = RESULT_FILES[..at].iter();
            assert!(
                !others.any(|other| other.stem == kind.stem),
                "{}",
                kind.stem
            );
        }
    }
}
