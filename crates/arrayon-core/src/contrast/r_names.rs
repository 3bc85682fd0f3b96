//! What R makes of names that are not syntactic in it.

/// The name that R's `make.names` makes of a text: other characters than letters, digits, `.` and
/// `_` become `.`; `X` comes before what does not begin as a name does.
///
/// ```
/// use arrayon_core::contrast::r_name;
/// assert_eq!(r_name("(Intercept)"), "X.Intercept.");
/// assert_eq!(r_name("genotypeKO:dietlow fat"), "genotypeKO.dietlow.fat");
/// assert_eq!(r_name("4w"), "X4w");
/// ```
pub fn r_name(text: &str) -> String {
    let mut first = text.chars();
    let begins_well = match first.next() {
        Some('.') => !first.next().is_some_and(|second| second.is_ascii_digit()),
        Some(letter) => letter.is_alphabetic(),
        None => false,
    };
    let prefix = if begins_well { "" } else { "X" };
    let valid = |letter: char| {
        if letter.is_alphanumeric() || matches!(letter, '.' | '_') {
            letter
        } else {
            '.'
        }
    };
    let name: String = prefix.chars().chain(text.chars().map(valid)).collect();
    if RESERVED.contains(&name.as_str()) {
        name + "."
    } else {
        name
    }
}

const RESERVED: &[&str] = &[
    "if",
    "else",
    "repeat",
    "while",
    "function",
    "for",
    "next",
    "break",
    "TRUE",
    "FALSE",
    "NULL",
    "Inf",
    "NaN",
    "NA",
    "NA_integer_",
    "NA_real_",
    "NA_character_",
    "NA_complex_",
    "in",
];

#[cfg(test)]
mod tests {
    use super::r_name;

    #[test]
    fn names_are_those_of_r() {
        // make.names(c("", "_a", ".1", ".a", "a-b", "if", "1", "NA")) of R 4.2
        let found = ["", "_a", ".1", ".a", "a-b", "if", "1", "NA"].map(r_name);
        let expected = ["X", "X_a", "X.1", ".a", "a.b", "if.", "X1", "NA."];
        assert_eq!(found, expected);
    }
}
