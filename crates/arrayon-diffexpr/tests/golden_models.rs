//! Combinations of group means and coefficients, formulas, paired designs and random blocks
//! against limma 3.54; scripts and numbers in testdata/golden/diffexpr. Row 0 of a case holds
//! sums over all features.

mod common;
mod generator;

use arrayon_diffexpr::{
    ColumnRoles, LogOddsSettings, Settings, analyse, build_design, fit_contrast,
    fit_linear_models_with, moderate, moderate_contrast,
};
use arrayon_stats::descriptive::sum;
use arrayon_testkit::{assert_close, read_table, testdata};
use generator::models::{Study, study};

/// The consensus correlation, and every column of the reference for every feature.
fn computed(study: &Study) -> (f64, Vec<Vec<f64>>) {
    let design = build_design(&study.sheet, &study.contrast, &ColumnRoles::default()).unwrap();
    let n = study.expression.n_features();
    let (errors, consensus, rho) = study.errors_with_block(&design);
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
