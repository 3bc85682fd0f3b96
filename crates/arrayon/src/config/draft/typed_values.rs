//! Values out of what is typed for a setting.

use crate::config::keys::Kind;

/// Several values may be one text between commas; paths may hold commas.
pub(super) fn parts(kind: &Kind, text: &str) -> Vec<String> {
    match kind {
        Kind::File(_) | Kind::Folder => vec![text.to_owned()],
        _ => (text.split(',').map(str::trim))
            .map(str::to_owned)
            .collect(),
    }
}

/// The value that a text is for a kind of setting; a text that is none stays one, to be refused
/// where settings are read.
pub(super) fn value(kind: &Kind, text: &str) -> toml::Value {
    let parsed = match kind {
        Kind::Boolean => text.parse().ok().map(toml::Value::Boolean),
        Kind::Integer => text.parse().ok().map(toml::Value::Integer),
        Kind::Number => text.parse().ok().map(toml::Value::Float),
        Kind::Tables | Kind::Map => parse(text),
        _ => None,
    };
    parsed.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

/// A value in the syntax of TOML.
pub(super) fn parse(text: &str) -> Option<toml::Value> {
    let mut table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    (table.len() == 1).then(|| table.remove("value")).flatten()
}

/// Whether a value is not taken for a plain word.
pub(super) fn fits(kind: &Kind, value: &toml::Value) -> bool {
    match kind {
        Kind::Text | Kind::Choice(_) | Kind::File(_) | Kind::Folder => value.is_str(),
        Kind::List(_) => value.is_array(),
        _ => true,
    }
}
