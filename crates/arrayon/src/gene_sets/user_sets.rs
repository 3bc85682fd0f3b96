//! Gene sets of the user: GMT and GMX files, translated from another species where asked for.

use super::NamedCollection;
use crate::config::{GeneSetsSection, OrthologsSection};
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{InputError, Place};
use arrayon_formats::{gmt, gmx, source};
use arrayon_genesets::GeneSetError;
use arrayon_genesets::orthologs::{OrthologPolicy, Orthologs};
use std::path::Path;

/// Reads the files of the section.
pub(crate) fn read(
    section: &GeneSetsSection,
    inputs: &mut Inputs,
) -> Result<Vec<NamedCollection>, Error> {
    let mut collections = (section.gmt.iter())
        .map(|path| read_collection(path, inputs))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(orthologs) = &section.orthologs {
        inputs.add("orthologs", &orthologs.file);
        let table = read_orthologs(orthologs)?;
        for collection in &mut collections {
            translate(collection, orthologs, &table)?;
        }
    }
    Ok(collections)
}

fn read_collection(path: &Path, inputs: &mut Inputs) -> Result<NamedCollection, Error> {
    inputs.add("gmt", path);
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = file.strip_suffix(".gz").unwrap_or(&file);
    let by_name = [".gmt", ".gmx"].iter().find(|end| name.ends_with(**end));
    let is_gmx = match by_name {
        Some(ending) => *ending == ".gmx",
        None => is_gmx(&source::read(path)?),
    };
    let ending = by_name.copied().unwrap_or_default();
    Ok(NamedCollection {
        name: name.strip_suffix(ending).unwrap_or(name).to_owned(),
        sets: if is_gmx {
            gmx::read(path)?
        } else {
            gmt::read(path)?
        },
        origin: file,
        ..NamedCollection::default()
    })
}

/// Descriptions are mostly `na` or addresses: they fill the second row of a GMX file and the
/// second column of a GMT file.
fn is_gmx(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_description = |cell: &str| {
        let cell = cell.trim().to_ascii_lowercase();
        ["", "na", "n/a"].contains(&&cell[..]) || cell.starts_with('>') || cell.starts_with("http")
    };
    let second_row = text.lines().nth(1).unwrap_or("x");
    let has_gmt_column =
        (text.lines().take(2)).any(|line| line.split('\t').nth(1).is_some_and(is_description));
    second_row.split('\t').all(is_description)
        && !(has_gmt_column && second_row.split('\t').count() == 1)
}

fn read_orthologs(section: &OrthologsSection) -> Result<Orthologs, Error> {
    let path = &section.file;
    let text = String::from_utf8(source::read(path)?)
        .map_err(|_| InputError::new(path, "is no text").expected("a table of orthologs"))?;
    let taxa = (taxon(&section.from), taxon(&section.to));
    let found = match taxa {
        (Some(from), Some(to)) if text.starts_with("#tax_id") => {
            Orthologs::from_ncbi(&text, from, to)
        }
        (Some(from), Some(to)) if text.starts_with("DB Class Key") => {
            Orthologs::from_classes(&text, from, to)
        }
        _ => Orthologs::from_columns(&text, &section.from, &section.to),
    };
    found.map_err(|error| {
        let hint = error.hint();
        match error {
            GeneSetError::Orthologs {
                line,
                found,
                expected,
            } => InputError::new(path, found)
                .at(Place::Line(line as u64))
                .expected(expected)
                .hint(hint)
                .into(),
            other => Error::data(path.display().to_string(), &other, hint),
        }
    })
}

fn taxon(species: &str) -> Option<u32> {
    match species {
        "human" => Some(9606),
        "mouse" => Some(10090),
        "rat" => Some(10116),
        other => other.parse().ok(),
    }
}

fn translate(
    collection: &mut NamedCollection,
    section: &OrthologsSection,
    orthologs: &Orthologs,
) -> Result<(), Error> {
    let policy = match section.policy.as_str() {
        "all" => OrthologPolicy::All,
        _ => OrthologPolicy::OneToOne,
    };
    let found = (orthologs.translate_sets(&collection.sets, policy)).map_err(|error| {
        let context = format!("{} and {}", collection.origin, section.file.display());
        Error::data(context, &error, error.hint())
    })?;
    let counts = found.counts;
    collection.notes.push(format!(
        "translated from {} to {} ({}): {} of {} genes lost ({} without ortholog, {} with \
         several, {} sharing theirs), {} genes in the translated sets, {} sets left empty",
        section.from,
        section.to,
        section.policy,
        found.lost.len(),
        counts.n_genes,
        counts.n_without_ortholog,
        counts.n_with_several,
        counts.n_sharing,
        counts.n_translated,
        counts.n_empty_sets
    ));
    collection.sets = found.sets;
    Ok(())
}
