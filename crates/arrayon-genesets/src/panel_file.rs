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

use crate::direction::Direction;
use crate::error::GeneSetError;
use crate::theme_panel::{Expectation, KeyGene, PanelDefinition, PanelSource, ThemeDefinition};
use arrayon_core::plain_words::of_parser;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeSet;

/// Version of the panel format that this release reads.
pub const FORMAT_VERSION: u32 = 1;

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
    sources: Vec<SourceEntry>,
    /// The themes, a whole before its elements.
    #[schemars(with = "Vec<ThemeEntry>")]
    themes: Vec<Spanned<ThemeEntry>>,
}

/// A source of the panel.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    /// What it is, with its release.
    name: String,
    /// Its licence.
    licence: String,
    /// How to cite it.
    #[serde(default)]
    citation: String,
}

/// A theme: ontology terms, genes named one by one, or both.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ThemeEntry {
    /// Id, unique in the panel: letters, digits, `_` and `-`.
    id: String,
    /// Name for people.
    name: String,
    /// Id of the theme of which this one is an element; it stands above.
    part_of: Option<String>,
    /// Ids of ontology terms.
    #[serde(default)]
    terms: Vec<String>,
    /// Genes named one by one.
    #[serde(default)]
    genes: Vec<String>,
    /// Direction that the author expects; used in sentences only, never to decide.
    expected: Option<Side>,
    /// The condition of which it is expected, in words; a study says by `conditions` which of its
    /// contrasts compare the condition with its absence. Without it the direction is expected in
    /// every contrast.
    #[serde(default)]
    expected_in: String,
    /// Genes that carry meaning on their own.
    #[serde(default)]
    key_genes: Vec<KeyGeneEntry>,
    /// Papers behind the theme.
    #[serde(default)]
    citations: Vec<String>,
}

/// A gene that carries meaning on its own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeyGeneEntry {
    /// Its symbol.
    gene: String,
    /// Its symbol in the rat, where it is another.
    rat: Option<String>,
    /// Its symbol in the mouse, where it is another.
    mouse: Option<String>,
    /// Its symbol in humans, where it is another.
    human: Option<String>,
    /// The direction of the gene that means more of the process.
    more: Option<Side>,
    /// The paper behind it.
    #[serde(default)]
    citation: String,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Side {
    Up,
    Down,
}

impl Side {
    fn direction(self) -> Direction {
        match self {
            Self::Up => Direction::Up,
            Self::Down => Direction::Down,
        }
    }
}

fn part_of() -> Vec<String> {
    vec!["part_of".to_owned()]
}

/// The JSON Schema of a panel file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(PanelFile)
}

/// Reads a panel.
///
/// # Errors
/// [`GeneSetError::Panel`] with the line: no YAML of this shape, another version of the format, an
/// id that stands twice or has other letters than it may, an unknown whole, a theme that names
/// neither terms nor genes and has no elements.
pub fn parse(text: &str) -> Result<PanelDefinition, GeneSetError> {
    let file: PanelFile = serde_saphyr::from_str(text).map_err(|error| {
        let plain = error.without_snippet();
        let line = plain.location().map_or(1, |place| place.line() as usize);
        refuse(line, of_parser(&plain.to_string()), SHAPE)
    })?;
    let format = file.arrayon_panel;
    if format.value != FORMAT_VERSION {
        let line = format.referenced.line() as usize;
        let found = format!("version {} of the panel format", format.value);
        return Err(refuse(line, found, "arrayon_panel: 1"));
    }
    let id_line = file.id.referenced.line() as usize;
    check_id(&file.id.value, id_line)?;
    if file.themes.is_empty() {
        return Err(refuse(id_line, "no theme".to_owned(), "at least one theme"));
    }
    let wholes: BTreeSet<String> = (file.themes.iter())
        .filter_map(|theme| theme.value.part_of.clone())
        .collect();
    let mut themes: Vec<ThemeDefinition> = Vec::new();
    for entry in file.themes {
        let line = entry.referenced.line() as usize;
        let theme = theme_of(entry.value, line, &themes, &wholes)?;
        themes.push(theme);
    }
    Ok(PanelDefinition {
        id: file.id.value,
        version: file.version,
        name: file.name,
        species: file.species,
        relations: file.relations,
        sources: (file.sources.into_iter())
            .map(|source| PanelSource {
                name: source.name,
                licence: source.licence,
                citation: source.citation,
            })
            .collect(),
        themes,
    })
}

const SHAPE: &str = "a panel as `arrayon schema panel` describes it";

