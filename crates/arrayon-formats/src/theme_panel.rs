//! Theme panels as YAML files.
//!
//! ```yaml
//! arrayon_panel: 1            # version of this format
//! id: mine
//! version: "1"
//! name: My themes
//! species: [rat]              # optional
//! relations: [part_of]        # of the terms, besides is_a; this is the default
//! sources:                    # optional
//!   - {name: my list, licence: CC0, citation: "doi:..."}
//! themes:
//!   - id: heat
//!     name: heat shock
//!     terms: [GO:0009408]     # ontology terms, and
//!     genes: [Hspa1a, Hsph1]  # genes one by one; at least one of both
//!     expected: up            # optional, for the sentence only
//!     expected_in: fever      # in contrasts that compare fever with its absence
//!     key_genes:              # optional
//!       - {gene: Hspa1a, more: up, citation: "doi:..."}
//!     citations: ["doi:..."]
//! ```

use arrayon_core::plain_words::of_parser;
use arrayon_core::{Direction, InputError, Place};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeSet;
use std::path::Path;

/// Version of the panel format that this release reads.
pub const FORMAT_VERSION: u32 = 1;

/// A panel as its file defines it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PanelDefinition {
    /// Id of the panel.
    pub id: String,
    /// Version of the panel, in its author's counting.
    pub version: String,
    /// Name for people.
    pub name: String,
    /// Species whose genes it names; empty where it says nothing.
    pub species: Vec<String>,
    /// Relations besides `is_a` along which genes of its terms pass upwards.
    pub relations: Vec<String>,
    /// Where it comes from.
    pub sources: Vec<PanelSource>,
    /// Its themes, a whole before its elements.
    pub themes: Vec<ThemeDefinition>,
}

/// A theme panel for arrayon.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PanelFile {
    /// Version of the panel format: 1.
    #[schemars(with = "u32", range(min = 1, max = 1))]
    arrayon_panel: Spanned<u32>,
    /// Id of the panel: letters, digits, `_` and `-`.
    #[schemars(with = "String")]
    id: Spanned<String>,
    /// Version of the panel, in its author's counting.
    version: String,
    /// Name for people.
    name: String,
    /// Species whose genes it names.
    #[serde(default)]
    species: Vec<String>,
    /// Relations besides `is_a` along which genes of the terms pass upwards.
    #[serde(default = "part_of")]
    relations: Vec<String>,
    /// Where it comes from.
    #[serde(default)]
    sources: Vec<PanelSource>,
    /// The themes, a whole before its elements.
    #[schemars(with = "Vec<ThemeDefinition>")]
    themes: Vec<Spanned<ThemeDefinition>>,
}

/// A source of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelSource {
    /// What it is, with its release.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// How to cite it.
    #[serde(default)]
    pub citation: String,
}

/// A theme: ontology terms, genes named one by one, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeDefinition {
    /// Id, unique in the panel: letters, digits, `_` and `-`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of the theme of which this one is an element; it stands above.
    pub part_of: Option<String>,
    /// Whether it holds what other themes say more precisely: it is judged after them, by the genes
    /// that it does not share with those that are called, and they are not held against it.
    #[serde(default)]
    pub in_general: bool,
    /// Ids of ontology terms.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Genes named one by one.
    #[serde(default)]
    pub genes: Vec<String>,
    /// Direction that the author expects; used in sentences only, never to decide.
    pub expected: Option<Direction>,
    /// The condition of which it is expected, in words; a study says by `conditions` which of its
    /// contrasts compare the condition with its absence. Without it the direction is expected in
    /// every contrast.
    #[serde(default)]
    pub expected_in: String,
    /// Genes that carry meaning on their own.
    #[serde(default)]
    pub key_genes: Vec<KeyGene>,
    /// Papers behind the theme.
    #[serde(default)]
    pub citations: Vec<String>,
}

/// A gene that carries meaning on its own; it need not be a member of the theme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyGene {
    /// Its symbol.
    pub gene: String,
    /// Its symbol in the rat, where it is another.
    pub rat: Option<String>,
    /// Its symbol in the mouse, where it is another.
    pub mouse: Option<String>,
    /// Its symbol in humans, where it is another.
    pub human: Option<String>,
    /// The direction of the gene that means more of the process: up for what drives it, down for
    /// what holds it back; none where a change is worth showing but has no such meaning.
    pub more: Option<Direction>,
    /// What else to know of it, such as that the process itself induces a gene that holds it back.
    #[serde(default)]
    pub note: String,
    /// The paper behind it.
    #[serde(default)]
    pub citation: String,
}

