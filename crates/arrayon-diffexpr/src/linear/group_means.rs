//! Mean expression of the two groups that a contrast compares.

use crate::Design;
use arrayon_core::{Contrast, ExpressionMatrix};
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use rayon::prelude::*;

/// Means of groups over the samples of a model that have a value, by the row of the matrix.
///
/// Contrasts of one design share them: the matrix is gone through once, in its order, while tables
/// are in that of their p-values.
pub(crate) struct GroupMeans {
    /// The columns of the design whose groups they are.
    groups: Vec<usize>,
    /// Feature after feature; NaN where a group has no value.
    means: Vec<f64>,
}

impl GroupMeans {
    /// Those of the groups that some of the contrasts compare.
    pub(crate) fn of(
        expression: &ExpressionMatrix,
        design: &Design,
        contrasts: &[&Contrast],
    ) -> Self {
        let compared = (contrasts.iter()).filter_map(|contrast| compared(design, contrast));
        let mut groups: Vec<usize> = compared.flatten().collect();
        groups.sort_unstable();
        groups.dedup();
        let members = members(&groups, design, expression);
        let mut means = vec![0.0; groups.len() * expression.n_features()];
        (means.par_chunks_mut(groups.len().max(1)).enumerate())
            .with_min_len(256)
            .for_each_init(
                || vec![0_usize; groups.len()],
                |counts, (feature, means)| {
                    counts.fill(0);
                    let values = expression.row(feature);
                    for &(group, column) in &members {
                        let value = values[column];
                        if !value.is_nan() {
                            means[group] += value;
                            counts[group] += 1;
                        }
                    }
                    // 0 / 0 is NaN
                    for (mean, &n) in means.iter_mut().zip(&*counts) {
                        *mean /= n as f64;
                    }
                },
            );
        Self { groups, means }
    }

    /// Fills in those of reference and target; of a contrast that does not compare two levels nothing
    /// is changed. `places` holds the row of the matrix of each row.
    pub(crate) fn fill(
        &self,
        rows: &mut [FeatureRow],
        places: &[usize],
        design: &Design,
        contrast: &Contrast,
    ) {
        let place = |group| self.groups.binary_search(&group).ok();
        let Some([Some(reference), Some(target)]) =
            compared(design, contrast).map(|groups| groups.map(place))
        else {
            return;
        };
        let rows = rows.par_iter_mut().zip(places).with_min_len(1024);
        rows.for_each(|(row, &place)| {
            let means = &self.means[place * self.groups.len()..];
            row.reference_mean = finite(means[reference]);
            row.target_mean = finite(means[target]);
        });
    }
}

/// The columns of the design that mark reference and target.
fn compared(design: &Design, contrast: &Contrast) -> Option<[usize; 2]> {
    let (reference, target) = contrast.levels()?;
    let column = |level| design.groups.iter().position(|group| group.group == level);
    Some([column(reference)?, column(target)?])
}

/// The place of a group and the column of the matrix of each sample of one, in the design's order.
fn members(
    groups: &[usize],
    design: &Design,
    expression: &ExpressionMatrix,
) -> Vec<(usize, usize)> {
    let columns = expression.columns_of(&design.sample_names);
    let mut members = Vec::with_capacity(columns.len());
    for (sample, column) in columns.into_iter().enumerate() {
        let Some(column) = column else { continue };
        for (place, &group) in groups.iter().enumerate() {
            if design.matrix[(sample, group)] != 0.0 {
                members.push((place, column));
            }
        }
    }
    members
}
