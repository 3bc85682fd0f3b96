//! How numbers are written to tables.

use arrayon_core::missing::is_missing;
use arrayon_core::shortest::write_shortest;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Displays a number with the fewest digits that read back as the same number; very small and
/// very large ones with an exponent, what is not a number as `NA`, infinities as `Inf`, as R
/// reads them. Zero is `0`, whatever its sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0;
        if value.is_nan() {
            f.write_str("NA")
        } else if value.is_infinite() {
            f.write_str(if value > 0.0 { "Inf" } else { "-Inf" })
        } else if value == 0.0 {
            // without the sign, which says nothing to a reader
            f.write_str("0")
        } else if (1e-5..1e15).contains(&value.abs()) {
            write_shortest(f, value)
        } else {
            write!(f, "{value:e}")
        }
    }
}

/// Reads what [`Number`] and R write; a [missing](is_missing) number is NaN.
pub fn parse_number(text: &str) -> Option<f64> {
    match text.trim() {
        text if is_missing(text) => Some(f64::NAN),
        "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        digits => digits.parse().ok(),
    }
}

/// The number where it is finite, for JSON, which knows no other. Zero loses its sign.
pub fn finite(value: f64) -> Option<f64> {
    // -0 becomes 0
    value.is_finite().then_some(value + 0.0)
}

/// Reads a number of JSON that is `null` where it is not a number.
///
/// # Errors
/// The reader's.
pub fn nan_where_null<'de, D: Deserializer<'de>>(value: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(value)?.unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(Number(-0.0).to_string(), "0");
        assert!(finite(-0.0).is_some_and(f64::is_sign_positive));
    }

    #[test]
    fn numbers_read_back_as_themselves() {
        for value in [
            0.0,
            -0.1,
            1.0 / 3.0,
            5e-324,
            1.797e308,
            -2.5e-7,
            1e15,
            f64::INFINITY,
        ] {
            let text = Number(value).to_string();
            assert_eq!(parse_number(&text), Some(value), "{text}");
            assert!(text.len() < 26, "{text}");
        }
        assert!(
            parse_number(&Number(f64::NAN).to_string())
                .unwrap()
                .is_nan()
        );
        assert_eq!(parse_number("x"), None);
    }
}
