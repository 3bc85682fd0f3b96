//! The lines `x y mean stdv npixels` of a text CEL: hundreds of thousands, so read byte by byte.

/// One line of the intensity section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CellLine {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) mean: f32,
    pub(super) std_dev: f32,
    pub(super) n_pixels: u32,
}

/// Up to this number every whole f32 is exact.
const EXACT_F32: u32 = 1 << 24;
/// Powers of ten that are exact as f32.
const EXACT_POWERS: [f32; 11] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/// The first of a text's characters that may divide a number's decimals from the rest: a point
/// unless a comma comes first, as software on computers of some countries writes it.
pub(super) fn decimal_mark(text: &[u8]) -> u8 {
    let mark = text.iter().find(|byte| matches!(byte, b'.' | b',' | b'['));
    match mark {
        Some(b',') => b',',
        _ => b'.',
    }
}

/// Reads one line from the beginning of `text`, whose numbers have this decimal mark; returns it
/// and how many bytes it takes, its line end included. `None` where the line is not of that form.
pub(super) fn scan_cell(text: &[u8], mark: u8) -> Option<(CellLine, usize)> {
    let mut at = 0;
    let x = scan_unsigned(text, &mut at)?;
    let y = scan_unsigned(text, &mut at)?;
    let mean = scan_decimal(text, &mut at, mark)?;
    let std_dev = scan_decimal(text, &mut at, mark)?;
    let n_pixels = scan_unsigned(text, &mut at)?;
    let line = CellLine {
        x,
        y,
        mean,
        std_dev,
        n_pixels,
    };
    Some((line, end_of_line(text, at)?))
}

/// Reads a line in which some character is damaged, as far as its intensity goes: x and y must be
/// whole, the mean must begin with a number, and the line must have its end, so that a file that
/// is cut short is never taken for a damaged one. Returns x, y, the number, and the line's length.
#[cold]
pub(super) fn scan_damaged_cell(text: &[u8], mark: u8) -> Option<(u32, u32, f32, usize)> {
    let mut at = 0;
    let x = scan_unsigned(text, &mut at)?;
    let y = scan_unsigned(text, &mut at)?;
    skip_blanks(text, &mut at);
    let line = &text[..text.iter().position(|&byte| byte == b'\n')?];
    let number = line.get(at..)?;
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == mark;
    let end = number.iter().position(|byte| !is_number(byte))?;
    let mean = parse_decimal(&number[..end], mark)?;
    Some((x, y, mean, line.len() + 1))
}

/// Reads `x y` and passes over what follows on the line if `more` columns are to follow.
pub(super) fn scan_coordinates(line: &[u8], more: bool) -> Option<(u32, u32)> {
    let mut at = 0;
    let x = scan_unsigned(line, &mut at)?;
    let y = scan_unsigned(line, &mut at)?;
    (more || line[at..].trim_ascii().is_empty()).then_some((x, y))
}

/// The place after the line end, which may be LF, CR LF or the end of the text.
fn end_of_line(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match text.get(at) {
            Some(b'\n') => return Some(at + 1),
            Some(b' ' | b'\t' | b'\r') => at += 1,
            Some(_) => return None,
            None => return Some(at),
        }
    }
}

fn skip_blanks(text: &[u8], at: &mut usize) {
    while let Some(b' ' | b'\t') = text.get(*at) {
        *at += 1;
    }
}

/// A number without sign; what follows must not be part of a number.
fn scan_unsigned(text: &[u8], at: &mut usize) -> Option<u32> {
    skip_blanks(text, at);
    let start = *at;
    let mut value = 0u32;
    while let Some(digit) = digit_at(text, *at) {
        value = value.checked_mul(10)?.checked_add(digit)?;
        *at += 1;
    }
    (*at > start && ends_here(text, *at)).then_some(value)
}

/// A decimal, rounded to the nearest f32.
///
/// A mantissa below 2^24 over a power of ten that f32 holds exactly is one correctly rounded
/// division (Clinger 1990, doi:10.1145/93548.93557); all others go the slow way.
fn scan_decimal(text: &[u8], at: &mut usize, mark: u8) -> Option<f32> {
    skip_blanks(text, at);
    let start = *at;
    let (mut mantissa, mut n_digits, mut n_decimals) = (0u32, 0usize, 0usize);
    let mut point = false;
    loop {
        if let Some(digit) = digit_at(text, *at) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(digit);
            n_digits += 1;
            n_decimals += usize::from(point);
        } else if text.get(*at) == Some(&mark) && !point {
            point = true;
        } else {
            break;
        }
        *at += 1;
    }
    let exact = (1..=9).contains(&n_digits) && mantissa <= EXACT_F32;
    if exact && ends_here(text, *at) {
        return Some(mantissa as f32 / EXACT_POWERS[n_decimals]);
    }
    scan_decimal_slowly(text, start, at, mark)
}

