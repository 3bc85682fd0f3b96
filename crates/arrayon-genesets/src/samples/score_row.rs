//! What a contrast says of the scores of samples.

use crate::adjust::adjust;
use arrayon_core::Direction;
use arrayon_results::Columns;
use arrayon_results::number::finite;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One set's score in samples, compared as the expression of a gene is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct ScoreRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// Features of the set that were scored.
    #[column]
    pub n_features: usize,
    /// Whether the score is higher (`up`) or lower (`down`) in the target.
    #[column]
    pub direction: Direction,
    /// Difference of scores, target minus reference.
    #[column]
    pub difference: f64,
    /// Moderated t of the difference; `null` for a score without variation.
    #[column]
    pub t: Option<f64>,
    /// Its two-sided p-value.
    #[column]
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    #[column]
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted over all collections.
    #[column]
    pub adj_p_value_all: Option<f64>,
}

impl ScoreRow {
    /// Adjusts the p-values over all rows, and within collections.
    pub fn adjust(rows: &mut [Self]) {
        let p = |row: &Self| row.p_value.unwrap_or(f64::NAN);
        adjust(rows, p, |row, p| row.adj_p_value_all = finite(p));
        let collections: BTreeSet<String> = rows.iter().map(|row| row.collection.clone()).collect();
        for collection in collections {
            let mut same: Vec<&mut Self> = (rows.iter_mut())
                .filter(|row| row.collection == collection)
                .collect();
            adjust(
                &mut same,
                |row| p(row),
                |row, p| row.adj_p_value = finite(p),
            );
        }
    }
}
