//! The features of each gene set that the page lists.

use super::features::Features;
use crate::packing::Blocks;
use crate::results::StudyResults;
use serde_json::{Value, json};

/// A line for each set: its collection, its id, and its places as steps from one to the next;
/// `null` where the folder does not say which features are in which set.
pub(super) fn packed(
    results: &StudyResults,
    features: &Features<'_>,
    blocks: &mut Blocks,
) -> Value {
    if results.members.is_empty() {
        return Value::Null;
    }
    let mut lines = Vec::with_capacity(results.members.len());
    for set in &results.members {
        let mut places: Vec<usize> = (set.feature_ids.iter())
            .filter_map(|id| features.place(id))
            .collect();
        places.sort_unstable();
        places.dedup();
        // as the script adds them up, beginning from the place before the first
        let mut before = None;
        let steps: Vec<String> = (places.into_iter())
            .map(|place| {
                let step = before.map_or(place + 1, |before| place - before);
                before = Some(place);
                step.to_string()
            })
            .collect();
        lines.push(format!(
            "{}\t{}\t{}",
            set.collection,
            set.set_id,
            steps.join(" ")
        ));
    }
    json!({
        "n": lines.len(),
        "block": blocks.lines(lines.iter().map(String::as_str)),
    })
}
