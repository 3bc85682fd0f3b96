//! What is wrong with a setting.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// A setting that cannot be, alone or together with another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// The key, with those of the sections around it: `differential.filter.above`.
    pub key: String,
    /// What was found, lower case, no full stop.
    pub found: String,
    /// What was expected; empty where `found` says it all.
    pub expected: String,
    /// How to mend it; empty where there is nothing to add.
    pub hint: String,
    /// Another key or section that the fault is about.
    pub with: String,
}

impl Fault {
    /// A fault of the value of a key.
    pub fn new(key: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            found: found.into(),
            expected: expected.into(),
            ..Self::default()
        }
    }

    /// The same, with how to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same, with the other key or section that it is about.
    #[must_use]
    pub fn with(mut self, other: &str) -> Self {
        self.with = other.to_owned();
        self
    }

    /// The same, of keys within this section.
    #[must_use]
    pub fn under(mut self, section: &str) -> Self {
        let within = |key: &str| match (section.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => section.to_owned(),
            (false, false) => format!("{section}.{key}"),
        };
        self.key = within(&self.key);
        if !self.with.is_empty() {
            self.with = within(&self.with);
        }
        self
    }

    /// What is wrong, without the key.
    pub fn message(&self) -> String {
        match self.expected.is_empty() {
            true => self.found.clone(),
            false => format!("{}; expected {}", self.found, self.expected),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message())
    }
}

impl std::error::Error for Fault {}

/// The settings of a stage: a section of study.toml.
pub trait Section: Serialize + DeserializeOwned + Default {
    /// Name of the section.
    const NAME: &'static str;

    /// Checks the settings against each other.
    ///
    /// # Errors
    /// The first that cannot be, by its key within the section.
    fn check(&self) -> Result<(), Fault>;

    /// The same with keys as study.toml has them.
    ///
    /// # Errors
    /// The first that cannot be, by its key with that of the section.
    fn check_in_study(&self) -> Result<(), Fault> {
        self.check().map_err(|fault| fault.under(Self::NAME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_grow_by_the_sections_around_them() {
        let fault = Fault::new("above", "5", "")
            .under("filter")
            .under("differential");
        assert_eq!(fault.key, "differential.filter.above");
        assert_eq!(fault.to_string(), "differential.filter.above: 5");
        assert_eq!(fault.with, "");
        let whole = Fault::new("", "no library", "'cdf'").under("chip");
        assert_eq!(whole.to_string(), "chip: no library; expected 'cdf'");
    }
}
