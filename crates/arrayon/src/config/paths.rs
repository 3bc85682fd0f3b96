//! The files and folders that settings name: one list, from which paths are made relative, looked
//! for, and kept out of the result folder.

use super::keys::{KEYS, Kind};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A file or folder that a setting names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    /// The key.
    pub key: &'static str,
    /// The path.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// The files and folders that a section names, or a whole study where `section` is empty.
pub fn of(section: &str, settings: &impl Serialize) -> Vec<NamedPath> {
    let mut paths = Vec::new();
    let mut settings = texts(&serde_json::to_value(settings).unwrap_or_default());
    for setting in KEYS.of_section(section) {
        let Some(place) = Place::of(&setting.kind) else {
            continue;
        };
        let within = setting.key[section.len()..].trim_start_matches('.');
        if let Some(value) = at_mut(&mut settings, within) {
            place.visit(value, &mut |path| {
                paths.push(NamedPath {
                    key: &setting.key,
                    path: PathBuf::from(&*path),
                    is_folder: place.is_folder,
                });
            });
        }
    }
    paths
}

/// The texts of settings, which paths are among.
fn texts(value: &serde_json::Value) -> toml::Value {
    match value {
        serde_json::Value::String(text) => toml::Value::String(text.clone()),
        serde_json::Value::Array(values) => toml::Value::Array(values.iter().map(texts).collect()),
        serde_json::Value::Object(values) => {
            let texts = values
                .iter()
                .map(|(key, value)| (key.clone(), texts(value)));
            toml::Value::Table(texts.collect())
        }
        _ => toml::Value::Boolean(false),
    }
}

/// Makes the paths of a study relative to the folder that holds its description.
pub(super) fn rebase(study: &mut toml::Value, folder: &Path) {
    for setting in &KEYS.settings {
        let place = Place::of(&setting.kind);
        let value = at_mut(study, &setting.key);
        if let (Some(place), Some(value)) = (place, value) {
            place.visit(value, &mut |path| {
                if !path.is_empty() {
                    *path = folder.join(&*path).display().to_string();
                }
            });
        }
    }
}

/// Where the values of a setting are paths.
struct Place<'a> {
    is_folder: bool,
    /// Values that are names of something built in.
    names: &'a [String],
}

impl<'a> Place<'a> {
    fn of(kind: &'a Kind) -> Option<Self> {
        match kind {
            Kind::File(names) => Some(Self {
                is_folder: false,
                names,
            }),
            Kind::Folder => Some(Self {
                is_folder: true,
                names: &[],
            }),
            Kind::List(kind) => Self::of(kind),
            _ => None,
        }
    }

    fn visit(&self, value: &mut toml::Value, path: &mut impl FnMut(&mut String)) {
        match value {
            toml::Value::String(text) if !self.names.contains(text) => path(text),
            toml::Value::Array(values) => {
                values.iter_mut().for_each(|value| self.visit(value, path));
            }
            _ => {}
        }
    }
}

/// The value of a key.
pub(super) fn at_mut<'v>(value: &'v mut toml::Value, key: &str) -> Option<&'v mut toml::Value> {
    key.split('.')
        .try_fold(value, |value, name| value.as_table_mut()?.get_mut(name))
}
