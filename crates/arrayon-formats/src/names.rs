//! What names of samples and features must hold to, so that every result file can carry them.

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

/// The first character that neither a table nor XML can hold, escaped.
pub(crate) fn control_character(text: &str) -> Option<std::char::EscapeDefault> {
    let is_barred = |letter: &char| is_unprintable(*letter);
    Some(text.chars().find(is_barred)?.escape_default())
}

#[cfg(test)]
mod tests {
    use super::fault;

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
