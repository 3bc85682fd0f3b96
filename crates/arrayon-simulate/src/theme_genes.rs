//! Which real gene symbols the chip carries, and which of them speak for one theme alone.

use arrayon_themes::{Theme, ThemePanel};
use std::collections::{BTreeMap, BTreeSet};

/// Themes whose genes the chip carries, and what is planted refers to. The list is fixed, so that
/// the simulated chip stays the same where the panel grows.
const ON_CHIP: [&str; 14] = [
    "inflammation",
    "mineral_metabolism",
    "mineral_calcium",
    "mineral_phosphate",
    "mineral_magnesium",
    "mineral_iron",
    "mineral_zinc",
    "mineral_copper",
    "mineral_general",
    "vitamin_d_and_pth",
    "mineralisation",
    "bone",
    "cartilage",
    "extracellular_matrix",
];

/// The genes of a panel's themes by symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThemeGenes {
    /// Symbol to the ids of its themes, wholes and elements.
    themes_of: BTreeMap<String, BTreeSet<String>>,
    /// Theme to the theme of which it is an element.
    whole_of: BTreeMap<String, String>,
    /// Theme to its number of genes.
    sizes: BTreeMap<String, usize>,
}

impl ThemeGenes {
    /// Takes the gene symbols of a panel; names that are accessions of proteins (`A0A0G2JUA9`)
    /// are left out, since no chip annotation uses them as symbols.
    pub(crate) fn of(panel: &ThemePanel) -> Self {
        let mut genes = Self {
            themes_of: BTreeMap::new(),
            whole_of: BTreeMap::new(),
            sizes: BTreeMap::new(),
        };
        let on_chip = |theme: &&Theme| ON_CHIP.contains(&theme.id.as_str());
        for theme in panel.themes.iter().filter(on_chip) {
            genes.sizes.insert(theme.id.clone(), theme.genes.len());
            if let Some(whole) = &theme.part_of {
                genes.whole_of.insert(theme.id.clone(), whole.clone());
            }
            for symbol in theme.genes.iter().filter(|symbol| is_symbol(symbol)) {
                let themes = genes.themes_of.entry(symbol.clone()).or_default();
                themes.insert(theme.id.clone());
            }
        }
        genes
    }

    /// All symbols, sorted.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = &str> {
        self.themes_of.keys().map(String::as_str)
    }

    /// The size of the smallest theme to which a gene belongs.
    pub(crate) fn smallest_theme(&self, symbol: &str) -> usize {
        let themes = self.themes_of.get(symbol).into_iter().flatten();
        themes.map(|theme| self.sizes[theme]).min().unwrap_or(0)
    }

    /// Whether a gene belongs to the theme and to no other whole: changed, it speaks for this
    /// theme alone.
    pub(crate) fn speaks_for(&self, symbol: &str, theme: &str) -> bool {
        self.themes_of.get(symbol).is_some_and(|themes| {
            themes.contains(theme)
                && (themes.iter()).all(|other| self.whole(other) == self.whole(theme))
        })
    }

    /// Whether a gene belongs to a theme.
    pub(crate) fn belongs_to(&self, symbol: &str, theme: &str) -> bool {
        self.themes_of
            .get(symbol)
            .is_some_and(|themes| themes.contains(theme))
    }

    /// Number of the group of genes that vary together where a study asks for that: one a whole,
    /// in the order of the panel; a gene of several wholes lies in the first. `None` for genes of
    /// no theme.
    pub(crate) fn group(&self, symbol: &str) -> Option<usize> {
        let themes = self.themes_of.get(symbol)?;
        (ON_CHIP.iter().enumerate())
            .filter(|(_, id)| !self.whole_of.contains_key(**id))
            .find(|(_, id)| themes.contains(**id))
            .map(|(at, _)| at)
    }

    fn whole<'a>(&'a self, theme: &'a str) -> &'a str {
        self.whole_of.get(theme).map_or(theme, String::as_str)
    }
}

/// Rat symbols begin with a capital letter and have small letters after it.
fn is_symbol(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().any(|letter| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_themes::{Species, default_panel};

    #[test]
    fn a_gene_speaks_for_one_theme_only() {
        let genes = ThemeGenes::of(default_panel(Species::Rat));
        assert!(genes.symbols().count() > 2_000);
        assert!(!genes.symbols().any(|symbol| symbol == "A0A0G2JUA9"));
        for symbol in genes.symbols() {
            let in_bone_alone = genes.speaks_for(symbol, "bone");
            assert!(
                !(in_bone_alone && genes.belongs_to(symbol, "inflammation")),
                "{symbol}"
            );
            if genes.speaks_for(symbol, "mineral_iron") {
                assert!(genes.speaks_for(symbol, "mineral_metabolism"), "{symbol}");
            }
        }
    }
}
