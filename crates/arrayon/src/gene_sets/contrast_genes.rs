//! The genes of a contrast: those tested, those up, those down, and what their features say.

use super::ranked::RankedFeatures;
use super::stated_universe::StatedUniverse;
use super::{ContrastLabel, GeneSetSettings, gene_set_error};
use crate::config::{GeneSetTest, GeneSetsSection};
use crate::error::Error;
use arrayon_formats::contrast_table::are_row_numbers;
use arrayon_genesets::{
    DifferentialRow, DirectionResult, FeatureStanding, GeneList, GeneSetError, GeneSets,
    GeneUniverse, IdKind, ListRule, MultiGenePolicy, Universe, UpDownLists, select_up_down,
};
use arrayon_results::differential::FeatureRow;
use std::collections::HashMap;

/// The genes of a contrast: those tested, those up, those down.
#[derive(Debug, Clone)]
pub struct ContrastGenes {
    pub(super) universe: GeneUniverse,
    pub(super) lists: UpDownLists,
    identifier: &'static str,
    pub(super) settings: GeneSetSettings,
    /// Features that have a test, with their ordinary moderated t on the scale of z.
    pub(super) ranked: RankedFeatures,
    /// Whether the lists are those of a test against a fold change.
    is_against_fold_change: bool,
    /// What was taken from which column of a table, and the like.
    table_notes: Vec<String>,
}

impl ContrastGenes {
    /// The genes of a differential table: its gene symbols where any row has one, else its NCBI
    /// gene ids, else its feature ids are taken for genes. Where the genes that could have been
    /// found are stated, features of others take no part.
    ///
    /// # Errors
    /// No gene at all, features that are only numbered among it; none of the stated ones; a table of
    /// a test against a fold change without the ordinary moderated t, where a test or a theme needs
    /// that.
    pub fn of(
        contrast: &str,
        rows: &[FeatureRow],
        settings: &GeneSetSettings,
        stated: Option<&StatedUniverse>,
    ) -> Result<Self, Error> {
        let failed = |error: GeneSetError| gene_set_error(contrast, &error);
        check_statistic(contrast, rows, settings)?;
        let names = Names::of(rows);
        if matches!(names, Names::FeatureIds) {
            refuse_row_numbers(contrast, rows)?;
        }
        let section = &settings.section;
        let is_stated = |row: &&FeatureRow| {
            stated.is_none_or(|stated| stated.knows(row, &names.of_row(row), section.several_genes))
        };
        // a feature that was not tested could be in no list: it is not in the universe
        let tested: Vec<&FeatureRow> = (rows.iter())
            .filter(|row| row.adj_p_value.is_some())
            .filter(is_stated)
            .collect();
        let mut table_notes = Vec::new();
        if let Some(stated) = stated {
            let n_tested = rows.iter().filter(|row| row.adj_p_value.is_some()).count();
            table_notes.push(stated.account(contrast, (tested.len(), n_tested), rows)?);
        }
        let features = tested.iter().map(|row| {
            let mut genes = names.of_row(row);
            if let (Some(stated), MultiGenePolicy::All) = (stated, section.several_genes) {
                genes.retain(|gene| stated.names_any(row, &[*gene]));
            }
            (row.feature_id.as_str(), genes)
        });
        let universe =
            GeneUniverse::from_features(features, section.several_genes).map_err(failed)?;
        let standing: HashMap<&str, FeatureStanding> = (tested.iter())
            .map(|row| (row.feature_id.as_str(), standing_of(row)))
            .collect();
        let universe = universe.with_one_feature_each(section.several_features, |id| standing[id]);
        let universe = match names {
            Names::Symbols => {
                universe.with_entrez_ids(tested.iter().flat_map(|row| entrez_pairs(row)))
            }
            Names::EntrezIds | Names::FeatureIds => universe,
        };
        let takes_part = |row: &&&FeatureRow| !universe.is_set_aside(&row.feature_id);
        let calls = tested.iter().filter(takes_part).map(|row| DifferentialRow {
            feature_id: &row.feature_id,
            log_fc: row.log_fc,
            adj_p_value: row.adj_p_value.unwrap_or(f64::NAN),
        });
        let rule = ListRule {
            fdr: settings.fdr,
            ..ListRule::default()
        };
        let lists = select_up_down(&universe, calls, rule).map_err(failed)?;
        let ranked = RankedFeatures::of(rows, |row| {
            !universe.is_set_aside(&row.feature_id) && is_stated(&row)
        });
        Ok(Self {
            identifier: names.identifier(),
            settings: settings.clone(),
            ranked,
            is_against_fold_change: rows.iter().any(|row| row.moderated_t.is_some()),
            table_notes,
            universe,
            lists,
        })
    }

