//! Which features are worth clustering.

use crate::distances::prepare::check_usable;
use crate::error::ClusterError;
use crate::items::Items;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::variance;
use rayon::prelude::*;

/// The positions of the features that vary most over the samples, by falling variance, at most
/// `most` of them; of equally variable ones the first. Features without variance, of which no
/// correlation is defined, are left out. Missing values (NaN) are left out of the variance.
///
/// # Errors
/// Fewer than two samples, no features, an infinite value.
///
/// # Examples
/// ```
/// use arrayon_cluster::most_variable_features;
/// use arrayon_core::ExpressionMatrix;
///
/// let expression = ExpressionMatrix::new(
///     ["calm", "wild", "dead"].map(String::from).to_vec(),
///     ["a", "b"].map(String::from).to_vec(),
///     ndarray::array![[5.0, 5.5], [4.0, 9.0], [7.0, 7.0]],
/// )?;
/// assert_eq!(most_variable_features(&expression, 10)?, [1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn most_variable_features(
    expression: &ExpressionMatrix,
    most: usize,
) -> Result<Vec<usize>, ClusterError> {
    check_usable(expression, Items::Samples)?;
    let variances: Vec<f64> = (0..expression.n_features())
        .into_par_iter()
        .map(|feature| {
            let present = expression
                .row(feature)
                .iter()
                .copied()
                .filter(|value| !value.is_nan());
            let present: Vec<f64> = present.collect();
            // Rounding of the mean must not make a constant row look as if it varied.
            let is_constant = present.iter().all(|&value| value == present[0]);
            if is_constant { 0.0 } else { variance(&present) }
        })
        .collect();
    let mut chosen: Vec<usize> = (0..variances.len())
        .filter(|&i| variances[i] > 0.0)
        .collect();
    chosen.sort_by(|&a, &b| variances[b].total_cmp(&variances[a]));
    chosen.truncate(most);
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn equally_variable_features_keep_their_order() {
        let names = |prefix: &str, n| (0..n).map(|i| format!("{prefix}{i}")).collect();
        let values = array![[0.1; 3], [1.0, 2.0, 3.0], [3.0, 1.0, 2.0], [0.0, 5.0, 9.0]];
        let expression = ExpressionMatrix::new(names("f", 4), names("s", 3), values).unwrap();
        assert_eq!(most_variable_features(&expression, 9).unwrap(), [3, 1, 2]);
        assert_eq!(most_variable_features(&expression, 2).unwrap(), [3, 1]);
    }
}
