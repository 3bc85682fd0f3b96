//! Drafts of series of GEO.

use crate::beginning::{Beginning, Draft, finish, scale_lines, species_of};
use crate::columns::{Samples, plain};
use crate::geo::{Series, series, soft};
use crate::text::{Line, relative};
use arrayon_core::plain_words::counted;
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_formats::matrix;
use arrayon_formats::source::{self, Kind};
use ndarray::Array2;
use std::path::Path;

pub(crate) fn of_series_matrix(source: &Path, out: &Path) -> Result<Draft, InputError> {
    let text = source::read_text(source, Kind::Matrix)?;
    let found = series::read(&text);
    let n_columns = found.columns.len();
    let mut notes = vec![format!(
        "series {}: {}, {} of values",
        found.series.accession,
        counted(found.series.samples.len(), "sample"),
        counted(found.n_rows, "row")
    )];
    let mut study = Vec::new();
    let mut samples = found.series.samples();
    if found.n_rows == 0 {
        no_values(&mut study, &mut notes);
    } else {
        let read = matrix::read_with_notes(source)?;
        if n_columns != samples.names.len() {
            notes.push(format!(
                "the head describes {}, the table has {n_columns}: those of the table are taken",
                counted(samples.names.len(), "sample")
            ));
        }
        samples = in_order_of(samples, read.matrix.samples());
        samples.files = None;
        study.push(Line::text("matrix", &relative(source, out), None));
        study.extend(scale_lines(&read.matrix, &[], &mut notes));
        notes.extend(read.notes);
    }
    Ok(finish(
        source,
        &samples,
        of_geo(&found.series, study, notes, None),
    ))
}

/// A series whose values are elsewhere: of sequencing, or in its CEL files.
fn no_values(study: &mut Vec<Line>, notes: &mut Vec<String>) {
    let words = "the file holds no values, as series of sequencing do: set cel_dir to the CEL files of \
                 the series (GSE..._RAW.tar), or matrix to a matrix of log2 expression";
    notes.push(words.to_owned());
    study.push(Line::Remark(words.to_owned()));
}

/// The samples that a table has, in its order.
fn in_order_of(samples: Samples, names: &[String]) -> Samples {
    let place = |name: &String| {
        samples
            .names
            .iter()
            .position(|one| one.eq_ignore_ascii_case(name))
    };
    let places: Vec<Option<usize>> = names.iter().map(place).collect();
    let pick = |values: &[String]| -> Vec<String> {
        let cells = places
            .iter()
            .map(|at| at.map_or(String::new(), |at| values[at].clone()));
        cells.collect()
    };
    let mut picked = Samples {
        names: names.to_vec(),
        files: None,
        columns: Vec::new(),
    };
    for column in &samples.columns {
        picked.add(&column.name, pick(&column.values));
    }
    picked
}

pub(crate) fn of_family(source: &Path, platform: Option<&str>) -> Result<Draft, InputError> {
    let text = source::read_text(source, Kind::Matrix)?;
    let family = soft::read(&text);
    let platforms = family.series.platforms();
    let listed = || {
        let words = platforms
            .iter()
            .map(|(name, n)| format!("{name} ({})", counted(*n, "sample")));
        words.collect::<Vec<_>>().join(", ")
    };
    if platforms.is_empty() {
        return Err(InputError::new(source, "holds no sample")
            .expected("a family SOFT file of a series")
            .hint("GDS and GPL files describe no study: take GSE..._family.soft.gz"));
    }
    let wanted = match (platform, platforms.as_slice()) {
        (None, [(only, _)]) => (*only).to_owned(),
        (None, _) => {
            return Err(InputError::new(
                source,
                format!("has samples of several chips: {}", listed()),
            )
            .expected("one chip a study")
            .hint(format!("say which, as in --platform {}", platforms[0].0)));
        }
        (Some(wanted), known) => {
            let is_known = known
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case(wanted));
            if !is_known {
                return Err(
                    InputError::new(source, format!("has no samples of '{wanted}'"))
                        .expected(format!("one of {}", listed())),
                );
            }
            wanted.to_owned()
        }
    };
    let series = family.series.clone().of_platform(&wanted);
    let samples = series.samples();
    let accessions: Vec<String> = series
        .samples
        .iter()
        .map(|one| one.accession.clone())
        .collect();
    let values = soft::values(&text, &accessions).ok_or_else(|| {
        InputError::new(source, "has more than a hundred million values")
            .expected("a series of arrays")
            .hint("take the series matrix instead")
    })?;
    drop(text);
    let mut notes = vec![format!(
        "series {}, chip {wanted}: {}, {} of values",
        series.accession,
        counted(samples.names.len(), "sample"),
        counted(values.features.len(), "row")
    )];
    let mut study = Vec::new();
    let mut written = None;
    let mut samples = samples;
    if values.features.is_empty() {
        no_values(&mut study, &mut notes);
    } else {
        let matrix = matrix_of(source, values, &samples.names)?;
        let mut bytes = Vec::new();
        let failed =
            |error: std::io::Error| InputError::new(source, format!("cannot be written: {error}"));
        matrix::tsv::write(&matrix, &mut bytes).map_err(failed)?;
        written = String::from_utf8(bytes).ok();
        samples.files = None;
        study.push(Line::text("matrix", "expression.tsv", None));
        study.extend(scale_lines(&matrix, &family.value_means, &mut notes));
    }
    Ok(finish(
        source,
        &samples,
        of_geo(&series, study, notes, written),
    ))
}

fn matrix_of(
    source: &Path,
    values: soft::Values,
    names: &[String],
) -> Result<ExpressionMatrix, InputError> {
    let refuse = |found: String| {
        InputError::new(source, found).expected("numbers, or null, in the tables of the samples")
    };
    let mut array = Array2::from_elem((values.features.len(), names.len()), f64::NAN);
    for (column, list) in values.of_samples.iter().enumerate() {
        for (row, text) in list.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            array[[row, column]] = number.ok_or_else(|| {
                refuse(format!(
                    "value '{text}' of '{}' in {}",
                    values.features[row], names[column]
                ))
            })?;
        }
    }
    ExpressionMatrix::new(values.features, names.to_vec(), array)
        .map_err(|error| refuse(error.to_string()))
}

fn of_geo(
    series: &Series,
    study: Vec<Line>,
    notes: Vec<String>,
    matrix: Option<String>,
) -> Beginning {
    let name = match (series.title.is_empty(), series.accession.is_empty()) {
        (true, true) => "GEO series".to_owned(),
        (true, false) => series.accession.clone(),
        _ => plain(&series.title),
    };
    let organism = series.organism();
    let species = species_of(&organism)
        .map(|(species, _)| (species, format!("the samples are of {organism}")));
    let mut remarks = series.notes.clone();
    remarks.push("characteristics are taken by their keys, whatever their order".to_owned());
    Beginning {
        name,
        study,
        chip: Vec::new(),
        species,
        has_genes: false,
        remarks,
        notes: [notes, series.notes.clone()].concat(),
        matrix,
    }
}