    /// The same, with what a reader should know of the table.
    #[must_use]
    pub fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.table_notes.extend(notes);
        self
    }

    /// What tests on all features rest on, in words.
    pub(super) fn statistic(&self) -> String {
        let lists = if self.is_against_fold_change {
            "; the lists of changed genes are those of the test against a fold change (treat)"
        } else {
            ""
        };
        format!("ordinary moderated t (log2 fold change over its standard error) as z{lists}")
    }

    /// An error about sets of these genes. Where genes are called by the ids of the features, and
    /// these look like no symbols, the annotation is missing, whatever ids the sets hold.
    pub(super) fn error(&self, contrast: &str, error: &GeneSetError) -> Error {
        let context = format!("gene sets of contrast '{contrast}'");
        Error::data(context, error, self.hint(error))
    }

    /// How to mend it.
    pub(super) fn hint(&self, error: &GeneSetError) -> String {
        use IdKind::{HumanSymbol, Numbered, ProbeSet, RodentSymbol};
        match error {
            GeneSetError::NoOverlap { universe_kind, .. }
                if self.identifier != FEATURE_ID
                    && [Numbered, ProbeSet].contains(universe_kind) =>
            {
                "the annotation calls the genes so: give one that names them as the sets do"
                    .to_owned()
            }
            GeneSetError::NoOverlap { universe_kind, .. }
                if self.identifier == FEATURE_ID
                    && ![HumanSymbol, RodentSymbol].contains(universe_kind) =>
            {
                "the features have no gene symbols: give the chip's annotation".to_owned()
            }
            other => other.hint(),
        }
    }

    /// Whether a test on the design is asked for.
    pub(crate) fn needs_model(&self) -> bool {
        let section = &self.settings.section;
        GeneSetTest::OF_DESIGN
            .into_iter()
            .any(|test| section.asks_for(test))
    }

    /// The tested genes.
    pub(super) fn universe(&self) -> &GeneUniverse {
        &self.universe
    }

    /// Results before any set is tested.
    pub(super) fn empty_results(&self, label: ContrastLabel<'_>) -> GeneSets {
        let list = |list: &GeneList| DirectionResult {
            n_genes: list.len(),
            ..DirectionResult::default()
        };
        GeneSets {
            contrast: label.id.to_owned(),
            direction_in_words: label.direction.to_owned(),
            method_in_words: method_in_words(&self.settings.section),
            statistic_in_words: self.statistic(),
            tests: self.settings.section.tests.clone().unwrap_or_default(),
            fdr: self.settings.fdr,
            universe: self.universe_counts(),
            over_representation_up: list(&self.lists.up),
            over_representation_down: list(&self.lists.down),
            genes_up_and_down: self.lists.both.clone(),
            notes: self.notes(),
            ..GeneSets::default()
        }
    }

    fn universe_counts(&self) -> Universe {
        let counts = self.universe.counts();
        Universe {
            identifier: self.identifier.to_owned(),
            n_features: counts.n_features,
            n_genes: counts.n_genes,
            n_features_without_gene: counts.n_without_gene,
            n_features_with_several_genes: counts.n_with_several_genes,
            several_genes: self.settings.section.several_genes,
            n_genes_on_several_features: counts.n_genes_on_several_features,
            several_features: self.settings.section.several_features,
            n_features_set_aside: counts.n_set_aside,
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.table_notes.clone();
        notes.extend(self.ranked.note.clone());
        let named = self.settings.section.tests.iter().flatten();
        notes.extend(named.filter_map(|test| test.caution()));
        if self.settings.section.asks_for(GeneSetTest::Preranked) {
            notes.extend(self.ranked.ties_in_words());
        }
        let counts = self.universe.counts();
        let policy = self.settings.section.several_features;
        if let Some(which) = policy.in_words().filter(|_| counts.n_set_aside > 0) {
            notes.push(format!(
                "{} genes are measured by several features: {which} stands for each, and {} others \
                 take no part",
                counts.n_genes_on_several_features, counts.n_set_aside
            ));
            notes.extend(policy.caution().map(str::to_owned));
        }
        let lists = &self.lists;
        for (n, direction) in [
            (lists.n_up_without_gene, "up"),
            (lists.n_down_without_gene, "down"),
        ] {
            if n > 0 {
                notes.push(format!(
                    "{n} features that go {direction} have no gene and count nowhere"
                ));
            }
        }
        if !lists.both.is_empty() {
            notes.push(format!(
                "{} genes have features that go up and features that go down; they count in both",
                lists.both.len()
            ));
        }
        notes
    }
}

/// Genes are called by the ids of their features.
const FEATURE_ID: &str = "feature id";

/// What names the genes of a table.
#[derive(Debug, Clone, Copy)]
enum Names {
    Symbols,
    EntrezIds,
    FeatureIds,
}

impl Names {
    fn of(rows: &[FeatureRow]) -> Self {
        if rows.iter().any(|row| !row.gene_symbols.is_empty()) {
            Self::Symbols
        } else if rows.iter().any(|row| !row.entrez_ids.is_empty()) {
            Self::EntrezIds
        } else {
            Self::FeatureIds
        }
    }

    fn of_row(self, row: &FeatureRow) -> Vec<&str> {
        match self {
            Self::Symbols => row.gene_symbols.iter().map(String::as_str).collect(),
            Self::EntrezIds => row.entrez_ids.iter().map(String::as_str).collect(),
            Self::FeatureIds => vec![row.feature_id.as_str()],
        }
    }

