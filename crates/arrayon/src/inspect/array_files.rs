//! What the files say of themselves that programs compute from arrays.

use super::{Facts, facts};
use crate::error::Error;
use arrayon_formats::sniff::FileKind;
use arrayon_formats::{chp, frozen, tac_table};
use std::path::Path;

/// A CHP file; one that holds no expression says why it is of no use.
pub(super) fn chp(path: &Path) -> Facts {
    let file = match chp::read(path) {
        Ok(file) => file,
        Err(error) => {
            return facts([
                ("not usable as expression", error.to_string()),
                ("way on", FileKind::Chp.way_on().to_owned()),
            ]);
        }
    };
    let scale = chp::SignalScale::of_algorithm(&file.algorithm);
    let scale = scale.map_or("unknown: state it with --scale".to_owned(), |one| {
        one.to_string()
    });
    let ids = match &file.features {
        Some(_) => "in the file",
        None => "none in the file: name the chip's CDF with --cdf",
    };
    let mut facts = facts([
        ("form", file.encoding.to_string()),
        ("chip type", file.chip_type),
        (
            "algorithm",
            format!("{} {}", file.algorithm, file.algorithm_version),
        ),
        ("scale of the signals", scale),
        ("signals", file.signals.len().to_string()),
        ("ids of the probe sets", ids.to_owned()),
    ]);
    let has_p = if file.detection_p.is_some() {
        "yes"
    } else {
        "no"
    };
    facts.insert("detection p-values".to_owned(), has_p.to_owned());
    facts
}

/// A table of signals of TAC.
///
/// # Errors
/// A table that cannot be read.
pub(super) fn tac_table(path: &Path) -> Result<Facts, Error> {
    let table = tac_table::read(path)?;
    let algorithm = match table.algorithm.as_str() {
        "" => "not named".to_owned(),
        name => name.to_owned(),
    };
    let has_p = if table.detection_p.is_some() {
        "yes"
    } else {
        "no"
    };
    Ok(facts([
        ("features", table.features.len().to_string()),
        ("samples", table.samples.len().to_string()),
        ("algorithm", algorithm),
        ("detection p-values", has_p.to_owned()),
        ("way on", FileKind::TacTable.way_on().to_owned()),
    ]))
}

/// A frozen reference set.
///
/// # Errors
/// A damaged file.
pub(super) fn frozen(path: &Path) -> Result<Facts, Error> {
    let header = frozen::read(path)?.header;
    let batches = match header.batches.len() {
        1 => "1".to_owned(),
        n => format!("{n}: {}", header.batches.join(", ")),
    };
    Ok(facts([
        ("written by", header.program),
        ("chip types", header.chip_types.join(", ")),
        (
            "rows x columns",
            format!("{} x {}", header.n_rows, header.n_columns),
        ),
        ("arrays", header.arrays.len().to_string()),
        ("batches", batches),
        ("features", header.n_features.to_string()),
        ("probes", header.n_probes.to_string()),
        ("compatibility", header.compatibility),
        ("probe selection", header.probe_selection),
    ]))
}
