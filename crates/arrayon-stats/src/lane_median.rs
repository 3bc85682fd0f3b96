//! Medians of many short lists at once.

use crate::descriptive::median_in_place;
use pulp::{Arch, NullaryFnOnce};

/// Lists that are compared at a time: what the largest vector registers hold.
const LANES: usize = 8;

/// Medians of lists that lie side by side: list `i` is element `i` of every row.
///
/// A sorting network compares the rows of eight lists at a time, so that the processor works on
/// several lists in one instruction and never guesses a branch. Comparisons on which the middle
/// does not depend are left out. The same bits for any vector registers.
#[derive(Debug, Default)]
pub struct LaneMedian {
    rows: Vec<[f64; LANES]>,
    /// For each number of rows, the comparisons that its median needs, once they were needed.
    networks: Vec<Vec<(u16, u16)>>,
    list: Vec<f64>,
}

/// Number of rows above which a network has too many comparisons and each list is selected alone.
const MOST_ROWS: usize = 256;

impl LaneMedian {
    /// Writes the median of each of the `n_lists` lists, rows of `n_lists` values after each
    /// other, to `medians`: of an even number of values, the mean of the middle two. No value is NaN.
    pub fn medians(&mut self, values: &[f64], n_lists: usize, medians: &mut Vec<f64>) {
        let n_rows = values.len() / n_lists;
        medians.clear();
        if n_rows > MOST_ROWS {
            for list in 0..n_lists {
                self.list.clear();
                self.list.extend(values[list..].iter().step_by(n_lists));
                medians.push(median_in_place(&mut self.list));
            }
            return;
        }
        self.prepare(n_rows);
        let network = std::mem::take(&mut self.networks[n_rows]);
        for first in (0..n_lists).step_by(LANES) {
            let width = LANES.min(n_lists - first);
            self.load(&values[first..], n_lists, width);
            let middle = Arch::new().dispatch(Middle {
                rows: &mut self.rows,
                network: &network,
            });
            medians.extend_from_slice(&middle[..width]);
        }
        self.networks[n_rows] = network;
    }

    /// Takes `width` neighbouring lists from the rows.
    fn load(&mut self, values: &[f64], n_lists: usize, width: usize) {
        self.rows.clear();
        for row in values.chunks(n_lists) {
            let mut lanes = [0.0; LANES];
            if let Some(all) = row.first_chunk::<LANES>().filter(|_| width == LANES) {
                lanes = *all;
            } else {
                lanes[..width].copy_from_slice(&row[..width]);
            }
            self.rows.push(lanes);
        }
    }

    fn prepare(&mut self, n_rows: usize) {
        if self.networks.len() <= n_rows {
            self.networks.resize_with(n_rows + 1, Vec::new);
        }
        if self.networks[n_rows].is_empty() {
            self.networks[n_rows] = median_network(n_rows);
        }
    }
}

/// Sorts lanes as far as their middle goes, and returns it.
struct Middle<'a> {
    rows: &'a mut [[f64; LANES]],
    network: &'a [(u16, u16)],
}

impl NullaryFnOnce for Middle<'_> {
    type Output = [f64; LANES];

    #[inline(always)]
    fn call(self) -> [f64; LANES] {
        let Self { rows, network } = self;
        for &(low, high) in network {
            let (low, high) = (usize::from(low), usize::from(high));
            let (a, b) = (rows[low], rows[high]);
            let (mut lower, mut higher) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                lower[lane] = if a[lane] < b[lane] { a[lane] } else { b[lane] };
                higher[lane] = if a[lane] < b[lane] { b[lane] } else { a[lane] };
            }
            rows[low] = lower;
            rows[high] = higher;
        }
        let n_rows = rows.len();
        let mut middle = rows[n_rows / 2];
        if n_rows.is_multiple_of(2) {
            for (upper, lower) in middle.iter_mut().zip(rows[n_rows / 2 - 1]) {
                *upper = (lower + *upper) / 2.0;
            }
        }
        middle
    }
}

/// The comparisons of Batcher's merge exchange that the middle of `n` values depends on.
///
/// # Source
/// Knuth, The Art of Computer Programming 3, algorithm 5.2.2M.
fn median_network(n: usize) -> Vec<(u16, u16)> {
    let mut needed = vec![false; n];
    for middle in [n / 2, n.saturating_sub(1) / 2] {
        if let Some(place) = needed.get_mut(middle) {
            *place = true;
        }
    }
    let mut kept: Vec<(u16, u16)> = Vec::new();
    for (low, high) in merge_exchange(n).into_iter().rev() {
        if needed[low] || needed[high] {
            (needed[low], needed[high]) = (true, true);
            kept.push((low as u16, high as u16));
        }
    }
    kept.reverse();
    kept
}

fn merge_exchange(n: usize) -> Vec<(usize, usize)> {
    let mut comparisons = Vec::new();
    let top = n.next_power_of_two() / 2;
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            let lows = (0..n.saturating_sub(d)).filter(|low| low & p == r);
            comparisons.extend(lows.map(|low| (low, low + d)));
            if q == p {
                break;
            }
            d = q - p;
            q /= 2;
            r = p;
        }
        p /= 2;
    }
    comparisons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(list: &[f64]) -> f64 {
        let mut sorted = list.to_vec();
        sorted.sort_by(f64::total_cmp);
        (sorted[(list.len() - 1) / 2] + sorted[list.len() / 2]) / 2.0
    }

    #[test]
    fn lists_side_by_side_have_the_medians_of_lists_alone() {
        let mut lanes = LaneMedian::default();
        let mut medians = Vec::new();
        for n_rows in (1..70_usize).chain([95, 96, 97, 130, 255, 256, 257, 300]) {
            for n_lists in [1, 2, 7, 8, 9, 12, 20] {
                let value = |at: usize| ((at * 7919 + n_rows * 31) % 101) as f64 - 50.0;
                let values: Vec<f64> = (0..n_rows * n_lists).map(value).collect();
                lanes.medians(&values, n_lists, &mut medians);
                for (list, &median) in medians.iter().enumerate() {
                    let list: Vec<f64> = values[list..].iter().copied().step_by(n_lists).collect();
                    assert_eq!(median, expected(&list), "{n_rows} x {n_lists}");
                }
                assert_eq!(medians.len(), n_lists);
            }
        }
    }

    /// A network of comparisons sorts everything if it sorts all zeros and ones.
    #[test]
    fn every_zero_one_list_has_its_median() {
        let mut lanes = LaneMedian::default();
        let mut medians = Vec::new();
        for n in 1..=16_u32 {
            for bits in 0..1_u32 << n {
                let list: Vec<f64> = (0..n).map(|at| f64::from(bits >> at & 1)).collect();
                lanes.medians(&list, 1, &mut medians);
                assert_eq!(medians[0], expected(&list), "{list:?}");
            }
        }
    }
}
