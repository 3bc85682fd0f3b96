//! Messages in plain words: without the talk of parsers, and without cells as long as a file.

/// Longest text between quotes that a message shows whole, in characters.
const LONGEST: usize = 80;

/// How much is shown of a longer one.
const SHOWN: usize = 40;

/// A number of things whose plural ends in an s.
///
/// ```
/// use arrayon_core::plain_words::counted;
/// assert_eq!(counted(1, "sample"), "1 sample");
/// assert_eq!(counted(0, "sample"), "0 samples");
/// ```
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Shortens what stands between quotes, single or double, to its first 40 characters where it has
/// more than 80, and says how many more there are.
///
/// ```
/// let message = format!("'{}' is no number", "x".repeat(5000));
/// let expected = format!("'{}...' (and 4960 characters more) is no number", "x".repeat(40));
/// assert_eq!(arrayon_core::plain_words::shortened(&message), expected);
/// ```
pub fn shortened(message: &str) -> String {
    if message.len() <= LONGEST {
        return message.to_owned();
    }
    let mut short = String::with_capacity(message.len().min(1024));
    let mut rest = message;
    let mut before = ' ';
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = &rest[at..=at];
        let opens = !rest[..at]
            .chars()
            .next_back()
            .unwrap_or(before)
            .is_alphanumeric();
        short.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        before = '\'';
        let end = if opens {
            end_of_quoted(rest, quote)
        } else {
            None
        };
        let Some(end) = end else { continue };
        let quoted = &rest[..end];
        let n_more = quoted.chars().count().saturating_sub(SHOWN);
        if n_more > LONGEST - SHOWN {
            short.extend(quoted.chars().take(SHOWN));
            short.push_str(&format!("...{quote} (and {n_more} characters more)"));
        } else {
            short.push_str(quoted);
            short.push_str(quote);
        }
        rest = &rest[end + 1..];
    }
    short.push_str(rest);
    short
}

/// Where the quoted text ends: at a quote that no letter or digit follows.
fn end_of_quoted(text: &str, quote: &str) -> Option<usize> {
    let ends = |&(at, _): &(usize, &str)| {
        !(text[at + 1..].chars().next()).is_some_and(char::is_alphanumeric)
    };
    text.match_indices(quote).find(ends).map(|(at, _)| at)
}

/// What a parser of TOML or YAML says, without the place, which is reported separately, and without the
/// names of its types and settings.
///
/// ```
/// use arrayon_core::plain_words::of_parser;
///
/// assert_eq!(
///     of_parser("invalid value: integer `-1`, expected u32"),
///     "invalid value: integer '-1', expected a whole number, 0 or more"
/// );
/// ```
pub fn of_parser(message: &str) -> String {
    let message = message.trim().replace('\n', "; ").replace('`', "'");
    let message = match message.rfind(" at line ") {
        Some(at) if is_place(&message[at..]) => &message[..at],
        _ => &message,
    };
    let duplicate = message.strip_prefix("duplicate mapping key: ");
    if let Some(key) = duplicate {
        let key = key.split(", set ").next().unwrap_or(key);
        return format!("key '{key}' occurs twice");
    }
    for (mark, plain) in [
        ("null into string", "a value is missing"),
        (
            "from_str_multiple",
            "more than one document, divided by '---'",
        ),
        (
            "budget breached: Depth",
            "lists and maps are nested more than 64 deep",
        ),
        ("budget breached: Alias", REPEATED),
        ("budget breached: Anchors", REPEATED),
        ("budget breached: RecordedAnchor", REPEATED),
        ("budget breached: MergeKeys", REPEATED),
        (
            "budget breached: Documents",
            "more than 1,024 documents, divided by '---'",
        ),
        // a text without aliases has fewer nodes than letters, which is what readers allow
        ("budget breached: Nodes", REPEATED),
        ("budget breached: Events", REPEATED),
        ("budget breached", "more entries than can be read"),
        ("nesting limit", "lists and maps are nested too deep"),
        ("recursion limit", "lists and maps are nested too deep"),
    ] {
        if message.contains(mark) {
            return plain.to_owned();
        }
    }
    with_plain_types(message)
}

const REPEATED: &str = "aliases (*) repeat parts of the file too many times";

/// Whether a text is ` at line 3, column 5` and no more.
fn is_place(text: &str) -> bool {
    let words = [" at line ", ", column "];
    let digits = words
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, ""));
    digits.chars().all(|letter| letter.is_ascii_digit())
}

fn with_plain_types(message: &str) -> String {
    const WHOLE: &str = "a whole number, 0 or more";
    let mut plain = message.to_owned();
    for (kind, words) in [
        ("usize", WHOLE),
        ("u64", WHOLE),
        ("u32", WHOLE),
        ("u16", WHOLE),
        ("u8", WHOLE),
        ("i64", "a whole number"),
        ("i32", "a whole number"),
        ("f64", "a number"),
        ("path string", "a path between quotes"),
    ] {
        plain = plain.replace(&format!("expected {kind}"), &format!("expected {words}"));
        plain = plain.replace(&format!("invalid {kind}"), &format!("not {words}"));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_long_is_shortened() {
        let short = "contrast 'a' has the variable's level 'b', not the other's";
        assert_eq!(shortened(short), short);
        let list = format!("expected one of '{}'", vec!["level"; 40].join("', '"));
        assert_eq!(shortened(&list), list);
        let prose = "limma's table, which is long, and which goes on for a while with many words \
                     about it that nobody reads, and arrayon's";
        assert_eq!(shortened(prose), prose);
        let cell = format!("string \"{}\", and 'x'", "é".repeat(100));
        let expected = format!(
            "string \"{}...\" (and 60 characters more), and 'x'",
            "é".repeat(40)
        );
        assert_eq!(shortened(&cell), expected);
        let open = format!("'{}", "x".repeat(100));
        assert_eq!(shortened(&open), open);
    }

    #[test]
    fn parsers_are_put_in_plain_words() {
        for (message, plain) in [
            (
                "duplicate mapping key: id, set DuplicateKeyPolicy in Options if acceptable at \
                 line 3, column 5",
                "key 'id' occurs twice",
            ),
            (
                "cannot deserialize null into string; use Option<String> at line 5, column 1",
                "a value is missing",
            ),
            (
                "invalid u32 at line 1, column 16",
                "not a whole number, 0 or more",
            ),
            (
                "invalid type: boolean `true`, expected path string",
                "invalid type: boolean 'true', expected a path between quotes",
            ),
            ("key 'a' at line end", "key 'a' at line end"),
        ] {
            assert_eq!(of_parser(message), plain);
        }
    }
}
