//! Differences and their standard errors, under any labels.

use super::SamComparison;
use crate::ranks::labelings::Exchangeable;
use arrayon_core::ExpressionMatrix;

/// The rows of the features that have no missing value, ready for any labels.
pub(super) struct Rows {
    /// Features in the rows.
    pub(super) features: Vec<usize>,
    /// Values, row after row: centred for two groups, differences or ratios else.
    values: Vec<f64>,
    /// Sums of squares of the rows.
    squares: Vec<f64>,
    width: usize,
    /// Samples of the target group; `None` where labels are signs.
    n_target: Option<usize>,
}

/// Differences and standard errors of all rows.
pub(super) struct Differences {
    pub(super) r: Vec<f64>,
    pub(super) s: Vec<f64>,
}

impl Rows {
    pub(super) fn new(expression: &ExpressionMatrix, comparison: &SamComparison) -> Self {
        let (width, n_target) = match comparison {
            SamComparison::TwoClass { target, reference } => {
                (target.len() + reference.len(), Some(target.len()))
            }
            SamComparison::Paired(pairs) => (pairs.len(), None),
            SamComparison::OneClass(columns) => (columns.len(), None),
        };
        let mut rows = Self {
            features: Vec::new(),
            values: Vec::new(),
            squares: Vec::new(),
            width,
            n_target,
        };
        for feature in 0..expression.n_features() {
            let row = expression.row(feature);
            let mut values: Vec<f64> = match comparison {
                SamComparison::TwoClass { target, reference } => {
                    target.iter().chain(reference).map(|&at| row[at]).collect()
                }
                SamComparison::Paired(pairs) => pairs
                    .iter()
                    .map(|&(one, other)| row[one] - row[other])
                    .collect(),
                SamComparison::OneClass(columns) => columns.iter().map(|&at| row[at]).collect(),
            };
            if values.iter().any(|value| value.is_nan()) {
                continue;
            }
            if n_target.is_some() {
                let mean = values.iter().sum::<f64>() / width as f64;
                values.iter_mut().for_each(|value| *value -= mean);
            }
            rows.features.push(feature);
            rows.squares
                .push(values.iter().map(|value| value * value).sum());
            rows.values.extend(values);
        }
        rows
    }

    /// The sets of samples whose labels may be exchanged: signs are pairs of labels.
    pub(super) fn exchangeable(&self) -> Vec<Exchangeable> {
        match self.n_target {
            Some(n_target) => vec![Exchangeable {
                n: self.width,
                n_target,
            }],
            None => vec![Exchangeable { n: 2, n_target: 1 }; self.width],
        }
    }

    /// The labels of the data.
    pub(super) fn observed(&self) -> Vec<bool> {
        match self.n_target {
            Some(n_target) => (0..self.width).map(|at| at < n_target).collect(),
            None => [true, false].repeat(self.width),
        }
    }

    /// Differences and standard errors under the labels.
    ///
    /// A row's sum of squares about any group means is its whole sum of squares less what the
    /// means explain, so that one product of row and labels a labelling is all there is to do.
    pub(super) fn differences(&self, labels: &[bool]) -> Differences {
        let (weights, scale, df): (Vec<f64>, f64, f64) = match self.n_target {
            Some(n_target) => {
                let (a, b) = (n_target as f64, (self.width - n_target) as f64);
                let weights = labels.iter().map(|&label| f64::from(u8::from(label)));
                // rows are centred: the other group's sum is the negative of this one's
                (weights.collect(), 1.0 / a + 1.0 / b, a + b - 2.0)
            }
            None => {
                let sign = |pair: &[bool]| if pair[0] { 1.0 } else { -1.0 };
                let k = self.width as f64;
                (labels.chunks(2).map(sign).collect(), 1.0 / k, k - 1.0)
            }
        };
        let (mut r, mut s) = (Vec::new(), Vec::new());
        r.reserve(self.squares.len());
        s.reserve(self.squares.len());
        for (row, squares) in self.values.chunks_exact(self.width).zip(&self.squares) {
            let sum: f64 = row
                .iter()
                .zip(&weights)
                .map(|(value, weight)| value * weight)
                .sum();
            let residual = (squares - sum * sum * scale).max(0.0);
            r.push(sum * scale);
            s.push((residual / df * scale).sqrt());
        }
        Differences { r, s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(values: &[[f64; 5]]) -> ExpressionMatrix {
        let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
        let n = values.len();
        let flat = values.concat();
        let values = ndarray::Array2::from_shape_vec((n, 5), flat).unwrap();
        ExpressionMatrix::new(names("g", n), names("s", 5), values).unwrap()
    }

    #[test]
    fn differences_are_those_of_the_t_test() {
        let matrix = expression(&[[5.0, 6.0, 7.0, 1.0, 2.0], [1.0, f64::NAN, 1.0, 1.0, 1.0]]);
        let two_class = SamComparison::TwoClass {
            target: vec![0, 1, 2],
            reference: vec![3, 4],
        };
        let rows = Rows::new(&matrix, &two_class);
        assert_eq!(rows.features, [0]);
        let found = rows.differences(&rows.observed());
        assert!((found.r[0] - 4.5).abs() < 1e-14);
        // (1/3 + 1/2) (2 + 0.5) / 3
        assert!((found.s[0] - (2.5_f64 / 3.0 * 5.0 / 6.0).sqrt()).abs() < 1e-14);
        let paired = SamComparison::Paired(vec![(0, 3), (1, 4), (2, 3)]);
        let rows = Rows::new(&matrix, &paired);
        let found = rows.differences(&[true, false, false, true, true, false]);
        // 4, -4, 6
        assert!((found.r[0] - 2.0).abs() < 1e-14);
        assert!((found.s[0] - (56.0_f64 / 6.0).sqrt()).abs() < 1e-14);
    }
}
