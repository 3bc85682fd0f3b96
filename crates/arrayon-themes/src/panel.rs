//! Themes: fields of biology that people ask about, each a group of ontology terms and genes.

use crate::document::Panel;
use arrayon_core::{Direction, GeneSet};
use arrayon_formats::theme_panel::{KeyGene, PanelDefinition, ThemeDefinition};
use arrayon_genesets::SymbolAliases;
use std::collections::{BTreeMap, BTreeSet};

/// A direction that the author of a panel expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The direction.
    pub direction: Direction,
    /// The condition that must be compared with its absence, target against reference, in words;
    /// empty where the direction is expected in every contrast.
    pub context: String,
}

/// A theme with its genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Id, unique among the themes that are tested together, for example `mineral_metabolism`.
    pub id: String,
    /// The theme of which this one is an element.
    pub part_of: Option<String>,
    /// Whether it holds what other themes say more precisely, so that it is judged after them.
    pub is_in_general: bool,
    /// Name for people.
    pub name: String,
    /// Id of its panel.
    pub panel: String,
    /// Ids of its sets and those of its elements, sorted: terms, and `list:<theme>` for genes
    /// named one by one. A term without any gene has no set.
    pub terms: Vec<String>,
    /// The genes of all its sets, sorted, each once.
    pub genes: Vec<String>,
    /// What the panel's author expects.
    pub expectation: Option<Expectation>,
    /// Its key genes, without those of its elements.
    pub key_genes: Vec<KeyGene>,
}

/// Themes of one species with the gene sets behind them: one panel, or several joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemePanel {
    /// The panels that are in it.
    pub panels: Vec<Panel>,
    /// Themes in the panels' order, a whole before its elements.
    pub themes: Vec<Theme>,
    /// One set a term and list of genes, in the panels' order.
    pub sets: Vec<GeneSet>,
    /// Old symbols of the themes' genes.
    pub aliases: SymbolAliases,
}

/// Why panels do not join.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// There is none.
    #[error("no panel of themes is given")]
    NoPanel,
    /// Two panels call a theme alike.
    #[error("theme '{theme}' stands in panel '{first}' and in panel '{second}'")]
    RepeatedTheme {
        /// Id of the theme.
        theme: String,
        /// Id of the panel that has it first.
        first: String,
        /// Id of the other panel.
        second: String,
    },
}

impl ThemePanel {
    /// Joins a definition with the sets of its terms. A term without a set has no gene; sets of
    /// other terms are left out.
    pub fn new(
        definition: &PanelDefinition,
        origin: String,
        term_sets: &[GeneSet],
        aliases: SymbolAliases,
    ) -> Self {
        let sets = sets_of(definition, term_sets);
        let genes_of: BTreeMap<&str, &[String]> = sets
            .iter()
            .map(|set| (set.id.as_str(), &set.genes[..]))
            .collect();
        let all = &definition.themes;
        let theme = |one: &ThemeDefinition| {
            let within = || all.iter().filter(|other| lies_in(other, &one.id, all));
            let mut ids: BTreeSet<String> = within().flat_map(|one| one.terms.clone()).collect();
            ids.extend(within().filter(|one| !one.genes.is_empty()).map(list_id));
            let genes: BTreeSet<&String> = (ids.iter())
                .filter_map(|id| genes_of.get(id.as_str()))
                .flat_map(|genes| genes.iter())
                .collect();
            Theme {
                id: one.id.clone(),
                part_of: one.part_of.clone(),
                is_in_general: one.in_general,
                name: one.name.clone(),
                panel: definition.id.clone(),
                genes: genes.into_iter().cloned().collect(),
                terms: ids.into_iter().collect(),
                expectation: one.expected.map(|direction| Expectation {
                    direction,
                    context: one.expected_in.clone(),
                }),
                key_genes: one.key_genes.clone(),
            }
        };
        let themes: Vec<Theme> = all.iter().map(theme).collect();
        let facts = Panel {
            id: definition.id.clone(),
            version: definition.version.clone(),
            name: definition.name.clone(),
            origin,
            n_themes: themes.len(),
        };
        Self {
            panels: vec![facts],
            themes,
            sets,
            aliases,
        }
    }

