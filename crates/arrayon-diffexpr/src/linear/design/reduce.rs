//! Columns of a design that are combinations of others.

use crate::DroppedColumn;
use arrayon_stats::qr::Qr;

/// Part of a column's length below which its share in a combination is a rounding error.
const NEGLIGIBLE: f64 = 1e-6;
/// What a combination of columns does to a contrast below this is a rounding error.
const NO_CHANGE: f64 = 1e-8;

/// The columns of a design that are kept, and the others, which are combinations of those before
/// them: R's `lm.fit` and limma drop the same.
pub(crate) struct Reduction {
    /// Positions of independent columns, ascending.
    pub(crate) kept: Vec<usize>,
    others: Vec<Other>,
    lengths: Vec<f64>,
}

/// A column that is a combination of kept ones.
struct Other {
    column: usize,
    /// The share of each kept column.
    shares: Vec<f64>,
}

impl Reduction {
    pub(crate) fn new(columns: Vec<Vec<f64>>) -> Self {
        let lengths: Vec<f64> = columns.iter().map(|column| length(column)).collect();
        let qr = Qr::new(columns);
        let other = |position: usize| Other {
            column: qr.pivot()[position],
            shares: qr.combination(position),
        };
        Self {
            others: (qr.rank()..lengths.len()).map(other).collect(),
            kept: qr.pivot()[..qr.rank()].to_vec(),
            lengths,
        }
    }

    /// The other columns and of which kept ones they are combinations, in words.
    pub(crate) fn dropped(&self, names: &[String]) -> Vec<DroppedColumn> {
        let dropped = |other: &Other| {
            let least = NEGLIGIBLE * self.lengths[other.column];
            let shares = other.shares.iter().zip(&self.kept);
            let named = shares.filter(|(share, at)| share.abs() * self.lengths[**at] > least);
            DroppedColumn {
                name: names[other.column].clone(),
                combination_of: named.map(|(_, &at)| names[at].clone()).collect(),
            }
        };
        self.others.iter().map(dropped).collect()
    }

    /// The weights on the kept columns of what these weights are on all; `None` where it depends
    /// on what the columns leave open.
    pub(crate) fn weights(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let kept: Vec<f64> = self.kept.iter().map(|&at| weights[at]).collect();
        let is_free = |other: &Other| {
            let through: f64 = other.shares.iter().zip(&kept).map(|(a, b)| a * b).sum();
            // the column taken at length 1, so that its unit does not matter
            let length = self.lengths[other.column];
            let length = if length > 0.0 { length } else { 1.0 };
            (through - weights[other.column]).abs() < NO_CHANGE * length
        };
        self.others.iter().all(is_free).then_some(kept)
    }
}

/// The length of a column.
pub(crate) fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependence::dropped_note;

    #[test]
    fn later_columns_go() {
        let names = ["a", "b", "c", "none", "d"].map(String::from);
        let vectors = vec![
            vec![1.0, 0.0, 0.0, 0.0],
            vec![0.0, 1.0, 1.0, 0.0],
            vec![3e9, 2e9, 2e9, 0.0],
            vec![0.0; 4],
            vec![0.0, 0.0, 1.0, 1.0],
        ];
        let reduction = Reduction::new(vectors.clone());
        assert_eq!(reduction.kept, [0, 1, 4]);
        let note = dropped_note(&reduction.dropped(&names)).unwrap();
        assert_eq!(
            note,
            "column 'c' is a combination of 'a', 'b'; column 'none' is zero for every sample: \
             they add nothing and left the design; what is tested does not depend on them"
        );
        let independent = Reduction::new(vectors[..2].to_vec());
        assert_eq!(dropped_note(&independent.dropped(&names)), None);
    }

    #[test]
    fn units_of_what_is_left_open_do_not_matter() {
        let (low, full) = (vec![1.0, 1.0, 0.0, 0.0], vec![0.0, 0.0, 1.0, 1.0]);
        for unit in [1e-12, 1.0, 1e12] {
            // known by the diet: the contrast of diets is confounded with it
            let with_diet: Vec<f64> = low.iter().map(|entry| unit * entry).collect();
            let confounded = Reduction::new(vec![low.clone(), full.clone(), with_diet]);
            assert_eq!(confounded.weights(&[1.0, -1.0, 0.0]), None, "{unit}");
            // constant: both diets shift alike
            let constant = Reduction::new(vec![low.clone(), full.clone(), vec![unit; 4]]);
            assert_eq!(constant.weights(&[1.0, -1.0, 0.0]), Some(vec![1.0, -1.0]));
        }
        let absent = Reduction::new(vec![low, full, vec![0.0; 4]]);
        assert_eq!(absent.weights(&[1.0, -1.0, 0.0]), Some(vec![1.0, -1.0]));
        assert_eq!(absent.weights(&[1.0, 0.0, -1.0]), None);
    }
}
