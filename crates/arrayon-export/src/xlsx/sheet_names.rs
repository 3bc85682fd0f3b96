//! Names of sheets.

use std::collections::BTreeSet;

/// Letters that the name of a sheet may have.
const MOST: usize = 31;

/// Names that spreadsheets accept, different from each other whatever the case.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// A name for a sheet.
    pub(super) fn name(&mut self, text: &str) -> String {
        let safe = |letter: char| match letter {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
            letter if letter.is_control() => '_',
            letter => letter,
        };
        let plain: String = text.chars().map(safe).collect();
        let plain = plain.trim().trim_matches('\'');
        // Excel keeps this name for itself
        let plain = match plain {
            "" => "Sheet",
            plain if plain.eq_ignore_ascii_case("history") => "History_",
            plain => plain,
        };
        let mut n = 1;
        loop {
            let ending = match n {
                1 => String::new(),
                n => format!(" ({n})"),
            };
            let mut name = within(plain, MOST - ending.len());
            while name.ends_with('\'') {
                name.pop();
            }
            name.push_str(&ending);
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    }
}

/// As much of a text as has so many UTF-16 units, as spreadsheets count.
fn within(text: &str, most: usize) -> String {
    let mut n = 0;
    let fits = |letter: &char| {
        n += letter.len_utf16();
        n <= most
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_legal_and_different() {
        let mut names = SheetNames::default();
        let long = "a_very_long_contrast_of_magnesium_against_control";
        for (text, name) in [
            ("low_vs_control", "low_vs_control"),
            ("LOW_vs_control", "LOW_vs_control (2)"),
            ("a[b]:c*d?e/f\\g", "a_b__c_d_e_f_g"),
            ("history", "History_"),
            ("''", "Sheet"),
            ("\u{0}", "_"),
            (long, "a_very_long_contrast_of_magnesi"),
            (long, "a_very_long_contrast_of_mag (2)"),
            (&"'".repeat(40), "Sheet (2)"),
        ] {
            assert_eq!(names.name(text), name, "{text:?}");
        }
        let wide = names.name(&"\u{1f400}".repeat(31));
        assert_eq!(wide.encode_utf16().count(), 30);
        for _ in 0..1200 {
            assert!(names.name(long).chars().count() <= MOST);
        }
    }
}
