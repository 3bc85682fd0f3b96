//! Other names of genes, where a chip's annotation has a column of them.

use crate::source::Input;
use crate::table::{TableReader, position_of};
use crate::wanted::{self, Wanted};
use arrayon_core::InputError;
use arrayon_core::missing::present;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const SYNONYMS: &[&str] = &[
    "synonyms",
    "synonym",
    "gene_synonyms",
    "gene_synonym",
    "aliases",
    "alias",
    "old_symbols",
    "previous_symbols",
];

/// The symbols of an annotation with their synonyms; a symbol without any has an empty list. Empty
/// where the table has no column `synonyms` (or `aliases`, `old_symbols` ...), as the vendor's
/// has not.
///
/// Synonyms are separated by `|`, `;` or `,`; where a row has several genes, those of each gene by
/// `///`, and where they are not, nobody can say whose they are, and they stay out.
///
/// # Errors
/// A file that cannot be read, or is no table.
pub fn read_synonyms<'a>(
    input: impl Into<Input<'a>>,
) -> Result<BTreeMap<String, BTreeSet<String>>, InputError> {
    wanted::read_text_of(input, Wanted::Annotation, parse)
}

fn parse(path: &Path, text: &str) -> Result<BTreeMap<String, BTreeSet<String>>, InputError> {
    let mut table = TableReader::new(path, text)?;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let columns = position_of(&table.header, super::id_table::SYMBOLS)
        .zip(position_of(&table.header, SYNONYMS));
    let Some((symbol_at, synonyms_at)) = columns else {
        return Ok(found);
    };
    while let Some(row) = table.next_row()? {
        let symbols = super::id_table::parts(row.cell(symbol_at), true);
        let synonyms: Vec<&str> = match symbols.len() {
            1 => vec![row.cell(synonyms_at)],
            _ => row.cell(synonyms_at).split("///").collect(),
        };
        let are_told_apart = symbols.len() == synonyms.len();
        for (at, symbol) in symbols
            .iter()
            .enumerate()
            .filter(|(_, one)| !one.is_empty())
        {
            let known = found.entry(symbol.clone()).or_default();
            let names = synonyms.get(at).filter(|_| are_told_apart);
            let names = names
                .into_iter()
                .flat_map(|names| names.split(['|', ';', ',']));
            let names = names
                .map(present)
                .filter(|name| !name.is_empty() && name != symbol);
            known.extend(names.map(str::to_owned));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_belong_to_one_symbol_each() {
        let text = "id\tGene Symbol\tSynonyms\nf1\tTnf\tTnfa|Tnfsf2\nf2\tIl6 /// Il1b\tIfnb2///Il-1b;x\n\
                    f3\tA;B\tc|d\nf4\t---\tz\nf5\tHmox1\tNA\n";
        let found = parse(Path::new("a.tsv"), text).unwrap();
        let names = |symbol: &str| found[symbol].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(names("Tnf"), ["Tnfa", "Tnfsf2"]);
        assert_eq!(
            (names("Il6"), names("Il1b")),
            (vec!["Ifnb2"], vec!["Il-1b", "x"])
        );
        assert!(names("A").is_empty() && names("Hmox1").is_empty());
        assert!(
            parse(Path::new("a.tsv"), "id\tsymbol\nf\tA\n")
                .unwrap()
                .is_empty()
        );
    }
}
