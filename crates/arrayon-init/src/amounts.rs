//! The numbers in the name of a level, with their units: which of several levels has the least.

/// What a unit measures, and how much of the smallest one listed it is.
type Unit = (&'static str, f64);

const SECONDS_OF_AN_HOUR: f64 = 3600.0;
const SECONDS_OF_A_DAY: f64 = 24.0 * SECONDS_OF_AN_HOUR;

/// Units of one kind can be compared; `5 mg/kg` is a mass, of which `/kg` is a text behind it.
fn unit_of(word: &str) -> Option<Unit> {
    // in molar units alone capitals tell, as 'm' is a metre or a minute
    if let Some(prefix) = word.strip_suffix('M') {
        let scale = match prefix {
            "f" => 1e-15,
            "p" => 1e-12,
            "n" => 1e-9,
            "u" | "µ" | "μ" => 1e-6,
            "m" => 1e-3,
            "" => 1.0,
            _ => return None,
        };
        return Some(("molar", scale));
    }
    let word = word.replace(['µ', 'μ'], "u").to_lowercase();
    Some(match word.as_str() {
        "pg" => ("mass", 1e-12),
        "ng" => ("mass", 1e-9),
        "ug" | "mcg" => ("mass", 1e-6),
        "mg" => ("mass", 1e-3),
        "g" => ("mass", 1.0),
        "kg" => ("mass", 1e3),
        "pmol" => ("amount", 1e-12),
        "nmol" => ("amount", 1e-9),
        "umol" => ("amount", 1e-6),
        "mmol" => ("amount", 1e-3),
        "mol" => ("amount", 1.0),
        "nl" => ("volume", 1e-9),
        "ul" => ("volume", 1e-6),
        "ml" => ("volume", 1e-3),
        "l" => ("volume", 1.0),
        "mgy" => ("radiation", 1e-3),
        "cgy" => ("radiation", 1e-2),
        "gy" => ("radiation", 1.0),
        "s" | "sec" | "second" | "seconds" => ("time", 1.0),
        "min" | "mins" | "minute" | "minutes" => ("time", 60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => ("time", SECONDS_OF_AN_HOUR),
        "d" | "day" | "days" => ("time", SECONDS_OF_A_DAY),
        "w" | "wk" | "wks" | "week" | "weeks" => ("time", 7.0 * SECONDS_OF_A_DAY),
        "mo" | "month" | "months" => ("time", 30.4 * SECONDS_OF_A_DAY),
        "y" | "yr" | "yrs" | "year" | "years" => ("time", 365.25 * SECONDS_OF_A_DAY),
        _ => return None,
    })
}

/// A level as a text with gaps, and the numbers that stand there.
#[derive(Debug, PartialEq)]
struct Amounts {
    /// In small letters; a unit that is known stands as what it measures.
    text: String,
    /// Each number in the smallest unit, a comma taken as decimal and as a mark between thousands.
    numbers: Vec<[f64; 2]>,
    /// Whether the level holds nought as a word of its own, with or without a unit.
    has_zero: bool,
}

/// What stands between the numbers of a level; no name of a level can hold it.
const GAP: char = '\0';

impl Amounts {
    /// `None` where a number can be read in no way: `1.2.3`.
    fn of(level: &str) -> Option<Self> {
        let mut amounts = Self {
            text: String::new(),
            numbers: Vec::new(),
            has_zero: false,
        };
        let mut rest = level.trim();
        let mut before: Option<char> = None;
        while let Some(first) = rest.chars().next() {
            let is_apart = before.is_none_or(char::is_whitespace);
            let n_bytes = length_of_number(rest, is_apart);
            if n_bytes == 0 {
                amounts.text.extend(first.to_lowercase());
                before = Some(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            let (number, behind) = rest.split_at(n_bytes);
            let readings = readings(number)?;
            amounts.text.push(GAP);
            let (scale, behind, is_word) = amounts.take_unit(behind);
            let is_alone = before.is_none_or(|letter| !letter.is_alphanumeric()) && is_word;
            amounts.has_zero |= is_alone && readings == [0.0; 2];
            amounts.numbers.push(readings.map(|number| number * scale));
            before = Some('0');
            rest = behind;
        }
        Some(amounts)
    }

    /// Takes the unit behind a number into the text: how much it is, what stands behind it, and
    /// whether the number has nothing but letters that touch it.
    fn take_unit<'a>(&mut self, behind: &'a str) -> (f64, &'a str, bool) {
        let start = behind.trim_start();
        let letters = start.trim_start_matches(char::is_alphabetic);
        let word = &start[..start.len() - letters.len()];
        let is_word = !letters.starts_with(|next: char| next.is_ascii_digit());
        match unit_of(word).filter(|_| is_word) {
            Some((kind, scale)) => {
                self.text.push_str(&format!("<{kind}>"));
                (scale, letters, true)
            }
            None => (1.0, behind, is_word),
        }
    }

    /// The numbers in one reading; nought is less than all others, those below it, too.
    fn in_reading(&self, reading: usize) -> impl Iterator<Item = (bool, f64)> {
        let numbers = self.numbers.iter().map(move |number| number[reading]);
        numbers.map(|number| (number != 0.0, number))
    }

    fn is_least_of(&self, all: &[Self], reading: usize) -> bool {
        all.iter().all(|other| {
            let mut pairs = self.in_reading(reading).zip(other.in_reading(reading));
            pairs.all(|(own, others)| own <= others)
        })
    }
}

/// How many bytes of the start are a number: digits with marks between them, an exponent, and a
/// minus where it is no hyphen.
fn length_of_number(text: &str, is_apart: bool) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = usize::from(is_apart && bytes.first() == Some(&b'-'));
    if !is_digit(at) {
        return 0;
    }
    while is_digit(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && is_digit(at + 1)) {
        at += 1;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if is_digit(at + 1 + sign) {
            at += 1 + sign;
            while is_digit(at) {
                at += 1;
            }
        }
    }
    at
}

/// A number with its comma as the decimal mark, and as one between thousands; the same where it can
/// be only one of them.
fn readings(number: &str) -> Option<[f64; 2]> {
    let n_of = |mark: char| number.matches(mark).count();
    let parsed = |text: String| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let both = |text: String| parsed(text).map(|number| [number; 2]);
    match (n_of('.'), n_of(',')) {
        (0 | 1, 0) => both(number.to_owned()),
        (0, 1) => {
            let decimal = parsed(number.replace(',', "."))?;
            let (whole, behind) = number.split_once(',')?;
            let is_grouped = behind.len() == 3
                && whole.len() <= 3
                && !whole.trim_start_matches('-').starts_with('0');
            match is_grouped {
                true => Some([decimal, parsed(number.replace(',', ""))?]),
                false => Some([decimal; 2]),
            }
        }
        (0, _) => both(number.replace(',', "")),
        (1, _) if number.rfind('.') > number.rfind(',') => both(number.replace(',', "")),
        (_, 1) if number.rfind(',') > number.rfind('.') => {
            both(number.replace('.', "").replace(',', "."))
        }
        _ => None,
    }
}

/// The level with the least number, where levels differ in numbers alone, whatever their units of
/// one kind; `None` where they differ in other words, too, where several numbers speak for different levels, or
/// where it depends on what a comma means.
pub(crate) fn least<'a>(levels: &[&'a str]) -> Option<&'a str> {
    let amounts: Option<Vec<Amounts>> = levels.iter().map(|level| Amounts::of(level)).collect();
    let amounts = amounts?;
    let first = amounts.first().filter(|first| !first.numbers.is_empty())?;
    if amounts.iter().any(|other| other.text != first.text) {
        return None;
    }
    let least = |reading: usize| {
        let is_least = |one: &Amounts| one.is_least_of(&amounts, reading);
        amounts.iter().position(is_least)
    };
    let at = least(0)?;
    (least(1) == Some(at)).then(|| levels[at])
}

