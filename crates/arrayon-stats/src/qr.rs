//! Orthogonal decomposition of a design matrix, with R's rule for columns that add nothing.

/// A column whose remaining norm falls below this share of its own norm adds nothing.
pub const RANK_TOLERANCE: f64 = 1e-7;

/// A tall matrix as an orthogonal one times an upper triangle, by Householder reflections.
///
/// Columns keep their order, except that a column which is (nearly) a combination of those
/// before it is moved to the end.
///
/// # Source
/// Golub 1965; Dongarra et al. 1979, LINPACK `dqrdc`; the pivoting rule and the signs are those
/// of R's `qr(x, LAPACK = FALSE)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Qr {
    n_rows: usize,
    /// Columns, each contiguous: the triangle on and above the diagonal, reflections below.
    columns: Vec<Vec<f64>>,
    /// Head of each reflection.
    heads: Vec<f64>,
    pivot: Vec<usize>,
    rank: usize,
}

impl Qr {
    /// Decomposes a matrix given as its columns.
    ///
    /// # Panics
    /// If the columns differ in length.
    ///
    /// # Examples
    /// ```
    /// use arrayon_stats::qr::Qr;
    /// let qr = Qr::new(vec![vec![1.0, 1.0, 1.0], vec![2.0, 2.0, 2.0], vec![0.0, 0.0, 1.0]]);
    /// assert_eq!(qr.rank(), 2);
    /// assert_eq!(qr.pivot(), [0, 2, 1]);
    /// ```
    pub fn new(columns: Vec<Vec<f64>>) -> Self {
        let n_rows = columns.first().map_or(0, Vec::len);
        assert!(
            columns.iter().all(|column| column.len() == n_rows),
            "columns of unequal length"
        );
        let n_columns = columns.len();
        let mut qr = Self {
            n_rows,
            heads: vec![0.0; n_columns],
            pivot: (0..n_columns).collect(),
            rank: n_columns,
            columns,
        };
        qr.reduce();
        qr
    }

    fn reduce(&mut self) {
        let norms: Vec<f64> = self.columns.iter().map(|column| norm(column)).collect();
        let mut remaining: Vec<Remaining> =
            norms.iter().map(|&norm| Remaining::new(norm)).collect();
        for step in 0..self.n_rows.min(self.columns.len()) {
            while step < self.rank && remaining[step].is_negligible() {
                self.columns[step..].rotate_left(1);
                self.pivot[step..].rotate_left(1);
                remaining[step..].rotate_left(1);
                self.rank -= 1;
            }
            if step + 1 == self.n_rows {
                break;
            }
            self.reflect(step, &mut remaining);
        }
        self.rank = self.rank.min(self.n_rows);
    }

    fn reflect(&mut self, step: usize, remaining: &mut [Remaining]) {
        let (before, after) = self.columns.split_at_mut(step + 1);
        let column = &mut before[step];
        let length = norm(&column[step..]);
        if length == 0.0 {
            return;
        }
        let signed = if column[step] < 0.0 { -length } else { length };
        column[step..].iter_mut().for_each(|value| *value /= signed);
        column[step] += 1.0;
        for (other, left) in after.iter_mut().zip(&mut remaining[step + 1..]) {
            apply(&column[step..], &mut other[step..]);
            left.shrink(other[step], &other[step + 1..]);
        }
        self.heads[step] = column[step];
        column[step] = -signed;
    }

    /// How many columns are independent.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// For each column of the decomposition, which column of the matrix it is. From [`Self::rank`]
    /// on, those that add nothing.
    pub fn pivot(&self) -> &[usize] {
        &self.pivot
    }

    /// Turns a vector into its effects, the orthogonal matrix's transpose times it.
    ///
    /// # Panics
    /// If the length is not the number of rows.
    pub fn effects_in_place(&self, values: &mut [f64]) {
        assert_eq!(values.len(), self.n_rows, "length");
        for step in 0..self.n_reflections() {
            self.with_reflection(step, |reflection| apply(reflection, &mut values[step..]));
        }
    }

    /// The first `rank` columns of the orthogonal matrix, each contiguous.
    pub fn orthonormal_columns(&self) -> Vec<Vec<f64>> {
        (0..self.rank)
            .map(|position| {
                let mut column = vec![0.0; self.n_rows];
                column[position] = 1.0;
                for step in (0..self.n_reflections()).rev() {
                    self.with_reflection(step, |reflection| apply(reflection, &mut column[step..]));
                }
                column
            })
            .collect()
    }

    fn n_reflections(&self) -> usize {
        self.rank.min(self.n_rows.saturating_sub(1))
    }

    fn with_reflection(&self, step: usize, run: impl FnOnce(&[f64])) {
        if self.heads[step] == 0.0 {
            return;
        }
        let mut reflection = self.columns[step][step..].to_vec();
        reflection[0] = self.heads[step];
        run(&reflection);
    }

