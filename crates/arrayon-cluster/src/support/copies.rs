//! Distances of copied features: slow, but for every distance, with and without missing values.

use crate::distances::prepare::prepared_row;
use crate::distances::rows::over_common_values;
use crate::settings::Distance;

/// Samples' values, for distances that are no sums over features.
pub(super) struct Copies {
    columns: Vec<Vec<f64>>,
    distance: Distance,
    has_missing: bool,
}

impl Copies {
    /// `columns` holds one vector of values a sample.
    pub(super) fn new(columns: Vec<Vec<f64>>, distance: Distance) -> Self {
        let has_missing = columns.iter().flatten().any(|value| value.is_nan());
        Self {
            columns,
            distance,
            has_missing,
        }
    }

    /// Condensed distances with every feature copied as often as its weight says; `None` where
    /// one is undefined.
    pub(super) fn distances(&self, weights: &[u16]) -> Option<Vec<f64>> {
        let columns = self.columns.iter().map(|column| copied(column, weights));
        if self.has_missing {
            let columns: Vec<Vec<f64>> = columns.collect();
            let distance = |one: &Vec<f64>, other: &Vec<f64>| {
                over_common_values(one, other, self.distance).ok()
            };
            return of_pairs(&columns, distance);
        }
        let rows: Option<Vec<Vec<f64>>> = columns
            .map(|column| prepared_row(&column, self.distance).ok())
            .collect();
        of_pairs(&rows?, |one, other| {
            Some(self.distance.of_prepared(one, other))
        })
    }
}

fn of_pairs(
    rows: &[Vec<f64>],
    distance: impl Fn(&Vec<f64>, &Vec<f64>) -> Option<f64>,
) -> Option<Vec<f64>> {
    let mut distances = Vec::with_capacity(rows.len() * (rows.len() - 1) / 2);
    for (i, one) in rows.iter().enumerate() {
        for other in &rows[i + 1..] {
            distances.push(distance(one, other)?);
        }
    }
    Some(distances)
}

fn copied(column: &[f64], weights: &[u16]) -> Vec<f64> {
    (column.iter().zip(weights))
        .flat_map(|(&value, &weight)| std::iter::repeat_n(value, usize::from(weight)))
        .collect()
}
