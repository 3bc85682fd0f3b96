//! What must hold for any list, set and universe.

use arrayon_core::GeneSet;
use arrayon_genesets::{
    GeneList, GeneUniverse, MatchedSets, OverRepresentation, OverlapCounts, SetSizes,
    SymbolAliases, over_representation,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn gene(number: usize) -> String {
    format!("Gene{number}")
}

fn run(genes: &[usize], list: &[usize], sets: &[Vec<usize>]) -> OverRepresentation {
    let names: Vec<String> = genes.iter().map(|&number| gene(number)).collect();
    let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).unwrap();
    let listed: Vec<String> = list.iter().map(|&number| gene(number)).collect();
    let list = GeneList::from_genes(&universe, listed.iter().map(String::as_str)).unwrap();
    let sets: Vec<GeneSet> = (sets.iter())
        .map(|members| {
            let smallest = members.iter().min().unwrap();
            let id = format!(
                "{}-{smallest}-{}",
                members.len(),
                members.iter().sum::<usize>()
            );
            GeneSet::new(
                id,
                String::new(),
                members.iter().map(|&number| gene(number)).collect(),
            )
        })
        .collect();
    let sets = MatchedSets::new("c", &sets, &universe, &SymbolAliases::default()).unwrap();
    let settings = SetSizes {
        min_size: 3,
        max_size: 40,
    };
    over_representation(&universe, &list, &sets, settings).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn p_falls_with_the_overlap_and_ease_is_never_smaller(
        n_universe in 1_usize..3_000, set in 0.0..1.0_f64, list in 0.0..1.0_f64,
    ) {
        let set_size = (set * n_universe as f64) as usize;
        let n_list = (list * n_universe as f64) as usize;
        let smallest = (set_size + n_list).saturating_sub(n_universe);
        let mut before = (1.0, 1.0);
        for overlap in smallest..=set_size.min(n_list) {
            let counts = OverlapCounts { n_universe, set_size, n_list, overlap };
            let now = (counts.fisher_p(), counts.ease_p());
            prop_assert!((0.0..=1.0).contains(&now.0) && (0.0..=1.0).contains(&now.1));
            prop_assert!(now.0 <= before.0 * (1.0 + 1e-12), "{counts:?}");
            prop_assert!(now.1 <= before.1 * (1.0 + 1e-12), "{counts:?}");
            prop_assert!(now.1 >= now.0 * (1.0 - 1e-12), "{counts:?}");
            before = now;
        }
    }

    #[test]
    fn order_and_threads_change_nothing(
        sets in prop::collection::btree_set(prop::collection::btree_set(0_usize..60, 1..30), 1..12),
        list in prop::collection::btree_set(0_usize..60, 0..30),
        seed in 0_u64..1_000,
    ) {
        let mut seen = BTreeSet::new();
        let sets: Vec<Vec<usize>> = sets.into_iter().map(|set| set.into_iter().collect::<Vec<_>>())
            .filter(|set: &Vec<usize>| seen.insert((set.len(), set[0], set.iter().sum::<usize>())))
            .collect();
        let list: Vec<usize> = list.into_iter().collect();
        let genes: Vec<usize> = (0..60).collect();
        let forward = run(&genes, &list, &sets);
        let turn = |numbers: &[usize]| {
            let mut turned: Vec<usize> = numbers.iter().rev().copied().collect();
            if !turned.is_empty() {
                let by = seed as usize % turned.len();
                turned.rotate_left(by);
            }
            turned
        };
        let turned_sets: Vec<Vec<usize>> = sets.iter().rev().map(|set| turn(set)).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let backward = pool.install(|| run(&turn(&genes), &turn(&list), &turned_sets));
        // NaN (an empty list) differs from itself: compare the printed form.
        prop_assert_eq!(format!("{forward:?}"), format!("{backward:?}"));
        prop_assert_eq!(forward.tested.len() + forward.untested.len(), sets.len());
        for result in &forward.tested {
            prop_assert!(result.adj_p_value >= result.p_value);
            prop_assert_eq!(result.overlap_genes.len(), result.n_overlap);
        }
    }
}
