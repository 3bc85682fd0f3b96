//! The gene sets of a contrast in brief.

use crate::theme_verdicts::{DOWN, UP};
use arrayon_results::gene_sets::GeneSets;
use arrayon_results::summary::{SetTestSummary, TopSet};

/// How many sets are named in each direction.
const N_TOP: usize = 5;

/// A set as every test reports it.
struct Found<'a> {
    collection: &'a str,
    set_id: &'a str,
    description: &'a str,
    direction: &'a str,
    adj_p_value: f64,
}

/// The rows of a test that says of each set whether it is up or down.
macro_rules! directed {
    ($rows:expr) => {
        $rows
            .iter()
            .filter_map(|row| {
                Some(Found {
                    collection: &row.collection,
                    set_id: &row.set_id,
                    description: &row.description,
                    direction: &row.direction,
                    adj_p_value: Option::<f64>::from(row.adj_p_value)?,
                })
            })
            .collect()
    };
}

/// What each test found in each collection, in the order of the tests.
pub(crate) fn summarize_gene_sets(sets: &GeneSets) -> Vec<SetTestSummary> {
    let mut tests: Vec<&str> = sets.tests.iter().map(String::as_str).collect();
    if !sets.scores.is_empty() {
        tests.push("scores");
    }
    (tests.into_iter())
        .flat_map(|test| {
            let mut found = found_by(sets, test);
            found.retain(|set| set.adj_p_value <= sets.fdr);
            found.sort_by(|a, b| {
                (a.adj_p_value.total_cmp(&b.adj_p_value)).then_with(|| a.set_id.cmp(b.set_id))
            });
            let one = |collection: &str| in_collection(test, collection, &found);
            let collections = sets.collections.iter();
            collections.map(|each| one(&each.name)).collect::<Vec<_>>()
        })
        .collect()
}

fn found_by<'a>(sets: &'a GeneSets, test: &str) -> Vec<Found<'a>> {
    match test {
        "over-representation" => over_represented(sets),
        "camera-pr" => directed!(sets.competitive),
        "camera" => directed!(sets.camera),
        "fry" => directed!(sets.fry),
        "roast" => directed!(sets.roast),
        "preranked" => directed!(sets.preranked),
        "scores" => directed!(sets.scores),
        _ => Vec::new(),
    }
}

fn over_represented(sets: &GeneSets) -> Vec<Found<'_>> {
    let lists = [(UP, &sets.up), (DOWN, &sets.down)];
    (lists.into_iter())
        .flat_map(|(direction, list)| {
            list.sets.iter().map(move |row| Found {
                collection: &row.collection,
                set_id: &row.set_id,
                description: &row.description,
                direction,
                adj_p_value: row.adj_p_value,
            })
        })
        .collect()
}

fn in_collection(test: &str, collection: &str, found: &[Found<'_>]) -> SetTestSummary {
    let of = |direction: &str| -> Vec<&Found<'_>> {
        let is_of = |set: &&Found<'_>| set.collection == collection && set.direction == direction;
        found.iter().filter(is_of).collect()
    };
    let top = |sets: &[&Found<'_>]| -> Vec<TopSet> {
        (sets.iter().take(N_TOP))
            .map(|set| TopSet {
                set_id: set.set_id.to_owned(),
                description: set.description.to_owned(),
                adj_p_value: set.adj_p_value,
            })
            .collect()
    };
    let (up, down) = (of(UP), of(DOWN));
    SetTestSummary {
        test: test.to_owned(),
        collection: collection.to_owned(),
        n_up: up.len(),
        n_down: down.len(),
        top_up: top(&up),
        top_down: top(&down),
    }
}
