//! Rotation tests against limma's `mroast`: seven studies, four statistics.

use arrayon_core::{Direction, ExpressionMatrix};
use arrayon_genesets::{
    FeatureSets, LinearEffects, RoastRow, RoastSettings, SampleErrors, SetStatistic, roast,
};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_testkit::{Table, read_table, testdata};
use ndarray::Array2;

const STUDIES: [&str; 7] = [
    "plain",
    "covariate",
    "block",
    "weights",
    "trend",
    "robust",
    "common",
];
const STATISTICS: [(&str, SetStatistic); 4] = [
    ("mean", SetStatistic::Mean),
    ("floormean", SetStatistic::FloorMean),
    ("mean50", SetStatistic::Mean50),
    ("msq", SetStatistic::MeanSquare),
];
const N_ROTATIONS: usize = 19_999;

fn golden(name: &str) -> Table {
    read_table(&testdata().join("golden/roast").join(name))
}

fn numbers(text: &str) -> Vec<f64> {
    let number = |text: &str| {
        if text == "Inf" {
            f64::INFINITY
        } else {
            text.parse().unwrap()
        }
    };
    text.split(' ').map(number).collect()
}

/// The cells of a column in the rows of one study.
fn of_study<'a>(table: &'a Table, study: &str, column: &str) -> Vec<&'a str> {
    (table.text("study").into_iter().zip(table.text(column)))
        .filter(|(name, _)| *name == study)
        .map(|(_, cell)| cell)
        .collect()
}

fn matrix(rows: &[&str]) -> Array2<f64> {
    let values: Vec<Vec<f64>> = rows.iter().map(|row| numbers(row)).collect();
    let shape = (values.len(), values[0].len());
    Array2::from_shape_vec(shape, values.concat()).unwrap()
}

struct Study {
    effects: LinearEffects,
    df_prior: Vec<f64>,
    s2_prior: Vec<f64>,
}

fn study(name: &str) -> Study {
    let values = matrix(&of_study(&golden("expression.tsv"), name, "values"));
    let names = |prefix: &str, n: usize| (0..n).map(|at| format!("{prefix}{at}")).collect();
    let (n_features, n_samples) = values.dim();
    let expression =
        ExpressionMatrix::new(names("F", n_features), names("S", n_samples), values).unwrap();
    let (samples, priors) = (golden("design.tsv"), golden("priors.tsv"));
    let cell = |column: &str| of_study(&priors, name, column)[0];
    let labels: Vec<String> = of_study(&samples, name, "block")
        .into_iter()
        .map(String::from)
        .collect();
    let weights = numbers(&of_study(&samples, name, "weight").join(" "));
    let errors = SampleErrors {
        weights: Some(&weights),
        blocks: (labels[0] != "NA").then(|| (&labels[..], numbers(cell("correlation"))[0])),
    };
    let design = matrix(&of_study(&samples, name, "design"));
    let contrast = numbers(cell("contrast"));
    Study {
        effects: LinearEffects::with_errors(&expression, &design, &contrast, errors).unwrap(),
        df_prior: numbers(cell("df_prior")),
        s2_prior: numbers(cell("s2_prior")),
    }
}

fn sets() -> FeatureSets {
    let table = golden("sets.tsv");
    let rows = |text: &str| text.split(' ').map(|row| row.parse().unwrap()).collect();
    let sets = (table.rows.iter()).map(|row| (row[0].clone(), String::new(), rows(&row[1])));
    FeatureSets::from_rows(120, sets).unwrap()
}

/// One number for all features, or one for each.
fn prior(df: &[f64], s2: &[f64]) -> VariancePrior {
    let of = |values: &[f64]| match values {
        [one] => PerFeature::Shared(*one),
        each => PerFeature::Each(each.to_vec()),
    };
    VariancePrior::new(of(s2), of(df))
}

fn run(study: &Study, statistic: SetStatistic, n_rotations: usize, seed: u64) -> Vec<RoastRow> {
    let prior = prior(&study.df_prior, &study.s2_prior);
    let settings = RoastSettings {
        statistic,
        n_rotations,
        seed,
    };
    roast(&study.effects, &prior, &sets(), settings).unwrap()
}

