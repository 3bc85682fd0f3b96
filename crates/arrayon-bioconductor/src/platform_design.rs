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

use crate::database::{Cell, Database};
use crate::package::Package;
use arrayon_core::plain_words::counted;
use arrayon_core::{ChipDesign, InputError, Probe, ProbeSet, ProbeSetKind};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Most cells of a chip; the largest at hand has seven million.
const MOST_CELLS: u64 = 1 << 26;

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

/// Which tables of the builders' hold sets and probes.
struct Tables {
    sets: &'static str,
    probes: &'static str,
    /// Which probe belongs to which set, where probes do not say it.
    links: Option<&'static str>,
}

impl Tables {
    fn of(database: &Database) -> Result<Self, InputError> {
        let columns = database.columns("pmfeature")?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        let sets = match database.has("featureSet")? {
            true => "featureSet",
            false => "featureSet1",
        };
        let mut link = None;
        for table in ["mps1pm", "f2fset"] {
            if link.is_none() && database.has(table)? {
                link = Some(table);
            }
        }
        let is_design = database.has(sets)? && has("fid") && (has("fsetid") || link.is_some());
        if !is_design {
            let tables = database.tables()?;
            let found = match tables.is_empty() {
                true => "the database has no table".to_owned(),
                false => format!("the tables of the database are {}", tables.join(", ")),
            };
            let is_genes = tables
                .iter()
                .any(|name| name == "probes" || name == "genes");
            return Err(InputError::new(database.path(), found)
                .expected("a platform design (pd) of an expression array: featureSet and pmfeature")
                .hint(match is_genes {
                    true => "this is gene annotation: give it with --annotation, or annotation under [chip]",
                    false => "take the package that is named pd and then the chip, as in pd.clariom.s.rat",
                }));
        }
        Ok(Self {
            sets,
            probes: "pmfeature",
            links: link.filter(|_| !has("fsetid")),
        })
    }
}

/// A set of probes.
struct Named {
    id: String,
    kind: ProbeSetKind,
}

/// The probe sets in their order, and the position of each by its number.
struct Sets {
    named: Vec<Named>,
    numbers: FxHashMap<i64, usize>,
}

fn read_sets(database: &Database, tables: &Tables) -> Result<Sets, InputError> {
    let mut types: FxHashMap<i64, String> = FxHashMap::default();
    if database.has("type_dict")? {
        database.rows("type_dict", &["type", "type_id"], |row| {
            if let Some(number) = row[0].integer() {
                types.insert(number, row[1].text());
            }
            Ok(())
        })?;
    }
    let columns = database.columns(tables.sets)?;
    let has = |name: &str| columns.iter().any(|column| column == name);
    let name = if has("man_fsetid") {
        "man_fsetid"
    } else {
        "fsetid"
    };
    let kind = if has("type") { "type" } else { "fsetid" };
    let states_kinds = has("type");
    let mut sets = Sets {
        named: Vec::new(),
        numbers: FxHashMap::default(),
    };
    database.rows(tables.sets, &["fsetid", name, kind], |row| {
        let number = row[0]
            .integer()
            .ok_or_else(|| wrong(database, tables.sets, "fsetid", &row[0]))?;
        let named = row[1].text();
        let id = if named.is_empty() {
            number.to_string()
        } else {
            named
        };
        if sets.numbers.insert(number, sets.named.len()).is_some() {
            return Err(twice(database, tables.sets, &number.to_string()));
        }
        let kind = match states_kinds {
            true => kind_of(&row[2], &types),
            false => ProbeSetKind::Undeclared,
        };
        sets.named.push(Named { id, kind });
        Ok(())
    })?;
    let mut seen = FxHashMap::default();
    for set in &sets.named {
        if seen.insert(set.id.as_str(), ()).is_some() {
            return Err(twice(database, tables.sets, &set.id));
        }
    }
    Ok(sets)
}

/// What a set is for. One without a type in a package that declares types is none that is meant to
/// be tested, as affycoretools has it.
fn kind_of(cell: &Cell<'_>, types: &FxHashMap<i64, String>) -> ProbeSetKind {
    let text = match cell.integer().filter(|_| !types.is_empty()) {
        Some(number) => types.get(&number).cloned().unwrap_or_default(),
        None => cell.text(),
    };
    let is_main = |part: &str| part.split("->").next().unwrap_or_default().trim() == "main";
    match text.as_str() {
        "" => ProbeSetKind::Control("no type in the package".to_owned()),
        text if text.split(':').any(is_main) => ProbeSetKind::Main,
        _ => ProbeSetKind::Control(text),
    }
}

/// The probes in their order.
#[derive(Default)]
struct Probes {
    /// Cell, counted from 0, and the position of the probe's set.
    placed: Vec<(u32, usize)>,
    /// A place `(fid, x, y)` that tells how many columns there are.
    places: Vec<(u32, u32, u32)>,
}

impl Probes {
    /// The cells of each set, in the order of the probes.
    fn by_set(&self, n_sets: usize, path: &Path) -> Result<Vec<Vec<u32>>, InputError> {
        let mut counts = vec![0usize; n_sets];
        for &(_, set) in &self.placed {
            counts[set] += 1;
        }
        let mut members: Vec<Vec<u32>> = Vec::new();
        for n in counts {
            let mut cells = Vec::new();
            (cells.try_reserve_exact(n)).map_err(|_| InputError::out_of_memory(path))?;
            members.push(cells);
        }
        for &(cell, set) in &self.placed {
            members[set].push(cell);
        }
        Ok(members)
    }
}

