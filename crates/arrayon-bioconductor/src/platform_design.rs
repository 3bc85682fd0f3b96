//! Packages `pd.*`: what is printed on a chip.
//!
//! # Tables
//! - `featureSet(fsetid, man_fsetid, type)`: probe sets; without `man_fsetid`, as of gene and exon
//!   arrays of the first generation, their number is their name. `type` is a number of `type_dict`,
//!   or the text itself.
//! - `pmfeature(fid, fsetid, x, y)`: perfect-match probes; `fid` is the cell, counted from 1 along
//!   the rows. Packages of the generic builder have the sets in `mps1pm(fid, fsetid)` and
//!   `featureSet1`.
//! - `core_mps`, `extended_mps`, `full_mps (meta_fsetid, fsetid)`: sets that are summarised
//!   together, on gene and exon arrays.
//! - `bgfeature(fid, fs_type)`: background probes.
//!
//! As in oligo, the probes of the chosen level are all that takes part: a probe of two transcripts
//! counts for both, one of none for nothing.

mod probes;
mod sets;

use crate::database::Database;
use crate::package::Package;
use arrayon_core::plain_words::counted;
use arrayon_core::{ChipDesign, InputError, Probe, ProbeSet};
use probes::{Grid, Probes, read_probes};
use rustc_hash::FxHashMap;
use sets::{Named, Sets, Tables, read_sets, wrong};

/// How often the probes of a chip may stand in sets of sets: what is computed takes memory for
/// each time.
const MOST_SHARING: usize = 32;

/// Which sets of probes are features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Sets of well-known transcripts.
    Core,
    /// Those and more that are less well known.
    Extended,
    /// All that were ever predicted.
    Full,
    /// The probe sets as they are printed: exons on gene and exon arrays.
    Probeset,
}

impl Level {
    fn table(self) -> Option<&'static str> {
        match self {
            Self::Core => Some("core_mps"),
            Self::Extended => Some("extended_mps"),
            Self::Full => Some("full_mps"),
            Self::Probeset => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Extended => "extended",
            Self::Full => "full",
            Self::Probeset => "probeset",
        }
    }
}

/// A chip that was read out of a package.
#[derive(Debug, Clone)]
pub struct PlatformDesign {
    /// The chip, in the package's order. [`ChipDesign::chip_types`] is the package's name without
    /// `pd.`, in which the marks of the chip's own name are points.
    pub design: ChipDesign,
    /// Whether the package states how many rows the chip has; else the design has those up to the
    /// last probe, and an array may have more.
    pub states_rows: bool,
    /// Whether the package bears the name that pdInfoBuilder gives it, `pd.` and the chip.
    pub names_chip: bool,
    /// Whether the probes were mapped anew by another laboratory, so that the package's name is
    /// more than that of the chip.
    pub is_remapped: bool,
}

/// Reads the chip of a package at a level; without one, at its core where it has one, else the
/// probe sets.
///
/// # Errors
/// A package that has no probes of an expression array, or not that level; rows that no chip can
/// have; a database that is damaged.
pub fn read(package: &Package, level: Option<Level>) -> Result<PlatformDesign, InputError> {
    let database = &package.database;
    let tables = Tables::of(database)?;
    let level = match level {
        Some(level) => level,
        None if database.has("core_mps")? => Level::Core,
        None => Level::Probeset,
    };
    let sets = read_sets(database, &tables)?;
    let probes = read_probes(database, &tables, &sets)?;
    let grid = Grid::of(&probes, package.geometry, database.path())?;
    let (named, members) = match level.table() {
        None => (
            sets.named,
            probes.by_set(sets.numbers.len(), database.path())?,
        ),
        Some(table) => {
            if !database.has(table)? {
                return Err(no_level(database, level)?);
            }
            read_meta_sets(database, table, &sets, &probes)?
        }
    };
    let mut design = ChipDesign {
        chip_types: vec![chip_of(&package.name).to_owned()],
        n_rows: grid.n_rows,
        n_columns: grid.n_columns,
        perfect_match: Vec::new(),
        probe_sets: Vec::new(),
        transcript_clusters: Vec::new(),
        background_cells: background_cells(database, &grid)?,
        quality_groups: Vec::new(),
    };
    for (set, cells) in named.into_iter().zip(members) {
        if cells.is_empty() {
            continue;
        }
        let start = design.perfect_match.len();
        let probe = |cell| Probe {
            cell,
            gc_count: None,
        };
        design.perfect_match.extend(cells.into_iter().map(probe));
        design.probe_sets.push(ProbeSet {
            id: set.id,
            name: None,
            kind: set.kind,
            probes: start..design.perfect_match.len(),
        });
    }
    if design.probe_sets.is_empty() {
        return Err(InputError::new(
            database.path(),
            format!(
                "no set of level '{}' has a perfect-match probe",
                level.name()
            ),
        ));
    }
    Ok(PlatformDesign {
        design,
        states_rows: grid.is_stated,
        names_chip: package.name.starts_with("pd."),
        is_remapped: is_remapped(&package.name),
    })
}

