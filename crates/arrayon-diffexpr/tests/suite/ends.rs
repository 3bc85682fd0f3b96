//! Analyses end, whatever the values and however many threads there are.

use crate::common::ending::ending;

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ArrayWeightSettings, DecisionMethod, ModerationSettings, ObservationWeights, Settings,
    StudySettings, analyze_study,
};
use ndarray::Array2;
use proptest::prelude::*;

fn names(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|at| format!("{prefix}{at}")).collect()
}

/// Samples of groups a and b in turn, and animals of two samples each.
fn sheet(n_samples: usize) -> SampleSheet {
    let column = |name: &str, value: fn(usize) -> String| SheetColumn {
        name: name.into(),
        values: (0..n_samples).map(value).collect(),
    };
    SampleSheet {
        path: "samples.csv".into(),
        samples: names("s", n_samples),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns: vec![
            column("group", |at| ["a", "b"][at % 2].to_owned()),
            column("animal", |at| format!("animal {}", at / 2)),
        ],
    }
}

fn matrix(values: Array2<f64>) -> ExpressionMatrix {
    let (n_features, n_samples) = values.dim();
    ExpressionMatrix::new(names("g", n_features), names("s", n_samples), values).unwrap()
}

/// Noise of a fixed linear congruence.
fn noise(n_features: usize, n_samples: usize) -> ExpressionMatrix {
    let mut state = 1_u32;
    matrix(Array2::from_shape_fn(
        (n_features, n_samples),
        |(row, _)| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            5.0 + (row % 9) as f64 + f64::from(state >> 20) / 4096.0
        },
    ))
}

fn contrasts() -> Vec<Contrast> {
    vec![
        Contrast::between("b_vs_a", "group", "a", "b"),
        Contrast::between("a_vs_b", "group", "b", "a"),
    ]
}

fn together() -> StudySettings {
    StudySettings {
        decide: DecisionMethod::Separate,
        leave_one_out: Some(20),
    }
}

/// A worker that waits inside the loop over arrays for what another worker makes may be the one
/// that is to make it; that shows after some repeats, and with more threads than cores.
#[test]
fn leaving_arrays_out_ends_on_many_threads() {
    const REPEATS: usize = 12;
    for (robust, n_threads) in [(false, 7), (false, 16), (true, 7), (true, 16)] {
        let analyze = move || {
            let (expression, sheet) = (noise(700, 24), sheet(24));
            let settings = Settings {
                moderation: ModerationSettings {
                    trend: true,
                    robust,
                    ..Default::default()
                },
                ..Settings::default()
            };
            let once = || {
                let study =
                    analyze_study(&expression, &sheet, &contrasts(), &settings, &together());
                study.unwrap()
            };
            let first = once();
            (1..REPEATS).for_each(|_| assert_eq!(once(), first));
        };
        let what = format!("trend, robust = {robust}");
        ending(n_threads, &what, analyze);
    }
}

/// Values that no scanner measures, constants, and plain ones.
fn wild_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 2.0..14.0,
        2 => Just(1.0),
        1 => Just(f64::NAN),
        1 => prop::sample::select(vec![
            0.0, -0.0, 1e200, -1e200, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e-200, 1e9,
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn wild_values_end(
        values in prop::collection::vec(wild_value(), 25 * 8),
        weights in prop::collection::vec(prop_oneof![Just(0.0), Just(1.0), Just(1e300), Just(1e-300)], 25 * 8),
        n_samples in 3..=8_usize,
        (trend, robust, array_weights, weighted, block) in any::<(bool, bool, bool, bool, bool)>(),
        treat in prop::option::of(0.1..2.0),
    ) {
        let shaped = |values: &[f64]| {
            let all = values[..25 * n_samples].to_vec();
            matrix(Array2::from_shape_vec((25, n_samples), all).unwrap())
        };
        let (expression, weights) = (shaped(&values), shaped(&weights));
        let settings = Settings {
            moderation: ModerationSettings { trend, robust, ..Default::default() },
            array_weights: array_weights.then(ArrayWeightSettings::default),
            observation_weights: weighted.then(|| ObservationWeights::new(weights).unwrap()),
            block: block.then(|| "animal".to_owned()),
            treat,
            ..Settings::default()
        };
        let what = format!("{settings:?}");
        let analyze = move || {
            let _ = analyze_study(&expression, &sheet(n_samples), &contrasts(), &settings, &together());
        };
        ending(2, &what, analyze);
    }
}