    fn identifier(self) -> &'static str {
        match self {
            Self::Symbols => "gene symbol",
            Self::EntrezIds => "NCBI gene id",
            Self::FeatureIds => FEATURE_ID,
        }
    }
}

/// The symbols of a row with their NCBI gene ids; where a row has more of one than of the other,
/// only the first are known to belong together.
fn entrez_pairs(row: &FeatureRow) -> impl Iterator<Item = (&str, &str)> {
    let (symbols, ids) = (&row.gene_symbols, &row.entrez_ids);
    let n_pairs = if symbols.len() == ids.len() {
        ids.len()
    } else {
        1
    };
    let pairs = symbols.iter().zip(ids).take(n_pairs);
    pairs.map(|(symbol, id)| (symbol.as_str(), id.as_str()))
}

/// By what a feature may stand for a gene.
fn standing_of(row: &FeatureRow) -> FeatureStanding {
    FeatureStanding {
        average: row.ave_expr,
        statistic: row.ordinary_t().unwrap_or(f64::NAN),
    }
}

/// Numbers of rows are not ids, though they look like NCBI's.
fn refuse_row_numbers(contrast: &str, rows: &[FeatureRow]) -> Result<(), Error> {
    if !are_row_numbers(rows.iter().map(|row| row.feature_id.as_str())) {
        return Ok(());
    }
    let found = format!(
        "the {} features are only numbered, and have no genes",
        rows.len()
    );
    let hint = "give the features their ids, and the chip's annotation or a column of genes";
    Err(Error::data(
        format!("gene sets of contrast '{contrast}'"),
        found,
        hint,
    ))
}

/// A table of a test against a fold change must bring the ordinary moderated t where it is needed.
fn check_statistic(
    contrast: &str,
    rows: &[FeatureRow],
    settings: &GeneSetSettings,
) -> Result<(), Error> {
    let section = &settings.section;
    let tests = [
        GeneSetTest::CameraPr,
        GeneSetTest::Preranked,
        GeneSetTest::Camera,
    ];
    let needed = (tests.into_iter().find(|test| section.asks_for(*test)))
        .map(|test| test.to_string())
        .or(section.judges_themes().then(|| "themes".to_owned()));
    let (Some(needed), true) = (needed, is_treat_without_ordinary_t(rows)) else {
        return Ok(());
    };
    let found = format!(
        "the table is of a test against a fold change (treat): most of its t are 0, and it has no \
         ordinary moderated t, on which '{needed}' rests"
    );
    let hint = "give the table that `arrayon differential --treat` writes now, with the columns \
                'moderated_t' and 'moderated_p_value', or limma's topTable; or ask for \
                'over-representation' alone, without themes";
    Err(Error::data(
        format!("gene sets of contrast '{contrast}'"),
        found,
        hint,
    ))
}

/// In limma's `topTreat` features within the fold change have a t of exactly 0, and none has B.
fn is_treat_without_ordinary_t(rows: &[FeatureRow]) -> bool {
    let tested = || rows.iter().filter(|row| row.t.is_some());
    let is_within = |row: &&FeatureRow| row.t == Some(0.0) && row.log_fc != 0.0;
    let n_within = tested().filter(is_within).count();
    rows.iter()
        .all(|row| row.moderated_t.is_none() && row.b.is_none())
        && 20 * n_within > tested().count()
}

/// What is done, in words.
fn method_in_words(section: &GeneSetsSection) -> String {
    let rotations = format!(
        "self-contained test by {} random rotations, seed {} (roast, Wu et al. 2010)",
        section.n_rotations, section.seed
    );
    let preranked = format!(
        "enrichment of the list ranked by z of the ordinary moderated t, multilevel p-values, seed {} \
         (Korotkevich et al. 2021)",
        section.seed
    );
    let sizes = format!(
        "sets of {} to {} tested genes",
        section.min_set_size, section.max_set_size
    );
    let mut parts = Vec::new();
    for (test, words) in [
        (GeneSetTest::OverRepresentation, LISTS),
        (
            GeneSetTest::CameraPr,
            "competitive test of all features with a preset correlation of 0.01 (cameraPR, Wu and \
             Smyth 2012)",
        ),
        (
            GeneSetTest::Camera,
            "competitive test of all features with correlations estimated on the design (camera, Wu \
             and Smyth 2012)",
        ),
        (
            GeneSetTest::Fry,
            "self-contained test on the design (fry, Wu et al. 2010)",
        ),
        (GeneSetTest::Roast, &rotations),
        (GeneSetTest::Preranked, &preranked),
    ] {
        if section.asks_for(test) {
            parts.push(words);
        }
    }
    if !parts.is_empty() {
        parts.push(&sizes);
    }
    parts.join("; ")
}

const LISTS: &str = "over-representation against the tested genes: one-sided Fisher exact test \
                     and EASE score (Hosack 2003), Benjamini-Hochberg within collection and \
                     direction";
