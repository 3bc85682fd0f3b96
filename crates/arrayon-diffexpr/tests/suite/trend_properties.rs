//! What holds for any phenotype and any dose series.

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    DoseSeries, ModerationSettings, Phenotype, PhenotypeSlopes, Settings, SignedResult, SlopeRow,
    analyze, dose_trend, phenotype_curves, phenotype_slopes, relate,
};
use arrayon_testkit::{assert_all_close, assert_close};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Study {
    /// Missing where `None`.
    phenotype: Vec<Option<i32>>,
    seed: u32,
    adjust: bool,
    moderation: ModerationSettings,
}

fn studies() -> impl Strategy<Value = Study> {
    let phenotype = prop::collection::vec(prop::option::weighted(0.9, -500..500i32), 12..20);
    (phenotype, any::<u32>(), any::<[bool; 3]>()).prop_map(
        |(phenotype, seed, [adjust, trend, robust])| Study {
            phenotype,
            seed,
            adjust,
            moderation: ModerationSettings {
                trend,
                robust,
                ..Default::default()
            },
        },
    )
}

impl Study {
    fn groups(&self) -> Vec<String> {
        let group = |at: usize| ["a", "b", "c"][at % 3].to_owned();
        (0..self.phenotype.len()).map(group).collect()
    }

    fn expression(&self) -> ExpressionMatrix {
        generator::expression(&generator::Recipe {
            seed: f64::from(self.seed),
            n_features: 80,
            target: self.groups().iter().map(|group| group == "b").collect(),
            shift: 1.5,
            spread: 1.2,
            constant: 1,
        })
    }

    fn sheet(&self, factor: f64) -> SampleSheet {
        let text = |value: &Option<i32>| {
            value.map_or(String::new(), |v| (f64::from(v) * factor).to_string())
        };
        let column = |name: &str, values| SheetColumn {
            name: name.into(),
            values,
        };
        let n_samples = self.phenotype.len();
        SampleSheet {
            path: "samples.csv".into(),
            samples: (1..=n_samples).map(|i| format!("s{i}")).collect(),
            lines: (2..).take(n_samples).collect(),
            files: None,
            columns: vec![
                column("mg", self.phenotype.iter().map(text).collect()),
                column("group", self.groups()),
            ],
        }
    }

    fn slopes(&self, factor: f64) -> Result<PhenotypeSlopes, TestCaseError> {
        let settings = self.settings();
        let found = phenotype_slopes(
            &self.expression(),
            &self.sheet(factor),
            &self.mg(),
            &settings,
        );
        let mut found = accepted(found)?;
        found.features.sort_by_key(|row| row.feature);
        Ok(found)
    }

    fn mg(&self) -> Phenotype {
        Phenotype {
            column: "mg".into(),
            adjust: self.adjust.then(|| "group".into()).into_iter().collect(),
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            moderation: self.moderation,
            ..Settings::default()
        }
    }

    /// Features that vary: of the others, t is a matter of rounding.
    fn column(rows: &[SlopeRow], get: impl Fn(&SlopeRow) -> Option<f64>) -> Vec<f64> {
        let varying = rows.iter().filter(|row| (row.feature + 1) % 37 != 0);
        varying.map(|row| common::nan(get(row))).collect()
    }
}

