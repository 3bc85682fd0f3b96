//! The terms that a chip's annotation gives its genes, as gene sets.

use super::NamedCollection;
use super::ontology_files::{
    check_evidence, check_graph, check_relations, counts_in_words, excluded_evidence,
    missing_parents_in_words,
};
use crate::annotation_file;
use crate::config::GeneSetsSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::Ontology;
use arrayon_formats::obo::read_obo;
use arrayon_genesets::{TermSetSettings, TermSets};
use std::path::Path;

/// Name of the collection.
const COLLECTION: &str = "annotation terms";

/// The sets of all terms in the annotation's columns; genes pass to the terms above where an
/// ontology is given.
pub(crate) fn collection(
    section: &GeneSetsSection,
    path: Option<&Path>,
    ontology: Option<&Ontology>,
    inputs: &Inputs,
) -> Result<NamedCollection, Error> {
    let Some(path) = path else {
        let hint = "give the chip's annotation, or leave 'annotation_terms' out";
        let found = "no annotation is given";
        return Err(Error::data("genesets.annotation_terms", found, hint));
    };
    let found = annotation_file::read_terms(path, inputs)?;
    let own = match (&section.obo, ontology) {
        (Some(obo), None) => Some(read_obo(inputs.file("obo", obo))?),
        _ => None,
    };
    let known = ontology.or(own.as_ref());
    check_evidence(section, &found.annotations, path)?;
    if let (Some(own), Some(obo)) = (&own, &section.obo) {
        check_relations(&section.relations, own, obo)?;
    }
    let settings = TermSetSettings {
        relations: section.relations.clone(),
        excluded_evidence: excluded_evidence(section, &found.annotations),
        ..TermSetSettings::default()
    };
    let sets = TermSets::new(
        known.unwrap_or(&found.ontology),
        &found.annotations,
        &settings,
    );
    if let Some(obo) = &section.obo {
        check_graph(&sets, obo)?;
    }
    let passing = if known.is_some() {
        format!("relations: {}", sets.relations().join(" "))
    } else {
        "no ontology is given: genes do not pass to the terms above".to_owned()
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(NamedCollection {
        name: COLLECTION.to_owned(),
        origin: format!("{file}: {}; {passing}", counts_in_words(&sets)),
        notes: (found.n_without_gene > 0)
            .then(|| format!("{} rows of terms have no gene", found.n_without_gene))
            .into_iter()
            .chain(missing_parents_in_words(&sets, "the ontology"))
            .collect(),
        sets: sets.sets(),
        terms: Some(sets),
        ..NamedCollection::default()
    })
}
