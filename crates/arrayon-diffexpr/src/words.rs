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

/// What samples and their blocks lack for a correlation within blocks, and what to do about it;
/// `fewer` says how there would be fewer coefficients.
pub(crate) fn lacking_for_correlation(
    (n_samples, n_blocks): (usize, usize),
    n_coefficients: usize,
    fewer: &str,
) -> String {
    let lacking = if n_blocks < 2 {
        "all samples are in one block, and nothing shows how samples of different blocks differ"
    } else if n_blocks + 1 >= n_samples {
        "a single pair of samples shares a block; an estimate needs two pairs or a block of three"
    } else if n_samples <= n_coefficients + 2 {
        return format!(
            "an estimate needs at least three samples more than coefficients, of which there are \
             {n_coefficients}: {fewer}, or analyse without blocks"
        );
    } else {
        "the features do not vary, or lack the values that an estimate needs"
    };
    format!("{lacking}: analyse without blocks")
}

#[cfg(test)]
mod tests {
    use super::{List, lacking_for_correlation};

    #[test]
    fn long_lists_are_cut() {
        let samples = (0..12).map(|i| i.to_string()).collect::<Vec<_>>();
        assert!(List(&samples).to_string().ends_with("'9' and 2 more"));
        assert_eq!(List(&samples[..2]).to_string(), "'0', '1'");
    }

    #[test]
    fn what_lacks_for_a_correlation_is_what_these_samples_lack() {
        for (n_samples, n_blocks, n_coefficients, expected) in [
            (8, 1, 2, "all samples are in one block"),
            (8, 7, 2, "a single pair"),
            (4, 2, 2, "three samples more than coefficients"),
            (8, 4, 2, "do not vary"),
        ] {
            let found = lacking_for_correlation((n_samples, n_blocks), n_coefficients, "");
            assert!(found.contains(expected), "{found}");
        }
    }
}