impl KeyGene {
    /// Its symbol in a species, where it is another.
    fn own_symbol(&mut self, species: &str) -> Option<String> {
        let [rat, mouse, human] = [self.rat.take(), self.mouse.take(), self.human.take()];
        match species {
            "rat" => rat,
            "mouse" => mouse,
            "human" => human,
            _ => None,
        }
    }
}

impl PanelDefinition {
    /// The panel with the symbols of a species: those that it gives for the species, else what
    /// `otherwise` makes of the symbol.
    pub fn for_species(&self, species: &str, otherwise: fn(&str) -> String) -> Self {
        let mut panel = self.clone();
        for theme in &mut panel.themes {
            for gene in &mut theme.genes {
                *gene = otherwise(gene);
            }
            for key in &mut theme.key_genes {
                let own = key.own_symbol(species);
                key.gene = own.unwrap_or_else(|| otherwise(&key.gene));
            }
        }
        panel
    }

    /// All ontology terms of the panel in its order, each once.
    pub fn terms(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        (self.themes.iter())
            .flat_map(|theme| &theme.terms)
            .map(String::as_str)
            .filter(|term| seen.insert(*term))
            .collect()
    }

    /// Its sources, one a line.
    pub fn sources_in_words(&self) -> String {
        let line = |source: &PanelSource| {
            let citation = match source.citation.as_str() {
                "" => String::new(),
                citation => format!("; {citation}"),
            };
            format!("{} ({}){citation}", source.name, source.licence)
        };
        let lines: Vec<String> = self.sources.iter().map(line).collect();
        lines.join("\n")
    }
}

fn part_of() -> Vec<String> {
    vec!["part_of".to_owned()]
}

/// The JSON Schema of a panel file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(PanelFile)
}

/// Reads the text of a panel; `path` is for messages.
///
/// # Errors
/// With the line: no YAML of this shape, another version of the format, an id that occurs twice or
/// has other letters than it may, an unknown whole, a theme that names neither terms nor genes and
/// has no elements.
pub fn parse(path: &Path, text: &str) -> Result<PanelDefinition, InputError> {
    panel_of(text).map_err(|fault| {
        InputError::new(path, fault.found)
            .at(Place::Line(fault.line))
            .expected(fault.expected)
            .hint("`arrayon schema panel` prints the format")
    })
}

/// What is wrong in which line.
struct Fault {
    line: u64,
    found: String,
    expected: &'static str,
}

fn panel_of(text: &str) -> Result<PanelDefinition, Fault> {
    let file: PanelFile = serde_saphyr::from_str(text).map_err(|error| {
        let plain = error.without_snippet();
        Fault {
            line: plain.location().map_or(1, |place| place.line()),
            found: of_parser(&plain.to_string()),
            expected: "a panel as `arrayon schema panel` describes it",
        }
    })?;
    let format = file.arrayon_panel;
    if format.value != FORMAT_VERSION {
        let found = format!("version {} of the panel format", format.value);
        let line = format.referenced.line();
        return Err(refuse(line, found, "arrayon_panel: 1"));
    }
    let id_line = file.id.referenced.line();
    check_id(&file.id.value, id_line)?;
    if file.themes.is_empty() {
        return Err(refuse(id_line, "no theme".to_owned(), "at least one theme"));
    }
    let wholes: BTreeSet<String> = (file.themes.iter())
        .filter_map(|theme| theme.value.part_of.clone())
        .collect();
    let mut themes: Vec<ThemeDefinition> = Vec::new();
    for entry in file.themes {
        check_theme(&entry.value, entry.referenced.line(), &themes, &wholes)?;
        themes.push(entry.value);
    }
    Ok(PanelDefinition {
        id: file.id.value,
        version: file.version,
        name: file.name,
        species: file.species,
        relations: file.relations,
        sources: file.sources,
        themes,
    })
}

