//! Names of exported files and of what they hold.

use std::collections::BTreeSet;

/// As many characters of a name as every file system takes with an ending.
const MOST: usize = 100;

/// Names that are safe in paths, and different from each other whether case counts or not.
#[derive(Debug, Default)]
pub(crate) struct SafeNames {
    taken: BTreeSet<String>,
}

impl SafeNames {
    /// A name for a file or a key: letters, digits, `.`, `-` and `_`; no hidden file, no parent
    /// folder, none that was given before.
    pub(crate) fn name(&mut self, text: &str) -> String {
        let safe = |letter: char| match letter {
            letter if letter.is_alphanumeric() || ".-_".contains(letter) => letter,
            _ => '_',
        };
        let mut stem: String = text.chars().map(safe).take(MOST).collect();
        if stem.is_empty() || stem.starts_with('.') {
            stem.insert(0, '_');
        }
        let mut name = stem.clone();
        let mut n = 1;
        while !self.taken.insert(name.to_lowercase()) {
            n += 1;
            name = format!("{stem}_{n}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::SafeNames;

    #[test]
    fn hostile_names_are_harmless_and_stay_apart() {
        let mut names = SafeNames::default();
        for (text, name) in [
            ("low_vs_control", "low_vs_control"),
            ("Low_vs_control", "Low_vs_control_2"),
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("=cmd|' /C'!A0", "_cmd____C__A0"),
            ("a\u{0}b\u{1b}[31m", "a_b__31m"),
            ("", "_"),
            (".", "_."),
            ("..", "_.."),
            ("Mg \u{2193} \u{4f4e}", "Mg___\u{4f4e}"),
        ] {
            assert_eq!(names.name(text), name, "{text:?}");
        }
        let long = "x".repeat(5000);
        assert_eq!(names.name(&long).len(), 100);
        assert_eq!(names.name(&long).len(), 102);
    }
}
