//! Missing values, weights, array weights and blocks against limma 3.54; scripts and numbers in
//! testdata/golden/diffexpr. Row 0 of a case holds sums over all features.

use crate::common;
use crate::generator;

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    Block, ColumnRoles, ErrorModel, LogOddsSettings, ModerationSettings, build_design,
    fit_contrast, fit_linear_models_with, moderate, moderate_contrast,
};
use arrayon_testkit::{Cases, Table, read_table, testdata};
use ndarray::Array2;

struct Study {
    sheet: SampleSheet,
    contrast: Contrast,
    expression: ExpressionMatrix,
    errors: ErrorModel,
    moderation: ModerationSettings,
}

fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.rows[row][table.position(column)].as_str();
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let split = |text: &str| text.split(',').map(String::from).collect::<Vec<_>>();
    let parsed = |(name, values): (&str, &str)| SheetColumn {
        name: name.into(),
        values: split(values),
    };
    let columns: Vec<SheetColumn> = cell("sheet")
        .split(';')
        .map(|part| parsed(part.split_once('=').unwrap()))
        .collect();
    let blocking: Vec<&str> = columns[1..]
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let contrast = common::contrast("group", "a", "b", &blocking);
    let (seed, n_features) = (number("seed"), number("n_features") as usize);
    let complete = generator::expression(&generator::Recipe {
        seed,
        n_features,
        target: columns[0].values.iter().map(|level| level == "b").collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 1,
    });
    let shape = complete.dim();
    let uniforms = |seed| {
        let values = generator::uniforms(seed, n_features * shape.1);
        Array2::from_shape_vec(shape, values).unwrap()
    };
    let mut values = complete.to_array();
    values.zip_mut_with(&uniforms(seed + 500_000.0), |value, u| {
        if *u < number("missing") {
            *value = f64::NAN;
        }
    });
    let samples = complete.samples().to_vec();
    let expression = ExpressionMatrix::new(complete.features().to_vec(), samples, values).unwrap();
    let array_weights = split(cell("array_weights"))
        .iter()
        .map(|w| w.parse().unwrap())
        .collect();
    let labels = split(cell("block"));
    let errors = ErrorModel {
        sample_weights: Some(array_weights),
        observation_weights: (number("weighted") == 1.0).then(|| uniforms(seed + 900_000.0) + 0.1),
        block: (!labels[0].is_empty()).then(|| Block {
            labels,
            correlation: number("correlation"),
        }),
    };
    let sheet = SampleSheet {
        path: "uneven.tsv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(expression.n_samples()).collect(),
        files: None,
        columns,
    };
    let moderation = ModerationSettings {
        trend: number("trend") == 1.0,
        robust: number("robust") == 1.0,
        ..Default::default()
    };
    Study {
        sheet,
        contrast,
        expression,
        errors,
        moderation,
    }
}

/// Every column of the reference for every feature, in the reference's order.
fn computed(study: &Study) -> Vec<Vec<f64>> {
    let design = build_design(&study.sheet, &study.contrast, &ColumnRoles::default()).unwrap();
    let fit = fit_linear_models_with(&study.expression, &design, &study.errors).unwrap();
    let moderation = moderate(&fit, &study.moderation);
    let contrast = fit_contrast(&fit, &design.weights);
    let moderated = moderate_contrast(&contrast, &moderation, &LogOddsSettings::default());
    let n = fit.sigma.len();
    vec![
        contrast.log_fc,
        fit.a_mean.clone(),
        moderated.t,
        moderated.ln_p,
        moderated.b,
        fit.sigma.clone(),
        moderation.prior.s2.to_vec(n),
        moderation.prior.df.to_vec(n),
        moderation.df_total.to_vec(n),
    ]
}

#[test]
fn uneven_studies() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("uneven.tsv"));
    let mut reference = Cases::read(&folder.join("uneven_limma.tsv.gz"));
    for row in 0..studies.rows.len() {
        reference.assert_next(&computed(&study(&studies, row)), 1e-8);
    }
    assert_eq!(studies.rows.len(), 80);
    reference.assert_ended();
}
