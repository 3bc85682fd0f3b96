//! Single-sample scores compared between groups, set by set.

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{Settings, analyze};
use arrayon_genesets::{FeatureSets, GeneSetError, SingleSampleMethod, single_sample_scores};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand::RngExt;

const N_FEATURES: usize = 400;
const N_SAMPLES: usize = 12;

fn texts(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|at| format!("{prefix}{at}")).collect()
}

/// Noise, in which the features of set 0 are higher by half a standard deviation in the second
/// half of the samples.
fn expression(seed: u64) -> ExpressionMatrix {
    let mut random = random_stream(seed, 0);
    let values = Array2::from_shape_fn((N_FEATURES, N_SAMPLES), |(row, sample)| {
        let shift = f64::from(u8::from(row < 20 && sample >= N_SAMPLES / 2));
        let uniform = random.random::<f64>().clamp(1e-12, 1.0 - 1e-12);
        8.0 + 0.5 * shift + normal::quantile(uniform)
    });
    ExpressionMatrix::new(texts("F", N_FEATURES), texts("S", N_SAMPLES), values).unwrap()
}

fn sheet() -> SampleSheet {
    let groups = (0..N_SAMPLES).map(|at| ["low", "high"][at * 2 / N_SAMPLES].to_owned());
    SampleSheet {
        path: "samples.csv".into(),
        samples: texts("S", N_SAMPLES),
        lines: (2..).take(N_SAMPLES).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: groups.collect(),
        }],
    }
}

fn sets() -> FeatureSets {
    let sets = (0..20_u32).map(|at| {
        let rows = (at * 20..at * 20 + 20).collect();
        (format!("set{at}"), String::new(), rows)
    });
    FeatureSets::from_rows(N_FEATURES, sets).unwrap()
}

/// Over 40 studies the planted set leads in nearly all, and of the p-values of the others about
/// one in twenty lies below 0.05: the standard error of that share is 0.008.
#[test]
fn a_planted_set_is_found_and_the_others_are_not() {
    const N_STUDIES: u64 = 40;
    let contrast = Contrast::between("high_vs_low", "group", "low", "high");
    for method in [
        SingleSampleMethod::CombinedZ,
        SingleSampleMethod::SsGsea {
            exponent: 0.25,
            by_range: true,
        },
        SingleSampleMethod::Gsva,
    ] {
        let (mut n_found, mut n_false) = (0, 0);
        for seed in 0..N_STUDIES {
            let scores = single_sample_scores(&expression(seed), &sets(), method).unwrap();
            let scores = scores.into_expression().unwrap();
            assert_eq!((scores.n_features(), scores.n_samples()), (20, 12));
            let found = analyze(&scores, &sheet(), &contrast, &Settings::default()).unwrap();
            let rows = &found.found.features;
            let top = &rows[0];
            n_found += usize::from(top.feature_id == "set0" && top.log_fc > 0.0);
            n_false += (rows.iter())
                .filter(|row| row.feature_id != "set0" && row.p_value.unwrap() < 0.05)
                .count();
        }
        let share = n_false as f64 / (19 * N_STUDIES) as f64;
        assert!(n_found >= 34, "{method:?}: {n_found}");
        assert!((0.026..0.074).contains(&share), "{method:?}: {share}");
    }
}

#[test]
fn sets_of_one_name_are_refused() {
    let twice = ["s", "s"].map(|id| (id.to_owned(), String::new(), vec![0, 1]));
    let sets = FeatureSets::from_rows(N_FEATURES, twice).unwrap();
    let scores = single_sample_scores(&expression(1), &sets, SingleSampleMethod::CombinedZ);
    let refused = scores.unwrap().into_expression().unwrap_err();
    assert!(matches!(refused, GeneSetError::DuplicateSet { set, .. } if set == "s"));
}
