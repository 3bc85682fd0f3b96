//! UTF-16: how it is known, and its text.

use std::borrow::Cow;

/// How many bytes show whether text without a byte-order mark is UTF-16.
const LOOKED_AT: usize = 4096;

/// The byte order of UTF-16.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    Little,
    Big,
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

/// The byte order, where the text is UTF-16: known by its byte-order mark, or by its zero bytes; in
/// tables every other byte is one, always on the same side.
pub(crate) fn utf16_order(bytes: &[u8]) -> Option<Order> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Order::Little),
        [0xfe, 0xff, ..] => return Some(Order::Big),
        // Command Console files hold text of 16 bits, but are none
        [0x3b, 0x01, ..] => return None,
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

/// The text; `None` where it is damaged or cut short.
pub(crate) fn utf16(bytes: &[u8], order: Order) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    char::decode_utf16(units(bytes, order))
        .collect::<Result<_, _>>()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_zero_bytes_are_no_text() {
        for bytes in [
            &[64, 0, 0, 0, 4, 0, 0, 0][..],
            &[1, 0, 2, 0, 3, 0, 4, 0],
            b"ab\0",
            // the beginning of a Command Console file, whose words are of 16 bits
            b"\x3b\x01\0a\0f\0f\0y\0m\0e\0t\0r",
        ] {
            assert_eq!(&*start_as_utf8(bytes), bytes);
        }
    }
}
