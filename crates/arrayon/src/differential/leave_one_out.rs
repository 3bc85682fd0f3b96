//! Leave-one-array-out as it is written.

use super::detail::Detail;
use arrayon_diffexpr::{ContrastResult, LeaveOneOut};
use arrayon_results::differential as written;

/// What was found, and what it rests on, or why nothing was.
pub(super) struct LeaveOneOutOutcome {
    pub(super) found: Option<written::LeaveOneOut>,
    pub(super) note: Option<String>,
}

/// `None` stands for not asked for. Features are named in the order of the contrast's table.
pub(super) fn written(
    found: Option<LeaveOneOut>,
    ids: &[String],
    contrast: &ContrastResult,
    detail: Detail,
) -> LeaveOneOutOutcome {
    match found {
        None => LeaveOneOutOutcome {
            found: None,
            note: Some("not asked for".to_owned()),
        },
        Some(found) => LeaveOneOutOutcome {
            found: Some(of_contrast(&found, ids, contrast, detail)),
            note: found.note,
        },
    }
}

fn of_contrast(
    found: &LeaveOneOut,
    ids: &[String],
    contrast: &ContrastResult,
    detail: Detail,
) -> written::LeaveOneOut {
    let mut place = vec![0; ids.len()];
    for (at, row) in contrast.rows.iter().enumerate() {
        place[row.feature] = at;
    }
    let named = |features: &[usize]| {
        let mut features = features.to_vec();
        features.sort_unstable_by_key(|&feature| place[feature]);
        features.truncate(detail.n_left_out_named());
        let ids = features.into_iter().map(|feature| ids[feature].clone());
        ids.collect::<Vec<_>>()
    };
    let mut is_always_found = vec![false; ids.len()];
    for &feature in &found.found {
        is_always_found[feature] = true;
    }
    for array in found.arrays.iter().flat_map(|array| &array.found) {
        for &feature in &array.lost {
            is_always_found[feature] = false;
        }
    }
    let arrays = found.arrays.iter().map(|array| written::LeftOutArray {
        sample: array.sample.clone(),
        found: (array.found.as_ref()).map(|without| written::FoundWithout {
            n_found: without.n_found,
            n_gained: without.gained.len(),
            n_lost: without.lost.len(),
            n_top_kept: without.n_top_kept,
            gained: named(&without.gained),
            lost: named(&without.lost),
        }),
    });
    written::LeaveOneOut {
        n_found: found.found.len(),
        n_always_found: is_always_found.iter().filter(|always| **always).count(),
        top_k: found.top_k.min(contrast.rows.len()),
        most_influential: (found.most_influential).map(|at| found.arrays[at].sample.clone()),
        arrays: arrays.collect(),
    }
}
