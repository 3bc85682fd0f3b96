//! Settings out of values, and what is wrong with these in the words of this program.

use arrayon_core::plain_words::of_parser;
use arrayon_core::suggest::did_you_mean;
use arrayon_settings::Fault;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path as KeyPath, Segment};

/// Reads settings; the fault of the first that cannot be has its key.
pub(super) fn read<T: DeserializeOwned>(value: toml::Value) -> Result<T, Fault> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let key = key_of(error.path());
        fault_of(&key, error.inner().message())
    })
}

fn key_of(path: &KeyPath) -> String {
    let mut key = String::new();
    for segment in path {
        match segment {
            Segment::Map { key: name } if key.is_empty() => key.push_str(name),
            Segment::Map { key: name } => key.push_str(&format!(".{name}")),
            Segment::Seq { index } => key.push_str(&format!("[{index}]")),
            _ => {}
        }
    }
    key
}

/// What a reader of settings says, in the words of this program.
fn fault_of(key: &str, message: &str) -> Fault {
    let message = of_parser(message);
    let name = |rest: &str| rest.split('\'').next().unwrap_or_default().to_owned();
    if let Some(rest) = message.strip_prefix("unknown field '") {
        let name = name(rest);
        let (_, known) = message.split_once(", expected ").unwrap_or_default();
        let around = key.strip_suffix(&name).unwrap_or(key).trim_end_matches('.');
        let hint = match (around, name.as_str()) {
            ("differential", "adjust_for_display") => {
                "tested values are never adjusted: name the column as the blocking of contrasts, which \
                 models it; adjust_for_display is a key of [cluster], for trees and components"
                    .to_owned()
            }
            _ => near(&name, known),
        };
        return Fault::new(&name, format!("unknown key '{name}'"), known)
            .hint(hint)
            .under(around);
    }
    if let Some(rest) = message.strip_prefix("missing field '") {
        let name = name(rest);
        return Fault::new(
            key,
            format!("no '{name}'"),
            "this key, which has no default",
        );
    }
    if let Some(rest) = message.strip_prefix("unknown variant '") {
        let name = name(rest);
        let (_, known) = message.split_once(", expected ").unwrap_or_default();
        return Fault::new(key, format!("'{name}'"), known).hint(near(&name, known));
    }
    let (found, expected) = (message.split_once("; expected "))
        .or_else(|| message.split_once(", expected "))
        .unwrap_or((message.as_str(), ""));
    let found = found.trim_start_matches("invalid type: ");
    let found = found.trim_start_matches("invalid value: ");
    let expected = match expected {
        "string or table" => "a string",
        other => other,
    };
    Fault::new(key, found, expected)
}

/// The name near to one that is unknown, out of a list as `one of 'a', 'b'`.
fn near(name: &str, known: &str) -> String {
    let names = known.split('\'').skip(1).step_by(2);
    did_you_mean(name, names).unwrap_or_default()
}
