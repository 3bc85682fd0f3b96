//! Expression that comes from no additive model, seen as one.

use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;

/// The level, the effects and the residuals that given expression values leave: the effect of a
/// probe is the median of its differences from the expression.
#[derive(Debug, Default)]
pub(super) struct AdditiveView {
    probe_effects: Vec<f64>,
    array_effects: Vec<f64>,
    residuals: Vec<f64>,
    sorted: Vec<f64>,
}

impl AdditiveView {
    pub(super) fn of(&mut self, log2: &[f64], expression: &[f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        let level = expression.iter().sum::<f64>() / n_arrays as f64;
        self.array_effects.clear();
        let effects = expression.iter().map(|value| value - level);
        self.array_effects.extend(effects);
        self.probe_effects.clear();
        self.residuals.clear();
        for row in log2.chunks_exact(n_arrays) {
            self.sorted.clear();
            let differences = row.iter().zip(expression).map(|(value, of)| value - of);
            self.sorted.extend(differences);
            let effect = median_in_place(&mut self.sorted);
            self.probe_effects.push(effect);
            let rest = row
                .iter()
                .zip(expression)
                .map(|(value, of)| value - of - effect);
            self.residuals.extend(rest);
        }
        ProbeFit {
            level,
            probe_effects: &self.probe_effects,
            array_effects: &self.array_effects,
            residuals: &self.residuals,
            weights: None,
            standard_errors: None,
            noise_share: None,
        }
    }
}
