//! Where a row stands in a result table, and how many rows go up and down.

use rayon::prelude::*;
use std::cmp::Ordering;

/// What decides where a row stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRank<'a> {
    /// p-value or its logarithm: the smallest first, rows without one last.
    pub(crate) p_value: f64,
    /// Among equal p-values, which may be too small to tell apart, the strongest first.
    pub(crate) strength: f64,
    /// Among equally strong ones by id.
    pub(crate) id: &'a str,
}

impl RowRank<'_> {
    /// Which of two rows comes first.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        missing_last(self.p_value, other.p_value)
            .then_with(|| missing_last(-self.strength, -other.strength))
            .then_with(|| self.id.cmp(other.id))
    }
}

/// The positions of `n` rows in the order of the table.
pub(crate) fn in_order<'a>(n: usize, rank: impl Fn(usize) -> RowRank<'a> + Sync) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.par_sort_unstable_by(|&a, &b| rank(a).compare(&rank(b)));
    order
}

/// The smaller first, NaN of either sign last, and equal among themselves.
fn missing_last(a: f64, b: f64) -> Ordering {
    (a.is_nan().cmp(&b.is_nan())).then(a.partial_cmp(&b).unwrap_or(Ordering::Equal))
}

/// How many found rows go up and down, by the sign of what is given of each: 0 and NaN are neither.
pub(crate) fn up_and_down(found: impl Iterator<Item = f64>) -> (usize, usize) {
    found.fold((0, 0), |(up, down), sign| {
        (up + usize::from(sign > 0.0), down + usize::from(sign < 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_p_value_then_strength_then_id() {
        let rows = [
            (f64::NAN, 9.0, "e"),
            (-f64::NAN, 9.0, "d"),
            (0.5, 1.0, "c"),
            (0.0, 1.0, "b"),
            (0.0, 2.0, "z"),
            (0.0, 1.0, "a"),
            (0.5, f64::NAN, "f"),
        ];
        let mut rows = rows.map(|(p_value, strength, id)| RowRank {
            p_value,
            strength,
            id,
        });
        rows.sort_by(RowRank::compare);
        let ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, ["z", "a", "b", "c", "f", "d", "e"]);
    }

    #[test]
    fn signs_are_counted() {
        assert_eq!(
            up_and_down([0.1, -2.0, 0.0, f64::NAN, 3.0].into_iter()),
            (2, 1)
        );
    }
}
