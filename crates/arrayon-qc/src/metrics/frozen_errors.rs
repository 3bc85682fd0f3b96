//! Global normalised unscaled standard errors: whether an array is less precise than those of the
//! frozen reference set.

use crate::metric::Metric;
use crate::statistics::median;
use arrayon_results::qc::Check;

/// An array's standard errors, each over the median of the feature over the reference set.
struct Ratios(Vec<f64>);

impl Ratios {
    fn median(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| median(self.0.iter().copied()))
    }
}

/// The limit is the one that users of the measure take for poor arrays; its authors give none that
/// holds for every chip.
const METRIC: Metric<Ratios> = Metric {
    name: "frozen_error_median",
    rule: "median of the standard errors over those of the frozen reference set (GNUSE) at most 1.25",
    source: "what users of the measure take for poor arrays; McCall et al. 2011 (BMC Bioinformatics 12:137) \
             describe it",
    threshold: 1.25,
    value: Ratios::median,
    reason: |ratios| match ratios.median() {
        Some(value) => format!(
            "its features are less precise than on the arrays of the frozen reference set: the \
             median standard error is {value:.2} times as large (GNUSE)"
        ),
        None => "no feature has a standard error on the array and in the reference set".to_owned(),
    },
};

/// Compares each array with the frozen reference set by which it was normalised; unlike other
/// comparisons it needs no second array.
///
/// # Shapes and units
/// `errors`: standard errors, log2, features x arrays, row after row; `reference`: the median of
/// each feature over the reference set. Features where either is missing or zero take no part.
///
/// # Panics
/// If the errors are no whole number of columns.
///
/// # Source
/// McCall, Murakami, Lukk, Huber and Irizarry 2011 (BMC Bioinformatics 12:137); `GNUSE` of frma.
pub fn check_frozen_errors(errors: &[f64], reference: &[f64]) -> Vec<Check> {
    let n_arrays = errors.len() / reference.len().max(1);
    assert_eq!(errors.len(), n_arrays * reference.len(), "whole columns");
    (0..n_arrays)
        .map(|array| {
            let of_array = errors[array..].iter().step_by(n_arrays);
            let ratios = of_array
                .zip(reference)
                .map(|(error, median)| error / median);
            METRIC.check(&Ratios(ratios.filter(|ratio| ratio.is_finite()).collect()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::qc::Status;

    #[test]
    fn ratios_are_of_features_that_have_both() {
        let errors = [0.1, 0.4, 0.3, 0.6, f64::NAN, 9.0, 9.0, 9.0];
        let checks = check_frozen_errors(&errors, &[0.2, 0.3, 0.5, f64::NAN]);
        let values: Vec<f64> = checks.iter().map(|check| check.value.unwrap()).collect();
        assert!((values[0] - 0.75).abs() < 1e-12 && (values[1] - 2.0).abs() < 1e-12);
        assert_eq!(
            (checks[0].status, checks[1].status),
            (Status::Pass, Status::Warn)
        );
        assert!(checks[1].reason.as_ref().unwrap().contains("2.00 times"));
        let nothing = check_frozen_errors(&[0.1], &[0.0]);
        assert_eq!(nothing[0].status, Status::NotApplicable);
    }
}
