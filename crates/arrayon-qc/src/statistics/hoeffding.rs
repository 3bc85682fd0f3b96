//! Hoeffding's D: whether two numbers depend on each other, in whatever way.

use arrayon_stats::order::average_ranks;

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
    let (x_ranks, y_ranks) = (average_ranks(&x), average_ranks(&y));
    let joint = joint_ranks(&x_ranks, &y_ranks);
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
/// count one half, in both one quarter.
fn joint_ranks(x: &[f64], y: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_unstable_by(|&a, &b| x[a].total_cmp(&x[b]));
    // y ranks are multiples of one half: twice the rank is a position
    let place = |at: usize| (2.0 * y[at]) as usize;
    let mut below = Counts::new(2 * n + 2);
    let mut joint = vec![1.0; n];
    for run in order.chunk_by(|&a, &b| x[a] == x[b]) {
        let mut tied: Vec<usize> = run.iter().map(|&at| place(at)).collect();
        tied.sort_unstable();
        for &at in run {
            let place = place(at);
            let less = below.up_to(place - 1);
            let equal = below.up_to(place) - less;
            let tied_less = tied.partition_point(|&other| other < place);
            let tied_equal = tied.partition_point(|&other| other <= place) - tied_less - 1;
            joint[at] += less as f64 + 0.5 * (equal + tied_less) as f64 + 0.25 * tied_equal as f64;
        }
        for &place in &tied {
            below.add(place);
        }
    }
    joint
}

/// Counts of positions, and how many lie up to one (a Fenwick tree).
struct Counts(Vec<usize>);

impl Counts {
    fn new(n: usize) -> Self {
        Self(vec![0; n + 1])
    }

    fn add(&mut self, position: usize) {
        let mut at = position + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    fn up_to(&self, position: usize) -> usize {
        let mut at = position + 1;
        let mut sum = 0;
        while at > 0 {
            sum += self.0[at];
            at -= at & at.wrapping_neg();
        }
        sum
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
            let (found, expected) = (
                joint_ranks(&average_ranks(&x), &average_ranks(&y)),
                plain(&x, &y),
            );
            assert_eq!(found, expected, "{of}");
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
