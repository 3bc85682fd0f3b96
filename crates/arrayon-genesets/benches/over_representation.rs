//! A collection of 1,000 sets against a list of 800 of 23,000 genes.

use arrayon_core::GeneSet;
use arrayon_genesets::{
    GeneList, GeneUniverse, MatchedSets, SetSizes, SymbolAliases, over_representation,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const N_GENES: usize = 23_000;

/// Numbers that look random and are the same on every run.
fn scattered(seed: usize, n: usize) -> Vec<usize> {
    let step = |i: usize| (seed + i).wrapping_mul(2_654_435_761) >> 7;
    (0..n).map(|i| step(i * 7 + 1) % N_GENES).collect()
}

fn bench(criterion: &mut Criterion) {
    let genes: Vec<String> = (0..N_GENES).map(|i| format!("Gene{i}")).collect();
    let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
    let pick = |numbers: Vec<usize>| {
        numbers
            .into_iter()
            .map(|i| genes[i].clone())
            .collect::<Vec<_>>()
    };
    let sets: Vec<GeneSet> = (0..1_000)
        .map(|i| {
            let members = pick(scattered(i * 1_000, 10 + i % 490));
            GeneSet::new(format!("S{i}"), String::new(), members)
        })
        .collect();
    let list = pick(scattered(5, 800));
    let list = GeneList::from_genes(&universe, list.iter().map(String::as_str)).unwrap();
    let aliases = SymbolAliases::default();
    let matched = MatchedSets::new("bench", &sets, &universe, &aliases).unwrap();
    let settings = SetSizes::default();

    criterion.bench_function("match 1,000 sets to 23,000 genes", |bencher| {
        bencher.iter(|| MatchedSets::new("bench", black_box(&sets), &universe, &aliases).unwrap());
    });
    criterion.bench_function(
        "over-representation, 1,000 sets x 23,000 genes",
        |bencher| {
            bencher.iter(|| {
                over_representation(&universe, black_box(&list), &matched, settings).unwrap()
            });
        },
    );
}

criterion_group!(benches, bench);
criterion_main!(benches);
