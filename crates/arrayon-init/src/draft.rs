//! What lies at a place, as the draft of a study.

use crate::arrays::{self, Array, Arrays};
use crate::beginning::{Beginning, Draft, finish, scale_lines, size_of, species_of, stem_of};
use crate::columns::{Column, Samples};
use crate::library::{self, Found};
use crate::text::{Line, relative};
use crate::{folders, from_geo, names, sheets};
use arrayon_core::InputError;
use arrayon_core::plain_words::counted;
use arrayon_formats::matrix;
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source;
use std::path::{Path, PathBuf};

/// Drafts a study out of what lies at `source`: a folder or archive of CEL files, a sample sheet
/// (text or workbook), a series matrix or family SOFT file of GEO, or a matrix. `out` is the folder
/// in which the study will lie, from which paths start; `platform` says which chip of a family with
/// several is meant.
///
/// # Errors
/// A place that holds nothing of this; a file that is damaged; a family of several chips where none
/// is named.
pub fn draft(source: &Path, out: &Path, platform: Option<&str>) -> Result<Draft, InputError> {
    if source.is_dir() {
        let Some(found) = arrays::of_folder(source)? else {
            return Err(InputError::new(source, "holds no CEL file, and no archive of them")
                .expected(
                    "a folder of CEL files, a sample sheet, a matrix, or a series matrix or family SOFT \
                     file of GEO",
                )
                .hint("name the file itself where it is a sheet or a matrix"));
        };
        return of_arrays(source, out, &found);
    }
    let (file, _) = source::file_and_sheet(source);
    let kind = source::sniff(file)?.kind;
    if !matches!(kind, FileKind::Workbook)
        && let Some(found) = arrays::of_archive(file)?
    {
        return of_arrays(source, out, &found);
    }
    match kind {
        FileKind::SeriesMatrix => from_geo::of_series_matrix(source, out),
        FileKind::Soft => from_geo::of_family(source, platform),
        FileKind::ExpressionMatrix | FileKind::Gct => of_matrix(source, out),
        FileKind::SampleSheet | FileKind::Workbook | FileKind::Csv | FileKind::Tsv => {
            of_sheet(source, out)
        }
        kind => Err(InputError::new(source, format!("this is {}", kind.description()))
            .expected(
                "a folder or archive of CEL files, a sample sheet, a matrix, or a series matrix or \
                 family SOFT file of GEO",
            )
            .hint(kind.way_on())),
    }
}

fn of_arrays(source: &Path, out: &Path, found: &Arrays) -> Result<Draft, InputError> {
    let of = |take: fn(&Array) -> &String| -> Vec<String> {
        found
            .arrays
            .iter()
            .map(|array| take(array).clone())
            .collect()
    };
    let described = folders::describe(&of(|array| &array.path));
    let mut samples = Samples {
        names: described.names,
        files: Some(of(|array| &array.file)),
        columns: Vec::new(),
    };
    let mut remarks = described.remarks;
    remarks.extend(described.respelled.clone());
    for Column { name, values } in described.columns {
        samples.add(&name, values);
    }
    let dates = found.arrays.iter().map(|array| {
        let date = array.header.scan_date.clone().unwrap_or_default();
        date.split('T').next().unwrap_or_default().to_owned()
    });
    let dates: Vec<String> = dates.collect();
    let mut days: Vec<&String> = dates.iter().filter(|date| !date.is_empty()).collect();
    days.sort();
    days.dedup();
    let n_days = days.len();
    if n_days > 1 {
        samples.add("scan date", dates);
        remarks.push(format!(
            "scan date: the arrays were scanned on {n_days} days, as their headers say"
        ));
    }
    let mut chips: Vec<&str> = found
        .arrays
        .iter()
        .map(|array| array.header.chip_type.as_str())
        .collect();
    chips.sort_unstable();
    chips.dedup();
    let chip = chips.last().copied().unwrap_or_default().to_owned();
    let mut notes = vec![format!(
        "{} of chip type {}",
        counted(found.arrays.len(), "CEL file"),
        chips.join(", ")
    )];
    notes.extend(described.respelled);
    if chips.len() > 1 {
        let words = format!(
            "the arrays are of several chips ({}): each chip needs a study of its own",
            chips.join(", ")
        );
        remarks.push(words.clone());
        notes.push(words);
    }
    let library = library_of(&found.place, &chip);
    let name = match source.file_name() {
        Some(name) => stem_of(&name.to_string_lossy()),
        None => "study".to_owned(),
    };
    let has_genes = library.has_annotation;
    Ok(finish(
        source,
        &samples,
        Beginning {
            name,
            study: vec![Line::text("cel_dir", &relative(&found.place, out), None)],
            chip: chip_lines(&library, &chip, out, &mut notes),
            species: species_of(&chip),
            has_genes,
            remarks,
            notes,
            matrix: None,
        },
    ))
}

