//! Rank products on data in which nothing changes, on any number of threads, and from a sheet.

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    DiffexprError, RankNull, RankSettings, Replicates, SamSettings, analyze_rank_products,
    analyze_sam, rank_products,
};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand::RngExt;

/// Features that do not change; `spread` is that of their log standard deviations.
fn unchanged(n: usize, n_samples: usize, spread: f64, seed: u64) -> ExpressionMatrix {
    let mut random = random_stream(seed, 0);
    let mut z = || normal::quantile(random.random::<f64>().max(1e-12));
    let mut values = Vec::with_capacity(n * n_samples);
    for _ in 0..n {
        let sd = 0.3 * (spread * z()).exp();
        values.extend((0..n_samples).map(|_| 8.0 + sd * z()));
    }
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
    let values = Array2::from_shape_vec((n, n_samples), values).expect("shape");
    ExpressionMatrix::new(names("g", n), names("s", n_samples), values).expect("unique")
}

fn independent() -> RankSettings {
    RankSettings {
        null: RankNull::Independent,
        ..RankSettings::default()
    }
}

#[test]
fn p_values_of_log_ratios_are_uniform() {
    let n = 20_000;
    let matrix = unchanged(n, 6, 0.0, 1);
    let replicates = Replicates::LogRatios((0..6).collect());
    let found = rank_products(&matrix, &replicates, &independent()).expect("sound");
    let mut p = found.up.p_value.clone();
    p.sort_by(f64::total_cmp);
    let distance = |(at, p): (usize, &f64)| (p - (at as f64 + 0.5) / n as f64).abs();
    let largest = p.iter().enumerate().map(distance).fold(0.0, f64::max);
    // Kolmogorov and Smirnov at 1 %
    assert!(largest < 1.63 / (n as f64).sqrt(), "{largest}");
}

#[test]
fn two_groups_find_nothing_where_nothing_changes_however_unequal_the_variances() {
    for (per_group, spread) in [(3, 0.0), (3, 0.5), (6, 0.5)] {
        let n = 5000;
        let matrix = unchanged(n, 2 * per_group, spread, 7);
        let target: Vec<usize> = (0..per_group).collect();
        let reference: Vec<usize> = (per_group..2 * per_group).collect();
        let replicates = Replicates::two_class(&target, &reference);
        let found = rank_products(&matrix, &replicates, &RankSettings::default()).expect("sound");
        for (level, most) in [(0.1, 1.15), (0.01, 1.5)] {
            let n_below = found.up.p_value.iter().filter(|p| **p <= level).count();
            let ratio = n_below as f64 / (level * n as f64);
            assert!(ratio < most, "{per_group}, {spread}: {ratio} at {level}");
        }
        assert!(found.adj_p_value.iter().all(|p| *p > 0.05));
    }
}

#[test]
fn results_depend_on_the_seed_alone() {
    let mut matrix = unchanged(500, 7, 0.3, 3).to_array();
    matrix[[3, 2]] = f64::NAN;
    matrix.row_mut(4).fill(f64::NAN);
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
    let matrix = ExpressionMatrix::new(names("g", 500), names("s", 7), matrix).expect("unique");
    let replicates = Replicates::two_class(&[0, 1, 2], &[3, 4, 5, 6]);
    for null in [
        RankNull::Relabelled { most: 10, seed: 5 },
        RankNull::Permutations {
            n_permutations: 5,
            seed: 5,
        },
    ] {
        let run = |n_threads| {
            let settings = RankSettings {
                null,
                ..RankSettings::default()
            };
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build();
            let run = || rank_products(&matrix, &replicates, &settings).expect("sound");
            pool.expect("threads").install(run)
        };
        let (one, three) = (run(1), run(3));
        assert!(one.p_value[4].is_nan() && one.p_value[3] > 0.0);
        let bits = |values: &[f64]| values.iter().map(|p| p.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one.p_value), bits(&three.p_value));
        assert_eq!(bits(&one.up.mean_rank), bits(&three.up.mean_rank));
    }
}

fn sheet(group: &[&str], animal: &[&str]) -> SampleSheet {
    let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    let column = |name: &str, values: &[&str]| SheetColumn {
        name: name.into(),
        values: texts(values),
    };
    SampleSheet {
        path: "samples.csv".into(),
        samples: (0..group.len()).map(|i| format!("s{i}")).collect(),
        lines: (2..).take(group.len()).collect(),
        files: None,
        columns: vec![column("diet", group), column("animal", animal)],
    }
}

fn contrast(blocking: &[&str]) -> Contrast {
    Contrast {
        blocking: blocking.iter().map(ToString::to_string).collect(),
        ..Contrast::between("low_vs_full", "diet", "full", "low")
    }
}

#[test]
fn a_blocking_column_pairs_the_samples() {
    let mut values = unchanged(200, 6, 0.0, 2).to_array();
    for at in [0, 2, 4] {
        values[[0, at]] += 5.0;
    }
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
    let matrix = ExpressionMatrix::new(names("g", 200), names("s", 6), values).expect("unique");
    let group = ["low", "full", "low", "full", "low", "full"];
    let pairs = sheet(&group, &["1", "1", "2", "2", "3", "3"]);
    let ranks = analyze_rank_products(&matrix, &pairs, &contrast(&["animal"]), &independent());
    let ranks = ranks.expect("sound");
    assert_eq!(
        (ranks.features[0].feature_id.as_str(), ranks.n_replicates),
        ("g0", 3)
    );
    assert_eq!((ranks.n_up, ranks.n_down), (1, 0));
    assert!(ranks.features[0].p_value_lower > Some(0.0));
    assert_eq!(
        ranks.direction_in_words,
        "positive = higher in low than in full"
    );
    let sam = analyze_sam(
        &matrix,
        &pairs,
        &contrast(&["animal"]),
        &SamSettings::default(),
    );
    let sam = sam.expect("sound");
    assert_eq!(sam.n_permutations, 8);
    let first = sam.features.iter().find(|row| row.feature_id == "g0");
    let log_fc = first.and_then(|row| row.log_fc).expect("tested");
    assert!((log_fc - 5.0).abs() < 1.5);
    // blocks of two animals: ranks compare within them, SAM refuses
    let blocks = sheet(&group, &["1", "1", "1", "1", "2", "2"]);
    let ranks = analyze_rank_products(&matrix, &blocks, &contrast(&["animal"]), &independent());
    assert_eq!(ranks.expect("sound").n_replicates, 3);
    let error = analyze_sam(
        &matrix,
        &blocks,
        &contrast(&["animal"]),
        &SamSettings::default(),
    );
    assert!(matches!(error, Err(DiffexprError::NoPairs { .. })));
    // no block of both groups
    let apart = sheet(&group, &["1", "2", "3", "4", "5", "6"]);
    let error = analyze_rank_products(&matrix, &apart, &contrast(&["animal"]), &independent());
    assert!(matches!(error, Err(DiffexprError::NoCommonBlock { .. })));
}
