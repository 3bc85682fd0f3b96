//! How often verdicts are right on simulated studies of two groups.

use arrayon_cluster::{
    BootstrapPlan, Distance, Grouping, Linkage, bootstrap_counts, cluster, judge_groups,
    sample_distances,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_results::Separation;
use ndarray::Array2;

const N_STUDIES: u64 = 200;
const N_FEATURES: usize = 300;

/// 300 features over two groups of four: levels from 4 to 12, noise of about 0.4, and `shift`
/// added to a tenth of the features in the second group.
fn study(seed: u64, shift: f64) -> ExpressionMatrix {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut values = Array2::zeros((N_FEATURES, 8));
    for (feature, mut row) in values.rows_mut().into_iter().enumerate() {
        let level = 4.0 + 8.0 * uniform();
        for (sample, value) in row.iter_mut().enumerate() {
            let noise: f64 = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            let moved = feature % 10 == 0 && sample >= 4;
            *value = level + 0.4 * noise + if moved { shift } else { 0.0 };
        }
    }
    let features = (0..N_FEATURES).map(|i| format!("f{i}")).collect();
    let samples = (0..8).map(|i| format!("s{i}")).collect();
    ExpressionMatrix::new(features, samples, values).unwrap()
}

fn judge(expression: &ExpressionMatrix, seed: u64) -> Separation {
    let levels = ["a", "a", "a", "a", "b", "b", "b", "b"];
    let groups = Grouping::new("group", levels.map(String::from).to_vec());
    let (distance, linkage) = (Distance::Pearson, Linkage::Average);
    let plan = BootstrapPlan {
        n_bootstrap: 100,
        seed,
        ..BootstrapPlan::default()
    };
    let all = 0..plan.n_bootstrap;
    let counts = bootstrap_counts(expression, distance, linkage, &plan, all, &NoProgress).unwrap();
    let distances = sample_distances(expression, distance).unwrap();
    let (tree, support) = (cluster(&distances, linkage), counts.support());
    let judged = judge_groups(
        &distances,
        &tree,
        &groups,
        Some(&support),
        seed,
        &NoProgress,
    );
    judged.unwrap().verdict
}

fn verdicts(shift: f64) -> [usize; 3] {
    let mut counts = [0; 3];
    for seed in 0..N_STUDIES {
        counts[match judge(&study(seed, shift), seed) {
            Separation::Separated => 0,
            Separation::Partly => 1,
            Separation::NotSeparated => 2,
            Separation::CannotBeJudged => panic!("four samples a group can be judged"),
        }] += 1;
    }
    counts
}

#[test]
fn groups_without_a_difference_are_hardly_ever_separated() {
    let [separated, partly, not] = verdicts(0.0);
    assert!(
        separated <= 2,
        "{separated} separated, {partly} partly, {not} not"
    );
    assert!(
        separated + partly <= 10,
        "{separated} separated, {partly} partly, {not} not"
    );
}

#[test]
fn groups_with_a_large_difference_are_separated() {
    let [separated, partly, not] = verdicts(2.0);
    assert!(
        separated >= 190,
        "{separated} separated, {partly} partly, {not} not"
    );
}