    /// Several panels as one, whose themes are tested together. A term that stands in several
    /// panels has one set; the old symbols are those of the first panel that has any.
    ///
    /// # Errors
    /// No panel at all; two panels that call a theme alike.
    pub fn joined(panels: &[&Self]) -> Result<Self, PanelError> {
        let (first, rest) = panels.split_first().ok_or(PanelError::NoPanel)?;
        let mut whole = (*first).clone();
        for panel in rest {
            for theme in &panel.themes {
                if let Some(other) = whole.theme(&theme.id) {
                    return Err(PanelError::RepeatedTheme {
                        theme: theme.id.clone(),
                        first: other.panel.clone(),
                        second: theme.panel.clone(),
                    });
                }
                whole.themes.push(theme.clone());
            }
            let known: BTreeSet<String> = whole.sets.iter().map(|set| set.id.clone()).collect();
            let new = panel.sets.iter().filter(|set| !known.contains(&set.id));
            whole.sets.extend(new.cloned());
            whole.panels.extend(panel.panels.iter().cloned());
            if whole.aliases.n_old_symbols() == 0 {
                whole.aliases = panel.aliases.clone();
            }
        }
        Ok(whole)
    }

    /// The theme of that id.
    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// Where the sets of all panels come from.
    pub fn origin(&self) -> String {
        let mut origins: Vec<&str> = Vec::new();
        for panel in &self.panels {
            if !origins.contains(&panel.origin.as_str()) {
                origins.push(&panel.origin);
            }
        }
        origins.join("\n")
    }
}

fn list_id(theme: &ThemeDefinition) -> String {
    format!("list:{}", theme.id)
}

/// The sets of a panel in its order: those of its terms, and one a list of genes.
fn sets_of(definition: &PanelDefinition, term_sets: &[GeneSet]) -> Vec<GeneSet> {
    let by_id: BTreeMap<&str, &GeneSet> =
        term_sets.iter().map(|set| (set.id.as_str(), set)).collect();
    let mut sets: Vec<GeneSet> = (definition.terms().into_iter())
        .filter_map(|term| by_id.get(term).map(|set| (*set).clone()))
        .collect();
    for theme in definition.themes.iter().filter(|one| !one.genes.is_empty()) {
        let description = format!("{}, named genes [{}]", theme.name, theme.id);
        let set = GeneSet::new(list_id(theme), description, theme.genes.clone());
        sets.push(set);
    }
    sets
}

/// Whether a theme is `whole` or an element of it, at any depth.
fn lies_in(theme: &ThemeDefinition, whole: &str, all: &[ThemeDefinition]) -> bool {
    theme.id == whole
        || (theme.part_of.as_ref())
            .and_then(|above| all.iter().find(|one| one.id == *above))
            .is_some_and(|above| lies_in(above, whole, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_formats::theme_panel::parse;

    const TEXT: &str = "arrayon_panel: 1\nid: p\nversion: '1'\nname: P\nthemes:\n\
        - {id: minerals, name: mineral metabolism}\n\
        - {id: iron, part_of: minerals, name: iron, terms: ['GO:1', 'GO:2'], \
           key_genes: [{gene: Hamp, human: HAMP1, more: down}]}\n\
        - {id: bone, name: bone, terms: ['GO:2', 'GO:3'], genes: [X]}\n";

    fn set(id: &str, genes: &[&str]) -> GeneSet {
        let genes = genes.iter().map(ToString::to_string).collect();
        GeneSet::new(id.into(), String::new(), genes)
    }

    fn panel() -> ThemePanel {
        let sets = [
            set("GO:1", &["B", "A"]),
            set("GO:2", &["B", "C"]),
            set("GO:9", &["Z"]),
        ];
        let definition = parse("p.yaml".as_ref(), TEXT).unwrap();
        ThemePanel::new(&definition, String::new(), &sets, SymbolAliases::default())
    }

    #[test]
    fn a_whole_holds_the_genes_of_its_elements() {
        let panel = panel();
        let genes = |id| &panel.theme(id).unwrap().genes[..];
        assert_eq!(genes("minerals"), ["A", "B", "C"]);
        assert_eq!(genes("iron"), ["A", "B", "C"]);
        assert_eq!(genes("bone"), ["B", "C", "X"]);
        assert_eq!(panel.theme("minerals").unwrap().terms, ["GO:1", "GO:2"]);
        let ids: Vec<&str> = panel.sets.iter().map(|set| set.id.as_str()).collect();
        assert_eq!(ids, ["GO:1", "GO:2", "list:bone"]);
        assert_eq!(
            panel.theme("iron").unwrap().part_of.as_deref(),
            Some("minerals")
        );
    }

    #[test]
    fn panels_join_unless_they_call_themes_alike() {
        let (one, mut other) = (panel(), panel());
        let repeated = ThemePanel::joined(&[&one, &other]).unwrap_err();
        assert!(repeated.to_string().contains("'minerals'"), "{repeated}");
        for theme in &mut other.themes {
            theme.id.push('2');
        }
        let both = ThemePanel::joined(&[&one, &other]).unwrap();
        assert_eq!((both.themes.len(), both.sets.len()), (6, 3));
        assert!(ThemePanel::joined(&[]).is_err());
    }
}
