//! MPS: probe sets that are summarised as one feature.

use super::library_table::{LibraryTable, cut_row, fields, is_whole};
use crate::bytes::text_of;
use arrayon_core::{InputError, TranscriptCluster};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// Place of each probe set in the design by its id; `None` where it has no perfect-match probe.
pub(super) type SetPlaces<'a> = FxHashMap<&'a [u8], Option<usize>>;

/// Reads the clusters; returns them with the chip types that the file names.
pub(super) fn parse(
    content: &[u8],
    path: &Path,
    places: &SetPlaces<'_>,
) -> Result<(Vec<TranscriptCluster>, Vec<String>), InputError> {
    let mut table = LibraryTable::open(content, path);
    let columns = table.columns()?;
    let positions = [
        columns.require("probeset_id", &table.lines)?,
        columns.require("probeset_list", &table.lines)?,
    ];
    let chip_types = table.chip_types();
    let lines = &mut table.lines;
    let mut ids = FxHashSet::default();
    let mut clusters = Vec::new();
    while let Some(row) = lines.next_line() {
        if row.is_empty() || row[0] == b'#' {
            continue;
        }
        if !is_whole(row, &positions, columns.len()) {
            return Err(cut_row(row, columns.len(), lines));
        }
        let [id, list] = fields(row, positions);
        if id.is_empty() {
            return Err(lines.error("a row without an id").expected("a probeset_id"));
        }
        if !ids.insert(id) {
            let found = format!("id '{}' stands a second time", id.escape_ascii());
            return Err(lines.error(found).expected("each id once"));
        }
        let probe_sets = members(list, places).map_err(|unknown| {
            lines
                .error(format!(
                    "probe set '{}' is not in the PGF",
                    unknown.escape_ascii()
                ))
                .expected("ids of probe sets of the PGF")
                .hint("take PGF and MPS from one library")
        })?;
        if probe_sets.is_empty() {
            let found = format!("'{}' has no perfect-match probe", id.escape_ascii());
            return Err(lines
                .error(found)
                .expected("at least one probe set with such probes"));
        }
        clusters.push(TranscriptCluster {
            id: text_of(id),
            probe_sets,
        });
    }
    if clusters.is_empty() {
        return Err(InputError::new(path, "the file lists no probe set"));
    }
    Ok((clusters, chip_types))
}

/// Places of the probe sets of a list, ascending and each once, or the first unknown id.
fn members<'a>(list: &'a [u8], places: &SetPlaces<'_>) -> Result<Vec<usize>, &'a [u8]> {
    let mut members = Vec::new();
    for id in list
        .split(u8::is_ascii_whitespace)
        .filter(|id| !id.is_empty())
    {
        members.extend(places.get(id).ok_or(id)?);
    }
    members.sort_unstable();
    members.dedup();
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Result<Vec<TranscriptCluster>, InputError> {
        let places = SetPlaces::from_iter([
            (&b"10"[..], Some(0)),
            (&b"11"[..], Some(1)),
            (&b"12"[..], None),
        ]);
        let text = format!("#%chip_type=A\nprobeset_list\tprobeset_id\n{rows}");
        Ok(parse(text.as_bytes(), Path::new("a.mps"), &places)?.0)
    }

    #[test]
    fn ids_may_be_text_and_lists_are_sorted() {
        let clusters = read("11 10 11\tTC1.hg.1\n12 10\t23050629\n").unwrap();
        assert_eq!(clusters[0].id, "TC1.hg.1");
        assert_eq!(clusters[0].probe_sets, [0, 1]);
        assert_eq!(clusters[1].probe_sets, [0]);
    }

    #[test]
    fn wrong_rows_are_named() {
        for (rows, message) in [
            ("13\tA\n", "a.mps, line 3: probe set '13' is not in the PGF"),
            ("10\tA\n11\tA\n", "line 4: id 'A' stands a second time"),
            ("12\tA\n", "'A' has no perfect-match probe"),
            ("10\t\n", "line 3: a row without an id"),
            ("", "lists no probe set"),
        ] {
            let error = read(rows).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
