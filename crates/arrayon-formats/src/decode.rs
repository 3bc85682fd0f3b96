//! Bytes to text: UTF-8, or UTF-16 as spreadsheets write it; lines that end with a carriage return
//! alone, as they did on old Macintoshes.

use crate::encoding::{utf16, utf16_order};
use crate::sniff::{self, FileKind};
use arrayon_core::{InputError, Place};
use std::path::Path;

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
    use crate::encoding::{Order, start_as_utf8};

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
}
