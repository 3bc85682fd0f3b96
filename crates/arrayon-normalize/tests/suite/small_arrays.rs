//! Generated arrays of seven shapes against preprocessCore, step by step.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{NoProgress, ProbeSetKind};
use arrayon_normalize::{
    BackgroundModel, Compatibility, NormalizeError, NormalizeMethod, NormalizeSection, Precision,
    ProbeVisitor, RankedArray, SummarizedFeature, correct_array, mean_distribution, normalize,
    normalized_values,
};
use arrayon_testkit::{Table, assert_all_close, read_table, testdata};
use ndarray::Array2;
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

/// Features of eleven neighbouring probes; the last has what is left.
fn runs_of_eleven(n_probes: usize) -> Vec<FeatureProbes> {
    let feature = |set: usize| FeatureProbes {
        id: format!("s{}", set + 1),
        kind: ProbeSetKind::Main,
        probes: once(set * 11..(set * 11 + 11).min(n_probes)).collect(),
    };
    (0..n_probes.div_ceil(11)).map(feature).collect()
}

/// Standard errors of each feature.
#[derive(Default)]
struct StandardErrors(Vec<Vec<f64>>);

impl ProbeVisitor for StandardErrors {
    type Block = Vec<Vec<f64>>;

    fn block(&self) -> Vec<Vec<f64>> {
        Vec::new()
    }

    fn see(&self, block: &mut Vec<Vec<f64>>, feature: &SummarizedFeature<'_>) {
        block.push(feature.fit.standard_errors.unwrap_or_default().to_vec());
    }

    fn join(&mut self, block: Vec<Vec<f64>>) {
        self.0.extend(block);
    }
}

/// Expression of a shape's arrays by a method, and its standard errors.
fn by_method(shape: &str, method: NormalizeMethod) -> (Array2<f64>, StandardErrors) {
    let settings = NormalizeSection {
        method,
        ..NormalizeSection::default()
    };
    let raw = raw_arrays(&reference(shape));
    let arrays: Vec<RankedArray> = (raw.iter())
        .map(|raw| correct_array(raw, &settings).unwrap().intensities)
        .collect();
    let features = runs_of_eleven(raw[0].len());
    let mut errors = StandardErrors::default();
    let values = normalize(&arrays, &features, &settings, &mut errors, &NoProgress).unwrap();
    (values, errors)
}

#[test]
fn probe_level_models_meet_preprocess_core() {
    let expected = read_table(&testdata().join("golden/normalize/small_plm.tsv.gz"));
    for shape in SHAPES {
        let (values, errors) = by_method(shape, NormalizeMethod::Plm);
        let mut n_compared = 0;
        for (row, cells) in expected.rows.iter().enumerate() {
            if cells[0] == shape {
                let at = cells[1].parse::<usize>().unwrap() - 1;
                let expected = expected.row_numbers(row, 2);
                let what = format!("{shape} {}", cells[1]);
                assert_all_close(&values.row(at).to_vec(), &expected[..4], 1e-9, &what);
                assert_all_close(&errors.0[at], &expected[4..8], 1e-9, &what);
                n_compared += 1;
            }
        }
        assert!(
            n_compared >= values.nrows() - 1 && n_compared > 20,
            "{n_compared}"
        );
    }
}

#[test]
fn distribution_free_weights_meet_a_plain_implementation() {
    let expected = read_table(&testdata().join("golden/normalize/small_dfw.tsv.gz"));
    for shape in SHAPES {
        let (values, _) = by_method(shape, NormalizeMethod::Dfw);
        let mut n_compared = 0;
        for (row, cells) in expected.rows.iter().enumerate() {
            if cells[0] == shape {
                let at = cells[1].parse::<usize>().unwrap() - 1;
                let what = format!("{shape} {}", cells[1]);
                let found = values.row(at).to_vec();
                assert_all_close(&found, &expected.row_numbers(row, 2), 1e-10, &what);
                n_compared += 1;
            }
        }
        assert_eq!(n_compared, values.nrows());
    }
}

/// Without normalisation, and with medians alone, median polish of additive arrays gives them back.
#[test]
fn methods_for_diagnosis_keep_what_they_do_not_correct() {
    let probes = [64.0_f32, 128.0, 512.0];
    let arrays: Vec<Vec<f32>> = ([1.0_f32, 2.0, 8.0].iter())
        .map(|bright| probes.iter().map(|probe| probe * bright).collect())
        .collect();
    let by = |method| {
        let settings = NormalizeSection {
            method,
            ..NormalizeSection::default()
        };
        let ranked: Vec<RankedArray> = (arrays.iter())
            .map(|raw| correct_array(raw, &settings).unwrap().intensities)
            .collect();
        let features = runs_of_eleven(probes.len());
        normalize(&ranked, &features, &settings, &mut (), &NoProgress)
            .unwrap()
            .row(0)
            .to_vec()
    };
    assert_eq!(by(NormalizeMethod::None), [7.0, 8.0, 10.0]);
    // the mean of the medians 128, 256 and 1024
    let middle = ((128.0 + 256.0 + 1024.0) / 3.0_f64).log2();
    assert_all_close(&by(NormalizeMethod::Median), &[middle; 3], 1e-12, "medians");
    let quantiles = by(NormalizeMethod::QuantileOnly);
    assert_all_close(&quantiles, &[middle; 3], 1e-12, "quantiles");
}

#[test]
fn methods_refuse_what_they_cannot_take() {
    let zero = |method| {
        let settings = NormalizeSection {
            method,
            ..NormalizeSection::default()
        };
        correct_array(&[0.0, 5.0, 9.0], &settings)
    };
    for method in [
        NormalizeMethod::None,
        NormalizeMethod::Farms,
        NormalizeMethod::Dfw,
    ] {
        assert!(matches!(
            zero(method),
            Err(NormalizeError::Zero { n_probes: 1, .. })
        ));
        let settings = NormalizeSection {
            method,
            ..NormalizeSection::default()
        };
        let array = correct_array(&[1.0, 5.0, 9.0], &settings)
            .unwrap()
            .intensities;
        let found = normalize(
            &[array],
            &runs_of_eleven(3),
            &settings,
            &mut (),
            &NoProgress,
        );
        assert_eq!(found.is_err(), method != NormalizeMethod::None);
    }
}

#[test]
fn summaries_meet_preprocess_core() {
    for shape in SHAPES {
        let raw = raw_arrays(&reference(shape));
        let arrays: Vec<RankedArray> = raw.iter().map(|raw| corrected(raw)).collect();
        let features = runs_of_eleven(raw[0].len());
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
