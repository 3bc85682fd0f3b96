//! The themes that come with the program, built from GO and its annotation.
//!
//! `data/ORIGIN.md` names sources, releases, licences and the commands that build them.
#![expect(
    clippy::disallowed_types,
    reason = "panels are parsed on one thread, which waits for no other"
)]

use crate::panel::ThemePanel;
use arrayon_core::GeneSet;
use arrayon_formats::theme_panel::{PanelDefinition, parse};
use arrayon_genesets::{BUILT_IN_PANELS, SymbolAliases};
use std::path::Path;
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

/// Sources, releases, licences and attribution of the embedded sets, to be shown with results.
pub const ORIGIN: &str = include_str!("../data/ORIGIN.md");

/// The panel that is tested unless a study says otherwise.
pub const DEFAULT_PANEL: &str = BUILT_IN_PANELS[0];

/// Files of the embedded panels, in the order of [`BUILT_IN_PANELS`].
pub const PANEL_FILES: [&str; BUILT_IN_PANELS.len()] = [
    include_str!("../data/panels/mineral.yaml"),
    include_str!("../data/panels/synapse.yaml"),
    include_str!("../data/panels/stress.yaml"),
    include_str!("../data/panels/sleep.yaml"),
    include_str!("../data/panels/exercise.yaml"),
];

/// All embedded panels of one species.
struct SpeciesPanels(Vec<ThemePanel>);

/// The panels of one species out of its files.
macro_rules! panels {
    ($species:literal) => {
        LazyLock::new(|| {
            SpeciesPanels::assemble(
                $species,
                include_str!(concat!("../data/themes_", $species, ".origin.txt")),
                include_str!(concat!("../data/themes_", $species, ".gmt")),
                include_str!(concat!("../data/aliases_", $species, ".tsv")),
            )
        })
    };
}

/// The hallmark sets of one species and their origin.
macro_rules! hallmark_files {
    ($species:literal) => {
        (
            include_str!(concat!("../data/hallmark_", $species, ".gmt")),
            include_str!(concat!("../data/hallmark_", $species, ".origin.txt")),
        )
    };
}

static RAT: LazyLock<SpeciesPanels> = panels!("rat");
static MOUSE: LazyLock<SpeciesPanels> = panels!("mouse");
static HUMAN: LazyLock<SpeciesPanels> = panels!("human");

/// The default panel of a species; symbols are those of the annotation release.
///
/// # Examples
/// ```
/// use arrayon_themes::{Species, default_panel};
/// let panel = default_panel(Species::Rat);
/// let inflammation = panel.theme("inflammation").unwrap();
/// assert!(inflammation.genes.iter().any(|gene| gene == "Il6"));
/// ```
pub fn default_panel(species: Species) -> &'static ThemePanel {
    &of(species).0[0]
}

/// The embedded panel of that id; `None` for an unknown one.
///
/// # Examples
/// ```
/// use arrayon_themes::{Species, built_in_panel};
/// let synapse = built_in_panel(Species::Human, "synapse").unwrap();
/// let nmda = synapse.theme("nmda_receptor").unwrap();
/// assert!(nmda.genes.iter().any(|gene| gene == "GRIN1"));
/// ```
pub fn built_in_panel(species: Species, id: &str) -> Option<&'static ThemePanel> {
    let at = BUILT_IN_PANELS.iter().position(|known| *known == id)?;
    Some(&of(species).0[at])
}

fn of(species: Species) -> &'static SpeciesPanels {
    match species {
        Species::Rat => &RAT,
        Species::Mouse => &MOUSE,
        Species::Human => &HUMAN,
    }
}

/// A panel's definition with the symbols of a species: human symbols are in capitals, else the
/// genes are called alike but where the panel says otherwise.
///
/// # Panics
/// Never for the files of [`PANEL_FILES`].
pub fn built_in_definition(text: &str, species: &str) -> PanelDefinition {
    let otherwise: fn(&str) -> String = if species == Species::Human.name() {
        str::to_uppercase
    } else {
        str::to_owned
    };
    parse(Path::new("embedded panel"), text)
        .expect("embedded panels are well formed")
        .for_species(species, otherwise)
}

impl SpeciesPanels {
    fn assemble(species: &str, origin: &str, gmt: &str, aliases: &str) -> Self {
        let aliases = SymbolAliases::parse(aliases).expect("embedded aliases");
        let sets: Vec<GeneSet> = gmt.lines().map(parse_set).collect();
        let panel = |text: &&str| {
            let definition = built_in_definition(text, species);
            ThemePanel::new(
                &definition,
                origin.trim().to_owned(),
                &sets,
                aliases.clone(),
            )
        };
        Self(PANEL_FILES.iter().map(panel).collect())
    }
}

