//! Names in a message.

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
