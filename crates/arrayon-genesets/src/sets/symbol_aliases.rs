//! Old gene symbols and the current ones.

use crate::error::GeneSetError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Current symbols with the old symbols that mean the same gene and no other.
///
/// Symbols age: a chip annotated in 2014 and sets of 2019 may call one gene by two names. The
/// table holds only old symbols that no gene uses today and that exactly one gene used before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SymbolAliases {
    /// Old symbol to current symbol.
    current: FxHashMap<String, String>,
    /// Current symbol to its old ones, in the table's order.
    old: BTreeMap<String, Vec<String>>,
}

impl SymbolAliases {
    /// Reads lines of a current symbol, a tab, and its old symbols joined by `|`.
    ///
    /// Lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// [`GeneSetError::Aliases`] for a line of another shape, or an old symbol that occurs twice.
    pub fn parse(text: &str) -> Result<Self, GeneSetError> {
        let mut aliases = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let refuse = |found: String, expected: &str| GeneSetError::Aliases {
                line: index + 1,
                found,
                expected: expected.into(),
            };
            let (current, olds) = line.split_once('\t').ok_or_else(|| {
                refuse(format!("'{line}'"), "a current symbol, a tab, old symbols")
            })?;
            for old in olds.split('|').filter(|old| !old.is_empty()) {
                let twice = aliases.current.insert(old.to_owned(), current.to_owned());
                if twice.is_some() {
                    return Err(refuse(format!("'{old}' again"), "each old symbol once"));
                }
                let all = aliases.old.entry(current.to_owned()).or_default();
                all.push(old.to_owned());
            }
        }
        Ok(aliases)
    }

    /// Synonyms that a file gives the symbols of its genes. A synonym that is itself a symbol of
    /// the file, or that several symbols have, says nothing and is left out.
    pub fn from_synonyms<'a>(
        symbols: impl IntoIterator<Item = &'a String>,
        synonyms: &BTreeMap<String, BTreeSet<String>>,
    ) -> Self {
        let symbols: FxHashSet<&String> = symbols.into_iter().collect();
        let mut n_owners: FxHashMap<&String, usize> = FxHashMap::default();
        for name in synonyms.values().flatten() {
            *n_owners.entry(name).or_default() += 1;
        }
        let mut aliases = Self::default();
        for (symbol, names) in synonyms {
            for name in names {
                if n_owners[name] == 1 && !symbols.contains(name) {
                    aliases.current.insert(name.clone(), symbol.clone());
                    let all = aliases.old.entry(symbol.clone()).or_default();
                    all.push(name.clone());
                }
            }
        }
        aliases
    }

    /// Adds names from elsewhere; an old symbol that is known already keeps its gene.
    pub fn add(&mut self, others: &Self) {
        for (current, names) in &others.old {
            for old in names {
                if !self.current.contains_key(old) {
                    self.current.insert(old.clone(), current.clone());
                    let known = self.old.entry(current.clone()).or_default();
                    known.push(old.clone());
                }
            }
        }
    }

    /// The current symbol of a gene that is known by an old one; `None` where the symbol is not
    /// in the table of old symbols.
    pub fn current(&self, symbol: &str) -> Option<&str> {
        self.current.get(symbol).map(String::as_str)
    }

    /// The number of old symbols.
    pub fn n_old_symbols(&self) -> usize {
        self.current.len()
    }

    /// The other names of a gene: its current symbol first, then the old ones.
    pub fn other_names<'a>(&'a self, symbol: &'a str) -> impl Iterator<Item = &'a str> {
        let current = self.current(symbol).unwrap_or(symbol);
        let olds = self.old.get(current).map_or(&[][..], Vec::as_slice);
        std::iter::once(current)
            .chain(olds.iter().map(String::as_str))
            .filter(move |name| *name != symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_both_ways() {
        let aliases = SymbolAliases::parse("# c\nTnf\tTnfa|Tnfsf2\nA\tB\n").unwrap();
        assert_eq!(aliases.current("Tnfa"), Some("Tnf"));
        assert_eq!(aliases.current("Tnf"), None);
        let names = |symbol| aliases.other_names(symbol).collect::<Vec<_>>();
        assert_eq!(names("Tnf"), ["Tnfa", "Tnfsf2"]);
        assert_eq!(names("Tnfsf2"), ["Tnf", "Tnfa"]);
        assert!(names("Q").is_empty());
        assert_eq!(aliases.n_old_symbols(), 3);
    }

    #[test]
    fn synonyms_of_several_genes_and_symbols_say_nothing() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let synonyms = BTreeMap::from([
            ("Tnf".to_owned(), names(&["Tnfa", "x", "Il6"])),
            ("Il6".to_owned(), names(&["x"])),
        ]);
        let symbols = ["Tnf".to_owned(), "Il6".to_owned()];
        let mut aliases = SymbolAliases::from_synonyms(&symbols, &synonyms);
        assert_eq!(aliases.current("Tnfa"), Some("Tnf"));
        assert_eq!(aliases.n_old_symbols(), 1);
        aliases.add(&SymbolAliases::parse("Other\tTnfa|b|a\n").unwrap());
        assert_eq!(aliases.current("Tnfa"), Some("Tnf"));
        assert_eq!(aliases.other_names("Other").collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn refuses_an_old_symbol_of_two_genes() {
        assert!(SymbolAliases::parse("A\tX\nB\tX\n").is_err());
        assert!(SymbolAliases::parse("A\n").is_err());
    }
}
