//! Combinations of group means and coefficients, formulas, paired designs and random blocks
//! against limma 3.54; scripts and numbers in testdata/golden/diffexpr. Row 0 of a case holds
//! sums over all features.

mod common;
mod generator;

use arrayon_core::contrast::crossed_columns;
use arrayon_core::{
    Comparison, Contrast, ExpressionMatrix, Formula, LinearCombination, SampleSheet, SheetColumn,
};
use arrayon_diffexpr::{
    Block, ColumnRoles, ErrorModel, LogOddsSettings, ModerationSettings, Settings, analyse,
    build_design, duplicate_correlation, fit_contrast, fit_linear_models_with, moderate,
    moderate_contrast,
};
use arrayon_stats::descriptive::sum;
use arrayon_testkit::{Table, assert_close, read_table, testdata};
use ndarray::Array2;

struct Study {
    sheet: SampleSheet,
    contrast: Contrast,
    expression: ExpressionMatrix,
    errors: ErrorModel,
    moderation: ModerationSettings,
    has_block: bool,
    is_weighted: bool,
}

fn split(text: &str, at: char) -> Vec<String> {
    let parts = text.split(at).filter(|part| !part.is_empty());
    parts.map(String::from).collect()
}

fn contrast(cell: &dyn Fn(&str) -> String) -> Contrast {
    let combination = LinearCombination::parse(&cell("combination")).unwrap();
    let comparison = match &cell("formula")[..] {
        "" => Comparison::GroupMeans {
            variables: crossed_columns(&cell("variable")).unwrap(),
            combination,
        },
        formula => Comparison::Coefficients {
            formula: Formula::parse(formula).unwrap(),
            combination,
        },
    };
    let mut contrast = Contrast::new("c", comparison);
    contrast.blocking = split(&cell("blocking"), ';');
    contrast
}

fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.rows[row][table.position(column)].clone();
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let parsed = |part: &str| {
        let (name, values) = part.split_once('=').unwrap();
        SheetColumn {
            name: name.into(),
            values: split(values, ','),
        }
    };
    let mut columns: Vec<SheetColumn> = cell("sheet").split(';').map(parsed).collect();
    let block = split(&cell("block"), ',');
    columns.push(SheetColumn {
        name: "block".into(),
        values: block.clone(),
    });
    let (seed, n_features) = (number("seed"), number("n_features") as usize);
    let in_both = |(geno, diet): (&String, &String)| geno == "KO" && diet == "low";
    let complete = generator::expression(&generator::Recipe {
        seed,
        n_features,
        target: columns[0]
            .values
            .iter()
            .zip(&columns[1].values)
            .map(in_both)
            .collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 0,
    });
    let uniforms = |seed, n: usize| {
        let values = generator::uniforms(seed, n_features * n);
        Array2::from_shape_vec((n_features, n), values).unwrap()
    };
    let mut blocks: Vec<&String> = Vec::new();
    for label in &block {
        if !blocks.contains(&label) {
            blocks.push(label);
        }
    }
    let n_samples = block.len();
    let mut values = complete.values().clone();
    let effect = number("effect");
    if effect > 0.0 {
        let effects = uniforms(seed + 300_000.0, blocks.len());
        for ((feature, sample), value) in values.indexed_iter_mut() {
            let at = blocks
                .iter()
                .position(|label| **label == block[sample])
                .unwrap();
            *value += effect * (effects[(feature, at)] - 0.5);
        }
    }
    values.zip_mut_with(&uniforms(seed + 500_000.0, n_samples), |value, u| {
        if *u < number("missing") {
            *value = f64::NAN;
        }
    });
    let samples = complete.samples().to_vec();
    let expression = ExpressionMatrix::new(complete.features().to_vec(), samples, values).unwrap();
    let weights: Vec<f64> = split(&cell("array_weights"), ',')
        .iter()
        .map(|w| w.parse().unwrap())
        .collect();
    let is_weighted = number("weighted") == 1.0;
    Study {
        contrast: contrast(&cell),
        sheet: SampleSheet {
            path: "models.tsv".into(),
            samples: expression.samples().to_vec(),
            lines: (2..).take(n_samples).collect(),
            files: None,
            columns,
        },
        expression,
        is_weighted: is_weighted || weights.iter().any(|weight| *weight != 1.0),
        errors: ErrorModel {
            sample_weights: Some(weights),
            observation_weights: is_weighted.then(|| uniforms(seed + 900_000.0, n_samples) + 0.1),
            block: None,
        },
        moderation: ModerationSettings {
            trend: number("trend") == 1.0,
            robust: number("robust") == 1.0,
        },
        has_block: effect > 0.0,
    }
}

