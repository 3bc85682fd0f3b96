//! Numbers with a range.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A number that is outside of its range; displays as `1.5; expected a number between 0 and 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfRange(String);

impl OutOfRange {
    /// A value, and what was expected instead.
    pub fn new(found: impl fmt::Display, expected: &str) -> Self {
        Self(format!("{found}; expected {expected}"))
    }
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutOfRange {}

macro_rules! number {
    (
        $(#[$doc:meta])*
        $name:ident: $expected:literal, $fits:expr, $schema:tt
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// The number.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;

            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                let fits: fn(f64) -> bool = $fits;
                match fits(value) {
                    true => Ok(Self(value)),
                    false => Err(OutOfRange::new(value, $expected)),
                }
            }
        }

        impl From<$name> for f64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

number! {
    /// A rate, such as a false discovery rate: above 0 and below 1. By default 5 %.
    Rate: "a number between 0 and 1", |value| value > 0.0 && value < 1.0,
    { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "x-name": "RATE" }
}

impl Default for Rate {
    fn default() -> Self {
        Self(0.05)
    }
}

number! {
    /// A share or quantile, from 0 to 1.
    Share: "a share from 0 to 1", |value| (0.0..=1.0).contains(&value),
    { "type": "number", "minimum": 0, "maximum": 1, "x-name": "SHARE" }
}

number! {
    /// A log2 fold change of 0 or more. By default 0.
    FoldChange: "a log2 fold change of 0 or more", |value| value >= 0.0 && value.is_finite(),
    { "type": "number", "minimum": 0, "x-name": "LFC" }
}

impl Default for FoldChange {
    fn default() -> Self {
        Self(0.0)
    }
}

number! {
    /// A finite number of 0 or more. By default 0.
    Size: "a number of 0 or more", |value| value >= 0.0 && value.is_finite(),
    { "type": "number", "minimum": 0, "x-name": "NUMBER" }
}

impl Default for Size {
    fn default() -> Self {
        Self(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_and_are_named() {
        for wrong in [0.0, 1.0, -1.0, f64::NAN] {
            let message = Rate::try_from(wrong).unwrap_err().to_string();
            assert!(message.ends_with("expected a number between 0 and 1"));
        }
        assert!(Share::try_from(1.0).is_ok() && Share::try_from(1.1).is_err());
        for wrong in [-0.1, f64::INFINITY, f64::NAN] {
            assert!(FoldChange::try_from(wrong).is_err() && Size::try_from(wrong).is_err());
        }
        assert_eq!(serde_json::to_string(&Rate::default()).unwrap(), "0.05");
        assert_eq!(serde_json::from_str::<Size>("2").unwrap().get(), 2.0);
    }
}
