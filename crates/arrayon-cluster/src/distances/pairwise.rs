//! The distances of all pairs of complete rows, tile by tile.

use super::condensed::rows_mut;
use crate::settings::Distance;
use arrayon_core::Progress;
use arrayon_stats::row_pairs::{PairTerm, TILE, sums_of_pairs};
use rayon::prelude::*;

/// The distances of all pairs in condensed order: the same bits as [`Distance::of_prepared`] gives
/// for each, for any number of threads. The progress advances by one for each row.
pub(crate) fn pairwise(
    prepared: &[f64],
    n_items: usize,
    distance: Distance,
    progress: &dyn Progress,
) -> Vec<f64> {
    let n_values = prepared.len() / n_items;
    let rows: Vec<&[f64]> = prepared.chunks(n_values.max(1)).collect();
    let mut condensed = vec![0.0; n_items * (n_items - 1) / 2];
    (rows_mut(&mut condensed, n_items).par_chunks_mut(TILE))
        .enumerate()
        .for_each(|(tile, pairs)| {
            add_strip(&rows, tile * TILE, pairs, distance);
            progress.advance(TILE.min(n_items - tile * TILE) as u64);
        });
    condensed
}

/// Fills in the distances of some rows next to each other, from the `first`, to all rows behind each.
fn add_strip(rows: &[&[f64]], first: usize, pairs: &mut [&mut [f64]], distance: Distance) {
    let ones = &rows[first..rows.len().min(first + TILE)];
    for start in (first..rows.len()).step_by(TILE) {
        let others = &rows[start..rows.len().min(start + TILE)];
        let differences = sums_of_pairs(distance.term(), ones, others);
        let added = (distance == Distance::AbsolutePearson)
            .then(|| sums_of_pairs(PairTerm::SquaredSum, ones, others));
        for (row, pairs) in pairs.iter_mut().enumerate() {
            let one = first + row;
            for other in start.max(one + 1)..start + others.len() {
                let at = row * others.len() + other - start;
                let added = added.as_ref().map(|sums| sums[at]);
                pairs[other - one - 1] = distance.of_sums(differences[at], added);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::NoProgress;

    #[test]
    fn tiles_give_the_bits_of_every_pair_alone() {
        for (n_items, n_values) in [(2, 3), (5, 1), (17, 40), (33, 2_051), (70, 8)] {
            let values: Vec<f64> = (0..n_items * n_values)
                .map(|at| ((at * 7919 + at / 7) % 1009) as f64 / 1009.0 - 0.5)
                .collect();
            let row = |at: usize| &values[at * n_values..(at + 1) * n_values];
            for distance in Distance::ALL {
                let found = pairwise(&values, n_items, distance, &NoProgress);
                let mut found = found.into_iter();
                for i in 0..n_items {
                    for j in i + 1..n_items {
                        let alone = distance.of_prepared(row(i), row(j));
                        let together = found.next().unwrap();
                        assert_eq!(together.to_bits(), alone.to_bits(), "{distance} {i} {j}");
                    }
                }
            }
        }
    }
}
