//! Samples and what is known of them.

use arrayon_core::missing::is_missing_level;

/// A column of a sample sheet, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// One value a sample; empty where nothing is known.
    pub(crate) values: Vec<String>,
}

/// Samples with their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Samples {
    pub(crate) names: Vec<String>,
    /// The array of each, where samples are arrays.
    pub(crate) files: Option<Vec<String>>,
    pub(crate) columns: Vec<Column>,
}

impl Column {
    /// Its levels in the order in which they first stand, without missing ones.
    pub(crate) fn levels(&self) -> Vec<&str> {
        let mut levels: Vec<&str> = Vec::new();
        for value in self.present() {
            if !levels.contains(&value) {
                levels.push(value);
            }
        }
        levels
    }

    /// How many samples have a level.
    pub(crate) fn n_of(&self, level: &str) -> usize {
        self.present().filter(|value| *value == level).count()
    }

    fn present(&self) -> impl Iterator<Item = &str> {
        let values = self.values.iter().map(String::as_str);
        values.filter(|value| !says_nothing(value))
    }

    /// Whether all its values are numbers.
    pub(crate) fn is_numeric(&self) -> bool {
        self.present().all(|value| value.parse::<f64>().is_ok()) && self.present().count() > 0
    }

    /// Whether it says something of every sample.
    pub(crate) fn is_complete(&self) -> bool {
        self.present().count() == self.values.len()
    }
}

/// Whether a cell tells nothing of its sample: besides missing levels, what people and GEO write
/// where there is nothing to say. The sheet keeps the words, but no group of them is compared.
fn says_nothing(value: &str) -> bool {
    const WORDS: [&str; 9] = [
        "n/a",
        "#n/a",
        "n.a.",
        "n.d.",
        "missing",
        "not applicable",
        "not available",
        "not determined",
        "not collected",
    ];
    let lower = value.trim().to_lowercase();
    is_missing_level(value) || WORDS.contains(&lower.as_str())
}

impl Samples {
    /// Adds a column under a name that no other has; one without content is left out.
    pub(crate) fn add(&mut self, name: &str, values: Vec<String>) {
        if values.iter().all(|value| is_missing_level(value)) {
            return;
        }
        let name = plain(name);
        let name = if name.is_empty() {
            "column".to_owned()
        } else {
            name
        };
        let is_taken = |name: &str| {
            let lower = name.to_lowercase();
            let reserved = ["sample", "file"];
            reserved.contains(&lower.as_str())
                || self
                    .columns
                    .iter()
                    .any(|one| one.name.to_lowercase() == lower)
        };
        let mut free = name.clone();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{name} {number}");
            number += 1;
        }
        let values = values.iter().map(|value| plain(value)).collect();
        self.columns.push(Column { name: free, values });
    }
}

/// A text as a cell: one line, without marks that nobody sees.
pub(crate) fn plain(text: &str) -> String {
    let tidy = arrayon_formats::names::tidy(text);
    let letters = tidy
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let text: String = letters.collect();
    text.trim().trim_start_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_no_level() {
        let words = "a;n/a;N/A;NA;n.a.;Not applicable;none;Na;-;a";
        let column = Column {
            name: "diet".to_owned(),
            values: words.split(';').map(str::to_owned).collect(),
        };
        assert_eq!(column.levels(), ["a", "none", "Na", "-"]);
        assert_eq!((column.n_of("a"), column.n_of("n/a")), (2, 0));
        assert!(!column.is_complete());
    }
}