/// The consensus correlation, and every column of the reference for every feature.
fn computed(study: &Study) -> (f64, Vec<Vec<f64>>) {
    let design = build_design(&study.sheet, &study.contrast, &ColumnRoles::default()).unwrap();
    let n = study.expression.n_features();
    let (mut consensus, mut rho) = (f64::NAN, vec![f64::NAN; n]);
    let mut errors = study.errors.clone();
    if study.has_block {
        let labels = study.sheet.column("block").unwrap().values.clone();
        let found = duplicate_correlation(&study.expression, &design, &labels, &errors).unwrap();
        (consensus, rho) = (found.consensus, found.atanh_correlations);
        errors.block = Some(Block {
            labels,
            correlation: consensus,
        });
    }
    let fit = fit_linear_models_with(&study.expression, &design, &errors).unwrap();
    let moderation = moderate(&fit, &study.moderation);
    let contrast = fit_contrast(&fit, &design.weights);
    let moderated = moderate_contrast(&contrast, &moderation, &LogOddsSettings::default());
    let stdev_unscaled = (0..n).map(|at| {
        let value = contrast.stdev_unscaled.at(at);
        if contrast.log_fc[at].is_nan() {
            f64::NAN
        } else {
            value
        }
    });
    let columns = vec![
        contrast.log_fc.clone(),
        stdev_unscaled.collect(),
        fit.a_mean.clone(),
        moderated.t,
        moderated.ln_p,
        moderated.b,
        fit.sigma.clone(),
        moderation.prior.s2.to_vec(n),
        moderation.prior.df.to_vec(n),
        moderation.df_total.to_vec(n),
        rho,
    ];
    (consensus, columns)
}

/// Without weights, `analyse` gives the same numbers.
fn assert_analysed(study: &Study, columns: &[Vec<f64>], consensus: f64) {
    let settings = Settings {
        moderation: study.moderation,
        block: study.has_block.then(|| "block".to_owned()),
        ..Settings::default()
    };
    let result = analyse(&study.expression, &study.sheet, &study.contrast, &settings).unwrap();
    let block = result.block.as_ref();
    assert_eq!(
        block.map(|block| block.correlation),
        study.has_block.then_some(consensus)
    );
    for row in &result.rows {
        assert_close(
            row.log_fc,
            columns[0][row.feature],
            1e-10,
            "analysed log_fc",
        );
        assert_close(
            row.log_p_value,
            columns[4][row.feature],
            1e-10,
            "analysed ln_p",
        );
    }
}

#[test]
fn models() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("models.tsv"));
    let reference = read_table(&folder.join("models_limma.tsv.gz"));
    let (cases, features) = (reference.numbers("case"), reference.numbers("feature"));
    let consensus = studies.numbers("consensus");
    let (mut next, mut n_analysed) = (0, 0);
    for (row, &consensus) in consensus.iter().enumerate() {
        let study = study(&studies, row);
        let (correlation, columns) = computed(&study);
        assert_close(
            correlation,
            consensus,
            1e-8,
            &format!("case {}, consensus", row + 1),
        );
        while next < cases.len() && cases[next] == row as f64 + 1.0 {
            let feature = features[next] as usize;
            let expected = reference.row_numbers(next, 2);
            for (column, (values, expected)) in columns.iter().zip(expected).enumerate() {
                let known = values.iter().filter(|value| !value.is_nan());
                let found = match feature {
                    0 => sum(known.map(|value| value.abs())),
                    _ => values[feature - 1],
                };
                let name = &reference.columns[column + 2];
                let what = format!("case {}, feature {feature}, {name}", row + 1);
                assert_close(found, expected, 1e-8, &what);
            }
            next += 1;
        }
        if !study.is_weighted {
            assert_analysed(&study, &columns, correlation);
            n_analysed += 1;
        }
    }
    assert_eq!((studies.rows.len(), next), (120, cases.len()));
    assert!(n_analysed > 40);
}
