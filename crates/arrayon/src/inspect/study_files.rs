//! Facts of sheets, contrasts, matrices, tables and descriptions of studies.

use super::gene_files::first_few;
use super::{Facts, facts, percent};
use crate::config::StudyConfig;
use crate::error::Error;
use arrayon_core::{SheetColumn, called_at};
use arrayon_formats::contrast_table;
use arrayon_formats::{contrasts, matrix as matrices, sample_sheet as sheets};
use std::path::Path;

pub(super) fn matrix(path: &Path) -> Result<Facts, Error> {
    let matrices::ReadMatrix { matrix, notes } = matrices::read_with_notes(path)?;
    let mut values: Vec<f64> = matrix.rows().flatten().copied().collect();
    let n_all = values.len();
    values.retain(|value| !value.is_nan());
    values.sort_unstable_by(f64::total_cmp);
    let mut told = facts([
        ("features", matrix.n_features().to_string()),
        ("samples", matrix.n_samples().to_string()),
        (
            "names of samples",
            first_few(matrix.samples().iter().map(String::as_str)),
        ),
        ("missing values", percent(n_all - values.len(), n_all)),
    ]);
    if let (Some(least), Some(most)) = (values.first(), values.last()) {
        let median = values[values.len() / 2];
        let range = format!("{least} / {median} / {most}");
        told.insert("value, least / median / most".to_owned(), range);
        let evidence = matrices::ScaleEvidence::of(&matrix);
        let scale = match (evidence.looks_linear(), *least < 0.0) {
            (true, _) => "looks linear: take log2 before use",
            (false, true) => "looks log2, with values below 0: may be ratios or centred",
            (false, false) => "looks log2",
        };
        told.insert("scale".to_owned(), scale.to_owned());
    }
    insert_notes(&mut told, &notes);
    Ok(told)
}

/// What was read otherwise than it stands.
fn insert_notes(told: &mut Facts, notes: &[String]) {
    if !notes.is_empty() {
        told.insert("notes".to_owned(), notes.join("; "));
    }
}

/// A series without a table, as GEO writes it for other kinds of data, is a series all the same.
pub(super) fn series_matrix(path: &Path) -> Result<Facts, Error> {
    let series = matrices::read_series_facts(path)?;
    let mut told = matrix(path).unwrap_or_else(|error| facts([("table", error.to_string())]));
    for (name, text) in [
        ("series", series.accession),
        ("title", series.title),
        ("chip", series.platforms.join(", ")),
        (
            "titles of samples",
            first_few(series.sample_titles.iter().map(String::as_str)),
        ),
    ] {
        if !text.is_empty() {
            told.insert(name.to_owned(), text);
        }
    }
    Ok(told)
}

pub(super) fn feature_table(path: &Path) -> Result<Facts, Error> {
    // tables of trends and further methods have other columns
    let Ok(table) = contrast_table::read(path) else {
        return Ok(Facts::new());
    };
    let rows = table.rows;
    let found = |sign: f64| {
        let is_found = |p: Option<f64>| p.is_some_and(|p| called_at(p, 0.05));
        let found = rows
            .iter()
            .filter(|row| is_found(row.adj_p_value) && sign * row.log_fc > 0.0);
        found.count().to_string()
    };
    let with_gene = rows
        .iter()
        .filter(|row| !row.gene_symbols.is_empty())
        .count();
    Ok(facts([
        ("features", rows.len().to_string()),
        ("up at FDR 0.05", found(1.0)),
        ("down at FDR 0.05", found(-1.0)),
        ("features with a gene", with_gene.to_string()),
    ]))
}

