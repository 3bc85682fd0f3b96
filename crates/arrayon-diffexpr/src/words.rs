//! Words of messages: names in lists, numbers that models take.

use std::fmt;

/// `'a', 'b', 'c'`, cut after ten.
pub(crate) struct List<'a>(pub(crate) &'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        for (position, name) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}'{name}'")?;
        }
        if self.0.len() > SHOWN {
            write!(f, " and {} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}

/// The ending of "sample" before so many names.
pub(crate) fn plural(names: &[String]) -> &'static str {
    if names.len() == 1 { "" } else { "s" }
}

/// Largest size of a number in a model: squares of products of two columns stay finite.
const LARGEST: f64 = 1e50;

/// What [`is_fit`] takes, in words.
pub(crate) const FIT_NUMBERS: &str = "0, or a number between 1e-50 and 1e50 in size";

/// Whether squares of a number, and of products of it, are numbers other than 0 still.
pub(crate) fn is_fit(number: f64) -> bool {
    number == 0.0 || (1.0 / LARGEST..=LARGEST).contains(&number.abs())
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn long_lists_are_cut() {
        let samples = (0..12).map(|i| i.to_string()).collect::<Vec<_>>();
        assert!(List(&samples).to_string().ends_with("'9' and 2 more"));
        assert_eq!(List(&samples[..2]).to_string(), "'0', '1'");
    }
}
