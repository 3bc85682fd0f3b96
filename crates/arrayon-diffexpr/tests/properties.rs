//! What holds for any study: the order of samples and the number of threads do not matter, a
//! swapped contrast changes the sign only, adding a constant changes the mean only.

mod common;
mod generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{ContrastResult, ModerationSettings, Settings, analyse};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Study {
    groups: Vec<String>,
    ages: Vec<String>,
    seed: u32,
    constant: usize,
    trend: bool,
    robust: bool,
}

fn studies() -> impl Strategy<Value = Study> {
    let sample = (0..3usize, 20..70u32);
    let samples = prop::collection::vec(sample, 4..14);
    (
        samples,
        any::<u32>(),
        0..3usize,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(samples, seed, constant, trend, robust)| {
            let mut groups: Vec<String> = samples
                .iter()
                .map(|(group, _)| ["a", "b", "c"][*group].to_owned())
                .collect();
            groups[0] = "a".into();
            groups[1] = "b".into();
            // no two ages alike, so that age is never a combination of the groups by chance
            let age = |(at, (_, age)): (usize, &(usize, u32))| format!("{age}.{at:02}");
            let ages = samples.iter().enumerate().map(age).collect();
            Study {
                groups,
                ages,
                seed,
                constant,
                trend,
                robust,
            }
        })
}

fn sheet(study: &Study) -> SampleSheet {
    let column = |name: &str, values: &[String]| SheetColumn {
        name: name.into(),
        values: values.to_vec(),
    };
    let n_samples = study.groups.len();
    SampleSheet {
        path: "samples.csv".into(),
        samples: (1..=n_samples).map(|i| format!("s{i}")).collect(),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns: vec![column("group", &study.groups), column("age", &study.ages)],
    }
}

fn expression(study: &Study) -> ExpressionMatrix {
    generator::expression(&generator::Recipe {
        seed: f64::from(study.seed),
        n_features: 90,
        target: study.groups.iter().map(|group| group == "b").collect(),
        shift: 1.0,
        spread: 1.2,
        constant: study.constant,
    })
}

fn run(
    study: &Study,
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
) -> Option<ContrastResult> {
    let contrast = common::contrast("group", "a", "b", &["age"]);
    let moderation = ModerationSettings {
        trend: study.trend,
        robust: study.robust,
    };
    let settings = Settings {
        moderation,
        ..Settings::default()
    };
    analyse(expression, sheet, &contrast, &settings).ok()
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-6 * b.abs().max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_of_samples_does_not_matter(study in studies(), turn in 1..13usize) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let Some(result) = run(&study, &expression, &sheet) else { return Ok(()) };
        // another order of the matrix's columns is the same study, bit for bit
        let mut order: Vec<usize> = (0..sheet.n_samples()).collect();
        order.rotate_left(turn % sheet.n_samples());
        let turned = run(&study, &expression.select_samples(&order), &sheet).unwrap();
        prop_assert_eq!(&turned.rows, &result.rows);
        // another order of the sheet sums in another order
        let turned = run(&study, &expression, &sheet.select(&order)).unwrap();
        let (found, expected) = (common::by_id(&turned), common::by_id(&result));
        for (id, row) in expected {
            prop_assert!(close(found[id].log_fc, row.log_fc), "{id}");
            prop_assert!(close(found[id].log_p_value, row.log_p_value), "{id}");
        }
    }

    #[test]
    fn threads_do_not_matter(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| run(&study, &expression, &sheet))
        };
        prop_assert_eq!(format!("{:?}", with(1)), format!("{:?}", with(4)));
    }

    #[test]
    fn swapped_groups_swap_signs(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let Some(result) = run(&study, &expression, &sheet) else { return Ok(()) };
        let contrast = common::contrast("group", "b", "a", &["age"]);
        let moderation = ModerationSettings { trend: study.trend, robust: study.robust };
        let settings = Settings { moderation, ..Settings::default() };
        let swapped = analyse(&expression, &sheet, &contrast, &settings).unwrap();
        prop_assert_eq!((swapped.n_up, swapped.n_down), (result.n_down, result.n_up));
        for (row, other) in result.rows.iter().zip(&swapped.rows) {
            prop_assert_eq!(&row.id, &other.id);
            prop_assert_eq!(row.log_fc, -other.log_fc);
            prop_assert_eq!(row.p_value.to_bits(), other.p_value.to_bits());
        }
    }

    #[test]
    fn adjusted_p_values_rise_and_cover_p(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let Some(result) = run(&study, &expression, &sheet) else { return Ok(()) };
        prop_assert_eq!(result.rows.len(), 90);
        for pair in result.rows.windows(2) {
            prop_assert!(pair[0].adj_p_value <= pair[1].adj_p_value);
            prop_assert!(pair[0].log_p_value <= pair[1].log_p_value);
        }
        prop_assert!(result.rows.iter().all(|row| row.adj_p_value >= row.p_value));
        prop_assert!(result.rows.iter().all(|row| row.ci_left <= row.log_fc));
    }
}
