//! The annotation of features as one thing: the chip's package with that of its species, which lies
//! next to it as in a library of R, or the package of a species alone.

use crate::genes::{self, Genes, is_of_species};
use crate::package::Package;
use arrayon_core::{GeneAnnotation, InputError};
use arrayon_formats::annotation::AnnotatedTerms;
use arrayon_formats::source::Recorder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What the annotation is noted as.
const ROLE: &str = "annotation";

/// What the package of the species is noted as.
const ROLE_OF_SPECIES: &str = "genes of the species";

/// Reads the genes of features.
///
/// # Errors
/// A package that names no genes; the package of the species that is not next to the chip's, or is
/// of another species; a database that is damaged.
pub fn read(path: &Path, recorder: &dyn Recorder) -> Result<GeneAnnotation, InputError> {
    let package = Package::read(path, recorder, ROLE)?;
    if is_of_species(&package)? {
        return Ok(Genes::read(&package)?.as_features());
    }
    genes::check(&package)?;
    let species = species_of(&package, path, recorder)?;
    genes::read(&package, &Genes::read(&species)?)
}

/// Reads the terms of the Gene Ontology that the package of the species gives its genes.
///
/// # Errors
/// As [`read`].
pub fn read_terms(path: &Path, recorder: &dyn Recorder) -> Result<AnnotatedTerms, InputError> {
    let species = species_at(path, recorder)?;
    Genes::read(&species)?.terms(&species)
}

/// Reads other symbols of the genes.
///
/// # Errors
/// As [`read`].
pub fn read_synonyms(
    path: &Path,
    recorder: &dyn Recorder,
) -> Result<BTreeMap<String, BTreeSet<String>>, InputError> {
    let species = species_at(path, recorder)?;
    Genes::read(&species)?.synonyms(&species)
}

fn species_at(path: &Path, recorder: &dyn Recorder) -> Result<Package, InputError> {
    let package = Package::read(path, recorder, ROLE)?;
    match is_of_species(&package)? {
        true => Ok(package),
        false => species_of(&package, path, recorder),
    }
}

/// Finds and reads the package of a chip's species next to that of the chip.
fn species_of(
    package: &Package,
    path: &Path,
    recorder: &dyn Recorder,
) -> Result<Package, InputError> {
    let wanted = genes::species_package(package)?;
    let folder = library_of(path);
    let mut found = Vec::new();
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rest = match &wanted {
            Some(wanted) => name.strip_prefix(wanted.as_str()),
            None => (name.starts_with("org.") && name.contains(".eg")).then_some(""),
        };
        // org.Rn.eg.db, org.Rn.eg.db_3.14.0.tar.gz, org.Rn.eg.sqlite
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_'])) {
            found.push(entry.path());
        }
    }
    found.sort();
    let name = wanted.map_or_else(|| "org.*.eg.db".to_owned(), |wanted| format!("{wanted}.db"));
    let found_names: Vec<String> = found
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    match found.as_slice() {
        [only] => Package::read(only, recorder, ROLE_OF_SPECIES),
        [] => Err(InputError::new(
            path,
            format!("{} has NCBI gene ids, but no symbols", package.name),
        )
        .expected(format!("{name} next to it, in {}", shown(&folder)))
        .hint(format!(
            "download {name} from Bioconductor and put it there, packed or not, or give a table of \
             feature_id and symbol"
        ))),
        _ => Err(InputError::new(
            path,
            format!(
                "several packages may name its genes: {}",
                found_names.join(", ")
            ),
        )
        .expected(format!("one {name} next to it"))
        .hint("move the others elsewhere")),
    }
}

/// The folder in which packages lie side by side.
fn library_of(path: &Path) -> PathBuf {
    let mut place = path.to_path_buf();
    // library/x.db/extdata/x.sqlite
    let is_within = |place: &Path| {
        let above = place.parent().and_then(Path::file_name);
        above.is_some_and(|name| name == "extdata" || name == "inst")
    };
    while is_within(&place) {
        place.pop();
        if place
            .file_name()
            .is_some_and(|name| name == "extdata" || name == "inst")
            && !is_within(&place)
        {
            place.pop();
        }
    }
    place.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn shown(folder: &Path) -> String {
    match folder.as_os_str().is_empty() {
        true => "the same folder".to_owned(),
        false => folder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_the_folder_of_packages() {
        for (path, library) in [
            ("lib/x.db_1.0.tar.gz", "lib"),
            ("lib/x.db", "lib"),
            ("lib/x.sqlite", "lib"),
            ("lib/x.db/extdata/x.sqlite", "lib"),
            ("lib/x.db/inst/extdata/x.sqlite", "lib"),
            ("x.sqlite", ""),
        ] {
            assert_eq!(library_of(Path::new(path)), Path::new(library), "{path}");
        }
    }
}
