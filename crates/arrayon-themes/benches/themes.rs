//! The themes of lists of 800 of 23,000 genes.

use arrayon_genesets::{GeneList, GeneUniverse};
use arrayon_themes::{Species, ThemeSettings, assess_themes, default_panel};
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeSet;
use std::hint::black_box;

const N_GENES: usize = 23_000;

fn bench(criterion: &mut Criterion) {
    let panel = default_panel(Species::Rat);
    let genes: BTreeSet<String> = (panel.sets.iter())
        .flat_map(|set| set.genes.iter().cloned())
        .collect();
    let others = (genes.len()..N_GENES).map(|i| format!("Other{i}"));
    let genes: Vec<String> = genes.iter().cloned().chain(others).collect();
    let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
    // numbers that look random and are the same on every run
    let scattered =
        (0..800_usize).map(|i| ((i * 7 + 6).wrapping_mul(2_654_435_761) >> 7) % N_GENES);
    let list = scattered.map(|at| genes[at].as_str());
    let list = GeneList::from_genes(&universe, list).unwrap();
    let settings = ThemeSettings::default();
    criterion.bench_function("themes, both directions, 23,000 genes", |bencher| {
        bencher
            .iter(|| assess_themes(panel, &universe, black_box(&list), &list, settings).unwrap());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
