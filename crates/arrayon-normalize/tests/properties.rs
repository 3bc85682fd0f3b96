//! What must hold for any arrays.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{NoProgress, ProbeSetKind};
use arrayon_normalize::background::BackgroundModel;
use arrayon_normalize::quantile::{mean_distribution, normalized_values};
use arrayon_normalize::ranked_array::RankedArray;
use arrayon_normalize::{Compatibility, Precision, RmaSettings, TieRule, rma};
use proptest::prelude::*;
use std::iter::once;

const SETTINGS: RmaSettings = RmaSettings {
    ties: TieRule::MeanRank,
    precision: Precision::F64,
};

/// Whole numbers as scanners store them, with many ties; or any numbers.
fn array(n_probes: usize) -> impl Strategy<Value = Vec<f32>> {
    prop_oneof![
        prop::collection::vec((20..90_u16).prop_map(f32::from), n_probes),
        prop::collection::vec(0.0..65_000.0_f32, n_probes),
    ]
}

fn arrays() -> impl Strategy<Value = Vec<RankedArray>> {
    (1..6_usize, 1..200_usize).prop_flat_map(|(n_arrays, n_probes)| {
        let array = array(n_probes).prop_map(|values| RankedArray::new(&values).unwrap());
        prop::collection::vec(array, n_arrays)
    })
}

fn sorted(array: &RankedArray, values: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> = array
        .ranks()
        .iter()
        .map(|&rank| values[rank as usize])
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn ranking_keeps_every_value(values in array(150)) {
        let ranked = RankedArray::new(&values).unwrap();
        for (&value, &rank) in values.iter().zip(ranked.ranks()) {
            prop_assert_eq!(f64::from(value), ranked.distinct()[rank as usize]);
        }
        prop_assert!(ranked.distinct().windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(*ranked.starts().last().unwrap() as usize, values.len());
    }

    #[test]
    fn target_is_the_mean_of_sorted_arrays(arrays in arrays()) {
        let target = mean_distribution(&arrays, Precision::F64).unwrap();
        let columns: Vec<Vec<f64>> =
            arrays.iter().map(|array| sorted(array, array.distinct())).collect();
        for (rank, &found) in target.iter().enumerate() {
            let mean = columns.iter().map(|column| column[rank]).sum::<f64>() / columns.len() as f64;
            prop_assert!((found - mean).abs() <= 1e-12 * mean.max(1.0));
        }
    }

    #[test]
    fn normalised_values_keep_the_order_and_stay_within_the_target(arrays in arrays()) {
        let target = mean_distribution(&arrays, Precision::F64).unwrap();
        for ties in [TieRule::MeanRank, TieRule::LowerMiddle, TieRule::RunMean] {
            for array in &arrays {
                let values = normalized_values(array, &target, RmaSettings { ties, ..SETTINGS });
                // A mean of equal numbers may differ from them in the last bit.
                prop_assert!(values.windows(2).all(|pair| pair[0] <= pair[1] * (1.0 + 1e-14)));
                prop_assert!(values[0] >= target[0] * (1.0 - 1e-14));
                let (last, most) = (values[values.len() - 1], target[target.len() - 1]);
                prop_assert!(last <= most * (1.0 + 1e-14));
            }
        }
    }

    #[test]
    fn background_has_a_fit_that_corrects_or_says_why(values in array(180)) {
        let ranked = RankedArray::new(&values).unwrap();
        if let Ok(model) = BackgroundModel::fit(&ranked) {
            prop_assert!(model.mu.is_finite() && model.sigma > 0.0 && model.alpha.is_finite());
            let corrected = ranked.map(|value| model.signal(value));
            prop_assert!(corrected.distinct().iter().all(|&value| value > 0.0 && value.is_finite()));
        }
    }

    #[test]
    fn threads_and_array_order_do_not_matter(arrays in arrays()) {
        let n_probes = arrays[0].n_probes();
        // Intensities of zero have no logarithm; the background correction leaves none.
        let arrays: Vec<_> = arrays.into_iter().map(|array| array.map(|value| value + 1.0)).collect();
        let features: Vec<FeatureProbes> = (0..n_probes)
            .step_by(7)
            .map(|start| FeatureProbes {
                id: start.to_string(),
                kind: ProbeSetKind::Main,
                probes: once(start..(start + 7).min(n_probes)).collect(),
            })
            .collect();
        let settings = Compatibility::Bioconductor.settings();
        let with_threads = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| rma(&arrays, &features, settings, &NoProgress).unwrap())
        };
        let (one, four) = (with_threads(1), with_threads(4));
        prop_assert!(one.iter().zip(&four).all(|(a, b)| a.to_bits() == b.to_bits()));

        let reversed: Vec<RankedArray> = arrays.iter().rev().cloned().collect();
        let mirrored = rma(&reversed, &features, settings, &NoProgress).unwrap();
        for (row, mirror) in one.rows().into_iter().zip(mirrored.rows()) {
            for (value, other) in row.iter().zip(mirror.iter().rev()) {
                prop_assert!((value - other).abs() < 1e-9);
            }
        }
    }
}
