//! A study.toml that was read, and the lines of its keys.

use crate::config::keys::KEYS;
use crate::error::Error;
use crate::inputs::check_names;
use arrayon_core::plain_words::of_parser;
use arrayon_core::{InputError, Place};
use arrayon_formats::source;
use arrayon_settings::Fault;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A study.toml that was read.
#[derive(Debug, Clone)]
pub(super) struct StudyFile {
    path: PathBuf,
    text: String,
}

impl StudyFile {
    /// Reads study.toml: the file, and its values.
    ///
    /// # Errors
    /// A file that cannot be read, or is no TOML.
    pub(super) fn read(path: &Path) -> Result<(Self, toml::Value), Error> {
        // the paths of all other files begin with that of its folder
        check_names(&[path])?;
        let text = source::read_text(path, source::Kind::Description).map_err(|error| {
            match error.expected.is_empty() {
                // not the text, the file is at fault
                true => error
                    .expected("a study description in TOML")
                    .hint("`arrayon run --help` shows one; `arrayon schema study` has every key"),
                false => error,
            }
        })?;
        let parsed = toml::from_str::<toml::Table>(&text);
        let values = parsed
            .map(toml::Value::Table)
            .map_err(|error| syntax_error(path, &text, &error))?;
        let path = path.to_path_buf();
        Ok((Self { path, text }, values))
    }

    /// A fault as an error with its line.
    pub(super) fn refuse(&self, fault: Fault) -> InputError {
        let line = self.line(&fault.key);
        let place = match (fault.key.is_empty(), line) {
            (true, _) => Place::File,
            (false, 0) => Place::Key(fault.key),
            (false, line) => Place::KeyAt {
                line,
                key: fault.key,
            },
        };
        let hint = match fault.hint.is_empty() {
            true => "`arrayon schema study` has every key".to_owned(),
            false => fault.hint,
        };
        InputError::new(&self.path, fault.found)
            .at(place)
            .expected(fault.expected)
            .hint(hint)
    }

    /// The line of a key, or of the innermost section around it that is there; 0 where none is.
    fn line(&self, key: &str) -> u64 {
        let Ok(table) = DeTable::parse(&self.text) else {
            return 0;
        };
        let mut found = None;
        let mut table = Some(table.get_ref());
        let mut above = String::new();
        for part in key.split('.') {
            let (name, index) = match part.split_once('[') {
                Some((name, index)) => (name, index.trim_end_matches(']').parse().unwrap_or(0)),
                None => (part, 0),
            };
            let full = format!("{above}{name}");
            let is_here = |key: &str| KEYS.current(&format!("{above}{key}")) == full;
            let entry = table.and_then(|table| {
                let mut entries = table.iter();
                entries.find(|(key, _)| is_here(key.get_ref()))
            });
            let Some((name, value)) = entry else { break };
            found = Some(name.span().start);
            above = format!("{full}.");
            table = match value.get_ref() {
                DeValue::Table(table) => Some(table),
                DeValue::Array(values) => values.get(index).and_then(|value| {
                    found = Some(value.span().start);
                    value.get_ref().as_table()
                }),
                _ => None,
            };
        }
        found.map_or(0, |start| line_of(&self.text, start))
    }
}

fn line_of(text: &str, start: usize) -> u64 {
    text[..start.min(text.len())].matches('\n').count() as u64 + 1
}

/// How paths of Windows are written in TOML.
const BACKSLASHES: &str = "between double quotes a backslash begins an escape such as \\n; write the path \
                            with slashes, \"C:/data/x.csv\", or between single quotes, \
                            'C:\\data\\x.csv'";

fn has_backslash_in_double_quotes(line: &str) -> bool {
    let value = line
        .split_once('=')
        .map_or("", |(_, value)| value.trim_start());
    let is_in_list = value.starts_with('[') && value.contains('"');
    (value.starts_with('"') || is_in_list) && value.contains('\\')
}

fn syntax_error(path: &Path, text: &str, error: &toml::de::Error) -> InputError {
    let place = error
        .span()
        .map_or(Place::File, |span| Place::Line(line_of(text, span.start)));
    let of_line = match place {
        Place::Line(line) => text.lines().nth(line as usize - 1).unwrap_or(""),
        _ => "",
    };
    InputError::new(path, of_parser(error.message()))
        .at(place)
        .hint(match has_backslash_in_double_quotes(of_line) {
            true => BACKSLASHES,
            false => "`arrayon run --help` shows a study.toml",
        })
}
