//! PGF: probe sets, their atoms and their probes.
//!
//! Rows stand at three depths, told by leading tabs; the columns of each depth are named by
//! `#%header0`, `#%header1` and `#%header2`, in any order.

use super::clf::CellLayout;
use super::library_table::{Columns, LibraryTable, cut_row, fields, is_whole};
use crate::bytes::text_of;
use crate::lines::{Lines, unsigned};
use arrayon_core::{InputError, Probe, ProbeSetKind};
use std::ops::Range;
use std::path::Path;

/// A probe set as the file gives it.
#[derive(Debug)]
pub(super) struct GroupedSet<'a> {
    pub(super) id: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) kind: ProbeSetKind,
    /// Perfect-match probes; empty where the set has none.
    pub(super) probes: Range<usize>,
    pub(super) line: u64,
    /// Probes listed, perfect matches or not.
    pub(super) n_listed: usize,
}

/// All of a PGF.
#[derive(Debug)]
pub(super) struct ProbeGroups<'a> {
    pub(super) chip_types: Vec<String>,
    pub(super) sets: Vec<GroupedSet<'a>>,
    pub(super) perfect_match: Vec<Probe>,
}

/// Positions of the columns that are needed.
struct Positions {
    set: [usize; 3],
    probe: [usize; 3],
    /// Whether the file has a column of GC counts; else `probe[2]` is that of the id again.
    has_gc_count: bool,
    n_probe_columns: usize,
}

pub(super) fn parse<'a>(
    content: &'a [u8],
    path: &'a Path,
    layout: &CellLayout,
) -> Result<ProbeGroups<'a>, InputError> {
    let mut table = LibraryTable::open(content, path)?;
    let chip_types = table.chip_types();
    let positions = positions(&table)?;
    let stated = table.value("probesets").and_then(unsigned);
    let lines = &mut table.lines;
    // an id, tabs and a line end: no more probes than that can come
    let mut perfect_match = Vec::with_capacity(lines.rest().len() / 48);
    let mut sets: Vec<GroupedSet<'a>> = Vec::new();
    // the line of an atom that no probe has followed yet
    let mut open_atom = None;
    while let Some(row) = lines.next_line() {
        match row {
            [b'\t', b'\t', ..] => {
                let set = sets.last_mut().ok_or_else(|| no_set_yet(lines))?;
                set.n_listed += 1;
                open_atom = None;
                if let Some(probe) = read_probe(row, &positions, layout, lines)? {
                    perfect_match.push(probe);
                    set.probes.end = perfect_match.len();
                }
            }
            [b'\t', ..] if sets.is_empty() => return Err(no_set_yet(lines)),
            [b'\t', ..] => open_atom = Some(lines.number()),
            [] | [b'#', ..] => {}
            _ => {
                refuse_without_probes(sets.last(), lines)?;
                sets.push(read_set(row, &positions, perfect_match.len(), lines)?);
            }
        }
    }
    refuse_without_probes(sets.last(), lines)?;
    if let Some(line) = open_atom {
        return Err(lines
            .error_on(line, "the last atom has no probe")
            .expected("at least one probe")
            .hint("the file may be cut short: copy it again"));
    }
    if let Some(stated) = stated.filter(|&stated| stated as usize != sets.len()) {
        return Err(lines
            .error(format!("the file ends after {} probe sets", sets.len()))
            .expected(format!("{stated}, as its header states"))
            .hint("the file is cut short: copy it again"));
    }
    Ok(ProbeGroups {
        chip_types,
        sets,
        perfect_match,
    })
}

fn positions(table: &LibraryTable<'_>) -> Result<Positions, InputError> {
    let columns = |key: &str| {
        let names = table.value(key).ok_or_else(|| {
            table
                .lines
                .error(format!("no header #%{key}"))
                .expected("a PGF with header0 to header2")
        })?;
        Ok(Columns::new(names))
    };
    let (sets, probes) = (columns("header0")?, columns("header2")?);
    let set_id = sets.require("probeset_id", &table.lines)?;
    let probe_id = probes.require("probe_id", &table.lines)?;
    let probe_type = probes.require("type", &table.lines)?;
    let gc_count = probes.position("gc_count");
    // a column that is absent is one beyond the last: its fields are empty
    let absent = sets.len();
    Ok(Positions {
        set: [
            set_id,
            sets.position("type").unwrap_or(absent),
            sets.position("probeset_name").unwrap_or(absent),
        ],
        probe: [probe_id, probe_type, gc_count.unwrap_or(probe_id)],
        has_gc_count: gc_count.is_some(),
        n_probe_columns: probes.len(),
    })
}

