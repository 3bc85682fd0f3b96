//! Which features are clustered, in one word.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// How many features are clustered at most, unless said otherwise.
pub const DEFAULT_NUMBER: u32 = 2_000;

/// Which features are clustered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GeneChoice {
    /// None: there is no tree of features.
    #[default]
    None,
    /// Those that vary most over all samples, at most so many.
    TopVariance(usize),
    /// Those that change in any contrast, at most so many, by their smallest adjusted p-value.
    Differential(usize),
    /// Those that a file lists, by feature id or gene symbol, one per line.
    List(PathBuf),
}

impl FromStr for GeneChoice {
    type Err = String;

    /// Reads `none`, `top-variance`, `top-variance:N`, `differential`, `differential:N` or
    /// `list:FILE`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = match text.split_once(':') {
            Some((name, rest)) => (name, Some(rest)),
            None => (text, None),
        };
        let number = || match rest {
            None => Ok(DEFAULT_NUMBER as usize),
            Some(digits) => (digits.parse().ok())
                .filter(|&number| number >= 2)
                .ok_or_else(|| format!("'{digits}' features; expected a number of 2 or more")),
        };
        match (name, rest) {
            ("none", None) => Ok(Self::None),
            ("top-variance", _) => Ok(Self::TopVariance(number()?)),
            ("differential", _) => Ok(Self::Differential(number()?)),
            ("list", Some(file)) if !file.is_empty() => Ok(Self::List(PathBuf::from(file))),
            _ => Err(format!(
                "unknown choice of genes '{text}'; expected none, top-variance, top-variance:N, \
                 differential, differential:N or list:FILE"
            )),
        }
    }
}

impl fmt::Display for GeneChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::TopVariance(number) => write!(f, "top-variance:{number}"),
            Self::Differential(number) => write!(f, "differential:{number}"),
            Self::List(file) => write!(f, "list:{}", file.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_back() {
        for text in [
            "none",
            "top-variance:50",
            "differential:2000",
            "list:my genes.txt",
        ] {
            let choice: GeneChoice = text.parse().unwrap();
            assert_eq!(choice.to_string(), text);
        }
        assert_eq!("top-variance".parse(), Ok(GeneChoice::TopVariance(2_000)));
        for wrong in [
            "all",
            "top-variance:1",
            "top-variance:x",
            "list",
            "list:",
            "none:3",
        ] {
            assert!(wrong.parse::<GeneChoice>().is_err(), "{wrong}");
        }
    }
}
