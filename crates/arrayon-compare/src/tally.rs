//! The differences of a stage, counted and the first of them kept.

use crate::report::{Agreement, Difference, StageComparison};
use crate::stage::Stage;
use crate::tolerance;

/// Differences of a stage that are named; all are counted.
const MOST_NAMED: usize = 20;

/// Longest text that is shown of a value.
const LONGEST: usize = 80;

/// What was compared in a stage, and what differs.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) stage: Stage,
    pub(crate) tolerance: f64,
    pub(crate) n_files: usize,
    pub(crate) n_values: usize,
    pub(crate) n_differences: usize,
    /// The largest difference of two numbers, within the tolerance or not.
    pub(crate) largest: f64,
    pub(crate) differences: Vec<Difference>,
}

impl Tally {
    pub(crate) fn new(stage: Stage, tolerance: f64) -> Self {
        Self {
            stage,
            tolerance,
            n_files: 0,
            n_values: 0,
            n_differences: 0,
            largest: 0.0,
            differences: Vec::new(),
        }
    }

    /// What the stage comes to.
    pub(crate) fn finish(self) -> StageComparison {
        StageComparison {
            stage: self.stage,
            outcome: Agreement::of(self.n_differences),
            tolerance: self.tolerance,
            n_files: self.n_files,
            n_values: self.n_values,
            n_differences: self.n_differences,
            largest_difference: self.largest,
            differences: self.differences,
        }
    }

    /// Compares two numbers of this name.
    pub(crate) fn numbers(&mut self, file: &str, place: &str, name: &str, pair: (f64, f64)) {
        self.n_values += 1;
        let difference = tolerance::difference(name, pair.0, pair.1);
        if difference.is_finite() {
            self.largest = self.largest.max(difference);
        }
        if difference > self.tolerance {
            let shown = (pair.0.to_string(), pair.1.to_string());
            self.add(file, place, shown, Some(difference));
        }
    }

    /// Compares what must be the same.
    pub(crate) fn texts(&mut self, file: &str, place: &str, one: &str, other: &str) {
        self.n_values += 1;
        if !is_same_text(one, other) {
            self.add(file, place, (one.to_owned(), other.to_owned()), None);
        }
    }

    /// Something that only one side has: the baseline, or the candidate.
    pub(crate) fn only_one_has(&mut self, file: &str, place: &str, has_baseline: bool) {
        self.n_values += 1;
        let mut words = ("there".to_owned(), "missing".to_owned());
        if !has_baseline {
            words = (words.1, words.0);
        }
        self.add(file, place, words, None);
    }

    fn add(
        &mut self,
        file: &str,
        place: &str,
        (baseline, candidate): (String, String),
        difference: Option<f64>,
    ) {
        self.n_differences += 1;
        if self.differences.len() < MOST_NAMED {
            self.differences.push(Difference {
                file: file.to_owned(),
                place: place.to_owned(),
                baseline: shortened(&baseline),
                candidate: shortened(&candidate),
                difference: difference.filter(|one| one.is_finite()),
            });
        }
    }
}

/// Whether two texts say the same; of paths the last part does, the folders above may differ.
pub(crate) fn is_same_text(one: &str, other: &str) -> bool {
    let is_path = |text: &str| text.contains(['/', '\\']) && !text.contains(' ');
    one == other || ((is_path(one) || is_path(other)) && last_part(one) == last_part(other))
}

/// What stands after the last separator of a path.
pub(crate) fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
