//! Single-sample scores against GSVA 1.46.

use arrayon_core::ExpressionMatrix;
use arrayon_genesets::{FeatureSets, SingleSampleMethod, SingleSampleScores, single_sample_scores};
use arrayon_testkit::{Table, assert_close, read_table, testdata};
use ndarray::Array2;

fn golden(name: &str) -> Table {
    read_table(&testdata().join("golden/genesets").join(name))
}

/// The expression of the references: with ties between features, as `gsva.R` makes them.
fn study() -> (ExpressionMatrix, FeatureSets) {
    let table = golden("expression.tsv");
    let features: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let samples = table.columns[1..].to_vec();
    let values: Vec<f64> = (0..features.len())
        .flat_map(|row| table.row_numbers(row, 1))
        .collect();
    let mut values = Array2::from_shape_vec((features.len(), samples.len()), values).unwrap();
    for sample in 0..samples.len() {
        values[[6, sample]] = values[[7, sample]];
    }
    for sample in 1..4 {
        values[[4, sample]] = values[[5, sample]];
    }
    let sets = golden("sets.tsv");
    let rows = |text: &str| {
        text.split(' ')
            .map(|row| row.parse().unwrap())
            .collect::<Vec<u32>>()
    };
    // The references hold sets of two features or more.
    let sets = (sets.rows.iter())
        .map(|row| (row[0].clone(), String::new(), rows(&row[1])))
        .filter(|(_, _, rows)| rows.len() > 1);
    let sets = FeatureSets::from_rows(features.len(), sets).unwrap();
    (
        ExpressionMatrix::new(features, samples, values).unwrap(),
        sets,
    )
}

fn scores(method: SingleSampleMethod) -> SingleSampleScores {
    let (expression, sets) = study();
    single_sample_scores(&expression, &sets, method).unwrap()
}

/// All differences from a reference, sets in its order.
fn differences(found: &SingleSampleScores, reference: &Table) -> Vec<f64> {
    assert_eq!(found.samples, reference.columns[1..]);
    assert_eq!(found.sets, reference.text(""));
    let expected = (0..reference.rows.len()).flat_map(|row| reference.row_numbers(row, 1));
    found
        .scores
        .iter()
        .zip(expected)
        .map(|(one, other)| (one - other).abs())
        .collect()
}

#[track_caller]
fn compare(method: SingleSampleMethod, name: &str, tolerance: f64) {
    let largest = differences(&scores(method), &golden(name))
        .into_iter()
        .fold(0.0, f64::max);
    assert!(largest < tolerance, "{name}: {largest:e}");
}

#[test]
fn combined_z_equals_gsva() {
    compare(SingleSampleMethod::CombinedZ, "zscore.tsv", 1e-12);
}

#[test]
fn ssgsea_equals_gsva_raw_and_by_range() {
    let method = |by_range| SingleSampleMethod::SsGsea {
        exponent: 0.25,
        by_range,
    };
    compare(method(false), "ssgsea_raw.tsv", 1e-9);
    compare(method(true), "ssgsea.tsv", 1e-11);
}

#[test]
fn gsva_equals_gsva_but_for_its_table_of_the_kernel() {
    let differences = differences(&scores(SingleSampleMethod::Gsva), &golden("gsva.tsv"));
    let n = differences.len();
    let equal = differences.iter().filter(|&&one| one < 1e-12).count();
    let largest = differences.into_iter().fold(0.0, f64::max);
    assert!(
        largest < 1e-3 && equal * 10 > n * 9,
        "{equal} of {n} equal, largest {largest:e}"
    );
}

#[test]
fn constant_features_are_left_out_and_bad_input_refused() {
    let (expression, sets) = study();
    let mut values = expression.to_array();
    values.row_mut(100).fill(5.0);
    let names = || {
        (
            expression.features().to_vec(),
            expression.samples().to_vec(),
        )
    };
    let build = |values| ExpressionMatrix::new(names().0, names().1, values).unwrap();
    let constant = build(values.clone());
    let found = single_sample_scores(&constant, &sets, SingleSampleMethod::CombinedZ).unwrap();
    assert_eq!(found.n_constant, 1);
    assert!(found.scores.iter().all(|score| score.is_finite()));
    assert_close(
        found.scores[[1, 0]],
        scores(SingleSampleMethod::CombinedZ).scores[[1, 0]],
        1e-12,
        "up",
    );
    values[[3, 2]] = f64::NAN;
    let refused = single_sample_scores(&build(values), &sets, SingleSampleMethod::Gsva);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .starts_with("expression of feature 3")
    );
}
