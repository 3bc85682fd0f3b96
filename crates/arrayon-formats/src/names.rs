//! Names of samples, features, columns and levels: what they must hold to, so that every result
//! file can carry them, and how those that look alike become one.

use std::borrow::Cow;
use std::path::Path;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use arrayon_core::printable::is_unprintable;

/// What is wrong with a name; `None` if result tables and figures can carry it.
///
/// A name is not empty, has no blanks around it, does not begin with a quote (which would be one
/// that nothing closes), and holds no tab, line end or other control character, no mark that turns
/// the direction of writing and no noncharacter: tables would break at them, terminals obey them,
/// and XML cannot hold them at all.
///
/// ```
/// use arrayon_formats::names::fault;
/// assert_eq!(fault("TC01 (a)"), None);
/// assert_eq!(fault("a\tb").unwrap(), "holds the control character '\\t'");
/// ```
pub fn fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("is empty".to_owned());
    }
    if name.trim() != name {
        return Some("has blanks around it".to_owned());
    }
    if name.starts_with('"') {
        return Some("begins with a quote that is not closed".to_owned());
    }
    control_character(name).map(|found| format!("holds the control character '{found}'"))
}

/// What is wrong with the name of a result file, without its ending: it is empty, leads to another folder,
/// hides the file, is too long for file systems, or Windows keeps it for a device, whatever stands behind its
/// first point.
///
/// ```
/// use arrayon_formats::names::fault_in_file_name;
/// assert_eq!(fault_in_file_name("console"), None);
/// assert_eq!(fault_in_file_name("aux.x").unwrap(), "is a name that Windows keeps for a device");
/// assert_eq!(fault_in_file_name("../a").unwrap(), "begins with '.'");
/// ```
pub fn fault_in_file_name(stem: &str) -> Option<String> {
    /// File systems allow names of 255 bytes; results and hidden folders append to a stem.
    const LONGEST: usize = 200;
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    if stem.is_empty() {
        return Some("is empty".to_owned());
    }
    for (is_there, how) in [
        (stem.starts_with('.'), "begins"),
        (stem.ends_with('.'), "ends"),
    ] {
        if is_there {
            return Some(format!("{how} with '.'"));
        }
    }
    if let Some(letter) = stem.chars().find(is_barred_in_file_name) {
        return Some(format!("holds the character '{}'", letter.escape_default()));
    }
    let n_bytes = stem.len();
    if n_bytes > LONGEST {
        let most = format!("at most {LONGEST} can be part of the name of a file");
        return Some(format!("has {n_bytes} bytes, and {most}"));
    }
    let first = stem.split('.').next().unwrap_or("").trim_end();
    let first = first.to_lowercase();
    let port = first.strip_prefix("com").or(first.strip_prefix("lpt"));
    let is_port = port.is_some_and(|port| matches!(port.as_bytes(), [b'0'..=b'9']));
    (is_port || DEVICES.contains(&&first[..]))
        .then(|| "is a name that Windows keeps for a device".to_owned())
}

/// Whether a character leads out of the folder of a file, or cannot be shown.
fn is_barred_in_file_name(letter: &char) -> bool {
    matches!(letter, '/' | '\\') || is_unprintable(*letter)
}

/// A text that is to name a result file, with `_` in place of the characters for which
/// [`fault_in_file_name`] refuses it; all others stay. A text that is too long, or the name of a
/// device, is as it was.
///
/// ```
/// use arrayon_formats::names::made_fit_for_file_name;
/// assert_eq!(made_fit_for_file_name("genotype_-/-_vs_+/+"), "genotype_-_-_vs_+_+");
/// assert_eq!(made_fit_for_file_name(".a.b."), "_a.b_");
/// ```
pub fn made_fit_for_file_name(stem: &str) -> String {
    let after_points = stem.trim_start_matches('.');
    let n_before = stem.len() - after_points.len();
    let within = after_points.trim_end_matches('.');
    let n_behind = after_points.len() - within.len();
    let letters = within
        .chars()
        .map(|letter| match is_barred_in_file_name(&letter) {
            true => '_',
            false => letter,
        });
    let within: String = letters.collect();
    format!("{}{within}{}", "_".repeat(n_before), "_".repeat(n_behind))
}

/// The first character that neither a table nor XML can hold, escaped.
pub(crate) fn control_character(text: &str) -> Option<std::char::EscapeDefault> {
    let is_barred = |letter: &char| is_unprintable(*letter);
    Some(text.chars().find(is_barred)?.escape_default())
}

/// A text as it is meant: in Unicode's composed form (NFC), without characters that nobody sees,
/// with plain blanks for special ones and for line ends, and with none around it.
///
/// Spreadsheets, web pages and chat programs add zero-width characters, soft hyphens, byte-order
/// marks and no-break spaces; macOS decomposes letters with accents. Two names that differ in these
/// alone are one name.
///
/// ```
/// use arrayon_formats::names::tidy;
/// assert_eq!(tidy("\u{feff}trt\u{200b} "), "trt");
/// assert_eq!(tidy("Mg\u{a0}low"), "Mg low");
/// assert_eq!(tidy("Ma\u{308}use"), "M\u{e4}use");
/// ```
pub fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let is_tidy = |letter: char| letter.is_ascii() && !matches!(letter, '\n' | '\r');
    if trimmed.chars().all(is_tidy) {
        return Cow::Borrowed(trimmed);
    }
    let one_line = trimmed.replace("\r\n", " ");
    let visible = one_line
        .chars()
        .filter(|&letter| !is_invisible(letter))
        .map(|letter| {
            if is_special_blank(letter) {
                ' '
            } else {
                letter
            }
        });
    let tidy: String = visible.nfc().collect();
    let tidy = tidy.trim();
    if tidy == trimmed {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(tidy.to_owned())
}

