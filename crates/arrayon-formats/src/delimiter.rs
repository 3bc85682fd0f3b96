//! What separates the cells of a table.

use arrayon_core::numbers::is_comma_number;

/// The delimiter that a first line `sep=;` declares, as spreadsheets write and read it.
pub(crate) fn declared(line: &str) -> Option<u8> {
    let line = line.trim_end_matches(['\r', '\n']);
    let line = line.strip_prefix('"').unwrap_or(line);
    let line = line.strip_suffix('"').unwrap_or(line);
    let (key, delimiter) = line.split_at_checked(4)?;
    match (key.eq_ignore_ascii_case("sep="), delimiter.as_bytes()) {
        (true, [one]) => Some(*one),
        _ => None,
    }
}

/// The text behind a first line `sep=;`, with the delimiter that it declares.
pub(crate) fn split_declaration(text: &str) -> (Option<u8>, &str) {
    let end = text.find('\n').map_or(text.len(), |end| end + 1);
    match declared(&text[..end]) {
        Some(delimiter) => (Some(delimiter), &text[end..]),
        None => (None, text),
    }
}

/// The delimiter of a table that begins with these lines; `None` where neither has one.
///
/// A tab if there is one, else the comma or semicolon, whichever the header has more of: a
/// semicolon stands where the comma is the decimal mark. Delimiters between quotes do not count.
pub(crate) fn of_lines(header: &str, row: Option<&str>) -> Option<u8> {
    let count = |line: &str, mark: u8| unquoted(line, mark);
    let row = row.unwrap_or("");
    if count(header, b'\t') > 0 {
        return Some(b'\t');
    }
    match (count(header, b','), count(header, b';')) {
        // R leaves out the name of the first column, so that a header of one sample has none
        (0, 0) => of_row(row),
        (commas, semicolons) if commas == semicolons => {
            let fits = |mark: u8| count(row, mark) == commas;
            Some(if fits(b';') && !fits(b',') {
                b';'
            } else {
                b','
            })
        }
        (commas, semicolons) if commas > semicolons => Some(b','),
        _ => Some(b';'),
    }
}

fn of_row(row: &str) -> Option<u8> {
    let last = row.rsplit(';').next().unwrap_or("").trim();
    let marks = [b'\t', b',', b';'];
    let found = marks.into_iter().find(|&mark| unquoted(row, mark) > 0)?;
    let is_decimal = found == b',' && row.contains(';') && is_comma_number(last);
    Some(if is_decimal { b';' } else { found })
}

/// How often a mark stands outside of quotes.
fn unquoted(line: &str, mark: u8) -> usize {
    let mut is_quoted = false;
    let is_mark = |&byte: &u8| {
        is_quoted ^= byte == b'"';
        byte == mark && !is_quoted
    };
    line.bytes().filter(is_mark).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_declare_their_delimiter() {
        assert_eq!(split_declaration("sep=;\r\na;b\n"), (Some(b';'), "a;b\n"));
        assert_eq!(split_declaration("\"sep=,\"\na"), (Some(b','), "a"));
        assert_eq!(split_declaration("SEP=\t\na"), (Some(b'\t'), "a"));
        for text in ["sep;a\n", "sep=ab\n", "s\u{e4}p=;\n", ""] {
            assert_eq!(split_declaration(text), (None, text));
        }
    }

    #[test]
    fn the_header_decides() {
        for (header, row, delimiter) in [
            ("a\tb", "1,5\t2", Some(b'\t')),
            ("a;b", "1,5;2,5", Some(b';')),
            ("a,b,\"c;d;e;f\"", "1,2,3", Some(b',')),
            ("id;dose (mg, oral);sex", "1;2;3", Some(b';')),
            ("a;x,y", "1;2", Some(b';')),
            ("a,x;y", "1,2", Some(b',')),
            ("s1", "g;1,5", Some(b';')),
            ("s1", "g;h,x", Some(b',')),
            ("s1", "g,1.5", Some(b',')),
            ("a", "b", None),
        ] {
            assert_eq!(of_lines(header, Some(row)), delimiter, "{header}");
        }
    }
}
