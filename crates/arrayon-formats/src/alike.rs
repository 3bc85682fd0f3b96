//! Names that are not the same and may well be meant as one: for messages and warnings, never for
//! a decision.

use crate::names::tidy;
use arrayon_core::suggest::{edit_distance, nearest};
use unicode_normalization::UnicodeNormalization;

/// A name without what people and programs change without notice: capitals, compatibility forms of
/// Unicode (two code points for the sign of micro), blanks and marks between words, a decimal comma.
///
/// A sign before a number or behind a word (`Mg -`, `wt+`) and the point of a number stay.
///
/// ```
/// use arrayon_formats::alike::folded;
/// assert_eq!(folded("Mg 0,01 %"), folded("mg_0.01%"));
/// assert_eq!(folded("pair fed"), folded("Pair-Fed"));
/// assert_ne!(folded("wt+"), folded("wt-"));
/// assert_ne!(folded("1.5 mg"), folded("15 mg"));
/// ```
pub fn folded(name: &str) -> String {
    let letters: Vec<char> = (tidy(name).nfkc())
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let is_at = |at: Option<usize>, is: fn(char) -> bool| {
        at.and_then(|at| letters.get(at)).copied().is_some_and(is)
    };
    let digit = |letter: char| letter.is_ascii_digit();
    let kept = (letters.iter().enumerate()).filter_map(|(at, &letter)| {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        match letter {
            '.' | ',' if is_at(before, digit) && is_at(after, digit) => Some('.'),
            // between words a hyphen, else a sign
            '-' if is_at(before, char::is_alphanumeric) && is_at(after, char::is_alphabetic) => {
                None
            }
            '+' | '-' => Some(letter),
            other => other.is_alphanumeric().then_some(other),
        }
    });
    kept.collect()
}

/// Whether two names may be one: they are the same when [`folded`], or one letter of at least four
/// was mistyped. Names that differ in a digit or a sign are numbered: they differ on purpose.
pub fn may_be_one(one: &str, other: &str) -> bool {
    if let (Some(one), Some(other)) = (as_number(one), as_number(other)) {
        return one == other;
    }
    let (one, other) = (folded(one), folded(other));
    if one == other {
        return true;
    }
    let marks = |name: &str| -> String {
        let is_mark = |letter: &char| letter.is_ascii_digit() || "+-.".contains(*letter);
        name.chars().filter(is_mark).collect()
    };
    let n_letters = |name: &str| name.chars().filter(|letter| letter.is_alphabetic()).count();
    n_letters(&one).min(n_letters(&other)) >= 4
        && marks(&one) == marks(&other)
        && edit_distance(&one, &other) == 1
}

fn as_number(name: &str) -> Option<f64> {
    name.replacen(',', ".", 1).parse().ok()
}

/// What R's `make.names` writes for a name, as `read.table` does unless `check.names = FALSE`.
pub fn made_by_r(name: &str) -> String {
    let kept = |letter: char| match letter {
        '.' | '_' => letter,
        other if other.is_alphanumeric() => other,
        _ => '.',
    };
    let made: String = name.chars().map(kept).collect();
    let mut letters = made.chars();
    let is_valid = match (letters.next(), letters.next()) {
        (Some('.'), second) => !second.is_some_and(|letter| letter.is_ascii_digit()),
        (first, _) => first.is_some_and(char::is_alphabetic),
    };
    if is_valid { made } else { format!("X{made}") }
}

/// The only name among others that begins or ends with a name and sets it off by a blank or mark:
/// programs append what they are and what the chip is, archives put their accession in front.
///
/// ```
/// use arrayon_formats::alike::only_longer;
/// let columns = ["GSM100_S1", "S10.rma-gene-full.Signal", "S2_(Clariom_S_Rat).CEL"];
/// assert_eq!(only_longer("S1", columns.into_iter()), Some("GSM100_S1"));
/// assert_eq!(only_longer("s2", columns.into_iter()), Some("S2_(Clariom_S_Rat).CEL"));
/// assert_eq!(only_longer("S", columns.into_iter()), None);
/// ```
pub fn only_longer<'a>(name: &str, others: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |of: &str| crate::sample_sheet::stem(&tidy(of)).to_lowercase();
    let name = plain(name);
    let is_mark = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_alphanumeric());
    let mut longer = others.filter(|other| {
        let other = plain(other);
        let (behind, before) = (other.strip_prefix(&name), other.strip_suffix(&name));
        is_mark(behind.and_then(|rest| rest.chars().next()))
            || is_mark(before.and_then(|rest| rest.chars().next_back()))
    });
    longer.next().filter(|_| longer.next().is_none())
}

/// The name among others that a name which is none of them is most like: R's form of it, one that
/// may be the same, with or without an ending such as `.CEL`, the [only longer one](only_longer),
/// or the one that the fewest edits make.
pub fn most_alike<'a>(
    name: &str,
    others: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let form = |of: &str| folded(&crate::sample_sheet::stem(of));
    let in_r = made_by_r(name);
    let find = |is: &dyn Fn(&str) -> bool| others.clone().find(|other| is(other));
    find(&|other| other == in_r)
        .or_else(|| find(&|other| form(other) == form(name)))
        .or_else(|| find(&|other| form(other) == form(&in_r)))
        .or_else(|| only_longer(name, others.clone()))
        .or_else(|| nearest(name, others.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_may_be_one() {
        for (one, other, expected) in [
            ("Mg 0,01 %", "Mg 0.01 %", true),
            ("control", "Control ", true),
            ("control", "contrl", true),
            ("pair fed", "pair_fed", true),
            ("\u{b5}g", "\u{3bc}g", true),
            ("0.10", "0.1", true),
            ("0,5", "0.5", true),
            ("10", "1.0", false),
            ("rat1", "rat2", false),
            ("diet 1", "diet 11", false),
            ("wt+", "wt-", false),
            ("ko", "wo", false),
            ("Mg 0.1 %", "Mg 0.01 %", false),
        ] {
            assert_eq!(may_be_one(one, other), expected, "{one} {other}");
            assert_eq!(may_be_one(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn r_makes_names_valid() {
        for (name, made) in [
            ("1_c", "X1_c"),
            ("a b", "a.b"),
            ("50% (x)", "X50...x."),
            (".1", "X.1"),
            ("_a", "X_a"),
            ("a-b", "a.b"),
            ("rat", "rat"),
        ] {
            assert_eq!(made_by_r(name), made);
        }
    }

    #[test]
    fn the_most_alike_is_found() {
        for (name, other) in [
            ("1_c", "X1_c"),
            ("S1", "s1"),
            ("S1", "S1.CEL"),
            ("S1", "S1.cel.gz"),
            ("rat 1 (S)", "rat.1..S."),
            ("cotnrol 1", "control 1"),
        ] {
            let others = ["Y", other, "unlike everything"];
            assert_eq!(most_alike(name, others.into_iter()), Some(other));
        }
        assert_eq!(most_alike("S1", ["kidney"].into_iter()), None);
    }
}