/// The hallmark sets of MSigDB for a species, with where they come from.
///
/// Sets of rat and mouse hold the genes that bear the human symbol but for its case; the losses
/// are counted in the origin.
///
/// # Examples
/// ```
/// use arrayon_themes::{Species, hallmark};
/// let (sets, origin) = hallmark(Species::Rat);
/// assert_eq!(sets.len(), 50);
/// assert!(origin.contains("CC BY 4.0"));
/// ```
///
/// # Source
/// Liberzon et al. 2015 (doi:10.1016/j.cels.2015.12.004), MSigDB v2025.1.
pub fn hallmark(species: Species) -> (Vec<GeneSet>, &'static str) {
    let (gmt, origin) = match species {
        Species::Rat => hallmark_files!("rat"),
        Species::Mouse => hallmark_files!("mouse"),
        Species::Human => hallmark_files!("human"),
    };
    (gmt.lines().map(parse_set).collect(), origin.trim())
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
    use std::collections::BTreeMap;

    #[test]
    fn every_species_has_every_theme_with_genes() {
        for species in Species::ALL {
            assert_eq!(
                Species::from_name(&species.name().to_uppercase()),
                Some(species)
            );
            let panel = default_panel(species);
            assert!(!panel.origin().is_empty() && panel.aliases.n_old_symbols() > 1_000);
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

    #[test]
    fn further_panels_have_genes_and_join_with_the_default() {
        for species in Species::ALL {
            let all: Vec<&ThemePanel> = (BUILT_IN_PANELS.iter())
                .map(|id| built_in_panel(species, id).unwrap())
                .collect();
            assert!(
                all.iter()
                    .zip(BUILT_IN_PANELS)
                    .all(|(panel, id)| panel.panels[0].id == id)
            );
            let joined = ThemePanel::joined(&all).unwrap();
            for theme in &joined.themes {
                let least = if theme.id == "magnesium_transport" {
                    15
                } else {
                    20
                };
                assert!(
                    theme.genes.len() >= least,
                    "{}: {}",
                    theme.id,
                    theme.genes.len()
                );
            }
            let key_genes: usize = joined
                .themes
                .iter()
                .map(|theme| theme.key_genes.len())
                .sum();
            assert!(key_genes > 100, "{key_genes}");
        }
        assert!(built_in_panel(Species::Rat, "sleeep").is_none());
        let human = built_in_panel(Species::Human, "exercise").unwrap();
        let myokines = human.theme("myokines").unwrap();
        assert!(myokines.genes.contains(&"FNDC5".to_owned()));
    }

    #[test]
    fn key_genes_cite_papers_and_each_paper_in_one_panel() {
        let mut panel_of: BTreeMap<String, &str> = BTreeMap::new();
        for (id, text) in BUILT_IN_PANELS.into_iter().zip(PANEL_FILES) {
            let definition = built_in_definition(text, "rat");
            for gene in definition.themes.iter().flat_map(|theme| &theme.key_genes) {
                let (name, citation) = (&gene.gene, &gene.citation);
                let doi = citation.strip_prefix("doi:10.").unwrap_or_default();
                let (registrant, name_of_paper) = doi.split_once('/').unwrap_or_default();
                assert!(
                    (4..=9).contains(&registrant.len())
                        && registrant.bytes().all(|byte| byte.is_ascii_digit())
                        && name_of_paper.len() > 3
                        && name_of_paper.bytes().all(|byte| byte.is_ascii_graphic())
                        && name_of_paper.ends_with(|last: char| last.is_ascii_alphanumeric()),
                    "{name} cites '{citation}'"
                );
                // the panels' fields have no paper in common: one cited twice is a slip
                let panel = panel_of.entry(citation.to_lowercase()).or_insert(id);
                assert_eq!(*panel, id, "{name} cites '{citation}'");
            }
        }
    }

    #[test]
    fn hallmark_sets_are_whole_in_every_species() {
        let (human, _) = hallmark(Species::Human);
        for species in Species::ALL {
            let (sets, origin) = hallmark(species);
            assert!(sets.len() == 50 && origin.starts_with("species: "));
            for (set, human) in sets.iter().zip(&human) {
                assert_eq!(set.id, human.id);
                let share = set.genes.len() as f64 / human.genes.len() as f64;
                assert!(share > 0.85, "{} {}: {share}", species.name(), set.id);
            }
        }
    }
}
