//! The sets of probes, and which tables of the builders' hold them.

use crate::database::{Cell, Database};
use arrayon_core::{InputError, ProbeSetKind};
use rustc_hash::FxHashMap;

/// Which tables of the builders' hold sets and probes.
pub(super) struct Tables {
    pub(super) sets: &'static str,
    pub(super) probes: &'static str,
    /// Which probe belongs to which set, where probes do not say it.
    pub(super) links: Option<&'static str>,
}

impl Tables {
    pub(super) fn of(database: &Database) -> Result<Self, InputError> {
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
pub(super) struct Named {
    pub(super) id: String,
    pub(super) kind: ProbeSetKind,
}

/// The probe sets in their order, and the position of each by its number.
pub(super) struct Sets {
    pub(super) named: Vec<Named>,
    pub(super) numbers: FxHashMap<i64, usize>,
}

pub(super) fn read_sets(database: &Database, tables: &Tables) -> Result<Sets, InputError> {
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

pub(super) fn wrong(database: &Database, table: &str, column: &str, cell: &Cell<'_>) -> InputError {
    let found = format!("'{}' in column '{column}' of table '{table}'", cell.text());
    InputError::new(database.path(), found)
        .expected("a whole number of a probe or set")
        .hint("the database is damaged or was changed: download it again")
}

fn twice(database: &Database, table: &str, id: &str) -> InputError {
    let found = format!("set '{id}' stands twice in table '{table}'");
    InputError::new(database.path(), found).expected("each set once")
}
