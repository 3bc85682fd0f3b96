//! MPS: probe sets that are summarised as one feature.

use super::library_table::{LibraryTable, cut_row, fields, is_whole};
use crate::bytes::text_of;
use crate::lines::{Lines, unsigned};
use arrayon_core::{ChipDesign, InputError, Probe, TranscriptCluster};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// Probe sets of the PGF by their ids.
pub(super) type SetPlaces<'a> = FxHashMap<&'a [u8], SetPlace>;

/// What became of a probe set of the PGF.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetPlace {
    /// Its place in the design; `None` where it has no perfect-match probe.
    pub(super) place: Option<usize>,
    /// Probes that the PGF lists for it, perfect matches or not.
    pub(super) n_listed: usize,
}

/// How many features may share a probe, on the mean of all: what is computed for a feature takes
/// memory for each of its probes, so that a small file could ask for any amount.
const MOST_SHARING: usize = 32;

/// Reads the clusters; returns them with the chip types that the file names.
pub(super) fn parse(
    content: &[u8],
    path: &Path,
    places: &SetPlaces<'_>,
    design: &ChipDesign,
) -> Result<(Vec<TranscriptCluster>, Vec<String>), InputError> {
    let mut table = LibraryTable::open(content, path)?;
    let columns = table.columns()?;
    let positions = [
        columns.require("probeset_id", &table.lines)?,
        columns.require("probeset_list", &table.lines)?,
    ];
    // not every file counts probes: the column of the ids stands in, and is not read
    let count_column = columns.position("probe_count");
    let positions = [
        positions[0],
        positions[1],
        count_column.unwrap_or(positions[0]),
    ];
    let chip_types = table.chip_types();
    let lines = &mut table.lines;
    let mut ids = FxHashSet::default();
    let mut clusters = Vec::new();
    let mut n_probes_left = design.perfect_match.len().saturating_mul(MOST_SHARING);
    while let Some(row) = lines.next_line() {
        if row.is_empty() || row[0] == b'#' {
            continue;
        }
        if !is_whole(row, &positions, columns.len()) {
            return Err(cut_row(row, columns.len(), lines));
        }
        let [id, list, n_probes] = fields(row, positions);
        if id.is_empty() {
            return Err(lines.error("a row without an id").expected("a probeset_id"));
        }
        if !ids.insert(id) {
            let found = format!("id '{}' occurs a second time", id.escape_ascii());
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
        n_probes_left = (probes_of(&probe_sets, design)
            .try_fold(n_probes_left, |left, probes| left.checked_sub(probes.len())))
        .ok_or_else(|| {
            let found = format!(
                "the rows so far have more than {MOST_SHARING} times the probes of the PGF"
            );
            (lines.error(found)).expected("probe sets that belong to one feature, or to a few")
        })?;
        if count_column.is_some() {
            let range = probe_counts(list, &probe_sets, places, design);
            refuse_other_count(id, n_probes, range, lines)?;
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

/// The perfect-match probes of each of these probe sets.
fn probes_of<'a>(
    probe_sets: &'a [usize],
    design: &'a ChipDesign,
) -> impl Iterator<Item = &'a [Probe]> {
    let sets = probe_sets.iter().map(|&at| &design.probe_sets[at]);
    sets.map(|set| &design.perfect_match[set.probes.clone()])
}

/// Places of the probe sets of a list, ascending and each once, or the first unknown id.
fn members<'a>(list: &'a [u8], places: &SetPlaces<'_>) -> Result<Vec<usize>, &'a [u8]> {
    let mut members = Vec::new();
    for id in list
        .split(u8::is_ascii_whitespace)
        .filter(|id| !id.is_empty())
    {
        members.extend(places.get(id).ok_or(id)?.place);
    }
    members.sort_unstable();
    members.dedup();
    Ok(members)
}

/// The fewest and the most probes that a file may count for a list of probe sets: each
/// perfect-match probe once, or every probe of every set. Of most chips the two are the same.
fn probe_counts(
    list: &[u8],
    probe_sets: &[usize],
    places: &SetPlaces<'_>,
    design: &ChipDesign,
) -> RangeInclusive<usize> {
    let mut cells: Vec<u32> = probes_of(probe_sets, design)
        .flatten()
        .map(|probe| probe.cell)
        .collect();
    cells.sort_unstable();
    cells.dedup();
    let ids = list.split(u8::is_ascii_whitespace);
    let n_listed = ids.filter_map(|id| places.get(id)).map(|set| set.n_listed);
    cells.len()..=n_listed.sum()
}

/// Refuses a number of probes that the PGF does not have: it may be cut short, or another one.
fn refuse_other_count(
    id: &[u8],
    stated: &[u8],
    counts: RangeInclusive<usize>,
    lines: &Lines<'_>,
) -> Result<(), InputError> {
    let is_met = unsigned(stated).is_some_and(|stated| counts.contains(&(stated as usize)));
    // a file may leave a count out
    if is_met || stated.is_empty() {
        return Ok(());
    }
    let found = format!(
        "'{}' has a probe_count of '{}'",
        id.escape_ascii(),
        stated.escape_ascii()
    );
    Err(lines
        .error(found)
        .expected(format!("{}, as the PGF lists for it", counts.end()))
        .hint("the PGF or this file may be cut short, or be of another library: copy both again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::{ProbeSet, ProbeSetKind};

    fn read(rows: &str) -> Result<Vec<TranscriptCluster>, InputError> {
        read_table(&format!("probeset_list\tprobeset_id\n{rows}"))
    }

    /// Sets 10 and 11 of two perfect matches each, one cell in both, 11 with a mismatch too, and
    /// set 12 of a mismatch.
    fn read_table(table: &str) -> Result<Vec<TranscriptCluster>, InputError> {
        let place = |place, n_listed| SetPlace { place, n_listed };
        let places = SetPlaces::from_iter([
            (&b"10"[..], place(Some(0), 2)),
            (&b"11"[..], place(Some(1), 3)),
            (&b"12"[..], place(None, 1)),
        ]);
        let set = |id: &str, probes| ProbeSet {
            id: id.to_owned(),
            name: None,
            kind: ProbeSetKind::Main,
            probes,
        };
        let probe = |cell| Probe {
            cell,
            gc_count: None,
        };
        let design = ChipDesign {
            chip_types: Vec::new(),
            n_rows: 1,
            n_columns: 4,
            perfect_match: [0, 1, 1, 2].map(probe).to_vec(),
            probe_sets: vec![set("10", 0..2), set("11", 2..4)],
            transcript_clusters: Vec::new(),
            background_cells: Vec::new(),
            quality_groups: Vec::new(),
        };
        let text = format!("#%chip_type=A\n{table}");
        Ok(parse(text.as_bytes(), Path::new("a.mps"), &places, &design)?.0)
    }

    #[test]
    fn probes_are_counted_as_the_pgf_lists_them() {
        let read = |ids: &str, count: &str| {
            read_table(&format!(
                "probeset_id\tprobeset_list\tprobe_count\nA\t{ids}\t{count}\n"
            ))
        };
        for (ids, counts) in [("10", &["2", ""][..]), ("10 11", &["3", "4", "5"])] {
            for count in counts {
                assert!(read(ids, count).is_ok(), "{ids}: {count}");
            }
        }
        for (ids, count) in [("10", "3"), ("10", "1"), ("10 11", "6"), ("11", "x")] {
            let error = read(ids, count).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!(
                    "a.mps, line 3: 'A' has a probe_count of '{count}'; expected "
                )),
                "{error}"
            );
        }
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
            ("10\tA\n11\tA\n", "line 4: id 'A' occurs a second time"),
            ("12\tA\n", "'A' has no perfect-match probe"),
            ("10\t\n", "line 3: a row without an id"),
            ("", "lists no probe set"),
        ] {
            let error = read(rows).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
