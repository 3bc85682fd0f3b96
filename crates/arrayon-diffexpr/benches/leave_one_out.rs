//! 27,000 features x 24 arrays, one contrast: the linear fit, the whole analysis, leaving each array
//! out in turn (which includes a fit), and the analysis with that, as the program does both: the
//! difference to the analysis alone is what leaving arrays out costs where the fit is there.

use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ColumnRoles, DecisionMethod, ModerationSettings, Settings, StudySettings, analyze,
    analyze_study, build_design, fit_linear_models, leave_one_out,
};
use arrayon_stats::random_stream::random_stream;
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand::RngExt;
use std::hint::black_box;

const N_FEATURES: usize = 27_000;
const N_SAMPLES: usize = 24;
const TOP_K: usize = 50;

fn study() -> (ExpressionMatrix, SampleSheet, Contrast) {
    let mut random = random_stream(1, 0);
    let mut uniform = || random.random::<f64>();
    let mut values = Vec::with_capacity(N_FEATURES * N_SAMPLES);
    for feature in 0..N_FEATURES {
        let (base, scale) = (3.0 + 10.0 * uniform(), 0.1 + uniform());
        let effect = if feature % 20 == 0 { scale } else { 0.0 };
        for sample in 0..N_SAMPLES {
            let noise = scale * (uniform() + uniform() + uniform() - 1.5);
            values.push(base + noise + if sample % 2 == 0 { effect } else { 0.0 });
        }
    }
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    let samples = names("s", N_SAMPLES);
    let sheet = SampleSheet {
        path: "samples.csv".into(),
        samples: samples.clone(),
        lines: (2..).take(N_SAMPLES).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: (0..N_SAMPLES)
                .map(|i| ["a", "b"][i % 2].to_owned())
                .collect(),
        }],
    };
    let contrast = Contrast::between("b_vs_a", "group", "a", "b");
    let values = Array2::from_shape_vec((N_FEATURES, N_SAMPLES), values).expect("shape");
    let expression = ExpressionMatrix::new(names("g", N_FEATURES), samples, values);
    (expression.expect("unique names"), sheet, contrast)
}

fn left_out(criterion: &mut Criterion) {
    let (expression, sheet, contrast) = study();
    let mut group = criterion.benchmark_group("27000x24, one contrast");
    group.sample_size(20);
    let design = build_design(&sheet, &contrast, &ColumnRoles::default()).expect("a sound study");
    group.bench_function("fit_linear_models", |bencher| {
        bencher.iter(|| black_box(fit_linear_models(&expression, &design).expect("sound")));
    });
    for (name, trend, robust) in [
        ("plain", false, false),
        ("trend", true, false),
        ("trend and robust", true, true),
    ] {
        let settings = Settings {
            moderation: ModerationSettings {
                trend,
                robust,
                ..Default::default()
            },
            ..Settings::default()
        };
        group.bench_function(format!("analyse, {name}"), |bencher| {
            bencher.iter(|| {
                black_box(analyze(&expression, &sheet, &contrast, &settings).expect("sound"))
            });
        });
        group.bench_function(format!("leave_one_out, {name}"), |bencher| {
            bencher.iter(|| {
                let result = leave_one_out(&expression, &sheet, &contrast, &settings, TOP_K);
                black_box(result.expect("sound"))
            });
        });
        for (what, top_k) in [("without", None), ("with", Some(TOP_K))] {
            let together = StudySettings {
                leave_one_out: top_k,
                decide: DecisionMethod::Separate,
            };
            let contrasts = std::slice::from_ref(&contrast);
            group.bench_function(
                format!("analyse_study {what} leave-one-out, {name}"),
                |bencher| {
                    bencher.iter(|| {
                        let study =
                            analyze_study(&expression, &sheet, contrasts, &settings, &together);
                        black_box(study.expect("sound"))
                    });
                },
            );
        }
    }
    group.finish();
}

criterion_group!(benches, left_out);
criterion_main!(benches);
