//! Hypergeometric tails against exact rational arithmetic and against R.

use arrayon_stats::hypergeometric::Hypergeometric;
use std::path::Path;

/// Below this log probability (1e-300) the tolerance is relative to the log itself.
const LN_1E_MINUS_300: f64 = -690.8;

struct Case {
    counts: Hypergeometric,
    count: u64,
    numbers: Vec<f64>,
}

fn read(name: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/golden/hypergeometric")
        .join(name);
    let text = std::fs::read_to_string(path).expect("reference numbers");
    let case = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let whole = |at: usize| cells[at].parse::<u64>().expect("a count");
        let number = |cell: &&str| cell.parse().expect("a number");
        Case {
            counts: Hypergeometric::new(whole(0), whole(1), whole(2)).expect("possible"),
            count: whole(3),
            numbers: cells[4..].iter().map(number).collect(),
        }
    };
    let cases: Vec<Case> = text.lines().skip(1).map(case).collect();
    assert!(cases.len() > 400);
    cases
}

/// The worst absolute difference of the logs down to 1e-300, and relative to the log below.
fn worst(cases: &[Case]) -> (f64, f64) {
    let (mut above, mut below) = (0.0_f64, 0.0_f64);
    for case in cases {
        let found = [
            case.counts.ln_probability(case.count),
            case.counts.ln_lower_tail(case.count),
            case.counts.ln_upper_tail(case.count),
        ];
        for (found, expected) in found.iter().zip(&case.numbers) {
            let difference = (found - expected).abs();
            assert!(!difference.is_nan());
            if *expected > LN_1E_MINUS_300 {
                above = above.max(difference);
            } else {
                below = below.max(difference / expected.abs());
            }
        }
    }
    (above, below)
}

#[test]
fn agrees_with_exact_rational_arithmetic() {
    let (above, below) = worst(&read("tails.tsv"));
    assert!(above < 1e-12 && below < 1e-14, "{above:e} {below:e}");
}

#[test]
fn tiny_complements_keep_their_digits() {
    for case in read("tails.tsv") {
        let (found, expected) = (case.counts.ln_lower_tail(case.count), case.numbers[1]);
        if expected > -0.5 && expected < -1e-290 {
            let relative = (found / expected - 1.0).abs();
            assert!(relative < 1e-11, "{found:e} {expected:e}: {relative:e}");
        }
    }
}

#[test]
fn agrees_with_r() {
    let cases = read("phyper.tsv");
    let (above, below) = worst(&cases);
    assert!(above < 2e-12 && below < 1e-14, "{above:e} {below:e}");
    let mut compared = 0;
    for case in cases.iter().filter(|case| case.numbers[3] > 1e-290) {
        let relative = (case.counts.upper_tail(case.count) / case.numbers[3] - 1.0).abs();
        assert!(relative < 1e-11, "fisher.test: {relative:e}");
        compared += 1;
    }
    assert!(compared > 300);
}
