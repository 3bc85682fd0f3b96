//! The hypergeometric distribution: its probabilities and tails, exact far into the tails.
//!
//! Everything is computed on the natural-log scale without large cancelling terms, so that a tail
//! of 1e-300 is as good as one of 0.1.

use std::f64::consts::{LN_2, PI};

/// The number of marked items among `draws` items drawn without replacement from a `population`
/// that holds `marked` of them.
///
/// # Numerics
/// The log probability is a sum of Stirling corrections and of the deviances of the four cells of
/// the 2 x 2 table, whose differences from their expectation are exact integers over the
/// population (Loader's saddle-point form). Tails are summed outwards from the point nearest to
/// the mean, smallest ratios last. Agrees with exact rational arithmetic and with R's `phyper` to
/// 1e-12 relative down to 1e-300 (test `golden_hypergeometric`).
///
/// # Cost
/// O(width of the distribution) for a tail, at most a few hundred terms for a chip.
///
/// # Source
/// Loader 2000, "Fast and accurate computation of binomial probabilities".
///
/// # Examples
/// ```
/// use arrayon_stats::hypergeometric::Hypergeometric;
/// // 3 of 300 genes lie in a set of 43 genes out of 30,300.
/// let overlap = Hypergeometric::new(30_300, 43, 300).unwrap();
/// assert!((overlap.upper_tail(3) - 0.008852825).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypergeometric {
    population: u64,
    marked: u64,
    draws: u64,
}

impl Hypergeometric {
    /// The distribution, or `None` where more are marked or drawn than there are.
    ///
    /// Populations up to 2^31 are meant: products of two counts must fit 64 bits.
    pub fn new(population: u64, marked: u64, draws: u64) -> Option<Self> {
        let possible = marked <= population && draws <= population && population < (1 << 31);
        possible.then_some(Self {
            population,
            marked,
            draws,
        })
    }

    /// The smallest possible count.
    pub fn smallest(&self) -> u64 {
        (self.marked + self.draws).saturating_sub(self.population)
    }

    /// The largest possible count.
    pub fn largest(&self) -> u64 {
        self.marked.min(self.draws)
    }

    /// The expected count; 0 for an empty population.
    pub fn mean(&self) -> f64 {
        if self.population == 0 {
            return 0.0;
        }
        self.marked as f64 * self.draws as f64 / self.population as f64
    }

    /// Natural log of P(X = `count`); minus infinity where the count is impossible.
    pub fn ln_probability(&self, count: u64) -> f64 {
        if count < self.smallest() || count > self.largest() {
            return f64::NEG_INFINITY;
        }
        if self.smallest() == self.largest() {
            return 0.0;
        }
        let (population, marked, draws) = (self.population, self.marked, self.draws);
        let unmarked = population - marked;
        let margins = ln_factorial_rest(marked)
            + ln_factorial_rest(unmarked)
            + ln_factorial_rest(draws)
            + ln_factorial_rest(population - draws)
            - ln_factorial_rest(population);
        let cells = [
            (count, marked, draws),
            (marked - count, marked, population - draws),
            (draws - count, unmarked, draws),
            (unmarked + count - draws, unmarked, population - draws),
        ];
        let rests: f64 = cells.iter().map(|cell| ln_factorial_rest(cell.0)).sum();
        let deviances: f64 = (cells.iter())
            .map(|&(observed, row, column)| deviance(observed, row * column, population))
            .sum();
        margins - rests - deviances
    }

    /// P(X >= `count`).
    pub fn upper_tail(&self, count: u64) -> f64 {
        self.ln_upper_tail(count).exp()
    }

    /// P(X <= `count`).
    pub fn lower_tail(&self, count: u64) -> f64 {
        self.ln_lower_tail(count).exp()
    }

    /// Natural log of P(X >= `count`).
    pub fn ln_upper_tail(&self, count: u64) -> f64 {
        if count <= self.smallest() {
            0.0
        } else if count > self.largest() {
            f64::NEG_INFINITY
        } else if count as f64 >= self.mean() {
            self.ln_sum_upwards(count)
        } else {
            ln_one_minus_exp(self.ln_sum_downwards(count - 1))
        }
    }

    /// Natural log of P(X <= `count`).
    pub fn ln_lower_tail(&self, count: u64) -> f64 {
        if count >= self.largest() {
            0.0
        } else if count < self.smallest() {
            f64::NEG_INFINITY
        } else if (count as f64) < self.mean() {
            self.ln_sum_downwards(count)
        } else {
            ln_one_minus_exp(self.ln_sum_upwards(count + 1))
        }
    }

    /// Sums P(X = count), P(X = count + 1), ...: terms fall where the count is above the mean.
    fn ln_sum_upwards(&self, count: u64) -> f64 {
        let (mut term, mut sum) = (1.0, 1.0);
        for at in count..self.largest() {
            // P(k + 1) / P(k) = (M - k) (n - k) / ((k + 1) (N - M - n + k + 1))
            let rising = (self.marked - at) * (self.draws - at);
            let falling = (at + 1) * (self.population + at + 1 - self.marked - self.draws);
            term *= rising as f64 / falling as f64;
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
        }
        self.ln_probability(count) + sum.ln()
    }

