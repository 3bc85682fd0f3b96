//! Columns of a design that are combinations of others.

use crate::list::List;
use arrayon_stats::qr::Qr;
use std::fmt;

/// Part of a column's length below which its share in a combination is a rounding error.
const NEGLIGIBLE: f64 = 1e-6;

/// A column that was dropped from a design because it adds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedColumn {
    /// Its name.
    pub name: String,
    /// The kept columns of which it is a combination; none where it is zero for every sample.
    pub combination_of: Vec<String>,
}

/// The columns of a design that are kept and those that are dropped.
pub(crate) struct Reduction {
    /// Positions of independent columns, ascending.
    pub(crate) kept: Vec<usize>,
    /// The others, in their order.
    pub(crate) dropped: Vec<DroppedColumn>,
}

/// Drops columns that are combinations of those before them, as R's `lm.fit` and limma do.
pub(crate) fn reduce(names: &[String], vectors: &[Vec<f64>]) -> Reduction {
    let qr = Qr::new(vectors.to_vec());
    let kept = qr.pivot()[..qr.rank()].to_vec();
    let dropped = |position: usize| {
        let at = qr.pivot()[position];
        let least = NEGLIGIBLE * length(&vectors[at]);
        let shares = qr.combination(position).into_iter().zip(&kept);
        let named = shares.filter(|(share, other)| share.abs() * length(&vectors[**other]) > least);
        DroppedColumn {
            name: names[at].clone(),
            combination_of: named.map(|(_, &other)| names[other].clone()).collect(),
        }
    };
    Reduction {
        dropped: (qr.rank()..names.len()).map(dropped).collect(),
        kept,
    }
}

/// The length of a column.
pub(crate) fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// What a reader should know of dropped columns, in words.
pub(crate) fn dropped_note(dropped: &[DroppedColumn]) -> Option<String> {
    let it = if dropped.len() == 1 { "it" } else { "they" };
    let them = if dropped.len() == 1 { "it" } else { "them" };
    (!dropped.is_empty()).then(|| {
        format!(
            "{}: {it} add{} nothing and left the design; what is tested does not depend on {them}",
            Combinations(dropped),
            if dropped.len() == 1 { "s" } else { "" }
        )
    })
}

/// `column 'x' is a combination of 'a', 'b'; column 'y' is zero for every sample`.
pub(crate) struct Combinations<'a>(pub(crate) &'a [DroppedColumn]);

impl fmt::Display for Combinations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, column) in self.0.iter().enumerate() {
            let semicolon = if position == 0 { "" } else { "; " };
            let (name, others) = (&column.name, &column.combination_of);
            if others.is_empty() {
                write!(f, "{semicolon}column '{name}' is zero for every sample")?;
            } else {
                let others = List(others);
                write!(f, "{semicolon}column '{name}' is a combination of {others}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let reduction = reduce(&names, &vectors);
        assert_eq!(reduction.kept, [0, 1, 4]);
        let note = dropped_note(&reduction.dropped).unwrap();
        assert_eq!(
            note,
            "column 'c' is a combination of 'a', 'b'; column 'none' is zero for every sample: \
             they add nothing and left the design; what is tested does not depend on them"
        );
        assert_eq!(
            dropped_note(&reduce(&names[..2], &vectors[..2]).dropped),
            None
        );
    }
}
