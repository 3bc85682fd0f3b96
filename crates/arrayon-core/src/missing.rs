//! The words that stand for "nothing here" in the files that people have. Every reader asks this
//! module, so that a word means the same in an annotation, a matrix and a gene set file.

/// Words for nothing, in any case, with the programs that write them.
///
/// | words | written by |
/// |---|---|
/// | (nothing), `NA`, `<NA>`, `NaN`, `NULL` | R, GEO, pandas |
/// | `N/A`, `#N/A`, `#NV` | spreadsheets |
/// | `n.a.`, `n.d.`, `k.A.` | people |
/// | `None`, `nil` | Python and other languages |
/// | `---`, `--`, `-`, `.`, `?` | the chips' vendor, NCBI, GTF files, SAS, people |
/// | `missing` | people |
const WORDS: [&str; 18] = [
    "", "NA", "<NA>", "NaN", "NULL", "N/A", "#N/A", "#NV", "None", "nil", "---", "--", "-", ".",
    "?", "n.a.", "n.d.", "k.A.",
];

/// A word too long for the quick look of [`is_missing`].
const LONG: &str = "missing";

/// Words for nothing that nobody gives to a group of samples, in this case only.
const NO_LEVELS: [&str; 7] = ["", "NA", "<NA>", "NaN", "N/A", "#N/A", "#NV"];

/// Whether a cell of a file holds nothing: it is empty or blank, or one of the words for it, in any
/// case: `NA`, `<NA>`, `N/A`, `#N/A`, `#NV`, `n.a.`, `n.d.`, `k.A.`, `NaN`, `NULL`, `None`, `nil`,
/// `missing`, `---`, `--`, `-`, `.`, `?`.
///
/// This is for cells that hold numbers, genes and ids. Where people write free text, such
/// as the levels of a sample sheet, ask [`is_missing_level`].
///
/// ```
/// use arrayon_core::missing::is_missing;
/// assert!(["", " ", "NA", "n/a", "null", "---", " - "].into_iter().all(is_missing));
/// assert!(!["0", "Nas", "NA1", "-1", "----"].into_iter().any(is_missing));
/// ```
pub fn is_missing(text: &str) -> bool {
    // nearly all cells are numbers or names, which the first letter and the length give away
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let text = text.trim();
    match text.len() {
        0..=4 => WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)),
        _ => text.eq_ignore_ascii_case(LONG),
    }
}

/// Whether a cell in which people write free text holds nothing: it is empty or blank, or
/// `NA`, `<NA>`, `NaN`, `N/A`, `#N/A` or `#NV` in these letters. `Na` may be sodium, `none` a dose, `null` a
/// genotype and `-` a treatment not given: they are levels.
///
/// ```
/// use arrayon_core::missing::is_missing_level;
/// assert!(["", " ", "NA", "#N/A"].into_iter().all(is_missing_level));
/// assert!(!["Na", "none", "null", "-"].into_iter().any(is_missing_level));
/// ```
pub fn is_missing_level(text: &str) -> bool {
    NO_LEVELS.contains(&text.trim())
}

/// The text without blanks around it, or nothing where [it is missing](is_missing).
///
/// ```
/// use arrayon_core::missing::present;
/// assert_eq!(present(" Hmox1 "), "Hmox1");
/// assert_eq!(present("---"), "");
/// ```
pub fn present(text: &str) -> &str {
    if is_missing(text) { "" } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_in_any_case_and_between_blanks() {
        for word in WORDS.into_iter().chain([LONG]) {
            for text in [
                word.to_lowercase(),
                word.to_uppercase(),
                format!("\t{word} "),
            ] {
                assert!(is_missing(&text), "'{text}'");
            }
        }
        assert!(NO_LEVELS.into_iter().all(is_missing));
        // symbols of genes, ids and numbers
        for text in [
            "NAT", "Nanog", "Nil1", "-0", ".5", "4.", "..", "NAN1", "no", "µ", "é",
        ] {
            assert!(!is_missing(text), "'{text}'");
        }
    }
}
