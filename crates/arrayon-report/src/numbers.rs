//! Numbers as people read them. The script of the page writes them in the same way.

/// A p-value with three digits: `0.0123`, `1.24e-9`.
pub(crate) fn p_value(p: f64) -> String {
    if p.is_nan() {
        "NA".to_owned()
    } else if p == 0.0 {
        "0".to_owned()
    } else if p >= 0.001 {
        significant(p, 3)
    } else {
        format!("{p:.2e}")
    }
}

/// A number with that many digits after the point; a minus sign that is one.
pub(crate) fn fixed(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "NA".to_owned();
    }
    let text = format!("{value:.digits$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    match text.strip_prefix('-') {
        Some(rest) if is_zero => rest.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A number with that many significant digits.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return fixed(value, 0);
    }
    // by way of the exponent after rounding: 0.09996 is 0.100
    let rounded = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent = rounded.split_once('e').and_then(|(_, e)| e.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        return rounded;
    }
    let after = i32::try_from(digits).unwrap_or(3) - 1 - exponent;
    fixed(value, usize::try_from(after).unwrap_or(0))
}

/// A whole number with a comma between thousands.
pub(crate) fn whole(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate as a percentage: `5 %`.
pub(crate) fn percent(rate: f64) -> String {
    let text = format!("{:.4}", rate * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A log2 fold change as a fold change: `1.50-fold`.
pub(crate) fn fold(log_fc: f64) -> String {
    format!("{}-fold", significant(log_fc.abs().exp2(), 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let cases = [
            (p_value(0.05), "0.0500"),
            (p_value(1.0), "1.00"),
            (p_value(0.09996), "0.100"),
            (p_value(1.2388e-15), "1.24e-15"),
            (p_value(f64::NAN), "NA"),
            (p_value(0.0), "0"),
            (fixed(-0.0001, 3), "0.000"),
            (fixed(-1.5, 2), "\u{2212}1.50"),
            (significant(1234.5, 3), "1234"),
            (significant(0.000_012, 3), "1.20e-5"),
            (whole(0), "0"),
            (whole(999), "999"),
            (whole(27_189), "27,189"),
            (whole(1_234_567), "1,234,567"),
            (percent(0.05), "5 %"),
            (percent(0.001), "0.1 %"),
            (fold(-1.0), "2.00-fold"),
        ];
        for (found, expected) in cases {
            assert_eq!(found, expected);
        }
    }
}
