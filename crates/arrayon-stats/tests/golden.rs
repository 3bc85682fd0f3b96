//! Distributions against R and 50-digit arithmetic; numbers and scripts in testdata/golden/stats.

use arrayon_stats::lowess::{LowessSettings, lowess, weighted_lowess};
use arrayon_stats::natural_spline::NaturalSpline;
use arrayon_stats::qr::Qr;
use arrayon_stats::{f_distribution, gamma, incomplete_gamma, noncentral_t, normal, student_t};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, testdata};
use std::collections::BTreeMap;

fn table(name: &str) -> Table {
    read_table(&testdata().join("golden/stats").join(name))
}

fn computed(function: &str, a: f64, b: f64, c: f64) -> f64 {
    match function {
        "t" => student_t::ln_two_sided(b, a),
        "t_quantile" => student_t::quantile_of_ln_upper_tail(a, b),
        "t_quantile_lower" => student_t::quantile(a, b),
        "f" => f_distribution::ln_upper_tail(c, a, b),
        "f_lower" => f_distribution::ln_cdf(c, a, b),
        "f_quantile" => f_distribution::quantile(a, b, c),
        "chi_squared" => incomplete_gamma::ln_chi_squared_upper_tail(b, a),
        "normal" => normal::ln_cdf(a),
        "normal_quantile" => normal::quantile(a),
        "normal_quantile_ln" => normal::quantile_of_ln(a),
        "gamma_upper" => incomplete_gamma::ln_incomplete_gamma(a, b).1,
        "gamma_lower" => incomplete_gamma::ln_incomplete_gamma(a, b).0,
        "ln_gamma" => gamma::ln_gamma(a),
        "digamma" => gamma::digamma(a),
        "trigamma" => gamma::trigamma(a),
        "tetragamma" => gamma::tetragamma(a),
        "trigamma_inverse" => gamma::trigamma_inverse(a),
        other => panic!("unknown function {other}"),
    }
}

/// The worst error of each function. Tails are logarithms, so their absolute error is the
/// probability's relative error, where the probability is a number at all; beyond 1e-300 the
/// error is relative to the logarithm. Everything else is relative to the value.
fn worst_errors(name: &str) -> BTreeMap<String, (f64, String)> {
    let table = table(name);
    let numbers = |column| table.numbers(column);
    let (a, b, c, expected) = (numbers("a"), numbers("b"), numbers("c"), numbers("value"));
    let mut worst = BTreeMap::new();
    for (i, function) in table.text("function").into_iter().enumerate() {
        let found = computed(function, a[i], b[i], c[i]);
        let is_tail = [
            "t",
            "f",
            "f_lower",
            "chi_squared",
            "normal",
            "gamma_upper",
            "gamma_lower",
        ];
        let scale = if is_tail.contains(&function) {
            (expected[i].abs() / 690.0).max(1.0)
        } else {
            expected[i].abs().max(1e-300)
        };
        let error = if found == expected[i] {
            0.0
        } else {
            (found - expected[i]).abs() / scale
        };
        let entry = worst
            .entry(function.to_owned())
            .or_insert((0.0, String::new()));
        if error.is_nan() || error > entry.0 {
            *entry = (error, format!("({}, {}, {}): {found:e}", a[i], b[i], c[i]));
        }
    }
    worst
}

fn assert_errors_below(name: &str, tolerance: f64) {
    let worst = worst_errors(name);
    let report = format!("{worst:#?}");
    assert!(
        worst.values().all(|(error, _)| *error <= tolerance),
        "{name}: {report}"
    );
}

#[test]
fn exact_arithmetic() {
    assert_errors_below("exact.tsv", 1e-12);
}

#[test]
fn r() {
    assert_errors_below("r.tsv", 1e-12);
}

/// R's own series is precise to about 1e-12 here; ours is a quadrature, good to 1e-9.
#[test]
fn noncentral_t_of_r() {
    let table = table("noncentral_t.tsv");
    let numbers = |column| table.numbers(column);
    let arguments = numbers("t")
        .into_iter()
        .zip(numbers("df"))
        .zip(numbers("ncp"));
    let found: Vec<f64> = arguments
        .map(|((t, df), ncp)| noncentral_t::upper_tail(t, df, ncp))
        .collect();
    assert_all_close(&found, &table.numbers("value"), 1e-9, "noncentral t");
}