pub(super) fn sample_sheet(path: &Path) -> Result<Facts, Error> {
    let read = sheets::read_with_notes(path).map_err(Error::of_all)?;
    let sheet = read.sheet;
    let files = if sheet.files.is_some() {
        "named"
    } else {
        "not named"
    };
    let mut told = facts([
        ("samples", sheet.n_samples().to_string()),
        (
            "names of samples",
            first_few(sheet.samples.iter().map(String::as_str)),
        ),
        ("array files", files.to_owned()),
    ]);
    let described = sheet
        .columns
        .iter()
        .filter(|column| column.values != sheet.samples);
    told.extend(described.map(|column| {
        (
            format!("column '{}'", column.name),
            described_in_words(column),
        )
    }));
    insert_notes(&mut told, &read.notes);
    Ok(told)
}

/// The levels of a column with their numbers of samples, or the range of its numbers.
fn described_in_words(column: &SheetColumn) -> String {
    const FEW: usize = 8;
    let filled: Vec<&String> = column
        .values
        .iter()
        .filter(|value| !value.is_empty())
        .collect();
    let mut levels: Vec<(&str, usize)> = Vec::new();
    for &value in &filled {
        match levels.iter_mut().find(|(level, _)| level == value) {
            Some((_, n)) => *n += 1,
            None => levels.push((value, 1)),
        }
    }
    let numbers: Vec<f64> = filled
        .iter()
        .filter_map(|value| value.parse().ok())
        .collect();
    let is_number = !numbers.is_empty() && numbers.len() == filled.len();
    let few = levels.len() <= FEW;
    let mut told = match (is_number, few) {
        (_, true) => {
            let levels = levels.iter().map(|(level, n)| format!("{level} ({n})"));
            levels.collect::<Vec<_>>().join(", ")
        }
        (true, false) => {
            let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
            let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            format!("{} different numbers, {least} to {most}", levels.len())
        }
        (false, false) => format!("{} different values", levels.len()),
    };
    let n_empty = column.values.len() - filled.len();
    if n_empty > 0 {
        let comma = if told.is_empty() { "" } else { "; " };
        told = format!("{told}{comma}{n_empty} empty");
    }
    told
}

pub(super) fn contrasts(path: &Path) -> Result<Facts, Error> {
    let read = contrasts::read_with_notes(path).map_err(Error::of_all)?;
    let contrasts = read.contrasts;
    let mut told = facts([("contrasts", contrasts.len().to_string())]);
    insert_notes(&mut told, &read.notes);
    for contrast in contrasts {
        let mut words = contrast.direction();
        if !contrast.blocking.is_empty() {
            words += &format!("; blocking {}", contrast.blocking.join(", "));
        }
        if let Some(column) = &contrast.exclude_samples_column {
            let values = contrast.exclude_samples_values.join(", ");
            words += &format!("; without samples whose {column} is {values}");
        }
        told.insert(format!("contrast '{}'", contrast.id), words);
    }
    Ok(told)
}

pub(super) fn study(path: &Path) -> Result<Facts, Error> {
    let config = StudyConfig::read(path)?;
    let (study, differential) = (&config.study, &config.differential);
    let methods: Vec<String> = differential
        .methods
        .iter()
        .map(ToString::to_string)
        .collect();
    let start = match (&study.matrix, &study.cel_dir) {
        (Some(matrix), _) => format!("matrix {}", matrix.display()),
        (None, Some(folder)) => format!("CEL files in {}", folder.display()),
        (None, None) => String::new(),
    };
    let mut told = facts([
        ("study", study.name.clone()),
        ("begins from", start),
        ("samples", study.samples.display().to_string()),
        (
            "contrasts",
            (study.contrasts.as_ref()).map_or("none".to_owned(), |path| path.display().to_string()),
        ),
        ("methods", methods.join(", ")),
        ("FDR", differential.fdr.to_string()),
        ("themes", config.genesets.themes.to_string()),
        ("next", "`arrayon check` reads all of its files".to_owned()),
    ]);
    let doses: Vec<&str> = differential
        .doses
        .iter()
        .map(|series| &series.variable[..])
        .collect();
    for (name, columns) in [
        ("phenotypes", differential.phenotypes.join(", ")),
        ("doses", doses.join(", ")),
    ] {
        if !columns.is_empty() {
            told.insert(name.to_owned(), columns);
        }
    }
    Ok(told)
}
