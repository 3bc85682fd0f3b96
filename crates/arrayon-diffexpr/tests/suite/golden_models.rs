//! Combinations of group means and coefficients, formulas, paired designs and random blocks
//! against limma 3.54; scripts and numbers in testdata/golden/diffexpr. Row 0 of a case holds
//! sums over all features.

use crate::common;
use crate::generator;

use arrayon_diffexpr::{
    ColumnRoles, LogOddsSettings, Settings, analyze, build_design, fit_contrast,
    fit_linear_models_with, moderate, moderate_contrast,
};
use arrayon_testkit::{Cases, assert_close, read_table, testdata};
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

/// Without weights, `analyze` gives the same numbers.
fn assert_analyzed(study: &Study, columns: &[Vec<f64>], consensus: f64) {
    let settings = Settings {
        moderation: study.moderation,
        block: study.has_block.then(|| "block".to_owned()),
        ..Settings::default()
    };
    let result = analyze(&study.expression, &study.sheet, &study.contrast, &settings).unwrap();
    let block = result.found.block.as_ref();
    assert_eq!(
        block.map(|block| block.consensus_correlation),
        study.has_block.then_some(consensus)
    );
    for (place, row) in common::placed(&result) {
        let compare = |found: f64, column: usize, what: &str| {
            assert_close(found, columns[column][place], 1e-10, what);
        };
        compare(row.log_fc, 0, "analysed log_fc");
        compare(common::nan(row.ln_p()), 4, "analysed ln_p");
    }
}

#[test]
fn models() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("models.tsv"));
    let mut reference = Cases::read(&folder.join("models_limma.tsv.gz"));
    let consensus = studies.numbers("consensus");
    let mut n_analyzed = 0;
    for (row, &consensus) in consensus.iter().enumerate() {
        let study = study(&studies, row);
        let (correlation, columns) = computed(&study);
        let what = format!("case {}, consensus", row + 1);
        assert_close(correlation, consensus, 1e-8, &what);
        reference.assert_next(&columns, 1e-8);
        if !study.is_weighted {
            assert_analyzed(&study, &columns, correlation);
            n_analyzed += 1;
        }
    }
    assert_eq!(studies.rows.len(), 120);
    reference.assert_ended();
    assert!(n_analyzed > 40);
}
