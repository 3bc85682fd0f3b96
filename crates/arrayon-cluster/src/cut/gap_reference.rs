//! Data without clusters, of the extent of those given.

use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::random_stream::random_stream;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::Rng;

/// Keeps the streams of references apart from those of other uses of the same seed.
const STREAM_FAMILY: u64 = 3 << 56;

/// Components with less than this part of the variance of the first are rounding.
const SMALLEST_VARIANCE: f64 = 1e-13;

/// Where reference data are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GapReference {
    /// Uniformly from a box along the principal components of the data: references have the
    /// shape of the data.
    #[default]
    PrincipalBox,
    /// Uniformly from the range of each variable, independent of the others.
    Ranges,
}

/// What references are drawn from.
pub(crate) struct ReferenceSource {
    n_items: usize,
    /// Lowest value and extent of every axis.
    lowest: Vec<f64>,
    extents: Vec<f64>,
    /// Axes x variables, and the means of the variables; `None` if variables are the axes.
    axes: Option<(Array2<f64>, Array1<f64>)>,
}

impl ReferenceSource {
    /// `values` holds `n_items` points, one after the other.
    pub(crate) fn new(values: &[f64], n_items: usize, reference: GapReference) -> Self {
        let n_values = values.len() / n_items;
        let points = ArrayView2::from_shape((n_items, n_values), values).expect("whole rows");
        match reference {
            GapReference::Ranges => Self::along(points, None),
            GapReference::PrincipalBox => {
                let means = points.mean_axis(Axis(0)).expect("there are items");
                let centred = &points - &means;
                let axes = principal_axes(&centred);
                Self::along(centred.dot(&axes.t()).view(), Some((axes, means)))
            }
        }
    }

    fn along(places: ArrayView2<'_, f64>, axes: Option<(Array2<f64>, Array1<f64>)>) -> Self {
        let extreme = |of: fn(f64, f64) -> f64| -> Vec<f64> {
            let columns = places.columns().into_iter();
            columns
                .map(|column| column.iter().copied().reduce(of).expect("there are items"))
                .collect()
        };
        let (lowest, highest) = (extreme(f64::min), extreme(f64::max));
        Self {
            n_items: places.nrows(),
            extents: (highest.iter().zip(&lowest))
                .map(|(high, low)| high - low)
                .collect(),
            lowest,
            axes,
        }
    }

    /// As many points as there are items, one after the other.
    pub(crate) fn draw(&self, seed: u64, reference: u32) -> Vec<f64> {
        let mut generator = random_stream(seed, STREAM_FAMILY | u64::from(reference));
        let mut places = Vec::with_capacity(self.n_items * self.lowest.len());
        for _ in 0..self.n_items {
            for (low, extent) in self.lowest.iter().zip(&self.extents) {
                let uniform = (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
                places.push(low + extent * uniform);
            }
        }
        let Some((axes, means)) = &self.axes else {
            return places;
        };
        let shape = (self.n_items, self.lowest.len());
        let places = Array2::from_shape_vec(shape, places).expect("whole rows");
        let points = places.dot(axes) + means;
        points.as_standard_layout().iter().copied().collect()
    }
}

/// The directions of the principal components of centred points, components x variables.
fn principal_axes(centred: &Array2<f64>) -> Array2<f64> {
    let has_many_variables = centred.ncols() > centred.nrows();
    let products = if has_many_variables {
        centred.dot(&centred.t())
    } else {
        centred.t().dot(centred)
    };
    let mut pairs = symmetric_eigen(products.nrows(), |i, j| products[[i, j]]);
    let largest = pairs[0].0;
    pairs.retain(|(variance, _)| *variance > SMALLEST_VARIANCE * largest);
    let shape = (pairs.len(), products.nrows());
    let vectors = Array2::from_shape_fn(shape, |(axis, at)| pairs[axis].1[at]);
    if !has_many_variables {
        return vectors;
    }
    let mut axes = vectors.dot(centred);
    for (mut axis, (variance, _)) in axes.rows_mut().into_iter().zip(&pairs) {
        axis.mapv_inplace(|value| value / variance.sqrt());
    }
    axes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six points in three variables that lie in a plane.
    fn points() -> Vec<f64> {
        let flat = [
            [0.0, 0.0],
            [1.0, 3.0],
            [2.0, 1.0],
            [4.0, 4.0],
            [5.0, 2.0],
            [6.0, 5.0],
        ];
        let point = |[x, y]: [f64; 2]| [x + 7.0, y, x + y];
        flat.into_iter().flat_map(point).collect()
    }

    #[test]
    fn references_keep_to_the_extent_of_the_data() {
        let ranges = ReferenceSource::new(&points(), 6, GapReference::Ranges);
        for point in ranges.draw(3, 0).chunks(3) {
            assert!((7.0..=13.0).contains(&point[0]) && (0.0..=5.0).contains(&point[1]));
            assert!((0.0..=11.0).contains(&point[2]));
        }
        assert_ne!(ranges.draw(3, 0), ranges.draw(3, 1));
        assert_eq!(ranges.draw(3, 1), ranges.draw(3, 1));
    }

    #[test]
    fn the_box_lies_in_the_plane_of_the_data() {
        let source = ReferenceSource::new(&points(), 6, GapReference::PrincipalBox);
        assert_eq!(source.lowest.len(), 2);
        for point in source.draw(3, 0).chunks(3) {
            assert!(
                (point[0] - 7.0 + point[1] - point[2]).abs() < 1e-12,
                "{point:?}"
            );
        }
        // The same plane seen from fewer points than variables.
        let few = ReferenceSource::new(&points()[..6], 2, GapReference::PrincipalBox);
        assert_eq!(few.lowest.len(), 1);
    }
}
