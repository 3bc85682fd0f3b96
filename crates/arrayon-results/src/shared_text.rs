//! A text that many rows have.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// A text that the rows of all contrasts share instead of holding a copy each; may be empty.
///
/// In JSON it is a text like any other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedText(Option<Arc<str>>);

impl SharedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Self((!text.is_empty()).then(|| text.into()))
    }
}

impl Serialize for SharedText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SharedText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Ok(Self::from(text.as_ref()))
    }
}

impl JsonSchema for SharedText {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::SharedText;

    #[test]
    fn it_is_a_text_in_json() {
        let texts = ["", "heme oxygenase 1"].map(SharedText::from);
        let json = serde_json::to_string(&texts).unwrap();
        assert_eq!(json, r#"["","heme oxygenase 1"]"#);
        let read: [SharedText; 2] = serde_json::from_str(&json).unwrap();
        assert_eq!(read, texts);
        assert!(read[0].is_empty() && !read[1].is_empty());
    }
}