#[test]
fn natural_splines_of_r() {
    let table = table("natural_spline.tsv");
    let (x, inside) = (table.numbers("x"), table.numbers("inside"));
    let n_columns = table.numbers("n_columns");
    for n in 2..=4 {
        let rows: Vec<usize> = (0..x.len()).filter(|&i| n_columns[i] == n as f64).collect();
        let data: Vec<f64> = rows
            .iter()
            .filter(|&&i| inside[i] == 1.0)
            .map(|&i| x[i])
            .collect();
        let spline = NaturalSpline::new(&data, n);
        for row in rows {
            let expected = &table.row_numbers(row, 3)[..n];
            assert_all_close(&spline.values(x[row]), expected, 1e-12, "spline");
        }
    }
}

#[test]
fn decompositions_of_r() {
    let table = table("qr.tsv");
    let words = |text: &str| -> Vec<f64> { text.split(' ').map(|w| w.parse().unwrap()).collect() };
    for row in &table.rows {
        let (n, values) = (row[1].parse::<usize>().unwrap(), words(&row[3]));
        let qr = Qr::new(values.chunks(n).map(<[f64]>::to_vec).collect());
        assert_eq!(qr.rank().to_string(), row[4], "case {}", row[0]);
        let pivot: Vec<f64> = qr.pivot().iter().map(|&at| at as f64 + 1.0).collect();
        assert_eq!(pivot, words(&row[5]), "case {}", row[0]);
        let mut effects: Vec<f64> = (1..=n).map(|i| i as f64).collect();
        qr.effects_in_place(&mut effects);
        // a sign follows the diagonal's, which may be that of a rounding error
        let sizes = |effects: &[f64]| effects.iter().map(|value| value.abs()).collect::<Vec<_>>();
        let expected = sizes(&words(&row[6]));
        let what = format!("case {}", row[0]);
        assert_all_close(&sizes(&effects), &expected, 1e-12, &what);
    }
}

#[test]
fn lowess_of_r() {
    let table = table("lowess.tsv");
    for row in &table.rows {
        let words = |at: usize| -> Vec<f64> {
            row[at]
                .split(' ')
                .map(|word| word.parse().unwrap())
                .collect()
        };
        let settings = LowessSettings {
            span: row[1].parse().unwrap(),
            n_robust: row[2].parse().unwrap(),
            ..LowessSettings::default()
        };
        let fitted = lowess(&words(3), &words(4), &settings);
        assert_all_close(&fitted, &words(5), 1e-12, &format!("case {}", row[0]));
    }
}

/// The generator of testdata/golden/diffexpr/data.R.
fn uniforms(seed: f64, n: usize) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = (state * 1_664_525.0 + 1_013_904_223.0) % 4_294_967_296.0;
        state / 4_294_967_296.0
    };
    (0..n).map(|_| next()).collect()
}

#[test]
fn weighted_local_lines() {
    let table = table("weighted_lowess.tsv");
    let [case, n, span, tied, point, expected] =
        ["case", "n", "span", "tied", "point", "fitted"].map(|column| table.numbers(column));
    let mut fitted = Vec::new();
    for row in 0..case.len() {
        if point[row] == 0.0 {
            let u = uniforms(40_000.0 + case[row], 3 * n[row] as usize);
            let of_x = |u: &[f64]| match tied[row] == 1.0 {
                true => (20.0 * u[0]).floor() / 2.0,
                false => 10.0 * u[0] * u[0],
            };
            let x: Vec<f64> = u.chunks(3).map(of_x).collect();
            let y: Vec<f64> = (x.iter().zip(u.chunks(3)))
                .map(|(x, u)| x.sqrt() + u[1])
                .collect();
            let weights: Vec<f64> = u.chunks(3).map(|u| u[2].powi(3) + 0.01).collect();
            fitted = weighted_lowess(&x, &y, &weights, span[row]);
            let total: f64 = fitted.iter().map(|value| value.abs()).sum();
            assert_close(total, expected[row], 1e-10, &format!("case {}", case[row]));
            continue;
        }
        let found = fitted[point[row] as usize - 1];
        let what = format!("case {}, point {}", case[row], point[row]);
        assert_close(found, expected[row], 1e-10, &what);
    }
}
