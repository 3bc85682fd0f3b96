use super::*;
use crate::{ColumnRoles, build_design};
use arrayon_core::{SampleSheet, SheetColumn};

fn study(n_features: usize, batch: f64) -> (ExpressionMatrix, Design, Contrast) {
    let groups = "abababababab";
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: (1..=12).map(|at| format!("s{at}")).collect(),
        lines: (2..14).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: groups.chars().map(String::from).collect(),
        }],
    };
    let contrast = Contrast::between("b_vs_a", "group", "a", "b");
    let design = build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap();
    let mut random = random_stream(9, 0);
    let values = Array2::from_shape_fn((n_features, 12), |(feature, sample)| {
        let in_batch = f64::from(u8::from(sample % 4 < 2));
        let shift = if feature % 2 == 0 { batch } else { -batch };
        7.0 + shift * in_batch + random.random::<f64>() + random.random::<f64>()
    });
    let names = (1..=n_features).map(|at| format!("g{at}")).collect();
    let expression = ExpressionMatrix::new(names, sheet.samples, values).unwrap();
    (expression, design, contrast)
}

#[test]
fn permutations_find_the_batch_and_nothing_in_noise() {
    let (expression, design, contrast) = study(300, 0.8);
    let settings = SurrogateSettings::default();
    let found = surrogate_variables(&expression, &design, &contrast, &settings).unwrap();
    assert_eq!(found.variables.len(), 1);
    assert_eq!(found.variables[0].p_value, Some(1.0 / 21.0));
    let values = &found.variables[0].values;
    let within: Vec<f64> = (0..12)
        .filter(|at| at % 4 < 2)
        .map(|at| values[at])
        .collect();
    let without: Vec<f64> = (0..12)
        .filter(|at| at % 4 >= 2)
        .map(|at| values[at])
        .collect();
    let (lowest, highest) = (
        within.iter().copied().fold(f64::INFINITY, f64::min),
        without.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    );
    let is_apart = lowest > highest
        || within.iter().copied().fold(f64::NEG_INFINITY, f64::max)
            < without.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(is_apart, "{values:?}");
    let (noise, design, contrast) = study(300, 0.0);
    let none = surrogate_variables(&noise, &design, &contrast, &settings).unwrap();
    assert!(none.variables.is_empty() && none.notes()[0].contains("no surrogate variables"));
    assert_eq!(none.added_to(design.clone()), design);
}

#[test]
fn they_enter_the_design_without_weight_and_do_not_depend_on_threads() {
    let (expression, design, contrast) = study(1300, 0.4);
    let settings = SurrogateSettings {
        n_permutations: 12,
        ..SurrogateSettings::default()
    };
    let run = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        let found = || surrogate_variables(&expression, &design, &contrast, &settings);
        pool.unwrap().install(|| found().unwrap())
    };
    let found = run(1);
    assert_eq!(found, run(3));
    let full = found.added_to(design.clone());
    assert_eq!(full.columns[2], "SV1");
    assert_eq!(full.weights[2], 0.0);
    assert!(full.is_independent());
    let square: f64 = found.variables[0]
        .values
        .iter()
        .map(|value| value * value)
        .sum();
    assert!((square / 12.0 - 1.0).abs() < 1e-12);
}

#[test]
fn too_many_are_refused() {
    let (expression, design, contrast) = study(20, 0.4);
    let ask = |number| SurrogateSettings {
        number: Some(number),
        ..SurrogateSettings::default()
    };
    let error = surrogate_variables(&expression, &design, &contrast, &ask(10)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("10 surrogate variables of 10 residual"),
        "{error}"
    );
    let most = surrogate_variables(&expression, &design, &contrast, &ask(9)).unwrap();
    assert_eq!(most.variables.len(), 9);
    assert!(
        most.variables
            .iter()
            .all(|variable| variable.p_value.is_none())
    );
}

#[test]
fn features_that_do_not_vary_hold_none() {
    let (_, design, contrast) = study(20, 0.4);
    let names = |prefix: &str, n: usize| (1..=n).map(|at| format!("{prefix}{at}")).collect();
    let constant = Array2::from_elem((5, 12), 7.0);
    let constant = ExpressionMatrix::new(names("g", 5), names("s", 12), constant).unwrap();
    for number in [None, Some(2)] {
        let settings = SurrogateSettings {
            number,
            ..SurrogateSettings::default()
        };
        let found = surrogate_variables(&constant, &design, &contrast, &settings).unwrap();
        assert!(found.variables.len() < 3, "{found:?}");
        let values = found.variables.iter().flat_map(|variable| &variable.values);
        assert!(values.into_iter().all(|value| value.is_finite()));
    }
}
