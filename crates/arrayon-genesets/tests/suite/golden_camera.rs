//! camera, cameraPR and fry against limma.

use crate::common;

use arrayon_core::{Direction, ExpressionMatrix};
use arrayon_genesets::{FeatureSets, LinearEffects, PRESET_CORRELATION, camera, camera_pr, fry};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_testkit::{Table, assert_close, read_table, testdata};
use common::z_scores;
use ndarray::{Array2, arr2};

fn golden(name: &str) -> Table {
    read_table(&testdata().join("golden/genesets").join(name))
}

struct Study {
    effects: LinearEffects,
    sets: FeatureSets,
    t: Vec<f64>,
    z: Vec<f64>,
    df_prior: f64,
    s2_prior: f64,
    limma: Table,
}

fn study() -> Study {
    let table = golden("expression.tsv");
    let samples = table.columns[1..].to_vec();
    let features: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let values: Vec<f64> = (0..table.rows.len())
        .flat_map(|row| table.row_numbers(row, 1))
        .collect();
    let values = Array2::from_shape_vec((features.len(), samples.len()), values).unwrap();
    let expression = ExpressionMatrix::new(features, samples, values).unwrap();
    let design = arr2(&[
        [1.0, 0.0, 0.0],
        [1.0, 0.0, 1.0],
        [1.0, 0.0, 0.0],
        [1.0, 0.0, 1.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 1.0],
        [0.0, 1.0, 0.0],
        [0.0, 1.0, 1.0],
        [0.0, 1.0, 0.0],
    ]);
    let sets = golden("sets.tsv");
    let rows = |text: &str| text.split(' ').map(|row| row.parse().unwrap()).collect();
    let sets = (sets.rows.iter()).map(|row| (row[0].clone(), String::new(), rows(&row[1])));
    let moderated = golden("moderated.tsv");
    let t = moderated.numbers("t");
    Study {
        effects: LinearEffects::new(&expression, &design, &[-1.0, 1.0, 0.0]).unwrap(),
        sets: FeatureSets::from_rows(expression.n_features(), sets).unwrap(),
        z: z_scores(&t, &moderated.numbers("df_total")),
        t,
        df_prior: moderated.numbers("df_prior")[0],
        s2_prior: moderated.numbers("s2_prior")[0],
        limma: golden("limma.tsv"),
    }
}

/// Compares a column of limma's, by set, relative to the value itself.
#[track_caller]
fn compare<R>(
    limma: &Table,
    column: &str,
    results: &[R],
    of: fn(&R) -> (&str, f64),
    tolerance: f64,
) {
    assert_eq!(results.len(), limma.rows.len());
    for (set, expected) in limma.text("set").into_iter().zip(limma.numbers(column)) {
        let mut rows = results.iter().map(of);
        let (_, found) = rows.find(|(id, _)| *id == set).unwrap();
        if expected.is_nan() {
            assert!(found.is_nan(), "{set}, {column}");
        } else {
            assert_close(
                found / expected,
                1.0,
                tolerance,
                &format!("{set}, {column}"),
            );
        }
    }
}

#[test]
fn preset_correlation_equals_limma() {
    let study = study();
    let found = camera_pr(&study.z, &study.sets, PRESET_CORRELATION).unwrap();
    compare(
        &study.limma,
        "fixed_p",
        &found,
        |one| (&one.set_id, one.p_value),
        1e-10,
    );
    compare(
        &study.limma,
        "fixed_fdr",
        &found,
        |one| (&one.set_id, one.adj_p_value),
        1e-10,
    );
    for (set, direction) in study
        .limma
        .text("set")
        .iter()
        .zip(study.limma.text("direction"))
    {
        let one = found.iter().find(|one| one.set_id == *set).unwrap();
        assert_eq!(one.direction == Direction::Up, direction == "Up", "{set}");
    }
    let found = camera_pr(&study.t, &study.sets, 0.05).unwrap();
    compare(
        &study.limma,
        "pr_p",
        &found,
        |one| (&one.set_id, one.p_value),
        1e-10,
    );
}

#[test]
fn estimated_correlation_equals_limma() {
    let study = study();
    let found = camera(&study.z, &study.effects, &study.sets, false).unwrap();
    compare(
        &study.limma,
        "correlation",
        &found,
        |one| (&one.set_id, one.correlation.unwrap_or(f64::NAN)),
        1e-9,
    );
    compare(
        &study.limma,
        "estimated_p",
        &found,
        |one| (&one.set_id, one.p_value),
        1e-9,
    );
    let found = camera(&study.z, &study.effects, &study.sets, true).unwrap();
    compare(
        &study.limma,
        "negative_p",
        &found,
        |one| (&one.set_id, one.p_value),
        1e-9,
    );
}

#[test]
fn fry_equals_limma() {
    let study = study();
    let prior = VariancePrior::new(
        PerFeature::Shared(study.s2_prior),
        PerFeature::Shared(study.df_prior),
    );
    let found = fry(&study.effects, &prior, &study.sets).unwrap();
    compare(
        &study.limma,
        "fry_p",
        &found,
        |one| (&one.set_id, one.p_value.unwrap_or(f64::NAN)),
        1e-9,
    );
    compare(
        &study.limma,
        "fry_mixed_p",
        &found,
        |one| (&one.set_id, one.mixed_p_value.unwrap_or(f64::NAN)),
        1e-9,
    );
}
