//! The gene sets of a study: themes, the user's GMT files and ontology.

use super::ontology_files::OntologyFiles;
use super::stated_universe::StatedUniverse;
use super::{GeneSetSources, NamedCollection, ThemeSources, annotation_terms, user_sets};
use crate::annotation_file;
use crate::config::{GeneSetsSection, Panel, ThemeChoice};
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::InputError;

use arrayon_formats::source::{self, Input, Kind};
use arrayon_formats::theme_panel::{self, PanelDefinition};
use arrayon_genesets::{BUILT_IN_PANELS, SymbolAliases};
use arrayon_themes::{DEFAULT_PANEL, Species, ThemePanel, built_in_panel, hallmark};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads what the section names.
///
/// # Errors
/// A file that is missing or malformed, an unknown species or panel, a theme that two panels
/// have, terms that cannot be looked up.
pub fn read_sources(
    section: &GeneSetsSection,
    annotation: Option<&Path>,
    inputs: &Inputs,
) -> Result<GeneSetSources, Error> {
    let mut collections = user_sets::read(section, inputs)?;
    if section.hallmark {
        let (sets, origin) = hallmark(species_of(section)?);
        collections.push(NamedCollection {
            name: "hallmark".to_owned(),
            origin: origin.to_owned(),
            sets,
            ..NamedCollection::default()
        });
    }
    let mut warnings = Vec::new();
    let ontology = OntologyFiles::read(section, inputs)?;
    if let Some(ontology) = ontology.as_ref().filter(|_| section.go_sets) {
        let collection = ontology.collection(&section.relations)?;
        warnings.extend_from_slice(&collection.notes);
        collections.push(collection);
    }
    if section.annotation_terms {
        let known = ontology.as_ref().map(OntologyFiles::ontology);
        collections.push(annotation_terms::collection(
            section, annotation, known, inputs,
        )?);
    }
    let built_in = built_in_panels(section)?;
    let mut own = Vec::new();
    for path in section.panels.iter().filter(|panel| !panel.is_built_in()) {
        let panel = read_panel(path, section, ontology.as_ref(), inputs, &mut warnings)?;
        collections.push(NamedCollection {
            name: panel.panels[0].id.clone(),
            origin: panel.origin(),
            sets: panel.sets.clone(),
            is_panel: true,
            ..NamedCollection::default()
        });
        own.push(panel);
    }
    if let Some(path) = annotation.filter(|_| !collections.is_empty()) {
        let synonyms = annotation_file::read_synonyms(path, inputs)?;
        let aliases = SymbolAliases::from_synonyms(synonyms.keys(), &synonyms);
        for collection in &mut collections {
            collection.aliases.add(&aliases);
        }
    }
    Ok(GeneSetSources {
        collections,
        themes: join(section, &built_in, &own)?,
        several_genes: section.several_genes,
        set_sizes: section.set_sizes(),
        universe: match &section.universe {
            Some(path) => Some(StatedUniverse::read(path, inputs)?),
            None => None,
        },
        warnings,
    })
}

/// The panels that come with the program, as far as they are asked for, each once.
fn built_in_panels(section: &GeneSetsSection) -> Result<Vec<&'static ThemePanel>, Error> {
    let is_asked_for = |id: &str| {
        let named = section
            .panels
            .iter()
            .any(|panel: &Panel| **panel == *Path::new(id));
        named
            || match section.themes {
                ThemeChoice::All => true,
                ThemeChoice::Builtin => id == DEFAULT_PANEL,
                ThemeChoice::None => false,
            }
    };
    let ids: Vec<&str> = (BUILT_IN_PANELS.into_iter())
        .filter(|id| is_asked_for(id))
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let species = species_of(section)?;
    let panels = ids.into_iter().filter_map(|id| built_in_panel(species, id));
    Ok(panels.collect())
}

fn species_of(section: &GeneSetsSection) -> Result<Species, Error> {
    Species::from_name(&section.species).ok_or_else(|| {
        let message = format!("no built-in themes for species '{}'", section.species);
        Error::data(
            "genesets.species",
            message,
            "built-in themes exist for 'rat', 'mouse' and 'human'",
        )
    })
}

