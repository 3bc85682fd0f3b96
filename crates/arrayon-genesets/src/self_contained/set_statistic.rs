//! Statistics of a set under many rotations at once.

use arrayon_stats::normal;

/// Rotations that are done together: one cache line of numbers.
pub(crate) const BLOCK: usize = 8;

/// The z-scores of one feature under a block of rotations.
pub(crate) type ZBlock = [f64; BLOCK];

/// How the z-scores of a set's features become one number, as in limma.
///
/// The program tests [the mean](Self::Mean); the others are for users of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SetStatistic {
    /// The mean: most power where most of the set changes in one direction.
    #[default]
    Mean,
    /// The mean of the scores on one side, those of the other as 0; without direction, the mean
    /// of absolute scores that are raised to the median of a normal one.
    FloorMean,
    /// The mean of the half of the scores that is most extreme: power where half the set changes.
    Mean50,
    /// The mean square of the scores on one side: power where few features change a lot.
    MeanSquare,
}

/// A set's statistic in the three directions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Directions {
    pub(crate) down: f64,
    pub(crate) up: f64,
    pub(crate) mixed: f64,
}

impl Directions {
    pub(crate) fn either(&self) -> f64 {
        self.up.max(self.down)
    }
}

impl SetStatistic {
    /// The statistic of the rows under each rotation of a block. `scratch` is working memory of
    /// [`SetStatistic::Mean50`].
    // Inlined, so that its loops are compiled for the registers of the caller.
    #[inline(always)]
    pub(crate) fn of_block(
        self,
        z: &[ZBlock],
        rows: &[u32],
        scratch: &mut Vec<f64>,
    ) -> [Directions; BLOCK] {
        match self {
            Self::Mean => means(z, rows),
            Self::FloorMean => floored_means(z, rows),
            Self::Mean50 => {
                let n = rows.len();
                scratch.resize(n * BLOCK, 0.0);
                for (at, &row) in rows.iter().enumerate() {
                    for (rotation, &score) in z[row as usize].iter().enumerate() {
                        scratch[rotation * n + at] = score;
                    }
                }
                std::array::from_fn(|at| half_means(&mut scratch[at * n..(at + 1) * n]))
            }
            Self::MeanSquare => mean_squares(z, rows),
        }
    }
}

#[inline(always)]
fn means(z: &[ZBlock], rows: &[u32]) -> [Directions; BLOCK] {
    let (mut sums, mut absolute) = ([0.0; BLOCK], [0.0; BLOCK]);
    for &row in rows {
        let scores = &z[row as usize];
        for at in 0..BLOCK {
            sums[at] += scores[at];
            absolute[at] += scores[at].abs();
        }
    }
    let n = rows.len() as f64;
    std::array::from_fn(|at| Directions {
        down: -sums[at] / n,
        up: sums[at] / n,
        mixed: absolute[at] / n,
    })
}

#[inline(always)]
fn floored_means(z: &[ZBlock], rows: &[u32]) -> [Directions; BLOCK] {
    let floor = normal::quantile(0.75);
    let (mut down, mut up, mut mixed) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    for &row in rows {
        let scores = &z[row as usize];
        for at in 0..BLOCK {
            down[at] += larger(-scores[at], 0.0);
            up[at] += larger(scores[at], 0.0);
            mixed[at] += larger(scores[at].abs(), floor);
        }
    }
    divided(down, up, mixed, rows.len())
}

#[inline(always)]
fn mean_squares(z: &[ZBlock], rows: &[u32]) -> [Directions; BLOCK] {
    let (mut down, mut up, mut mixed) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    for &row in rows {
        let scores = &z[row as usize];
        for at in 0..BLOCK {
            let (below, above) = (larger(-scores[at], 0.0), larger(scores[at], 0.0));
            down[at] += below * below;
            up[at] += above * above;
            mixed[at] += scores[at] * scores[at];
        }
    }
    divided(down, up, mixed, rows.len())
}

/// One instruction, where `f64::max` has to mind NaN.
#[inline(always)]
pub(crate) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

fn divided(
    down: [f64; BLOCK],
    up: [f64; BLOCK],
    mixed: [f64; BLOCK],
    n: usize,
) -> [Directions; BLOCK] {
    let n = n as f64;
    std::array::from_fn(|at| Directions {
        down: down[at] / n,
        up: up[at] / n,
        mixed: mixed[at] / n,
    })
}

/// Means of the lower and the upper half, and of the upper half of absolute scores. The middle
/// one of an odd number belongs to both halves.
fn half_means(scores: &mut [f64]) -> Directions {
    let n = scores.len();
    let n_half = n.div_ceil(2);
    let mean = |half: &[f64]| half.iter().sum::<f64>() / n_half as f64;
    scores.select_nth_unstable_by(n_half - 1, f64::total_cmp);
    let (down, up) = (-mean(&scores[..n_half]), upper_mean(scores, n_half));
    scores.iter_mut().for_each(|score| *score = score.abs());
    scores.select_nth_unstable_by(n_half - 1, f64::total_cmp);
    Directions {
        down,
        up,
        mixed: upper_mean(scores, n_half),
    }
}

/// The mean of the `n_half` largest, where the `n_half`th smallest stands in its place.
fn upper_mean(scores: &[f64], n_half: usize) -> f64 {
    scores[scores.len() - n_half..].iter().sum::<f64>() / n_half as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statistic: SetStatistic, scores: &[f64]) -> Directions {
        let z: Vec<ZBlock> = scores.iter().map(|&score| [score; BLOCK]).collect();
        let rows: Vec<u32> = (0..scores.len() as u32).collect();
        let found = statistic.of_block(&z, &rows, &mut Vec::new());
        assert!(found.iter().all(|one| one == &found[0]));
        found[0]
    }

    #[test]
    fn by_hand() {
        let scores = [2.0, -1.0, 0.5, -3.0, 1.0];
        let close = |found: Directions, down: f64, up: f64, mixed: f64| {
            let pairs = [(found.down, down), (found.up, up), (found.mixed, mixed)];
            for (one, other) in pairs {
                assert!((one - other).abs() < 1e-15, "{found:?}");
            }
        };
        close(of(SetStatistic::Mean, &scores), 0.1, -0.1, 1.5);
        let floor = normal::quantile(0.75);
        let mixed = (2.0 + 1.0 + floor + 3.0 + 1.0) / 5.0;
        close(of(SetStatistic::FloorMean, &scores), 0.8, 0.7, mixed);
        close(of(SetStatistic::MeanSquare, &scores), 2.0, 1.05, 3.05);
        // halves -3 -1 0.5 and 0.5 1 2; of absolute scores 1 2 3
        close(of(SetStatistic::Mean50, &scores), 3.5 / 3.0, 3.5 / 3.0, 2.0);
        close(of(SetStatistic::Mean50, &scores[..2]), 1.0, 2.0, 2.0);
        close(of(SetStatistic::Mean50, &scores[..1]), -2.0, 2.0, 2.0);
        close(of(SetStatistic::Mean50, &scores[..4]), 2.0, 1.25, 2.5);
    }
}
