//! The features that the page knows: those that were tested, or all where none were.

use crate::packing::Blocks;
use crate::results::StudyResults;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Features with their places: expression's order first, then that of the contrasts.
#[derive(Debug)]
pub(super) struct Features<'a> {
    ids: Vec<&'a str>,
    symbols: Vec<&'a [String]>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Features<'a> {
    pub(super) fn of(results: &'a StudyResults) -> Self {
        let mut genes: HashMap<&str, &[String]> = HashMap::new();
        for contrast in &results.contrasts {
            for row in &contrast.features {
                genes.insert(&row.feature_id, &row.gene_symbols);
            }
        }
        let measured = results.expression.iter().flat_map(|one| one.features());
        let rows = results.contrasts.iter().flat_map(|one| &one.features);
        let ids = (measured
            .map(String::as_str)
            .filter(|id| genes.is_empty() || genes.contains_key(id)))
        .chain(rows.map(|row| row.feature_id.as_str()));
        let mut features = Self {
            ids: Vec::new(),
            symbols: Vec::new(),
            places: HashMap::new(),
        };
        for id in ids {
            if !features.places.contains_key(id) {
                features.places.insert(id, features.ids.len());
                features.ids.push(id);
                features
                    .symbols
                    .push(genes.get(id).copied().unwrap_or_default());
            }
        }
        features
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(super) fn packed(&self, blocks: &mut Blocks) -> Value {
        let symbols: Vec<String> = (self.symbols.iter())
            .map(|symbols| symbols.join(";"))
            .collect();
        json!({
            "n": self.ids.len(),
            "ids": blocks.lines(self.ids.iter().copied()),
            "symbols": blocks.lines(symbols.iter().map(String::as_str)),
        })
    }
}
