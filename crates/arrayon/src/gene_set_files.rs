//! The gene sets of a study: built-in themes and the user's GMT files.

use crate::config::GeneSetsSection;
use crate::error::Error;
use crate::gene_set_stage::NamedCollection;
use crate::inputs::Inputs;
use crate::run::GeneSetSources;
use arrayon_formats::gmt;
use arrayon_genesets::embedded::{self, Species};
use arrayon_genesets::universe::MultiGenePolicy;
use std::path::Path;

/// Reads what the section names.
///
/// # Errors
/// A GMT file that is missing or malformed, an unknown species.
pub fn read(section: &GeneSetsSection, inputs: &mut Inputs) -> Result<GeneSetSources, Error> {
    let collections = (section.gmt.iter())
        .map(|path| read_collection(path, inputs))
        .collect::<Result<Vec<_>, _>>()?;
    let panel = match section.themes.as_str() {
        "builtin" => {
            let species = Species::from_name(&section.species).ok_or_else(|| {
                let message = format!("no built-in themes for species '{}'", section.species);
                Error::data(
                    "genesets.species",
                    message,
                    "built-in themes exist for 'rat'",
                )
            })?;
            Some((species.name(), embedded::themes(species)))
        }
        _ => None,
    };
    let several_genes = match section.several_genes.as_str() {
        "all" => MultiGenePolicy::All,
        "drop" => MultiGenePolicy::Drop,
        _ => MultiGenePolicy::First,
    };
    Ok(GeneSetSources {
        collections,
        panel,
        several_genes,
    })
}

fn read_collection(path: &Path, inputs: &mut Inputs) -> Result<NamedCollection, Error> {
    inputs.add("gmt", path);
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = file.strip_suffix(".gz").unwrap_or(&file);
    let name = name.strip_suffix(".gmt").unwrap_or(name).to_owned();
    Ok(NamedCollection {
        name,
        origin: file,
        sets: gmt::read(path)?,
    })
}
