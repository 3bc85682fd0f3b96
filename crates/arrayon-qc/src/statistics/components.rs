//! Arrays along their principal components, and which are nearly the same.

use super::products::Products;
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::leading_eigen::leading_eigen;

/// Components that are found.
const MOST: usize = 5;

/// Up to how many arrays all components are found at once.
const FEW_ARRAYS: usize = 300;

/// The array that is most like another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closest {
    /// Its position.
    pub array: usize,
    /// The correlation of the two, each feature less its median over all arrays.
    pub correlation: f64,
}

/// A principal component of arrays: features centred, not scaled.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayComponent {
    /// Part of all variance.
    pub variance_fraction: f64,
    /// Where each array stands along it; squares sum to 1, the sign is arbitrary.
    pub scores: Vec<f64>,
}

impl ArrayComponent {
    /// The part of all variance that each array makes along it.
    pub fn variance_shares(&self) -> Vec<f64> {
        let share = |score: &f64| score * score * self.variance_fraction;
        self.scores.iter().map(share).collect()
    }
}

/// The first principal components of arrays.
pub(super) fn array_components(products: &Products) -> Vec<ArrayComponent> {
    let n = products.n_arrays();
    if n < 2 {
        return Vec::new();
    }
    let entry = products.about_means();
    let total: f64 = (0..n).map(|at| entry(at, at)).sum();
    let most = MOST.min(n - 1);
    let found = match n <= FEW_ARRAYS {
        true => symmetric_eigen(n, entry),
        false => leading_eigen(n, entry, most),
    };
    let found = found.into_iter().take(most);
    found
        .filter(|(variance, _)| *variance > 1e-10 * total)
        .map(|(variance, scores)| ArrayComponent {
            variance_fraction: variance / total,
            scores,
        })
        .collect()
}

/// For each array the one that it is most like, each feature less its median; correlations are NaN
/// where an array does not vary.
pub(super) fn closest_arrays(products: &Products, n: usize) -> Vec<Closest> {
    let closest = |one: usize| {
        let mut found = Closest {
            array: one,
            correlation: f64::NAN,
        };
        for other in (0..n).filter(|&other| other != one) {
            let correlation = products.correlation_of_differences(one, other);
            if found.correlation.is_nan() || correlation > found.correlation {
                found = Closest {
                    array: other,
                    correlation,
                };
            }
        }
        found
    };
    (0..n).map(closest).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ExpressionByArray;
    use arrayon_core::ExpressionMatrix;
    use ndarray::Array2;

    fn first_component_shares(expression: &ExpressionMatrix) -> Vec<f64> {
        let components = ExpressionByArray::of(expression).components();
        components[0].variance_shares()
    }

    /// Arrays that scatter independently, and the values of one of them by its position.
    fn matrix(n: usize, change: impl Fn(usize, usize, f64) -> f64) -> ExpressionMatrix {
        let draw = |row: usize, column: usize| {
            let mixed = ((row * 31 + column) as u32).wrapping_mul(2_654_435_761);
            f64::from((mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 8) / f64::from(1 << 24)
        };
        let values = Array2::from_shape_fn((2000, n), |(row, column)| {
            change(row, column, draw(row, column))
        });
        let features = (0..2000).map(|row| format!("f{row}")).collect();
        let samples = (0..n).map(|at| format!("s{at}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    #[test]
    fn an_array_far_from_the_others_makes_most_of_the_variance() {
        let shares = first_component_shares(&matrix(8, |_, _, value| value));
        assert!(shares.iter().all(|share| *share < 0.2), "{shares:?}");
        let far = |row: usize, column: usize, value: f64| {
            if column == 5 {
                value + f64::from(row as u32 % 7)
            } else {
                value
            }
        };
        let shares = first_component_shares(&matrix(8, far));
        assert!(shares[5] > 0.7, "{shares:?}");
        assert!(shares.iter().sum::<f64>() <= 1.0);
    }

    #[test]
    fn copies_are_closest() {
        let plain = matrix(6, |_, _, value| value);
        let copied = plain.select_samples(&[0, 1, 2, 3]);
        let closest = ExpressionByArray::of(&copied).closest();
        assert!(
            closest.iter().all(|one| one.correlation < 0.5),
            "{closest:?}"
        );
        let values = copied.to_array();
        let more = ndarray::concatenate![
            ndarray::Axis(1),
            values,
            values.column(2).insert_axis(ndarray::Axis(1))
        ];
        let samples = (0..5).map(|at| format!("s{at}")).collect();
        let more = ExpressionMatrix::new(copied.features().to_vec(), samples, more).unwrap();
        let closest = ExpressionByArray::of(&more).closest();
        assert_eq!((closest[2].array, closest[4].array), (4, 2));
        assert!(closest[2].correlation > 0.999 && closest[0].correlation < 0.9);
    }
}
