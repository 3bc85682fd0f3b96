//! Text as it may stand in a figure: well-formed, measured, cut and broken into lines.

use unicode_width::UnicodeWidthChar;

/// Widths in parts of the size of the letters, of the widest of the usual fonts: names must not
/// run into each other where a viewer has no narrow one.
const WIDE: f64 = 1.0;
const CAPITAL: f64 = 0.76;
const SMALL: f64 = 0.64;
const NARROW: f64 = 0.40;

/// What stands where something was cut off.
const CUT: char = '…';

/// The text with a replacement sign for every character that XML, or a reader of it, would
/// stumble over: control characters, noncharacters, and those that turn the direction of writing.
/// The drawing library escapes markup.
pub(crate) fn safe(text: &str) -> String {
    let is_forbidden = |c: char| {
        let low = u32::from(c) & 0xFFFF;
        c.is_control()
            || low >= 0xFFFE
            || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{200E}' | '\u{200F}')
            || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let replaced = text.chars().map(|c| match c {
        '\t' | '\n' | '\r' => ' ',
        _ if is_forbidden(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    });
    replaced.collect()
}

/// How many pixels a text is wide, about and rather too many; no font is measured. Full-width
/// letters, such as Japanese ones, count double.
pub(crate) fn width_of(text: &str, size: i32) -> i32 {
    let width: f64 = text.chars().map(letter_width).sum();
    (width * f64::from(size)).ceil() as i32
}

fn letter_width(letter: char) -> f64 {
    match letter.width() {
        Some(0) => return 0.0,
        Some(1) => {}
        _ => return WIDE,
    }
    match letter {
        'i' | 'j' | 'l' | 'I' | 'f' | 't' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | '!'
        | ' ' | '(' | ')' | '[' | ']' | '/' | '-' => NARROW,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => WIDE,
        _ if letter.is_uppercase() => CAPITAL,
        _ if letter.is_ascii() => SMALL,
        _ => CAPITAL,
    }
}

/// The text, or its beginning and its end around a sign of cutting, so that it is no wider than
/// that: long names often differ in their ends alone.
pub(crate) fn fitted(text: &str, size: i32, most: i32) -> String {
    cut(text, size, most, 0.4)
}

/// Keeps of what there is room for that part at the end.
fn cut(text: &str, size: i32, most: i32, part_of_end: f64) -> String {
    if width_of(text, size) <= most {
        return text.to_owned();
    }
    let room = f64::from(most) / f64::from(size) - letter_width(CUT);
    let begin = kept(text.chars(), room * (1.0 - part_of_end));
    let end: String = kept(text.chars().rev(), room * part_of_end)
        .chars()
        .rev()
        .collect();
    format!("{begin}{CUT}{end}")
}

/// The first letters for which there is room.
fn kept(letters: impl Iterator<Item = char>, room: f64) -> String {
    let mut width = 0.0;
    letters
        .take_while(|&letter| {
            width += letter_width(letter);
            width <= room
        })
        .collect()
}

/// The text in lines no wider than that, broken at blanks; at most so many, the last one cut.
pub(crate) fn lines(text: &str, size: i32, most: i32, n_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() {
        let mut line = String::new();
        while let Some(word) = words.peek() {
            let longer = match line.is_empty() {
                true => (*word).to_owned(),
                false => format!("{line} {word}"),
            };
            let is_last = lines.len() + 1 == n_lines;
            if !line.is_empty() && !is_last && width_of(&longer, size) > most {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(cut(&line, size, most, 0.0));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_letters_count_double() {
        assert_eq!(width_of("亜鉛欠乏", 12), 48);
        assert!(width_of("zinc", 12) < 30);
        assert!(width_of("iiii", 12) < width_of("MMMM", 12));
        // e and a combining accent
        assert_eq!(width_of("e\u{301}", 12), width_of("e", 12));
    }

    #[test]
    fn what_is_too_wide_is_cut_or_broken() {
        assert_eq!(fitted("short", 12, 100), "short");
        for text in [
            "a very long name indeed",
            "マグネシウム欠乏食群の雄",
            "WWWWWWWWWWWWWWWW",
        ] {
            let cut = fitted(text, 12, 80);
            assert!(cut.contains(CUT) && width_of(&cut, 12) <= 80, "{cut}");
            assert_eq!(cut.chars().last(), text.chars().last());
        }
        let broken = lines("one two three four five six seven", 12, 70, 3);
        assert_eq!(broken.len(), 3);
        assert!(broken.iter().all(|line| width_of(line, 12) <= 70));
        assert!(broken[2].ends_with(CUT));
        assert!(lines("", 12, 70, 3).is_empty());
    }

    #[test]
    fn nothing_that_xml_forbids_is_left() {
        let hostile = "a\u{0}\u{1b}[31m\u{7}\u{85}\u{FFFE}\u{FFFF}\u{1FFFE}\u{FDD0}\u{202E}b\nc";
        let made = safe(hostile);
        assert!(
            made.starts_with("a\u{FFFD}") && made.ends_with("b c"),
            "{made:?}"
        );
        assert!(
            !made
                .chars()
                .any(|c| c.is_control() || u32::from(c) & 0xFFFF >= 0xFFFE)
        );
        assert_eq!(safe("Mg 0.01 % <&>\u{e9}亜"), "Mg 0.01 % <&>\u{e9}亜");
    }
}
