//! What the names of algorithms and columns say of signals that the maker's programs computed.

use crate::column_names::fold;
use std::fmt;

/// The scale of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalScale {
    /// Log2.
    Log2,
    /// Linear.
    Linear,
}

/// Parts of the names of algorithms, and on which scale their signals are; the first that fits
/// counts, since names of pipelines hold those of all their steps.
const ALGORITHMS: [(&str, SignalScale); 6] = [
    ("expressionstat", SignalScale::Linear),
    ("mas5", SignalScale::Linear),
    ("plier", SignalScale::Linear),
    ("rma", SignalScale::Log2),
    ("med-polish", SignalScale::Log2),
    ("medianpolish", SignalScale::Log2),
];

impl SignalScale {
    /// The scale that an algorithm gives by its name; `None` of an unknown one.
    pub fn of_algorithm(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let mut known = ALGORITHMS.iter();
        known
            .find(|(part, _)| name.contains(part))
            .map(|(_, scale)| *scale)
    }
}

impl fmt::Display for SignalScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Log2 => "log2",
            Self::Linear => "linear",
        })
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Signal,
    DetectionP,
}

/// The end of a column's name, and what stands in the column.
const ENDINGS: [(&str, Content); 2] = [
    ("signal", Content::Signal),
    ("detection p-value", Content::DetectionP),
];

/// Splits the name of a column into the array with its algorithm, and what stands there.
pub(crate) fn split(name: &str) -> Option<(&str, Content)> {
    let lower = name.to_ascii_lowercase();
    ENDINGS.iter().find_map(|(ending, content)| {
        let rest = lower.strip_suffix(ending)?;
        let rest = rest.strip_suffix([' ', '.'])?;
        Some((&name[..rest.len()], *content))
    })
}

/// Whether a column holds signals of an array by an algorithm that it names.
pub(crate) fn names_signals(column: &str) -> bool {
    let of = split(column).filter(|(_, content)| *content == Content::Signal);
    of.is_some_and(|(of, _)| !sample_and_algorithm(of).1.is_empty())
}

/// The name of an array, and the algorithm behind its last point, where one stands there:
/// `A1_(Clariom_S_Rat).sst-rma-gene-full.chp`.
pub fn sample_and_algorithm(name: &str) -> (&str, &str) {
    let is_chp = |rest: &str| fold(rest) == "chp";
    let name = match name.rsplit_once('.') {
        Some((before, last)) if is_chp(last) => before,
        _ => name,
    };
    match name.rsplit_once('.') {
        Some((sample, algorithm)) if SignalScale::of_algorithm(algorithm).is_some() => {
            (sample, algorithm)
        }
        _ => (name, ""),
    }
}
