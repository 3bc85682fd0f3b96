//! What each list of features owes to each array, over all contrasts.

use crate::results::StudyResults;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Arrays that the figure knows; it shows those that matter most first.
const MOST_ARRAYS: usize = 1000;

/// For each contrast, what is lost and gained without each array, `null` of arrays that are not in
/// it; `null` where no contrast was fitted without single arrays, or of very many arrays, which is
/// then among what is left out.
pub(super) fn of(results: &StudyResults, not_shown: &mut Vec<String>) -> Value {
    let mut samples: Vec<&str> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    let left_out = results.contrasts.iter().filter_map(|contrast| {
        let left_out = contrast.leave_one_out.as_ref()?;
        Some((contrast.contrast.as_str(), &left_out.left_out_arrays))
    });
    let left_out: Vec<_> = left_out.collect();
    for array in left_out.iter().flat_map(|(_, arrays)| arrays.iter()) {
        if known.insert(&array.sample) {
            samples.push(&array.sample);
        }
    }
    if samples.len() > MOST_ARRAYS {
        not_shown.push(format!(
            "what each list owes to each of {} arrays: of more than {MOST_ARRAYS} the files of the \
             contrasts have it, and the answers name the array that matters most",
            samples.len()
        ));
        return Value::Null;
    }
    if samples.is_empty() {
        return Value::Null;
    }
    let contrasts = left_out.iter().map(|(id, arrays)| {
        let without = samples.iter().map(|sample| {
            let array = arrays.iter().find(|array| array.sample == *sample)?;
            let found = array.found_without.as_ref()?;
            Some(json!({"lost": found.n_lost, "gained": found.n_gained}))
        });
        json!({"id": id, "without": without.collect::<Vec<_>>()})
    });
    json!({"samples": samples, "contrasts": contrasts.collect::<Vec<_>>()})
}
