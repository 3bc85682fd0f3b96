//! Single cases of phenotypes and doses: what is refused and how it is said, what a null study
//! gives, what shared arrays bring.

use crate::common;
use crate::generator;

use arrayon_diffexpr::{
    DoseSeries, MeanOrder, Settings, SignedResult, SlopeError, analyze_all, dose_trend,
    phenotype_curves, phenotype_slopes,
};
use generator::trends::{expression, phenotype, sheet, texts};

#[test]
fn refusals_name_what_is_at_fault() {
    let sheet = sheet(&[
        ("group", "a a a b b b"),
        ("mg", "0.7 0.8 <0.1 0.9 _ NA"),
        ("flat", "1 1 1 1 1.0 NA"),
        ("diet", "2 2 2 5 5 5"),
        ("sum", "3 3.5 2 5 5.5 4"),
        ("age", "1 1.5 0 0 0.5 -1"),
        ("none", "NA NA NA _ _ _"),
        ("cage", "x _ y x y x"),
        ("many", "p q r s t u"),
        ("ok", "1 2 3 5 8 9"),
    ]);
    let expression = expression("a a a b b b", 20, 1.0, 0.0);
    let run = |column: &str, adjust: &[&str]| {
        phenotype_slopes(
            &expression,
            &sheet,
            &phenotype(column, adjust),
            &Settings::default(),
        )
        .unwrap_err()
    };
    let error = run("mg", &[]);
    assert_eq!(
        error.to_string(),
        "trend over 'mg': column 'mg' holds '<0.1' for sample 's3' (samples.csv, line 4); \
         expected a number"
    );
    assert!(error.hint().contains("write NA"));
    assert_eq!(
        run("flat", &[]).to_string(),
        "trend over 'flat': all 5 samples with a value have 1"
    );
    assert_eq!(
        run("none", &[]).to_string(),
        "trend over 'none': no sample has a value (6 samples without)"
    );
    let error = run("diet", &["group"]);
    assert_eq!(
        error.to_string(),
        "trend over 'diet': 'diet' is confounded with 'group'"
    );
    assert!(error.hint().contains("within the groups"));
    // neither alone, both together
    assert_eq!(
        run("sum", &["group", "age"]).to_string(),
        "trend over 'sum': 'sum' is confounded with 'group', 'age'"
    );
    assert!(
        run("ok", &["cage"])
            .to_string()
            .contains("column 'cage' is empty for 's2'")
    );
    assert!(matches!(
        run("ok", &["many"]),
        SlopeError::NoResidualDf {
            n_coefficients: 7,
            ..
        }
    ));
    assert!(matches!(
        run("ok", &["ok"]),
        SlopeError::RepeatedColumn { .. }
    ));
    assert!(matches!(run("zinc", &[]), SlopeError::UnknownColumn { .. }));
    let curve = phenotype_curves(
        &expression,
        &sheet,
        &phenotype("diet", &[]),
        2,
        &Settings::default(),
    );
    assert_eq!(
        curve.unwrap_err().to_string(),
        "trend over 'diet': 2 different values do not determine a natural spline of 2 degrees of \
         freedom"
    );
    let fewer = expression.select_samples(&[0, 1, 2, 3, 4]);
    let error = phenotype_slopes(&fewer, &sheet, &phenotype("ok", &[]), &Settings::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "trend over 'ok': no expression values for 's6'"
    );
}

#[test]
fn series_are_checked() {
    let sheet = sheet(&[("dose", "0 0 1 1 5 5 _")]);
    let expression = expression("a a a b b b b", 20, 1.0, 0.0);
    let run = |levels: &str, doses: Option<Vec<f64>>| {
        let series = DoseSeries {
            column: "dose".into(),
            levels: texts(levels),
            doses,
            adjust: vec![],
        };
        dose_trend(&expression, &sheet, &series, &Settings::default())
    };
    let refused = |levels, doses| run(levels, doses).unwrap_err().to_string();
    assert_eq!(
        refused("0 2 5", None),
        "trend over 'dose': no sample has level '2' (levels: '0', '1', '5')"
    );
    assert_eq!(
        refused("0 1 1", None),
        "trend over 'dose': level '1' occurs twice"
    );
    assert!(refused("0", None).contains("expected two or more"));
    assert!(refused("0 1 5", Some(vec![0.0, 1.0])).contains("2 doses for 3 levels"));
    assert_eq!(
        refused("0 1 5", Some(vec![0.0, 5.0, 1.0])),
        "trend over 'dose': level '1' (dose 5) stands before level '5' (dose 1); expected \
         ascending doses"
    );
    let result = run("0 5", Some(vec![0.0, 5.0])).unwrap();
    let left_out: Vec<_> = result
        .slope_model
        .left_out
        .iter()
        .map(|l| (&l.sample[..], &l.reason[..]))
        .collect();
    let other = "level '1' of column 'dose' is not in the series";
    assert_eq!(
        left_out,
        [
            ("s3", other),
            ("s4", other),
            ("s7", "no value in column 'dose'")
        ]
    );
    assert_eq!(result.group_sizes[1].n_samples, 2);
}

