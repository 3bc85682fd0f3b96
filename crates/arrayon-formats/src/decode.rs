//! Bytes to text: UTF-8, or UTF-16 as spreadsheets write it; lines that end with a carriage return
//! alone, as they did on old Macintoshes.

use crate::sniff::{self, FileKind};
use arrayon_core::{InputError, Place};
use std::borrow::Cow;
use std::path::Path;

/// How many bytes show whether text without a byte-order mark is UTF-16.
const LOOKED_AT: usize = 4096;

/// The byte order of UTF-16.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// The text of these bytes, without byte-order mark; `path` is for messages.
///
/// UTF-16 is known by its byte-order mark, or by its zero bytes: in tables every other byte is one,
/// always on the same side.
///
/// # Errors
/// Bytes that are no text, with the line of the first wrong one.
pub(crate) fn text(bytes: Vec<u8>, path: &Path) -> Result<String, InputError> {
    let text = match utf16_order(&bytes) {
        Some(order) => utf16(&bytes, order).ok_or_else(|| broken_utf16(path))?,
        None => {
            if let Some(error) = not_text(path, &bytes) {
                return Err(error);
            }
            check_zeros(&bytes, path)?;
            String::from_utf8(bytes).map_err(|error| not_utf8(path, error.as_bytes()))?
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let is_old_macintosh = text.contains('\r') && !text.contains('\n');
    Ok(if is_old_macintosh {
        text.replace('\r', "\n")
    } else {
        text
    })
}

/// The beginning of a file as UTF-8 where it is UTF-16; bytes of other kinds as they are. What is
/// cut off within a character is left out.
pub(crate) fn start_as_utf8(start: &[u8]) -> Cow<'_, [u8]> {
    let Some(order) = utf16_order(start) else {
        return Cow::Borrowed(start);
    };
    let units = char::decode_utf16(units(start, order));
    let text: String = units.map_while(Result::ok).collect();
    Cow::Owned(text.trim_start_matches('\u{feff}').as_bytes().to_vec())
}

fn utf16_order(bytes: &[u8]) -> Option<Order> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Order::Little),
        [0xfe, 0xff, ..] => return Some(Order::Big),
        _ => {}
    }
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |side: usize| {
        start
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let n_units = start.len() / 2;
    // numbers of binary files have zero bytes on both sides, or many in a row
    let is_ascii = |side: usize| {
        let shown = start.iter().skip(side).step_by(2);
        let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        10 * shown.filter(|byte| is_text(byte)).count() > 9 * n_units
    };
    let is_utf16 =
        |side: usize| n_units >= 4 && 10 * zeros(1 - side) > 9 * n_units && is_ascii(side);
    match (is_utf16(0), is_utf16(1)) {
        (true, false) => Some(Order::Little),
        (false, true) => Some(Order::Big),
        _ => None,
    }
}

fn units(bytes: &[u8], order: Order) -> impl Iterator<Item = u16> + '_ {
    bytes.chunks_exact(2).map(move |pair| {
        let pair = [pair[0], pair[1]];
        match order {
            Order::Little => u16::from_le_bytes(pair),
            Order::Big => u16::from_be_bytes(pair),
        }
    })
}

fn utf16(bytes: &[u8], order: Order) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    char::decode_utf16(units(bytes, order))
        .collect::<Result<_, _>>()
        .ok()
}

fn broken_utf16(path: &Path) -> InputError {
    InputError::new(path, "is UTF-16 text that is damaged or cut short")
        .expected("UTF-8 or whole UTF-16 text")
        .hint("save it again as UTF-8, for example as 'CSV UTF-8'")
}

/// What a file that is no text is, where its first bytes show it.
fn not_text(path: &Path, bytes: &[u8]) -> Option<InputError> {
    let kind = sniff::kind_of_binary(bytes).filter(|kind| *kind != FileKind::Empty)?;
    Some(
        InputError::new(path, format!("this is {}", kind.description()))
            .expected("UTF-8 text")
            .hint(kind.way_on()),
    )
}

/// Refuses a file with a zero byte that is no UTF-16: it is no text, or damaged. Its beginning may
/// show that already.
pub(crate) fn check_zeros(bytes: &[u8], path: &Path) -> Result<(), InputError> {
    if !bytes.contains(&0) || utf16_order(bytes).is_some() {
        return Ok(());
    }
    Err(not_text(path, bytes).unwrap_or_else(|| {
        let before = bytes.split(|&byte| byte == 0).next().unwrap_or(bytes);
        InputError::new(path, "holds a zero byte, as no text does")
            .expected("UTF-8 text")
            .at(last_line(before))
            .hint("the file is binary, or damaged")
    }))
}

fn not_utf8(path: &Path, bytes: &[u8]) -> InputError {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    let found = format!("holds the byte 0x{:02x}, which is not UTF-8", bytes[valid]);
    InputError::new(path, found)
        .expected("UTF-8 text")
        .at(last_line(&bytes[..valid]))
        .hint(
            "save the file as UTF-8 ('CSV UTF-8' in Excel); in Latin-1 files, Excel's plain CSV \
             among them, the characters beyond ASCII are at fault",
        )
}

/// The line on which a text ends.
fn last_line(text: &[u8]) -> Place {
    Place::Line(1 + text.iter().filter(|&&byte| byte == b'\n').count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, order: Order) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            Order::Little => unit.to_le_bytes(),
            Order::Big => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let path = Path::new("a.csv");
        let plain = "sample;diet\r\nM\u{e4}use;\u{3b2}\r\n";
        for order in [Order::Little, Order::Big] {
            for begin in ["\u{feff}", ""] {
                let bytes = utf16_bytes(&format!("{begin}{plain}"), order);
                assert_eq!(&*start_as_utf8(&bytes), plain.as_bytes());
                assert_eq!(text(bytes.clone(), path).unwrap(), plain);
                let cut = text(bytes[..bytes.len() - 1].to_vec(), path);
                assert!(cut.unwrap_err().found.contains("cut short"));
            }
        }
    }

    #[test]
    fn numbers_with_zero_bytes_are_no_text() {
        for bytes in [
            &[64, 0, 0, 0, 4, 0, 0, 0][..],
            &[1, 0, 2, 0, 3, 0, 4, 0],
            b"ab\0",
        ] {
            assert_eq!(&*start_as_utf8(bytes), bytes);
        }
    }
}
