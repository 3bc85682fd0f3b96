//! Which column may be the question of a study, and which of its levels the reference.

use crate::columns::{Column, Samples};

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

/// Words for the reference, whole words of a level; the first count most.
const REFERENCES: [&str; 27] = [
    "control",
    "ctrl",
    "ctl",
    "controls",
    "untreated",
    "vehicle",
    "mock",
    "sham",
    "placebo",
    "wt",
    "wildtype",
    "wild",
    "normal",
    "healthy",
    "baseline",
    "none",
    "no",
    "naive",
    "reference",
    "scramble",
    "pairfed",
    "pair",
    "dmso",
    "pbs",
    "saline",
    "0h",
    "0",
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
    let (reference, why_reference) = reference(&levels);
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
    let has_reference = levels.iter().any(|level| rank(level).is_some());
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

fn words(text: &str) -> Vec<String> {
    let lower = text
        .to_lowercase()
        .replace("wild-type", "wildtype")
        .replace("pair-fed", "pairfed");
    let parts = lower.split(|letter: char| !letter.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How much a level sounds like a reference, 0 the most.
fn rank(level: &str) -> Option<usize> {
    let words = words(level);
    let is_negated = words
        .first()
        .is_some_and(|word| word == "non" || word == "not");
    let found = REFERENCES.iter().position(|reference| {
        let is_word = |word: &String| {
            // ctrl1, control2
            word.trim_end_matches(|letter: char| letter.is_ascii_digit()) == *reference
                || word == reference
        };
        words.iter().any(is_word)
    });
    found.filter(|_| !is_negated)
}

fn reference<'a>(levels: &[&'a str]) -> (&'a str, String) {
    let ranked = levels
        .iter()
        .filter_map(|level| Some((rank(level)?, *level)));
    if let Some((at, level)) = ranked.min_by_key(|(rank, _)| *rank) {
        return (level, format!("it holds the word '{}'", REFERENCES[at]));
    }
    let numbers = levels.iter().map(|level| level.parse::<f64>().ok());
    let numbers: Option<Vec<f64>> = numbers.collect();
    if let Some(numbers) = numbers {
        let least =
            (numbers.iter().zip(levels)).min_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((_, level)) = least {
            return (level, "it is the smallest number".to_owned());
        }
    }
    let first = levels.iter().min().copied().unwrap_or_default();
    let why = "it is the first by its letters; no level sounds like a control".to_owned();
    (first, why)
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
    fn references_are_told_by_words_numbers_or_letters() {
        for (levels, expected, why) in [
            (&["KO", "WT"][..], "WT", "'wt'"),
            (&["low Mg", "pair-fed"], "pair-fed", "'pairfed'"),
            (&["10", "2", "30"], "2", "smallest"),
            (&["b", "a"], "a", "first by its letters"),
            (&["non control", "normal"], "normal", "'normal'"),
        ] {
            let (level, reason) = reference(levels);
            assert_eq!(level, expected);
            assert!(reason.contains(why), "{reason}");
        }
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
