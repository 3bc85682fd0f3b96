//! Old symbols of the themes' genes, out of a species database's gene table.

use anyhow::ensure;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Current symbols, and for each old symbol the genes that bore it.
pub(crate) struct GeneTable<'a> {
    current: BTreeSet<&'a str>,
    /// Current symbols by their names in capitals.
    by_capitals: BTreeMap<String, Vec<&'a str>>,
    bearers: BTreeMap<&'a str, BTreeSet<&'a str>>,
    old: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// The table for the program: current symbol, tab, old symbols joined by `|`.
pub(crate) struct Aliases {
    pub(crate) table: String,
    pub(crate) summary: String,
}

impl<'a> GeneTable<'a> {
    /// Reads lines of a symbol, a tab, and old symbols joined by `|`, below one header line.
    pub(crate) fn parse(text: &'a str) -> anyhow::Result<Self> {
        let mut table = Self {
            current: BTreeSet::new(),
            by_capitals: BTreeMap::new(),
            bearers: BTreeMap::new(),
            old: BTreeMap::new(),
        };
        ensure!(
            text.starts_with("symbol\told_symbols"),
            "no gene table: header is missing"
        );
        for line in text.lines().skip(1) {
            let (symbol, olds) = line.split_once('\t').unwrap_or((line, ""));
            if table.current.insert(symbol) {
                let alike = table.by_capitals.entry(symbol.to_uppercase()).or_default();
                alike.push(symbol);
            }
            for old in olds.split('|').map(str::trim) {
                // Names with blanks or commas are descriptions, not symbols.
                if !old.is_empty() && !old.contains([' ', ',', '\t']) {
                    table.bearers.entry(old).or_default().insert(symbol);
                    table.old.entry(symbol).or_default().insert(old);
                }
            }
        }
        Ok(table)
    }

    /// The one gene that bore an old symbol, if no gene bears it today.
    fn successor(&self, old: &str) -> Option<&'a str> {
        let bearers = self.bearers.get(old)?;
        let only = bearers.len() == 1 && !self.current.contains(old);
        only.then(|| bearers.first().copied()).flatten()
    }

    /// The one current symbol that reads like a symbol of another species, whatever the case:
    /// orthologs mostly bear one name.
    pub(crate) fn namesake(&self, symbol: &str) -> Option<&'a str> {
        match &self.by_capitals.get(&symbol.to_uppercase())?[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The unambiguous old symbols of these genes.
    pub(crate) fn aliases_of(&self, genes: &BTreeSet<&str>) -> Aliases {
        let (mut n_current, mut n_old, mut n_unknown) = (0, 0, 0);
        let mut kept: BTreeSet<&str> = BTreeSet::new();
        for gene in genes {
            if let Some(symbol) = self.current.get(gene) {
                n_current += 1;
                kept.insert(symbol);
            } else if let Some(symbol) = self.successor(gene) {
                n_old += 1;
                kept.insert(symbol);
            } else {
                n_unknown += 1;
            }
        }
        let mut table = String::new();
        let mut n_aliases = 0;
        for symbol in kept {
            let olds: Vec<&str> = (self.old.get(symbol).into_iter().flatten().copied())
                .filter(|old| self.successor(old) == Some(symbol))
                .collect();
            if !olds.is_empty() {
                n_aliases += olds.len();
                writeln!(table, "{symbol}\t{}", olds.join("|")).expect("writing to a string");
            }
        }
        let summary = format!(
            "{n_aliases} unambiguous ones; of {} annotated genes {n_current} bear a current \
             symbol, {n_old} an old one, {n_unknown} an unknown or ambiguous one",
            genes.len()
        );
        Aliases { table, summary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_only_unambiguous_old_symbols() {
        let text = "symbol\told_symbols\nTnf\tTnfa|Tnfsf2|Both|Il6|a b\nIl6\tIfnb2|Both\nNone\t\n";
        let table = GeneTable::parse(text).unwrap();
        let genes = BTreeSet::from(["Tnfa", "Il6", "Gone"]);
        let aliases = table.aliases_of(&genes);
        assert_eq!(aliases.table, "Il6\tIfnb2\nTnf\tTnfa|Tnfsf2\n");
        assert!(
            aliases
                .summary
                .contains("1 bear a current symbol, 1 an old one, 1 an unknown")
        );
        assert!(GeneTable::parse("x\ty\n").is_err());
        assert_eq!(table.namesake("TNF"), Some("Tnf"));
        assert_eq!(table.namesake("TNFA"), None);
    }
}
