//! Eigenvalues and eigenvectors of a small symmetric matrix.

use ndarray::{Array2, Axis};

/// Sweeps after which rotations have long converged; ten suffice for thousands of rows.
const MOST_SWEEPS: usize = 60;

/// Eigenvalues, falling, and the eigenvectors as columns in the same order, by cyclic Jacobi
/// rotations: each turns one pair of axes so that their product vanishes.
///
/// # Source
/// Jacobi 1846; Golub and Van Loan, Matrix Computations, section 8.5.
pub(crate) fn symmetric_eigen(mut matrix: Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    let n = matrix.nrows();
    // Rows of `vectors` are the eigenvectors, so that a rotation touches contiguous memory.
    let mut vectors = Array2::eye(n);
    for _ in 0..MOST_SWEEPS {
        let mut n_rotations = 0;
        for p in 0..n {
            for q in p + 1..n {
                if is_negligible(&matrix, p, q) {
                    matrix[[p, q]] = 0.0;
                    matrix[[q, p]] = 0.0;
                } else {
                    let (cosine, sine) = rotation(&matrix, p, q);
                    rotate_rows(&mut matrix, p, q, cosine, sine);
                    rotate_columns(&mut matrix, p, q, cosine, sine);
                    rotate_rows(&mut vectors, p, q, cosine, sine);
                    n_rotations += 1;
                }
            }
        }
        if n_rotations == 0 {
            break;
        }
    }
    let values = matrix.diag().to_vec();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let sorted = order.iter().map(|&at| values[at]).collect();
    let vectors = vectors.select(Axis(0), &order).reversed_axes();
    (sorted, vectors.as_standard_layout().into_owned())
}

fn is_negligible(matrix: &Array2<f64>, p: usize, q: usize) -> bool {
    let scale = (matrix[[p, p]].abs() * matrix[[q, q]].abs()).sqrt();
    let largest = matrix[[p, p]].abs().max(matrix[[q, q]].abs());
    let product = matrix[[p, q]].abs();
    // The second bound ends the work where an axis holds nothing but rounding.
    product <= f64::EPSILON * scale || product <= f64::EPSILON * f64::EPSILON * largest
}

/// Cosine and sine of the smaller angle that makes the product of two axes vanish.
fn rotation(matrix: &Array2<f64>, p: usize, q: usize) -> (f64, f64) {
    let theta = (matrix[[q, q]] - matrix[[p, p]]) / (2.0 * matrix[[p, q]]);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    (cosine, tangent * cosine)
}

fn rotate_rows(matrix: &mut Array2<f64>, p: usize, q: usize, cosine: f64, sine: f64) {
    let n = matrix.ncols();
    let values = matrix.as_slice_mut().expect("row-major");
    let (above, below) = values.split_at_mut(q * n);
    for (a, b) in above[p * n..(p + 1) * n].iter_mut().zip(&mut below[..n]) {
        let (x, y) = (*a, *b);
        *a = cosine * x - sine * y;
        *b = sine * x + cosine * y;
    }
}

fn rotate_columns(matrix: &mut Array2<f64>, p: usize, q: usize, cosine: f64, sine: f64) {
    for mut row in matrix.rows_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_by_two_by_hand() {
        let (values, vectors) = symmetric_eigen(array![[2.0, 1.0], [1.0, 2.0]]);
        assert!((values[0] - 3.0).abs() < 1e-15 && (values[1] - 1.0).abs() < 1e-15);
        assert!((vectors[[0, 0]] - vectors[[1, 0]]).abs() < 1e-15);
        assert!((vectors[[0, 1]] + vectors[[1, 1]]).abs() < 1e-15);
    }

    #[test]
    fn vectors_rebuild_the_matrix() {
        let n = 40;
        let low = Array2::from_shape_fn((n, 30), |(i, j)| ((i * 31 + j * 17) % 23) as f64 - 11.0);
        let matrix = low.dot(&low.t());
        let (values, vectors) = symmetric_eigen(matrix.clone());
        let rebuilt = vectors
            .dot(&Array2::from_diag(&ndarray::Array1::from(values.clone())))
            .dot(&vectors.t());
        let largest = (rebuilt - &matrix)
            .iter()
            .fold(0.0_f64, |m, d| m.max(d.abs()));
        assert!(largest < 1e-12 * values[0], "{largest}");
        let identity = vectors.t().dot(&vectors) - Array2::<f64>::eye(n);
        assert!(identity.iter().all(|d| d.abs() < 1e-13));
        assert!(values.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn zeros_are_their_own_answer() {
        let (values, vectors) = symmetric_eigen(Array2::zeros((3, 3)));
        assert_eq!(values, [0.0; 3]);
        assert_eq!(vectors, Array2::<f64>::eye(3));
    }
}