    /// Sums P(X = count), P(X = count - 1), ...
    fn ln_sum_downwards(&self, count: u64) -> f64 {
        let (mut term, mut sum) = (1.0, 1.0);
        for at in (self.smallest() + 1..=count).rev() {
            let rising = at * (self.population + at - self.marked - self.draws);
            let falling = (self.marked - at + 1) * (self.draws - at + 1);
            term *= rising as f64 / falling as f64;
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
        }
        self.ln_probability(count) + sum.ln()
    }
}

/// `ln(1 - exp(x))` for `x <= 0`.
fn ln_one_minus_exp(x: f64) -> f64 {
    if x > -LN_2 {
        (-libm::expm1(x)).ln()
    } else {
        libm::log1p(-x.exp())
    }
}

/// `x ln(x / m) - x + m` for the expectation `m = numerator / denominator`.
fn deviance(observed: u64, numerator: u64, denominator: u64) -> f64 {
    let expected = numerator as f64 / denominator as f64;
    if observed == 0 {
        return expected;
    }
    let exact = i128::from(observed) * i128::from(denominator) - i128::from(numerator);
    let difference = exact as f64 / denominator as f64;
    let x = observed as f64;
    let v = exact as f64
        / (i128::from(observed) * i128::from(denominator) + i128::from(numerator)) as f64;
    if v.abs() < 0.1 {
        return near_deviance(x, difference, v);
    }
    // ln(x / m) from the exact ratio.
    let ratio = (i128::from(observed) * i128::from(denominator)) as f64 / numerator as f64;
    x * ratio.ln() - difference
}

/// The deviance where `x` is near `m`: a series in `v = (x - m) / (x + m)`, free of cancellation.
fn near_deviance(x: f64, difference: f64, v: f64) -> f64 {
    let v_squared = v * v;
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    for j in 1..100 {
        power *= v_squared;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `ln n! - (n ln n - n)`, which is 0 for `n = 0`: half of `ln(2 pi n)` and Stirling's correction.
fn ln_factorial_rest(n: u64) -> f64 {
    if n == 0 {
        return 0.0;
    }
    0.5 * (2.0 * PI * n as f64).ln() + stirling_correction(n)
}

/// `ln n! - ln(sqrt(2 pi n) (n / e)^n)` for n from 1.
fn stirling_correction(n: u64) -> f64 {
    /// Computed with 50 digits.
    const EXACT: [f64; 15] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_093,
        0.016_644_691_189_821_193,
        0.013_876_128_823_070_748,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_096,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
        0.007_573_675_487_951_841,
        0.006_942_840_107_209_53,
        0.006_408_994_188_004_207,
        0.005_951_370_112_758_848,
        0.005_554_733_551_962_801,
    ];
    if let Some(&exact) = EXACT.get(n as usize - 1) {
        return exact;
    }
    let inverse = 1.0 / n as f64;
    let square = inverse * inverse;
    inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_case_by_hand() {
        // 2 of 5 marked, 3 drawn: 1, 6, 3 of 10 ways.
        let counts = Hypergeometric::new(5, 2, 3).unwrap();
        for (count, expected) in [(0, 0.1), (1, 0.6), (2, 0.3)] {
            assert!((counts.ln_probability(count).exp() - expected).abs() < 1e-15);
        }
        assert!((counts.upper_tail(1) - 0.9).abs() < 1e-15);
        assert!((counts.lower_tail(1) - 0.7).abs() < 1e-15);
        assert_eq!(counts.upper_tail(0), 1.0);
        assert_eq!(counts.upper_tail(3), 0.0);
        assert_eq!(counts.lower_tail(2), 1.0);
    }

    #[test]
    fn impossible_parameters_and_degenerate_ones() {
        assert_eq!(Hypergeometric::new(5, 6, 1), None);
        assert_eq!(Hypergeometric::new(5, 1, 6), None);
        let empty = Hypergeometric::new(0, 0, 0).unwrap();
        assert_eq!(empty.ln_probability(0), 0.0);
        assert_eq!(empty.mean(), 0.0);
        let all = Hypergeometric::new(7, 7, 3).unwrap();
        assert_eq!(all.ln_probability(2), f64::NEG_INFINITY);
        assert_eq!(all.ln_probability(3), 0.0);
        assert_eq!(all.lower_tail(2), 0.0);
    }

    #[test]
    fn table_and_series_of_stirling_meet() {
        // ln 16! = ln 15! + ln 16 joins the last tabulated value with the first of the series.
        let ln_factorial = |n: u64| {
            let x = n as f64;
            x * x.ln() - x + ln_factorial_rest(n)
        };
        assert!((ln_factorial(16) - ln_factorial(15) - 16f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn probabilities_add_up_and_tails_complement() {
        for (population, marked, draws) in [(60, 20, 15), (1_000, 3, 500), (23_000, 500, 700)] {
            let counts = Hypergeometric::new(population, marked, draws).unwrap();
            let all = counts.smallest()..=counts.largest();
            let total: f64 = all.clone().map(|k| counts.ln_probability(k).exp()).sum();
            assert!((total - 1.0).abs() < 1e-12, "{total}");
            for count in all.skip(1) {
                let both = counts.upper_tail(count) + counts.lower_tail(count - 1);
                assert!((both - 1.0).abs() < 1e-12, "{both}");
            }
        }
    }
}
