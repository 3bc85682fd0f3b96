//! Annotation packages of Bioconductor.

use super::{Facts, Inspected, facts};
use crate::annotation_file::is_package;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::probe_sets::ProbeSetCounts;
use arrayon_bioconductor::genes::{Genes, is_of_species};
use arrayon_bioconductor::{Package, platform_design};
use std::path::Path;

/// What a package says of itself; `None` of anything that is none.
///
/// # Errors
/// A package that is damaged.
pub(super) fn inspect(path: &Path) -> Result<Option<Inspected>, Error> {
    // what is no whole archive is told by its reader
    if !is_package(path).unwrap_or(false) {
        return Ok(None);
    }
    let package = Package::read(path, &Inputs::default(), "package")?;
    let mut told = facts([("package", package.name.clone())]);
    if !package.version.is_empty() {
        told.insert("version".to_owned(), package.version.clone());
    }
    let kind = match package.tables()? {
        tables if tables.iter().any(|table| table == "pmfeature") => {
            told.extend(design(&package)?);
            "a platform-design package of Bioconductor"
        }
        tables if tables.iter().any(|table| table == "probes") => {
            told.extend(facts([(
                "way on",
                "it goes to --annotation, or to annotation under [chip], with the org package of the \
                 species next to it"
                    .to_owned(),
            )]));
            "genes of a chip's features, a package of Bioconductor"
        }
        _ if is_of_species(&package)? => {
            let genes = Genes::read(&package)?;
            told.extend(facts([("genes", genes.n_genes().to_string())]));
            "genes of a species, a package of Bioconductor"
        }
        tables => {
            told.extend(facts([("tables", tables.join(", "))]));
            "an SQLite database that is no annotation of arrays"
        }
    };
    Ok(Some(Inspected {
        path: path.display().to_string(),
        kind: kind.to_owned(),
        facts: told,
        is_unknown: false,
    }))
}

fn design(package: &Package) -> Result<Facts, Error> {
    let found = platform_design::read(package, None)?;
    let design = &found.design;
    let counts = ProbeSetCounts::of(design);
    let n_rows = match found.states_rows {
        true => design.n_rows.to_string(),
        false => format!("{} or more", design.n_rows),
    };
    Ok(facts([
        ("rows x columns", format!("{n_rows} x {}", design.n_columns)),
        ("probe sets", counts.n_probe_sets.to_string()),
        ("perfect-match probes", counts.n_perfect_match.to_string()),
        ("chip types", design.chip_types.join(", ")),
        ("not in it", found.lacks()),
        (
            "way on",
            "it goes to --package, or to package under [chip]".to_owned(),
        ),
    ]))
}
