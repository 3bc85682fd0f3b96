//! Cholesky's decomposition of a covariance matrix.

/// A symmetric positive definite matrix as a lower triangle times its transpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    /// Rows of the lower triangle, each up to its diagonal.
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// Decomposes the matrix of `n` rows whose entries `entry` gives (the lower triangle is
    /// read). `None` where it is not positive definite.
    pub fn new(n: usize, entry: impl Fn(usize, usize) -> f64) -> Option<Self> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(n);
        for i in 0..n {
            let mut row = Vec::with_capacity(i + 1);
            for (j, above) in rows.iter().enumerate() {
                let known: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
                row.push((entry(i, j) - known) / above[j]);
            }
            let square = entry(i, i) - row.iter().map(|value| value * value).sum::<f64>();
            if square.is_nan() || square <= 0.0 {
                return None;
            }
            row.push(square.sqrt());
            rows.push(row);
        }
        Some(Self { rows })
    }

    /// Solves the lower triangle for a right-hand side, in place: decorrelates a vector with this
    /// covariance.
    ///
    /// # Panics
    /// If the vector is longer than the matrix.
    pub fn solve_lower_in_place(&self, values: &mut [f64]) {
        for at in 0..values.len() {
            let row = &self.rows[at];
            let known: f64 = row[..at]
                .iter()
                .zip(values.iter())
                .map(|(a, b)| a * b)
                .sum();
            values[at] = (values[at] - known) / row[at];
        }
    }

    /// Solves the whole matrix for a right-hand side, in place.
    ///
    /// # Panics
    /// If the vector is longer than the matrix.
    pub fn solve_in_place(&self, values: &mut [f64]) {
        self.solve_lower_in_place(values);
        for at in (0..values.len()).rev() {
            values[at] /= self.rows[at][at];
            let value = values[at];
            for (above, entry) in values[..at].iter_mut().zip(&self.rows[at]) {
                *above -= value * entry;
            }
        }
    }

    /// The least square on the triangle's diagonal: of the variance of one variable, what those
    /// before it leave undetermined. Infinite for an empty matrix.
    pub fn least_pivot(&self) -> f64 {
        (self.rows.iter().enumerate())
            .map(|(at, row)| row[at].powi(2))
            .fold(f64::INFINITY, f64::min)
    }

    /// Natural logarithm of the determinant.
    pub fn ln_determinant(&self) -> f64 {
        self.rows
            .iter()
            .enumerate()
            .map(|(at, row)| 2.0 * row[at].ln())
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Cholesky;

    #[test]
    fn decorrelates_and_refuses() {
        let entry = |i, j| if i == j { 1.0 } else { 0.5 };
        let cholesky = Cholesky::new(3, entry).unwrap();
        assert!((cholesky.ln_determinant() - 0.5f64.ln()).abs() < 1e-15);
        let mut values = [1.0, 1.0, 1.0];
        cholesky.solve_lower_in_place(&mut values);
        // 1' V^-1 1 = 3 / (1 + 2 rho)
        assert!((values.iter().map(|v| v * v).sum::<f64>() - 1.5).abs() < 1e-15);
        let mut values = [1.0, 2.0, 3.0];
        cholesky.solve_in_place(&mut values);
        for i in 0..3 {
            let product: f64 = (0..3).map(|j| entry(i, j) * values[j]).sum();
            assert!((product - (i as f64 + 1.0)).abs() < 1e-14);
        }
        assert!(Cholesky::new(3, |i, j| if i == j { 1.0 } else { -0.5 }).is_none());
    }
}
