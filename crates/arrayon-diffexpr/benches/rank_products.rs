//! 23,000 features, 6 against 6 samples: rank products and SAM; `samr_peer.R` beside this file
//! times samr on the same shape.

use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::{
    RankNull, RankSettings, Replicates, SamComparison, SamSettings, rank_products, sam,
};
use arrayon_stats::random_stream::random_stream;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand::RngExt;
use std::hint::black_box;

const N_FEATURES: usize = 23_000;

fn matrix() -> ExpressionMatrix {
    let mut random = random_stream(1, 0);
    let values = Array2::from_shape_simple_fn((N_FEATURES, 12), || random.random::<f64>());
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
    ExpressionMatrix::new(names("g", N_FEATURES), names("s", 12), values).expect("unique")
}

fn benches(criterion: &mut Criterion) {
    let matrix = matrix();
    let (target, reference): (Vec<usize>, Vec<usize>) = ((0..6).collect(), (6..12).collect());
    let mut group = criterion.benchmark_group("23000 features, k = 6");
    group.sample_size(10);
    let ratios = Replicates::LogRatios(target.clone());
    let groups = Replicates::two_class(&target, &reference);
    for (name, replicates, null) in [
        ("log ratios, certified", &ratios, RankNull::Independent),
        ("two groups, certified", &groups, RankNull::Independent),
        ("two groups, 200 labellings", &groups, RankNull::default()),
    ] {
        let settings = RankSettings {
            null,
            ..RankSettings::default()
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(rank_products(&matrix, replicates, &settings)));
        });
    }
    let comparison = SamComparison::TwoClass { target, reference };
    group.bench_function("SAM, 200 labellings", |bencher| {
        bencher.iter(|| black_box(sam(&matrix, &comparison, &SamSettings::default())));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
