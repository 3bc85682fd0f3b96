//! p-values adjusted over rows, and rows in the order of their p-values.

use arrayon_stats::multiple_testing::benjamini_hochberg;

/// Adjusts p-values by Benjamini and Hochberg over all rows; NaN stays NaN and is no test.
pub(crate) fn adjust<T>(rows: &mut [T], p: impl Fn(&T) -> f64, put: impl Fn(&mut T, f64)) {
    let p: Vec<f64> = rows.iter().map(p).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        put(row, adjusted);
    }
}

/// Sorts rows by p-value, then by id.
pub(crate) fn sort<T>(rows: &mut [T], of: fn(&T) -> (f64, &String)) {
    rows.sort_by(|a, b| {
        let ((p, id), (q, other)) = (of(a), of(b));
        p.total_cmp(&q).then_with(|| id.cmp(other))
    });
}