/// Characters without a width. Those that embed or override a direction of writing are not among
/// them: nobody types them by accident, and [`fault`] names them.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

fn is_special_blank(letter: char) -> bool {
    matches!(letter, '\n' | '\r') || !letter.is_ascii() && letter.is_whitespace()
}

/// Makes the texts of one file [tidy] and remembers what was changed, so that it can be stated.
#[derive(Debug, Default)]
pub(crate) struct Tidier {
    changed: Vec<String>,
    n_changed: usize,
}

impl Tidier {
    /// How many changed texts a note shows.
    const SHOWN: usize = 5;

    /// The tidy text; `place` says where it stands.
    pub(crate) fn tidy(&mut self, text: &str, place: impl FnOnce() -> String) -> String {
        let tidy = tidy(text);
        if tidy != text.trim() {
            self.n_changed += 1;
            if self.changed.len() < Self::SHOWN {
                let codes = codes_gone(text, &tidy).join(", ");
                self.changed
                    .push(format!("'{tidy}' ({}: {codes})", place()));
            }
        }
        tidy.into_owned()
    }

    /// What a reader should know of the changes; nothing where there were none.
    pub(crate) fn note(&self, path: &Path) -> Option<String> {
        if self.changed.is_empty() {
            return None;
        }
        let more = match self.n_changed - self.changed.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "{}: invisible characters, special blanks and Unicode forms were made plain in {}{more}",
            path.display(),
            self.changed.join(", ")
        ))
    }
}

/// The characters of a text that its tidy form has not, by their code points, each once.
fn codes_gone(text: &str, tidy: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    let is_gone = |letter: &char| !letter.is_ascii() && !tidy.contains(*letter);
    for letter in text.trim().chars().filter(is_gone) {
        let code = format!("U+{:04X}", letter as u32);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    if codes.is_empty() {
        let what = if is_nfc(text) {
            "a line end"
        } else {
            "decomposed"
        };
        codes.push(what.to_owned());
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::{Tidier, fault, fault_in_file_name, made_fit_for_file_name, tidy};

    #[test]
    fn what_looks_alike_becomes_one() {
        for (text, plain) in [
            (" a b ", "a b"),
            ("trt\u{200b}", "trt"),
            ("\u{200b} trt", "trt"),
            ("so\u{ad}ja", "soja"),
            ("a\u{202f}b\u{3000}", "a b"),
            ("a\r\nb\nc", "a b c"),
            ("e\u{301}", "\u{e9}"),
            ("\u{e9}", "\u{e9}"),
            ("a\tb", "a\tb"),
        ] {
            assert_eq!(tidy(text), plain, "{text:?}");
        }
    }

    #[test]
    fn changes_are_stated_with_their_characters() {
        let mut tidier = Tidier::default();
        for text in ["trt", " trt ", "trt\u{200b}"] {
            assert_eq!(tidier.tidy(text, || "line 9".to_owned()), "trt");
        }
        assert_eq!(
            tidier.note("s.csv".as_ref()).as_deref(),
            Some(
                "s.csv: invisible characters, special blanks and Unicode forms were made plain in \
                 'trt' (line 9: U+200B)"
            )
        );
        assert_eq!(Tidier::default().note("s.csv".as_ref()), None);
    }

    #[test]
    fn names_that_no_file_can_have_are_faults() {
        for good in ["con_x", "comb", "com12", "null", &"x".repeat(200)] {
            assert_eq!(fault_in_file_name(good), None, "{good}");
        }
        for bad in [
            "CON",
            "nul",
            "aux.x",
            "Com1",
            "LPT9.tsv",
            "prn .x",
            &"\u{e4}".repeat(101),
            "",
            ".hidden",
            "..",
            "a.",
            "a/b",
            "a\\b",
            "a\n",
        ] {
            assert!(fault_in_file_name(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn texts_are_made_fit_for_file_names_by_their_barred_characters_alone() {
        for (text, fit) in [
            ("diet_low Mg_vs_control", "diet_low Mg_vs_control"),
            ("dose_10 mg/kg_vs_0 mg/kg", "dose_10 mg_kg_vs_0 mg_kg"),
            ("../a\\b", "___a_b"),
            ("a..", "a__"),
            ("...", "___"),
            ("a\u{202e}b", "a_b"),
        ] {
            assert_eq!(made_fit_for_file_name(text), fit);
            assert_eq!(fault_in_file_name(fit), None, "{fit}");
        }
    }

    #[test]
    fn names_that_break_tables_or_figures_are_faults() {
        for good in [
            "a",
            "a b",
            "5\"-end",
            "\u{e4}\u{3b2}",
            "a,b;c",
            "<&>",
            "\u{fffd}",
        ] {
            assert_eq!(fault(good), None, "{good:?}");
        }
        for bad in [
            "",
            " a",
            "a ",
            "\"a",
            "a\tb",
            "a\nb",
            "a\u{1b}b",
            "\u{7f}",
            "a\u{85}b",
            "\u{ffff}",
            "a\u{202e}b",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
    }
}
