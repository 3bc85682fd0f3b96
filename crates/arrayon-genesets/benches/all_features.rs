//! Tests on all features: 1,000 sets of 10 to 499 of 23,000 features, 30 of them planted.

use arrayon_core::ExpressionMatrix;
use arrayon_genesets::{
    FeatureSets, LinearEffects, PRESET_CORRELATION, PrerankedSettings, camera, camera_pr, fry,
    preranked,
};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_stats::normal;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use std::hint::black_box;

const N_FEATURES: usize = 23_000;

/// Numbers from 0 to 1 that look random and are the same on every run.
fn scattered(number: u64) -> f64 {
    let mut bits = number
        .wrapping_add(0x9E37_79B9_7F4A_7C15)
        .wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits ^= bits >> 31;
    bits = bits.wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 29)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn normal_number(number: u64) -> f64 {
    normal::quantile(scattered(number).clamp(1e-12, 1.0 - 1e-12))
}

fn bench(criterion: &mut Criterion) {
    let values = Array2::from_shape_fn((N_FEATURES, 12), |(row, sample)| {
        8.0 + normal_number((row * 12 + sample) as u64)
    });
    let features = (0..N_FEATURES).map(|row| format!("F{row}")).collect();
    let samples = (0..12).map(|sample| format!("S{sample}")).collect();
    let expression = ExpressionMatrix::new(features, samples, values).unwrap();
    let design = Array2::from_shape_fn((12, 2), |(sample, group)| {
        f64::from(u8::from(sample / 6 == group))
    });
    let mut statistic: Vec<f64> = (0..N_FEATURES)
        .map(|row| normal_number((1 << 40) + row as u64))
        .collect();
    let sets: Vec<(String, String, Vec<u32>)> = (0..1_000_u64)
        .map(|set| {
            let size = 10 + (set * 7) % 490;
            let rows = (0..size)
                .map(|at| (scattered((2 << 40) + set * 1_000 + at) * N_FEATURES as f64) as u32)
                .collect();
            (format!("S{set}"), String::new(), rows)
        })
        .collect();
    for (_, _, rows) in &sets[..30] {
        rows.iter().for_each(|&row| statistic[row as usize] += 0.7);
    }
    let sets = FeatureSets::from_rows(N_FEATURES, sets).unwrap();
    let effects = LinearEffects::new(&expression, &design, &[-1.0, 1.0]).unwrap();
    let prior = VariancePrior::new(PerFeature::Shared(1.0), PerFeature::Shared(4.0));

    criterion.bench_function("effects, 23,000 features x 12", |bencher| {
        bencher.iter(|| LinearEffects::new(black_box(&expression), &design, &[-1.0, 1.0]).unwrap());
    });
    criterion.bench_function("camera, preset correlation, 1,000 sets", |bencher| {
        bencher.iter(|| camera_pr(black_box(&statistic), &sets, PRESET_CORRELATION).unwrap());
    });
    criterion.bench_function("camera, estimated correlation, 1,000 sets", |bencher| {
        bencher.iter(|| camera(black_box(&statistic), &effects, &sets, false).unwrap());
    });
    criterion.bench_function("fry, 1,000 sets", |bencher| {
        bencher.iter(|| fry(black_box(&effects), &prior, &sets).unwrap());
    });
    let mut group = criterion.benchmark_group("preranked");
    group.sample_size(10);
    group.bench_function("preranked, 1,000 sets x 23,000 features", |bencher| {
        bencher.iter(|| {
            preranked(black_box(&statistic), &sets, PrerankedSettings::default()).unwrap()
        });
    });
    let found = preranked(&statistic, &sets, PrerankedSettings::default()).unwrap();
    assert!(
        found[0].p_value < 1e-10,
        "smallest p {:e}",
        found[0].p_value
    );
}

criterion_group!(benches, bench);
criterion_main!(benches);
