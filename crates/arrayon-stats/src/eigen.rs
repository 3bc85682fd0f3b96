//! Eigenvalues of small symmetric matrices.

/// Eigenvalues, largest first, each with its vector of length 1.
///
/// `entry` gives the entries of the symmetric matrix of `n` rows. Meant for a few tens of rows.
///
/// # Source
/// Jacobi 1846; the cyclic order of Golub and Van Loan, Matrix Computations, 8.4.
pub fn symmetric_eigen(n: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<(f64, Vec<f64>)> {
    let mut matrix: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| entry(i, j)).collect())
        .collect();
    let mut vectors: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    for _ in 0..60 {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| matrix[i][j].powi(2))
            .sum();
        if off < 1e-300 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut matrix, &mut vectors, p, q);
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> = vectors
        .into_iter()
        .enumerate()
        .map(|(at, vector)| (matrix[at][at], vector))
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

/// Rotates the plane of `p` and `q` so that their entry becomes 0; `vectors` are rows.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let apart = matrix[p][q];
    if apart == 0.0 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * apart);
    let tangent = 1.0_f64.copysign(theta) / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for row in matrix.iter_mut() {
        let (a, b) = (row[p], row[q]);
        row[p] = cosine * a - sine * b;
        row[q] = sine * a + cosine * b;
    }
    let turn = |rows: &mut [Vec<f64>]| {
        for at in 0..rows[p].len() {
            let (a, b) = (rows[p][at], rows[q][at]);
            rows[p][at] = cosine * a - sine * b;
            rows[q][at] = sine * a + cosine * b;
        }
    };
    turn(matrix);
    turn(vectors);
}

#[cfg(test)]
mod tests {
    use super::symmetric_eigen;

    #[test]
    fn rebuilds_the_matrix() {
        let entry = |i: usize, j: usize| 1.0 / (i + j + 1) as f64;
        let pairs = symmetric_eigen(5, entry);
        for i in 0..5 {
            for j in 0..5 {
                let sum: f64 = pairs.iter().map(|(value, v)| value * v[i] * v[j]).sum();
                assert!((sum - entry(i, j)).abs() < 1e-15);
            }
        }
        assert!(pairs.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    }
}
