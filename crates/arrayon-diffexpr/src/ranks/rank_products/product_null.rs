//! The distribution of a rank product where nothing changes.

use super::grid::{bound_of_average, convolve, cumulative};

/// Products up to this are counted one by one.
const COUNTED: usize = 1 << 18;
/// Spaces of ranks up to this size are counted completely.
const COUNTED_COMPLETELY: f64 = (1 << 20) as f64;
/// Multiplications that the grid may cost.
const GRID_BUDGET: f64 = 4e8;
/// Widest and finest grid of the logarithm of one rank.
const GRID_CELLS: (usize, usize) = (256, 4096);
/// Rounding of logarithms, in cells: errors are near 1e-12.
const SLACK: f64 = 1e-9;
/// Rounding of sums of probabilities, relative: each cell adds up to 1e6 positive terms.
const ROUNDING: f64 = 1e-9;

/// A certified interval of a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PInterval {
    /// At most the probability.
    pub lower: f64,
    /// At least the probability.
    pub upper: f64,
}

impl PInterval {
    /// The geometric mean of both ends: off by at most the square root of their ratio.
    pub fn estimate(&self) -> f64 {
        if self.lower == self.upper {
            self.upper
        } else {
            self.lower.sqrt() * self.upper.sqrt()
        }
    }
}

/// The null distribution of the product of independent ranks: `n_replicates` ranks, each uniform
/// on `1..=n_features`.
///
/// # Numerics
/// Products up to 262,144 (all products, where there are at most 1,048,576 tuples of ranks) are
/// counted exactly, by adding one factor at a time. Above, the logarithm of each rank is rounded
/// down to a grid and the sums are convolved; a sum of k rounded logarithms is less than k cells
/// below the true one, which gives an interval that surely holds the probability. Its ends
/// differ by a factor near `exp(k * cell)`: at 23,000 features 1.02 for 6 replicates, 1.06 for 12.
///
/// # Cost
/// At most 4e8 multiplications (more above 100 replicates), parallel; then O(1) a query.
///
/// # Source
/// The statistic is that of Breitling et al. 2004 (doi:10.1016/j.febslet.2004.07.055); exact
/// counts are those of Eisinga et al. 2013 (doi:10.1016/j.febslet.2013.01.037). Heskes et al. 2014
/// (doi:10.1186/s12859-014-0367-1) bound the same probability by pieces of polynomials, whose ends
/// differ by 1.8 (k = 3) to 56 (k = 12) at the rank product 5, where this one is exact.
#[derive(Debug, Clone)]
pub struct RankProductNull {
    n_features: usize,
    n_replicates: usize,
    /// Probability of a product of at most the index.
    counted: Vec<f64>,
    /// Width of a cell of ln product.
    cell: f64,
    /// Probability of a sum of rounded logarithms of at most the index.
    grid: Vec<f64>,
    /// Upper bounds for averages, by cell.
    averaged: Vec<f64>,
}

impl RankProductNull {
    /// The distribution for `n_replicates` ranks of `n_features` features.
    ///
    /// # Panics
    /// If either is 0.
    pub fn new(n_features: usize, n_replicates: usize) -> Self {
        let mut family = Self::up_to(n_features, n_replicates);
        family.remove(n_replicates - 1)
    }

    /// The distributions for 1, 2, ... `n_replicates` ranks; they share the work.
    ///
    /// # Panics
    /// If either is 0.
    pub fn up_to(n_features: usize, n_replicates: usize) -> Vec<Self> {
        assert!(n_features > 0 && n_replicates > 0, "nothing to rank");
        let n = n_features as f64;
        let n_cells = ((2.0 * GRID_BUDGET).sqrt() / n_replicates as f64) as usize;
        let n_cells = n_cells.clamp(GRID_CELLS.0, GRID_CELLS.1);
        // one feature has the logarithm 0 only
        let cell = n.ln().max(1e-3) / n_cells as f64;
        let one_rank = grid_of_one_rank(n_features, cell);
        let (mut counts, mut grid) = (Vec::new(), vec![1.0]);
        let mut family = Vec::with_capacity(n_replicates);
        for k in 1..=n_replicates {
            let n_tuples = n.powi(k as i32);
            let limit = if n_tuples <= COUNTED_COMPLETELY {
                n_tuples as usize
            } else {
                COUNTED
            };
            counts = multiply_one_rank(&counts, n_features, limit);
            grid = convolve(&one_rank, &grid);
            family.push(Self::of_counts(n_features, k, &counts, cell, &grid));
        }
        family
    }

    fn of_counts(n_features: usize, k: usize, counts: &[f64], cell: f64, grid: &[f64]) -> Self {
        let ln_tuples = k as f64 * (n_features as f64).ln();
        let n_tuples = (n_features as f64).powi(k as i32);
        let mut total = 0.0;
        let share = |count: &f64| {
            total += count;
            if n_tuples.is_finite() {
                f64::min(total / n_tuples, 1.0)
            } else {
                (f64::ln(total) - ln_tuples).exp()
            }
        };
        let counted = counts.iter().map(share).collect();
        let grid = cumulative(grid);
        Self {
            n_features,
            n_replicates: k,
            counted,
            cell,
            averaged: bound_of_average(&grid),
            grid,
        }
    }

    /// The number of ranks in the product.
    pub fn n_replicates(&self) -> usize {
        self.n_replicates
    }

