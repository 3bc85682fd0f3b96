//! What holds for any study: the order of samples and the number of threads do not matter, a
//! swapped contrast changes the sign only, the coding of the model changes nothing, adding a constant
//! changes the mean only.

use crate::common;
use crate::generator;
mod studies;
mod units;

use arrayon_core::{Contrast, SampleSheet, SheetColumn, called_at};
use arrayon_diffexpr::{
    ContrastResult, DecisionMethod, ErrorModel, LeaveOneOutFits, ModerationSettings, Settings,
    StudySettings, analyze, analyze_all, analyze_study, build_design, fit_contrast,
    fit_linear_models, leave_one_out,
};
use arrayon_results::differential::FeatureRow;
use arrayon_testkit::assert_all_close;
use common::nan;
use proptest::prelude::*;
use studies::*;

/// Enough features for tables of tails, moments of blocks and parallel chunks.
#[test]
fn threads_do_not_matter_to_many_features() {
    let n_samples = 10;
    let study = Study {
        groups: (0..n_samples)
            .map(|at| ["a", "b"][at % 2].to_owned())
            .collect(),
        ages: (0..n_samples)
            .map(|at| format!("{}", (at * 7) % 11))
            .collect(),
        seed: 5,
        constant: 3,
        trend: true,
        robust: true,
    };
    let sheet = sheet(&study);
    let expression = generator::expression(&generator::Recipe {
        seed: 5.0,
        n_features: 9000,
        target: study.groups.iter().map(|group| group == "b").collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 3,
    });
    let contrast = common::contrast("group", "a", "b", &["age"]);
    for (trend, robust) in [(false, false), (true, false), (true, true)] {
        let settings = Settings {
            moderation: ModerationSettings {
                trend,
                robust,
                ..Default::default()
            },
            ..Settings::default()
        };
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build()
                .unwrap();
            pool.install(|| {
                let result = analyze(&expression, &sheet, &contrast, &settings).unwrap();
                let left_out = leave_one_out(&expression, &sheet, &contrast, &settings, 50);
                (result, left_out.unwrap())
            })
        };
        let (one, four) = (with(1), with(4));
        assert_eq!(format!("{:?}", one.0), format!("{:?}", four.0));
        assert_eq!(one.1, four.1);
        assert!(one.1.found.len() > 100);
        assert!(one.1.most_influential.is_some());
    }
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-6 * b.abs().max(1.0)
}

/// Whether the samples answer the contrast at all; if so, updates are refits.
fn updates_are_refits(study: &Study) -> bool {
    let (sheet, expression) = (sheet(study), expression(study));
    let contrast = common::contrast("group", "a", "b", &["age"]);
    let Ok(design) = build_design(&sheet, &contrast, &Default::default()) else {
        return false;
    };
    let fit = fit_linear_models(&expression, &design).unwrap();
    let errors = ErrorModel::default();
    let fits = LeaveOneOutFits::new(&expression, &design, &errors, &fit).unwrap();
    for left_out in 0..sheet.n_samples() {
        let kept: Vec<usize> = (0..sheet.n_samples())
            .filter(|at| *at != left_out)
            .collect();
        let without = sheet.select(&kept);
        let refitted = build_design(&without, &contrast, &Default::default()).ok();
        let updated = fits.without(left_out, &design.weights);
        assert_eq!(updated.is_some(), refitted.is_some());
        let (Some(updated), Some(refitted)) = (updated, refitted) else {
            continue;
        };
        let again = fit_linear_models(&expression.select_samples(&kept), &refitted).unwrap();
        assert_eq!(updated.df_residual.at(0), again.df_residual.at(0));
        assert_eq!(updated.n_constant, again.n_constant);
        let found = fit_contrast(&updated, &design.weights);
        let expected = fit_contrast(&again, &refitted.weights);
        assert_all_close(&found.log_fc, &expected.log_fc, 1e-10, "log_fc");
        // what is taken from the sum of squares of all arrays leaves the rounding of that sum: where next to
        // nothing remains, the root of it has far fewer digits
        let squared = |sigma: &[f64]| -> Vec<f64> { sigma.iter().map(|one| one * one).collect() };
        let (found_squares, squares) = (squared(&updated.sigma), squared(&again.sigma));
        assert_all_close(&found_squares, &squares, 1e-10, "squared sigma");
        assert_all_close(&updated.a_mean, &again.a_mean, 1e-10, "a_mean");
        let (found, expected) = (found.stdev_unscaled.at(0), expected.stdev_unscaled.at(0));
        assert!((found - expected).abs() < 1e-10 * expected.max(1.0));
    }
    true
}

