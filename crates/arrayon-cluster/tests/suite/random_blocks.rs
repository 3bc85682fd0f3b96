//! How often groups are found where they mean nothing and animals are measured repeatedly.

use arrayon_cluster::{
    Blocks, Distance, Grouping, Linkage, Relabeling, cluster, judge_groups, sample_distances,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_results::Separation;
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand::Rng;

const N_FEATURES: usize = 200;
const N_STUDIES: u64 = 100;

/// Animals of strong individuality, each measured before and after; sexes alternate and mean nothing.
fn judged(seed: u64, n_animals: usize) -> arrayon_cluster::GroupVerdict {
    let mut random = random_stream(seed, 7);
    // a sum of uniform numbers is near enough to a normal one
    let mut normal = || {
        let sum: f64 = (0..12)
            .map(|_| (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
            .sum();
        sum - 6.0
    };
    let n_samples = 2 * n_animals;
    let mut values = Array2::zeros((N_FEATURES, n_samples));
    for mut row in values.rows_mut() {
        let of_animals: Vec<f64> = (0..n_animals).map(|_| 0.6 * normal()).collect();
        let level = 8.0 + 2.0 * normal();
        for (sample, value) in row.iter_mut().enumerate() {
            *value = level + of_animals[sample / 2] + 0.15 * normal();
        }
    }
    let named = |letter: &str, n: usize| (0..n).map(|at| format!("{letter}{at}")).collect();
    let (features, samples) = (named("f", N_FEATURES), named("s", n_samples));
    let expression = ExpressionMatrix::new(features, samples, values).unwrap();
    let distances = sample_distances(&expression, Distance::Pearson).unwrap();
    let tree = cluster(&distances, Linkage::Average);
    let of_samples = |name: &dyn Fn(usize) -> String| (0..n_samples).map(name).collect();
    let grouping = Grouping {
        blocks: Some(Blocks {
            columns: vec!["time".to_owned(), "animal".to_owned()],
            strata: Some(of_samples(&|sample| (sample % 2).to_string())),
            units: Some(of_samples(&|sample| (sample / 2).to_string())),
        }),
        ..Grouping::new("sex", of_samples(&|sample| (sample / 2 % 2).to_string()))
    };
    judge_groups(&distances, &tree, &grouping, None, seed, &NoProgress).unwrap()
}

#[test]
fn samples_of_an_animal_count_once_whatever_else_is_blocked() {
    for seed in 0..20 {
        let few = judged(seed, 6);
        assert_eq!(few.verdict, Separation::CannotBeJudged);
        assert_eq!(few.permanova.smallest_p_value, 0.1);
        assert!(
            few.headline.contains("in whole blocks of time and animal"),
            "{}",
            few.headline
        );
    }
    let mut n_small = 0;
    for seed in 0..N_STUDIES {
        let found = judged(seed, 8).permanova;
        assert_eq!(found.relabeling, Relabeling::WholeBlocks);
        assert_eq!((found.n_permutations, found.is_exact), (70, true));
        n_small += u32::from(found.p_value <= 0.05);
    }
    // 2 of 70 are expected in 2.9 % of studies, at most 4.3 % below 0.05; 12 or more are hardly chance
    assert!(n_small < 12, "{n_small}");
}
