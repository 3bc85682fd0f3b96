//! Features that know nothing of each other: the world for which the methods' rates are derived.

use super::methods;
use super::score::Score;
use super::simulated::{Outcome, contrast};
use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

const N_FEATURES: usize = 5_000;
const N_CHANGED: usize = 250;
/// Variances are scaled inverse chi-square, as between simulated animals: 4 degrees of freedom.
const PRIOR_VARIANCE: f64 = 0.03;
/// Standard deviations of a poor array against those of the others.
const POOR: f64 = 3.0;

/// Name of the scenario and factor of the first array's standard deviations.
const SCENARIOS: [(&str, f64); 2] = [("independent", 1.0), ("poor array", POOR)];

/// What every method makes of one study of each scenario.
pub(super) fn study(seed: u64, size: usize) -> anyhow::Result<Vec<Outcome>> {
    let sheet = sheet(size);
    let mut outcomes = Vec::new();
    for (at, (scenario, first_array)) in SCENARIOS.into_iter().enumerate() {
        let mut draws = random_stream(seed, at as u64);
        let (expression, truth) = expression(&sheet, first_array, &mut draws)?;
        let contrast = contrast(scenario, "group", "a", "b");
        for (method, calls) in methods::all(&expression, &sheet, &contrast)? {
            outcomes.push((scenario, method, Score::of(&calls, &truth)));
        }
    }
    Ok(outcomes)
}

fn expression(
    sheet: &SampleSheet,
    first_array: f64,
    draws: &mut ChaCha8Rng,
) -> anyhow::Result<(ExpressionMatrix, Vec<f64>)> {
    let groups = &sheet.columns[0].values;
    let mut values = Array2::zeros((N_FEATURES, groups.len()));
    let mut truth = vec![0.0; N_FEATURES];
    for (feature, mut row) in values.rows_mut().into_iter().enumerate() {
        if feature < N_CHANGED {
            let size = 0.4 + exponential(draws) * 0.5;
            truth[feature] = if feature % 2 == 0 { size } else { -size };
        }
        let level = 7.0 + 2.0 * standard_normal(draws);
        let chi_square = 2.0 * (exponential(draws) + exponential(draws));
        let deviation = (PRIOR_VARIANCE * 4.0 / chi_square).sqrt();
        for (array, value) in row.iter_mut().enumerate() {
            let deviation = if array == 0 {
                first_array * deviation
            } else {
                deviation
            };
            let change = if groups[array] == "b" {
                truth[feature]
            } else {
                0.0
            };
            *value = level + change + deviation * standard_normal(draws);
        }
    }
    let features = (0..N_FEATURES)
        .map(|feature| format!("f{feature}"))
        .collect();
    let expression = ExpressionMatrix::new(features, sheet.samples.clone(), values)?;
    Ok((expression, truth))
}

fn sheet(size: usize) -> SampleSheet {
    let samples: Vec<String> = (1..=2 * size).map(|n| format!("s{n}")).collect();
    let group = |at| if at < size { "a" } else { "b" }.to_owned();
    SampleSheet {
        path: "samples.csv".into(),
        lines: (2..).take(samples.len()).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".to_owned(),
            values: (0..samples.len()).map(group).collect(),
        }],
        samples,
    }
}

/// Uniform between 0 and 1, without both.
fn uniform(draws: &mut ChaCha8Rng) -> f64 {
    ((draws.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

fn standard_normal(draws: &mut ChaCha8Rng) -> f64 {
    normal::quantile(uniform(draws))
}

fn exponential(draws: &mut ChaCha8Rng) -> f64 {
    -uniform(draws).ln()
}
