//! Multiscale bootstrap: against R's pvclust, and that counts depend on data and seed alone.

use crate::common::matrix_of;
use arrayon_cluster::{
    BootstrapPlan, ClusterError, Distance, Linkage, bootstrap_counts, fit_support,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_testkit::{Table, assert_close, read_table, testdata};
use std::ops::Range;

fn golden(file: &str) -> Table {
    read_table(&testdata().join("golden").join(file))
}

fn expression() -> ExpressionMatrix {
    matrix("cluster-r/expression.tsv")
}

fn matrix(file: &str) -> ExpressionMatrix {
    matrix_of(&golden(file))
}

fn split<T: std::str::FromStr>(cell: &str) -> Vec<T> {
    let numbers = cell.split(' ').filter_map(|number| number.parse().ok());
    numbers.collect()
}

#[test]
fn the_fit_agrees_with_pvclust() {
    let mut n_fitted = 0;
    for file in ["cluster-r/pvclust.tsv", "cluster-r-further/pvclust.tsv"] {
        let table = golden(file);
        let (counts, sizes) = (table.text("counts"), table.text("relative_sizes"));
        let expected = |column: &str| table.numbers(column);
        for row in 0..table.rows.len() {
            let counts: Vec<u32> = split(counts[row]);
            let sizes: Vec<f64> = split(sizes[row]);
            assert_eq!((counts.len(), sizes.len()), (10, 10));
            let found = fit_support(&counts, &[10_000; 10], &sizes);
            let close = |value: f64, column: &str| {
                let what = format!("{file}, {column}, row {row}");
                assert_close(value, expected(column)[row], 1e-10, &what);
            };
            close(found.au, "au");
            close(found.bp, "bp");
            close(found.si, "si");
            close(found.se_au, "se.au");
            close(found.se_bp, "se.bp");
            close(found.se_si, "se.si");
            if let Some(p_value) = found.fit_p_value {
                close(p_value, "pchi");
                n_fitted += 1;
            }
        }
    }
    assert!(n_fitted > 40, "only {n_fitted} branches were fitted");
}

#[test]
fn counts_are_those_of_pvclust_within_chance() {
    let table = golden("cluster-r/pvclust.tsv");
    for (r_name, linkage) in [
        ("correlation", Linkage::Average),
        ("correlation", Linkage::Complete),
        ("euclidean", Linkage::WardD2),
        ("abscor", Linkage::Average),
    ] {
        assert_counts_of_pvclust(&expression(), &table, r_name, linkage);
    }
}

#[test]
fn counts_of_further_data_are_those_of_pvclust() {
    let table = golden("cluster-r-further/pvclust.tsv");
    for (set, r_name, linkage) in [
        ("blobs", "correlation", Linkage::Average),
        ("skewed", "correlation", Linkage::Average),
        ("skewed", "euclidean", Linkage::Complete),
    ] {
        let at = table.position("set");
        let of_set = Table {
            columns: table.columns.clone(),
            rows: (table.rows.iter().filter(|row| row[at] == set).cloned()).collect(),
        };
        let expression = matrix(&format!("cluster-r-further/{set}.tsv"));
        assert_counts_of_pvclust(&expression, &of_set, r_name, linkage);
    }
}

/// Counts are random: each is held against R's by the standard error of their difference.
fn assert_counts_of_pvclust(
    expression: &ExpressionMatrix,
    table: &Table,
    r_name: &str,
    linkage: Linkage,
) {
    let distance = match r_name {
        "correlation" => Distance::Pearson,
        "abscor" => Distance::AbsolutePearson,
        _ => Distance::Euclidean,
    };
    let plan = BootstrapPlan {
        n_bootstrap: 10_000,
        ..BootstrapPlan::default()
    };
    let all = 0..plan.n_bootstrap;
    let found = bootstrap_counts(expression, distance, linkage, &plan, all, &NoProgress).unwrap();
    let (distances, linkages) = (table.text("distance"), table.text("linkage"));
    let rows: Vec<usize> = (0..table.rows.len())
        .filter(|&row| distances[row] == r_name && linkages[row] == linkage.to_string())
        .collect();
    assert_eq!(rows.len(), expression.n_samples() - 1);
    let support = found.support();
    let mut squares = Vec::new();
    for (merge, &row) in rows.iter().enumerate() {
        let expected: Vec<f64> = split(table.text("counts")[row]);
        for (scale, expected) in found.counts.iter().zip(expected) {
            assert_eq!((scale.n_trees, scale.n_undefined), (10_000, 0));
            let n_found = f64::from(scale.n_found_by_merge[merge]);
            let mean = f64::midpoint(n_found, expected) / 10_000.0;
            let error = (mean * (1.0 - mean) * 2.0 * 10_000.0).sqrt();
            if error > 0.0 {
                squares.push(((n_found - expected) / error).powi(2));
            }
        }
        let what = format!("{r_name} {linkage} {merge}");
        let close = |value: f64, se: f64, column: &str| {
            let (expected, se_of_r) = (
                table.numbers(column)[row],
                table.numbers(&format!("se.{column}"))[row],
            );
            let difference = (value - expected).abs();
            let error = se.hypot(se_of_r);
            assert!(
                difference <= 4.0 * error,
                "{what}, {column}: {difference} {error}"
            );
        };
        let found = &support[merge];
        close(found.au, found.se_au, "au");
        close(found.bp, found.se_bp, "bp");
    }
    // Branches come and go together, so the squares are not independent: wide bounds.
    let mean = squares.iter().sum::<f64>() / squares.len() as f64;
    let largest = squares.iter().copied().fold(0.0, f64::max);
    assert!(
        squares.len() > 50 && (0.6..1.6).contains(&mean),
        "{r_name} {linkage} {mean}, {} squares",
        squares.len()
    );
    assert!(largest < 4.5 * 4.5, "{r_name} {linkage}: {largest}");
}

fn whole(
    plan: &BootstrapPlan,
    distance: Distance,
    linkage: Linkage,
) -> arrayon_cluster::BootstrapShard {
    shard(plan, distance, linkage, 0..plan.n_bootstrap)
}

fn shard(
    plan: &BootstrapPlan,
    distance: Distance,
    linkage: Linkage,
    replicates: Range<u32>,
) -> arrayon_cluster::BootstrapShard {
    let expression = expression();
    bootstrap_counts(
        &expression,
        distance,
        linkage,
        plan,
        replicates,
        &NoProgress,
    )
    .unwrap()
}

fn small_plan() -> BootstrapPlan {
    BootstrapPlan {
        scales: vec![0.5, 1.0, 1.4],
        n_bootstrap: 150,
        seed: 9,
    }
}

#[test]
fn shards_in_any_order_make_the_whole() {
    let plan = small_plan();
    for distance in Distance::ALL {
        let part = |replicates| shard(&plan, distance, Linkage::Average, replicates);
        let merged = part(100..150).merge(&part(0..7)).unwrap();
        let merged = merged.merge(&part(7..100)).unwrap();
        assert_eq!(
            merged,
            whole(&plan, distance, Linkage::Average),
            "{distance}"
        );
    }
}

#[test]
fn shards_that_do_not_belong_together_are_refused() {
    let plan = small_plan();
    let part = |replicates| shard(&plan, Distance::Pearson, Linkage::Average, replicates);
    assert_eq!(
        part(0..60).merge(&part(50..70)).unwrap_err().to_string(),
        "bootstrap replicates 50 to 59 are counted in two shards"
    );
    let other = BootstrapPlan {
        seed: 10,
        ..small_plan()
    };
    let other = shard(&other, Distance::Pearson, Linkage::Average, 60..70);
    assert_eq!(
        part(0..60).merge(&other).unwrap_err(),
        ClusterError::ForeignShard
    );
}

#[test]
fn impossible_plans_are_refused() {
    let expression = expression();
    let refused = |plan: &BootstrapPlan, replicates| {
        let (distance, linkage) = (Distance::Pearson, Linkage::Average);
        bootstrap_counts(
            &expression,
            distance,
            linkage,
            plan,
            replicates,
            &NoProgress,
        )
        .unwrap_err()
        .to_string()
    };
    let plan = |scales: &[f64], n_replicates| BootstrapPlan {
        scales: scales.to_vec(),
        n_bootstrap: n_replicates,
        seed: 1,
    };
    let text = refused(&plan(&[], 5), 0..5);
    assert!(text.contains("draws nothing"), "{text}");
    let text = refused(&plan(&[1.0, f64::NAN], 5), 0..5);
    assert!(text.starts_with("bootstrap scale is NaN"), "{text}");
    let text = refused(&plan(&[1.0], 5), 3..9);
    assert!(text.contains("of a plan of 5 replicates"), "{text}");
}

#[test]
fn missing_values_are_left_out_of_each_pair() {
    let whole = expression();
    let mut values = whole.to_array();
    for i in 0..40 {
        values[[i * 7 % 60, i * 5 % 12]] = f64::NAN;
    }
    let names = (whole.features().to_vec(), whole.samples().to_vec());
    let holed = ExpressionMatrix::new(names.0, names.1, values).unwrap();
    let plan = small_plan();
    let counts = |expression: &ExpressionMatrix, replicates| {
        let (distance, linkage) = (Distance::Pearson, Linkage::Average);
        bootstrap_counts(
            expression,
            distance,
            linkage,
            &plan,
            replicates,
            &NoProgress,
        )
        .unwrap()
    };
    let found = counts(&holed, 0..150);
    let merged = counts(&holed, 60..150)
        .merge(&counts(&holed, 0..60))
        .unwrap();
    assert_eq!(merged, found);
    assert!(found.counts.iter().all(|scale| scale.n_undefined == 0));
    // The tight pair is still one.
    assert_eq!(found.counts[1].n_found_by_merge[0], 150);
}

#[test]
fn one_thread_counts_as_three_do() {
    let with = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        let pool = pool.unwrap();
        pool.install(|| whole(&small_plan(), Distance::Pearson, Linkage::Complete))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn a_tight_pair_is_certain_and_the_root_always_found() {
    let found = whole(&small_plan(), Distance::Pearson, Linkage::Average);
    let support = found.support();
    // s11 and s12 differ by noise alone, and are joined first.
    let first = found.merges[0];
    assert_eq!((first.left, first.right), (10, 11));
    assert_eq!(support[0].au, 1.0);
    assert!(support[0].fit_p_value.is_none());
    assert_eq!(support.last().unwrap().bp, 1.0);
}
