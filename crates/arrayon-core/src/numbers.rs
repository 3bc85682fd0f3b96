//! How the numbers of a file are written: with a decimal point or a decimal comma, with or without
//! marks between thousands, with a hyphen or the minus sign of typesetting.
//!
//! One number alone may be read in two ways (`1,234`); the numbers of a column or file together
//! mostly in one. Where they are not, nothing is guessed.
//!
//! ```
//! use arrayon_core::numbers::{DecimalMark, Doubt, Evidence};
//! let mut evidence = Evidence::default();
//! for (line, cell) in [(2, "3,5"), (3, "1.234,5"), (4, "7")] {
//!     assert!(evidence.add(line, cell));
//! }
//! let mark = evidence.decimal_mark(true)?;
//! assert_eq!(mark, DecimalMark::Comma);
//! assert_eq!(mark.parse("1.234,5"), Some(1234.5));
//! # Ok::<(), Doubt<i32>>(())
//! ```

use std::borrow::Cow;

/// What the marks of a number show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// No mark at all.
    Whole,
    /// `3.5`: a decimal point.
    Point,
    /// `3,5`: a decimal comma.
    Comma,
    /// `1.234`: a decimal point, or thousands of a file with decimal commas.
    PointOrThousands,
    /// `1,234`: a decimal comma, or thousands of a file with decimal points.
    CommaOrThousands,
    /// `1,234.5` or `1,234,567`: the comma stands between thousands.
    CommaThousands,
    /// `1.234,5` or `1.234.567`: the point stands between thousands.
    PointThousands,
}

/// Which mark is the decimal one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// A point; commas stand between thousands.
    #[default]
    Point,
    /// A comma; points stand between thousands.
    Comma,
}

impl DecimalMark {
    /// A number of this writing as programs write it: with a decimal point, without marks between
    /// thousands, with a hyphen for minus.
    pub fn with_point(self, cell: &str) -> String {
        let cell = with_hyphens(cell);
        match self {
            Self::Point => cell.replace(',', ""),
            Self::Comma => cell.replace('.', "").replace(',', "."),
        }
    }

    /// The number that a cell holds in a file of this writing; `None` where it holds none, or one
    /// that is not finite.
    pub fn parse(self, cell: &str) -> Option<f64> {
        use Form::{Comma, CommaOrThousands, CommaThousands, PointOrThousands};
        use Form::{Point, PointThousands, Whole};
        let is_of_this_writing = match form(cell)? {
            Whole => true,
            Point | CommaThousands => self == Self::Point,
            Comma | PointThousands => self == Self::Comma,
            PointOrThousands | CommaOrThousands => true,
        };
        let number = is_of_this_writing.then(|| self.with_point(cell));
        number?.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

/// What the numbers of a column or file show together; `P` says where a number stands.
#[derive(Debug, Clone)]
pub struct Evidence<P> {
    comma: Option<(P, String)>,
    point: Option<(P, String)>,
    perhaps_comma: Option<(P, String)>,
    perhaps_point: Option<(P, String)>,
    has_point_thousands: bool,
    has_comma_thousands: bool,
    has_minus: bool,
}

impl<P> Default for Evidence<P> {
    fn default() -> Self {
        Self {
            comma: None,
            point: None,
            perhaps_comma: None,
            perhaps_point: None,
            has_point_thousands: false,
            has_comma_thousands: false,
            has_minus: false,
        }
    }
}

/// Why numbers cannot be read in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt<P> {
    /// Some have a decimal comma and some a decimal point: one of each.
    Mixed((P, String), (P, String)),
    /// All may have a decimal comma or one between thousands: one of them.
    Ambiguous((P, String)),
}

impl<P> Doubt<P> {
    /// What to do about it.
    pub const HINT: &'static str =
        "write numbers with a decimal point and without marks between thousands";

    /// Where the number stands that shows it first.
    pub fn place(&self) -> &P {
        let (Self::Mixed((place, _), _) | Self::Ambiguous((place, _))) = self;
        place
    }

