//! References of many small studies, one after the other.

use crate::{Table, assert_close, read_table};
use std::path::Path;

/// A table with columns `case`, counted from 1 and ascending, and `feature`, then one for each
/// quantity. Feature 0 holds sums of absolute values over all features that have one.
#[derive(Debug)]
pub struct Cases {
    table: Table,
    cases: Vec<f64>,
    features: Vec<f64>,
    case: usize,
    next: usize,
}

impl Cases {
    /// Reads a reference.
    ///
    /// # Panics
    /// If the file cannot be read or lacks a column.
    pub fn read(path: &Path) -> Self {
        let table = read_table(path);
        Self {
            cases: table.numbers("case"),
            features: table.numbers("feature"),
            table,
            case: 0,
            next: 0,
        }
    }

    /// Panics unless every number of the next case agrees within `tolerance` of
    /// `max(1, |expected|)`. `columns` are the quantities, each with one number per feature.
    ///
    /// # Panics
    /// Where one does not agree, or where the reference has no such case.
    #[track_caller]
    pub fn assert_next(&mut self, columns: &[Vec<f64>], tolerance: f64) {
        self.assert_next_but(columns, tolerance, |_, _, _| false);
    }

    /// The same without some numbers, by the name of the quantity, the feature and the number.
    ///
    /// # Panics
    /// See [`Self::assert_next`].
    #[track_caller]
    pub fn assert_next_but(
        &mut self,
        columns: &[Vec<f64>],
        tolerance: f64,
        is_left_out: impl Fn(&str, usize, f64) -> bool,
    ) {
        self.case += 1;
        let first = self.next;
        while self.cases.get(self.next) == Some(&(self.case as f64)) {
            let feature = self.features[self.next] as usize;
            let expected = self.table.row_numbers(self.next, 2);
            assert_eq!(columns.len(), expected.len(), "quantities");
            let names = &self.table.columns[2..];
            for ((values, expected), name) in columns.iter().zip(expected).zip(names) {
                if is_left_out(name, feature, expected) {
                    continue;
                }
                let found = match feature {
                    0 => (values.iter().filter(|value| !value.is_nan()))
                        .map(|value| value.abs())
                        .sum(),
                    _ => values[feature - 1],
                };
                let what = format!("case {}, feature {feature}, {name}", self.case);
                assert_close(found, expected, tolerance, &what);
            }
            self.next += 1;
        }
        assert!(
            self.next > first,
            "case {} is not in the reference",
            self.case
        );
    }

    /// Goes on to the case after the next, which the reference does not have.
    pub fn pass(&mut self) {
        self.case += 1;
    }

    /// Panics unless every case was compared.
    ///
    /// # Panics
    /// If one was not.
    #[track_caller]
    pub fn assert_ended(&self) {
        assert_eq!(self.next, self.cases.len(), "rows of the reference");
    }
}
