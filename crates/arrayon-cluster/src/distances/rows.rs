//! Rows (samples or features) whose distances are computed when asked for, missing values and all.

use crate::distances::condensed::{CondensedDistances, rows_mut};
use crate::distances::holed::distances_across;
use crate::distances::pairwise::pairwise;
use crate::distances::prepare::{Unfit, check_usable, prepared_row, unfit_error};
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use arrayon_core::{ExpressionMatrix, NoProgress, Progress};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Rows on either side whose pairs with missing values are computed together.
const AT_ONCE: usize = 64;

/// Rows made ready for a distance. A missing value is NaN; a pair of which one has missing values
/// is compared over the values that both have.
pub(crate) struct Rows<'a> {
    labels: &'a [String],
    items: Items,
    distance: Distance,
    n_values: usize,
    raw: Cow<'a, [f64]>,
    /// Row after row; zeros for a row with missing values.
    prepared: Vec<f64>,
    has_missing: Vec<bool>,
}

impl<'a> Rows<'a> {
    /// # Errors
    /// Fewer than two items, no values, an infinite value, an item without a distance.
    pub(crate) fn new(
        expression: &'a ExpressionMatrix,
        items: Items,
        distance: Distance,
    ) -> Result<Self, ClusterError> {
        check_usable(expression, items)?;
        let labels = items.labels(expression);
        let raw = row_major(expression, items);
        let n_values = raw.len() / labels.len();
        let mut prepared = vec![0.0; raw.len()];
        let rows: Vec<Result<bool, Unfit>> = (prepared.par_chunks_mut(n_values))
            .zip(raw.par_chunks(n_values))
            .map(|(place, row)| match prepare(row, distance)? {
                Prepared::Whole(row) => {
                    place.copy_from_slice(&row);
                    Ok(false)
                }
                Prepared::Holed => Ok(true),
            })
            .collect();
        let has_missing = (rows.into_iter().zip(labels))
            .map(|(row, label)| row.map_err(|unfit| unfit_error(unfit, items, label, distance)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            labels,
            items,
            distance,
            n_values,
            raw,
            prepared,
            has_missing,
        })
    }

    pub(crate) fn has_missing(&self) -> bool {
        self.has_missing.contains(&true)
    }

    /// The prepared values, row after row, for those who compute distances in another way. They
    /// are meaningless for rows with missing values.
    pub(crate) fn into_prepared(self) -> Vec<f64> {
        self.prepared
    }

    pub(crate) fn labels(&self) -> &'a [String] {
        self.labels
    }

    /// The distances of all pairs. The progress advances by one for each row.
    ///
    /// # Errors
    /// The first in the order of the items, whichever thread met one first.
    pub(crate) fn distances(
        &self,
        progress: &dyn Progress,
    ) -> Result<CondensedDistances, ClusterError> {
        let n_items = self.labels.len();
        if !self.has_missing() {
            let condensed = pairwise(&self.prepared, n_items, self.distance, progress);
            return CondensedDistances::new(self.labels.to_vec(), condensed);
        }
        let mut condensed = match self.has_missing.contains(&false) {
            true => pairwise(&self.prepared, n_items, self.distance, &NoProgress),
            false => vec![0.0; n_items * (n_items - 1) / 2],
        };
        self.fill_in_holed(&mut condensed, progress)?;
        CondensedDistances::new(self.labels.to_vec(), condensed)
    }

    /// The pairs of which one has missing values.
    fn fill_in_holed(
        &self,
        condensed: &mut [f64],
        progress: &dyn Progress,
    ) -> Result<(), ClusterError> {
        let n_items = self.labels.len();
        let raw: Vec<&[f64]> = self.raw.chunks(self.n_values).collect();
        let found: Vec<Result<(), ClusterError>> = (rows_mut(condensed, n_items))
            .par_chunks_mut(AT_ONCE)
            .enumerate()
            .map(|(block, strip)| {
                let first = block * AT_ONCE;
                let ones = first..n_items.min(first + AT_ONCE);
                for start in (first..n_items).step_by(AT_ONCE) {
                    let others = start..n_items.min(start + AT_ONCE);
                    let is_holed =
                        |rows: &Range<usize>| self.has_missing[rows.clone()].contains(&true);
                    if !is_holed(&ones) && !is_holed(&others) {
                        continue;
                    }
                    let (left, right) = (&raw[ones.clone()], &raw[others.clone()]);
                    let mut found = distances_across(left, right, self.distance).into_iter();
                    for (i, pairs) in ones.clone().zip(strip.iter_mut()) {
                        for (j, found) in others.clone().zip(&mut found) {
                            if j > i && (self.has_missing[i] || self.has_missing[j]) {
                                pairs[j - i - 1] = match found {
                                    Some(found) => found,
                                    None => self.distance(i, j)?,
                                };
                            }
                        }
                    }
                }
                progress.advance(ones.len() as u64);
                Ok(())
            })
            .collect();
        found.into_iter().collect()
    }

    /// The distance of two rows.
    ///
    /// # Errors
    /// Too few values in common, or values in common over which the distance is undefined.
    pub(crate) fn distance(&self, one: usize, other: usize) -> Result<f64, ClusterError> {
        if !self.has_missing[one] && !self.has_missing[other] {
            let row = |i: usize| &self.prepared[i * self.n_values..(i + 1) * self.n_values];
            return Ok(self.distance.of_prepared(row(one), row(other)));
        }
        let row = |i: usize| &self.raw[i * self.n_values..(i + 1) * self.n_values];
        over_common_values(row(one), row(other), self.distance)
            .map_err(|unfit| self.pair_error(one, other, unfit))
    }

    fn pair_error(&self, one: usize, other: usize, unfit: UnfitPair) -> ClusterError {
        let (left, right) = (self.labels[one].clone(), self.labels[other].clone());
        match unfit {
            UnfitPair::TooFew(found) => ClusterError::TooFewCommonValues {
                items: self.items,
                left,
                right,
                found,
                expected: self.distance.fewest_values(),
            },
            UnfitPair::Undefined(n_common) => ClusterError::UndefinedPair {
                items: self.items,
                left,
                right,
                distance: self.distance,
                n_common,
            },
        }
    }
}

