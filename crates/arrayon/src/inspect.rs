//! What a file is and what it says of itself.

use crate::error::Error;
use crate::probe_sets::ProbeSetCounts;
use arrayon_core::InputError;
use arrayon_formats::cel::{self, CelFile};
use arrayon_formats::sniff::{self, FileKind};
use arrayon_formats::{chip, gmt};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A file, told about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// The file as named.
    pub path: String,
    /// What it is.
    pub kind: String,
    /// What it says of itself, name and value.
    pub facts: BTreeMap<&'static str, String>,
}

/// Tells what a file is, by its content, and what it says of itself.
///
/// # Errors
/// A file that cannot be read, or that is damaged.
pub fn inspect(path: &Path) -> Result<Inspected, Error> {
    let kind = sniff::sniff(path)?.kind;
    let facts = match kind {
        FileKind::CelCommandConsole | FileKind::CelTextV3 | FileKind::CelBinaryV4 => {
            cel_facts(&cel::read(path)?)
        }
        FileKind::CdfText | FileKind::CdfBinary => cdf_facts(path)?,
        FileKind::Gmt => gmt_facts(path)?,
        FileKind::Json => json_facts(path)?,
        _ => BTreeMap::new(),
    };
    Ok(Inspected {
        path: path.display().to_string(),
        kind: kind.description().to_owned(),
        facts,
    })
}

fn cel_facts(file: &CelFile) -> BTreeMap<&'static str, String> {
    let header = &file.header;
    let mut sorted = file.intensities.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let n = sorted.len();
    let distinct = sorted.chunk_by(|a, b| a == b).count();
    let mut facts = BTreeMap::from([
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
        facts.insert(
            "intensity, least / median / most",
            format!("{least} / {median} / {most}"),
        );
    }
    if let Some(date) = &header.scan_date {
        facts.insert("scan date", date.clone());
    }
    facts
}

fn percent(n: usize, of: usize) -> String {
    format!("{n} ({:.2} %)", 100.0 * n as f64 / of.max(1) as f64)
}

fn cdf_facts(path: &Path) -> Result<BTreeMap<&'static str, String>, Error> {
    let design = chip::read_cdf(path)?;
    let counts = ProbeSetCounts::of(&design);
    Ok(BTreeMap::from([
        (
            "rows x columns",
            format!("{} x {}", design.n_rows, design.n_columns),
        ),
        ("probe sets", counts.n_probe_sets.to_string()),
        ("perfect-match probes", counts.n_perfect_match.to_string()),
        ("chip types", design.chip_types.join(", ")),
    ]))
}

fn gmt_facts(path: &Path) -> Result<BTreeMap<&'static str, String>, Error> {
    let sets = gmt::read(path)?;
    let genes: std::collections::BTreeSet<&String> =
        sets.iter().flat_map(|set| &set.genes).collect();
    let sizes = sets.iter().map(|set| set.genes.len());
    let (least, most) = (sizes.clone().min().unwrap_or(0), sizes.max().unwrap_or(0));
    Ok(BTreeMap::from([
        ("gene sets", sets.len().to_string()),
        ("distinct genes", genes.len().to_string()),
        ("set sizes", format!("{least} to {most}")),
    ]))
}

fn json_facts(path: &Path) -> Result<BTreeMap<&'static str, String>, Error> {
    let unreadable = |error: String| InputError::new(path, format!("cannot be read: {error}"));
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
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
    Ok(known
        .into_iter()
        .filter_map(|(name, key)| Some((name, text(key)?)))
        .collect())
}