/// What an analysis found; studies that it refuses are no cases.
fn accepted<T, E: ToString>(found: Result<T, E>) -> Result<T, TestCaseError> {
    found.map_err(|error| TestCaseError::reject(error.to_string()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scale_of_the_phenotype_scales_the_slope_only(study in studies(), factor in 0.01..90.0f64) {
        let (one, scaled) = (study.slopes(1.0)?, study.slopes(-factor)?);
        type Get<'a> = &'a dyn Fn(&SlopeRow) -> Option<f64>;
        let compare = |what: &str, scale: f64, expected: Get<'_>, found: Get<'_>| {
            let scaled_by = |rows, get: Get<'_>, scale: f64| {
                Study::column(rows, |row| get(row).map(|value| scale * value))
            };
            let expected = scaled_by(&one.features, expected, 1.0);
            assert_all_close(&scaled_by(&scaled.features, found, scale), &expected, 1e-9, what);
        };
        compare("slope", -factor, &|row| row.slope, &|row| row.slope);
        compare("limits", -factor, &|row| row.ci_left, &|row| row.ci_right);
        compare("t", -1.0, &|row| row.t, &|row| row.t);
        let ln_p = |row: &SlopeRow| Some(row.log_p_value);
        compare("p", 1.0, &ln_p, &ln_p);
        compare("correlation", -1.0, &|row| row.correlation, &|row| row.correlation);
        prop_assert_eq!((one.n_up, one.n_down), (scaled.n_down, scaled.n_up));
        for row in one.features.iter().filter(|row| (row.feature + 1) % 37 == 0) {
            prop_assert!(row.correlation.is_none());
        }
        for row in &one.features {
            prop_assert!(row.correlation.is_none_or(|r| r.abs() <= 1.0));
            prop_assert!(row.ci_left <= row.slope && row.slope <= row.ci_right);
        }
    }

    #[test]
    fn missing_samples_are_as_if_absent(study in studies()) {
        let all = study.slopes(1.0)?;
        let known: Vec<usize> =
            (0..study.phenotype.len()).filter(|at| study.phenotype[*at].is_some()).collect();
        prop_assert_eq!(all.slope_model.left_out.len(), study.phenotype.len() - known.len());
        let mut alone = phenotype_slopes(
            &study.expression().select_samples(&known),
            &study.sheet(1.0).select(&known),
            &study.mg(),
            &study.settings(),
        )
        .unwrap();
        alone.features.sort_by_key(|row| row.feature);
        prop_assert_eq!(format!("{:?}", all.features), format!("{:?}", alone.features));
    }

    #[test]
    fn curves_turn_with_the_phenotype(study in studies()) {
        let run = |factor: f64| {
            let found = phenotype_curves(&study.expression(), &study.sheet(factor), &study.mg(), 3, &study.settings());
            let mut rows = accepted(found)?.features;
            rows.sort_by_key(|row| row.feature);
            rows.retain(|row| (row.feature + 1) % 37 != 0);
            Ok::<_, TestCaseError>(rows)
        };
        let (one, turned) = (run(1.0)?, run(-2.0)?);
        let f = |rows: &[arrayon_diffexpr::CurveRow]| rows.iter().map(|row| common::nan(row.f)).collect::<Vec<_>>();
        assert_all_close(&f(&turned), &f(&one), 1e-7, "F");
        let rise = |rows: &[arrayon_diffexpr::CurveRow], sign: f64| {
            rows.iter().map(|row| sign * common::nan(row.change[4])).collect::<Vec<_>>()
        };
        assert_all_close(&rise(&turned, -1.0), &rise(&one, 1.0), 1e-7, "rise over the range");
    }

    #[test]
    fn doses_in_reverse_turn_every_sign(study in studies()) {
        let settings = study.settings();
        let (expression, sheet) = (study.expression(), study.sheet(1.0));
        let run = |levels: [&str; 3], doses: Vec<f64>| {
            let series = DoseSeries {
                column: "group".into(),
                levels: levels.map(String::from).to_vec(),
                doses: Some(doses),
                adjust: vec![],
            };
            let mut rows = dose_trend(&expression, &sheet, &series, &settings).unwrap().features;
            rows.sort_by_key(|row| row.linear.feature);
            rows.retain(|row| (row.linear.feature + 1) % 37 != 0);
            rows
        };
        let up = run(["a", "b", "c"], vec![0.0, 1.0, 5.0]);
        let down = run(["c", "b", "a"], vec![-5.0, -1.0, 0.0]);
        for (up, down) in up.iter().zip(&down) {
            let (ours, theirs) = (up.monotone.unwrap(), down.monotone.unwrap());
            prop_assert_eq!(ours.sign, -theirs.sign);
            assert_close(common::nan(theirs.f_bar), common::nan(ours.f_bar), 1e-8, "F-bar");
            assert_close(theirs.log_p_value, ours.log_p_value, 1e-8, "p of F-bar");
            assert_close(-common::nan(down.linear.t), common::nan(up.linear.t), 1e-8, "t");
            let (ours, theirs) = (up.jonckheere.unwrap(), down.jonckheere.unwrap());
            assert_close(-common::nan(theirs.z), common::nan(ours.z), 1e-12, "z");
            let [ours, theirs] = [ours.p_value, theirs.p_value].map(common::nan);
            assert_close(theirs, ours, 1e-12, "p of Jonckheere");
        }
    }

    #[test]
    fn relations_count_what_the_lists_hold(study in studies()) {
        let slopes = study.slopes(1.0)?;
        let contrast = common::contrast("group", "a", "b", &[]);
        let (expression, sheet) = (study.expression(), study.sheet(1.0));
        let result = analyze(&expression, &sheet, &contrast, &study.settings()).unwrap();
        let fdr = 0.5;
        let table = relate(std::slice::from_ref(&slopes), std::slice::from_ref(&result), fdr);
        let row = &table.rows[0];
        let (contrast, phenotype) =
            (SignedResult::of_contrast(&result, fdr), SignedResult::of_slopes(&slopes, fdr));
        prop_assert_eq!((row.n_up, row.n_down), (contrast.n_found(1), contrast.n_found(-1)));
        prop_assert_eq!(
            (row.n_positive, row.n_negative),
            (phenotype.n_found(1), phenotype.n_found(-1))
        );
        let n_both = (contrast.tests.iter())
            .filter(|(id, test)| test.decision != 0 && phenotype.tests[*id].decision != 0)
            .count();
        prop_assert_eq!(n_both, row.n_up_positive + row.n_down_negative + row.n_up_negative + row.n_down_positive);
        prop_assert!((0.0..=1.0).contains(&row.p_value) && common::nan(row.spearman).abs() <= 1.0);
        // a phenotype adjusted for the groups shares no noise with a contrast of the same samples
        if study.adjust && slopes.slope_model.left_out.is_empty() {
            prop_assert!(common::nan(row.noise_correlation).abs() < 1e-9);
        }
        prop_assert_eq!(row.notes.iter().any(|note| note.contains("unadjusted")), !study.adjust);
    }
}
