//! Which column may be the question of a study.

use crate::columns::{Column, Samples};
use crate::reference::{self, words};

/// Words for what is compared, in the names of columns; the first count most.
const WORDS: [&str; 24] = [
    "treatment",
    "diet",
    "group",
    "condition",
    "genotype",
    "agent",
    "drug",
    "compound",
    "stimulus",
    "exposure",
    "infection",
    "disease",
    "diagnosis",
    "status",
    "state",
    "phenotype",
    "dose",
    "strain",
    "cell type",
    "tissue",
    "factor",
    "time",
    "sex",
    "gender",
];

/// Columns that tell samples apart, but ask nothing.
const NOT_ASKED: [&str; 12] = [
    "title",
    "scan date",
    "replicate",
    "batch",
    "array",
    "animal",
    "individual",
    "patient",
    "subject",
    "id",
    "date",
    "description",
];

/// What may be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The column.
    pub(crate) variable: String,
    /// The reference, and why it is.
    pub(crate) reference: String,
    pub(crate) why_reference: String,
    /// The other levels, and those that are not compared since they have one sample.
    pub(crate) targets: Vec<String>,
    pub(crate) single: Vec<String>,
    /// Why this column.
    pub(crate) why: String,
    /// Other columns that could be asked, or blocked.
    pub(crate) others: Vec<String>,
    /// Columns that say the same as this one, and those in which a level of this one stands alone.
    pub(crate) confounded: Vec<String>,
}

/// The most likely question; `None`, with the reason, where no column has two levels of two samples.
pub(crate) fn of(samples: &Samples) -> Result<Question, String> {
    let mut candidates: Vec<(i64, &Column)> = (samples.columns.iter())
        .filter_map(|column| Some((score(column)?, column)))
        .collect();
    candidates.sort_by_key(|(score, _)| -score);
    let Some((_, column)) = candidates.first() else {
        return Err(no_question(samples));
    };
    let (single, levels): (Vec<&str>, Vec<&str>) =
        (column.levels().into_iter()).partition(|level| column.n_of(level) < 2);
    let (reference, why_reference) = reference::choose(&levels);
    let owned = |levels: &[&str]| levels.iter().map(|&level| level.to_owned()).collect();
    let targets: Vec<&str> = levels
        .iter()
        .copied()
        .filter(|level| *level != reference)
        .collect();
    let word = WORDS.iter().find(|word| has_word(&column.name, word));
    let why = match word {
        Some(word) => format!(
            "its name speaks of {word}, and it has {} levels",
            levels.len()
        ),
        None => format!("it has {} levels of two samples or more", levels.len()),
    };
    let others = candidates[1..].iter().map(|(_, other)| other.name.clone());
    let confounded = (samples.columns.iter())
        .filter(|other| other.name != column.name && says_the_same(column, other))
        .map(|other| other.name.clone());
    Ok(Question {
        variable: column.name.clone(),
        reference: reference.to_owned(),
        why_reference,
        targets: owned(&targets),
        single: owned(&single),
        why,
        others: others.collect(),
        confounded: confounded.collect(),
    })
}

/// Why no column can be the question; those that have levels enough are named, with what speaks
/// against them.
fn no_question(samples: &Samples) -> String {
    let passed_over = (samples.columns.iter()).filter(|column| has_levels(column));
    let passed_over: Vec<String> = passed_over
        .map(|column| {
            let why = match is_not_asked(&column.name) {
                true => "tells samples apart, but is no question",
                false => "holds numbers, which a phenotype may be",
            };
            format!("'{}' {why}", column.name)
        })
        .collect();
    let passed_over = match passed_over.is_empty() {
        true => String::new(),
        false => format!(" ({})", passed_over.join("; ")),
    };
    format!(
        "no column that could be a question has two levels of at least two of the {} samples \
         each{passed_over}, so nothing can be compared yet",
        samples.names.len()
    )
}

/// Whether two levels of a column have two samples.
fn has_levels(column: &Column) -> bool {
    let levels = column.levels();
    let repeated = levels.iter().filter(|level| column.n_of(level) >= 2);
    repeated.count() >= 2
}

/// How likely a column is the question; `None` where it cannot be.
fn score(column: &Column) -> Option<i64> {
    let levels = column.levels();
    let is_number = column.is_numeric() && levels.len() > 6;
    if !has_levels(column) || is_number || is_not_asked(&column.name) {
        return None;
    }
    let word = WORDS.iter().position(|word| has_word(&column.name, word));
    let word = word.map_or(0, |at| 2 * (WORDS.len() - at) as i64);
    let has_reference = levels.iter().any(|level| reference::sounds_like_one(level));
    let mut score = word + if has_reference { 20 } else { 0 };
    score -= levels.len() as i64;
    score -= if column.is_complete() { 0 } else { 20 };
    score -= if column.is_numeric() { 15 } else { 0 };
    Some(score)
}

fn is_not_asked(name: &str) -> bool {
    let name = name.to_lowercase().replace('_', " ");
    NOT_ASKED
        .iter()
        .any(|word| name == *word || name.ends_with(&format!(" {word}")))
}

fn has_word(name: &str, word: &str) -> bool {
    words(name).join(" ").contains(word)
}

/// Whether each level of one is one level of the other, and the other way round.
fn says_the_same(one: &Column, other: &Column) -> bool {
    let pairs: std::collections::BTreeSet<(&str, &str)> = (one.values.iter().map(String::as_str))
        .zip(other.values.iter().map(String::as_str))
        .collect();
    let n = pairs.len();
    n > 1 && n == one.levels().len() && n == other.levels().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(columns: &[(&str, &str)]) -> Samples {
        let mut samples = Samples::default();
        for (name, values) in columns {
            let values: Vec<String> = values.split(' ').map(str::to_owned).collect();
            samples.names = (0..values.len()).map(|at| format!("s{at}")).collect();
            samples.add(name, values);
        }
        samples
    }

    #[test]
    fn the_question_is_found_by_names_and_levels() {
        let found = of(&samples(&[
            ("title", "a b c d e f"),
            ("sex", "f m f m f m"),
            ("diet", "low low control control low control"),
            ("plate", "1 1 2 2 1 2"),
            ("age", "1 2 3 4 5 6"),
        ]))
        .unwrap();
        assert_eq!(found.variable, "diet");
        assert_eq!(
            (found.reference.as_str(), &found.targets[..]),
            ("control", &["low".to_owned()][..])
        );
        assert_eq!(found.others, ["sex", "plate"]);
        assert_eq!(found.confounded, ["plate"]);
        assert!(found.why_reference.contains("'control'"));
    }

    #[test]
    fn where_nothing_can_be_compared_the_reason_is_said() {
        let none = of(&samples(&[("diet", "a b"), ("title", "x y")])).unwrap_err();
        assert!(
            none.contains("two levels of at least two of the 2 samples"),
            "{none}"
        );
        // a column that has levels enough is not said to have none
        let none = of(&samples(&[
            ("scan date", "d1 d1 d2 d2"),
            ("title", "a b c d"),
        ]))
        .unwrap_err();
        assert!(
            none.starts_with("no column that could be a question"),
            "{none}"
        );
        assert!(none.contains("'scan date' tells samples apart"), "{none}");
        assert!(!none.contains("'title'"), "{none}");
        let found = of(&samples(&[("diet", "a a b b c")])).unwrap();
        assert_eq!(found.single, ["c"]);
        assert_eq!(found.targets, ["b"]);
    }
}