fn library_of(place: &Path, chip: &str) -> Found {
    let folder = match place.is_dir() {
        true => place.to_path_buf(),
        false => place.parent().map(Path::to_path_buf).unwrap_or_default(),
    };
    let above = std::path::absolute(&folder)
        .ok()
        .and_then(|path| path.parent().map(Path::to_path_buf));
    let folders: Vec<PathBuf> = std::iter::once(folder).chain(above).collect();
    library::near(&folders, chip)
}

fn chip_lines(found: &Found, chip: &str, out: &Path, notes: &mut Vec<String>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if !found.has_library {
        let words = format!(
            "no library of chip type '{chip}' lies near: name what the chip's maker gives, cdf (of most \
             chips before Gene, Exon and Clariom) or pgf, clf and mps (of these), or package, \
             Bioconductor's platform design"
        );
        notes.push(words.clone());
        lines.push(Line::Remark(words));
    }
    for (key, path, why) in &found.keys {
        notes.push(format!("guess: {key} is {} ({why})", path.display()));
        lines.push(Line::text(key, &relative(path, out), Some(why)));
    }
    lines
}

fn of_sheet(source: &Path, out: &Path) -> Result<Draft, InputError> {
    let (samples, mut notes) = sheets::read(source)?;
    notes.insert(
        0,
        format!("{} in the sheet", counted(samples.names.len(), "sample")),
    );
    let (file, _) = source::file_and_sheet(source);
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder
    };
    let found = arrays::of_folder(&folder)?;
    let mut remarks = Vec::new();
    let (study, chip, species, has_genes) = match &found {
        Some(found) => {
            let chip = found
                .arrays
                .first()
                .map(|one| one.header.chip_type.clone())
                .unwrap_or_default();
            let library = library_of(&found.place, &chip);
            let why = format!("{} lie there", counted(found.arrays.len(), "CEL file"));
            let lines = chip_lines(&library, &chip, out, &mut notes);
            let place = relative(&found.place, out);
            (
                vec![Line::text("cel_dir", &place, Some(&why))],
                lines,
                species_of(&chip),
                library.has_annotation,
            )
        }
        None => {
            let words = "no CEL files lie near the sheet: set cel_dir to their folder or archive, or \
                         matrix to a matrix of log2 expression";
            remarks.push(words.to_owned());
            notes.push(words.to_owned());
            (
                vec![Line::Remark(words.to_owned())],
                Vec::new(),
                None,
                false,
            )
        }
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(finish(
        source,
        &samples,
        Beginning {
            name: stem_of(&name),
            study,
            chip,
            species,
            has_genes,
            remarks: Vec::new(),
            notes,
            matrix: None,
        },
    ))
}

fn of_matrix(source: &Path, out: &Path) -> Result<Draft, InputError> {
    let read = matrix::read_with_notes(source)?;
    let names = read.matrix.samples().to_vec();
    let parts = names::take_apart(&names, &[]);
    let mut samples = Samples {
        names,
        ..Samples::default()
    };
    let mut remarks = vec![format!(
        "guess: the columns are parts of the names: {}",
        parts.how
    )];
    remarks.extend(parts.respelled.clone());
    for Column { name, values } in parts.columns {
        samples.add(&name, values);
    }
    let mut study = vec![Line::text("matrix", &relative(source, out), None)];
    let mut notes = read.notes;
    notes.insert(0, size_of(&read.matrix));
    notes.extend(parts.respelled);
    study.extend(scale_lines(&read.matrix, &[], &mut notes));
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let begun = Beginning {
        name: stem_of(&name),
        study,
        chip: Vec::new(),
        species: None,
        has_genes: false,
        remarks,
        notes,
        matrix: None,
    };
    Ok(finish(source, &samples, begun))
}
