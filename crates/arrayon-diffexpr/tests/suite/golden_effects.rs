//! Shrunken fold changes and intervals adjusted for selection, against a direct optimisation of the
//! same likelihood and against their definition (testdata/golden/diffexpr/make_effects.R).

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{ContrastResult, Settings, analyze};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use arrayon_testkit::{assert_close, read_table, testdata};
use common::nan;
use ndarray::Array2;
use rand::RngExt;

fn analyzed(expression: &ExpressionMatrix, groups: &str, settings: &Settings) -> ContrastResult {
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(groups.len()).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: groups.chars().map(String::from).collect(),
        }],
    };
    let contrast = common::contrast("group", "a", "b", &[]);
    analyze(expression, &sheet, &contrast, settings).unwrap()
}

#[test]
fn shrunken_fold_changes_and_selected_intervals() {
    let folder = testdata().join("golden/diffexpr");
    let fits = read_table(&folder.join("effects_fit.tsv"));
    let effects = read_table(&folder.join("effects.tsv"));
    let study = effects.numbers("study");
    for (row, groups) in fits.text("groups").into_iter().enumerate() {
        let number = |column: &str| fits.numbers(column)[row];
        let expression = generator::expression(&generator::Recipe {
            seed: number("seed"),
            n_features: number("n_features") as usize,
            target: groups.chars().map(|group| group == 'b').collect(),
            shift: number("shift"),
            spread: number("spread"),
            constant: 0,
        });
        let settings = Settings {
            fdr: 0.1,
            selected_intervals: true,
            shrinkage: true,
            ..Settings::default()
        };
        let result = analyzed(&expression, groups, &settings);
        let shrinkage = result.found.shrinkage.as_ref().unwrap();
        assert_close(shrinkage.pi0, number("pi0"), 1e-6, "pi0");
        let selected = result.found.selected_intervals.as_ref().unwrap();
        assert_eq!(selected.n_called as f64, number("n_called"));
        assert_eq!(selected.n_called, result.found.n_up + result.found.n_down);
        let mut by_place = vec![None; expression.n_features()];
        for (place, found) in common::placed(&result) {
            by_place[place] = Some(found);
        }
        for at in (0..study.len()).filter(|&at| study[at] == (row + 1) as f64) {
            let feature = effects.numbers("feature")[at] as usize;
            let found = by_place[feature - 1].unwrap();
            for (value, column) in [
                (found.log_fc, "log_fc"),
                (nan(found.shrunk_log_fc), "mean"),
                (nan(found.shrunk_sd), "sd"),
                (nan(found.lfsr), "lfsr"),
                (nan(found.s_value), "svalue"),
                (nan(found.selected_ci_left), "ci_left"),
                (nan(found.selected_ci_right), "ci_right"),
            ] {
                let what = format!("study {}, feature {feature}: {column}", row + 1);
                assert_close(value, effects.numbers(column)[at], 1e-6, &what);
            }
        }
        // a feature is called where its interval does not hold 0
        for (_, found) in common::placed(&result) {
            if let (Some(left), Some(right)) = (found.selected_ci_left, found.selected_ci_right) {
                assert!(left * right >= -1e-12, "{}", found.feature_id);
                assert!(left <= found.ci_left && right >= found.ci_right);
            }
        }
    }
}

