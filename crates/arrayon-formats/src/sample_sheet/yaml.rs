//! A sample sheet in YAML: a list of maps, one per sample.

use super::RawSheet;
use crate::yaml::{TextMap, parse};
use arrayon_core::{InputError, Place};
use serde_saphyr::Spanned;
use std::path::Path;

/// Reads the maps as rows; the columns stand in the order of their first appearance.
pub(super) fn read_rows<'a>(path: &'a Path, text: &str) -> Result<RawSheet<'a>, InputError> {
    let samples: Vec<Spanned<TextMap>> = parse(
        path,
        text,
        "write a list of maps, as in '- {sample: r1, file: r1.CEL, diet: low}'",
    )?;
    let mut header: Vec<String> = Vec::new();
    for (name, _) in samples.iter().flat_map(|sample| &sample.value.0) {
        if !header.contains(name) {
            header.push(name.clone());
        }
    }
    let lines: Vec<u64> = (samples.iter())
        .map(|sample| sample.referenced.line())
        .collect();
    let rows = (samples.iter())
        .map(|sample| row_of(path, &header, sample))
        .collect::<Result<_, _>>()?;
    Ok(RawSheet {
        path,
        header,
        header_line: lines.first().copied().unwrap_or(1),
        lines,
        rows,
        by_semicolons: false,
        struck_out: Vec::new(),
    })
}

fn row_of(
    path: &Path,
    header: &[String],
    sample: &Spanned<TextMap>,
) -> Result<Vec<String>, InputError> {
    let cell_of = |column: &String| {
        let cell = (sample.value.0.iter()).find(|(name, _)| name == column);
        cell.map(|(_, text)| text.clone()).ok_or_else(|| {
            InputError::new(path, format!("the sample has no '{column}'"))
                .at(Place::Field {
                    line: sample.referenced.line(),
                    column: column.clone(),
                })
                .expected("the same keys for every sample")
                .hint(format!("write '{column}: NA' where the value is not known"))
        })
    };
    header.iter().map(cell_of).collect()
}
