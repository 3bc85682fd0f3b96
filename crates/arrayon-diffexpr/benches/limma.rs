//! 27,000 features x 200 arrays, three contrasts: fit, moderation, tables.
//! `limma_peer.R` beside this file times limma on the same shape.

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{ModerationSettings, Settings, analyze_all};
use arrayon_stats::random_stream::random_stream;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand::RngExt;
use std::hint::black_box;

const N_FEATURES: usize = 27_000;
const N_SAMPLES: usize = 200;

fn study() -> (ExpressionMatrix, SampleSheet) {
    let mut random = random_stream(1, 0);
    let mut uniform = || random.random::<f64>();
    let mut values = Vec::with_capacity(N_FEATURES * N_SAMPLES);
    for _ in 0..N_FEATURES {
        let (base, scale) = (3.0 + 10.0 * uniform(), 0.1 + uniform());
        for _ in 0..N_SAMPLES {
            values.push(base + scale * (uniform() + uniform() + uniform() - 1.5));
        }
    }
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    let values = Array2::from_shape_vec((N_FEATURES, N_SAMPLES), values).expect("shape");
    let samples = names("s", N_SAMPLES);
    let column = |name: &str, values: Vec<String>| SheetColumn {
        name: name.into(),
        values,
    };
    let groups = (0..N_SAMPLES)
        .map(|i| ["a", "b", "c", "d"][i % 4].to_owned())
        .collect();
    let batches = (0..N_SAMPLES)
        .map(|i| ["x", "y"][(i / 7) % 2].to_owned())
        .collect();
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: samples.clone(),
        lines: (2..).take(N_SAMPLES).collect(),
        files: None,
        columns: vec![column("group", groups), column("batch", batches)],
    };
    let expression = ExpressionMatrix::new(names("g", N_FEATURES), samples, values);
    (expression.expect("unique names"), sheet)
}

fn contrast(reference: &str, target: &str) -> Contrast {
    let id = format!("{target}_vs_{reference}");
    let mut contrast = Contrast::between(&id, "group", reference, target);
    contrast.blocking = vec!["batch".into()];
    contrast
}

fn limma(criterion: &mut Criterion) {
    let (expression, sheet) = study();
    let contrasts = [contrast("a", "b"), contrast("a", "c"), contrast("c", "d")];
    let mut group = criterion.benchmark_group("27000x200, 3 contrasts");
    group.sample_size(20);
    for (name, trend, robust) in [
        ("plain", false, false),
        ("trend", true, false),
        ("trend and robust", true, true),
    ] {
        let moderation = ModerationSettings {
            trend,
            robust,
            ..Default::default()
        };
        let settings = Settings {
            moderation,
            ..Settings::default()
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let results = analyze_all(&expression, &sheet, &contrasts, &settings);
                black_box(results.expect("a sound study"));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, limma);
criterion_main!(benches);
