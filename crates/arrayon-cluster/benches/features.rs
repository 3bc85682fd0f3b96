//! Tree of 20,000 features over 48 samples, distance and clustering.
//!
//! The peer is `benches/peer_features.R` (R's `cor` and fastcluster).
//!
//! AMD EPYC, November 2026, two cores: average linkage of 20,000 features 0.81 s, `ward.D2` 1.34 s; R's average
//! linkage 51 s and 9.4 GB.

use arrayon_cluster::{Distance, Linkage, cluster_features};
use arrayon_core::ExpressionMatrix;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;

/// Uniform noise: no structure that would make the work short.
fn expression(n_features: usize, n_samples: usize) -> ExpressionMatrix {
    let mut state = 1_u64;
    let values = Array2::from_shape_simple_fn((n_features, n_samples), || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        4.0 + (state >> 11) as f64 / (1_u64 << 53) as f64
    });
    ExpressionMatrix::new(
        (0..n_features).map(|i| format!("f{i}")).collect(),
        (0..n_samples).map(|i| format!("s{i}")).collect(),
        values,
    )
    .expect("ids are distinct")
}

fn features(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("features_x48");
    group.sample_size(10);
    for n_features in [5_000, 20_000] {
        let expression = expression(n_features, 48);
        for (distance, linkage) in [
            (Distance::Pearson, Linkage::Average),
            (Distance::Euclidean, Linkage::WardD2),
        ] {
            group.bench_function(format!("{n_features}/{distance}/{linkage}"), |bencher| {
                bencher.iter(|| cluster_features(&expression, distance, linkage));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, features);
criterion_main!(benches);
