//! JSON as it is written: indented, and with nothing in it that a terminal would obey.

use arrayon_core::printable::is_unprintable;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Lists and objects that fit into so many columns stand on one line.
const LINE: usize = 140;

/// Writes a value as JSON, indented by two spaces, lists and objects that fit on a line on one line,
/// without a line feed at the end. Characters that no terminal should get are escaped as JSON has it
/// (`\u009b`), those too that it could hold as they are.
///
/// # Errors
/// The writer's.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let lines = folded(&serde_json::to_string_pretty(value)?);
    out.write_all(escaped(lines).as_bytes())
}

/// Indented JSON with lists and objects on one line where they fit there.
fn folded(indented: &str) -> String {
    /// A list or an object that has not ended.
    struct Open {
        /// Where its first line begins.
        at: usize,
        /// Length of that line and, without their indentation, of those after it, each after a blank.
        length: usize,
        /// Whether everything in it stands on one line.
        is_flat: bool,
    }
    let mut folded = String::with_capacity(indented.len());
    let mut open: Vec<Open> = Vec::new();
    for line in indented.split_inclusive('\n') {
        let text = line.trim_ascii();
        let line_start = folded.len();
        folded.push_str(line);
        // a string ends with its quotation mark, so these are no part of one
        if text.ends_with(['{', '[']) {
            open.push(Open {
                at: line_start,
                length: line.trim_ascii_end().len(),
                is_flat: true,
            });
            continue;
        }
        if !text.starts_with(['}', ']']) {
            if let Some(parent) = open.last_mut() {
                parent.length += text.len() + 1;
            }
            continue;
        }
        let Some(closed) = open.pop() else { continue };
        let fits = closed.is_flat && closed.length + text.len() <= LINE;
        if fits {
            let lines = folded.split_off(closed.at);
            push_on_one_line(&lines, &mut folded);
        }
        if let Some(parent) = open.last_mut() {
            parent.is_flat &= fits;
            let line = &folded[closed.at..];
            parent.length += line.trim_ascii().len() + 1;
        }
    }
    folded
}

/// The first of these lines, then the text of the others: `"a": [1, 2],`.
fn push_on_one_line(lines: &str, to: &mut String) {
    let n_lines = lines.lines().count();
    for (at, line) in lines.lines().enumerate() {
        match at {
            0 => to.push_str(line),
            _ => {
                if at > 1 && at + 1 < n_lines {
                    to.push(' ');
                }
                to.push_str(line.trim_ascii());
            }
        }
    }
    if lines.ends_with('\n') {
        to.push('\n');
    }
}

/// A value as JSON on one line, escaped in the same way; empty where a value cannot be JSON.
pub fn line(value: &impl Serialize) -> String {
    escaped(serde_json::to_string(value).unwrap_or_default())
}

/// JSON holds unprintable characters in its strings alone, but for the line feeds that are its own:
/// those of strings are escaped already.
fn escaped(json: String) -> String {
    let is_barred = |letter: char| is_unprintable(letter) && letter != '\n';
    if is_plain(json.as_bytes()) || !json.contains(is_barred) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for letter in json.chars() {
        if is_barred(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

/// Whether a text is of printable ASCII characters and line feeds alone, as nearly all of what is written
/// is; looked at in pieces without a branch for each byte.
fn is_plain(text: &[u8]) -> bool {
    const PIECE: usize = 256;
    let plain = |byte: &u8| (b' '..0x7f).contains(byte) | (*byte == b'\n');
    let is_plain = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & plain(byte));
    text.chunks(PIECE).all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::write_json;

    #[test]
    fn json_is_that_of_serde_but_for_what_is_unprintable() {
        let value = serde_json::json!({"a": [1, 2.5, null, "x\"\n\u{1b}"], "b": {}, "c": []});
        let mut text = Vec::new();
        write_json(&value, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(
            text,
            r#"{"a": [1, 2.5, null, "x\"\n\u001b"], "b": {}, "c": []}"#
        );
        let mut text = Vec::new();
        write_json(&"\u{9b}\u{b5}\u{202e}\u{1fffe}\u{7f}", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "\"\\u009b\u{b5}\\u202e\\ud83f\\udffe\\u007f\"");
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let long = "x".repeat(120);
        let value = serde_json::json!({
            "a": {"b": [1, 2], "text": "ends with {"},
            "long": [long, {"c": "}"}, [[]]],
            "rows": [{"d": {"e": 1}}, {"d": long}],
        });
        let mut text = Vec::new();
        write_json(&value, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let expected = format!(
            "{{\n  \"a\": {{\"b\": [1, 2], \"text\": \"ends with {{\"}},\n  \"long\": [\n    \"{long}\",\n    \
             {{\"c\": \"}}\"}},\n    [[]]\n  ],\n  \"rows\": [\n    {{\"d\": {{\"e\": 1}}}},\n    {{\"d\": \
             \"{long}\"}}\n  ]\n}}"
        );
        assert_eq!(text, expected);
        assert!(text.lines().all(|line| line.len() <= super::LINE));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, value);
    }
}