    /// The doubt in words; `line_of` finds the line of a place.
    pub fn in_words(&self, line_of: impl Fn(&P) -> u64) -> String {
        match self {
            Self::Mixed((_, comma), (place, point)) => {
                let line = line_of(place);
                format!("'{comma}' has a decimal comma, '{point}' on line {line} a point")
            }
            Self::Ambiguous((_, cell)) => {
                let (thousands, decimal) = (cell.replace(',', ""), cell.replace(',', "."));
                format!("'{cell}' may be {decimal} or {thousands}")
            }
        }
    }
}

impl<P: Clone> Evidence<P> {
    /// Takes a cell into account; whether it is a number.
    pub fn add(&mut self, place: P, cell: &str) -> bool {
        let Some(form) = form(cell) else { return false };
        self.has_minus |= matches!(with_hyphens(cell), Cow::Owned(_));
        self.has_comma_thousands |= form == Form::CommaThousands;
        self.has_point_thousands |= form == Form::PointThousands;
        let kept = match form {
            Form::Whole => return true,
            Form::Point | Form::CommaThousands => &mut self.point,
            Form::Comma | Form::PointThousands => &mut self.comma,
            Form::PointOrThousands => &mut self.perhaps_point,
            Form::CommaOrThousands => &mut self.perhaps_comma,
        };
        kept.get_or_insert_with(|| (place, cell.to_owned()));
        true
    }

    /// Whether all numbers are written as programs write them.
    pub fn is_plain(&self) -> bool {
        !(self.has_commas() || self.has_minus)
    }

    fn has_commas(&self) -> bool {
        self.comma.is_some() || self.perhaps_comma.is_some() || self.has_comma_thousands
    }

    /// What programs do not write, in words: `decimal commas`; empty where
    /// [all is plain](Self::is_plain).
    pub fn in_words(&self, mark: DecimalMark) -> String {
        let commas = match mark {
            DecimalMark::Comma => "decimal commas",
            DecimalMark::Point => "commas between thousands",
        };
        let minus = "minus signs of typesetting";
        let words = [(self.has_commas(), commas), (self.has_minus, minus)];
        let words = words.into_iter().filter(|(is_so, _)| *is_so);
        words
            .map(|(_, words)| words)
            .collect::<Vec<_>>()
            .join(" and ")
    }

    /// The decimal mark of all of them. In a file whose delimiter is the semicolon a comma is one:
    /// such files are written where it is.
    pub fn decimal_mark(&self, by_semicolons: bool) -> Result<DecimalMark, Doubt<P>> {
        let mixed = |comma: &(P, String), point: &(P, String)| {
            Err(Doubt::Mixed(comma.clone(), point.clone()))
        };
        match (&self.comma, &self.point) {
            (Some(comma), Some(point)) => mixed(comma, point),
            (Some(comma), None) => match &self.perhaps_point {
                Some(point) if !self.has_point_thousands => mixed(comma, point),
                _ => Ok(DecimalMark::Comma),
            },
            (None, Some(point)) => match &self.perhaps_comma {
                Some(comma) if !self.has_comma_thousands => mixed(comma, point),
                _ => Ok(DecimalMark::Point),
            },
            (None, None) => match (&self.perhaps_comma, &self.perhaps_point) {
                (Some(comma), Some(point)) => mixed(comma, point),
                (Some(_), None) if by_semicolons => Ok(DecimalMark::Comma),
                (Some(comma), None) => Err(Doubt::Ambiguous(comma.clone())),
                (None, _) => Ok(DecimalMark::Point),
            },
        }
    }
}

/// Whether a cell is a number in any of the writings.
pub fn is_number(cell: &str) -> bool {
    form(cell).is_some()
}

/// Whether a cell is a number with a comma as its decimal mark.
pub fn is_comma_number(cell: &str) -> bool {
    matches!(
        form(cell),
        Some(Form::Comma | Form::CommaOrThousands | Form::PointThousands)
    )
}

/// A cell with a hyphen for each minus sign (U+2212) and each dash that text programs make of one.
fn with_hyphens(cell: &str) -> Cow<'_, str> {
    let is_minus = |letter: char| matches!(letter, '\u{2212}' | '\u{2010}'..='\u{2013}');
    match cell.contains(is_minus) {
        true => Cow::Owned(cell.replace(is_minus, "-")),
        false => Cow::Borrowed(cell),
    }
}