/// A step at the second of four doses: rising means, found by every test, first seen there.
#[test]
fn a_step_is_found_where_it_is() {
    let groups = "c c c c b b b b d d d d e e e e";
    let step: String = groups.replace(['d', 'e'], "b");
    let expression = expression(&step, 100, 5.0, 6.0);
    let series = DoseSeries {
        column: "dose".into(),
        levels: texts("c b d e"),
        doses: None,
        adjust: vec![],
    };
    let sheet = sheet(&[("dose", groups)]);
    let mut rows = dose_trend(&expression, &sheet, &series, &Settings::default())
        .unwrap()
        .features;
    rows.sort_by_key(|row| row.linear.feature);
    for row in rows.iter().skip(9).step_by(10) {
        assert_eq!(row.lowest_dose.as_deref(), Some("b"));
        let (monotone, rank) = (row.monotone.unwrap(), row.jonckheere.unwrap());
        assert_eq!((monotone.sign, rank.is_exact), (1, true));
        assert!(monotone.adj_p_value.unwrap() < 1e-3 && row.linear.adj_p_value.unwrap() < 0.05);
        assert!(monotone.p_value < row.linear.p_value, "a step is no line");
    }
    for row in &rows {
        let rises = row.change.windows(2).all(|pair| pair[0] <= pair[1]);
        assert_eq!(row.order == MeanOrder::Rising, rises);
    }
}

/// Where nothing changes, one in twenty features falls below 0.05 in each test: within four
/// standard errors over 4000 features.
#[test]
fn null_studies_keep_their_level() {
    let groups = "a a a b b b b c c d d d";
    let expression = expression(groups, 4000, 77.0, 0.0);
    let sheet = sheet(&[("dose", groups), ("mg", "1 4 2 8 5 7 3 9 6 2 4 4.5")]);
    let series = DoseSeries {
        column: "dose".into(),
        levels: texts("a b c d"),
        doses: None,
        adjust: vec![],
    };
    let doses = dose_trend(&expression, &sheet, &series, &Settings::default()).unwrap();
    let slopes = phenotype_slopes(
        &expression,
        &sheet,
        &phenotype("mg", &["dose"]),
        &Settings::default(),
    );
    let share = |p: Vec<f64>| p.iter().filter(|p| **p <= 0.05).count() as f64 / p.len() as f64;
    let of = |get: &dyn Fn(&arrayon_diffexpr::DoseRow) -> Option<f64>| {
        share(
            doses
                .features
                .iter()
                .map(|row| common::nan(get(row)))
                .collect(),
        )
    };
    let shares = [
        of(&|row| row.linear.p_value),
        of(&|row| row.monotone.unwrap().p_value),
        share(
            slopes
                .unwrap()
                .features
                .iter()
                .map(|row| common::nan(row.p_value))
                .collect(),
        ),
    ];
    let error = (0.05 * 0.95 / 4000.0_f64).sqrt();
    for share in shares {
        assert!((share - 0.05).abs() < 4.0 * error, "{shares:?}");
    }
    // discrete: at most the level
    assert!(of(&|row| row.jonckheere.unwrap().p_value) < 0.05 + 4.0 * error);
}

/// Two contrasts with one control of equal size share half of their noise.
#[test]
fn shared_controls_share_noise() {
    let groups = "a a a b b b c c c d d d";
    let expression = expression(groups, 30, 3.0, 0.0);
    let sheet = sheet(&[("group", groups), ("mg", "1 1 1 2 2 2 1 1 1 1 1 1.5")]);
    let contrast = |reference, target| common::contrast("group", reference, target, &[]);
    let contrasts = [contrast("a", "b"), contrast("a", "c"), contrast("c", "d")];
    let results = analyze_all(&expression, &sheet, &contrasts, &Settings::default()).unwrap();
    let lists: Vec<_> = results
        .iter()
        .map(|r| SignedResult::of_contrast(r, 0.05))
        .collect();
    assert!((lists[0].noise_correlation(&lists[1]) - 0.5).abs() < 1e-12);
    assert!((lists[0].noise_correlation(&lists[0]) - 1.0).abs() < 1e-12);
    assert!((lists[1].noise_correlation(&lists[2]) + 0.5).abs() < 1e-12);
    assert!(lists[0].noise_correlation(&lists[2]).abs() < 1e-12);
    // a phenotype that is high in b correlates with b against a
    let unadjusted = phenotype_slopes(
        &expression,
        &sheet,
        &phenotype("mg", &[]),
        &Settings::default(),
    )
    .unwrap();
    assert!(unadjusted.notes[0].contains("tested unadjusted"));
    let unadjusted = SignedResult::of_slopes(&unadjusted, 0.05);
    assert!(unadjusted.noise_correlation(&lists[0]) > 0.7);
    let adjusted = phenotype_slopes(
        &expression,
        &sheet,
        &phenotype("mg", &["group"]),
        &Settings::default(),
    )
    .unwrap();
    assert!(adjusted.explained_by_adjustment > 0.9);
    assert!(
        adjusted.notes[0].contains("explain 9"),
        "{:?}",
        adjusted.notes
    );
    let adjusted = SignedResult::of_slopes(&adjusted, 0.05);
    assert!(adjusted.noise_correlation(&lists[0]).abs() < 1e-9);
}