/// Whether a level holds a number that is nought, alone or with a unit: `0`, `0.0 %`, `0h`; not
/// `0.5`, and not the name `P0`.
pub(crate) fn has_zero(level: &str) -> bool {
    Amounts::of(level).is_some_and(|amounts| amounts.has_zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_told_by_numbers_and_units() {
        for (levels, expected) in [
            (&["0.5", "0"][..], "0"),
            (&["0.5", "0.1"], "0.1"),
            (&["5.0", "2.5"], "2.5"),
            (&["10,0 mg", "2,5 mg"], "2,5 mg"),
            (&["Mg 0.05 %", "Mg 0 %"], "Mg 0 %"),
            (&["1 mg", "50 ug"], "50 ug"),
            (&["1 mg/kg", "50 µg/kg", "0.01g/kg"], "50 µg/kg"),
            (&["1 uM", "500 nM"], "500 nM"),
            (&["1 M", "5 mM"], "5 mM"),
            (&["1 ml", "200 µl"], "200 µl"),
            (&["day 10", "day 7"], "day 7"),
            (&["2 h", "30 min", "1 d"], "30 min"),
            (&["1e-6 M", "1e-9 M"], "1e-9 M"),
            (&["day 2", "day -2", "day 0"], "day 0"),
            (&["24 h 5 mg", "0 h 0 mg", "24 h 0 mg"], "0 h 0 mg"),
            (&["1,000 mg", "2,000 mg"], "1,000 mg"),
            (&["1.500,5", "2,5"], "2,5"),
            (&["IL-6 20 ng", "IL-6 5 ng"], "IL-6 5 ng"),
        ] {
            assert_eq!(least(levels), Some(expected), "{levels:?}");
            let turned: Vec<&str> = levels.iter().rev().copied().collect();
            assert_eq!(least(&turned), Some(expected), "{turned:?}");
        }
        for levels in [
            &["1 mg", "5 mM"][..],
            &["1 mg drug", "2 mg other"],
            &["1,000 mg", "5 mg"],
            &["1 h 5 mg", "2 h 1 mg"],
            &["1.2.3", "1.2.4"],
            &["b", "a"],
            &["1 mg", "a"],
        ] {
            assert_eq!(least(levels), None, "{levels:?}");
        }
    }

    #[test]
    fn only_a_whole_number_is_nought() {
        for level in [
            "0",
            "0.0",
            "0 %",
            "0,0 mg",
            "0h",
            "Mg 0",
            "drug (0 mg)",
            "00",
        ] {
            assert!(has_zero(level), "{level}");
        }
        for level in [
            "0.5", "5.0", "10,0 mg", "0.05 %", "P0", "10", "0,5", "1.2.0", "B6", "0h1",
        ] {
            assert!(!has_zero(level), "{level}");
        }
    }
}
