//! Distances of copied features: slow, and for every distance.

use crate::distance::Distance;
use crate::prepare::prepared_row;

/// Samples' values, for distances that are no sums over features.
pub(super) struct Copies {
    columns: Vec<Vec<f64>>,
    distance: Distance,
}

impl Copies {
    /// `columns` holds one vector of values a sample.
    pub(super) fn new(columns: Vec<Vec<f64>>, distance: Distance) -> Self {
        Self { columns, distance }
    }

    /// Condensed distances with every feature copied as often as its weight says; `None` where
    /// one is undefined.
    pub(super) fn distances(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let rows: Option<Vec<Vec<f64>>> = (self.columns.iter())
            .map(|column| prepared_row(&copied(column, weights), self.distance).ok())
            .collect();
        let rows = rows?;
        let mut distances = Vec::with_capacity(rows.len() * (rows.len() - 1) / 2);
        for (i, one) in rows.iter().enumerate() {
            let others = rows[i + 1..].iter();
            distances.extend(others.map(|other| self.distance.of_prepared(one, other)));
        }
        Some(distances)
    }
}

fn copied(column: &[f64], weights: &[f64]) -> Vec<f64> {
    (column.iter().zip(weights))
        .flat_map(|(&value, &weight)| std::iter::repeat_n(value, weight as usize))
        .collect()
}
