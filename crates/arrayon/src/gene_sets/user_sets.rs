//! Gene sets of the user: GMT and GMX files, translated from another species where asked for.

use super::NamedCollection;
use crate::config::{GeneSetsSection, InputFile, OrthologsSection};
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::InputError;
use arrayon_core::missing::is_missing;
use arrayon_formats::source::{self, Kind};
use arrayon_formats::wanted::{self, Wanted};
use arrayon_formats::{gmt, gmx, orthologs};
use arrayon_genesets::Orthologs;
use std::path::{Path, PathBuf};

/// Reads the files of the section.
pub(crate) fn read(
    section: &GeneSetsSection,
    inputs: &Inputs,
) -> Result<Vec<NamedCollection>, Error> {
    refuse_repeats(&section.gmt)?;
    let mut collections = (section.gmt.iter())
        .map(|path| read_collection(path, inputs))
        .collect::<Result<Vec<_>, _>>()?;
    tell_apart(&section.gmt, &mut collections);
    if let Some(orthologs) = &section.orthologs {
        let table = read_orthologs(orthologs, inputs)?;
        for collection in &mut collections {
            translate(collection, orthologs, &table)?;
        }
    }
    Ok(collections)
}

/// Refuses a file that is named twice, by whatever path: its sets would be tested twice.
fn refuse_repeats(files: &[InputFile]) -> Result<(), InputError> {
    let real = |path: &InputFile| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let real: Vec<PathBuf> = files.iter().map(real).collect();
    match (1..files.len()).find(|&at| real[..at].contains(&real[at])) {
        None => Ok(()),
        Some(at) => Err(InputError::new(&files[at], "the file is named twice")
            .expected("each file of gene sets once")
            .hint("leave one of the two out")),
    }
}

/// Files of one name in several folders: their collections take names of the folders, too, as
/// few as tell them apart.
fn tell_apart(files: &[InputFile], collections: &mut [NamedCollection]) {
    let names: Vec<String> = collections.iter().map(|one| one.name.clone()).collect();
    for at in 0..files.len() {
        let same = (0..files.len()).filter(|&other| other != at && names[other] == names[at]);
        let same: Vec<usize> = same.collect();
        if same.is_empty() {
            continue;
        }
        let folders = |at: usize| {
            let path = files[at].canonicalize().unwrap_or(files[at].to_path_buf());
            let parts = path.parent().into_iter().flat_map(Path::components);
            let mut names: Vec<String> = parts
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            names.reverse();
            names
        };
        let own = folders(at);
        let n_needed = same
            .iter()
            .map(|&other| {
                let pairs = own
                    .iter()
                    .zip(&folders(other))
                    .take_while(|(a, b)| a == b)
                    .count();
                pairs + 1
            })
            .max()
            .unwrap_or(1);
        let mut parts: Vec<&str> = own.iter().take(n_needed).map(String::as_str).collect();
        parts.reverse();
        parts.push(&names[at]);
        let collection = &mut collections[at];
        collection.name = parts.join("/");
        // a.gmt and a.gmx of one folder
        if same
            .iter()
            .any(|&other| files[other].parent() == files[at].parent())
        {
            collection.name = format!("{} ({})", names[at], collection.origin);
        }
    }
}

fn read_collection(path: &Path, inputs: &Inputs) -> Result<NamedCollection, Error> {
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = file.strip_suffix(".gz").unwrap_or(&file);
    let by_name = [".gmt", ".gmx"].iter().find(|end| name.ends_with(**end));
    // once: a pipe, which has no name of its own, can be read no second time
    let sets =
        wanted::read_text_of(
            inputs.file("gmt", path),
            Wanted::GeneSets,
            |path, text| match by_name.map_or_else(|| is_gmx(text), |ending| *ending == ".gmx") {
                true => gmx::parse(path, text),
                false => gmt::parse(path, text),
            },
        )?;
    let ending = by_name.copied().unwrap_or_default();
    Ok(NamedCollection {
        name: name.strip_suffix(ending).unwrap_or(name).to_owned(),
        sets,
        origin: file,
        ..NamedCollection::default()
    })
}

/// Descriptions are mostly `na` or addresses: they fill the second row of a GMX file and the
/// second column of a GMT file.
fn is_gmx(text: &str) -> bool {
    let is_description = |cell: &str| {
        let cell = cell.trim();
        is_missing(cell) || cell.starts_with('>') || cell.to_ascii_lowercase().starts_with("http")
    };
    let second_row = text.lines().nth(1).unwrap_or("x");
    let has_gmt_column =
        (text.lines().take(2)).any(|line| line.split('\t').nth(1).is_some_and(is_description));
    second_row.split('\t').all(is_description)
        && !(has_gmt_column && second_row.split('\t').count() == 1)
}

fn read_orthologs(section: &OrthologsSection, inputs: &Inputs) -> Result<Orthologs, Error> {
    let path = &section.file;
    let text = source::read_text(inputs.file("orthologs", path), Kind::GeneSets)?;
    let pairs = orthologs::parse(path, &text, &section.from, &section.to)?;
    Ok(Orthologs::from_pairs(pairs))
}

fn translate(
    collection: &mut NamedCollection,
    section: &OrthologsSection,
    table: &Orthologs,
) -> Result<(), Error> {
    let found = (table.translate_sets(&collection.sets, section.policy)).map_err(|error| {
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