#[cold]
fn scan_decimal_slowly(text: &[u8], start: usize, at: &mut usize, mark: u8) -> Option<f32> {
    let length = text[start..].iter().position(u8::is_ascii_whitespace);
    let end = length.map_or(text.len(), |length| start + length);
    *at = end;
    parse_decimal(&text[start..end], mark)
}

fn parse_decimal(number: &[u8], mark: u8) -> Option<f32> {
    let number = std::str::from_utf8(number).ok()?;
    match mark {
        b'.' => number.parse().ok(),
        _ if number.contains('.') => None,
        _ => number.replace(char::from(mark), ".").parse().ok(),
    }
}

fn digit_at(text: &[u8], at: usize) -> Option<u32> {
    let digit = text.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(u32::from(digit))
}

fn ends_here(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_read_to_its_end() {
        let text = b"  3\t 12\t17047.0\t10412.4\t1024\r\n  4";
        let (line, length) = scan_cell(text, b'.').unwrap();
        assert_eq!((line.x, line.y, line.n_pixels), (3, 12, 1024));
        assert_eq!((line.mean, line.std_dev), (17047.0, 10412.4));
        assert_eq!(&text[length..], b"  4");
    }

    #[test]
    fn a_damaged_line_is_read_as_far_as_its_intensity_goes() {
        // Lines of GSM317662 of the public series GSE12654, in which single bits have flipped.
        for (line, mean) in [
            ("455\t 47\t116.8\tq5.5\t 20\n", 116.8),
            ("616\t226\t92.0}16.6\t 25\n", 92.0),
            ("410\t383\t191.0\t18.2\t F5\n", 191.0),
        ] {
            assert_eq!(scan_cell(line.as_bytes(), b'.'), None);
            let (_, _, found, length) = scan_damaged_cell(line.as_bytes(), b'.').unwrap();
            assert_eq!((found, length), (mean, line.len()));
        }
        for line in [
            "1\t2\t116.8\tq5.5",
            "1\tq\t116.8\t5.5\t20\n",
            "1\t2\tx16\t5\t2\n",
        ] {
            assert_eq!(scan_damaged_cell(line.as_bytes(), b'.'), None, "{line:?}");
        }
    }

    #[test]
    fn lines_of_another_form_are_none() {
        for text in [
            "",
            "\n",
            "1 2 3 4\n",
            "1 2 x 4 5\n",
            "1 2 3 4 5 6\n",
            "-1 2 3 4 5\n",
            "1.5 2 3 4 5",
            "1 2 . 4 5",
            "1 2 3..1 4 5",
            "4294967296 0 1 1 1",
        ] {
            assert_eq!(scan_cell(text.as_bytes(), b'.'), None, "{text:?}");
        }
    }

    #[test]
    fn decimal_commas_are_read_where_they_stand_throughout() {
        assert_eq!(decimal_mark(b"0\t0\t7\t1,5\t25\n1\t0\t7.5"), b',');
        assert_eq!(
            decimal_mark(b"0\t0\t7\t15\t25\n\n[MASKS]\nNumberCells=0,"),
            b'.'
        );
        let (line, _) = scan_cell(b"3\t12\t17047,25\t10412,4\t1024\n", b',').unwrap();
        assert_eq!((line.mean, line.std_dev), (17047.25, 10412.4));
        for (line, mark) in [("1 2 7,5 1 25\n", b'.'), ("1 2 7.5 1 25\n", b',')] {
            assert_eq!(scan_cell(line.as_bytes(), mark), None, "{line}");
        }
    }

    #[test]
    fn coordinates_may_have_more_columns_only_where_told() {
        assert_eq!(scan_coordinates(b"4\t5", false), Some((4, 5)));
        assert_eq!(scan_coordinates(b"4\t5\t9.5", false), None);
        assert_eq!(scan_coordinates(b"4\t5\t9.5", true), Some((4, 5)));
    }

    proptest! {
        #[test]
        fn decimals_are_the_nearest_f32(value in 0.0f64..70_000.0, decimals in 0usize..12) {
            let text = format!("{value:.decimals$}");
            let mut at = 0;
            let read = scan_decimal(text.as_bytes(), &mut at, b'.');
            prop_assert_eq!(read, text.parse().ok());
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn floats_of_any_size_are_read_as_rust_reads_them(value: f32) {
            let text = format!("{value:e}");
            let read = scan_decimal(text.as_bytes(), &mut 0, b'.').unwrap();
            prop_assert!(read == value || value.is_nan());
        }
    }
}
