//! JSON as it is written: indented, and with nothing in it that a terminal would obey.

use arrayon_core::printable::is_unprintable;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a value as JSON, indented by two spaces, without a line feed at the end. Characters that
/// no terminal should get are escaped as JSON has it (`\u009b`), those too that it could hold as
/// they are.
///
/// # Errors
/// The writer's.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escaped(serde_json::to_string_pretty(value)?).as_bytes())
}

/// A value as JSON on one line, escaped in the same way; empty where a value cannot be JSON.
pub fn line(value: &impl Serialize) -> String {
    escaped(serde_json::to_string(value).unwrap_or_default())
}

/// JSON holds unprintable characters in its strings alone, but for the line feeds that are its own:
/// those of strings are escaped already.
fn escaped(json: String) -> String {
    let is_barred = |letter: char| is_unprintable(letter) && letter != '\n';
    if !json.contains(is_barred) {
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

#[cfg(test)]
mod tests {
    use super::write_json;

    #[test]
    fn json_is_that_of_serde_but_for_what_is_unprintable() {
        let value = serde_json::json!({"a": [1, 2.5, null, "x\"\n\u{1b}"], "b": {}, "c": []});
        let mut text = Vec::new();
        write_json(&value, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, serde_json::to_string_pretty(&value).unwrap());
        let mut text = Vec::new();
        write_json(&"\u{9b}\u{b5}\u{202e}\u{1fffe}\u{7f}", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "\"\\u009b\u{b5}\\u202e\\ud83f\\udffe\\u007f\"");
    }
}
