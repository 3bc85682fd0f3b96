//! The probes, and the grid of cells on which they lie.

use super::sets::{Sets, Tables, wrong};
use crate::database::{Cell, Database};
use arrayon_core::InputError;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Most cells of a chip; the largest at hand has seven million.
const MOST_CELLS: u64 = 1 << 26;

/// The probes in their order.
#[derive(Default)]
pub(super) struct Probes {
    /// Cell, counted from 0, and the position of the probe's set.
    pub(super) placed: Vec<(u32, usize)>,
    /// A place `(fid, x, y)` that tells how many columns there are.
    pub(super) places: Vec<(u32, u32, u32)>,
}

impl Probes {
    /// The cells of each set, in the order of the probes.
    pub(super) fn by_set(&self, n_sets: usize, path: &Path) -> Result<Vec<Vec<u32>>, InputError> {
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

pub(super) fn read_probes(
    database: &Database,
    tables: &Tables,
    sets: &Sets,
) -> Result<Probes, InputError> {
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
pub(super) struct Grid {
    pub(super) n_rows: u32,
    pub(super) n_columns: u32,
    pub(super) is_stated: bool,
}

impl Grid {
    /// The number of columns follows from any probe that is not in the first row; a statement of
    /// both counts where it agrees.
    pub(super) fn of(
        probes: &Probes,
        stated: Option<(u32, u32)>,
        path: &Path,
    ) -> Result<Self, InputError> {
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

    pub(super) fn n_cells(&self) -> u32 {
        self.n_rows * self.n_columns
    }
}

fn most(places: &[(u32, u32, u32)], of: impl Fn(&(u32, u32, u32)) -> u32) -> u32 {
    places.iter().map(of).max().unwrap_or(0).min(u32::MAX - 1)
}