/// The chip that a package is named after: `clariom.s.rat` of `pd.clariom.s.rat`, `hgu133plus2` of
/// `pd.hgu133plus2.hs.entrezg`.
fn chip_of(package: &str) -> &str {
    let chip = package.strip_prefix("pd.").unwrap_or(package);
    match is_remapped(package) {
        true => chip.rsplitn(3, '.').last().unwrap_or(chip),
        false => chip,
    }
}

/// BrainArray's packages are named `pd.CHIP.SPECIES.SOURCE`.
fn is_remapped(package: &str) -> bool {
    let mut parts = package.rsplit('.');
    let source = parts.next().unwrap_or_default().to_lowercase();
    let species = parts.next().unwrap_or_default();
    let sources = [
        "entrezg", "ensg", "ense", "enst", "refseq", "ug", "vegag", "vegae", "vegat", "gencodeg",
        "gencodee", "gencodet", "tairg", "tairt", "mirbasef", "mirbaseg", "aceg", "dmg",
    ];
    sources.contains(&source.as_str()) && species.chars().count() == 2
}

/// The sets of sets of a level, with the cells of each.
fn read_meta_sets(
    database: &Database,
    table: &str,
    sets: &Sets,
    probes: &Probes,
) -> Result<(Vec<Named>, Vec<Vec<u32>>), InputError> {
    let by_set = probes.by_set(sets.named.len(), database.path())?;
    let mut left = probes.placed.len().saturating_mul(MOST_SHARING);
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut named: Vec<Named> = Vec::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    database.rows(table, &["meta_fsetid", "fsetid"], |row| {
        let id = row[0].text();
        let number = row[1].integer().ok_or_else(|| wrong(database, table, "fsetid", &row[1]))?;
        if id.is_empty() {
            return Err(wrong(database, table, "meta_fsetid", &row[0]));
        }
        // a level may list sets of other types, whose probes are elsewhere or nowhere
        let Some(&set) = sets.numbers.get(&number) else {
            return Ok(());
        };
        let at = *numbers.entry(id.clone()).or_insert(named.len());
        if at == named.len() {
            let kind = sets.named[set].kind.clone();
            named.push(Named { id, kind });
            members.push(Vec::new());
        }
        left = left.checked_sub(1 + by_set[set].len()).ok_or_else(|| {
            let found = format!(
                "the rows of table '{table}' have more than {MOST_SHARING} times the probes of the chip"
            );
            InputError::new(database.path(), found)
                .expected("probe sets that belong to one feature, or to a few")
        })?;
        if sets.named[set].kind.is_main() {
            named[at].kind = sets.named[set].kind.clone();
        }
        members[at].push(set);
        Ok(())
    })?;
    let cells = members.into_iter().map(|mut sets| {
        sets.sort_unstable();
        sets.dedup();
        sets.into_iter()
            .flat_map(|set| by_set[set].iter().copied())
            .collect()
    });
    let cells = cells.collect();
    Ok((named, cells))
}

/// The antigenomic background probes, where they have a table of their own.
fn background_cells(database: &Database, grid: &Grid) -> Result<Vec<u32>, InputError> {
    let mut cells = Vec::new();
    let columns = database.columns("bgfeature")?;
    if !columns.iter().any(|column| column == "fs_type") {
        return Ok(cells);
    }
    database.rows("bgfeature", &["fid", "fs_type"], |row| {
        let cell = row[0].unsigned().and_then(|fid| fid.checked_sub(1));
        let cell = cell.filter(|&cell| cell < grid.n_cells());
        let cell = cell.ok_or_else(|| wrong(database, "bgfeature", "fid", &row[0]))?;
        if row[1].text().contains("antigenomic") {
            cells.push(cell);
        }
        Ok(())
    })?;
    cells.sort_unstable();
    cells.dedup();
    Ok(cells)
}

fn no_level(database: &Database, level: Level) -> Result<InputError, InputError> {
    let mut levels = vec![Level::Probeset.name()];
    for one in [Level::Core, Level::Extended, Level::Full] {
        if one
            .table()
            .is_some_and(|table| database.has(table).unwrap_or(false))
        {
            levels.push(one.name());
        }
    }
    let found = format!("the package has no sets of level '{}'", level.name());
    let expected = match levels[..] {
        [only] => format!("'{only}', the one level that it has"),
        _ => format!("one of {}", levels.join(", ")),
    };
    Ok(InputError::new(database.path(), found)
        .expected(expected)
        .hint("set target under [chip], or --target"))
}

impl PlatformDesign {
    /// What a package of these tables does not say, and what cannot be computed without it, in
    /// words.
    pub fn lacks(&self) -> String {
        let background = match self.design.background_cells.len() {
            0 => String::new(),
            n => format!(" ({} are named)", counted(n, "background cell")),
        };
        format!(
            "a pd package names no quality-control groups and no numbers of G and C: checks of spiked \
             controls by group, detection above background{background} and corrections by GC fall away; the \
             vendor's PGF, CLF, QCC and BGP have them"
        )
    }
}

#[cfg(test)]
mod tests;