/// All panels as one, whose themes are tested together.
fn join(
    section: &GeneSetsSection,
    built_in: &[&ThemePanel],
    own: &[ThemePanel],
) -> Result<Option<ThemeSources>, Error> {
    let all: Vec<&ThemePanel> = built_in.iter().copied().chain(own).collect();
    if all.is_empty() {
        return Ok(None);
    }
    let join = |panels: &[&ThemePanel]| {
        ThemePanel::joined(panels).map_err(|error| {
            Error::data("genesets.panels", error, "give every theme a different id")
        })
    };
    let species = Species::from_name(&section.species);
    let joined = join(&all)?;
    check_conditions(section, &joined)?;
    Ok(Some(ThemeSources {
        species: species.map_or_else(|| section.species.clone(), |one| one.name().to_owned()),
        built_in: if built_in.is_empty() {
            None
        } else {
            Some(join(built_in)?)
        },
        all: joined,
    }))
}

/// A condition must be one of which a panel expects something.
fn check_conditions(section: &GeneSetsSection, panel: &ThemePanel) -> Result<(), Error> {
    let known: BTreeSet<&str> = (panel.themes.iter())
        .filter_map(|theme| Some(theme.expectation.as_ref()?.context.as_str()))
        .filter(|context| !context.is_empty())
        .collect();
    let mut conditions = section.conditions.keys();
    let Some(unknown) = conditions.find(|condition| !known.contains(condition.as_str())) else {
        return Ok(());
    };
    let expected = if known.is_empty() {
        "no theme of the panels has an 'expected_in'".to_owned()
    } else {
        let known: Vec<&str> = known.into_iter().collect();
        format!("expected one of '{}'", known.join("', '"))
    };
    let found = format!("no panel expects anything of '{unknown}'; {expected}");
    let hint = "write the condition as the panel's 'expected_in' does, or leave it out";
    Err(Error::data("genesets.conditions", found, hint))
}

fn read_panel(
    path: &Path,
    section: &GeneSetsSection,
    ontology: Option<&OntologyFiles>,
    inputs: &Inputs,
    warnings: &mut Vec<String>,
) -> Result<ThemePanel, Error> {
    let panel = parse_panel(inputs.file("panel", path))?;
    let definition = panel.for_species(&section.species, str::to_owned);
    let terms = definition.terms();
    let mut origin = definition.sources_in_words();
    if origin.is_empty() {
        origin = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
    }
    let failed = |found: String| {
        InputError::new(path, format!("panel '{}': {found}", definition.id))
            .hint("name an ontology (OBO) and an annotation (GAF) that hold the terms")
    };
    let mut sets = Vec::new();
    if let Some(first) = terms.first() {
        let Some(ontology) = ontology else {
            let found = format!(
                "it names {} ontology terms ('{first}'), and no ontology is given",
                terms.len()
            );
            return Err(failed(found).into());
        };
        ontology
            .check_relations(&definition.relations)
            .map_err(|error| failed(format!("{}; expected {}", error.found, error.expected)))?;
        let term_sets = ontology.term_sets(&definition.relations)?;
        for term in &terms {
            let unknown = || {
                failed(format!(
                    "term '{term}' is not in use in {}",
                    ontology.name()
                ))
            };
            sets.push(term_sets.set(term).ok_or_else(unknown)?);
        }
        sets.retain(|set| !set.genes.is_empty());
        for warning in ontology.warnings(&term_sets) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        origin = format!("{origin}\n{}", ontology.origin(&term_sets));
    }
    Ok(ThemePanel::new(
        &definition,
        origin,
        &sets,
        SymbolAliases::default(),
    ))
}

/// The panel that a file defines.
pub(crate) fn parse_panel<'a>(input: impl Into<Input<'a>>) -> Result<PanelDefinition, Error> {
    let input = input.into();
    let path = input.path();
    if !path.exists() || path.is_dir() {
        let hint = format!(
            "panels that come with the program: {}",
            BUILT_IN_PANELS.join(", ")
        );
        return Err(InputError::new(path, "no such file and no built-in panel")
            .expected("a panel file (YAML), or the name of a built-in panel")
            .hint(hint)
            .into());
    }
    let text = source::read_text(input, Kind::Description)?;
    Ok(theme_panel::parse(path, &text)?)
}
