//! Ids that a spreadsheet has made dates or numbers of: `2-Sep` was Septin2, `2.31E+13` a number in
//! the name of a clone. Every reader of ids asks this module.

use std::collections::BTreeMap;

/// Stems of gene symbols that, with a number, look like a day of a month; the first letters of the
/// month in the languages of spreadsheets, by which it is known.
const MONTHS: [(&[&str], &[&str]); 12] = [
    (&["jan", "ene", "gen"], &["Jan"]),
    (&["feb", "fev", "fév"], &["Feb"]),
    (
        &["mar", "mär", "mrz"],
        &["Marchf", "March", "Mtarc", "Marc"],
    ),
    (&["apr", "avr", "abr"], &["Apr"]),
    (&["may", "mai", "mag"], &["May"]),
    (&["jun", "juin", "giu"], &["Jun"]),
    (&["jul", "juil", "lug"], &["Jul"]),
    (&["aug", "aoû", "aou", "ago"], &["Aug"]),
    (&["sep", "set"], &["Septin", "Sept", "Sep"]),
    (&["oct", "okt", "ott"], &["Oct"]),
    (&["nov"], &["Nov"]),
    (&["dec", "dez", "déc", "dic"], &["Delec", "Dec"]),
];

/// The highest number of the symbols that look like months (SEPTIN14).
const MOST_OF_FAMILY: u32 = 14;

/// What became of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mangled {
    /// A day of a month: the month from 0, and the numbers that the symbol may have had.
    Date(usize, Vec<u32>),
    /// A number with an exponent: the digits before it, and the exponent.
    Number(String, u32),
}