fn theme_of(
    entry: ThemeEntry,
    line: usize,
    before: &[ThemeDefinition],
    wholes: &BTreeSet<String>,
) -> Result<ThemeDefinition, GeneSetError> {
    let id = entry.id;
    check_id(&id, line)?;
    let known = |id: &str| before.iter().any(|one| one.id == id);
    if known(&id) {
        return Err(refuse(
            line,
            format!("theme '{id}' again"),
            "each theme once",
        ));
    }
    if let Some(whole) = entry.part_of.as_deref().filter(|whole| !known(whole)) {
        let found = format!("'{id}' is part of unknown '{whole}'");
        return Err(refuse(line, found, "a theme that stands above"));
    }
    if entry.terms.is_empty() && entry.genes.is_empty() && !wholes.contains(&id) {
        let found = format!("theme '{id}' names no term and no gene");
        return Err(refuse(line, found, "'terms', 'genes', or elements"));
    }
    let names = entry
        .genes
        .iter()
        .chain(entry.key_genes.iter().map(|key| &key.gene));
    if names.chain(&entry.terms).any(|name| name.trim().is_empty()) {
        let found = format!("theme '{id}' names an empty gene or term");
        return Err(refuse(line, found, "a symbol or an id"));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = entry.key_genes.iter().find(|key| !seen.insert(&key.gene)) {
        let found = format!("key gene '{}' of theme '{id}' again", twice.gene);
        return Err(refuse(line, found, "each key gene once"));
    }
    Ok(ThemeDefinition {
        id,
        part_of: entry.part_of,
        name: entry.name,
        terms: entry.terms,
        genes: entry.genes,
        expectation: entry.expected.map(|side| Expectation {
            direction: side.direction(),
            context: entry.expected_in,
        }),
        key_genes: entry.key_genes.into_iter().map(key_gene_of).collect(),
        citations: entry.citations,
    })
}

fn key_gene_of(entry: KeyGeneEntry) -> KeyGene {
    let named = [
        ("rat", entry.rat),
        ("mouse", entry.mouse),
        ("human", entry.human),
    ];
    KeyGene {
        gene: entry.gene,
        in_species: (named.into_iter())
            .filter_map(|(species, symbol)| Some((species.to_owned(), symbol?)))
            .collect(),
        more: entry.more.map(Side::direction),
        citation: entry.citation,
    }
}

fn check_id(id: &str, line: usize) -> Result<(), GeneSetError> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !id.is_empty() && id.chars().all(fits) {
        return Ok(());
    }
    let found = format!("id '{id}'");
    Err(refuse(line, found, "letters, digits, '_' and '-'"))
}

fn refuse(line: usize, found: String, expected: &str) -> GeneSetError {
    GeneSetError::Panel {
        line,
        found,
        expected: expected.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(themes: &str) -> String {
        format!("arrayon_panel: 1\nid: p\nversion: '1'\nname: P\nthemes:\n{themes}")
    }

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn reads_what_stands_there() {
        let text = panel(
            "- id: heat\n  name: heat shock\n  terms: [GO:0009408]\n  genes: [Hspa1a]\n  \
             expected: up\n  expected_in: fever\n  key_genes: [{gene: Hsf1, more: down}]\n",
        );
        let panel = parse(&text).unwrap();
        assert_eq!(
            (panel.id.as_str(), panel.relations[0].as_str()),
            ("p", "part_of")
        );
        let heat = &panel.themes[0];
        assert_eq!(
            (heat.terms[0].as_str(), heat.genes[0].as_str()),
            ("GO:0009408", "Hspa1a")
        );
        let expectation = heat.expectation.as_ref().unwrap();
        assert_eq!(
            (expectation.direction, expectation.context.as_str()),
            (Direction::Up, "fever")
        );
        assert_eq!(heat.key_genes[0].more, Some(Direction::Down));
    }

    #[test]
    fn says_which_line_is_wrong() {
        let unknown =
            panel("- {id: a, name: A, genes: [X]}\n- {id: b, name: B, part_of: z, genes: [X]}\n");
        assert_eq!(
            message(&unknown),
            "theme panel, line 7: 'b' is part of unknown 'z'; expected a theme that stands above"
        );
        let twice = panel("- {id: a, name: A, genes: [X]}\n- {id: a, name: A, genes: [X]}\n");
        assert!(message(&twice).starts_with("theme panel, line 7: theme 'a' again"));
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
        assert!(message("id: [\n").starts_with("theme panel, line"));
        assert!(message(&panel("- {id: 'a b', name: A, genes: [X]}")).contains("'a b'"));
    }
}
