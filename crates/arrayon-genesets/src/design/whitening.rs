//! Samples scaled and decorrelated, so that their errors are independent and equally precise.

use super::linear_effects::SampleErrors;
use crate::error::GeneSetError;
use arrayon_stats::cholesky::Cholesky;

pub(crate) struct Whitening {
    roots: Option<Vec<f64>>,
    correlation: Option<Cholesky>,
}

impl Whitening {
    pub(crate) fn new(n_samples: usize, errors: SampleErrors<'_>) -> Result<Self, GeneSetError> {
        let one_a_sample = |what, found| {
            if found == n_samples {
                return Ok(());
            }
            Err(GeneSetError::Shape {
                what,
                found,
                expected: n_samples,
            })
        };
        let roots = errors
            .weights
            .map(|weights| {
                one_a_sample("sample weights", weights.len())?;
                match weights.iter().find(|w| !(w.is_finite() && **w > 0.0)) {
                    Some(bad) => Err(GeneSetError::Setting {
                        setting: "sample weight",
                        found: bad.to_string(),
                        expected: "a positive number",
                    }),
                    None => Ok(weights.iter().map(|weight| weight.sqrt()).collect()),
                }
            })
            .transpose()?;
        let correlation = errors
            .blocks
            .map(|(labels, correlation)| {
                one_a_sample("block labels", labels.len())?;
                let entry = |i: usize, j: usize| match (i == j, labels[i] == labels[j]) {
                    (true, _) => 1.0,
                    (false, true) => correlation,
                    (false, false) => 0.0,
                };
                Cholesky::new(n_samples, entry).ok_or_else(|| GeneSetError::Setting {
                    setting: "block correlation",
                    found: correlation.to_string(),
                    expected: "above -1 / (size of the largest block - 1) and below 1",
                })
            })
            .transpose()?;
        Ok(Self { roots, correlation })
    }

    pub(crate) fn apply(&self, values: &mut [f64]) {
        if let Some(roots) = &self.roots {
            for (value, root) in values.iter_mut().zip(roots) {
                *value *= root;
            }
        }
        if let Some(correlation) = &self.correlation {
            correlation.solve_lower_in_place(values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_lose_their_correlation() {
        let labels = ["a", "a", "b"].map(String::from);
        let errors = SampleErrors {
            weights: Some(&[1.0, 1.0, 4.0]),
            blocks: Some((&labels, 0.6)),
        };
        let mut values = [1.0, 1.4, 2.0];
        Whitening::new(3, errors).unwrap().apply(&mut values);
        // the second less 0.6 of the first, over the root of 1 - 0.36
        for (found, expected) in values.iter().zip([1.0, 1.0, 4.0]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn refuses_what_no_samples_have() {
        let refused = |weights: Option<&[f64]>, blocks: Option<(&[String], f64)>| {
            Whitening::new(2, SampleErrors { weights, blocks }).err()
        };
        let labels = ["a", "a"].map(String::from);
        assert!(matches!(
            refused(Some(&[1.0, 0.0]), None),
            Some(GeneSetError::Setting { .. })
        ));
        assert!(matches!(
            refused(Some(&[1.0]), None),
            Some(GeneSetError::Shape { .. })
        ));
        assert!(refused(None, Some((&labels, 1.0))).is_some());
        assert!(refused(None, Some((&labels[..1], 0.0))).is_some());
        assert!(refused(None, Some((&labels, 0.5))).is_none());
    }
}
