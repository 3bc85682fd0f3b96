//! Genes of features, from whatever kind of file names them: the vendor's annotation or a table, or
//! packages of Bioconductor.

use crate::inputs::Inputs;
use arrayon_bioconductor::annotation as package;
use arrayon_core::{GeneAnnotation, InputError};
use arrayon_formats::annotation::{self, AnnotatedTerms};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the file is noted as.
const ROLE: &str = "annotation";

/// Whether a path is a package, or the database of one. A pipe, which can be read once only, is
/// none.
///
/// # Errors
/// A path that cannot be read.
pub(crate) fn is_package(path: &Path) -> Result<bool, InputError> {
    let is_there = path
        .metadata()
        .is_ok_and(|found| found.is_file() || found.is_dir());
    match is_there {
        true => arrayon_bioconductor::is_package(path),
        false => Ok(false),
    }
}

/// Reads the genes of features.
///
/// # Errors
/// What the readers say.
pub(crate) fn read(path: &Path, inputs: &Inputs) -> Result<GeneAnnotation, InputError> {
    match is_package(path)? {
        true => package::read(path, inputs),
        false => annotation::read(inputs.file(ROLE, path)),
    }
}

/// Reads the terms of the Gene Ontology that the annotation gives the genes.
///
/// # Errors
/// What the readers say.
pub(crate) fn read_terms(path: &Path, inputs: &Inputs) -> Result<AnnotatedTerms, InputError> {
    match is_package(path)? {
        true => package::read_terms(path, inputs),
        false => annotation::read_terms(inputs.file(ROLE, path)),
    }
}

/// Reads the other symbols that the annotation gives the genes.
///
/// # Errors
/// What the readers say.
pub(crate) fn read_synonyms(
    path: &Path,
    inputs: &Inputs,
) -> Result<BTreeMap<String, BTreeSet<String>>, InputError> {
    match is_package(path)? {
        true => package::read_synonyms(path, inputs),
        false => annotation::read_synonyms(path),
    }
}
