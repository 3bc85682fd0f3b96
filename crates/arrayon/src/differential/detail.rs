//! How much is written of each contrast, and of what contrasts share.

use arrayon_diffexpr::IntersectionLimits;

/// Contrasts of a study above which each is written more briefly: what a file per contrast takes
/// for twenty thousand features, hundreds of contrasts take by gigabytes, and pairs of contrasts
/// grow with their square.
const MANY: usize = 50;

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Detail {
    n_contrasts: usize,
    is_brief: bool,
}

impl Detail {
    pub(super) fn of(n_contrasts: usize) -> Self {
        Self {
            n_contrasts,
            is_brief: n_contrasts > MANY,
        }
    }

    /// Whether tables are compressed.
    pub(super) fn compresses(self) -> bool {
        self.is_brief
    }

    /// Features that the JSON of a contrast lists.
    pub(super) fn n_features(self) -> usize {
        if self.is_brief { 200 } else { usize::MAX }
    }

    /// Gained or lost features that are named for each array left out.
    pub(super) fn n_left_out_named(self) -> usize {
        if self.is_brief { 10 } else { 100 }
    }

    /// Whether the moderated F of a design with a single contrast, which is the square of its t,
    /// is written.
    pub(super) fn writes_f_of_one(self) -> bool {
        !self.is_brief
    }

    pub(super) fn intersections(self) -> IntersectionLimits {
        if self.is_brief {
            IntersectionLimits {
                pairs: 1000,
                names_features: false,
                patterns: 1000,
            }
        } else {
            IntersectionLimits::default()
        }
    }

    /// Why the JSON of a contrast lists only some of these features.
    pub(super) fn features_note(self, contrast: &str, n_features: usize) -> Option<String> {
        let n_listed = self.n_features();
        (n_features > n_listed).then(|| {
            format!(
                "the first {n_listed} of {n_features} features: in studies of more than {MANY} \
                 contrasts, {contrast}.tsv.gz alone holds them all"
            )
        })
    }

    /// What a reader should know of the intersections.
    pub(super) fn intersections_notes(self, n_pairs: usize, n_patterns: usize) -> Vec<String> {
        let limits = self.intersections();
        let mut notes = Vec::new();
        if !limits.names_features {
            notes.push(format!(
                "of more than {MANY} contrasts, pairs are given by their numbers of features; \
                 decisions.tsv says which features they are"
            ));
        }
        if n_pairs > limits.pairs {
            notes.push(format!(
                "of {n_pairs} pairs of contrasts, the {} with most features in both lists are \
                 given",
                limits.pairs
            ));
        }
        if n_patterns > limits.patterns {
            notes.push(format!(
                "of {n_patterns} patterns, the {} with most features are given",
                limits.patterns
            ));
        }
        notes
    }

    /// What a reader of the summary should know.
    pub(super) fn notes(self) -> Vec<String> {
        let note = format!(
            "{} contrasts, which is more than {MANY}: their tables are compressed \
             (<contrast>.tsv.gz), their JSON lists the first {} features, the summary has no pairs \
             of contrasts, and intersections.json has the pairs and patterns of most features",
            self.n_contrasts,
            self.n_features()
        );
        self.is_brief.then_some(note).into_iter().collect()
    }

    /// Whether the summary has an entry for each pair of contrasts.
    pub(super) fn summarizes_pairs(self) -> bool {
        !self.is_brief
    }
}
