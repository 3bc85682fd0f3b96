//! Whole numbers with a range.

use crate::OutOfRange;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Count<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Count<MIN, MAX> {
    /// The number, or the nearest one in the range.
    pub const fn nearest(number: u32) -> Self {
        if number < MIN {
            Self(MIN)
        } else if number > MAX {
            Self(MAX)
        } else {
            Self(number)
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number, for sizes and positions.
    pub const fn size(self) -> usize {
        self.0 as usize
    }
}

impl<const MIN: u32, const MAX: u32> TryFrom<u64> for Count<MIN, MAX> {
    type Error = OutOfRange;

    fn try_from(number: u64) -> Result<Self, OutOfRange> {
        match u32::try_from(number) {
            Ok(fits) if (MIN..=MAX).contains(&fits) => Ok(Self(fits)),
            _ if MAX == u32::MAX && number < u64::from(MIN) => {
                Err(OutOfRange::new(number, &format!("{MIN} or more")))
            }
            _ => Err(OutOfRange::new(number, &format!("{MIN} to {MAX}"))),
        }
    }
}

impl<const MIN: u32, const MAX: u32> From<Count<MIN, MAX>> for u64 {
    fn from(count: Count<MIN, MAX>) -> Self {
        Self::from(count.0)
    }
}

impl<const MIN: u32, const MAX: u32> fmt::Display for Count<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: u32, const MAX: u32> JsonSchema for Count<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Count_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "integer", "minimum": MIN });
        if MAX < u32::MAX {
            schema.insert("maximum".to_owned(), MAX.into());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_of_the_range_are_refused_with_it() {
        let found = |text: &str| serde_json::from_str::<Count<2, 9>>(text);
        assert_eq!(found("2").unwrap().get(), 2);
        for wrong in ["1", "10", "5000000000"] {
            let message = found(wrong).unwrap_err().to_string();
            assert!(message.starts_with(&format!("{wrong}; expected 2 to 9")));
        }
        let open = serde_json::from_str::<Count<2, { u32::MAX }>>("1");
        assert!(open.unwrap_err().to_string().contains("2 or more"));
        assert_eq!(Count::<2, 9>::nearest(20).size(), 9);
    }
}
