//! Themes: fields of biology that people ask about, each a group of ontology terms.

use crate::error::GeneSetError;
use crate::symbol_aliases::SymbolAliases;
use arrayon_core::GeneSet;
use std::collections::{BTreeMap, BTreeSet};

/// A theme as a panel defines it: a name for people and ontology terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeDefinition {
    /// Id, unique in the panel.
    pub id: String,
    /// The theme of which this one is an element, as minerals are of mineral metabolism.
    pub part_of: Option<String>,
    /// Name for people.
    pub name: String,
    /// Ids of its own terms, without those of its elements.
    pub terms: Vec<String>,
}

/// Reads the definitions of a panel.
///
/// Lines hold id, id of the whole (or `-`), name and terms (separated by blanks, or `-`),
/// separated by tabs; lines that begin with `#` are passed over. A whole stands before its
/// elements.
///
/// # Errors
/// [`GeneSetError::Panel`] with the line: another number of columns, an id that stands twice, an
/// unknown whole.
pub fn parse_definitions(text: &str) -> Result<Vec<ThemeDefinition>, GeneSetError> {
    let mut definitions: Vec<ThemeDefinition> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let definition = parse_definition(line, &definitions).map_err(|(found, expected)| {
            GeneSetError::Panel {
                line: index + 1,
                found,
                expected: expected.into(),
            }
        })?;
        definitions.push(definition);
    }
    Ok(definitions)
}

fn parse_definition(
    line: &str,
    before: &[ThemeDefinition],
) -> Result<ThemeDefinition, (String, &'static str)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, part_of, name, terms] = cells[..] else {
        return Err((
            format!("{} columns", cells.len()),
            "theme, whole, name and terms, separated by tabs",
        ));
    };
    let known = |id: &str| before.iter().any(|one| one.id == id);
    if known(id) {
        return Err((format!("theme '{id}' again"), "each theme once"));
    }
    if part_of != "-" && !known(part_of) {
        return Err((
            format!("'{id}' is part of unknown '{part_of}'"),
            "a theme of a line above, or -",
        ));
    }
    Ok(ThemeDefinition {
        id: id.to_owned(),
        part_of: (part_of != "-").then(|| part_of.to_owned()),
        name: name.to_owned(),
        terms: (terms.split_ascii_whitespace())
            .filter(|&term| term != "-")
            .map(str::to_owned)
            .collect(),
    })
}

/// A theme with its genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Id, unique in the panel, for example `mineral_metabolism`.
    pub id: String,
    /// The theme of which this one is an element.
    pub part_of: Option<String>,
    /// Name for people.
    pub name: String,
    /// Ids of its terms and those of its elements, sorted. A term without any gene has no set.
    pub terms: Vec<String>,
    /// The genes of all its terms, sorted, each once.
    pub genes: Vec<String>,
}

/// The themes of one species with the gene sets behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemePanel {
    /// Where the panel comes from: releases, relations, licence; for result files.
    pub origin: String,
    /// Themes in the panel's order, a whole before its elements.
    pub themes: Vec<Theme>,
    /// One set a term, in the panel's order.
    pub sets: Vec<GeneSet>,
    /// Old symbols of the themes' genes.
    pub aliases: SymbolAliases,
}

impl ThemePanel {
    /// Joins definitions with the sets of their terms. A term without a set has no gene.
    pub fn new(
        origin: String,
        definitions: &[ThemeDefinition],
        sets: Vec<GeneSet>,
        aliases: SymbolAliases,
    ) -> Self {
        let genes_of: BTreeMap<&str, &[String]> = sets
            .iter()
            .map(|set| (set.id.as_str(), &set.genes[..]))
            .collect();
        let themes = (definitions.iter())
            .map(|definition| {
                let terms: BTreeSet<&String> = (definitions.iter())
                    .filter(|one| lies_in(one, &definition.id, definitions))
                    .flat_map(|one| &one.terms)
                    .collect();
                let genes: BTreeSet<&String> = (terms.iter())
                    .filter_map(|term| genes_of.get(term.as_str()))
                    .flat_map(|genes| genes.iter())
                    .collect();
                Theme {
                    id: definition.id.clone(),
                    part_of: definition.part_of.clone(),
                    name: definition.name.clone(),
                    terms: terms.into_iter().cloned().collect(),
                    genes: genes.into_iter().cloned().collect(),
                }
            })
            .collect();
        Self {
            origin,
            themes,
            sets,
            aliases,
        }
    }

    /// The theme of that id.
    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }
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

    const TEXT: &str = "# panel\nminerals\t-\tmineral metabolism\t-\n\
        iron\tminerals\tiron\tGO:1 GO:2\nbone\t-\tbone\tGO:2 GO:3\n";

    fn set(id: &str, genes: &[&str]) -> GeneSet {
        let genes = genes.iter().map(ToString::to_string).collect();
        GeneSet::new(id.into(), String::new(), genes)
    }

    #[test]
    fn a_whole_holds_the_genes_of_its_elements() {
        let definitions = parse_definitions(TEXT).unwrap();
        let sets = vec![set("GO:1", &["B", "A"]), set("GO:2", &["B", "C"])];
        let panel = ThemePanel::new(String::new(), &definitions, sets, SymbolAliases::default());
        let genes = |id| &panel.theme(id).unwrap().genes[..];
        assert_eq!(genes("minerals"), ["A", "B", "C"]);
        assert_eq!(genes("iron"), ["A", "B", "C"]);
        assert_eq!(genes("bone"), ["B", "C"]);
        assert_eq!(panel.theme("minerals").unwrap().terms, ["GO:1", "GO:2"]);
        assert_eq!(
            panel.theme("iron").unwrap().part_of.as_deref(),
            Some("minerals")
        );
    }

    #[test]
    fn says_which_line_is_wrong() {
        let message = |text: &str| parse_definitions(text).unwrap_err().to_string();
        assert_eq!(
            message("a\t-\tA\tGO:1\nb\tz\tB\tGO:2"),
            "theme panel, line 2: 'b' is part of unknown 'z'; expected a theme of a line above, or -"
        );
        assert!(message("a\t-\tA\tGO:1\na\t-\tA\tGO:1").contains("'a' again"));
        assert!(message("a GO:1").contains("1 columns"));
    }
}
