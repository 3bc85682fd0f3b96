//! The first gene sets of a contrast in its ranked list, for the figures.

use super::ContrastGenes;
use arrayon_core::Direction;
use arrayon_figures::contrast::running_sums::{RankedSet, RunningSums};
use arrayon_genesets::{GeneSets, MembersRow};
use std::collections::HashMap;

/// Sets of each contrast that are kept for figures.
const MOST_SETS: usize = 50;

/// A set as a test of all features has it.
struct Tested<'a> {
    /// Its collection and its id.
    set: (&'a str, &'a str),
    description: &'a str,
    direction: Direction,
    adj_p_value: f64,
}

/// The sets of smallest p-value of the first test of all features that was done, with the ranks of
/// their features by falling z; none without such a test.
pub(super) fn ranked_sets(
    genes: &ContrastGenes,
    members: &[MembersRow],
    results: &GeneSets,
) -> RunningSums {
    let (test, tested) = first_test(results);
    let ranked = &genes.ranked;
    let mut order: Vec<usize> = (0..ranked.ids.len()).collect();
    order.sort_by(|&a, &b| ranked.z[b].total_cmp(&ranked.z[a]).then(a.cmp(&b)));
    let rank_of: HashMap<&str, (usize, f64)> = (order.iter().enumerate())
        .map(|(rank, &row)| (ranked.ids[row].as_str(), (rank, ranked.z[row])))
        .collect();
    let known: HashMap<(&str, &str), &MembersRow> = (members.iter())
        .map(|row| ((row.collection.as_str(), row.set_id.as_str()), row))
        .collect();
    let sets = tested.into_iter().take(MOST_SETS).filter_map(|one| {
        let members = known.get(&one.set)?;
        let mut found: Vec<(usize, f64)> = (members.feature_ids.iter())
            .filter_map(|feature| rank_of.get(feature.as_str()).copied())
            .collect();
        found.sort_by_key(|&(rank, _)| rank);
        Some(RankedSet {
            name: match one.description {
                "" => one.set.1.to_owned(),
                words => words.to_owned(),
            },
            verdict: format!(
                "{test}: {}, adjusted p {}",
                one.direction,
                short(one.adj_p_value)
            ),
            ranks: found.iter().map(|&(rank, _)| rank).collect(),
            weights: found.iter().map(|&(_, z)| z.abs()).collect(),
        })
    });
    RunningSums {
        title: format!("gene sets, {}", results.contrast),
        subtitle: vec![
            results.direction_in_words.clone(),
            format!("running sum of the sets of smallest p-value of {test}, by |z|"),
        ],
        n_features: order.len(),
        sets: sets.collect(),
    }
}

fn first_test(results: &GeneSets) -> (&'static str, Vec<Tested<'_>>) {
    if !results.camera.is_empty() {
        let rows = results.camera.iter().map(|row| Tested {
            set: (&row.collection, &row.set_id),
            description: &row.description,
            direction: row.direction,
            adj_p_value: row.adj_p_value,
        });
        return ("camera", rows.collect());
    }
    if !results.camera_pr.is_empty() {
        let rows = results.camera_pr.iter().map(|row| Tested {
            set: (&row.collection, &row.set_id),
            description: &row.description,
            direction: row.direction,
            adj_p_value: row.adj_p_value,
        });
        return ("camera-pr", rows.collect());
    }
    let rows = results.preranked.iter().map(|row| Tested {
        set: (&row.collection, &row.set_id),
        description: &row.description,
        direction: row.direction,
        adj_p_value: row.adj_p_value,
    });
    ("preranked", rows.collect())
}

/// A p-value with three digits.
fn short(p: f64) -> String {
    match p {
        p if p.is_nan() => "NA".to_owned(),
        p if p >= 0.001 => format!("{p:.3}"),
        p => format!("{p:.2e}"),
    }
}
