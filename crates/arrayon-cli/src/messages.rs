//! What goes to standard error: errors, warnings, and the log of long stages; text for people, or
//! with `--error-format json` one JSON object per line for programs.

use crate::layout;
use arrayon::Error;
use arrayon::results::json;
use arrayon_core::plain_words::shortened;
use arrayon_core::{InputError, Place, printable};
use clap::ValueEnum;
use serde::Serialize;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Text,
    Json,
}

// The panic hook and the handler of signals write messages too, and know no arguments.
static AS_JSON: AtomicBool = AtomicBool::new(false);
static WITHOUT_WARNINGS: AtomicBool = AtomicBool::new(false);
static N_WARNINGS: AtomicUsize = AtomicUsize::new(0);

/// Settles how messages are written, before the first one.
pub(crate) fn set_up(format: MessageFormat, without_warnings: bool) {
    AS_JSON.store(format == MessageFormat::Json, Ordering::Relaxed);
    WITHOUT_WARNINGS.store(without_warnings, Ordering::Relaxed);
}

/// The format that an argument list asks for, where it cannot be parsed as a whole.
pub(crate) fn format_of(arguments: impl Iterator<Item = OsString>) -> MessageFormat {
    const FLAG: &str = "--error-format";
    let mut is_value = false;
    for argument in arguments {
        let argument = argument.to_string_lossy();
        let value = match argument.strip_prefix(FLAG) {
            Some("") => {
                is_value = true;
                continue;
            }
            Some(rest) => rest.strip_prefix('='),
            None => is_value.then_some(&*argument),
        };
        if value == Some("json") {
            return MessageFormat::Json;
        }
        is_value = false;
    }
    MessageFormat::Text
}

/// One message as programs read it; fields that do not apply are left out.
#[derive(Debug, Default, Serialize)]
struct Message<'a> {
    /// `error`, `warning` or `progress`.
    level: &'static str,
    /// Of an error: `input`, `data`, `usage`, `output` or `internal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Of an error: the exit code of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
    /// The message as text would say it.
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    found: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    expected: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hint: &'a str,
}

/// Everything that an error says.
pub(crate) fn errors(error: &Error) {
    for error in error.each() {
        let text = error.to_string();
        let mut message = Message {
            level: "error",
            kind: Some(kind(error)),
            exit_code: Some(error.exit_code()),
            message: &text,
            hint: error.hint(),
            ..Message::default()
        };
        if let Error::Input(input) = error {
            locate(&mut message, input);
        }
        say(&message);
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Input(_) => "input",
        Error::Flag { .. } => "usage",
        Error::Folder(_) => "output",
        _ => "data",
    }
}

fn locate<'a>(message: &mut Message<'a>, error: &'a InputError) {
    message.file = Some(error.path.display().to_string());
    (message.found, message.expected) = (&error.found, &error.expected);
    match &error.place {
        Place::File => {}
        Place::Byte(byte) => message.byte = Some(*byte),
        Place::Line(line) => message.line = Some(*line),
        Place::Field { line, column } => {
            (message.line, message.column) = (Some(*line), Some(column.as_str()));
        }
        Place::Key(key) => message.key = Some(key),
        Place::KeyAt { line, key } => {
            (message.line, message.key) = (Some(*line), Some(key.as_str()));
        }
    }
}

/// A failure that is of no file: of standard output, or a bug.
pub(crate) fn failure(kind: &'static str, exit_code: u8, text: &str, hint: &str) {
    say(&Message {
        level: "error",
        kind: Some(kind),
        exit_code: Some(exit_code),
        message: text,
        hint,
        ..Message::default()
    });
}

/// How many warnings there were, silenced ones among them.
pub(crate) fn n_warnings() -> usize {
    N_WARNINGS.load(Ordering::Relaxed)
}

/// Something that a reader should know before believing the numbers, on standard error wherever
/// results go; `-qq` silences it.
pub(crate) fn warning(text: &str) {
    N_WARNINGS.fetch_add(1, Ordering::Relaxed);
    if !WITHOUT_WARNINGS.load(Ordering::Relaxed) {
        say(&Message {
            level: "warning",
            message: &shortened(text),
            ..Message::default()
        });
    }
}

/// A line of the log of a long stage.
pub(crate) fn progress(text: &str) {
    say(&Message {
        level: "progress",
        message: text,
        ..Message::default()
    });
}

/// Where standard error cannot be written nobody can be informed, and the exit code stays what it
/// is.
fn say(message: &Message<'_>) {
    let mut out = std::io::stderr().lock();
    if AS_JSON.load(Ordering::Relaxed) {
        let _ = writeln!(out, "{}", json::line(message));
        return;
    }
    let mut text = format!("{}: {}\n", message.level, printable(message.message));
    if !message.hint.is_empty() {
        text.push_str(&format!("  hint: {}\n", printable(message.hint)));
    }
    if out.is_terminal() {
        text = layout::wrapped(&text);
    }
    let _ = out.write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_found_in_arguments_that_cannot_be_parsed() {
        let of = |arguments: &[&str]| format_of(arguments.iter().map(|one| OsString::from(*one)));
        assert_eq!(of(&["run", "--error-format", "json"]), MessageFormat::Json);
        assert_eq!(of(&["--error-format=json", "--bad"]), MessageFormat::Json);
        assert_eq!(of(&["run", "--error-format", "text"]), MessageFormat::Text);
        assert_eq!(of(&["run", "json"]), MessageFormat::Text);
        assert_eq!(of(&["--error-format", "--json"]), MessageFormat::Text);
    }
}
