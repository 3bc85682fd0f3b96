//! Texts from files and file names, made safe to show.

use std::borrow::Cow;

/// Whether a character must not reach a terminal or a table as it stands: it would steer the
/// terminal (controls: ESC, BEL, C1), turn the direction of writing so that a text shows as
/// another, end a line, or is no character that XML can hold.
///
/// Tab and line feed are among them; whoever writes tables writes those apart from the cells.
pub fn is_unprintable(letter: char) -> bool {
    let is_noncharacter =
        matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe;
    let turns_direction = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let ends_line = matches!(letter, '\u{2028}' | '\u{2029}');
    letter.is_control() || is_noncharacter || turns_direction || ends_line
}

/// The text with its unprintable characters escaped, as `\u{1b}`, `\n` or `\t`.
///
/// ```
/// use arrayon_core::printable;
/// assert_eq!(printable("Mg \u{b5}mol/l"), "Mg \u{b5}mol/l");
/// assert_eq!(printable("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_unprintable(letter) {
            escaped.extend(letter.escape_default());
        } else {
            escaped.push(letter);
        }
    }
    Cow::Owned(escaped)
}
