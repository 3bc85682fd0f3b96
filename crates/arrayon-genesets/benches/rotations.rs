//! Rotation tests: 1,000 sets of 10 to 499 of 23,000 features, 12 arrays, 9,999 rotations.
//! `peer.R` beside this file times limma on the same shape.

use arrayon_core::ExpressionMatrix;
use arrayon_genesets::{FeatureSets, LinearEffects, RoastSettings, SetStatistic, roast};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand::RngExt;
use std::hint::black_box;

const N_FEATURES: usize = 23_000;
const N_SAMPLES: usize = 12;

fn bench(criterion: &mut Criterion) {
    let mut random = random_stream(1, 0);
    let values = Array2::from_shape_simple_fn((N_FEATURES, N_SAMPLES), || {
        8.0 + normal::quantile(random.random::<f64>().clamp(1e-12, 1.0 - 1e-12))
    });
    let names = |prefix: &str, n: usize| (0..n).map(|at| format!("{prefix}{at}")).collect();
    let (features, samples) = (names("F", N_FEATURES), names("S", N_SAMPLES));
    let expression = ExpressionMatrix::new(features, samples, values).expect("unique names");
    let design = Array2::from_shape_fn((N_SAMPLES, 2), |(sample, group)| {
        f64::from(u8::from(sample / 6 == group))
    });
    let sets = (0..1_000).map(|set| {
        let size = 10 + (set * 7) % 490;
        let row = |_| random.random_range(0..N_FEATURES as u32);
        (
            format!("S{set}"),
            String::new(),
            (0..size).map(row).collect(),
        )
    });
    let sets = FeatureSets::from_rows(N_FEATURES, sets).expect("rows of the matrix");
    let effects = LinearEffects::new(&expression, &design, &[-1.0, 1.0]).expect("full rank");
    let prior = VariancePrior::new(PerFeature::Shared(1.0), PerFeature::Shared(4.0));
    let mut group = criterion.benchmark_group("1,000 sets x 23,000 features, 9,999 rotations");
    group.sample_size(10);
    for (name, statistic) in [
        ("mean", SetStatistic::Mean),
        ("floormean", SetStatistic::FloorMean),
        ("mean50", SetStatistic::Mean50),
        ("msq", SetStatistic::MeanSquare),
    ] {
        let settings = RoastSettings {
            statistic,
            ..RoastSettings::default()
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| roast(black_box(&effects), &prior, &sets, settings).expect("a study"));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
