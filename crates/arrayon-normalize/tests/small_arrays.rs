//! Generated arrays of seven shapes against preprocessCore, step by step.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{NoProgress, ProbeSetKind};
use arrayon_normalize::{
    BackgroundModel, Compatibility, NormalizeSection, Precision, RankedArray, correct_array,
    mean_distribution, normalize, normalized_values,
};
use arrayon_testkit::{Table, assert_all_close, read_table, testdata};
use std::iter::once;

const SHAPES: [&str; 7] = [
    "whole_numbers",
    "tenths",
    "untied",
    "heavy_tail",
    "near_normal",
    "two_humps",
    "few_values",
];

fn reference(shape: &str) -> Table {
    read_table(&testdata().join(format!("golden/normalize/small_{shape}.tsv.gz")))
}

fn raw_arrays(table: &Table) -> Vec<Vec<f32>> {
    (1..=4)
        .map(|array| {
            table
                .numbers(&format!("raw{array}"))
                .into_iter()
                .map(|value| value as f32)
                .collect()
        })
        .collect()
}

fn corrected(raw: &[f32]) -> RankedArray {
    correct_array(raw, &NormalizeSection::default())
        .unwrap()
        .intensities
}

#[test]
fn background_correction_meets_preprocess_core() {
    for shape in SHAPES {
        let table = reference(shape);
        for (at, raw) in raw_arrays(&table).iter().enumerate() {
            let array = corrected(raw);
            let found = array.in_probe_order(array.distinct());
            let expected = table.numbers(&format!("corrected{}", at + 1));
            let ratios: Vec<f64> = found.iter().zip(&expected).map(|(a, b)| a / b).collect();
            let what = format!("{shape}, array {}", at + 1);
            assert_all_close(&ratios, &vec![1.0; ratios.len()], 1e-10, &what);
        }
    }
}

#[test]
fn quantile_normalisation_meets_preprocess_core() {
    for shape in SHAPES {
        let table = reference(shape);
        let arrays: Vec<RankedArray> = raw_arrays(&table)
            .iter()
            .map(|raw| corrected(raw))
            .collect();
        let target = mean_distribution(&arrays, Precision::F64).unwrap();
        for (at, array) in arrays.iter().enumerate() {
            let values = normalized_values(array, &target, Compatibility::Bioconductor.settings());
            let expected = table.numbers(&format!("normalized{}", at + 1));
            let what = format!("{shape}, array {}", at + 1);
            assert_all_close(&array.in_probe_order(&values), &expected, 1e-11, &what);
        }
    }
}

#[test]
fn summaries_meet_preprocess_core() {
    for shape in SHAPES {
        let raw = raw_arrays(&reference(shape));
        let arrays: Vec<RankedArray> = raw.iter().map(|raw| corrected(raw)).collect();
        let n_probes = raw[0].len();
        let features: Vec<FeatureProbes> = (0..n_probes.div_ceil(11))
            .map(|set| FeatureProbes {
                id: format!("s{}", set + 1),
                kind: ProbeSetKind::Main,
                probes: once(set * 11..(set * 11 + 11).min(n_probes)).collect(),
            })
            .collect();
        let settings = NormalizeSection::default();
        let expression = normalize(&arrays, &features, &settings, &mut (), &NoProgress).unwrap();
        let path = format!("golden/normalize/small_{shape}_expression.tsv.gz");
        let expected = read_table(&testdata().join(path));
        for (row, set) in expected.text("set").iter().enumerate() {
            let feature = features
                .iter()
                .position(|feature| feature.id == *set)
                .unwrap();
            let found = expression.row(feature).to_vec();
            assert_all_close(
                &found,
                &expected.row_numbers(row, 1),
                1e-10,
                &format!("{shape} {set}"),
            );
        }
    }
}

#[test]
fn background_parameters_are_those_of_the_arrays_that_were_drawn() {
    // Background was drawn from N(60, 12), signal from an exponential of mean 150. The estimates
    // are known to be biased, so this only guards against parameters that changed places.
    let raw = raw_arrays(&reference("whole_numbers"));
    let model = BackgroundModel::fit(&RankedArray::new(&raw[0]).unwrap()).unwrap();
    assert!((50.0..80.0).contains(&model.mu), "{model:?}");
    assert!((5.0..30.0).contains(&model.sigma), "{model:?}");
    assert!((0.005..0.1).contains(&model.alpha), "{model:?}");
}