fn check_theme(
    theme: &ThemeDefinition,
    line: u64,
    before: &[ThemeDefinition],
    wholes: &BTreeSet<String>,
) -> Result<(), Fault> {
    let id = &theme.id;
    check_id(id, line)?;
    let known = |id: &str| before.iter().any(|one| one.id == id);
    if known(id) {
        let found = format!("theme '{id}' again");
        return Err(refuse(line, found, "each theme once"));
    }
    if let Some(whole) = theme.part_of.as_deref().filter(|whole| !known(whole)) {
        let found = format!("'{id}' is part of unknown '{whole}'");
        return Err(refuse(line, found, "a theme listed above it"));
    }
    if theme.terms.is_empty() && theme.genes.is_empty() && !wholes.contains(id) {
        let found = format!("theme '{id}' names no term and no gene");
        return Err(refuse(line, found, "'terms', 'genes', or elements"));
    }
    let keys = theme.key_genes.iter().map(|key| &key.gene);
    let mut names = theme.genes.iter().chain(keys).chain(&theme.terms);
    if names.any(|name| name.trim().is_empty()) {
        let found = format!("theme '{id}' names an empty gene or term");
        return Err(refuse(line, found, "a symbol or an id"));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = theme.key_genes.iter().find(|key| !seen.insert(&key.gene)) {
        let found = format!("key gene '{}' of theme '{id}' again", twice.gene);
        return Err(refuse(line, found, "each key gene once"));
    }
    Ok(())
}

fn check_id(id: &str, line: u64) -> Result<(), Fault> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !id.is_empty() && id.chars().all(fits) {
        return Ok(());
    }
    let found = format!("id '{id}'");
    Err(refuse(line, found, "letters, digits, '_' and '-'"))
}

fn refuse(line: u64, found: String, expected: &'static str) -> Fault {
    Fault {
        line,
        found,
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(themes: &str) -> String {
        format!("arrayon_panel: 1\nid: p\nversion: '1'\nname: P\nthemes:\n{themes}")
    }

    fn message(text: &str) -> String {
        parse(Path::new("p.yaml"), text).unwrap_err().to_string()
    }

    #[test]
    fn reads_what_stands_there() {
        let text = panel(
            "- id: heat\n  name: heat shock\n  terms: [GO:0009408]\n  genes: [Hspa1a]\n  \
             expected: up\n  expected_in: fever\n  key_genes: [{gene: Hsf1, more: down}]\n",
        );
        let panel = parse(Path::new("p.yaml"), &text).unwrap();
        assert_eq!(
            (panel.id.as_str(), panel.relations[0].as_str()),
            ("p", "part_of")
        );
        let heat = &panel.themes[0];
        assert_eq!(
            (heat.terms[0].as_str(), heat.genes[0].as_str()),
            ("GO:0009408", "Hspa1a")
        );
        assert_eq!(heat.expected, Some(Direction::Up));
        assert_eq!(heat.expected_in, "fever");
        assert_eq!(heat.key_genes[0].more, Some(Direction::Down));
    }

    #[test]
    fn says_which_line_is_wrong() {
        let unknown =
            panel("- {id: a, name: A, genes: [X]}\n- {id: b, name: B, part_of: z, genes: [X]}\n");
        assert_eq!(
            message(&unknown),
            "p.yaml, line 7: 'b' is part of unknown 'z'; expected a theme listed above it"
        );
        let twice = panel("- {id: a, name: A, genes: [X]}\n- {id: a, name: A, genes: [X]}\n");
        assert!(message(&twice).starts_with("p.yaml, line 7: theme 'a' again"));
        let empty = message(&panel("- {id: a, name: A}\n"));
        assert!(
            empty.contains("line 6") && empty.contains("no term and no gene"),
            "{empty}"
        );
        let key = message(&panel("- {id: a, name: A, gens: [X]}\n"));
        assert!(key.contains("line 6") && key.contains("gens"), "{key}");
        let side = message(&panel(
            "- {id: a, name: A, genes: [X], expected: sideways}\n",
        ));
        assert!(
            side.contains("line 6") && side.contains("sideways"),
            "{side}"
        );
        let version = message("arrayon_panel: 2\nid: p\nversion: '1'\nname: P\nthemes: []\n");
        assert!(
            version.contains("version 2 of the panel format"),
            "{version}"
        );
        assert!(message(&panel("[]").replace("themes:\n[]", "themes: []")).contains("no theme"));
        assert!(message("id: [\n").starts_with("p.yaml, line"));
        assert!(message(&panel("- {id: 'a b', name: A, genes: [X]}")).contains("'a b'"));
    }

    #[test]
    fn symbols_of_a_species_take_the_place_of_the_general_ones() {
        let text = panel(
            "- {id: iron, name: iron, terms: ['GO:1'], \
             key_genes: [{gene: Hamp, human: HAMP1, more: down}]}\n",
        );
        let definition = parse(Path::new("p.yaml"), &text).unwrap();
        let of = |species| definition.for_species(species, str::to_uppercase);
        assert_eq!(of("human").themes[0].key_genes[0].gene, "HAMP1");
        assert_eq!(of("rat").themes[0].key_genes[0].gene, "HAMP");
    }
}
