//! Numbers as the shortest text that reads back as the same number.

use std::fmt;

/// Writes a finite number with the fewest digits that read back as the same number, without an exponent: the
/// text of `{}`, but for the rare number that lies half-way between two texts as short, where the last digit
/// is even here.
///
/// # Examples
/// ```
/// let mut text = String::new();
/// arrayon_core::shortest::write_shortest(&mut text, 0.1 + 0.2).unwrap();
/// assert_eq!(text, "0.30000000000000004");
/// ```
pub fn write_shortest(out: &mut impl fmt::Write, value: f64) -> fmt::Result {
    if value != 0.0 && !(1e-4..1e15).contains(&value.abs()) {
        // the rest has exponents
        return write!(out, "{value}");
    }
    let mut digits = zmij::Buffer::new();
    let digits = digits.format_finite(value);
    out.write_str(digits.strip_suffix(".0").unwrap_or(digits))
}

#[cfg(test)]
mod tests {
    use super::write_shortest;

    /// Whether the text is that of the standard library; else it must be as good.
    #[track_caller]
    fn is_as_always(value: f64) -> bool {
        let mut text = String::new();
        write_shortest(&mut text, value).unwrap();
        let always = format!("{value}");
        assert_eq!(text.parse(), Ok(value));
        assert_eq!(text.len(), always.len(), "{text} {always}");
        text == always
    }

    #[test]
    fn digits_are_those_of_the_standard_library_or_as_good() {
        for value in [
            0.0,
            1.0,
            1e15,
            1e16,
            1e-5,
            9.999e-6,
            123_456.0,
            1e22,
            5e-324,
            f64::MAX,
        ] {
            assert!(is_as_always(value) && is_as_always(-value), "{value}");
        }
        let (mut bits, mut n_others) = (1_u64, 0);
        for at in 0..200_000_u64 {
            bits = (bits.wrapping_mul(6_364_136_223_846_793_005)).wrapping_add(at);
            let any = f64::from_bits(bits);
            if any.is_finite() {
                n_others += usize::from(!is_as_always(any));
            }
            let part = (bits >> 11) as f64 / (1_u64 << 53) as f64;
            n_others += usize::from(!is_as_always(part * 10_f64.powi((at % 20) as i32 - 4)));
            assert!(is_as_always(16.0 * part));
        }
        assert!(n_others < 2_000, "{n_others}");
    }
}
