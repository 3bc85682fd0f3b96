//! What the script of the page draws, as compressed blocks and a list of what is in which.

mod between;
mod contrasts;
mod doses;
mod expression;
mod features;
mod gene_sets;
mod influence;
mod members;
mod samples;

use crate::packing::Blocks;
use crate::results::StudyResults;
use features::Features;
use samples::Samples;
use serde_json::{Value, json};

/// The data of a page.
#[derive(Debug)]
pub(crate) struct Data {
    /// What is in which block.
    pub(crate) contents: Value,
    /// The blocks.
    pub(crate) blocks: Blocks,
    /// What was left out of the page, in words.
    pub(crate) left_out: Vec<String>,
    /// Number of features that the page knows.
    pub(crate) n_features: usize,
}

impl Data {
    /// The data of these results.
    pub(crate) fn of(results: &StudyResults) -> Self {
        let mut blocks = Blocks::default();
        let mut left_out = Vec::new();
        let features = Features::of(results);
        let samples = Samples::of(results);
        let contrasts: Vec<Value> = (results.contrasts.iter())
            .map(|contrast| {
                let has_sets = results
                    .gene_sets
                    .iter()
                    .any(|sets| sets.contrast == contrast.contrast);
                contrasts::packed(contrast, &features, has_sets, &mut blocks)
            })
            .collect();
        let n_more = results
            .summary
            .contrasts
            .len()
            .saturating_sub(contrasts.len());
        if n_more > 0 && !contrasts.is_empty() {
            left_out.push(format!(
                "the tables of {n_more} more contrasts, which the folder differential/ holds: this page \
                 shows those of the first {}, and the counts of all; figures for print are of the same",
                contrasts.len()
            ));
        }
        let sets = gene_sets::packed(results, &mut blocks, &mut left_out);
        let expression = expression::packed(results, &features, &mut blocks, &mut left_out);
        if samples.names.len() > between::MOST_ARRAYS && results.expression.is_some() {
            left_out.push(format!(
                "the distance of each two of {} arrays as numbers: of more than {} the page has the picture of \
                 the folder",
                samples.names.len(),
                between::MOST_ARRAYS
            ));
        }
        let influence = influence::of(results, &mut left_out);
        let drawings = drawings(results, &mut blocks);
        let contents = json!({
            "simulated": results.summary.is_simulated,
            "study": results.summary.study,
            "features": features.packed(&mut blocks),
            "samples": samples.names,
            "groupings": samples.groupings.iter().map(|grouping| json!({
                "variable": grouping.variable,
                "levels": grouping.levels,
            })).collect::<Vec<_>>(),
            "numbers": samples.numbers.iter().map(|(variable, values)| json!({
                "variable": variable,
                // NaN becomes null
                "values": values,
            })).collect::<Vec<_>>(),
            "contrasts": contrasts,
            "sets": sets,
            "expression": expression,
            "boxes": expression::boxes(results),
            "densities": between::densities(results.expression.as_ref(), &mut blocks),
            "distances": between::distances(results.expression.as_ref(), &mut blocks),
            "components": components(results),
            "doses": doses::packed(results, &features, &mut blocks),
            "members": members::packed(results, &features, &mut blocks),
            "influence": influence,
            "drawings": drawings,
        });
        Self {
            contents,
            blocks,
            left_out,
            n_features: features.len(),
        }
    }
}

/// The block of each drawing of the folder, by its path.
fn drawings(results: &StudyResults, blocks: &mut Blocks) -> Value {
    let drawings = results.drawings.iter();
    drawings
        .map(|(name, bytes)| (name.clone(), Value::from(blocks.bytes(bytes.clone()))))
        .collect::<serde_json::Map<String, Value>>()
        .into()
}

fn components(results: &StudyResults) -> Value {
    let Some(pca) = &results.components else {
        return Value::Null;
    };
    let components = pca
        .components
        .iter()
        .map(|component| json!({"name": component.name, "variance": component.variance_fraction}));
    json!({
        "samples": pca.samples,
        "components": components.collect::<Vec<_>>(),
        "scores": pca.scores,
    })
}
