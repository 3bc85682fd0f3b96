//! What must hold for rotation tests, clusters and translations of any sets.

use arrayon_core::{ExpressionMatrix, GeneSet};
use arrayon_genesets::{
    FeatureSets, LinearEffects, OrthologPolicy, Orthologs, PrerankedSettings, RoastRow,
    RoastSettings, SetClusterSettings, SetGroups, SetProfile, SetStatistic, group_sets, preranked,
    roast,
};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use proptest::prelude::*;
use rand::RngExt;
use std::collections::BTreeSet;

const N_FEATURES: usize = 40;

fn effects(seed: u64) -> LinearEffects {
    let mut random = random_stream(seed, 0);
    let values = Array2::from_shape_simple_fn((N_FEATURES, 6), || 8.0 + random.random::<f64>());
    let names = |prefix: &str, n: usize| (0..n).map(|at| format!("{prefix}{at}")).collect();
    let expression = ExpressionMatrix::new(names("F", N_FEATURES), names("S", 6), values).unwrap();
    let design = Array2::from_shape_fn((6, 2), |(at, column)| {
        ((at % 2) * column + 1 - column) as f64
    });
    LinearEffects::new(&expression, &design, &[0.0, 1.0]).unwrap()
}

fn test(
    effects: &LinearEffects,
    sets: &[(String, Vec<u32>)],
    statistic: SetStatistic,
) -> Vec<RoastRow> {
    let sets = sets
        .iter()
        .map(|(id, rows)| (id.clone(), String::new(), rows.clone()));
    let sets = FeatureSets::from_rows(N_FEATURES, sets).unwrap();
    let prior = VariancePrior::new(PerFeature::Shared(0.1), PerFeature::Shared(3.0));
    let settings = RoastSettings {
        statistic,
        n_rotations: 203,
        seed: 9,
    };
    roast(effects, &prior, &sets, settings).unwrap()
}

fn some_sets() -> impl Strategy<Value = Vec<(String, Vec<u32>)>> {
    let rows = prop::collection::btree_set(0..N_FEATURES as u32, 1..20);
    prop::collection::vec(rows, 1..12).prop_map(|sets| {
        (sets.into_iter().enumerate())
            .map(|(at, rows)| (format!("s{at:02}"), rows.into_iter().collect()))
            .collect()
    })
}

fn clusters(sets: &[(String, Vec<u32>)]) -> SetGroups {
    let profiles: Vec<SetProfile<'_>> = (sets.iter())
        .map(|(id, genes)| SetProfile {
            id,
            p_value: genes.len() as f64 / 100.0,
            genes,
        })
        .collect();
    let settings = SetClusterSettings {
        min_overlap: 2,
        min_kappa: 0.3,
        ..SetClusterSettings::default()
    };
    group_sets(&profiles, N_FEATURES, settings).unwrap()
}

