//! Two hundred random designs against limma 3.54; scripts and numbers in
//! testdata/golden/diffexpr. Row 0 of a case holds sums over all features.

use crate::common;
use crate::generator;

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ColumnRoles, ModerationSettings, build_design, fit_contrast, fit_linear_models, moderate,
    moderate_contrast,
};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_testkit::{Cases, Table, read_table, testdata};

struct Study {
    sheet: SampleSheet,
    contrast: Contrast,
    expression: ExpressionMatrix,
    trend: bool,
    robust: bool,
}

fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.rows[row][table.position(column)].as_str();
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let parsed = |(name, values): (&str, &str)| SheetColumn {
        name: name.into(),
        values: values.split(',').map(String::from).collect(),
    };
    let columns = cell("sheet")
        .split(';')
        .map(|part| parsed(part.split_once('=').unwrap()));
    let columns: Vec<SheetColumn> = columns.collect();
    let blocking: Vec<&str> = (columns[1..].iter())
        .filter(|column| column.values.iter().any(|value| *value != column.values[0]))
        .map(|column| column.name.as_str())
        .collect();
    let contrast = common::contrast("group", cell("reference"), cell("target"), &blocking);
    let target = columns[0]
        .values
        .iter()
        .map(|level| level == cell("target"))
        .collect();
    let expression = generator::expression(&generator::Recipe {
        seed: number("seed"),
        n_features: number("n_features") as usize,
        target,
        shift: number("shift"),
        spread: number("spread"),
        constant: number("constant") as usize,
    });
    let sheet = SampleSheet {
        path: "designs.tsv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(expression.n_samples()).collect(),
        files: None,
        columns,
    };
    Study {
        sheet,
        contrast,
        expression,
        trend: number("trend") == 1.0,
        robust: number("robust") == 1.0,
    }
}

/// Every column of the reference for every feature, in the reference's order.
fn computed(study: &Study) -> Vec<Vec<f64>> {
    let design = build_design(&study.sheet, &study.contrast, &ColumnRoles::default()).unwrap();
    let fit = fit_linear_models(&study.expression, &design).unwrap();
    let moderation = moderate(
        &fit,
        &ModerationSettings {
            trend: study.trend,
            robust: study.robust,
            ..Default::default()
        },
    );
    let contrast = fit_contrast(&fit, &design.weights);
    let moderated = moderate_contrast(&contrast, &moderation, &Default::default());
    let p_values: Vec<f64> = moderated.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
    let n = fit.sigma.len();
    let right = (0..n)
        .map(|at| contrast.log_fc[at] + moderated.ci_half_width[at])
        .collect();
    vec![
        contrast.log_fc.clone(),
        right,
        fit.a_mean.clone(),
        moderated.t,
        moderated.ln_p,
        benjamini_hochberg(&p_values),
        moderated.b,
        fit.sigma.clone(),
        moderation.prior.s2.to_vec(n),
        moderation.prior.df.to_vec(n),
    ]
}

#[test]
fn random_designs() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("designs.tsv"));
    let mut reference = Cases::read(&folder.join("designs_limma.tsv.gz"));
    for row in 0..studies.rows.len() {
        reference.assert_next(&computed(&study(&studies, row)), 1e-8);
    }
    assert_eq!(studies.rows.len(), 200);
    reference.assert_ended();
}