/// Columns that are taken out of a matrix together: their values in a row stand side by side.
const COLUMNS: usize = 8;

/// The values item after item.
pub(crate) fn row_major(expression: &ExpressionMatrix, items: Items) -> Cow<'_, [f64]> {
    let values = expression.row_major();
    if items == Items::Features {
        return values;
    }
    let (n_features, n_samples) = expression.dim();
    let mut columns = vec![0.0; values.len()];
    (columns.par_chunks_mut(COLUMNS * n_features.max(1)))
        .enumerate()
        .for_each(|(block, columns)| {
            for (feature, row) in values.chunks(n_samples).enumerate() {
                let row = &row[block * COLUMNS..];
                for (column, &value) in columns.chunks_mut(n_features).zip(row) {
                    column[feature] = value;
                }
            }
        });
    columns.into()
}

/// Whether the distances of all features take no more memory than the matrix itself: with so many
/// samples they are the quickest way.
pub(crate) fn keeps_all_distances(expression: &ExpressionMatrix) -> bool {
    expression.n_features() <= expression.n_samples()
}

enum Prepared {
    Whole(Vec<f64>),
    /// The row has missing values; those it has would do.
    Holed,
}

/// # Errors
/// The values that are there are too few, or have no distance to others.
fn prepare(row: &[f64], distance: Distance) -> Result<Prepared, Unfit> {
    if !row.iter().any(|value| value.is_nan()) {
        return prepared_row(row, distance).map(Prepared::Whole);
    }
    let present: Vec<f64> = row
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    if present.len() < distance.fewest_values() {
        return Err(Unfit::TooFewValues(present.len()));
    }
    prepared_row(&present, distance).map(|_| Prepared::Holed)
}

/// Whether a row of raw values has a distance to others at all.
pub(crate) fn check_row(row: &[f64], distance: Distance) -> Result<(), Unfit> {
    prepare(row, distance).map(|_| ())
}

/// Why two rows have no distance.
pub(crate) enum UnfitPair {
    /// They have only so many values in common.
    TooFew(usize),
    /// It is undefined over the so many values that they have in common.
    Undefined(usize),
}

/// The distance over the values that both rows have. Euclidean and Manhattan sums are scaled up to
/// all values, as R's `dist` does.
pub(crate) fn over_common_values(
    one: &[f64],
    other: &[f64],
    distance: Distance,
) -> Result<f64, UnfitPair> {
    let (one_common, other_common): (Vec<f64>, Vec<f64>) = (one.iter().zip(other))
        .filter(|(a, b)| !a.is_nan() && !b.is_nan())
        .unzip();
    let n_common = one_common.len();
    if n_common < distance.fewest_values() && n_common < one.len() {
        return Err(UnfitPair::TooFew(n_common));
    }
    let prepared =
        |row: &[f64]| prepared_row(row, distance).map_err(|_| UnfitPair::Undefined(n_common));
    let found = distance.of_prepared(&prepared(&one_common)?, &prepared(&other_common)?);
    let scale = one.len() as f64 / n_common as f64;
    Ok(match distance {
        Distance::Euclidean => found * scale.sqrt(),
        Distance::Manhattan => found * scale,
        _ => found,
    })
}
