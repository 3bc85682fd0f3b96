//! A database that was read into memory: bytes that anybody may have made.

use arrayon_core::InputError;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode};
use std::path::{Path, PathBuf};

/// The first bytes of every database.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Length of the database's own header.
const HEADER: usize = 100;

/// The longest text or blob of a cell, in bytes: the longest lists of transcripts take some
/// hundred thousand.
const LONGEST_CELL: i32 = 16 << 20;

/// How often work is counted, in steps of the database's machine.
const STEPS: i32 = 10_000;

/// A database in memory, which cannot be changed, and whose schema runs nothing of its own.
pub(crate) struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens the bytes of a database; `path` is what messages call it.
    ///
    /// # Errors
    /// Bytes that are none, or that are cut short.
    pub(crate) fn open(mut bytes: Vec<u8>, path: &Path) -> Result<Self, InputError> {
        check_whole(&bytes, path)?;
        // a database in write-ahead mode looks for a second file, which there is not
        bytes[18..20].fill(1);
        let n_bytes = bytes.len();
        let failed = |error: Error| refusal(path, &error);
        let mut connection = Connection::open_in_memory().map_err(failed)?;
        connection
            .deserialize_read_exact("main", bytes.as_slice(), n_bytes, true)
            .map_err(failed)?;
        drop(bytes);
        let never = [
            DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
            DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
        ];
        for setting in never {
            connection.set_db_config(setting, false).map_err(failed)?;
        }
        (connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)).map_err(failed)?;
        for (limit, most) in [
            (Limit::SQLITE_LIMIT_LENGTH, LONGEST_CELL),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
        ] {
            connection.set_limit(limit, most).map_err(failed)?;
        }
        (connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"))
            .map_err(failed)?;
        // a row takes some bytes and some steps: what asks for far more was made to
        let mut left = (n_bytes as u64).saturating_mul(32) / STEPS as u64 + 10_000;
        connection.progress_handler(
            STEPS,
            Some(move || {
                left = left.saturating_sub(1);
                left == 0
            }),
        );
        let database = Self {
            connection,
            path: path.to_path_buf(),
        };
        database.tables()?;
        Ok(database)
    }

    /// What messages call it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The names of its plain tables: views and virtual tables are not looked at.
    ///
    /// # Errors
    /// A database that is damaged.
    pub(crate) fn tables(&self) -> Result<Vec<String>, InputError> {
        let mut names = Vec::new();
        let query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name";
        self.ask(query, |row| {
            let words = row[1].text();
            if words
                .trim_start()
                .to_ascii_uppercase()
                .starts_with("CREATE TABLE")
            {
                names.push(row[0].text());
            }
            Ok(())
        })?;
        Ok(names)
    }

    /// Whether it has this plain table.
    ///
    /// # Errors
    /// A database that is damaged.
    pub(crate) fn has(&self, table: &str) -> Result<bool, InputError> {
        Ok(self.tables()?.iter().any(|name| name == table))
    }

    /// The names of a table's columns; empty where there is no such table. Columns that are computed
    /// when they are read are not among them.
    ///
    /// # Errors
    /// A database that is damaged.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<String>, InputError> {
        let mut names = Vec::new();
        if self.has(table)? {
            self.ask(&format!("PRAGMA table_info(\"{table}\")"), |row| {
                names.push(row[1].text());
                Ok(())
            })?;
        }
        Ok(names)
    }

    /// Gives each row of a table, in the order in which they were written, the columns as named.
    ///
    /// # Errors
    /// A table or column that is not there; a database that is damaged; what `take` returns.
    pub(crate) fn rows(
        &self,
        table: &str,
        columns: &[&str],
        take: impl FnMut(&[Cell<'_>]) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        let known = self.columns(table)?;
        if let Some(missing) = columns
            .iter()
            .find(|column| !known.iter().any(|one| one == *column))
        {
            let found = match known.is_empty() {
                true => format!("no table '{table}'"),
                false => format!("no column '{missing}' in table '{table}'"),
            };
            return Err(InputError::new(&self.path, found));
        }
        let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let query = format!(
            "SELECT {} FROM \"{table}\" ORDER BY rowid",
            columns.join(", ")
        );
        self.ask(&query, take)
    }

    fn ask(
        &self,
        query: &str,
        mut take: impl FnMut(&[Cell<'_>]) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        let failed = |error: Error| refusal(&self.path, &error);
        let mut statement = self.connection.prepare(query).map_err(failed)?;
        let n_columns = statement.column_count();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let mut cells = Vec::with_capacity(n_columns);
            for at in 0..n_columns {
                cells.push(Cell(row.get_ref(at).map_err(failed)?));
            }
            take(&cells)?;
        }
        Ok(())
    }
}

/// A cell of a table, of whatever type it was written.
pub(crate) struct Cell<'a>(ValueRef<'a>);

impl Cell<'_> {
    /// As a text; empty where there is nothing.
    pub(crate) fn text(&self) -> String {
        match self.0 {
            ValueRef::Null => String::new(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                String::from_utf8_lossy(bytes).trim().to_owned()
            }
        }
    }

    /// As a whole number, which R may have written as a number with a point or as a text.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self.0 {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                // checked to be whole and in range
                Some(number as i64)
            }
            ValueRef::Text(_) => self.text().parse().ok(),
            _ => None,
        }
    }

    /// As a number of a cell, an id or a place: whole and not negative.
    pub(crate) fn unsigned(&self) -> Option<u32> {
        self.integer().and_then(|number| u32::try_from(number).ok())
    }
}

/// Whether all pages are there that the header counts.
fn check_whole(bytes: &[u8], path: &Path) -> Result<(), InputError> {
    if !bytes.starts_with(MAGIC) {
        return Err(InputError::new(path, "is no SQLite database")
            .expected("the database of a Bioconductor annotation package"));
    }
    let cut = |found: String| {
        InputError::new(path, found)
            .expected("a whole database")
            .hint("the file is cut short: copy or download it again")
    };
    if bytes.len() < HEADER {
        return Err(cut(format!(
            "the database ends after {} bytes",
            bytes.len()
        )));
    }
    let number = |at: usize, n: usize| {
        let bytes = bytes[at..at + n].iter();
        bytes.fold(0u64, |sum, &byte| sum << 8 | u64::from(byte))
    };
    let page = match number(16, 2) {
        1 => 65_536,
        size => size,
    };
    let n_bytes = page * number(28, 4);
    // the count is of this state of the file where both counters of changes agree
    if number(24, 4) == number(92, 4) && (bytes.len() as u64) < n_bytes {
        let found = format!("the database ends after {} of {n_bytes} bytes", bytes.len());
        return Err(cut(found));
    }
    Ok(())
}

fn refusal(path: &Path, error: &Error) -> InputError {
    let again = "copy or download the file again";
    match error.sqlite_error_code() {
        Some(ErrorCode::OutOfMemory) => InputError::out_of_memory(path),
        Some(ErrorCode::OperationInterrupted) => InputError::new(
            path,
            "reading the database takes far more work than a database of its size should",
        )
        .hint(again),
        Some(ErrorCode::TooBig) => {
            let found = format!("a cell of the database holds more than {LONGEST_CELL} bytes");
            InputError::new(path, found).hint(again)
        }
        _ => InputError::new(path, format!("the database is damaged ({error})")).hint(again),
    }
}
