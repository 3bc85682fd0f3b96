//! Hoeffding's D: whether two numbers depend on each other, in whatever way.

use arrayon_stats::order::{ascending, average_ranks_of};

/// Hoeffding's D times 30, between -0.5 and 1; near 0 for independent numbers. NaN for fewer than
/// five pairs.
///
/// Pairs in which a number is missing take no part; tied numbers have average ranks and count as
/// halves.
///
/// # Cost
/// Of the order of `n log n`: all features take part, none are drawn at random.
///
/// # Source
/// Hoeffding 1948 (Annals of Mathematical Statistics 19:546), in the scale of `hoeffd` of Hmisc.
pub fn hoeffding_d(x: &[f64], y: &[f64]) -> f64 {
    let pairs = x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let n = x.len();
    if n < 5 {
        return f64::NAN;
    }
    let (x_order, y_order) = (ascending(&x), ascending(&y));
    let (x_ranks, y_ranks) = (
        average_ranks_of(&x, &x_order),
        average_ranks_of(&y, &y_order),
    );
    let joint = joint_ranks((&x_ranks, &x_order), (&y_ranks, &y_order));
    let mut sums = [0.0; 3];
    for ((r, s), q) in x_ranks.iter().zip(&y_ranks).zip(&joint) {
        sums[0] += (q - 1.0) * (q - 2.0);
        sums[1] += (r - 1.0) * (r - 2.0) * (s - 1.0) * (s - 2.0);
        sums[2] += (r - 2.0) * (s - 2.0) * (q - 1.0);
    }
    let n = n as f64;
    let numerator = (n - 2.0) * (n - 3.0) * sums[0] + sums[1] - 2.0 * (n - 2.0) * sums[2];
    30.0 * numerator / (n * (n - 1.0) * (n - 2.0) * (n - 3.0) * (n - 4.0))
}

/// For each pair 1 and the number of pairs below it in both numbers; others that tie in one number
/// count one half, in both one quarter. Both numbers come with their ascending order.
fn joint_ranks(x: (&[f64], &[usize]), y: (&[f64], &[usize])) -> Vec<f64> {
    let ((x, x_order), (y, y_order)) = (x, y);
    let mut place = vec![0_u32; y.len()];
    for (run, number) in y_order.chunk_by(|&a, &b| y[a] == y[b]).zip(0..) {
        run.iter().for_each(|&at| place[at] = number);
    }
    let mut seen = Counts::new(y.len());
    let mut joint = vec![1.0; x.len()];
    let mut tied = Vec::new();
    for run in x_order.chunk_by(|&a, &b| x[a] == x[b]) {
        tied.clear();
        tied.extend(run.iter().map(|&at| place[at]));
        tied.sort_unstable();
        for &at in run {
            let place = place[at];
            let tied_less = tied.partition_point(|&other| other < place) as u32;
            let tied_equal = tied.partition_point(|&other| other <= place) as u32 - tied_less - 1;
            let half = seen.at(place) + tied_less;
            joint[at] +=
                f64::from(seen.below(place)) + 0.5 * f64::from(half) + 0.25 * f64::from(tied_equal);
        }
        tied.iter().for_each(|&place| seen.add(place));
    }
    joint
}

/// How often each place was seen, and how often those below one (a Fenwick tree).
struct Counts {
    at: Vec<u32>,
    sums: Vec<u32>,
}

impl Counts {
    fn new(n: usize) -> Self {
        Self {
            at: vec![0; n],
            sums: vec![0; n + 1],
        }
    }

    fn add(&mut self, place: u32) {
        self.at[place as usize] += 1;
        let mut sum = place as usize + 1;
        while sum < self.sums.len() {
            self.sums[sum] += 1;
            sum += sum & sum.wrapping_neg();
        }
    }

    fn at(&self, place: u32) -> u32 {
        self.at[place as usize]
    }

    fn below(&self, place: u32) -> u32 {
        let mut sum = place as usize;
        let mut n = 0;
        while sum > 0 {
            n += self.sums[sum];
            sum -= sum & sum.wrapping_neg();
        }
        n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, pair by pair.
    fn plain(x: &[f64], y: &[f64]) -> Vec<f64> {
        let of = |i: usize| {
            let others = (0..x.len()).filter(|&j| j != i);
            let counts =
                others.map(
                    |j| match (x[j] < x[i], x[j] == x[i], y[j] < y[i], y[j] == y[i]) {
                        (true, _, true, _) => 1.0,
                        (true, _, _, true) | (_, true, true, _) => 0.5,
                        (_, true, _, true) => 0.25,
                        _ => 0.0,
                    },
                );
            1.0 + counts.sum::<f64>()
        };
        (0..x.len()).map(of).collect()
    }

    #[test]
    fn joint_ranks_are_counts_of_pairs() {
        let draw = |at: usize, of: usize, step: usize| ((at * step + 3) % of) as f64;
        for of in [3, 7, 50] {
            let x: Vec<f64> = (0..40).map(|at| draw(at, of, 17)).collect();
            let y: Vec<f64> = (0..40).map(|at| draw(at, of + 2, 23)).collect();
            let found = joint_ranks((&x, &ascending(&x)), (&y, &ascending(&y)));
            assert_eq!(found, plain(&x, &y), "{of}");
        }
    }

    #[test]
    fn dependent_numbers_have_a_large_d() {
        let x: Vec<f64> = (0..200).map(|at| f64::from(at) - 99.5).collect();
        let square: Vec<f64> = x.iter().map(|x| x * x).collect();
        assert!((hoeffding_d(&x, &x) - 1.0).abs() < 1e-12);
        assert!(hoeffding_d(&x, &square) > 0.1);
        let shuffled: Vec<f64> = (0..200).map(|at| f64::from(at * 77 % 200)).collect();
        assert!(hoeffding_d(&x, &shuffled).abs() < 0.02);
        assert!(hoeffding_d(&x[..4], &x[..4]).is_nan());
    }
}
