//! The number of references of the gap statistic.

use arrayon_settings::{MOST_DRAWS, OutOfRange};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A number of references: 0 for none, or 2 or more, since one has no standard error. By default
/// none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct References(u32);

impl References {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u64> for References {
    type Error = OutOfRange;

    fn try_from(number: u64) -> Result<Self, OutOfRange> {
        match u32::try_from(number) {
            Ok(fits) if fits != 1 && fits <= MOST_DRAWS => Ok(Self(fits)),
            _ => {
                let expected =
                    format!("0 for none, or 2 to {MOST_DRAWS} (2 or more have a standard error)");
                Err(OutOfRange::new(number, &expected))
            }
        }
    }
}

impl From<References> for u64 {
    fn from(references: References) -> Self {
        Self::from(references.0)
    }
}

impl JsonSchema for References {
    fn schema_name() -> Cow<'static, str> {
        "References".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": MOST_DRAWS, "not": { "const": 1 } })
    }
}
