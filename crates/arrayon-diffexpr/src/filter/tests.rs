use super::*;
use arrayon_core::GeneAssignment;
use ndarray::arr2;

fn expression() -> ExpressionMatrix {
    let nan = f64::NAN;
    let values = arr2(&[
        [1.0, 1.0, 1.0, 1.0],
        [2.0, 4.0, 6.0, 8.0],
        [7.0, 7.5, 8.0, nan],
        [nan, nan, nan, nan],
        [9.0, 9.0, 9.1, 9.0],
    ]);
    let names = |prefix: &str, n: usize| (1..=n).map(|i| format!("{prefix}{i}")).collect();
    ExpressionMatrix::new(names("g", 5), names("s", 4), values).unwrap()
}

fn annotation() -> GeneAnnotation {
    let gene = |symbol: &str, entrez_id: &str| {
        vec![GeneAssignment {
            symbol: symbol.into(),
            entrez_id: entrez_id.into(),
            ..GeneAssignment::default()
        }]
    };
    let genes = [
        ("g1", gene("A", "")),
        ("g2", gene("B", "2")),
        ("g3", vec![]),
        ("g5", gene("", "5")),
    ];
    GeneAnnotation {
        origin: "made".into(),
        genes: genes.map(|(id, genes)| (id.to_owned(), genes)).into(),
    }
}

fn kept(settings: &FilterSettings) -> FilterOutcome {
    let p_values = arr2(&[[0.01; 4], [0.2; 4], [0.01; 4], [f64::NAN; 4], [0.05; 4]]);
    filter_features(
        &expression(),
        Some(&annotation()),
        Some(&p_values),
        settings,
    )
    .unwrap()
}

#[test]
fn without_filters_all_stay_and_nothing_is_said() {
    let outcome = kept(&FilterSettings::default());
    assert_eq!(outcome.kept, [0, 1, 2, 3, 4]);
    assert!(outcome.filters.steps.is_empty());
}

#[test]
fn each_filter_alone() {
    let with = |settings: FilterSettings| {
        let outcome = kept(&settings);
        let step = &outcome.filters.steps[0];
        assert_eq!((step.n_before, step.n_after), (5, outcome.kept.len()));
        (outcome.kept.clone(), step.limit, step.rule.clone())
    };
    let of = |annotation| {
        with(FilterSettings {
            annotation: Some(annotation),
            ..FilterSettings::default()
        })
        .0
    };
    assert_eq!(of(AnnotationFilter::Symbol), [0, 1]);
    assert_eq!(of(AnnotationFilter::EntrezId), [1, 4]);
    let detection = |detection| {
        with(FilterSettings {
            detection: Some(detection),
            ..FilterSettings::default()
        })
    };
    let (rows, limit, rule) = detection(DetectionFilter::Above {
        threshold: 6.0,
        min_samples: 2,
    });
    // g2 has 6 itself, which is not above 6
    assert_eq!((rows, limit), (vec![2, 4], Some(6.0)));
    assert_eq!(rule, "features above 6 (log2) in at least 2 samples");
    let (rows, ..) = detection(DetectionFilter::PValue {
        level: 0.05,
        min_samples: 4,
    });
    assert_eq!(rows, [0, 2, 4]);
    let intensity = |intensity| {
        with(FilterSettings {
            intensity: Some(intensity),
            ..FilterSettings::default()
        })
    };
    assert_eq!(intensity(IntensityFilter::Mean(5.0)).0, [1, 2, 4]);
    let (rows, limit, _) = intensity(IntensityFilter::Quantile(0.5));
    // means 1, 5, 7.5, 9.025: median 6.25
    assert_eq!((rows, limit), (vec![2, 4], Some(6.25)));
    let variance = |measure| {
        with(FilterSettings {
            variance: Some(VarianceFilter {
                measure,
                quantile: 0.5,
            }),
            ..FilterSettings::default()
        })
    };
    let (rows, limit, _) = variance(VarianceMeasure::InterquartileRange);
    // ranges 0, 3, 0.5, 0.025
    assert_eq!(rows, [1, 2]);
    assert!((limit.unwrap() - 0.2625).abs() < 1e-12);
    assert_eq!(variance(VarianceMeasure::StandardDeviation).0, [1, 2]);
}

#[test]
fn later_filters_see_what_earlier_ones_kept() {
    let outcome = kept(&FilterSettings {
        informative: None,
        annotation: Some(AnnotationFilter::Symbol),
        detection: Some(DetectionFilter::Above {
            threshold: 0.0,
            min_samples: 1,
        }),
        intensity: Some(IntensityFilter::Quantile(0.5)),
        variance: Some(VarianceFilter {
            measure: VarianceMeasure::StandardDeviation,
            quantile: 0.0,
        }),
    });
    let steps: Vec<_> = (outcome.filters.steps.iter())
        .map(|step| {
            (
                step.filter.as_str(),
                step.n_before,
                step.n_after,
                step.is_independent,
            )
        })
        .collect();
    let expected = [
        ("annotation", 5, 2, true),
        ("detection", 2, 2, false),
        // means 1 and 5: the median is 3
        ("intensity", 2, 1, true),
        ("variance", 1, 1, false),
    ];
    assert_eq!(steps, expected);
    assert_eq!(outcome.kept, [1]);
    assert!(outcome.filters.steps[3].note.contains("biases the prior"));
}

#[test]
fn refuses_what_cannot_be_applied() {
    let refused = |settings: FilterSettings| {
        filter_features(&expression(), None, None, &settings)
            .unwrap_err()
            .to_string()
    };
    let annotation = FilterSettings {
        annotation: Some(AnnotationFilter::Symbol),
        ..FilterSettings::default()
    };
    assert_eq!(
        refused(annotation),
        "filter 'annotation' needs an annotation, and there is none"
    );
    let detection = |detection| FilterSettings {
        detection: Some(detection),
        ..FilterSettings::default()
    };
    let (level, threshold) = (0.05, 5.0);
    let error = refused(detection(DetectionFilter::Above {
        threshold,
        min_samples: 5,
    }));
    assert!(error.contains("in 5 samples, but there are 4"), "{error}");
    let error = refused(detection(DetectionFilter::PValue {
        level,
        min_samples: 1,
    }));
    assert!(error.contains("needs detection p-values"), "{error}");
    let quantile = FilterSettings {
        intensity: Some(IntensityFilter::Quantile(f64::NAN)),
        ..FilterSettings::default()
    };
    assert!(refused(quantile).contains("quantile is NaN"));
}
