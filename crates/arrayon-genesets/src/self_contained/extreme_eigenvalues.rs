//! The smallest and the largest eigenvalue of a symmetric matrix.

/// (smallest, largest) eigenvalue of a symmetric matrix given as rows, at least 1 x 1.
///
/// Householder's tridiagonal form, then bisection on Sturm counts; absolute error a few units in
/// the last place of the largest. O(n^3) once, O(n) a step of the bisection.
///
/// # Source
/// Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.4.1.
pub(crate) fn extreme_eigenvalues(matrix: Vec<Vec<f64>>) -> (f64, f64) {
    let (diagonal, beside) = tridiagonal(matrix);
    let n = diagonal.len();
    let reach = |row: usize| {
        let before = if row > 0 { beside[row - 1].abs() } else { 0.0 };
        let after = beside.get(row).map_or(0.0, |value| value.abs());
        before + after
    };
    let low = (0..n)
        .map(|row| diagonal[row] - reach(row))
        .fold(f64::INFINITY, f64::min);
    let high = (0..n)
        .map(|row| diagonal[row] + reach(row))
        .fold(f64::NEG_INFINITY, f64::max);
    let bisect = |at_least: usize| {
        let (mut below, mut above) = (low, high);
        // Halving stops at neighbouring numbers; 200 steps bound it for sets of zeros.
        for _ in 0..200 {
            let middle = 0.5 * (below + above);
            if middle <= below || middle >= above {
                break;
            }
            if count_below(&diagonal, &beside, middle) >= at_least {
                above = middle;
            } else {
                below = middle;
            }
        }
        0.5 * (below + above)
    };
    (bisect(1), bisect(n))
}

/// How many eigenvalues lie below `x`: negative pivots of the shifted matrix.
fn count_below(diagonal: &[f64], beside: &[f64], x: f64) -> usize {
    let mut count = 0;
    let mut pivot = 1.0;
    for (row, value) in diagonal.iter().enumerate() {
        let coupling = if row == 0 {
            0.0
        } else {
            beside[row - 1] * beside[row - 1] / pivot
        };
        pivot = value - x - coupling;
        if pivot == 0.0 {
            pivot = f64::MIN_POSITIVE.sqrt();
        }
        count += usize::from(pivot < 0.0);
    }
    count
}

/// Diagonal and subdiagonal of a similar tridiagonal matrix.
fn tridiagonal(mut a: Vec<Vec<f64>>) -> (Vec<f64>, Vec<f64>) {
    let n = a.len();
    for step in 0..n.saturating_sub(2) {
        let below: Vec<f64> = (step + 1..n).map(|row| a[row][step]).collect();
        let norm = below.iter().map(|value| value * value).sum::<f64>().sqrt();
        if norm == 0.0 {
            continue;
        }
        let mut v = below;
        v[0] += norm.copysign(v[0]);
        let scale = 2.0 / v.iter().map(|value| value * value).sum::<f64>();
        // a <- (1 - scale v v') a (1 - scale v v') on the trailing block
        let p: Vec<f64> = (step + 1..n)
            .map(|row| {
                scale
                    * a[row][step + 1..]
                        .iter()
                        .zip(&v)
                        .map(|(x, y)| x * y)
                        .sum::<f64>()
            })
            .collect();
        let half = 0.5 * scale * p.iter().zip(&v).map(|(x, y)| x * y).sum::<f64>();
        let w: Vec<f64> = p.iter().zip(&v).map(|(x, y)| x - half * y).collect();
        for (row, values) in a[step + 1..].iter_mut().enumerate() {
            for (column, value) in values[step + 1..].iter_mut().enumerate() {
                *value -= v[row] * w[column] + w[row] * v[column];
            }
        }
        a[step + 1][step] = -norm.copysign(a[step + 1][step]);
    }
    let diagonal = (0..n).map(|row| a[row][row]).collect();
    let beside = (1..n).map(|row| a[row][row - 1]).collect();
    (diagonal, beside)
}

#[cfg(test)]
mod tests {
    use super::extreme_eigenvalues;

    #[test]
    fn known_matrices() {
        assert_eq!(extreme_eigenvalues(vec![vec![3.0]]), (3.0, 3.0));
        let (low, high) = extreme_eigenvalues(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((low - 1.0).abs() < 1e-14 && (high - 3.0).abs() < 1e-14);
        // min(i, j): the inverse has 2 - 2 cos((2k - 1) pi / (2n + 1)) as eigenvalues.
        let n = 12;
        let matrix = (1..=n)
            .map(|i| (1..=n).map(|j| f64::from(i.min(j))).collect())
            .collect();
        let (low, high) = extreme_eigenvalues(matrix);
        let value = |k: i32| {
            let angle = f64::from(2 * k - 1) * std::f64::consts::PI / f64::from(2 * n + 1);
            1.0 / (2.0 - 2.0 * angle.cos())
        };
        assert!((high / value(1) - 1.0).abs() < 1e-13);
        assert!((low / value(n) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn rank_one_and_zero() {
        let (low, high) = extreme_eigenvalues(vec![vec![1.0; 4]; 4]);
        assert!(low.abs() < 1e-14 && (high - 4.0).abs() < 1e-14);
        let (low, high) = extreme_eigenvalues(vec![vec![0.0; 3]; 3]);
        assert!(low.abs() < 1e-300 && high.abs() < 1e-300);
    }
}
