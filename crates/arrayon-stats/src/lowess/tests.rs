use super::*;
use crate::descriptive::sum;
use crate::random_stream::random_stream;
use rand::RngExt;

#[test]
fn keeps_a_straight_line() {
    for n in [200, 3000] {
        let x: Vec<f64> = (0..n).map(|i| f64::from((i * 37) % n)).collect();
        let y: Vec<f64> = x.iter().map(|x| 3.0 - 0.5 * x).collect();
        let settings = LowessSettings {
            span: 0.4,
            ..Default::default()
        };
        let fitted = lowess(&x, &y, &settings);
        let close = |(fit, y): (&f64, &f64)| (fit - y).abs() < 1e-10;
        assert!(fitted.iter().zip(&y).all(close));
    }
}

#[test]
fn ties_and_tiny_inputs() {
    let settings = LowessSettings::default();
    assert_eq!(lowess(&[1.0], &[2.0], &settings), [2.0]);
    let fitted = lowess(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], &settings);
    assert!(fitted.iter().all(|fit| *fit == fitted[0]));
    let alternating: Vec<f64> = (0..2000).map(|i| f64::from(i % 2)).collect();
    let fitted = lowess(&[1.0; 2000], &alternating, &settings);
    assert!(fitted.iter().all(|fit| *fit == 0.5));
}

/// The local line by plain sums over all points, as Cleveland's program has it.
fn plain_value(x: &[f64], y: &[f64], robust: &[f64], n_local: usize, at: usize) -> f64 {
    let mut left = 0;
    while left + n_local < x.len() && x[at] - x[left] > x[left + n_local] - x[at] {
        left += 1;
    }
    let width = (x[at] - x[left]).max(x[left + n_local - 1] - x[at]);
    let weight = |point: usize| {
        let distance = (x[point] - x[at]).abs();
        let tricube = (1.0 - (distance / width).powi(3)).powi(3);
        if distance > 0.999 * width {
            0.0
        } else if distance > 0.001 * width {
            tricube * robust[point]
        } else {
            robust[point]
        }
    };
    let points = || (left..x.len()).map(|point| (weight(point), x[point], y[point]));
    let total = sum(points().map(|(weight, ..)| weight));
    let level = sum(points().map(|(weight, _, y)| weight * y)) / total;
    let mean = sum(points().map(|(weight, x, _)| weight * x)) / total;
    let spread = sum(points().map(|(weight, x, _)| weight * (x - mean).powi(2)));
    let range = x[x.len() - 1] - x[0];
    if (spread / total).sqrt() <= 0.001 * range {
        return level;
    }
    let product = sum(points().map(|(weight, x, y)| weight * (x - mean) * y));
    level + (x[at] - mean) / spread * product
}

#[test]
fn moments_of_blocks_meet_plain_sums() {
    let mut random = random_stream(7, 0);
    let mut uniform = || random.random::<f64>();
    let even: Vec<f64> = (0..4000).map(|_| 3.0 + 10.0 * uniform()).collect();
    let skewed: Vec<f64> = even.iter().map(|x| (0.7 * x).exp()).collect();
    let tied: Vec<f64> = even.iter().map(|x| (2.0 * x).round()).collect();
    let mostly_tied: Vec<f64> = even.iter().map(|x| (x - 9.0).max(0.0)).collect();
    let clumps: Vec<f64> = even.iter().map(|x| x.floor() * 100.0 + 1e-3 * x).collect();
    for mut x in [even, skewed, tied, mostly_tied, clumps] {
        x.sort_by(f64::total_cmp);
        let y: Vec<f64> = x.iter().map(|x| x.sqrt() + uniform() - 20.0).collect();
        let robust: Vec<f64> = x.iter().map(|_| (1.5 * uniform()).min(1.0)).collect();
        for span in [0.1, 0.4, 1.0] {
            let n_local = (span * 4000.0) as usize;
            let blocks = Blocks::new(&x);
            let lines = local_lines(&x, &blocks, n_local, 0.01 * (x[3999] - x[0]));
            let moments = blocks.moments(&y, &robust);
            for line in &lines {
                let found = line.value(&x, &y, &robust, &moments, x[3999] - x[0]);
                let expected = plain_value(&x, &y, &robust, n_local, line.at);
                let difference = (found.unwrap_or(y[line.at]) - expected).abs();
                assert!(difference < 5e-13, "{span} {} {difference:e}", line.at);
            }
        }
    }
}
