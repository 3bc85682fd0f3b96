//! Reading and writing a large expression matrix: 27,000 features x 200 samples, about 95 MB.

use arrayon_core::ExpressionMatrix;
use arrayon_formats::matrix;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ndarray::Array2;
use std::hint::black_box;

const N_FEATURES: usize = 27_000;
const N_SAMPLES: usize = 200;

/// Log2-like values with all their digits.
fn large_matrix() -> ExpressionMatrix {
    let value = |(row, column): (usize, usize)| {
        let mixed = (row * N_SAMPLES + column).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
        2.0 + 14.0 * mixed as f64 / (1u64 << 53) as f64
    };
    ExpressionMatrix::new(
        (0..N_FEATURES)
            .map(|row| format!("TC{row:010}.rn.2"))
            .collect(),
        (0..N_SAMPLES)
            .map(|column| format!("sample_{column}"))
            .collect(),
        Array2::from_shape_fn((N_FEATURES, N_SAMPLES), value),
    )
    .expect("names are unique")
}

fn tables(criterion: &mut Criterion) {
    let expression = large_matrix();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut text = Vec::new();
    matrix::tsv::write(&expression, &mut text).expect("memory takes all");
    std::fs::write(file.path(), &text).expect("room for 100 MB");

    let mut group = criterion.benchmark_group("matrix_27000x200");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read_tsv", |bencher| {
        bencher.iter(|| matrix::read(black_box(file.path())).expect("it was just written"));
    });
    group.bench_function("write_tsv", |bencher| {
        bencher.iter(|| {
            let mut out = Vec::with_capacity(text.len());
            matrix::tsv::write(black_box(&expression), &mut out).expect("memory takes all");
            out
        });
    });
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
