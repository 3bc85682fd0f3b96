use super::*;

#[test]
fn strong_estimates_stay_and_weak_ones_shrink() {
    let mut estimates = vec![0.0; 200];
    for (at, estimate) in estimates.iter_mut().enumerate() {
        *estimate = (at as f64 * 0.7).sin() * 0.5;
    }
    (estimates[0], estimates[1], estimates[2]) = (5.0, -5.0, f64::NAN);
    let found = shrink(&estimates, &[0.5; 200]).unwrap();
    assert!(
        found.mean[0] > 4.5 && found.mean[1] < -4.5,
        "{} {}",
        found.mean[0],
        found.mean[1]
    );
    assert!(found.mean[2].is_nan() && found.lfsr[2].is_nan() && found.s_value[2].is_nan());
    for (at, estimate) in estimates.iter().enumerate().take(200).skip(3) {
        assert!(found.mean[at].abs() <= estimate.abs());
        assert!(found.mean[at] * estimate >= 0.0);
        assert!(found.lfsr[at] > 0.3 && found.lfsr[at] <= 1.0);
    }
    assert!(found.lfsr[0] < 1e-10);
    // the same for the mirror image
    let mirrored: Vec<f64> = estimates.iter().map(|estimate| -estimate).collect();
    let mirrored = shrink(&mirrored, &[0.5; 200]).unwrap();
    for at in 3..200 {
        assert!((mirrored.mean[at] + found.mean[at]).abs() < 1e-12);
        assert!((mirrored.lfsr[at] - found.lfsr[at]).abs() < 1e-12);
    }
}

#[test]
fn estimates_within_their_errors_are_no_effects() {
    let estimates: Vec<f64> = (0..60)
        .map(|at| 0.1 * (f64::from(at) - 29.5) / 30.0)
        .collect();
    let found = shrink(&estimates, &[0.4; 60]).unwrap();
    assert!((found.weights[0] - 1.0).abs() < 1e-9, "{:?}", found.weights);
    assert!(found.mean.iter().all(|mean| mean.abs() < 1e-9));
    assert!(found.s_value.iter().all(|value| (value - 1.0).abs() < 1e-9));
}

#[test]
fn nothing_can_be_shrunk_without_errors() {
    assert!(shrink(&[], &[]).is_none());
    assert!(shrink(&[1.0, f64::NAN, 2.0], &[0.0, 1.0, f64::INFINITY]).is_none());
}

#[test]
fn s_values_are_running_means_and_do_not_depend_on_threads() {
    let estimates: Vec<f64> = (0..3000)
        .map(|at| (f64::from(at) * 0.37).sin() * if at % 10 == 0 { 3.0 } else { 0.6 })
        .collect();
    let errors: Vec<f64> = (0..3000).map(|at| 0.3 + 0.1 * f64::from(at % 4)).collect();
    let run = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        pool.unwrap()
            .install(|| shrink(&estimates, &errors).unwrap())
    };
    let found = run(1);
    assert_eq!(found, run(3));
    let mut pairs: Vec<(f64, f64)> = found.lfsr.iter().copied().zip(found.s_value).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut total = 0.0;
    for (place, (lfsr, s_value)) in pairs.iter().enumerate() {
        total += lfsr;
        assert!((s_value - total / (place + 1) as f64).abs() < 1e-12);
    }
    assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}
