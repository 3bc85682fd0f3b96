//! JSON as it is written: indented, and with nothing in it that a terminal would obey.

use arrayon_core::printable::is_unprintable;
use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Writes a value as JSON, indented by two spaces, without a line feed at the end. Characters that
/// no terminal should get are escaped as JSON has it (`\u009b`), those too that it could hold as
/// they are.
///
/// # Errors
/// The writer's.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Printable::default());
    Ok(value.serialize(&mut serializer)?)
}

/// Indents, and escapes what is unprintable.
#[derive(Default)]
struct Printable(PrettyFormatter<'static>);

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unprintable) {
            let (plain, barred) = rest.split_at(at);
            out.write_all(plain.as_bytes())?;
            let mut letters = barred.chars();
            if let Some(letter) = letters.next() {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            rest = letters.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.0.write_char_escape(out, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
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