/// structSSI's Adaptive.GBH (testdata/golden/diffexpr/make_strata.R).
#[test]
fn p_values_weighted_by_strata_of_expression() {
    let table = read_table(&testdata().join("golden/diffexpr/strata.tsv"));
    let column = |name: &str| table.numbers(name);
    let study = column("study");
    for id in 1..=3 {
        let rows: Vec<usize> = (0..study.len())
            .filter(|&row| study[row] == f64::from(id))
            .collect();
        let (n_features, n_strata) = (
            column("n_features")[rows[0]] as usize,
            column("n_strata")[rows[0]] as usize,
        );
        let even = generator::expression(&generator::Recipe {
            seed: column("seed")[rows[0]],
            n_features,
            target: (0..8).map(|at| at >= 4).collect(),
            shift: 0.0,
            spread: 0.4,
            constant: 0,
        });
        let mean = |row: usize| even.row(row).iter().sum::<f64>();
        let mut order: Vec<usize> = (0..n_features).collect();
        order.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)));
        let mut values = even.to_array();
        for (place, &feature) in order.iter().enumerate() {
            if (place + 1) as f64 > 0.7 * n_features as f64 && (feature + 1) % 2 == 0 {
                (4..8).for_each(|sample| values[(feature, sample)] += 0.5);
            }
        }
        let (features, samples) = (even.features().to_vec(), even.samples().to_vec());
        let expression = ExpressionMatrix::new(features, samples, values).unwrap();
        let settings = Settings {
            expression_strata: Some(n_strata),
            ..Settings::default()
        };
        let result = analyzed(&expression, "aaaabbbb", &settings);
        let strata = result.found.expression_strata.as_ref().unwrap();
        assert_eq!(strata.strata.len(), n_strata);
        let mut by_place = vec![None; n_features];
        for (place, row) in common::placed(&result) {
            by_place[place] = Some(row);
        }
        for row in rows {
            let found = by_place[column("feature")[row] as usize - 1].unwrap();
            let what = format!("study {id}, {}", found.feature_id);
            let adjusted = nan(found.stratified_adj_p_value);
            assert_close(adjusted, column("adjusted")[row], 1e-10, &what);
            let stratum = (strata.strata.iter())
                .find(|stratum| (stratum.from..=stratum.to).contains(&found.ave_expr));
            assert_close(stratum.unwrap().pi0, column("pi0")[row], 1e-10, &what);
        }
    }
}

#[test]
fn columns_stay_out_where_not_asked_for() {
    let expression = generator::expression(&generator::Recipe {
        seed: 1.0,
        n_features: 40,
        target: "aabb".chars().map(|group| group == 'b').collect(),
        shift: 2.0,
        spread: 0.3,
        constant: 0,
    });
    let result = analyzed(&expression, "aabb", &Settings::default());
    assert!(
        result.found.shrinkage.is_none()
            && result.found.selected_intervals.is_none()
            && result.found.expression_strata.is_none()
    );
    assert!(
        (result.found.features.iter())
            .all(|row| row.lfsr.is_none() && row.selected_ci_left.is_none())
    );
}

/// Of the intervals of called features at most the rate miss the true change, where ordinary 95 %
/// intervals of the same features miss far more.
#[test]
fn selected_intervals_keep_their_rate() {
    const N_FEATURES: usize = 400;
    let mut random = random_stream(5, 0);
    let mut gaussian = || normal::quantile(random.random::<f64>().max(1e-300));
    let (mut missed, mut missed_ordinary, mut n_studies) = (0.0, 0.0, 0.0);
    for study in 0..60 {
        let truth: Vec<f64> = (0..N_FEATURES)
            .map(|at| if at % 5 == 0 { 0.9 * gaussian() } else { 0.0 })
            .collect();
        let values = Array2::from_shape_fn((N_FEATURES, 8), |(feature, sample)| {
            8.0 + truth[feature] * (sample / 4) as f64 + 0.4 * gaussian()
        });
        let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
        let expression =
            ExpressionMatrix::new(names("g", N_FEATURES), names("s", 8), values).unwrap();
        let settings = Settings {
            selected_intervals: true,
            ..Settings::default()
        };
        let result = analyzed(&expression, "aaaabbbb", &settings);
        let misses = |left: f64, right: f64, place: usize| {
            f64::from(u8::from(truth[place] < left || truth[place] > right))
        };
        let (mut here, mut ordinary, mut n) = (0.0, 0.0, 0.0);
        for (place, row) in common::placed(&result) {
            if let (Some(left), Some(right)) = (row.selected_ci_left, row.selected_ci_right) {
                here += misses(left, right, place);
                ordinary += misses(row.ci_left, row.ci_right, place);
                n += 1.0;
            }
        }
        assert!(n > 0.0, "study {study}");
        (missed, missed_ordinary, n_studies) = (
            missed + here / n,
            missed_ordinary + ordinary / n,
            n_studies + 1.0,
        );
    }
    let (rate, ordinary) = (missed / n_studies, missed_ordinary / n_studies);
    assert!(rate <= 0.05, "{rate}");
    assert!(ordinary > 0.075, "{ordinary}");
}
