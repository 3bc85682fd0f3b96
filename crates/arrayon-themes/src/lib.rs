//! Themes: fields of biology that people ask about, such as inflammation and mineral metabolism,
//! each a group of ontology terms and genes, and what a contrast says of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `document` | `themes.json`: every type of it, with the words of the verdicts |
//! | `panel` | panels of themes with the gene sets behind them |
//! | `embedded` | the panels and hallmark sets that come with the program |
//! | `lists` | is a theme over-represented, for every theme and direction |
//! | `noise` | what noise explains where the genes of a theme vary together |
//! | `given_others` | lists for each theme, given the others with which it shares genes |
//! | `reach` | how many genes of a theme must change so that it is called |
//! | `key_genes` | what single genes say: key genes, and those that lead a theme |
//! | `verdict` | lists and all features in one verdict for each theme |
//! | `row` | `themes.tsv` |
//! | `sentence`, `rules` | verdicts and their rules in words |
//!
//! # Example
//! ```
//! use arrayon_genesets::{GeneList, GeneUniverse};
//! use arrayon_themes::{Species, ThemeSettings, assess_themes, default_panel};
//!
//! let panel = default_panel(Species::Rat);
//! let other: Vec<String> = (0..18_000).map(|i| format!("Other{i}")).collect();
//! let themed = panel.themes.iter().flat_map(|theme| &theme.genes);
//! let mut genes: Vec<&str> = other.iter().chain(themed).map(String::as_str).collect();
//! genes.sort_unstable();
//! genes.dedup();
//! let universe = GeneUniverse::from_genes(genes).unwrap();
//! let up = ["Il6", "Tnf", "Il1b", "Ccl2", "Cxcl10", "Other1", "Other2", "Other3"];
//! let up = GeneList::from_genes(&universe, up).unwrap();
//! let found =
//!     assess_themes(panel, &universe, &up, &GeneList::default(), ThemeSettings::default()).unwrap();
//! assert_eq!(
//!     found.up[0].sentence,
//!     "inflammation is over-represented among the genes up: 5 of 8 listed genes lie in it where \
//!      0.6 are expected by chance (EASE p 9.9e-4, 0.017 adjusted for 17 tests)"
//! );
//! ```
//!
//! # Sources
//! The Gene Ontology and its annotation (CC BY 4.0; releases and attribution in `data/ORIGIN.md`).
//! How often verdicts are right on simulated studies, and how often they say anything where there
//! is nothing, is measured by `arrayon-xtask verdict-rates`.
//!
//! # What is not tested
//! Verdicts against a reference: no other program gives them.

mod document;
mod embedded;
mod given_others;
mod key_genes;
mod lists;
mod noise;
mod panel;
mod reach;
mod row;
mod rules;
mod sentence;
mod verdict;

pub use document::*;
pub use embedded::{
    DEFAULT_PANEL, ORIGIN, PANEL_FILES, Species, built_in_definition, built_in_panel,
    default_panel, hallmark,
};
pub use key_genes::FeatureStatistic;
pub use lists::{ListVerdicts, ThemeSettings, assess_themes};
pub use noise::ContrastResiduals;
pub use panel::{Expectation, PanelError, Theme, ThemePanel};
pub use row::*;
pub use rules::{list_rule, verdict_rule};
pub use verdict::{JudgedContrast, MAX_LEADING, judge_themes};