fn read_probes(database: &Database, tables: &Tables, sets: &Sets) -> Result<Probes, InputError> {
    let table = tables.probes;
    let mut probes = Probes::default();
    let mut place = |row: &[Cell<'_>]| {
        let fid = row[0].unsigned().filter(|&fid| fid > 0);
        let fid = fid.ok_or_else(|| wrong(database, table, "fid", &row[0]))?;
        let x = row[1]
            .unsigned()
            .ok_or_else(|| wrong(database, table, "x", &row[1]))?;
        let y = row[2]
            .unsigned()
            .ok_or_else(|| wrong(database, table, "y", &row[2]))?;
        probes.places.push((fid, x, y));
        Ok::<u32, InputError>(fid - 1)
    };
    let mut placed = Vec::new();
    let set_of = |cell: &Cell<'_>, table: &str| {
        let number = cell
            .integer()
            .ok_or_else(|| wrong(database, table, "fsetid", cell))?;
        sets.numbers.get(&number).copied().ok_or_else(|| {
            let found = format!(
                "table '{table}' has probes of set {number}, which '{}' does not have",
                tables.sets
            );
            InputError::new(database.path(), found)
                .hint("the database is damaged or was changed: download it again")
        })
    };
    match tables.links {
        None => database.rows(table, &["fid", "x", "y", "fsetid"], |row| {
            placed.push((place(row)?, set_of(&row[3], table)?));
            Ok(())
        })?,
        Some(links) => {
            let mut known = FxHashMap::default();
            database.rows(table, &["fid", "x", "y"], |row| {
                let cell = place(row)?;
                known.insert(cell, ());
                Ok(())
            })?;
            database.rows(links, &["fid", "fsetid"], |row| {
                let cell = row[0].unsigned().and_then(|fid| fid.checked_sub(1));
                let cell = cell.filter(|cell| known.contains_key(cell));
                let cell = cell.ok_or_else(|| wrong(database, links, "fid", &row[0]))?;
                placed.push((cell, set_of(&row[1], links)?));
                Ok(())
            })?;
        }
    }
    if placed.is_empty() {
        return Err(
            InputError::new(database.path(), format!("table '{table}' has no row"))
                .expected("the perfect-match probes of a chip"),
        );
    }
    probes.placed = placed;
    Ok(probes)
}

/// How many rows and columns of cells there are.
struct Grid {
    n_rows: u32,
    n_columns: u32,
    is_stated: bool,
}

impl Grid {
    /// The number of columns follows from any probe that is not in the first row; a statement of
    /// both counts where it agrees.
    fn of(probes: &Probes, stated: Option<(u32, u32)>, path: &Path) -> Result<Self, InputError> {
        let places = &probes.places;
        let below = places.iter().find(|(_, _, y)| *y > 0);
        let n_columns = match below {
            Some(&(fid, x, y)) => (fid - 1).checked_sub(x).map_or(0, |start| start / y),
            None => {
                stated.map_or_else(|| 1 + most(places, |place| place.1), |(_, columns)| columns)
            }
        };
        let disagrees = |&&(fid, x, y): &&(u32, u32, u32)| {
            x >= n_columns
                || u64::from(y) * u64::from(n_columns) + u64::from(x) + 1 != u64::from(fid)
        };
        if let Some((fid, x, y)) = places.iter().find(disagrees) {
            let found = format!("probe {fid} of table 'pmfeature' lies at x {x}, y {y}");
            return Err(InputError::new(path, found)
                .expected("fid = y * columns + x + 1, with one number of columns for all probes")
                .hint("give the chip's own library files (PGF and CLF, or CDF) instead"));
        }
        let n_rows = 1 + most(places, |place| place.2);
        let stated = stated.filter(|&(rows, columns)| columns == n_columns && rows >= n_rows);
        let grid = Self {
            n_rows: stated.map_or(n_rows, |(rows, _)| rows),
            n_columns,
            is_stated: stated.is_some(),
        };
        match u64::from(grid.n_rows) * u64::from(n_columns) > MOST_CELLS {
            false => Ok(grid),
            true => {
                let found = format!("a chip of {} rows and {n_columns} columns", grid.n_rows);
                Err(InputError::new(path, found).expected(format!("at most {MOST_CELLS} cells")))
            }
        }
    }

    fn n_cells(&self) -> u32 {
        self.n_rows * self.n_columns
    }
}

fn most(places: &[(u32, u32, u32)], of: impl Fn(&(u32, u32, u32)) -> u32) -> u32 {
    places.iter().map(of).max().unwrap_or(0).min(u32::MAX - 1)
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

fn wrong(database: &Database, table: &str, column: &str, cell: &Cell<'_>) -> InputError {
    let found = format!("'{}' in column '{column}' of table '{table}'", cell.text());
    InputError::new(database.path(), found)
        .expected("a whole number of a probe or set")
        .hint("the database is damaged or was changed: download it again")
}

fn twice(database: &Database, table: &str, id: &str) -> InputError {
    let found = format!("set '{id}' stands twice in table '{table}'");
    InputError::new(database.path(), found).expected("each set once")
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