/// What an analysis found; studies that it refuses are no cases.
fn accepted<T, E: ToString>(found: Result<T, E>) -> Result<T, TestCaseError> {
    found.map_err(|error| TestCaseError::reject(error.to_string()))
}

#[test]
fn an_array_without_which_next_to_nothing_remains_is_left_out_as_precisely() {
    assert!(updates_are_refits(&Study {
        groups: ["a", "b", "b", "a", "c", "b"].map(String::from).to_vec(),
        ages: ["36.00", "32.01", "60.02", "36.03", "20.04", "63.05"]
            .map(String::from)
            .to_vec(),
        seed: 4_024_180_366,
        constant: 0,
        trend: false,
        robust: false,
    }));
}

#[test]
fn an_array_that_is_nearly_alone_is_left_out_as_precisely() {
    // without the first, ages tell next to nothing that groups do not
    assert!(updates_are_refits(&Study {
        groups: ["a", "b", "b", "a", "a"].map(String::from).to_vec(),
        ages: ["68.00", "45.01", "45.02", "43.03", "42.04"]
            .map(String::from)
            .to_vec(),
        seed: 277_290_519,
        constant: 0,
        trend: false,
        robust: false,
    }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_of_samples_does_not_matter(study in studies(), turn in 1..13usize) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let result = accepted(run(&study, &expression, &sheet))?;
        // another order of the matrix's columns is the same study, bit for bit
        let mut order: Vec<usize> = (0..sheet.n_samples()).collect();
        order.rotate_left(turn % sheet.n_samples());
        let turned = run(&study, &expression.select_samples(&order), &sheet).unwrap();
        prop_assert_eq!(&turned.found.features, &result.found.features);
        // another order of the sheet sums in another order
        let turned = run(&study, &expression, &sheet.select(&order)).unwrap();
        let (found, expected) = (common::by_id(&turned), common::by_id(&result));
        for (id, row) in expected {
            prop_assert!(close(found[id].log_fc, row.log_fc), "{id}");
            prop_assert!(close(nan(found[id].ln_p()), nan(row.ln_p())), "{id}");
        }
    }

    #[test]
    fn threads_do_not_matter(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| run(&study, &expression, &sheet))
        };
        prop_assert_eq!(format!("{:?}", accepted(with(1))?), format!("{:?}", accepted(with(4))?));
    }

    #[test]
    fn swapped_groups_swap_signs(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let result = accepted(run(&study, &expression, &sheet))?;
        let contrast = common::contrast("group", "b", "a", &["age"]);
        let moderation = ModerationSettings { trend: study.trend, robust: study.robust, ..Default::default() };
        let settings = Settings { moderation, ..Settings::default() };
        let swapped = analyze(&expression, &sheet, &contrast, &settings).unwrap();
        let (found, swapped) = (&result.found, &swapped.found);
        prop_assert_eq!((swapped.n_up, swapped.n_down), (found.n_down, found.n_up));
        for (row, other) in found.features.iter().zip(&swapped.features) {
            prop_assert_eq!(&row.feature_id, &other.feature_id);
            prop_assert_eq!(row.log_fc, -other.log_fc);
            prop_assert_eq!(row.p_value.map(f64::to_bits), other.p_value.map(f64::to_bits));
        }
    }

    #[test]
    fn adjusted_p_values_rise_and_cover_p(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let result = accepted(run(&study, &expression, &sheet))?;
        let rows = &result.found.features;
        prop_assert_eq!(rows.len(), 90);
        prop_assert!(rows.iter().all(|row| row.p_value.is_some()));
        for pair in rows.windows(2) {
            prop_assert!(pair[0].adj_p_value <= pair[1].adj_p_value);
            prop_assert!(pair[0].ln_p() <= pair[1].ln_p());
        }
        prop_assert!(rows.iter().all(|row| row.adj_p_value >= row.p_value));
        prop_assert!(rows.iter().all(|row| row.ci_left <= row.log_fc));
    }

    #[test]
    fn leaving_an_array_out_is_refitting_without_it(study in studies()) {
        prop_assume!(updates_are_refits(&study));
    }

    #[test]
    fn leave_one_out_lists_what_analyses_without_the_array_find(
        study in studies(),
        missing in 0..3usize,
        is_blocked in any::<bool>(),
    ) {
        let (mut sheet, complete) = (sheet(&study), expression(&study));
        sheet.columns.push(SheetColumn {
            name: "litter".into(),
            values: (0..sheet.n_samples()).map(|at| format!("l{}", at * 5 % 7 / 2)).collect(),
        });
        let expression = with_missing(&complete, missing);
        let contrast = common::contrast("group", "a", "b", &[]);
        let moderation = ModerationSettings { trend: study.trend, robust: study.robust, ..Default::default() };
        let settings = Settings {
            moderation,
            block: is_blocked.then(|| "litter".to_owned()),
            ..Settings::default()
        };
        let all = accepted(leave_one_out(&expression, &sheet, &contrast, &settings, 20))?;
        let found_in = |result: &ContrastResult| -> Vec<usize> {
            let is_found = |row: &FeatureRow| row.adj_p_value.is_some_and(|p| called_at(p, 0.05));
            let found = common::placed(result).filter(|(_, row)| is_found(row));
            let mut found: Vec<usize> = found.map(|(place, _)| place).collect();
            found.sort_unstable();
            found
        };
        let top = |result: &ContrastResult| -> Vec<usize> {
            let tested = common::placed(result).filter(|(_, row)| row.p_value.is_some());
            tested.take(20).map(|(place, _)| place).collect()
        };
        let top_of_all = top(&analyze(&expression, &sheet, &contrast, &settings).unwrap());
        for (left_out, array) in all.arrays.iter().enumerate() {
            let kept: Vec<usize> = (0..sheet.n_samples()).filter(|at| *at != left_out).collect();
            let result = analyze(&expression, &sheet.select(&kept), &contrast, &settings);
            prop_assert_eq!(array.found.is_some(), result.is_ok());
            let (Some(found), Ok(result)) = (&array.found, result) else { continue };
            let now = found_in(&result);
            let mut expected: Vec<usize> =
                all.found.iter().copied().filter(|at| !found.lost.contains(at)).collect();
            expected.extend(&found.gained);
            expected.sort_unstable();
            prop_assert_eq!(expected, now);
            let top = top(&result);
            let n_kept = top_of_all.iter().filter(|feature| top.contains(feature)).count();
            prop_assert_eq!(found.n_top_kept, n_kept);
        }
    }

    #[test]
    fn a_study_holds_what_its_parts_give_alone(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let contrasts = [
            common::contrast("group", "a", "b", &[]),
            common::contrast("group", "b", "a", &[]),
            common::contrast("group", "a", "b", &["age"]),
        ];
        let settings = Settings::default();
        let together = StudySettings { decide: DecisionMethod::Separate, leave_one_out: Some(20) };
        let whole = analyze_study(&expression, &sheet, &contrasts, &settings, &together);
        let parts = analyze_all(&expression, &sheet, &contrasts, &settings);
        prop_assert_eq!(whole.is_ok(), parts.is_ok());
        let (whole, parts) = (accepted(whole)?, accepted(parts)?);
        prop_assert_eq!(format!("{:?}", whole.contrasts), format!("{parts:?}"));
        for (contrast, found) in contrasts.iter().zip(&whole.leave_one_out) {
            let alone = leave_one_out(&expression, &sheet, contrast, &settings, 20).unwrap();
            prop_assert_eq!(found, &alone);
        }
        for design in &whole.designs {
            for (&at, decisions) in design.contrasts.iter().zip(&design.decisions) {
                for (place, row) in common::placed(&parts[at]) {
                    let is_found = row.adj_p_value.is_some_and(|p| called_at(p, 0.05));
                    let expected = if is_found { nan(row.t).signum() } else { 0.0 };
                    let expected = row.p_value.map(|_| expected);
                    prop_assert_eq!(decisions[place].map(f64::from), expected);
                }
            }
            // a contrast and its reverse are one question: F is t squared
            let f_test = design.f_test.as_ref().unwrap();
            for (place, row) in common::placed(&parts[design.contrasts[0]]) {
                prop_assert_eq!(f_test.df1[place], 1);
                let (f, t) = (f_test.f[place], nan(row.t));
                prop_assert!((f - t * t).abs() <= 1e-9 * f.max(1.0));
            }
        }
        let refused = Settings { treat: Some(0.5), ..settings };
        let nested = StudySettings { decide: DecisionMethod::NestedF, ..together };
        prop_assert!(analyze_study(&expression, &sheet, &contrasts, &refused, &nested).is_err());
    }

    #[test]
    fn coding_does_not_matter(study in crossed_studies()) {
        let (sheet, expression) = (crossed_sheet(&study), expression(&study.0));
        let cells = "(KO.low - WT.low) - (KO.full - WT.full)";
        let same = [
            common::group_means(&["geno", "diet"], cells),
            common::group_means(&["diet", "geno"], "(low.KO - low.WT) - (full.KO - full.WT)"),
            // KO and full come first, so that the product is that of the other levels
            common::coefficients("~ geno * diet", "genoWT.dietlow * -1"),
            common::coefficients("~ 0 + diet * geno", "-`dietlow:genoWT`"),
            common::coefficients(
                "~ 0 + geno:diet",
                "genoKO.dietlow - genoWT.dietlow - (genoKO.dietfull - genoWT.dietfull)",
            ),
            common::coefficients("~ geno + geno:diet", "genoKO.dietlow - genoWT.dietlow"),
        ];
        let settings = Settings {
            block: Some("litter".into()),
            ..Settings::default()
        };
        let with = |mut contrast: Contrast| {
            contrast.blocking = vec!["age".into()];
            analyze(&expression, &sheet, &contrast, &settings)
        };
        let first = with(same[0].clone()).unwrap();
        let expected = common::by_id(&first);
        for contrast in &same[1..] {
            let other = with(contrast.clone()).unwrap();
            let correlations = [&first, &other].map(|one| one.found.block.as_ref().unwrap().consensus_correlation);
            prop_assert!((correlations[0] - correlations[1]).abs() < 1e-7);
            for row in &other.found.features {
                let expected = expected[&row.feature_id[..]];
                prop_assert!(close(row.log_fc, expected.log_fc), "{contrast:?} {}", row.feature_id);
                prop_assert!(close(nan(row.ln_p()), nan(expected.ln_p())), "{contrast:?} {}", row.feature_id);
            }
        }
    }

    #[test]
    fn columns_that_add_nothing_change_nothing(
        study in crossed_studies(),
        scale in prop::sample::select(vec![0.01, -0.25, 12.0, 3e7]),
    ) {
        let (mut sheet, expression) = (crossed_sheet(&study), expression(&study.0));
        let values = |sheet: &SampleSheet, name: &str| sheet.column(name).unwrap().values.clone();
        // litters by other names, the same age in other units, houses that hold whole litters
        let renamed = values(&sheet, "litter").iter().map(|litter| format!("of {litter}")).collect();
        let scaled = |age: &String| (5.0 + scale * age.parse::<f64>().unwrap()).to_string();
        let scaled = values(&sheet, "age").iter().map(scaled).collect();
        let house = |litter: &String| if litter == "l0" { "h0" } else { "h1" }.to_owned();
        let houses = values(&sheet, "litter").iter().map(house).collect();
        for (name, values) in [("mother", renamed), ("days", scaled), ("house", houses)] {
            sheet.columns.push(SheetColumn { name: name.into(), values });
        }
        let moderation = ModerationSettings { trend: study.0.trend, robust: study.0.robust, ..Default::default() };
        let settings = Settings { moderation, ..Settings::default() };
        let with = |blocking: &[&str]| {
            let contrast = common::contrast("geno", "WT", "KO", blocking);
            analyze(&expression, &sheet, &contrast, &settings)
        };
        let more = with(&["litter", "mother", "age", "house", "days"]);
        let Ok(once) = with(&["litter", "age"]) else {
            // litters that tell the genotypes
            prop_assert!(more.is_err());
            return Err(TestCaseError::reject("confounded"));
        };
        let more = more.unwrap();
        prop_assert_eq!(&once.found.features, &more.found.features);
        prop_assert_eq!(&once.design.columns, &more.design.columns);
        prop_assert_eq!(more.design.dropped.len(), once.design.columns.len() - 3 + 2);
        // the later columns go, whichever they are
        let other = with(&["days", "house", "mother", "litter", "age"]).unwrap();
        let expected = common::by_id(&once);
        for row in &other.found.features {
            prop_assert!(close(row.log_fc, expected[&row.feature_id[..]].log_fc), "{} {} {:?} {:?} {:?}", row.log_fc, expected[&row.feature_id[..]].log_fc, other.design.columns, once.design.columns, other.design.dropped);
            prop_assert!(close(nan(row.ln_p()), nan(expected[&row.feature_id[..]].ln_p())), "{}", row.feature_id);
        }
    }

    #[test]
    fn a_pair_of_levels_is_a_difference_of_means(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let pair = accepted(run(&study, &expression, &sheet))?;
        let mut means = common::group_means(&["group"], "b - a");
        means.blocking = vec!["age".into()];
        let moderation = ModerationSettings { trend: study.trend, robust: study.robust, ..Default::default() };
        let settings = Settings { moderation, ..Settings::default() };
        let found = analyze(&expression, &sheet, &means, &settings).unwrap();
        // only a pair of levels has means of two groups
        let mut without_means = pair.found.features.clone();
        for row in &mut without_means {
            prop_assert!(row.reference_mean.is_some() && row.target_mean.is_some());
            (row.reference_mean, row.target_mean) = (None, None);
        }
        prop_assert_eq!(&found.found.features, &without_means);
        let mut model = common::coefficients("~ group", "groupb");
        model.blocking = vec!["age".into()];
        let found = analyze(&expression, &sheet, &model, &settings).unwrap();
        let expected = common::by_id(&pair);
        for row in &found.found.features {
            prop_assert!(close(row.log_fc, expected[&row.feature_id[..]].log_fc), "{}", row.feature_id);
            prop_assert!(close(nan(row.ln_p()), nan(expected[&row.feature_id[..]].ln_p())), "{}", row.feature_id);
        }
    }

    #[test]
    fn contrasts_analyzed_together_are_those_analyzed_alone(study in studies()) {
        let (sheet, expression) = (sheet(&study), expression(&study));
        let contrasts = [
            common::contrast("group", "a", "b", &["age"]),
            common::contrast("group", "b", "a", &["age"]),
            common::contrast("group", "a", "b", &[]),
        ];
        let settings = Settings::default();
        let alone: Result<Vec<_>, _> =
            contrasts.iter().map(|c| analyze(&expression, &sheet, c, &settings)).collect();
        let together = analyze_all(&expression, &sheet, &contrasts, &settings);
        prop_assert_eq!(format!("{together:?}"), format!("{alone:?}"));
        accepted(together)?;
    }
}
