//! Slopes and natural splines of phenotypes against limma 3.54; numbers and script in
//! testdata/golden/phenotype.

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ArrayWeightSettings, ModerationSettings, Phenotype, Settings, SlopeModel, SlopeRow,
    phenotype_curves, phenotype_slopes,
};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, testdata};

/// The study of one row of studies.tsv.
struct Study {
    id: String,
    expression: ExpressionMatrix,
    sheet: SampleSheet,
    phenotype: Phenotype,
    settings: Settings,
    df: usize,
    /// Consensus correlations of slopes and curves.
    consensus: [f64; 2],
}

const N_FEATURES: usize = 60;

fn studies() -> Vec<Study> {
    let table = read_table(&testdata().join("golden/phenotype/studies.tsv"));
    (0..table.rows.len())
        .map(|row| study(&table, row))
        .collect()
}

fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.text(column)[row];
    let words = |column: &str| -> Vec<String> {
        cell(column).split_whitespace().map(String::from).collect()
    };
    let (groups, is_set) = (words("group"), |column: &str| cell(column) == "TRUE");
    let expression = generator::expression(&generator::Recipe {
        seed: cell("seed").parse().unwrap(),
        n_features: N_FEATURES,
        target: groups.iter().map(|group| group == "b").collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 0,
    });
    let (block, effect) = (words("block"), table.numbers("effect")[row]);
    let expression = if effect > 0.0 {
        let seed = table.numbers("seed")[row] + 300_000.0;
        generator::with_blocks(&expression, &block, seed, effect)
    } else {
        expression
    };
    let column = |name: &str| SheetColumn {
        name: name.into(),
        values: words(name),
    };
    let mut columns = vec![column("phenotype"), column("group"), column("age")];
    columns.extend((!block.is_empty()).then(|| column("block")));
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(groups.len()).collect(),
        files: None,
        columns,
    };
    let settings = Settings {
        moderation: ModerationSettings {
            trend: is_set("trend"),
            robust: is_set("robust"),
            ..Default::default()
        },
        array_weights: is_set("weights").then(ArrayWeightSettings::default),
        block: (effect > 0.0).then(|| "block".to_owned()),
        ..Settings::default()
    };
    Study {
        id: cell("study").into(),
        expression: if is_set("missing") {
            with_missing(&expression)
        } else {
            expression
        },
        sheet,
        phenotype: Phenotype {
            column: "phenotype".into(),
            adjust: words("adjust"),
        },
        settings,
        df: cell("df").parse().unwrap(),
        consensus: ["consensus", "consensus_curve"].map(|name| table.numbers(name)[row]),
    }
}

fn with_missing(expression: &ExpressionMatrix) -> ExpressionMatrix {
    let mut values = expression.to_array();
    for feature in (13..=N_FEATURES).step_by(13) {
        values[(feature - 1, feature % expression.n_samples())] = f64::NAN;
    }
    let (features, samples) = (expression.features(), expression.samples());
    ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values).unwrap()
}

/// The consensus correlation of a model is the expected one.
fn assert_consensus(model: &SlopeModel, expected: f64, study: &str) {
    let found = model
        .block
        .as_ref()
        .map_or(f64::NAN, |block| block.consensus_correlation);
    assert_close(found, expected, 1e-8, &format!("{study} consensus"));
}

/// A column of one study's rows.
fn column(table: &Table, study: &str, name: &str) -> Vec<f64> {
    let values = table.text("study").into_iter().zip(table.numbers(name));
    values
        .filter(|(id, _)| *id == study)
        .map(|(_, value)| value)
        .collect()
}

#[test]
fn slopes_of_limma() {
    let reference = read_table(&testdata().join("golden/phenotype/slopes.tsv.gz"));
    for study in studies() {
        let result = phenotype_slopes(
            &study.expression,
            &study.sheet,
            &study.phenotype,
            &study.settings,
        )
        .unwrap();
        assert_consensus(&result.slope_model, study.consensus[0], &study.id);
        let mut rows = result.features.clone();
        assert!(rows.is_sorted_by(|a, b| a.log_p_value <= b.log_p_value));
        rows.sort_by_key(|row| row.feature);
        let compare = |name: &str, get: &dyn Fn(&SlopeRow) -> Option<f64>| {
            let found: Vec<f64> = rows.iter().map(|row| common::nan(get(row))).collect();
            let expected = column(&reference, &study.id, name);
            assert_all_close(&found, &expected, 1e-8, &format!("{} {name}", study.id));
        };
        compare("logFC", &|row| row.slope);
        compare("CI.L", &|row| row.ci_left);
        compare("CI.R", &|row| row.ci_right);
        compare("AveExpr", &|row| row.ave_expr);
        compare("t", &|row| row.t);
        compare("log_p", &|row| Some(row.log_p_value));
        compare("adj.P.Val", &|row| row.adj_p_value);
        compare("B", &|row| row.b);
        if study.settings.array_weights.is_none() && study.settings.block.is_none() {
            compare("correlation", &|row| row.correlation);
        }
    }
}

#[test]
fn natural_splines_of_limma() {
    let reference = read_table(&testdata().join("golden/phenotype/curves.tsv.gz"));
    for study in studies() {
        let result = phenotype_curves(
            &study.expression,
            &study.sheet,
            &study.phenotype,
            study.df,
            &study.settings,
        )
        .unwrap();
        assert_eq!(result.knots.len(), study.df - 1);
        assert_consensus(&result.slope_model, study.consensus[1], &study.id);
        let mut rows = result.features.clone();
        rows.sort_by_key(|row| row.feature);
        let compare = |name: &str, found: Vec<f64>| {
            let expected = column(&reference, &study.id, name);
            assert_all_close(&found, &expected, 1e-8, &format!("{} {name}", study.id));
        };
        for member in 0..study.df {
            let found = rows.iter().map(|row| row.coefficients[member]).collect();
            compare(&format!("c{}", member + 1), found);
        }
        compare("F", rows.iter().map(|row| common::nan(row.f)).collect());
        compare("log_p", rows.iter().map(|row| row.log_p_value).collect());
        compare(
            "adj.P.Val",
            rows.iter()
                .map(|row| common::nan(row.adj_p_value))
                .collect(),
        );
    }
}

/// A spline of one degree of freedom is the line: same p, and the change over the range follows
/// from the slope.
#[test]
fn one_member_is_the_slope() {
    let study = studies().swap_remove(6);
    let (expression, sheet) = (&study.expression, &study.sheet);
    let (phenotype, settings) = (&study.phenotype, &study.settings);
    let mut line = phenotype_slopes(expression, sheet, phenotype, settings).unwrap();
    let mut curve = phenotype_curves(expression, sheet, phenotype, 1, settings).unwrap();
    line.features.sort_by_key(|row| row.feature);
    curve.features.sort_by_key(|row| row.feature);
    let range = curve.points[4] - curve.points[0];
    let log_p: Vec<f64> = line.features.iter().map(|row| row.log_p_value).collect();
    let found: Vec<f64> = curve.features.iter().map(|row| row.log_p_value).collect();
    assert_all_close(&found, &log_p, 1e-10, "p");
    let rise: Vec<f64> = line
        .features
        .iter()
        .map(|row| common::nan(row.slope) * range)
        .collect();
    let found: Vec<f64> = curve
        .features
        .iter()
        .map(|row| common::nan(row.change[4]))
        .collect();
    assert_all_close(&found, &rise, 1e-10, "change over the range");
}
