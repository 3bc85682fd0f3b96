//! The gene sets and themes of contrasts in brief, for `summary.json`.

use super::{GeneSetFindings, TestedContrast};
use crate::differential::top;
use arrayon_core::{Direction, called_at};
use arrayon_genesets::{GeneSetTest, GeneSets};
use arrayon_results::ThemeOutcome;
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::{ContrastSummary, SetTestSummary, Summary, TopSet};
use arrayon_themes::{ContrastThemes, Obstacle};

/// How many sets are named in each direction.
const N_TOP: usize = 3;

/// Adds gene sets and themes to the contrasts of a summary.
pub(super) fn summarize(found: &GeneSetFindings, summary: &mut Summary) {
    for (contrast, sets) in summary.contrasts.iter_mut().zip(&found.sets) {
        contrast.gene_set_tests.clone_from(sets);
    }
    let themes = found.themes.iter().flat_map(|themes| &themes.contrasts);
    for (contrast, themes) in summary.contrasts.iter_mut().zip(themes) {
        add_themes(contrast, themes);
    }
    summary.warnings.extend_from_slice(&found.warnings);
}

fn add_themes(contrast: &mut ContrastSummary, themes: &ContrastThemes) {
    let verdicts = &themes.verdicts;
    let with = |verdict: ThemeOutcome| -> Vec<String> {
        let matching = verdicts.iter().filter(|theme| theme.verdict == verdict);
        matching.map(|theme| theme.theme.clone()).collect()
    };
    contrast.themes_up = with(ThemeOutcome::Up);
    contrast.themes_down = with(ThemeOutcome::Down);
    contrast.themes_both_directions = with(ThemeOutcome::BothDirections);
    contrast.themes_in_part = with(ThemeOutcome::Part);
    contrast.themes_not_testable = with(ThemeOutcome::NotTestable);
    if (verdicts.iter()).all(|theme| theme.verdict == ThemeOutcome::NotTestable) {
        let mut lists = verdicts.iter();
        let of_lists = lists.find(|theme| theme.obstacle == Some(Obstacle::TooFewChangedGenes));
        contrast.no_theme_testable = of_lists.and_then(|theme| theme.reason.clone());
    }
    contrast.theme_sentences = (verdicts.iter())
        .filter(|theme| theme.verdict.is_change())
        .map(|theme| theme.headline.clone())
        .collect();
}

/// The table of a contrast in brief, where it was read from a file.
pub(crate) fn table_in_brief(table: &TestedContrast<'_>, fdr: f64) -> ContrastSummary {
    let changed = |sign: f64| {
        let is_found = |row: &&FeatureRow| {
            let is_called = row.adj_p_value.is_some_and(|p| called_at(p, fdr));
            is_called && sign * row.log_fc > 0.0
        };
        table.rows.iter().filter(is_found).count()
    };
    let is_tested = |row: &&FeatureRow| row.p_value.is_some();
    ContrastSummary {
        contrast: table.label.id.to_owned(),
        direction_in_words: table.label.direction.to_owned(),
        fdr,
        n_tested: table.rows.iter().filter(is_tested).count(),
        n_up: changed(1.0),
        n_down: changed(-1.0),
        top_features: top(table.rows),
        ..ContrastSummary::default()
    }
}

/// A set as every test reports it.
struct SetFinding<'a> {
    collection: &'a str,
    set_id: &'a str,
    description: &'a str,
    direction: Direction,
    adj_p_value: f64,
}

/// The rows of a test that says of each set whether it is up or down.
macro_rules! directed {
    ($rows:expr) => {
        $rows
            .iter()
            .filter_map(|row| {
                Some(SetFinding {
                    collection: &row.collection,
                    set_id: &row.set_id,
                    description: &row.description,
                    direction: row.direction,
                    adj_p_value: Option::<f64>::from(row.adj_p_value)?,
                })
            })
            .collect()
    };
}

/// What each test found in each collection, in the order of the tests.
pub(super) fn summarize_gene_sets(sets: &GeneSets) -> Vec<SetTestSummary> {
    let mut found: Vec<(String, Vec<SetFinding<'_>>)> = (sets.tests.iter())
        .map(|&test| (test.to_string(), found_by(sets, test)))
        .collect();
    if !sets.sample_scores.is_empty() {
        found.push(("sample-scores".to_owned(), directed!(sets.sample_scores)));
    }
    (found.into_iter())
        .flat_map(|(test, mut found)| {
            found.retain(|set| called_at(set.adj_p_value, sets.fdr));
            found.sort_by(|a, b| {
                (a.adj_p_value.total_cmp(&b.adj_p_value)).then_with(|| a.set_id.cmp(b.set_id))
            });
            let one = |collection: &str| in_collection(&test, collection, &found);
            let collections = sets.collections.iter();
            collections.map(|each| one(&each.name)).collect::<Vec<_>>()
        })
        .collect()
}

fn found_by(sets: &GeneSets, test: GeneSetTest) -> Vec<SetFinding<'_>> {
    match test {
        GeneSetTest::OverRepresentation => over_represented(sets),
        GeneSetTest::CameraPr => directed!(sets.camera_pr),
        GeneSetTest::Camera => directed!(sets.camera),
        GeneSetTest::Fry => directed!(sets.fry),
        GeneSetTest::Roast => directed!(sets.roast),
        GeneSetTest::Preranked => directed!(sets.preranked),
    }
}

fn over_represented(sets: &GeneSets) -> Vec<SetFinding<'_>> {
    let lists = [
        (Direction::Up, &sets.over_representation_up),
        (Direction::Down, &sets.over_representation_down),
    ];
    (lists.into_iter())
        .flat_map(|(direction, list)| {
            list.sets.iter().map(move |row| SetFinding {
                collection: &row.collection,
                set_id: &row.set_id,
                description: &row.description,
                direction,
                adj_p_value: row.adj_p_value,
            })
        })
        .collect()
}

fn in_collection(test: &str, collection: &str, found: &[SetFinding<'_>]) -> SetTestSummary {
    let of = |direction: Direction| -> Vec<&SetFinding<'_>> {
        let is_of =
            |set: &&SetFinding<'_>| set.collection == collection && set.direction == direction;
        found.iter().filter(is_of).collect()
    };
    let top = |sets: &[&SetFinding<'_>]| -> Vec<TopSet> {
        (sets.iter().take(N_TOP))
            .map(|set| TopSet {
                set_id: set.set_id.to_owned(),
                description: set.description.to_owned(),
                adj_p_value: set.adj_p_value,
            })
            .collect()
    };
    let (up, down) = (of(Direction::Up), of(Direction::Down));
    SetTestSummary {
        test: test.to_owned(),
        collection: collection.to_owned(),
        n_up: up.len(),
        n_down: down.len(),
        top_up: top(&up),
        top_down: top(&down),
    }
}