    /// The probability of a product of at most `exp(ln_product)`.
    pub fn p_value(&self, ln_product: f64) -> PInterval {
        let largest = self.n_replicates as f64 * (self.n_features as f64).ln();
        if ln_product >= largest - 1e-11 {
            return PInterval {
                lower: 1.0,
                upper: 1.0,
            };
        }
        // logarithms of exact products are off by parts of 1e-13
        let product = ((ln_product + 1e-11).exp() * (1.0 + 1e-11)).floor();
        if product < self.counted.len() as f64 {
            let p = self.counted[product as usize];
            return PInterval { lower: p, upper: p };
        }
        let cells = ln_product / self.cell;
        let k = self.n_replicates as f64;
        let lower = self.at(&self.grid, cells - k - (k + 1.0) * SLACK);
        let upper = self.at(&self.grid, cells + SLACK);
        PInterval {
            lower: lower * (1.0 - ROUNDING),
            upper: (upper * (1.0 + ROUNDING)).clamp(f64::MIN_POSITIVE, 1.0),
        }
    }

    /// An upper bound of the probability that the average of ln products is at most `ln_product`,
    /// for any number of dependent products that all follow this distribution.
    ///
    /// In the tail it is about e (2.7) times the probability for one product: the price of not
    /// knowing the dependence.
    pub fn p_upper_of_average(&self, ln_product: f64) -> f64 {
        let bound = self.at(&self.averaged, ln_product / self.cell + SLACK);
        (bound * (1.0 + ROUNDING)).clamp(f64::MIN_POSITIVE, 1.0)
    }

    fn at(&self, table: &[f64], cell: f64) -> f64 {
        if cell < 0.0 {
            return 0.0;
        }
        table.get(cell as usize).copied().unwrap_or(1.0)
    }
}

/// Probabilities of the logarithm of one rank, rounded down to a cell.
fn grid_of_one_rank(n_features: usize, cell: f64) -> Vec<f64> {
    let cell_of = |rank: usize| ((rank as f64).ln() / cell - SLACK).max(0.0) as usize;
    let mut weights = vec![0.0; cell_of(n_features) + 1];
    for rank in 1..=n_features {
        weights[cell_of(rank)] += 1.0;
    }
    let n = n_features as f64;
    weights.iter().map(|count| count / n).collect()
}

/// From the numbers of tuples with each product (by product, from 0) to those of tuples with one
/// rank more, up to the product `limit`. No counts stand for the empty tuple.
fn multiply_one_rank(counts: &[f64], n_features: usize, limit: usize) -> Vec<f64> {
    let mut products = vec![0.0; limit + 1];
    if counts.is_empty() {
        let end = n_features.min(limit);
        products[1..=end].fill(1.0);
        return products;
    }
    for (product, &count) in counts.iter().enumerate().skip(1) {
        if count == 0.0 || product > limit {
            continue;
        }
        let largest = n_features.min(limit / product);
        for rank in 1..=largest {
            products[product * rank] += count;
        }
    }
    products
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn small_products_are_counted() {
        // 3 ranks of 1..=4: products 1: 1 tuple, 2: 3, 3: 3, 4: 3 + 3
        let null = RankProductNull::new(4, 3);
        let p = |product: f64| null.p_value(product.ln()).estimate() * 64.0;
        assert!((p(1.0) - 1.0).abs() < 1e-12);
        assert!((p(3.0) - 7.0).abs() < 1e-12);
        assert!((p(4.0) - 13.0).abs() < 1e-12);
        assert!((p(3.99) - 7.0).abs() < 1e-12);
        assert_eq!(p(64.0), 64.0);
        assert_eq!(p(0.5), 0.0);
    }

    /// Numbers of tuples by product, counted one rank after the other.
    fn enumerated(n: u64, k: u32) -> BTreeMap<u64, u64> {
        let mut counts = BTreeMap::from([(1, 1)]);
        for _ in 0..k {
            let mut longer = BTreeMap::new();
            for (product, count) in &counts {
                for rank in 1..=n {
                    *longer.entry(product * rank).or_insert(0) += count;
                }
            }
            counts = longer;
        }
        counts
    }

    /// Both the counts with the grid above them and the grid alone must hold the exact p-value
    /// of every product.
    fn assert_holds(n: u64, k: u32) {
        let null = RankProductNull::new(n as usize, k as usize);
        let mut grid = null.clone();
        grid.counted = vec![0.0];
        let (mut total, n_tuples) = (0, (n as f64).powi(k as i32));
        for (product, count) in enumerated(n, k) {
            total += count;
            let exact = total as f64 / n_tuples;
            let ln_product = (product as f64).ln();
            for found in [null.p_value(ln_product), grid.p_value(ln_product)] {
                // the counts are whole numbers below 2^53; only their quotient is rounded
                let slack = exact * f64::EPSILON;
                assert!(
                    found.lower <= exact + slack && exact <= found.upper + slack,
                    "n {n}, k {k}, product {product}: {found:?}, exact {exact}"
                );
            }
            assert!(grid.p_upper_of_average(ln_product) >= exact);
        }
    }

    #[test]
    fn every_size_up_to_sixty_ranks_and_four_replicates_holds_the_exact_probability() {
        for n in 1..=60 {
            for k in 1..=4 {
                assert_holds(n, k);
            }
        }
    }

    #[test]
    fn larger_sizes_hold_the_exact_probability() {
        for (n, k) in [(97, 4), (250, 3), (1_000, 2), (40, 5), (16, 7)] {
            assert_holds(n, k);
        }
    }

    #[test]
    fn intervals_are_narrow_at_the_size_of_a_chip() {
        for (k, widest) in [(3, 1.03), (6, 1.04), (12, 1.1)] {
            let null = RankProductNull::new(23_188, k);
            for rank_product in [20.0, 100.0, 500.0, 3000.0, 15_000.0_f64] {
                let found = null.p_value(k as f64 * rank_product.ln());
                let ratio = found.upper / found.lower;
                assert!((1.0..widest).contains(&ratio), "k {k}: {ratio}");
            }
        }
    }
}
