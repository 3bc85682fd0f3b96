//! A panel of themes: the name of one that comes with the program, or a file.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// Names of the panels that come with the program; the default one first.
pub const BUILT_IN_PANELS: [&str; 5] = ["mineral", "synapse", "stress", "sleep", "exercise"];

/// A panel of themes: the name of one that comes with the program, or a YAML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Panel(PathBuf);

impl Panel {
    /// Whether the panel comes with the program.
    pub fn is_built_in(&self) -> bool {
        (self.0.to_str()).is_some_and(|name| BUILT_IN_PANELS.contains(&name))
    }
}

impl Deref for Panel {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl TryFrom<String> for Panel {
    type Error = &'static str;

    fn try_from(panel: String) -> Result<Self, &'static str> {
        match panel.is_empty() {
            true => Err("''; expected a panel's name or its file"),
            false => Ok(Self(PathBuf::from(panel))),
        }
    }
}

impl JsonSchema for Panel {
    fn schema_name() -> Cow<'static, str> {
        "Panel".into()
    }

    fn inline_schema() -> bool {
        true
    }

    /// `x-names` are values of the format `path` that are no files.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "path", "minLength": 1,
            "x-names": BUILT_IN_PANELS, "x-name": "PANEL", "examples": BUILT_IN_PANELS,
        })
    }
}
