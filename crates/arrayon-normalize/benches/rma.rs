//! The steps of RMA on arrays the size of a Clariom S array: 27,000 features of ten probes.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{NoProgress, ProbeSetKind};
use arrayon_normalize::{
    BackgroundModel, NormalizeSection, Precision, RankedArray, correct_array, mean_distribution,
    normalize,
};
use arrayon_stats::random_stream::random_stream;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rand::Rng;
use std::hint::black_box;

const N_FEATURES: usize = 27_000;
const PROBES_PER_FEATURE: usize = 10;
const N_PROBES: usize = N_FEATURES * PROBES_PER_FEATURE;
const N_ARRAYS: usize = 12;

/// Whole numbers like a scan's: background about 60, signal exponential.
fn array(stream: u64) -> Vec<f32> {
    let mut generator = random_stream(1, stream);
    let mut uniform = || (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
    (0..N_PROBES)
        .map(|_| {
            let background = 40.0 + 40.0 * (uniform() + uniform() + uniform()) / 3.0;
            let signal = -uniform().ln() * 150.0;
            (background + signal).round() as f32
        })
        .collect()
}

fn features() -> Vec<FeatureProbes> {
    let run = |at: usize| at * PROBES_PER_FEATURE..(at + 1) * PROBES_PER_FEATURE;
    (0..N_FEATURES)
        .map(|at| FeatureProbes {
            id: at.to_string(),
            kind: ProbeSetKind::Main,
            probes: std::iter::once(run(at)).collect(),
        })
        .collect()
}

fn one_array(criterion: &mut Criterion) {
    let raw = array(0);
    let ranked = RankedArray::new(&raw).unwrap();
    let model = BackgroundModel::fit(&ranked).unwrap();
    let mut group = criterion.benchmark_group("one array");
    group.throughput(Throughput::Elements(N_PROBES as u64));
    group.bench_function("rank", |bencher| {
        bencher.iter(|| RankedArray::new(black_box(&raw)).unwrap());
    });
    group.bench_function("fit background", |bencher| {
        bencher.iter(|| BackgroundModel::fit(black_box(&ranked)).unwrap());
    });
    group.bench_function("correct", |bencher| {
        let copy = || ranked.clone();
        let correct = |array: RankedArray| array.map(|value| model.signal(value));
        bencher.iter_batched(copy, correct, BatchSize::LargeInput);
    });
    group.finish();
}

fn twelve_arrays(criterion: &mut Criterion) {
    let settings = NormalizeSection::default();
    let arrays: Vec<RankedArray> = (0..N_ARRAYS as u64)
        .map(|stream| {
            correct_array(&array(stream), &settings)
                .unwrap()
                .intensities
        })
        .collect();
    let features = features();
    let mut group = criterion.benchmark_group("twelve arrays");
    group.sample_size(20);
    group.throughput(Throughput::Elements((N_PROBES * N_ARRAYS) as u64));
    group.bench_function("mean distribution", |bencher| {
        bencher.iter(|| mean_distribution(black_box(&arrays), Precision::F64).unwrap());
    });
    group.bench_function("quantiles and median polish", |bencher| {
        let arrays = black_box(&arrays);
        bencher.iter(|| normalize(arrays, &features, &settings, &mut (), &NoProgress).unwrap());
    });
    group.finish();
}

criterion_group!(benches, one_array, twelve_arrays);
criterion_main!(benches);
