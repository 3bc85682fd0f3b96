//! Designs with columns that are combinations of others against limma 3.54; scripts and numbers in
//! testdata/golden/diffexpr. Row 0 of a case holds sums over all features.

use crate::common;
use crate::generator;

use arrayon_core::Contrast;
use arrayon_diffexpr::{
    ArrayWeightSettings, ColumnRoles, Design, DiffexprError, LogOddsSettings, Settings, analyze,
    array_weights, build_design, fit_contrast, fit_linear_models_with, leave_one_out, moderate,
    moderate_contrast, moderated_f_test, treat,
};
use arrayon_testkit::{Cases, assert_all_close, assert_close, read_table, testdata};
use generator::models::{Study, contrast, study};

fn designed(study: &Study, contrast: &Contrast) -> Result<Design, DiffexprError> {
    build_design(&study.sheet, contrast, &ColumnRoles::default())
}

/// Whether the study has array weights to be estimated, and they meet the reference.
fn weights_meet(study: &Study, design: &Design, case: &str) {
    let settings = ArrayWeightSettings::default();
    let found = array_weights(&study.expression, design, &settings).unwrap();
    let expected = study.errors.sample_weights.as_ref().unwrap();
    assert_all_close(&found, expected, 1e-8, &format!("{case}, array weights"));
}

/// The consensus correlation, and every column of the reference for every feature.
fn computed(
    study: &Study,
    design: &Design,
    second: Option<&Contrast>,
    threshold: f64,
) -> (f64, Vec<Vec<f64>>) {
    let n = study.expression.n_features();
    let (errors, consensus, rho) = study.errors_with_block(design);
    let fit = fit_linear_models_with(&study.expression, design, &errors).unwrap();
    let moderation = moderate(&fit, &study.moderation);
    let contrast = fit_contrast(&fit, &design.weights);
    let moderated = moderate_contrast(&contrast, &moderation, &LogOddsSettings::default());
    let stdev_unscaled = (0..n).map(|at| match contrast.log_fc[at].is_nan() {
        true => f64::NAN,
        false => contrast.stdev_unscaled.at(at),
    });
    let stdev_unscaled = stdev_unscaled.collect();
    let f_ln_p = second.map_or(vec![f64::NAN; n], |second| {
        let other = designed(study, second).unwrap();
        assert_eq!(other.matrix, design.matrix);
        let weights = [design.weights.clone(), other.weights.clone()];
        let contrasts = weights
            .each_ref()
            .map(|weights| fit_contrast(&fit, weights));
        moderated_f_test(&fit, &weights, &contrasts, &moderation).ln_p
    });
    let against = treat(&contrast, &moderation, threshold);
    let columns = vec![
        contrast.log_fc,
        stdev_unscaled,
        fit.a_mean.clone(),
        moderated.t,
        moderated.ln_p,
        moderated.b,
        fit.sigma.clone(),
        moderation.prior.s2.to_vec(n),
        moderation.prior.df.to_vec(n),
        moderation.df_total.to_vec(n),
        rho,
        against.ln_p,
        f_ln_p,
    ];
    (consensus, columns)
}

/// The analysis of a study without given weights holds the same numbers, and leaving arrays out
/// works on what is left of the design.
fn assert_analyzed(study: &Study, design: &Design, columns: &[Vec<f64>], case: &str) {
    let settings = Settings {
        moderation: study.moderation,
        block: study.has_block.then(|| "block".to_owned()),
        ..Settings::default()
    };
    let (expression, sheet) = (&study.expression, &study.sheet);
    let result = analyze(expression, sheet, &study.contrast, &settings).unwrap();
    assert_eq!(result.design.dropped, design.dropped);
    for (place, row) in common::placed(&result) {
        let what = format!("{case}, analysed ln_p");
        assert_close(common::nan(row.ln_p()), columns[4][place], 1e-10, &what);
    }
    let is_complete = (0..expression.n_features()).all(|row| expression.is_complete(row));
    if !study.has_block && is_complete {
        let left = leave_one_out(expression, sheet, &study.contrast, &settings, 10).unwrap();
        assert_eq!(left.arrays.len(), design.sample_names.len());
        assert_without_one(study, &left, &settings, case);
    }
}

/// What is found without an array is what the analysis of the other arrays finds.
fn assert_without_one(
    study: &Study,
    left: &arrayon_diffexpr::LeaveOneOut,
    settings: &Settings,
    case: &str,
) {
    for array in left.arrays.iter().take(3) {
        let mut contrast = study.contrast.clone();
        contrast.exclude_samples_column = Some("sample_name".into());
        contrast.exclude_samples_values = vec![array.sample.clone()];
        let mut sheet = study.sheet.clone();
        sheet.columns.push(arrayon_core::SheetColumn {
            name: "sample_name".into(),
            values: sheet.samples.clone(),
        });
        let refitted = analyze(&study.expression, &sheet, &contrast, settings);
        let n_found = refitted
            .ok()
            .map(|result| result.found.n_up + result.found.n_down);
        let updated = array.found.as_ref().map(|found| found.n_found);
        assert_eq!(updated, n_found, "{case}, without {}", array.sample);
    }
}

#[test]
fn deficient_designs() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("deficient.tsv"));
    let mut reference = Cases::read(&folder.join("deficient_limma.tsv.gz"));
    let [estimable, n_kept, threshold, consensus, estimated] =
        ["estimable", "n_kept", "treat", "consensus", "estimated"]
            .map(|column| studies.numbers(column));
    let mut n_refused = 0;
    for row in 0..studies.rows.len() {
        let case = format!("case {}", row + 1);
        let study = study(&studies, row);
        let design = designed(&study, &study.contrast);
        if estimable[row] == 0.0 {
            let is_refusal = matches!(design, Err(DiffexprError::NotEstimable { .. }));
            assert!(is_refusal, "{case}: {design:?}");
            n_refused += 1;
            reference.pass();
            continue;
        }
        let design = design.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(design.columns.len() as f64, n_kept[row], "{case}: kept");
        if estimated[row] == 1.0 {
            weights_meet(&study, &design, &case);
        }
        let second = &studies.rows[row][studies.position("second")];
        let second = (!second.is_empty()).then(|| contrast(&studies, row, "second"));
        let (correlation, columns) = computed(&study, &design, second.as_ref(), threshold[row]);
        assert_close(
            correlation,
            consensus[row],
            1e-8,
            &format!("{case}, consensus"),
        );
        // limma's F is of complete studies only
        let is_without = |name: &str, feature: usize, expected: f64| {
            name == "f_ln_p" && (expected.is_nan() || (feature == 0 && expected == 0.0))
        };
        reference.assert_next_but(&columns, 1e-8, is_without);
        if !study.is_weighted {
            assert_analyzed(&study, &design, &columns, &case);
        }
    }
    assert_eq!((studies.rows.len(), n_refused), (110, 13));
    reference.assert_ended();
}
