//! Distances that a person can check, for tests.

use crate::CondensedDistances;

/// Distances between points on a line; the samples are `s0`, `s1`, ...
pub(crate) fn on_a_line(points: &[f64]) -> CondensedDistances {
    let mut values = Vec::new();
    for (i, one) in points.iter().enumerate() {
        values.extend(points[i + 1..].iter().map(|other| (one - other).abs()));
    }
    let labels = (0..points.len()).map(|i| format!("s{i}")).collect();
    CondensedDistances::new(labels, values).unwrap()
}
