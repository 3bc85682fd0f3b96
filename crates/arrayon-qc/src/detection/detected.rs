//! How many features are detected, and how many of the vendor's controls.

use crate::controls::{NEGATIVE, POSITIVE, rows_of_group};

/// Per cent of features that are detected on each array.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DetectedPercent {
    /// Of those that are no controls.
    pub features: Vec<f64>,
    /// Of the positive controls, where the library names them.
    pub positive_controls: Option<Vec<f64>>,
    /// Of the negative controls, where the library names them.
    pub negative_controls: Option<Vec<f64>>,
}

impl DetectedPercent {
    /// Counts p-values of detection of at most `detected_at`. Features without a p-value take no
    /// part; NaN where that leaves none.
    ///
    /// # Shapes
    /// A list of p-values for each array, as long as `features`; of each feature whether it is a
    /// control; groups as (name of the feature, group).
    ///
    /// # Source
    /// `percent called` of the reports of Affymetrix Power Tools.
    pub fn of(
        p_values: &[Vec<f32>],
        detected_at: f64,
        (features, is_control): (&[String], &[bool]),
        groups: &[(String, String)],
    ) -> Self {
        let counts = DetectionCounts::new(detected_at, (features, is_control), groups);
        let of_arrays = p_values.iter().map(|p_values| counts.of(p_values));
        counts.joined(of_arrays)
    }
}

/// Which features are counted as detected or not, before the first array is seen.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectionCounts {
    detected_at: f64,
    /// Those that are no controls.
    features: Vec<usize>,
    positive_controls: Vec<usize>,
    negative_controls: Vec<usize>,
}

impl DetectionCounts {
    /// Those of a library; as [`DetectedPercent::of`].
    pub fn new(
        detected_at: f64,
        (features, is_control): (&[String], &[bool]),
        groups: &[(String, String)],
    ) -> Self {
        let of_group = |group| rows_of_group(features, groups, group);
        Self {
            detected_at,
            features: (0..features.len())
                .filter(|&row| !is_control[row])
                .collect(),
            positive_controls: of_group(POSITIVE),
            negative_controls: of_group(NEGATIVE),
        }
    }

    /// Per cent of the features, the positive and the negative controls that are detected on one
    /// array, given its p-values.
    pub fn of(&self, p_values: &[f32]) -> [f64; 3] {
        let all = [
            &self.features,
            &self.positive_controls,
            &self.negative_controls,
        ];
        all.map(|rows| {
            let known = rows.iter().map(|&row| f64::from(p_values[row]));
            let known = known.filter(|p| !p.is_nan());
            let (n_detected, n) = known.fold((0_usize, 0_usize), |(n_detected, n), p| {
                (n_detected + usize::from(p <= self.detected_at), n + 1)
            });
            100.0 * n_detected as f64 / n as f64
        })
    }

    /// The counts of all arrays, in their order.
    pub fn joined(&self, of_arrays: impl Iterator<Item = [f64; 3]>) -> DetectedPercent {
        let mut all = [const { Vec::new() }; 3];
        for percent in of_arrays {
            for (all, percent) in all.iter_mut().zip(percent) {
                all.push(percent);
            }
        }
        let [features, positive, negative] = all;
        DetectedPercent {
            features,
            positive_controls: (!self.positive_controls.is_empty()).then_some(positive),
            negative_controls: (!self.negative_controls.is_empty()).then_some(negative),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_and_groups_of_controls_are_counted_apart() {
        let features = ["a", "b", "c", "p", "n"].map(str::to_owned);
        let groups = [
            ("p", "pos_control"),
            ("x", "neg_control"),
            ("n", "neg_control"),
        ];
        let groups = groups.map(|(name, group)| (name.to_owned(), group.to_owned()));
        let is_control = [false, false, false, true, true];
        let p_values = [
            vec![0.05, 0.051, f32::NAN, 0.0, 1.0],
            vec![0.01, 0.02, 0.03, 0.5, f32::NAN],
        ];
        let of =
            |groups: &[_]| DetectedPercent::of(&p_values, 0.05, (&features, &is_control), groups);
        let found = of(&groups);
        // 0.05 in single precision is above 0.05
        assert_eq!(found.features, [0.0, 100.0]);
        assert_eq!(found.positive_controls, Some(vec![100.0, 0.0]));
        let negative = found.negative_controls.unwrap();
        assert!(negative[0] == 0.0 && negative[1].is_nan());
        assert_eq!(of(&[]).positive_controls, None);
    }
}
