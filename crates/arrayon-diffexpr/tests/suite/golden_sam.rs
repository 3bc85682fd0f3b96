//! SAM against samr 3.0 (testdata/golden/sam).

use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::{Sam, SamComparison, SamSettings, sam};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, testdata};
use ndarray::Array2;

const TOLERANCE: f64 = 1e-8;

fn read(name: &str) -> Table {
    read_table(&testdata().join("golden/sam").join(name))
}

/// The matrix, and the differences of its halves.
fn matrices() -> (ExpressionMatrix, ExpressionMatrix) {
    let table = read("expression.tsv");
    let features: Vec<String> = table
        .text("feature")
        .iter()
        .map(ToString::to_string)
        .collect();
    let values: Vec<f64> = (0..table.rows.len())
        .flat_map(|row| table.row_numbers(row, 1))
        .collect();
    let values = Array2::from_shape_vec((features.len(), 8), values).expect("8 samples");
    let ratios = Array2::from_shape_fn((features.len(), 4), |(row, at)| {
        values[[row, at]] - values[[row, at + 4]]
    });
    let names = |n: usize| (0..n).map(|i| format!("s{i}")).collect::<Vec<_>>();
    let matrix = ExpressionMatrix::new(features.clone(), names(8), values).expect("unique");
    let ratios = ExpressionMatrix::new(features, names(4), ratios).expect("unique");
    (matrix, ratios)
}

/// The rows of one analysis.
fn part(name: &str, analysis: &str) -> Table {
    let mut table = read(name);
    let column = table.position("analysis");
    table.rows.retain(|row| row[column] == analysis);
    assert!(!table.rows.is_empty(), "{name}: {analysis}");
    table
}

fn compare_statistics(found: &Sam, analysis: &str) {
    let features = part("features.tsv", analysis);
    for (values, column) in [(&found.r, "r"), (&found.s, "s"), (&found.d, "d")] {
        let what = format!("{analysis}: {column}");
        assert_all_close(values, &features.numbers(column), TOLERANCE, &what);
    }
    let scalars = part("scalars.tsv", analysis);
    assert_close(found.s0, scalars.numbers("s0")[0], TOLERANCE, "s0");
    let percentile = found.s0_percentile.expect("estimated");
    assert_close(
        percentile,
        scalars.numbers("s0_percentile")[0] / 100.0,
        TOLERANCE,
        "percentile",
    );
}

/// What depends on the labellings, where samr uses all of them.
fn compare_labelings(found: &Sam, analysis: &str) {
    assert!(found.complete);
    let features = part("features.tsv", analysis);
    let expected = features.numbers("expected");
    assert_all_close(
        &found.expected,
        &expected,
        TOLERANCE,
        &format!("{analysis}: expected"),
    );
    let scalars = part("scalars.tsv", analysis);
    assert_close(found.pi0, scalars.numbers("pi0")[0], TOLERANCE, "pi0");
    let table = part("table.tsv", analysis);
    for (at, step) in table.numbers("step").into_iter().enumerate() {
        let row = found.delta_table[step as usize];
        let close = |value: f64, column: &str| {
            let what = format!("{analysis}, step {step}: {column}");
            assert_close(value, table.numbers(column)[at], TOLERANCE, &what);
        };
        close(row.delta, "delta");
        close(row.n_called as f64, "# called");
        close(row.n_false_median, "# med false pos");
        close(row.fdr_median, "median FDR");
        // samr writes 1e10 where no feature is called on a side
        close(row.cut_low.max(-1e10), "cutlo");
        close(row.cut_up.min(1e10), "cuthi");
    }
}

#[test]
fn two_groups() {
    let comparison = SamComparison::TwoClass {
        target: vec![0, 1, 2],
        reference: vec![4, 5, 6],
    };
    let found = sam(&matrices().0, &comparison, &SamSettings::default()).expect("sound");
    assert_eq!(found.n_permutations, 20);
    compare_statistics(&found, "two_class");
    compare_labelings(&found, "two_class");
}

#[test]
fn few_features() {
    let comparison = SamComparison::TwoClass {
        target: vec![0, 1, 2],
        reference: vec![4, 5, 6],
    };
    let first: Vec<usize> = (0..300).collect();
    let matrix = matrices().0.select_features(&first);
    let found = sam(&matrix, &comparison, &SamSettings::default()).expect("sound");
    compare_statistics(&found, "few_features");
    compare_labelings(&found, "few_features");
}

#[test]
fn pairs() {
    let comparison = SamComparison::Paired((0..4).map(|at| (at, at + 4)).collect());
    let found = sam(&matrices().0, &comparison, &SamSettings::default()).expect("sound");
    assert_eq!(found.n_permutations, 16);
    compare_statistics(&found, "paired");
    let expected = part("features.tsv", "paired").numbers("expected");
    assert_all_close(&found.expected, &expected, TOLERANCE, "paired: expected");
}

#[test]
fn log_ratios() {
    let comparison = SamComparison::OneClass(vec![0, 1, 2, 3]);
    let found = sam(&matrices().1, &comparison, &SamSettings::default()).expect("sound");
    compare_statistics(&found, "one_class");
}

#[test]
fn random_labelings_depend_on_the_seed_alone() {
    let comparison = SamComparison::TwoClass {
        target: vec![0, 1, 2, 3],
        reference: vec![4, 5, 6, 7],
    };
    let (matrix, _) = matrices();
    let run = |seed, n_threads| {
        let settings = SamSettings {
            most_permutations: 30,
            seed,
            ..SamSettings::default()
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        pool.expect("threads")
            .install(|| sam(&matrix, &comparison, &settings).expect("sound"))
    };
    let found = run(1, 1);
    assert!(!found.complete && found.n_permutations == 30);
    assert_eq!(found, run(1, 3));
    assert_ne!(found.expected, run(2, 1).expected);
}
