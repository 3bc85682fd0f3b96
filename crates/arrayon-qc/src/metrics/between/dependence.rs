//! Whether an array's differences depend on the intensity.

use super::{Limit, SetMetric, Values};
use crate::statistics::{ExpressionByArray, hoeffding_d};
use rayon::prelude::*;

/// The threshold is that of arrayQualityMetrics for Hoeffding's D of the MA plot.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "intensity_dependence",
    rule: "Hoeffding's D of the difference from the median array and the mean with it at most 0.15",
    source: "arrayQualityMetrics",
    fewest_arrays: super::FOUR,
    values: |measured| match measured.log2_differences() {
        Ok(expression) => Values::Of(dependences(expression)),
        Err(without) => without,
    },
    limit: |_| Limit::AtMost(0.15),
    failure: None,
    reason: |finding| {
        format!(
            "its differences from the median array depend on the intensity (Hoeffding's D \
             {:.2}): normalisation did not straighten it",
            finding.value
        )
    },
};

fn dependences(expression: &ExpressionByArray<'_>) -> Vec<f64> {
    (0..expression.n_arrays())
        .into_par_iter()
        .map(|array| {
            let values = expression.array(array);
            let pairs = values.iter().zip(expression.medians());
            let (means, differences): (Vec<f64>, Vec<f64>) = pairs
                .map(|(value, median)| ((value + median) / 2.0, value - median))
                .unzip();
            hoeffding_d(&means, &differences)
        })
        .collect()
}