fn read_set<'a>(
    row: &'a [u8],
    positions: &Positions,
    n_probes: usize,
    lines: &Lines<'_>,
) -> Result<GroupedSet<'a>, InputError> {
    let [id, kind, name] = fields(row, positions.set);
    if id.is_empty() {
        return Err(lines.error("a probe set without an id"));
    }
    Ok(GroupedSet {
        id,
        name,
        kind: probe_set_kind(kind),
        probes: n_probes..n_probes,
        line: lines.number(),
        n_listed: 0,
    })
}

/// Reads one row of a probe; `None` where it is no perfect match.
fn read_probe(
    row: &[u8],
    positions: &Positions,
    layout: &CellLayout,
    lines: &Lines<'_>,
) -> Result<Option<Probe>, InputError> {
    let [id, kind, gc_count] = fields(row, positions.probe);
    let wrong = |expected: &str| {
        Err(lines
            .error(format!("'{}'", row.escape_ascii()))
            .expected(expected.to_owned()))
    };
    if !is_whole(row, &positions.probe, positions.n_probe_columns) {
        return Err(cut_row(row, positions.n_probe_columns, lines));
    }
    let Some(id) = unsigned(id) else {
        return wrong("a probe with a whole number as its id");
    };
    let gc_count = match positions.has_gc_count && !gc_count.is_empty() {
        true => match unsigned(gc_count).and_then(|count| u8::try_from(count).ok()) {
            Some(count) => Some(count),
            None => return wrong("a number of G and C bases"),
        },
        false => None,
    };
    let cell = layout.cell_of(id).ok_or_else(|| {
        lines
            .error(format!("probe {id} is not in the CLF"))
            .expected("a probe that the CLF places on the chip")
            .hint("take PGF and CLF from one library")
    })?;
    Ok(is_perfect_match(kind).then_some(Probe { cell, gc_count }))
}

/// A set without any probe is most likely the last of a file that is cut short.
fn refuse_without_probes(
    set: Option<&GroupedSet<'_>>,
    lines: &Lines<'_>,
) -> Result<(), InputError> {
    match set {
        Some(set) if set.n_listed == 0 => Err(lines
            .error_on(
                set.line,
                format!("probe set '{}' has no probe", set.id.escape_ascii()),
            )
            .expected("at least one probe")
            .hint("the file may be cut short: copy it again")),
        _ => Ok(()),
    }
}

/// Whether a probe's type has `pm` among its parts: `pm:st`, `pm:target->at`.
fn is_perfect_match(kind: &[u8]) -> bool {
    kind.split(|&byte| byte == b':')
        .any(|part| root(part) == b"pm")
}

/// What a probe set's type says of its use. Types nest with `->` and combine with `:`.
fn probe_set_kind(kind: &[u8]) -> ProbeSetKind {
    if kind.is_empty() {
        ProbeSetKind::Undeclared
    } else if kind
        .split(|&byte| byte == b':')
        .any(|part| root(part) == b"main")
    {
        ProbeSetKind::Main
    } else {
        ProbeSetKind::Control(text_of(kind))
    }
}

/// The outermost name of a nested type.
fn root(part: &[u8]) -> &[u8] {
    let end = part.windows(2).position(|arrow| arrow == b"->");
    part[..end.unwrap_or(part.len())].trim_ascii()
}

fn no_set_yet(lines: &Lines<'_>) -> InputError {
    lines
        .error("a row before the first probe set")
        .expected("a probe set")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_nest_and_combine() {
        for (kind, expected) in [
            ("main", ProbeSetKind::Main),
            ("main->psr", ProbeSetKind::Main),
            ("normgene->exon:main", ProbeSetKind::Main),
            ("", ProbeSetKind::Undeclared),
            (
                "control->affx",
                ProbeSetKind::Control("control->affx".into()),
            ),
            ("mainly", ProbeSetKind::Control("mainly".into())),
        ] {
            assert_eq!(probe_set_kind(kind.as_bytes()), expected, "{kind}");
        }
    }

    #[test]
    fn perfect_matches_are_told_by_type() {
        for kind in ["pm:st", "pm:target->at", "pm", "st:pm"] {
            assert!(is_perfect_match(kind.as_bytes()), "{kind}");
        }
        for kind in ["mm:st", "mm:target->at", "", "blank", "pmx:st"] {
            assert!(!is_perfect_match(kind.as_bytes()), "{kind}");
        }
    }
}
