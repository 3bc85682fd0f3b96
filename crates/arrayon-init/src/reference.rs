//! Which level of a column the others are compared with.

use crate::amounts::{has_zero, least};

/// Words for the reference, whole words of a level; the first count most.
const REFERENCES: [&str; 25] = [
    "control",
    "ctrl",
    "ctl",
    "controls",
    "untreated",
    "vehicle",
    "mock",
    "sham",
    "placebo",
    "wt",
    "wildtype",
    "wild",
    "normal",
    "healthy",
    "baseline",
    "none",
    "no",
    "naive",
    "reference",
    "scramble",
    "pairfed",
    "pair",
    "dmso",
    "pbs",
    "saline",
];

/// The reference of levels, and why it is.
pub(crate) fn choose<'a>(levels: &[&'a str]) -> (&'a str, String) {
    let told = REFERENCES.iter().find_map(|word| {
        let holding = telling(levels, |level| holds(level, word))?;
        Some((holding, format!("it holds the word '{word}'")))
    });
    if let Some((holding, why)) = told {
        return among(&holding, why);
    }
    if let Some(level) = least(levels) {
        return (level, "it has the smallest number".to_owned());
    }
    if let Some(holding) = telling(levels, has_zero) {
        return among(&holding, "it holds the number 0".to_owned());
    }
    let first = levels.iter().min().copied().unwrap_or_default();
    let why = "it is the first by its letters, as neither words nor numbers tell which it is: look \
               whether the others are to be compared with it";
    (first, why.to_owned())
}

/// Whether a level sounds like a reference by itself.
pub(crate) fn sounds_like_one(level: &str) -> bool {
    REFERENCES.iter().any(|word| holds(level, word)) || has_zero(level)
}

/// The levels of which something is true; `None` where it is true of none, or of all, which tells
/// nothing.
fn telling<'a>(levels: &[&'a str], is_true: impl Fn(&str) -> bool) -> Option<Vec<&'a str>> {
    let held = levels.iter().copied().filter(|level| is_true(level));
    let held: Vec<&str> = held.collect();
    (1..levels.len()).contains(&held.len()).then_some(held)
}

/// The reference among levels that have the same thing to say for them.
fn among<'a>(levels: &[&'a str], why: String) -> (&'a str, String) {
    match levels {
        [only] => (only, why),
        several => {
            let (level, further) = choose(several);
            (level, format!("{why}; of those that do, {further}"))
        }
    }
}

/// Whether a word stands in a level, as it is or with a number: `ctrl1`, `control2`.
fn holds(level: &str, reference: &str) -> bool {
    let words = words(level);
    let is_negated = words
        .first()
        .is_some_and(|word| word == "non" || word == "not");
    let is_word =
        |word: &String| word.trim_end_matches(|letter: char| letter.is_ascii_digit()) == reference;
    !is_negated && words.iter().any(is_word)
}

/// The words of a text in small letters.
pub(crate) fn words(text: &str) -> Vec<String> {
    let lower = text
        .to_lowercase()
        .replace("wild-type", "wildtype")
        .replace("pair-fed", "pairfed");
    let parts = lower.split(|letter: char| !letter.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_by_words_numbers_or_letters() {
        for (levels, expected, why) in [
            (&["KO", "WT"][..], "WT", "'wt'"),
            (&["low Mg", "pair-fed"], "pair-fed", "'pairfed'"),
            (&["10", "2", "30"], "2", "smallest"),
            (&["b", "a"], "a", "first by its letters"),
            (&["non control", "normal"], "normal", "'normal'"),
            (&["ctrl1", "drug1"], "ctrl1", "'ctrl'"),
            // doses: the sign of every fold change hangs on them
            (&["0.5", "0"], "0", "smallest"),
            (&["5.0", "2.5"], "2.5", "smallest"),
            (&["1 mg", "50 ug"], "50 ug", "smallest"),
            (&["0.5 mg", "vehicle"], "vehicle", "'vehicle'"),
            (&["0.5 mg", "0"], "0", "number 0"),
            (&["24h LPS", "0h"], "0h", "number 0"),
            (&["5 mg", "10 mM"], "10 mM", "look whether"),
            (
                &["WT m", "WT f", "KO f"],
                "WT f",
                "'wt'; of those that do, it is the first",
            ),
            // a word that all levels hold tells nothing
            (
                &["control diet 0.5 %", "control diet 0 %"],
                "control diet 0 %",
                "smallest",
            ),
            (
                &["control 5 mg", "drug 0 mg", "control 0 mg"],
                "control 0 mg",
                "of those that do",
            ),
        ] {
            let (level, reason) = choose(levels);
            assert_eq!(level, expected);
            assert!(reason.contains(why), "{reason}");
        }
    }
}
