//! Array weights with missing values, weights of values and variance designs against limma 3.54;
//! script and numbers in testdata/golden/diffexpr.

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ArrayWeightMethod, ArrayWeightSettings, ColumnRoles, Design, DiffexprError, ErrorModel,
    array_weights, array_weights_with, build_design,
};
use arrayon_testkit::{Table, assert_all_close, read_table, testdata};
use ndarray::Array2;

struct Study {
    expression: ExpressionMatrix,
    design: Design,
    errors: ErrorModel,
    settings: ArrayWeightSettings,
    expected: Vec<f64>,
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(',').map(|part| part.parse().unwrap()).collect()
}

fn expression(cell: &dyn Fn(&str) -> String, target: Vec<bool>) -> ExpressionMatrix {
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let (seed, n_features) = (number("seed"), number("n_features") as usize);
    let complete = generator::expression(&generator::Recipe {
        seed,
        n_features,
        target,
        shift: 1.0,
        spread: 1.2,
        constant: 1,
    });
    let mut values = complete.to_array();
    let noise = numbers(&cell("noise"));
    let u = uniforms(seed + 700_000.0, values.dim());
    for ((feature, sample), value) in values.indexed_iter_mut() {
        *value += (u[(feature, sample)] - 0.5) * noise[sample];
    }
    for feature in (36..n_features).step_by(37) {
        let first = values[(feature, 0)];
        values.row_mut(feature).fill(first);
    }
    let missing = uniforms(seed + 500_000.0, values.dim());
    values.zip_mut_with(&missing, |value, u| {
        if *u < number("missing") {
            *value = f64::NAN;
        }
    });
    let (features, samples) = (complete.features().to_vec(), complete.samples().to_vec());
    ExpressionMatrix::new(features, samples, values).unwrap()
}

fn uniforms(seed: f64, shape: (usize, usize)) -> Array2<f64> {
    Array2::from_shape_vec(shape, generator::uniforms(seed, shape.0 * shape.1)).unwrap()
}

/// The columns of which log variances are combinations.
fn variance_design(model: &str, n: usize) -> Option<Array2<f64>> {
    let scanner = |at: usize| ["x", "x", "y", "z", "y"][at % 5];
    let indicator = |at, level| f64::from(u8::from(scanner(at) == level));
    match model {
        "each" => None,
        "line" => Some(Array2::from_shape_fn((n, 1), |(at, _)| at as f64 + 1.0)),
        _ => Some(Array2::from_shape_fn((n, 3), |(at, column)| match column {
            0 => 1.0,
            1 => indicator(at, "y"),
            _ => indicator(at, "z"),
        })),
    }
}

fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.rows[row][table.position(column)].clone();
    let sheet = cell("sheet");
    let parsed = |part: &str| {
        let (name, values) = part.split_once('=').unwrap();
        SheetColumn {
            name: name.into(),
            values: values.split(',').map(String::from).collect(),
        }
    };
    let columns: Vec<SheetColumn> = sheet.split(';').map(parsed).collect();
    let target = columns[0].values.iter().map(|level| level == "b").collect();
    let expression = expression(&cell, target);
    let n = expression.n_samples();
    let blocking: Vec<&str> = columns[1..].iter().map(|column| &column.name[..]).collect();
    let contrast = common::contrast("group", "a", "b", &blocking);
    let sheet = SampleSheet {
        path: "array_weights.tsv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(n).collect(),
        files: None,
        columns,
    };
    let zeros: f64 = cell("zeros").parse().unwrap();
    let seed: f64 = cell("seed").parse().unwrap();
    let weights = || {
        let weights = uniforms(seed + 900_000.0, expression.dim()) + 0.1;
        weights.mapv(|weight| if weight < 0.1 + zeros { 0.0 } else { weight })
    };
    Study {
        design: build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap(),
        errors: ErrorModel {
            observation_weights: (cell("weighted") == "1").then(weights),
            ..ErrorModel::default()
        },
        settings: ArrayWeightSettings {
            method: match &cell("method")[..] {
                "auto" => ArrayWeightMethod::Auto,
                _ => ArrayWeightMethod::GeneByGene,
            },
            prior_n: cell("prior_n").parse().unwrap(),
            variance_design: variance_design(&cell("model"), n),
            ..ArrayWeightSettings::default()
        },
        expected: numbers(&cell("weights")),
        expression,
    }
}

#[test]
fn uneven_studies() {
    let table = read_table(&testdata().join("golden/diffexpr/array_weights.tsv"));
    for row in 0..table.rows.len() {
        let Study {
            expression,
            design,
            errors,
            settings,
            expected,
        } = study(&table, row);
        let found = array_weights_with(&expression, &design, &errors, &settings).unwrap();
        assert_all_close(&found, &expected, 1e-8, &format!("case {}", row + 1));
        let product: f64 = found.iter().product();
        assert!((product - 1.0).abs() < 1e-9, "case {}: {product}", row + 1);
    }
    assert_eq!(table.rows.len(), 60);
}

#[test]
fn methods_that_do_not_fit_are_refused() {
    let table = read_table(&testdata().join("golden/diffexpr/array_weights.tsv"));
    let weighted = (0..table.rows.len()).map(|row| study(&table, row));
    let mut weighted = weighted.filter(|study| study.errors.observation_weights.is_some());
    let mut study = weighted.next().unwrap();
    study.settings.method = ArrayWeightMethod::Reml;
    let (expression, design) = (&study.expression, &study.design);
    let found = array_weights_with(expression, design, &study.errors, &study.settings);
    assert_eq!(found, Err(DiffexprError::RemlWithWeights));
    study.settings.prior_n = -1.0;
    let found = array_weights(expression, design, &study.settings);
    assert!(
        matches!(found, Err(DiffexprError::Setting { .. })),
        "{found:?}"
    );
    study.settings.prior_n = 10.0;
    study.settings.variance_design = Some(Array2::ones((2, 1)));
    let found = array_weights(expression, design, &study.settings);
    assert!(
        matches!(found, Err(DiffexprError::Setting { .. })),
        "{found:?}"
    );
}

#[test]
fn features_that_the_design_fits_exactly_say_nothing_of_arrays() {
    let samples: Vec<String> = (0..12).map(|at| format!("s{at}")).collect();
    let groups = (0..12).map(|at| if at < 6 { "a" } else { "b" }.to_owned());
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: samples.clone(),
        lines: (2..14).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: groups.collect(),
        }],
    };
    let contrast = common::contrast("group", "a", "b", &[]);
    let design = build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap();
    let noise = uniforms(77.0, (60, 12));
    let weights_of = |n_exact: usize, first: bool| {
        let values = Array2::from_shape_fn((60 + n_exact, 12), |(row, sample)| {
            let noisy = if first {
                row.checked_sub(n_exact)
            } else {
                Some(row).filter(|row| *row < 60)
            };
            match noisy {
                Some(row) => 8.0 + 2.0 * noise[(row, sample)] * if sample == 4 { 2.0 } else { 1.0 },
                // off in one group and on in the other: residuals are rounding
                None => {
                    if sample < 6 {
                        3.32
                    } else {
                        4.7
                    }
                }
            }
        });
        let features = (0..60 + n_exact).map(|row| format!("f{row}")).collect();
        let expression = ExpressionMatrix::new(features, samples.clone(), values).unwrap();
        array_weights(&expression, &design, &ArrayWeightSettings::default()).unwrap()
    };
    let expected = weights_of(0, false);
    for (n_exact, first) in [(1, false), (30, true), (30, false)] {
        assert_all_close(&weights_of(n_exact, first), &expected, 1e-12, "weights");
    }
}
