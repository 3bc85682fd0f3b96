//! Cubic splines that are straight lines beyond the range of their data.

use crate::descriptive::quantiles;
use crate::qr::Qr;

const ORDER: usize = 4;

/// A basis of natural cubic splines.
///
/// Interior knots lie at equally spaced quantiles (type 7) of the data, boundary knots at their
/// range.
///
/// # Source
/// De Boor 1978; the same bases as R's `splines::ns`.
#[derive(Debug, Clone)]
pub struct NaturalSpline {
    /// All knots, the boundary ones four times.
    knots: Vec<f64>,
    lowest: f64,
    highest: f64,
    /// How many of the first B-splines are left out: 1 without intercept.
    n_dropped: usize,
    /// Reflections that take out the two directions with curvature at the boundary.
    boundary: Qr,
}

impl NaturalSpline {
    /// The basis with the intercept among its `n_columns >= 2` members, over finite data of
    /// non-zero range: `splines::ns(x, df = n_columns, intercept = TRUE)`, with `n_columns - 2`
    /// interior knots.
    ///
    /// # Panics
    /// If there are fewer than two columns, no data, or the data have no range.
    pub fn new(data: &[f64], n_columns: usize) -> Self {
        assert!(n_columns >= 2, "a natural spline has two members at least");
        Self::lay(data, n_columns - 2, 0)
    }

    /// The basis to go with an intercept, of `df >= 1` members: `splines::ns(x, df)`, with
    /// `df - 1` interior knots.
    ///
    /// # Panics
    /// If `df` is 0, there are no data, or the data have no range.
    pub fn without_intercept(data: &[f64], df: usize) -> Self {
        assert!(df >= 1, "a natural spline has one member at least");
        Self::lay(data, df - 1, 1)
    }

    fn lay(data: &[f64], n_interior: usize, n_dropped: usize) -> Self {
        let shares: Vec<f64> = (0..=n_interior + 1)
            .map(|knot| knot as f64 / (n_interior + 1) as f64)
            .collect();
        let ends = quantiles(data, &shares);
        let (lowest, highest) = (ends[0], ends[n_interior + 1]);
        assert!(lowest < highest, "data without range");
        let mut knots = vec![lowest; ORDER];
        knots.extend(&ends[1..=n_interior]);
        knots.extend([highest; ORDER]);
        let curvature = |at| derivatives(&knots, at, 2).split_off(n_dropped);
        let boundary = Qr::new(vec![curvature(lowest), curvature(highest)]);
        Self {
            knots,
            lowest,
            highest,
            n_dropped,
            boundary,
        }
    }

    /// The knots between those at the ends, ascending.
    pub fn interior_knots(&self) -> &[f64] {
        &self.knots[ORDER..self.knots.len() - ORDER]
    }

    /// The range of the data.
    pub fn range(&self) -> (f64, f64) {
        (self.lowest, self.highest)
    }

    /// The members' values at `x`; straight lines outside the range of the data.
    pub fn values(&self, x: f64) -> Vec<f64> {
        let inside = x.clamp(self.lowest, self.highest);
        let mut values = derivatives(&self.knots, inside, 0);
        if x != inside {
            let slopes = derivatives(&self.knots, inside, 1);
            for (value, slope) in values.iter_mut().zip(slopes) {
                *value += (x - inside) * slope;
            }
        }
        let mut values = values.split_off(self.n_dropped);
        self.boundary.effects_in_place(&mut values);
        values.split_off(2)
    }

    fn n_columns(&self) -> usize {
        self.knots.len() - ORDER - 2 - self.n_dropped
    }

    /// The basis as columns, one row for each point.
    pub fn columns(&self, points: &[f64]) -> Vec<Vec<f64>> {
        let mut columns = vec![Vec::with_capacity(points.len()); self.n_columns()];
        for &point in points {
            for (column, value) in columns.iter_mut().zip(self.values(point)) {
                column.push(value);
            }
        }
        columns
    }
}

/// A derivative of every B-spline on these knots at a point within them.
fn derivatives(knots: &[f64], x: f64, order: usize) -> Vec<f64> {
    let n_splines = knots.len() - ORDER;
    // the right end belongs to the last interval
    let span = (ORDER - 1..n_splines)
        .rev()
        .find(|&at| knots[at] <= x && knots[at] < knots[at + 1])
        .unwrap_or(ORDER - 1);
    let mut values = vec![0.0; knots.len() - 1];
    values[span] = 1.0;
    for degree in 1..ORDER {
        let differentiate = degree >= ORDER - order;
        for at in span - degree..=span {
            let (left, right) = (knots[at], knots[at + 1]);
            let (next_left, next_right) = (knots[at + degree], knots[at + degree + 1]);
            let share = |value: f64, weight: f64, width: f64| {
                if width > 0.0 {
                    value * weight / width
                } else {
                    0.0
                }
            };
            let (rising, falling) = if differentiate {
                (degree as f64, -(degree as f64))
            } else {
                (x - left, next_right - x)
            };
            values[at] = share(values[at], rising, next_left - left)
                + share(values[at + 1], falling, next_right - right);
        }
    }
    values.truncate(n_splines);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_every_straight_line() {
        let data: Vec<f64> = (0..40).map(|i| f64::from(i * i) / 100.0).collect();
        let spline = NaturalSpline::new(&data, 4);
        let points: Vec<f64> = (-5..25).map(f64::from).collect();
        let qr = Qr::new(spline.columns(&points));
        assert_eq!(qr.rank(), 4);
        let mut line: Vec<f64> = points.iter().map(|x| 2.0 - 0.7 * x).collect();
        qr.effects_in_place(&mut line);
        assert!(line[4..].iter().all(|rest| rest.abs() < 1e-12));
    }

    #[test]
    fn splines_sum_to_one_and_slopes_to_zero() {
        let knots = [0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 4.0, 4.0, 4.0, 4.0];
        for x in [0.0, 0.4, 1.0, 2.9, 3.0, 4.0] {
            assert!((derivatives(&knots, x, 0).iter().sum::<f64>() - 1.0).abs() < 1e-14);
            assert!(derivatives(&knots, x, 1).iter().sum::<f64>().abs() < 1e-13);
        }
    }
}
