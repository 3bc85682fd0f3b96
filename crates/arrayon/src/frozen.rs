//! Frozen reference sets on their way between files and normalisation: for which chip, library and
//! settings each one is.

use crate::chip::Library;
use crate::config::NormalizeSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::InputError;
use arrayon_formats::frozen::{self, FrozenFile, FrozenHeader};
use arrayon_normalize::SelectedProbes;
use arrayon_output::sha256;
use std::path::Path;

/// What another reference set is needed for.
const OTHER_CHIP: &str = "freeze a reference set of this chip with these library files";

/// Reads the frozen reference set that the settings name, if they do.
///
/// # Errors
/// A file that is none; one of another chip, library or other settings.
pub(crate) fn read_frozen(
    how: &NormalizeSection,
    library: &Library,
    selected: &SelectedProbes,
    inputs: &Inputs,
) -> Result<Option<FrozenFile>, Error> {
    let Some(path) = how.frozen.as_deref() else {
        return Ok(None);
    };
    let file = frozen::read(inputs.file("frozen", path))?;
    check_library(&file.header, path, library, selected)?;
    check_settings(&file.header, path, how)?;
    Ok(Some(file))
}

/// What tells the probes and features of one library from those of another.
pub(crate) fn layout_sha256(selected: &SelectedProbes) -> String {
    let mut layout: Vec<u8> = Vec::new();
    layout.extend(selected.cells.iter().flat_map(|cell| cell.to_le_bytes()));
    for feature in &selected.features {
        layout.extend(feature.id.as_bytes());
        layout.push(0);
        for run in &feature.probes {
            layout.extend((run.start as u64).to_le_bytes());
            layout.extend((run.end as u64).to_le_bytes());
        }
    }
    sha256(&layout)
}

fn check_library(
    header: &FrozenHeader,
    path: &Path,
    library: &Library,
    selected: &SelectedProbes,
) -> Result<(), InputError> {
    let design = &library.design;
    if (header.n_rows, header.n_columns) != (design.n_rows, design.n_columns) {
        let found = format!(
            "a frozen reference set of arrays of {} x {} cells (chip type '{}')",
            header.n_rows,
            header.n_columns,
            header.chip_types.join("' or '")
        );
        return Err(InputError::new(path, found)
            .expected(format!(
                "{} x {} cells as in {}",
                design.n_rows,
                design.n_columns,
                library.path.display()
            ))
            .hint(OTHER_CHIP));
    }
    if header.layout_sha256 != layout_sha256(selected) {
        let found = format!(
            "a frozen reference set of {} probes and {} features, whose grouping differs from that of \
             {} ({} probes, {} features)",
            header.n_probes,
            header.n_features,
            library.path.display(),
            selected.cells.len(),
            selected.features.len()
        );
        return Err(InputError::new(path, found)
            .expected("the same library files and probe selection as it was made with")
            .hint(OTHER_CHIP));
    }
    Ok(())
}

/// Refuses a reference set whose arrays were of none of the chip types that arrays name. Where either
/// side names none, geometry and probes must do.
pub(crate) fn check_chip<'a>(
    header: &FrozenHeader,
    path: &Path,
    chip_types: impl Iterator<Item = &'a str>,
) -> Result<(), InputError> {
    let named: Vec<&str> = chip_types.filter(|name| !name.is_empty()).collect();
    let own = &header.chip_types;
    if named.is_empty()
        || own.is_empty()
        || named.iter().any(|name| own.iter().any(|of| of == name))
    {
        return Ok(());
    }
    let found = format!(
        "a frozen reference set of chip type '{}'",
        own.join("' or '")
    );
    Err(InputError::new(path, found)
        .expected(format!("one of chip type '{}'", named.join("' or '")))
        .hint(OTHER_CHIP))
}

fn check_settings(
    header: &FrozenHeader,
    path: &Path,
    how: &NormalizeSection,
) -> Result<(), InputError> {
    for (key, made_with, set) in [
        (
            "compatibility",
            &header.compatibility,
            how.compatibility.to_string(),
        ),
        (
            "probe_selection",
            &header.probe_selection,
            how.probe_selection.to_string(),
        ),
    ] {
        if *made_with != set {
            let found = format!("a frozen reference set made with {key} '{made_with}'");
            return Err(InputError::new(path, found)
                .expected(format!("'{set}', as {key} is set"))
                .hint(format!(
                    "set normalize.{key} to '{made_with}', or freeze the reference set with '{set}'"
                )));
        }
    }
    Ok(())
}
