//! Eigenvalues and eigenvectors of symmetric matrices.

use rayon::prelude::*;

/// Columns of the vectors that a task rotates together.
const WIDTH: usize = 64;
/// Shifts after which an eigenvalue has long converged; two or three are usual.
const MOST_SHIFTS: usize = 60;
/// Squares beside entries of size 1 below which 2 over them may be no number.
const NEGLIGIBLE: f64 = 1e-290;
/// Rows below which a task is not worth its start.
const FEW_ROWS: usize = 32;

/// Eigenvalues, largest first, each with its vector of length 1.
///
/// `entry` gives the entries of the symmetric matrix of `n` rows.
///
/// # Numerics
/// By reflections to a tridiagonal matrix and rotations with implicit shifts: values and vectors
/// are those of a matrix that differs by rounding errors of the largest entry. The same bits for
/// any number of threads.
///
/// # Cost
/// O(n^3), parallel over rows.
///
/// # Source
/// Householder 1958; Bowdler, Martin, Reinsch and Wilkinson 1968, Numer. Math. 11:293 (QL with
/// implicit shifts); Golub and Van Loan, Matrix Computations, 8.3.
pub fn symmetric_eigen(n: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<(f64, Vec<f64>)> {
    let mut matrix: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| entry(i, j)).collect())
        .collect();
    // squares of the entries must be numbers
    let largest = matrix.iter().flatten().fold(0.0_f64, |m, x| m.max(x.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    matrix.iter_mut().flatten().for_each(|x| *x /= scale);
    let (mut tridiagonal, reflections) = tridiagonalized(matrix);
    let mut vectors = Rows::identity(n);
    tridiagonal.diagonalize(&mut vectors);
    let mut pairs: Vec<(f64, Vec<f64>)> = (0..n)
        .into_par_iter()
        .with_min_len(FEW_ROWS)
        .map(|at| {
            let mut vector = vectors.row(at);
            for (first, reflection) in reflections.iter().enumerate().rev() {
                reflection.apply(&mut vector[first + 1..]);
            }
            (scale * tridiagonal.diagonal[at], vector)
        })
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

/// The mirror image by the plane across a vector: x - factor (vector x) vector.
struct Reflection {
    vector: Vec<f64>,
    /// 2 over the squared length; 0 where nothing is reflected.
    factor: f64,
}

impl Reflection {
    /// The one that leaves of `values` the first only, and what it is then.
    fn onto_first(values: &[f64]) -> (Self, f64) {
        let rest: f64 = values[1..].iter().map(|x| x * x).sum();
        let mut vector = values.to_vec();
        if rest < NEGLIGIBLE {
            return (
                Self {
                    vector,
                    factor: 0.0,
                },
                values[0],
            );
        }
        let length = (values[0] * values[0] + rest).sqrt();
        let image = -length.copysign(values[0]);
        vector[0] -= image;
        let factor = 2.0 / (vector[0] * vector[0] + rest);
        (Self { vector, factor }, image)
    }

    fn apply(&self, values: &mut [f64]) {
        let along = self.factor * dot(&self.vector, values);
        for (value, entry) in values.iter_mut().zip(&self.vector) {
            *value -= along * entry;
        }
    }
}

/// The inner product, in four interleaved sums of fixed order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let n = a.len().min(b.len());
    let ((a, a_rest), (b, b_rest)) = (a[..n].as_chunks::<4>(), b[..n].as_chunks::<4>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    for ((sum, a), b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
        *sum += a * b;
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// The diagonal, and the entries beside it with a 0 behind them.
struct Tridiagonal {
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

/// Reflects a symmetric matrix until it is tridiagonal; the k-th reflection is of the rows and
/// columns behind the k-th.
fn tridiagonalized(mut matrix: Vec<Vec<f64>>) -> (Tridiagonal, Vec<Reflection>) {
    let n = matrix.len();
    let mut beside = Vec::with_capacity(n);
    let mut reflections = Vec::new();
    for k in 0..n.saturating_sub(2) {
        let (above, rows) = matrix.split_at_mut(k + 1);
        let (reflection, image) = Reflection::onto_first(&above[k][k + 1..]);
        beside.push(image);
        if reflection.factor > 0.0 {
            reflect_both_sides(rows, k + 1, &reflection);
        }
        reflections.push(reflection);
    }
    if n > 1 {
        beside.push(matrix[n - 2][n - 1]);
    }
    beside.resize(n, 0.0);
    let diagonal = (0..n).map(|at| matrix[at][at]).collect();
    (Tridiagonal { diagonal, beside }, reflections)
}

/// Replaces the part A of a matrix that begins with column `first` of these rows by H A H.
fn reflect_both_sides(rows: &mut [Vec<f64>], first: usize, reflection: &Reflection) {
    let Reflection { vector, factor } = reflection;
    let mut along: Vec<f64> = (rows.par_iter().with_min_len(FEW_ROWS))
        .map(|row| factor * dot(&row[first..], vector))
        .collect();
    let half = 0.5 * factor * dot(&along, vector);
    for (along, entry) in along.iter_mut().zip(vector) {
        *along -= half * entry;
    }
    (rows.par_iter_mut().with_min_len(FEW_ROWS))
        .zip(vector.par_iter().zip(&along))
        .for_each(|(row, (own, own_along))| {
            let terms = along.iter().zip(vector);
            for (value, (along, entry)) in row[first..].iter_mut().zip(terms) {
                *value -= own * along + own_along * entry;
            }
        });
}

/// A rotation of two neighbouring rows.
struct Rotation {
    row: usize,
    cosine: f64,
    sine: f64,
}

impl Tridiagonal {
    /// Rotates until nothing is left beside the diagonal.
    fn diagonalize(&mut self, vectors: &mut Rows) {
        for first in 0..self.diagonal.len() {
            for _ in 0..MOST_SHIFTS {
                let end = self.end_of_block(first);
                if end == first {
                    break;
                }
                vectors.rotate(&self.shifted(first, end));
            }
        }
    }

    /// The last row of the block that begins here: behind it nothing is beside the diagonal.
    fn end_of_block(&self, first: usize) -> usize {
        let is_end = |&at: &usize| {
            let size = self.diagonal[at].abs() + self.diagonal[at + 1].abs();
            let beside = self.beside[at].abs();
            beside <= f64::EPSILON * size || beside < f64::MIN_POSITIVE
        };
        let last = self.diagonal.len() - 1;
        (first..last).find(is_end).unwrap_or(last)
    }

    /// One step with an implicit shift, from the last row of a block up to its first.
    fn shifted(&mut self, first: usize, last: usize) -> Vec<Rotation> {
        let (d, e) = (&mut self.diagonal, &mut self.beside);
        let slope = (d[first + 1] - d[first]) / (2.0 * e[first]);
        let shift = e[first] / (slope + slope.hypot(1.0).copysign(slope));
        let mut g = d[last] - d[first] + shift;
        let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
        let mut rotations = Vec::with_capacity(last - first);
        for row in (first..last).rev() {
            let (f, b) = (sine * e[row], cosine * e[row]);
            let length = f.hypot(g);
            e[row + 1] = length;
            if length == 0.0 {
                // the block falls apart here
                d[row + 1] -= moved;
                e[last] = 0.0;
                return rotations;
            }
            (sine, cosine) = (f / length, g / length);
            g = d[row + 1] - moved;
            let rest = (d[row] - g) * sine + 2.0 * cosine * b;
            moved = sine * rest;
            d[row + 1] = g + moved;
            g = cosine * rest - b;
            rotations.push(Rotation { row, cosine, sine });
        }
        d[first] -= moved;
        e[first] = g;
        e[last] = 0.0;
        rotations
    }
}

/// A square matrix in blocks of columns, which are rotated apart from each other.
struct Rows {
    n: usize,
    /// Row after row within a block.
    blocks: Vec<Vec<f64>>,
}

impl Rows {
    fn identity(n: usize) -> Self {
        let block = |first: usize| {
            let width = WIDTH.min(n - first);
            let mut block = vec![0.0; n * width];
            for at in 0..width {
                block[(first + at) * width + at] = 1.0;
            }
            block
        };
        Self {
            n,
            blocks: (0..n).step_by(WIDTH).map(block).collect(),
        }
    }

    fn rotate(&mut self, rotations: &[Rotation]) {
        self.blocks.par_iter_mut().for_each(|block| {
            let width = block.len() / self.n;
            for rotation in rotations {
                let from = rotation.row * width;
                let (upper, lower) = block[from..from + 2 * width].split_at_mut(width);
                for (upper, lower) in upper.iter_mut().zip(lower) {
                    let (x, y) = (*upper, *lower);
                    *upper = rotation.cosine * x - rotation.sine * y;
                    *lower = rotation.sine * x + rotation.cosine * y;
                }
            }
        });
    }

    fn row(&self, at: usize) -> Vec<f64> {
        let parts = self.blocks.iter().map(|block| {
            let width = block.len() / self.n;
            &block[at * width..(at + 1) * width]
        });
        parts.collect::<Vec<_>>().concat()
    }
}

#[cfg(test)]
mod tests {
    use super::symmetric_eigen;

    fn assert_rebuilds(n: usize, entry: &dyn Fn(usize, usize) -> f64) {
        let pairs = symmetric_eigen(n, entry);
        let largest = pairs.iter().fold(0.0_f64, |m, pair| m.max(pair.0.abs()));
        for i in 0..n {
            for j in 0..n {
                let sum: f64 = pairs.iter().map(|(value, v)| value * v[i] * v[j]).sum();
                let apart = (sum - entry(i, j)).abs();
                assert!(apart <= 2e-14 * largest, "{n}: {i} {j} {apart:e}");
                let product: f64 = pairs[i].1.iter().zip(&pairs[j].1).map(|(a, b)| a * b).sum();
                let expected = f64::from(u8::from(i == j));
                assert!((product - expected).abs() < 1e-13, "{n}: {i} {j} {product}");
            }
        }
        assert!(pairs.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    }

    #[test]
    fn rebuilds_the_matrix() {
        for n in [1, 2, 3, 5, 63, 64, 65, 130] {
            assert_rebuilds(n, &|i, j| 1.0 / (i + j + 1) as f64);
            assert_rebuilds(n, &|i, j| ((i * j * 31 + i + j) % 23) as f64 - 11.0);
            // rank 2, and far from 1
            assert_rebuilds(n, &|i, j| 1e200 * ((i % 2) * (j % 2)) as f64 + 2e200);
            assert_rebuilds(n, &|i, j| f64::from(u8::from(i == j)));
            assert_rebuilds(n, &|_, _| 0.0);
        }
        assert!(symmetric_eigen(0, |_, _| 0.0).is_empty());
    }

    #[test]
    fn values_by_hand() {
        // the second difference: 2 - 2 cos(pi k / (n + 1))
        let n = 200;
        let entry = |i: usize, j: usize| match i.abs_diff(j) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        };
        for (at, (value, _)) in symmetric_eigen(n, entry).into_iter().enumerate() {
            let angle = std::f64::consts::PI * (n - at) as f64 / (n + 1) as f64;
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
        }
    }
}
