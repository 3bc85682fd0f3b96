//! Values without the shift of batches, against sva and limma in
//! `testdata/golden/display-adjustment`.

use crate::common::matrix_of;
use arrayon_cluster::{
    AdjustMethod, Blocks, ClusterError, Distance, GroupVerdict, Grouping, Linkage, SheetColumn,
    adjust_for_batches, cluster, judge_adjusted_groups, judge_groups, sample_distances,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_results::{ClusteredValues, Separation};
use arrayon_stats::random_stream::random_stream;
use arrayon_testkit::{Table, assert_all_close, read_table, testdata};
use ndarray::Array2;
use rand::Rng;

const TOLERANCE: f64 = 1e-8;

fn golden(file: &str) -> Table {
    read_table(&testdata().join("golden/display-adjustment").join(file))
}

fn expression() -> ExpressionMatrix {
    matrix_of(&golden("expression.tsv"))
}

fn columns(names: &[&str]) -> Vec<SheetColumn> {
    let table = golden("samples.tsv");
    let column = |name: &&str| {
        let values = table.text(name).iter().map(|&t| t.to_owned()).collect();
        ((*name).to_owned(), values)
    };
    names.iter().map(column).collect()
}

fn expected(case: &str) -> Vec<f64> {
    let table = golden("adjusted.tsv");
    let at = table.position("case");
    let rows = (0..table.rows.len()).filter(|&row| table.rows[row][at] == case);
    rows.flat_map(|row| table.row_numbers(row, 2)).collect()
}

#[test]
fn values_agree_with_combat_and_remove_batch_effect() {
    use AdjustMethod::{Combat, CombatMeanOnly, RemoveBatchEffect};
    let expression = expression();
    for (case, batches, kept, method, carried_out) in [
        ("combat", &["litter"][..], &["diet"][..], Combat, Combat),
        ("combat-without-groups", &["litter"], &[], Combat, Combat),
        (
            "combat-mean-only",
            &["litter"],
            &["diet"],
            CombatMeanOnly,
            CombatMeanOnly,
        ),
        ("combat-lone", &["lone"], &["diet"], Combat, CombatMeanOnly),
        (
            "remove-batch-effect",
            &["litter"],
            &["diet"],
            RemoveBatchEffect,
            RemoveBatchEffect,
        ),
        (
            "remove-batch-effect-without-groups",
            &["litter"],
            &[],
            RemoveBatchEffect,
            RemoveBatchEffect,
        ),
        (
            "remove-batch-effect-two",
            &["litter", "day"],
            &["diet"],
            RemoveBatchEffect,
            RemoveBatchEffect,
        ),
    ] {
        let found =
            adjust_for_batches(&expression, &columns(batches), &columns(kept), method).unwrap();
        assert_all_close(&found.values.row_major(), &expected(case), TOLERANCE, case);
        assert_eq!(found.adjustment.method, carried_out, "{case}");
        assert!(found.adjustment.in_words.contains(batches[0]), "{case}");
    }
}

#[test]
fn batches_that_cannot_be_told_from_groups_are_refused() {
    let expression = expression();
    let method = AdjustMethod::Combat;
    let diet = columns(&["diet"]);
    let adjust = |batches: &[SheetColumn], kept: &[SheetColumn]| {
        adjust_for_batches(&expression, batches, kept, method).unwrap_err()
    };
    let error = adjust(&diet, &diet);
    assert!(
        matches!(error, ClusterError::ConfoundedBatches { .. }),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "the effects of 'diet' cannot be told apart from those of the groups of 'diet'"
    );
    let own = (0..15).map(|at| format!("batch {at}")).collect();
    let error = adjust(&[("sample".to_owned(), own)], &[]);
    assert!(
        matches!(error, ClusterError::TooManyBatches { .. }),
        "{error}"
    );
    let same = ("plate".to_owned(), vec!["1".to_owned(); 15]);
    let error = adjust(&[same], &diet);
    assert_eq!(error, ClusterError::OneBatch("plate".to_owned()));
    let mut holed = columns(&["litter"]);
    holed[0].1[3].clear();
    let error = adjust(&holed, &diet);
    assert!(
        error
            .to_string()
            .contains("'s04' has no value in column 'litter'"),
        "{error}"
    );
}

/// Twenty samples of three litters, among which two diets are spread unevenly.
fn uneven_study() -> [SheetColumn; 2] {
    let litters = "a a a a a a b b b b b b c c c c c c c c";
    let diets = "l l l l l c l c c c c c l l l l c c c c";
    [("litter", litters), ("diet", diets)].map(|(name, values)| {
        let values = values.split(' ').map(str::to_owned).collect();
        (name.to_owned(), values)
    })
}

/// Noise with a shift of each litter and, where asked for, an effect of the diet.
fn simulated(seed: u64, columns: &[SheetColumn; 2], effect: f64) -> ExpressionMatrix {
    const N_FEATURES: usize = 40;
    let mut generator = random_stream(seed, 0);
    let mut normal = move || {
        let uniform = |bits: u32| f64::from(bits) / f64::from(u32::MAX);
        (0..12).map(|_| uniform(generator.next_u32())).sum::<f64>() - 6.0
    };
    let [(_, litters), (_, diets)] = columns;
    let values = Array2::from_shape_fn((N_FEATURES, litters.len()), |_| normal());
    let shifts = Array2::from_shape_fn((N_FEATURES, 3), |_| 2.0 * normal());
    let shifted = Array2::from_shape_fn(values.dim(), |(row, sample)| {
        let litter = ["a", "b", "c"]
            .iter()
            .position(|name| *name == litters[sample])
            .unwrap();
        let of_diet = if diets[sample] == "l" && row % 2 == 0 {
            effect
        } else {
            0.0
        };
        8.0 + values[(row, sample)] + shifts[(row, litter)] + of_diet
    });
    ExpressionMatrix::new(
        (0..N_FEATURES).map(|row| format!("f{row}")).collect(),
        (0..litters.len())
            .map(|sample| format!("s{sample}"))
            .collect(),
        shifted,
    )
    .unwrap()
}

/// The verdict on the diets with care; and what a test that does not know of the adjustment says.
fn verdicts(seed: u64, effect: f64, method: AdjustMethod) -> (GroupVerdict, GroupVerdict) {
    let columns = uneven_study();
    let expression = simulated(seed, &columns, effect);
    let (batches, diets) = (&columns[..1], &columns[1].1);
    let distances_of = |kept: &[SheetColumn]| {
        let adjusted = adjust_for_batches(&expression, batches, kept, method).unwrap();
        sample_distances(&adjusted.values, Distance::Pearson).unwrap()
    };
    let shown = distances_of(&columns[1..]);
    let tree = cluster(&shown, Linkage::WardD2);
    let readjusted = |whose: &[usize]| {
        let dealt = whose.iter().map(|&at| diets[at].clone()).collect();
        let distances = distances_of(&[("diet".to_owned(), dealt)]);
        Some(cluster(&distances, Linkage::WardD2))
    };
    let mut grouping = Grouping::new("diet", diets.clone());
    let naive = judge_groups(&shown, &tree, &grouping, None, 1, &NoProgress).unwrap();
    grouping.blocks = Some(Blocks::fixed("litter", columns[0].1.clone()));
    let without = distances_of(&[]);
    let judged = judge_adjusted_groups(
        (&shown, &tree),
        &without,
        &readjusted,
        &grouping,
        1,
        &NoProgress,
    )
    .unwrap();
    assert_eq!(judged.clustered_values, ClusteredValues::Adjusted);
    assert!(
        judged.rule.contains("trade within litter alone"),
        "{}",
        judged.rule
    );
    (judged, naive)
}

#[test]
fn groups_that_do_not_differ_are_not_pushed_apart_by_the_adjustment() {
    const N_STUDIES: u64 = 100;
    for method in [AdjustMethod::Combat, AdjustMethod::RemoveBatchEffect] {
        let (mut n_false, mut n_small, mut n_naive) = (0, 0, 0);
        for seed in 0..N_STUDIES {
            let (judged, naive) = verdicts(seed, 0.0, method);
            n_false += u32::from(judged.verdict != Separation::NotSeparated);
            n_small += u32::from(judged.permanova.p_value <= 0.05);
            n_naive += u32::from(naive.permanova.p_value <= 0.05);
        }
        // 5 % of 100 are 5; 12 or more come by chance in 1 of 230 test runs
        assert!(n_false <= n_small && n_small < 12, "{method}: {n_small}");
        // the care is needed
        assert!(n_naive > 20, "{method}: {n_naive}");
    }
}

#[test]
fn groups_that_differ_are_seen_once_batches_are_gone() {
    for method in [AdjustMethod::Combat, AdjustMethod::RemoveBatchEffect] {
        let found: Vec<Separation> = (0..20)
            .map(|seed| verdicts(seed, 3.0, method).0.verdict)
            .collect();
        let n_seen = found
            .iter()
            .filter(|&&one| one == Separation::Separated)
            .count();
        assert!(n_seen >= 18, "{method}: {found:?}");
    }
}

#[test]
fn batches_of_one_group_each_cannot_be_judged() {
    let expression = expression();
    let distances = sample_distances(&expression, Distance::Pearson).unwrap();
    let tree = cluster(&distances, Linkage::Average);
    let diet = columns(&["diet"]).remove(0);
    let mut grouping = Grouping::new("diet", diet.1.clone());
    grouping.blocks = Some(Blocks::fixed("batch", diet.1));
    let judged = judge_adjusted_groups(
        (&distances, &tree),
        &distances,
        &|_| Some(tree.clone()),
        &grouping,
        1,
        &NoProgress,
    )
    .unwrap();
    assert_eq!(judged.verdict, Separation::CannotBeJudged);
    assert_eq!(judged.permanova.smallest_p_value, 1.0);
}