/// Clusters by the ids of their sets.
fn by_id(found: &SetGroups, sets: &[(String, Vec<u32>)]) -> (Vec<Vec<String>>, Vec<String>) {
    let ids = |at: &[usize]| at.iter().map(|&at| sets[at].0.clone()).collect();
    let clusters = found.groups.iter().map(|one| ids(&one.sets)).collect();
    (clusters, ids(&found.alone))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A set's p-values depend neither on the other sets nor on their order.
    #[test]
    fn each_set_is_tested_by_itself(sets in some_sets(), seed in 0_u64..50, which in 0_usize..4) {
        let statistic = [
            SetStatistic::Mean, SetStatistic::FloorMean, SetStatistic::Mean50, SetStatistic::MeanSquare,
        ][which];
        let effects = effects(seed);
        let together = test(&effects, &sets, statistic);
        prop_assert_eq!(together.len(), sets.len());
        let mut turned = sets.clone();
        turned.reverse();
        prop_assert_eq!(&test(&effects, &turned, statistic), &together);
        let alone = test(&effects, &sets[..1], statistic);
        let one = together.iter().find(|one| one.set_id == sets[0].0).unwrap();
        prop_assert_eq!(
            (one.p_value, one.mixed_p_value, one.p_up, one.p_down, one.direction),
            (alone[0].p_value, alone[0].mixed_p_value, alone[0].p_up, alone[0].p_down, alone[0].direction)
        );
        for one in &together {
            prop_assert!(one.p_value > 0.0 && one.p_value <= 1.0);
            prop_assert!(one.adj_p_value >= one.p_value && one.mixed_adj_p_value >= one.mixed_p_value);
            prop_assert!(one.proportion_up + one.proportion_down <= 1.0);
        }
    }

    #[test]
    fn clusters_do_not_depend_on_order(sets in some_sets(), by in 0_usize..12) {
        let found = clusters(&sets);
        let mut turned = sets.clone();
        turned.rotate_left(by % sets.len());
        prop_assert_eq!(by_id(&found, &sets), by_id(&clusters(&turned), &turned));
        let clustered: BTreeSet<usize> =
            found.groups.iter().flat_map(|one| one.sets.iter().copied()).collect();
        let alone: BTreeSet<usize> = found.alone.iter().copied().collect();
        prop_assert!(clustered.is_disjoint(&alone));
        prop_assert_eq!(clustered.len() + alone.len(), sets.len());
        prop_assert!(found.groups.iter().all(|one| one.sets.len() >= 3));
    }

    /// There and back by pairs of single orthologs, a set keeps the genes that have one.
    #[test]
    fn translations_come_back(pairs in prop::collection::btree_set((0_u8..20, 0_u8..20), 1..40)) {
        let pairs = pairs.into_iter().map(|(a, b)| (format!("A{a}"), format!("B{b}")));
        let (ones, others): (Vec<String>, Vec<String>) = pairs.unzip();
        let zip = |one: &[String], other: &[String]| {
            Orthologs::from_pairs(one.iter().cloned().zip(other.iter().cloned()).collect())
        };
        let (there, back) = (zip(&ones, &others), zip(&others, &ones));
        let genes = (0..20).map(|gene| format!("A{gene}")).collect();
        let set = [GeneSet::new("s".into(), String::new(), genes)];
        let strict = there.translate_sets(&set, OrthologPolicy::OneToOne).unwrap();
        let counts = strict.counts;
        prop_assert_eq!(counts.n_genes, strict.lost.len() + counts.n_one_to_one);
        prop_assert_eq!(counts.n_translated, counts.n_one_to_one);
        // Without any pair of single orthologs nothing is left to come back.
        let again = back.translate_sets(&strict.sets, OrthologPolicy::OneToOne);
        let again = again.map_or_else(|_| Vec::new(), |again| again.sets);
        let kept: BTreeSet<&String> = again.iter().flat_map(|set| &set.genes).collect();
        prop_assert!(set[0].genes.iter().all(|gene| kept.contains(gene) != strict.lost.contains(gene)));
        let all = there.translate_sets(&set, OrthologPolicy::All).unwrap().counts;
        let sum = all.n_without_ortholog + all.n_with_several + all.n_sharing + all.n_one_to_one;
        prop_assert_eq!(sum, all.n_genes);
    }

    /// Statistics of few values, so that most are tied, in two orders of the features.
    #[test]
    fn ties_do_not_follow_the_order_of_features(
        sets in some_sets(),
        values in prop::collection::vec(-3_i8..4, N_FEATURES),
        order in Just((0..N_FEATURES).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let statistic: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let moved: Vec<f64> = order.iter().map(|&row| statistic[row]).collect();
        let place = |row: &u32| order.iter().position(|&at| at == *row as usize).unwrap() as u32;
        let of = |place: &dyn Fn(&u32) -> u32| {
            let sets = (sets.iter())
                .map(|(id, rows)| (id.clone(), String::new(), rows.iter().map(place).collect()));
            FeatureSets::from_rows(N_FEATURES, sets).unwrap()
        };
        let (own, others) = (of(&|row| *row), of(&place));
        let settings = PrerankedSettings { min_size: 2, n_random: 100, ..Default::default() };
        let first = preranked(&statistic, &own, settings).unwrap();
        let second = preranked(&moved, &others, settings).unwrap();
        prop_assert_eq!(first.len(), second.len());
        for (one, other) in first.iter().zip(&second) {
            prop_assert_eq!(&one.set_id, &other.set_id);
            prop_assert_eq!(one.enrichment_score.to_bits(), other.enrichment_score.to_bits());
            prop_assert_eq!(one.p_value.to_bits(), other.p_value.to_bits());
            let mut edges = [&one.leading_features, &other.leading_features].map(Clone::clone);
            edges[0].iter_mut().for_each(|row| *row = place(row));
            edges.iter_mut().for_each(|edge| edge.sort_unstable());
            prop_assert_eq!(&edges[0], &edges[1]);
        }
    }
}
