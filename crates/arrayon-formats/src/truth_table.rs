//! Statements that are true of a study: of simulated arrays and of spike-in experiments.

use crate::source::{self, Input, Kind};
use crate::suggest::quoted_list;
use crate::table::{TableReader, position_of};
use arrayon_core::{Direction, InputError, Place};
use arrayon_results::{Separation, ThemeOutcome};

/// One true statement about a contrast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueStatement {
    /// Its line.
    pub line: u64,
    /// Id of the contrast.
    pub contrast: String,
    /// What it is about.
    pub about: About,
    /// Id of the feature or theme.
    pub name: String,
    /// What is true: one of the [expectations](About::expectations).
    pub expected: String,
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The direction of a feature.
    Feature,
    /// The verdict on a theme.
    Theme,
    /// The verdict on the clusters of samples.
    Clusters,
}

impl About {
    const ALL: [(&'static str, Self); 3] = [
        ("feature", Self::Feature),
        ("theme", Self::Theme),
        ("clusters", Self::Clusters),
    ];

    /// What can be expected of it.
    pub fn expectations(self) -> Vec<String> {
        match self {
            Self::Feature => [Direction::Up, Direction::Down]
                .map(|one| one.to_string())
                .to_vec(),
            Self::Theme => ThemeOutcome::OF_TESTABLE
                .map(|one| one.to_string())
                .to_vec(),
            Self::Clusters => Separation::ALL.map(|verdict| verdict.to_string()).to_vec(),
        }
    }
}

/// Reads a table with the columns `contrast`, `about` (`feature`, `theme` or `clusters`), `name` and
/// `expected` (`up` or `down`; for clusters a verdict). Lines that begin with `#` are comments.
///
/// # Errors
/// A missing file or column, or a statement about something else, with its line.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<Vec<TrueStatement>, InputError> {
    const COLUMNS: [&str; 4] = ["contrast", "about", "name", "expected"];
    let input = input.into();
    let (path, text) = (input.path(), source::read_text(input, Kind::Table)?);
    let mut table = TableReader::new(path, &text)?;
    let mut columns = [0; 4];
    for (at, name) in columns.iter_mut().zip(COLUMNS) {
        *at = position_of(&table.header, &[name]).ok_or_else(|| {
            let wanted = format!("the columns {}", quoted_list(COLUMNS));
            table
                .missing_column(&wanted)
                .hint(format!("add the column '{name}'"))
        })?;
    }
    let one_of = |line: u64, column: &str, found: &str, known: &[String]| {
        InputError::new(path, format!("'{found}'"))
            .at(Place::Field {
                line,
                column: column.to_owned(),
            })
            .expected(format!(
                "one of {}",
                quoted_list(known.iter().map(String::as_str))
            ))
    };
    let mut statements = Vec::new();
    while let Some(row) = table.next_row()? {
        let [contrast, about, name, expected] = columns.map(|column| row.cell(column));
        let Some((_, about)) = About::ALL.into_iter().find(|(word, _)| *word == about) else {
            let known = About::ALL.map(|(word, _)| word.to_owned());
            return Err(one_of(row.line, "about", about, &known));
        };
        let known = about.expectations();
        if !known.iter().any(|word| word == expected) {
            return Err(one_of(row.line, "expected", expected, &known));
        }
        statements.push(TrueStatement {
            line: row.line,
            contrast: contrast.to_owned(),
            about,
            name: name.to_owned(),
            expected: expected.to_owned(),
        });
    }
    Ok(statements)
}