/// How many standard errors lie between two p-values of as many rotations.
fn deviation(found: f64, expected: f64) -> f64 {
    let n = N_ROTATIONS as f64;
    let middle = (0.5 * (found + expected)).max(1.0 / n);
    (found - expected) / (2.0 * middle * (1.0 - middle).max(1.0 / n) / n).sqrt()
}

#[test]
fn equals_limma_within_the_error_of_rotations() {
    let limma = golden("mroast.tsv");
    let (mut squares, mut n) = (0.0, 0.0);
    for name in STUDIES {
        let study = study(name);
        let rows_of_study: Vec<usize> = (0..limma.rows.len())
            .filter(|&row| limma.text("study")[row] == name)
            .collect();
        for (label, statistic) in STATISTICS {
            let found = run(&study, statistic, N_ROTATIONS, 2);
            for &row in &rows_of_study {
                if limma.text("statistic")[row] != label {
                    continue;
                }
                let set = limma.text("set")[row];
                let what = format!("{name}, {label}, {set}");
                let number = |column: &str| limma.numbers(column)[row];
                let one = found.iter().find(|one| one.set_id == set).unwrap();
                assert_eq!(one.n_features as f64, number("n"), "{what}");
                assert!(
                    (one.proportion_down - number("down")).abs() < 1e-12,
                    "{what}"
                );
                assert!((one.proportion_up - number("up")).abs() < 1e-12, "{what}");
                if number("p") < 0.5 {
                    let is_up = one.direction == Direction::Up;
                    assert_eq!(is_up, limma.text("direction")[row] == "Up", "{what}");
                }
                for (found, column) in [(one.p_value, "p"), (one.mixed_p_value, "p_mixed")] {
                    let deviation = deviation(found, number(column));
                    assert!(deviation.abs() < 4.5, "{what}, {column}: {deviation}");
                    squares += deviation * deviation;
                    n += 1.0;
                }
            }
        }
    }
    assert_eq!(n, 840.0);
    let mean = squares / n;
    assert!((0.5..1.5).contains(&mean), "mean squared deviation {mean}");
}

#[test]
fn seeds_decide_and_threads_do_not() {
    let study = study("plain");
    let whole = run(&study, SetStatistic::Mean50, 1_003, 1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    let again = pool.install(|| run(&study, SetStatistic::Mean50, 1_003, 1));
    assert_eq!(whole, again);
    assert_ne!(whole, run(&study, SetStatistic::Mean50, 1_003, 2));
}

#[test]
fn p_values_and_their_adjustment() {
    let n = 99;
    let found = run(&study("plain"), SetStatistic::Mean, n, 1);
    let largest = 1.0 + 1e-12;
    for one in &found {
        let count = one.p_value * (n as f64 + 1.0) - 1.0;
        assert!((count - count.round()).abs() < 1e-9 && (0.0..=99.0).contains(&count.round()));
        assert!(one.adj_p_value >= one.p_value && one.adj_p_value <= largest);
        // One of both directions has the count of rotations and their opposites.
        let one_sided = one.p_up.min(one.p_down) * (2.0 * n as f64 + 1.0) - 1.0;
        assert!((one_sided - count).abs() < 1e-9, "{one:?}");
    }
    // Of equal p-values at the smallest possible, the adjusted one is no smaller.
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0].p_value <= pair[1].p_value)
    );
}

#[test]
fn refuses_what_does_not_fit() {
    let study = study("plain");
    let try_with = |df_prior: &[f64], s2_prior: &[f64], n_rotations| {
        let settings = RoastSettings {
            n_rotations,
            ..RoastSettings::default()
        };
        let prior = prior(df_prior, s2_prior);
        let refused = roast(&study.effects, &prior, &sets(), settings).unwrap_err();
        refused.to_string()
    };
    assert_eq!(
        try_with(&[4.0], &[1.0, 2.0], 9),
        "prior variances: 2; expected 120"
    );
    assert!(try_with(&[f64::NAN], &[1.0], 9).contains("prior degrees of freedom"));
    assert!(try_with(&[f64::INFINITY], &[0.0], 9).contains("moderated variance of feature 0"));
    assert_eq!(
        try_with(&[4.0], &[1.0], 0),
        "n_rotations is 0; expected at least 1"
    );
}