/// How a number is written; `None` of what is none.
fn form(cell: &str) -> Option<Form> {
    let cell = with_hyphens(cell);
    let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(&cell);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let has_digit = mantissa.bytes().any(|byte| byte.is_ascii_digit());
    let is_of_marks = (mantissa.bytes()).all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    if !has_digit || !is_of_marks || exponent.is_some_and(|text| text.parse::<i32>().is_err()) {
        return None;
    }
    let last = mantissa.rfind(['.', ',']);
    let Some(last) = last else {
        return Some(Form::Whole);
    };
    let (whole, fraction) = (&mantissa[..last], &mantissa[last + 1..]);
    let is_comma = mantissa.as_bytes()[last] == b',';
    let other = if is_comma { '.' } else { ',' };
    let form = |comma: Form, point: Form| Some(if is_comma { comma } else { point });
    if whole.contains(other) {
        // `1.234,5`: the last mark is the decimal one
        let are_thousands = thousands(whole, other);
        return match are_thousands {
            true => form(Form::PointThousands, Form::CommaThousands),
            false => None,
        };
    }
    if whole.contains(['.', ',']) {
        // `1,234,567`: none is
        let mark = if is_comma { ',' } else { '.' };
        return match thousands(mantissa, mark) {
            true => form(Form::CommaThousands, Form::PointThousands),
            false => None,
        };
    }
    let may_be_thousands =
        exponent.is_none() && thousands(mantissa, if is_comma { ',' } else { '.' });
    match may_be_thousands && fraction.len() == 3 {
        true => form(Form::CommaOrThousands, Form::PointOrThousands),
        false => form(Form::Comma, Form::Point),
    }
}

/// Whether a mark divides digits into groups of three, the first of one to three and without a
/// leading 0.
fn thousands(digits: &str, mark: char) -> bool {
    let mut groups = digits.split(mark);
    let first = groups.next().unwrap_or("");
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(cells: &[&str], by_semicolons: bool) -> Result<DecimalMark, Doubt<usize>> {
        let mut evidence = Evidence::default();
        for (at, cell) in cells.iter().enumerate() {
            assert!(evidence.add(at, cell), "{cell}");
        }
        evidence.decimal_mark(by_semicolons)
    }

    #[test]
    fn numbers_are_read_together() {
        use DecimalMark::{Comma, Point};
        for (cells, expected) in [
            (&["1", "2.5", "1.234"][..], Point),
            (&["1", "2,5", "-0,125"], Comma),
            (&["1,234", "2,5"], Comma),
            (&["1.234,5", "1.234", "7"], Comma),
            (&["1,234.5", "1,234", "7.5"], Point),
            (&["1,234,567"], Point),
            (&["1.234.567", "2,5"], Comma),
            (&["1,5e-3"], Comma),
            (&["1.234"], Point),
        ] {
            assert_eq!(mark(cells, false), Ok(expected), "{cells:?}");
        }
        assert_eq!(mark(&["1,234", "5"], true), Ok(Comma));
    }

    #[test]
    fn what_programs_do_not_write_is_named() {
        for (cells, words) in [
            (&["1", "-2.5"][..], ""),
            (&["2,5"], "decimal commas"),
            (&["1,234.5"], "commas between thousands"),
            (&["\u{2212}2.5"], "minus signs of typesetting"),
            (
                &["2,5", "\u{2212}1"],
                "decimal commas and minus signs of typesetting",
            ),
        ] {
            let mut evidence = Evidence::default();
            for cell in cells {
                evidence.add((), cell);
            }
            let mark = evidence.decimal_mark(false).unwrap();
            assert_eq!(evidence.in_words(mark), words);
            assert_eq!(evidence.is_plain(), words.is_empty());
        }
    }

    #[test]
    fn nothing_is_guessed() {
        let mixed = |cells: &[&str]| matches!(mark(cells, true), Err(Doubt::Mixed(..)));
        assert!(mixed(&["1,5", "1.5"]));
        assert!(mixed(&["1,5", "1.234"]));
        assert!(mixed(&["1,234", "1.234"]));
        assert!(mixed(&["1,234", "1.5"]));
        assert_eq!(
            mark(&["1,234", "5"], false),
            Err(Doubt::Ambiguous((0, "1,234".to_owned())))
        );
    }

    #[test]
    fn each_writing_gives_its_number() {
        for (of, cell, number) in [
            (DecimalMark::Comma, "1.234,5", Some(1234.5)),
            (DecimalMark::Comma, "-3,5e1", Some(-35.0)),
            (DecimalMark::Comma, "4", Some(4.0)),
            (DecimalMark::Point, "1,234.5", Some(1234.5)),
            (DecimalMark::Point, ".5", Some(0.5)),
            (DecimalMark::Point, "\u{2212}1.5e\u{2212}3", Some(-0.0015)),
            (DecimalMark::Comma, "\u{2013}1,5", Some(-1.5)),
            (DecimalMark::Point, "inf", None),
            (DecimalMark::Point, "1,23.5", None),
            (DecimalMark::Comma, "x,y", None),
        ] {
            assert_eq!(of.parse(cell), number, "{cell}");
        }
        for text in [
            "", "-", ",", "1,2,3", "1.2.3", "3,5 mg", "1e", "12,34.5", "a",
        ] {
            assert!(form(text).is_none(), "{text}");
        }
    }
}
