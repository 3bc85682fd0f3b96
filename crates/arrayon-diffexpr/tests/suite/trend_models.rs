//! The models of phenotypes and doses: what is adjusted for twice, and samples in blocks.

use crate::generator;

use arrayon_diffexpr::{
    DoseSeries, Settings, SlopeError, dose_trend, phenotype_curves, phenotype_slopes,
};
use generator::trends::{expression, phenotype, sheet, texts};

/// What the columns adjusted for say twice is dropped; what they say of the tested one is not.
#[test]
fn adjustments_that_determine_each_other_count_once() {
    let sheet = sheet(&[
        ("dose", "0 0 0 0 1 1 1 1 5 5 5 5"),
        ("batch", "x x y y x x y y x x y y"),
        ("room", "1.5 1.5 2 2 1.5 1.5 2 2 1.5 1.5 2 2"),
        ("lab", "p p p p p p p p q q q q"),
        ("mg", "1 4 2 8 5 7 3 9 6 2 4 4.5"),
    ]);
    let expression = expression("a a a a b b b b c c c c", 40, 9.0, 1.0);
    let settings = Settings::default();
    let slopes = |adjust: &[&str]| {
        phenotype_slopes(&expression, &sheet, &phenotype("mg", adjust), &settings).unwrap()
    };
    let (once, twice) = (slopes(&["batch"]), slopes(&["batch", "room"]));
    assert_eq!(
        (&once.features, twice.slope_model.df_residual),
        (&twice.features, 9.0)
    );
    assert_eq!(twice.slope_model.dropped[0].name, "room");
    assert_eq!(
        twice.slope_model.coefficients,
        ["(Intercept)", "mg", "batch=y"]
    );
    assert!(twice.notes.iter().any(|note| {
        note.contains("column 'room' is a combination of '(Intercept)', 'batch=y'")
    }));
    let curves = |adjust: &[&str]| {
        phenotype_curves(&expression, &sheet, &phenotype("mg", adjust), 3, &settings).unwrap()
    };
    assert_eq!(
        curves(&["batch"]).features,
        curves(&["batch", "room"]).features
    );
    let trend = |adjust: &[&str]| {
        let series = DoseSeries {
            column: "dose".into(),
            levels: texts("0 1 5"),
            doses: None,
            adjust: adjust.iter().map(ToString::to_string).collect(),
        };
        dose_trend(&expression, &sheet, &series, &settings)
    };
    let (once, twice) = (
        trend(&["batch"]).unwrap(),
        trend(&["batch", "room"]).unwrap(),
    );
    assert_eq!(once.features, twice.features);
    // the highest dose was given in one laboratory alone
    assert_eq!(
        trend(&["batch", "lab"]).unwrap_err().to_string(),
        "trend over 'dose': 'dose' is confounded with 'lab'"
    );
}

/// Litters that hold one dose leave the means independent; those that hold several do not.
#[test]
fn blocks_and_ordered_doses() {
    let groups = "a a a a b b b b c c c c";
    let sheet = sheet(&[
        ("dose", groups),
        ("litter", "1 1 2 2 3 3 4 4 5 5 6 6"),
        ("mother", "1 2 3 4 1 2 3 4 1 2 3 4"),
        ("gap", "1 1 2 2 3 3 4 _ 5 5 6 6"),
        ("mg", "1 4 2 8 5 7 3 9 6 2 4 4.5"),
        ("many", "p q r s t u v w x p q r"),
    ]);
    let expression = expression(groups, 60, 8.0, 1.0);
    let settings = |block: &str| Settings {
        block: Some(block.into()),
        ..Settings::default()
    };
    let trend = |block: &str| {
        let series = DoseSeries {
            column: "dose".into(),
            levels: texts("a b c"),
            doses: None,
            adjust: vec![],
        };
        dose_trend(&expression, &sheet, &series, &settings(block)).unwrap()
    };
    let says = |notes: &[String], text: &str| notes.iter().any(|note| note.contains(text));
    let (nested, crossed) = (trend("litter"), trend("mother"));
    assert!(nested.features.iter().all(|row| row.monotone.is_some()));
    assert!(crossed.features.iter().all(|row| row.monotone.is_none()));
    assert!(says(&crossed.notes, "means are correlated"));
    for found in [&nested, &crossed] {
        assert!(says(
            &found.notes,
            "the rank test takes no account of blocks of"
        ));
        assert!(found.features.iter().all(|row| row.jonckheere.is_some()));
        let (line, within) = (
            found.slope_model.block.as_ref(),
            found.block_within.as_ref(),
        );
        let [line, within] = [line, within].map(|block| block.unwrap().consensus_correlation);
        assert!(line != within);
    }
    // the means of independent samples and of pairs of one litter differ by weights alone, which
    // are equal here
    let direction = |found: &arrayon_diffexpr::DoseTrend| {
        let mut rows: Vec<_> = found.features.iter().collect();
        rows.sort_by_key(|row| row.linear.feature);
        let directions = rows
            .iter()
            .map(|row| (row.order, row.monotone.map(|m| m.sign)));
        directions.collect::<Vec<_>>()
    };
    let plain = DoseSeries {
        column: "dose".into(),
        levels: texts("a b c"),
        doses: None,
        adjust: vec![],
    };
    let plain = dose_trend(&expression, &sheet, &plain, &Settings::default()).unwrap();
    assert_eq!(direction(&plain), direction(&nested));

    let slopes = |block: &str, adjust: &[&str]| {
        phenotype_slopes(
            &expression,
            &sheet,
            &phenotype("mg", adjust),
            &settings(block),
        )
    };
    assert_eq!(
        slopes("litter", &[])
            .unwrap()
            .slope_model
            .block
            .unwrap()
            .n_blocks,
        6
    );
    assert_eq!(
        slopes("gap", &[]).unwrap_err().to_string(),
        "trend over 'mg': column 'gap' is empty for 's8'"
    );
    assert!(matches!(
        slopes("cage", &[]),
        Err(SlopeError::UnknownColumn { .. })
    ));
    let error = slopes("litter", &["many"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "trend over 'mg': no feature allows an estimate of the correlation within blocks of \
         'litter' (12 samples in 6 blocks)"
    );
    assert!(error.hint().contains("adjust for fewer columns"));
}
