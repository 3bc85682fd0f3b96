//! The themes that come with the program, built from GO and its annotation.
//!
//! `data/ORIGIN.md` names sources, releases, licences and the commands that build them.

use crate::symbol_aliases::SymbolAliases;
use crate::theme_panel::{ThemePanel, parse_definitions};
use arrayon_core::GeneSet;
use std::sync::LazyLock;

/// A species with embedded themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Species {
    /// Rattus norvegicus.
    Rat,
    /// Mus musculus.
    Mouse,
    /// Homo sapiens.
    Human,
}

impl Species {
    /// All species with embedded themes.
    pub const ALL: [Self; 3] = [Self::Rat, Self::Mouse, Self::Human];

    /// The name in configuration files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rat => "rat",
            Self::Mouse => "mouse",
            Self::Human => "human",
        }
    }

    /// The species of that name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        (Self::ALL.into_iter()).find(|species| species.name().eq_ignore_ascii_case(name))
    }
}

/// Definitions of the embedded themes: id, whole, name, GO terms.
pub const THEME_DEFINITIONS: &str = include_str!("../data/themes.txt");

/// Sources, releases, licences and attribution of the embedded sets, to be shown with results.
pub const ORIGIN: &str = include_str!("../data/ORIGIN.md");

/// The panel of one species out of its files.
macro_rules! panel {
    ($species:literal) => {
        LazyLock::new(|| {
            assemble(
                include_str!(concat!("../data/themes_", $species, ".origin.txt")),
                include_str!(concat!("../data/themes_", $species, ".gmt")),
                include_str!(concat!("../data/aliases_", $species, ".tsv")),
            )
        })
    };
}

static RAT: LazyLock<ThemePanel> = panel!("rat");
static MOUSE: LazyLock<ThemePanel> = panel!("mouse");
static HUMAN: LazyLock<ThemePanel> = panel!("human");

/// The embedded themes of a species; symbols are those of the annotation release.
///
/// # Examples
/// ```
/// use arrayon_genesets::embedded::{Species, themes};
/// let panel = themes(Species::Rat);
/// let inflammation = panel.theme("inflammation").unwrap();
/// assert!(inflammation.genes.iter().any(|gene| gene == "Il6"));
/// ```
pub fn themes(species: Species) -> &'static ThemePanel {
    match species {
        Species::Rat => &RAT,
        Species::Mouse => &MOUSE,
        Species::Human => &HUMAN,
    }
}

fn assemble(origin: &str, gmt: &str, aliases: &str) -> ThemePanel {
    let definitions = parse_definitions(THEME_DEFINITIONS).expect("embedded panel");
    let aliases = SymbolAliases::parse(aliases).expect("embedded aliases");
    let sets = gmt.lines().map(parse_set).collect();
    ThemePanel::new(origin.trim().to_owned(), &definitions, sets, aliases)
}

fn parse_set(line: &str) -> GeneSet {
    let mut cells = line.split('\t').map(str::to_owned);
    let (id, description) = (
        cells.next().unwrap_or_default(),
        cells.next().unwrap_or_default(),
    );
    GeneSet::new(id, description, cells.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_species_has_every_theme_with_genes() {
        for species in Species::ALL {
            assert_eq!(
                Species::from_name(&species.name().to_uppercase()),
                Some(species)
            );
            let panel = themes(species);
            assert!(!panel.origin.is_empty() && panel.aliases.n_old_symbols() > 1_000);
            for id in [
                "inflammation",
                "mineral_metabolism",
                "mineralisation",
                "bone",
                "cartilage",
                "extracellular_matrix",
            ] {
                let theme = panel.theme(id).unwrap();
                assert!(theme.genes.len() > 50, "{id}: {}", theme.genes.len());
                assert_eq!(theme.part_of, None);
            }
        }
    }
}
