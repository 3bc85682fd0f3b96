use super::*;
use crate::ModerationSettings;
use arrayon_core::SheetColumn;
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand::RngExt;

/// Enough for tables of tails and moments of blocks.
const N_FEATURES: usize = 3000;

/// Three groups and two batches, of which one sample has a group, and one a batch, to itself.
fn study() -> (ExpressionMatrix, SampleSheet) {
    let groups = ["a", "a", "a", "b", "b", "b", "c", "a", "b"];
    let batches = ["x", "y", "x", "y", "x", "y", "x", "z", "x"];
    let mut random = random_stream(5, 0);
    let mut uniform = || random.random::<f64>();
    let values = Array2::from_shape_fn((N_FEATURES, groups.len()), |(feature, sample)| {
        let effect = if feature % 5 == 0 && groups[sample] == "b" {
            1.0
        } else {
            0.0
        };
        8.0 + effect + uniform() + uniform()
    });
    let samples: Vec<String> = (0..groups.len()).map(|i| format!("s{i}")).collect();
    let features = (0..N_FEATURES).map(|i| format!("g{i}")).collect();
    let column = |name: &str, values: &[&str]| SheetColumn {
        name: name.into(),
        values: values.iter().map(ToString::to_string).collect(),
    };
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: samples.clone(),
        lines: (2..).take(samples.len()).collect(),
        files: None,
        columns: vec![column("group", &groups), column("batch", &batches)],
    };
    (
        ExpressionMatrix::new(features, samples, values).unwrap(),
        sheet,
    )
}

#[test]
fn refits_find_what_updates_find() {
    let (expression, sheet) = study();
    let mut contrast = Contrast::between("b_vs_a", "group", "a", "b");
    contrast.blocking = vec!["batch".into()];
    for (trend, robust) in [(false, false), (true, false), (true, true)] {
        let settings = Settings {
            moderation: ModerationSettings {
                trend,
                robust,
                ..Default::default()
            },
            ..Settings::default()
        };
        let prepared = Prepared::new(&expression, &sheet, &contrast, &settings).unwrap();
        let weights = prepared.design.weights.clone();
        let whole = [Whole::new(&expression, &prepared, &weights, &settings, 20)];
        let (design, errors) = (&prepared.design, &prepared.errors);
        let fits = LeaveOneOutFits::new(&expression, design, errors, &prepared.fit).unwrap();
        let updates = Updates::new(&fits, &settings);
        let n_samples = design.sample_names.len();
        let mut n_changed = 0;
        for sample in 0..n_samples {
            let updated = found_by_update(&updates, &whole, &settings, sample);
            let refit = Refit::new(&expression, &prepared, &settings, sample);
            assert_eq!(
                updated,
                found_by_refit(refit, &whole, &settings),
                "{sample}"
            );
            let found = updated[0].as_ref().unwrap();
            n_changed += found.gained.len() + found.lost.len();
        }
        assert!(n_changed > 0);
    }
}

#[test]
fn a_contrast_that_needs_the_sample_is_not_tested_without_it() {
    let (expression, sheet) = study();
    let contrast = Contrast::between("c_vs_a", "group", "a", "c");
    let mut contrast_of_batches = Contrast::between("z_vs_x", "batch", "x", "z");
    contrast_of_batches.blocking = vec!["group".into()];
    let mut holes = expression.to_array();
    holes[(3, 0)] = f64::NAN;
    let (features, samples) = (
        expression.features().to_vec(),
        expression.samples().to_vec(),
    );
    let incomplete = ExpressionMatrix::new(features, samples, holes).unwrap();
    for contrast in [contrast, contrast_of_batches] {
        for expression in [&expression, &incomplete] {
            let settings = Settings::default();
            let found = leave_one_out(expression, &sheet, &contrast, &settings, 20).unwrap();
            let untested: Vec<&str> = (found.arrays.iter())
                .filter(|array| array.found.is_none())
                .map(|array| array.sample.as_str())
                .collect();
            let alone = if contrast.id == "c_vs_a" { "s6" } else { "s7" };
            assert_eq!(untested, [alone], "{}", contrast.id);
        }
    }
}
