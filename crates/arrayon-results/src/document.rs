//! The frame of every JSON result file.

use crate::json::write_json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the schemas of this release. Added fields raise the second number, changed or
/// removed ones the first.
pub const SCHEMA_VERSION: &str = "3.0.0";

/// What a type needs to be a result file.
pub trait DocumentKind {
    /// The schema's name, for example `arrayon/summary`.
    const SCHEMA: &'static str;
}

impl<T: DocumentKind> DocumentKind for &T {
    const SCHEMA: &'static str = T::SCHEMA;
}

/// A result file: which schema it follows, who wrote it, and its content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document<T> {
    /// Name of the schema that the file follows.
    pub schema: String,
    /// Version of that schema.
    pub schema_version: String,
    /// Version of arrayon that wrote the file.
    pub arrayon_version: String,
    /// The content.
    #[serde(flatten)]
    pub content: T,
}

impl<T: DocumentKind> Document<T> {
    /// The content in this release's frame.
    pub fn new(content: T) -> Self {
        Self {
            schema: T::SCHEMA.to_owned(),
            schema_version: SCHEMA_VERSION.to_owned(),
            arrayon_version: env!("CARGO_PKG_VERSION").to_owned(),
            content,
        }
    }
}

/// Whether a document follows the schemas of this release: the first number of its version, which
/// changed and removed fields raise, is the same.
pub fn is_current(version: &str) -> bool {
    let first = |version: &str| version.split('.').next().map(str::to_owned);
    first(version) == first(SCHEMA_VERSION)
}

impl<T: Serialize> Document<T> {
    /// The file's text: JSON, indented by two spaces, with a line feed at the end.
    ///
    /// # Panics
    /// Never for the types of this crate: all their keys are text.
    pub fn to_json(&self) -> String {
        let mut text = Vec::new();
        write_json(self, &mut text).expect("result types serialise");
        text.push(b'\n');
        String::from_utf8(text).expect("JSON is UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_add_fields_are_current() {
        assert!(is_current(SCHEMA_VERSION) && is_current("3.7.1"));
        assert!(!is_current("2.1.0") && !is_current("30.0.0") && !is_current(""));
    }
}