/// A sentence on ids that a spreadsheet has changed, with what they were where one of the known
/// names fits; `None` where there are none.
///
/// `what` names the ids, as in `feature ids`. Days since 1900, as in `44621`, are reported only where
/// the other ids are no numbers.
///
/// ```
/// use arrayon_core::spreadsheet_ids::warning;
/// let ids = ["Il6", "2-Sep", "Tnf"];
/// let told = warning("gene symbols", ids, ["Septin2", "Il6"]).unwrap();
/// assert!(told.contains("'2-Sep' (Septin2)"));
/// assert_eq!(warning("gene symbols", ["Sept2", "1367452_at"], []), None);
/// ```
pub fn warning<'a, 'k>(
    what: &str,
    ids: impl IntoIterator<Item = &'a str>,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<String> {
    const SHOWN: usize = 10;
    let (mut found, mut serials) = (BTreeMap::new(), BTreeMap::new());
    let (mut n_ids, mut n_numbers) = (0_usize, 0_usize);
    for id in ids {
        n_ids += 1;
        n_numbers += usize::from(!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(mangled) = mangled(id) {
            found.insert(id, mangled);
        } else if let Some(date) = of_serial(id) {
            serials.insert(id, date);
        }
    }
    if 10 * n_numbers <= n_ids {
        found.append(&mut serials);
    }
    if found.is_empty() {
        return None;
    }
    let known: BTreeMap<String, &str> = known
        .into_iter()
        .map(|name| (name.to_lowercase(), name))
        .collect();
    let told: Vec<String> = (found.iter().take(SHOWN))
        .map(|(id, mangled)| format!("'{id}' ({})", mangled.origin(&known)))
        .collect();
    let more = match found.len().saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Some(format!(
        "{} {what} look like dates or numbers that a spreadsheet made of symbols, and are found \
         nowhere under these names: {}{more}; take the names from the file before it was opened \
         there",
        found.len(),
        told.join(", ")
    ))
}

/// Whether an id looks like one that a spreadsheet has changed.
pub fn is_mangled(id: &str) -> bool {
    mangled(id).is_some()
}

impl Mangled {
    /// What the id was, as far as it can be known.
    fn origin(&self, known: &BTreeMap<String, &str>) -> String {
        let (found, guesses) = match self {
            Self::Date(month, numbers) => {
                let stems = MONTHS[*month].1;
                let names: Vec<String> = stems
                    .iter()
                    .flat_map(|stem| numbers.iter().map(move |number| format!("{stem}{number}")))
                    .collect();
                let found: Vec<&str> = (names.iter())
                    .filter_map(|name| known.get(&name.to_lowercase()).copied())
                    .collect();
                (found, names.join(" or "))
            }
            Self::Number(digits, exponent) => {
                let fits = |name: &str| is_clone_of(name, digits, *exponent);
                let found: Vec<&str> = (known.iter())
                    .filter(|(name, _)| fits(name))
                    .map(|(_, name)| *name)
                    .collect();
                let guess = "the number of a clone, as in 2310009E13Rik".to_owned();
                (found, guess)
            }
        };
        match found.is_empty() {
            true => format!("perhaps {guesses}"),
            false => found.join(" or "),
        }
    }
}

/// Whether a clone, `2310009e13rik`, became such a number: 2.31E+19 of 2310009 times ten to the 13.
fn is_clone_of(name: &str, digits: &str, exponent: u32) -> bool {
    let Some((number, rest)) = name.split_once('e') else {
        return false;
    };
    let power: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let Ok(power) = power.parse::<u32>() else {
        return false;
    };
    // the last digit shown is rounded
    let shown = &digits[..digits.len().saturating_sub(1)];
    is_number && number.starts_with(shown) && power + number.len() as u32 == exponent + 1
}

fn mangled(id: &str) -> Option<Mangled> {
    let id = id.trim();
    // nearly all ids are none of it, which their first letter or length gives away
    if !(4..=20).contains(&id.len()) {
        return None;
    }
    of_number(id).or_else(|| of_date(id))
}

/// `2.31E+13`.
fn of_number(id: &str) -> Option<Mangled> {
    let (number, exponent) = id.split_once(['E', 'e'])?;
    let exponent = exponent.strip_prefix('+')?.parse().ok()?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_number = number.starts_with(|first: char| first.is_ascii_digit())
        && number.len() - digits.len() <= 1
        && number
            .chars()
            .all(|letter| letter.is_ascii_digit() || ".,".contains(letter));
    is_number.then_some(Mangled::Number(digits, exponent))
}

/// `1-Mar`, `Mar-01`, `1. Mrz`, `1-Mar-24`, `2001-09-01`, `3/1/2024`, `01.03.2024`.
fn of_date(id: &str) -> Option<Mangled> {
    let day = id.split([' ', 'T']).next().unwrap_or(id);
    let day = match id.split_once(' ') {
        // midnight, as in 2001-09-01 00:00:00
        Some((_, rest)) if rest.starts_with("00:00") => day,
        _ => id,
    };
    let parts: Vec<&str> = day
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| -> Option<u32> {
        let is_number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    };
    match parts[..] {
        [one, other] => {
            if !day.contains(['-', '/', ' ']) {
                return None;
            }
            let (month, number) = match (month_of(one), month_of(other)) {
                (Some(month), None) => (month, number(other)?),
                (None, Some(month)) => (month, number(one)?),
                _ => return None,
            };
            (1..=31)
                .contains(&number)
                .then(|| Mangled::Date(month, vec![number]))
        }
        [one, month, year] if month_of(month).is_some() => {
            number(year)?;
            let day = number(one).filter(|day| (1..=31).contains(day))?;
            Some(Mangled::Date(month_of(month)?, vec![day]))
        }
        [first, second, third] => {
            let numbers = [number(first)?, number(second)?, number(third)?];
            // the order of day and month is that of the country
            let (year, pairs) = match (first.len(), third.len()) {
                (4, _) => (numbers[0], vec![(numbers[1], numbers[2])]),
                (_, 4) => {
                    let (one, other) = (numbers[0], numbers[1]);
                    (numbers[2], vec![(one, other), (other, one)])
                }
                _ => return None,
            };
            let is_day =
                |&(month, day): &(u32, u32)| (1..=12).contains(&month) && (1..=31).contains(&day);
            if !(1900..2100).contains(&year) {
                return None;
            }
            // of two readings the one whose month begins symbols that are known for it
            let fits = pairs.iter().filter(|pair| is_day(pair));
            let (month, day) =
                fits.max_by_key(|(month, _)| u8::from([3, 9, 12].contains(month)))?;
            Some(in_year(*month as usize - 1, *day, year))
        }
        _ => None,
    }
}

/// A day of a year: the number of the symbol is the day, or, where the day is the first, the year
/// (`Mar-02` is read as March 2002).
fn in_year(month: usize, day: u32, year: u32) -> Mangled {
    let mut numbers = vec![day];
    let of_year = year % 100;
    if day == 1 && (2..=MOST_OF_FAMILY).contains(&of_year) {
        numbers.push(of_year);
    }
    Mangled::Date(month, numbers)
}

/// Days since the end of 1899, from 1990 to 2050.
fn of_serial(id: &str) -> Option<Mangled> {
    let serial: i64 = id.parse().ok()?;
    if id.len() != 5 || !(32_874..54_789).contains(&serial) {
        return None;
    }
    // 25,569 is 1970-01-01
    let (year, month, day) = crate::calendar::civil(serial - 25_569);
    Some(in_year(month as usize - 1, day as u32, year as u32))
}

/// The month, from 0, whose name or abbreviation this is.
fn month_of(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let is_word = word.chars().all(char::is_alphabetic) && word.chars().count() <= 9;
    let begins = |(stems, _): &(&[&str], &[&str])| stems.iter().any(|stem| word.starts_with(stem));
    let month = is_word.then(|| MONTHS.iter().position(begins)).flatten()?;
    // a month, and no word that begins as one does (Marker-1, Decoy-2)
    let names = [
        "jan",
        "january",
        "januar",
        "feb",
        "february",
        "februar",
        "mar",
        "mär",
        "mrz",
        "march",
        "märz",
        "mars",
        "marzo",
        "apr",
        "april",
        "avr",
        "abr",
        "may",
        "mai",
        "mag",
        "jun",
        "june",
        "juni",
        "juin",
        "giu",
        "jul",
        "july",
        "juli",
        "juil",
        "lug",
        "aug",
        "august",
        "aoû",
        "août",
        "aou",
        "aout",
        "ago",
        "sep",
        "sept",
        "september",
        "set",
        "oct",
        "october",
        "okt",
        "oktober",
        "ott",
        "nov",
        "november",
        "dec",
        "december",
        "dez",
        "dezember",
        "déc",
        "dic",
        "fev",
        "fév",
        "févr",
        "ene",
        "gen",
        "janv",
        "avril",
        "octobre",
    ];
    names.contains(&&word[..]).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(id: &str, known: &[&str]) -> Option<String> {
        let told = warning(
            "ids",
            [
                "Il6", "Tnf", "Ab1", "Cd4", "F2", "C3", "Mgp", "X1", "Y2", id,
            ],
            known.iter().copied(),
        )?;
        let start = told.find(&format!("'{id}' ("))? + id.len() + 4;
        let end = start + told[start..].find(')')?;
        Some(told[start..end].to_owned())
    }

    #[test]
    fn dates_are_known_in_every_writing() {
        let known = ["Septin2", "Marchf1", "Mtarc1", "SEPT9", "Dec1", "Oct4"];
        for (id, symbols) in [
            ("2-Sep", "Septin2"),
            ("02-Sep", "Septin2"),
            ("Sep-02", "Septin2"),
            ("2. Sep", "Septin2"),
            ("2-Sep-24", "Septin2"),
            ("2024-09-02", "Septin2"),
            ("2024-09-02 00:00:00", "Septin2"),
            ("2002-09-01", "Septin2"),
            ("9/2/2024", "Septin2"),
            ("02.09.2024", "Septin2"),
            ("1-Mar", "Marchf1 or Mtarc1"),
            ("1. Mrz", "Marchf1 or Mtarc1"),
            ("44621", "Marchf1 or Mtarc1"),
            ("9-Sep", "SEPT9"),
            ("1-Dec", "Dec1"),
            ("4-Okt", "Oct4"),
        ] {
            assert_eq!(origin(id, &known).as_deref(), Some(symbols), "{id}");
        }
        let unknown = origin("6-Mar", &known).unwrap();
        assert!(
            unknown.starts_with("perhaps Marchf6 or March6"),
            "{unknown}"
        );
    }

    #[test]
    fn numbers_are_clones() {
        let known = ["2310009E13Rik", "2310010E13Rik", "2310009E14Rik", "Il6"];
        assert_eq!(
            origin("2.31E+19", &known).as_deref(),
            Some("2310009E13Rik or 2310010E13Rik")
        );
        assert!(origin("2.31E+13", &known).unwrap().contains("perhaps"));
    }

    #[test]
    fn ids_that_only_look_alike_are_left_alone() {
        for id in [
            "Sept2",
            "March1",
            "1-8D",
            "RT1-A2",
            "1367452_at",
            "HLA-A",
            "TC0300003893.rn.2",
            "1.2.3",
            "Mar-a",
            "NM_012580.2",
            "Nkx2-1",
            "5-HT1A",
            "2310009E13Rik",
            "AFFX-r2-Bs-dap_st",
            "MARKER-1",
            "Dec-alpha",
            "40-Feb",
            "12",
            "12345",
        ] {
            assert_eq!(origin(id, &[]), None, "{id}");
        }
        // numbers among numbers are NCBI gene ids
        assert_eq!(warning("ids", ["44621", "24153", "24154"], []), None);
    }
}