    /// Solves the leading triangle (`rank` x `rank`) for the given right-hand side, in place.
    ///
    /// # Panics
    /// If the length is not the rank.
    pub fn solve_triangle_in_place(&self, values: &mut [f64]) {
        assert_eq!(values.len(), self.rank, "length");
        for row in (0..self.rank).rev() {
            values[row] /= self.columns[row][row];
            let value = values[row];
            for (above, entry) in values[..row].iter_mut().zip(&self.columns[row]) {
                *above -= value * entry;
            }
        }
    }

    /// The inverse of the leading triangle, as rows, for pivoted columns.
    pub fn inverse_triangle(&self) -> Vec<Vec<f64>> {
        let mut rows = vec![vec![0.0; self.rank]; self.rank];
        for position in 0..self.rank {
            let mut unit = vec![0.0; self.rank];
            unit[position] = 1.0;
            self.solve_triangle_in_place(&mut unit);
            for (row, value) in rows.iter_mut().zip(unit) {
                row[position] = value;
            }
        }
        rows
    }

    /// How a column that adds nothing is made of the independent ones: one weight for each of
    /// the first `rank` columns of [`Self::pivot`].
    ///
    /// # Panics
    /// If `position` is not at least the rank and below the number of columns.
    pub fn combination(&self, position: usize) -> Vec<f64> {
        assert!(position >= self.rank, "column {position} is independent");
        let mut weights = self.columns[position][..self.rank].to_vec();
        self.solve_triangle_in_place(&mut weights);
        weights
    }
}

/// The norm that is left of a column below the rows already reduced.
#[derive(Debug, Clone, Copy)]
struct Remaining {
    now: f64,
    whole: f64,
}

impl Remaining {
    fn new(norm: f64) -> Self {
        Self {
            now: norm,
            whole: if norm == 0.0 { 1.0 } else { norm },
        }
    }

    fn is_negligible(self) -> bool {
        self.now < self.whole * RANK_TOLERANCE
    }

    fn shrink(&mut self, taken: f64, rest: &[f64]) {
        if self.now == 0.0 {
            return;
        }
        let share = (1.0 - (taken.abs() / self.now).powi(2)).max(0.0);
        // little is left: subtraction would leave rounding errors only
        self.now = if share < 1e-6 {
            norm(rest)
        } else {
            self.now * share.sqrt()
        };
    }
}

fn norm(values: &[f64]) -> f64 {
    let largest = values
        .iter()
        .fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest
        * values
            .iter()
            .map(|value| (value / largest).powi(2))
            .sum::<f64>()
            .sqrt()
}

/// Reflects `values` by a Householder vector whose head is its first entry.
fn apply(reflection: &[f64], values: &mut [f64]) {
    let product: f64 = reflection
        .iter()
        .zip(values.iter())
        .map(|(a, b)| a * b)
        .sum();
    let factor = -product / reflection[0];
    for (value, entry) in values.iter_mut().zip(reflection) {
        *value += factor * entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<Vec<f64>> {
        vec![
            vec![1.0, 1.0, 1.0, 1.0],
            vec![0.0, 1.0, 0.0, 1.0],
            vec![1.0, 2.0, 1.0, 2.0],
            vec![0.5, 2.0, 7.0, -1.0],
        ]
    }

    #[test]
    fn finds_the_combination() {
        let qr = Qr::new(example());
        assert_eq!(qr.rank(), 3);
        assert_eq!(qr.pivot(), [0, 1, 3, 2]);
        let weights = qr.combination(3);
        for (found, expected) in weights.iter().zip([1.0, 1.0, 0.0]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn solves_least_squares() {
        let qr = Qr::new(example());
        let mut values = vec![
            1.0 + 3.0 * 0.5,
            1.0 + 2.0 + 3.0 * 2.0,
            1.0 + 21.0,
            3.0 - 3.0,
        ];
        qr.effects_in_place(&mut values);
        let residual = values[3];
        values.truncate(3);
        qr.solve_triangle_in_place(&mut values);
        assert!(residual.abs() < 1e-13);
        for (found, expected) in values.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-13);
        }
    }

    #[test]
    fn orthonormal_columns_reproduce_effects() {
        let qr = Qr::new(example());
        let values = [3.0, -1.0, 4.0, 1.5];
        let mut effects = values.to_vec();
        qr.effects_in_place(&mut effects);
        for (column, effect) in qr.orthonormal_columns().iter().zip(&effects) {
            let product: f64 = column.iter().zip(&values).map(|(a, b)| a * b).sum();
            assert!((product - effect).abs() < 1e-14);
        }
    }

    #[test]
    fn zero_columns_and_wide_matrices() {
        let qr = Qr::new(vec![vec![0.0, 0.0], vec![1.0, 2.0]]);
        assert_eq!((qr.rank(), qr.pivot()), (1, &[1, 0][..]));
        let qr = Qr::new(vec![vec![1.0, 0.0], vec![1.0, 1.0], vec![3.0, 1.0]]);
        assert_eq!(qr.rank(), 2);
        assert_eq!(Qr::new(Vec::new()).rank(), 0);
        assert_eq!(Qr::new(vec![vec![2.0]]).rank(), 1);
    }
}
