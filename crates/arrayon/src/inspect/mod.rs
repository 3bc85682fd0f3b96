//! What a file is and what it says of itself.

mod array_files;
mod gene_files;
mod package;
mod result_files;
mod study_files;

use crate::cel_files::{CelLocation, Loose, in_archive, in_folder, read_each};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::probe_sets::ProbeSetCounts;
use arrayon_core::InputError;
use arrayon_formats::cel::{self, CelFile};
use arrayon_formats::chip;
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source::{self, Kind};
use result_files::ResultOfArrayon;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// The file as named.
    pub path: String,
    /// What it is.
    pub kind: String,
    /// What it says of itself, name and value.
    pub facts: Facts,
    /// Whether it is of no known kind, so that nothing else can be said.
    #[serde(skip)]
    pub is_unknown: bool,
}

/// Names and values.
pub type Facts = BTreeMap<String, String>;

fn facts<const N: usize>(known: [(&str, String); N]) -> Facts {
    known.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Tells what a file is, by its content, and what it says of itself.
///
/// # Errors
/// A file that cannot be read, or that is damaged.
pub fn inspect(path: &Path) -> Result<Inspected, Error> {
    if let Some(inspected) = inspect_archive(path)? {
        return Ok(inspected);
    }
    if let Some(inspected) = package::inspect(path)? {
        return Ok(inspected);
    }
    if path.is_dir() {
        return inspect_folder(path);
    }
    let kind = source::sniff(path)?.kind;
    let mut description = kind.description();
    let of_arrayon = ResultOfArrayon::of(path, kind)?;
    let mut facts = match kind {
        FileKind::CelCommandConsole | FileKind::CelTextV3 | FileKind::CelBinaryV4 => {
            cel_facts(&cel::read(path)?)
        }
        FileKind::Chp => array_files::chp(path),
        FileKind::Frozen => array_files::frozen(path)?,
        FileKind::CdfText | FileKind::CdfBinary => cdf_facts(path)?,
        FileKind::Json => {
            let facts = json_facts(path)?;
            let schema = facts.get("schema").map_or("", String::as_str);
            if schema.starts_with("arrayon/") {
                description = "a result of arrayon (JSON)";
            }
            facts
        }
        FileKind::Gct => study_files::matrix(path)?,
        FileKind::SeriesMatrix => study_files::series_matrix(path)?,
        // any table of numbers looks like a matrix; one that cannot be read as such is none
        FileKind::ExpressionMatrix => match study_files::matrix(path) {
            Ok(facts) => facts,
            Err(error) => facts([("not usable as expression matrix", error.to_string())]),
        },
        FileKind::TacTable => array_files::tac_table(path)?,
        FileKind::FeatureTable => study_files::feature_table(path)?,
        FileKind::SampleSheet | FileKind::Gmt | FileKind::Contrasts
            if of_arrayon
                .as_ref()
                .is_some_and(|of| of.description(kind, false).is_some()) =>
        {
            Facts::new()
        }
        FileKind::SampleSheet => study_files::sample_sheet(path)?,
        FileKind::Contrasts | FileKind::ContrastsYaml => study_files::contrasts(path)?,
        FileKind::Study => study_files::study(path)?,
        FileKind::Gmt => gene_files::gmt(path)?,
        FileKind::ThemePanel => gene_files::panel(path)?,
        FileKind::Obo => gene_files::obo(path)?,
        FileKind::Gaf | FileKind::Gene2Go => gene_files::gaf(path)?,
        FileKind::Newick => gene_files::newick(path)?,
        _ => Facts::new(),
    };
    let is_known = of_arrayon.is_some();
    if let Some(of_arrayon) = of_arrayon {
        description = (of_arrayon.description(kind, !facts.is_empty())).unwrap_or(description);
        for (name, value) in of_arrayon.facts() {
            facts.entry(name).or_insert(value);
        }
    }
    // arrayon reads none of these: what to do with them is all that helps
    if facts.is_empty() && !kind.way_on().is_empty() && kind != FileKind::Empty {
        facts.insert("way on".to_owned(), kind.way_on().to_owned());
    }
    Ok(Inspected {
        path: path.display().to_string(),
        kind: description.to_owned(),
        facts,
        is_unknown: kind.is_unknown() && !is_known,
    })
}

/// A folder of results, or of arrays.
fn inspect_folder(path: &Path) -> Result<Inspected, Error> {
    let (kind, facts) = match result_files::folder(path)? {
        Some(facts) => ("a folder of results of arrayon", facts),
        None => match in_folder(path)?.len() {
            0 => {
                return Err(InputError::new(path, "this is a folder")
                    .expected("a file, a folder of results of arrayon, or one of CEL files")
                    .hint("name the files in it")
                    .into());
            }
            n => (
                "a folder of CEL files",
                facts([("CEL files", n.to_string())]),
            ),
        },
    };
    Ok(Inspected {
        path: path.display().to_string(),
        kind: kind.to_owned(),
        facts,
        is_unknown: false,
    })
}

/// An archive that holds arrays, which need not be unpacked; `None` of any other file.
fn inspect_archive(path: &Path) -> Result<Option<Inspected>, Error> {
    if !path.is_file() {
        return Ok(None);
    }
    // a workbook is a zip, too, and a damaged archive is no archive of arrays
    let listed = in_archive(path).ok().flatten().unwrap_or_default();
    if listed.is_empty() {
        return Ok(None);
    }
    let locations: Vec<CelLocation> = listed.into_iter().map(|one| one.location).collect();
    let by_path = |path: &Path| Ok(cel::read_header(path)?);
    let inputs = Inputs::default();
    let headers = read_each(
        &locations,
        Loose::By(&by_path),
        &inputs,
        |_, path, content| Ok(cel::parse_header(&content, path)?),
    )?;
    let mut chips: Vec<&str> = headers.iter().map(|one| one.chip_type.as_str()).collect();
    chips.sort_unstable();
    chips.dedup();
    Ok(Some(Inspected {
        path: path.display().to_string(),
        kind: "an archive of CEL files".to_owned(),
        is_unknown: false,
        facts: facts([
            ("CEL files", headers.len().to_string()),
            ("chip types", chips.join(", ")),
        ]),
    }))
}

fn cel_facts(file: &CelFile) -> Facts {
    let header = &file.header;
    let mut sorted = file.intensities.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let n = sorted.len();
    let distinct = sorted.chunk_by(|a, b| a == b).count();
    let mut told = facts([
        ("chip type", header.chip_type.clone()),
        (
            "rows x columns",
            format!("{} x {}", header.n_rows, header.n_columns),
        ),
        (
            "gzipped",
            if header.gzipped { "yes" } else { "no" }.to_owned(),
        ),
        ("algorithm", header.algorithm.clone()),
        ("outlier cells", percent(file.outliers.len(), n)),
        ("masked cells", percent(file.masked.len(), n)),
        ("damaged cells", file.damaged.len().to_string()),
        ("distinct intensities", distinct.to_string()),
    ]);
    if let (Some(least), Some(most)) = (sorted.first(), sorted.last()) {
        let median = sorted[n / 2];
        told.insert(
            "intensity, least / median / most".to_owned(),
            format!("{least} / {median} / {most}"),
        );
    }
    if let Some(date) = &header.scan_date {
        told.insert("scan date".to_owned(), date.clone());
    }
    told
}

fn percent(n: usize, of: usize) -> String {
    format!("{n} ({:.2} %)", 100.0 * n as f64 / of.max(1) as f64)
}

fn cdf_facts(path: &Path) -> Result<Facts, Error> {
    let design = chip::read_cdf(path)?;
    let counts = ProbeSetCounts::of(&design);
    Ok(facts([
        (
            "rows x columns",
            format!("{} x {}", design.n_rows, design.n_columns),
        ),
        ("probe sets", counts.n_probe_sets.to_string()),
        ("perfect-match probes", counts.n_perfect_match.to_string()),
        ("chip types", design.chip_types.join(", ")),
    ]))
}

fn json_facts(path: &Path) -> Result<Facts, Error> {
    let unreadable = |error: String| InputError::new(path, format!("cannot be read: {error}"));
    let text = source::read_text(path, Kind::Results)?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let text = |key: &str| {
        value
            .get(key)
            .and_then(|value| value.as_str())
            .map(str::to_owned)
    };
    let known = [
        ("schema", "schema"),
        ("schema version", "schema_version"),
        ("written by arrayon", "arrayon_version"),
        ("study", "study"),
        ("contrast", "contrast"),
    ];
    let mut told: Facts = (known.into_iter())
        .filter_map(|(name, key)| Some((name.to_owned(), text(key)?)))
        .collect();
    if let Some(members) = value.as_object() {
        let lists = members
            .iter()
            .filter_map(|(key, value)| Some((key, value.as_array()?)));
        told.extend(
            lists.map(|(key, list)| (format!("entries of '{key}'"), list.len().to_string())),
        );
    }
    Ok(told)
}
