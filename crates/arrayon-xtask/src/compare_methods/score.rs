//! How well the calls of a method agree with the truth.

use super::FDR;

/// What a method says of one feature; features stand in the order of the matrix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) p_value: f64,
    pub(super) adj_p_value: f64,
    pub(super) log_fc: f64,
}

impl Call {
    /// Of a feature on which a method is silent.
    pub(super) const NONE: Self = Self {
        p_value: 1.0,
        adj_p_value: 1.0,
        log_fc: 0.0,
    };
}

/// The true log2 fold change of each feature; 0 where nothing was changed.
pub(super) type Truth = [f64];

/// Calls counted against the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// Called in the right direction.
    pub(super) n_true: usize,
    /// Called without having changed, or in the wrong direction.
    pub(super) n_false: usize,
    /// Features that changed.
    pub(super) n_changed: usize,
    /// Chance that a changed feature has the smaller p-value of a changed and an unchanged one.
    pub(super) auc: f64,
}

impl Score {
    pub(super) fn of(calls: &[Call], truth: &Truth) -> Self {
        let is_called = |call: &Call| call.adj_p_value <= FDR;
        let is_right = |(call, &log_fc): (&Call, &f64)| call.log_fc * log_fc > 0.0;
        let called = calls.iter().zip(truth).filter(|(call, _)| is_called(call));
        let n_called = called.clone().count();
        let n_true = called.filter(|&pair| is_right(pair)).count();
        Self {
            n_true,
            n_false: n_called - n_true,
            n_changed: truth.iter().filter(|&&log_fc| log_fc != 0.0).count(),
            auc: area_under_curve(calls, truth),
        }
    }

    /// The share of false ones among the calls; 0 without calls.
    pub(super) fn false_discovery_proportion(self) -> f64 {
        self.n_false as f64 / (self.n_true + self.n_false).max(1) as f64
    }

    /// The share of the changed features that were called.
    pub(super) fn power(self) -> f64 {
        self.n_true as f64 / self.n_changed as f64
    }
}

/// The Mann-Whitney statistic of changed against unchanged features; ties count half.
fn area_under_curve(calls: &[Call], truth: &Truth) -> f64 {
    let mut by_p: Vec<(f64, bool)> = (calls.iter().zip(truth))
        .map(|(call, &log_fc)| (call.p_value, log_fc != 0.0))
        .collect();
    by_p.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut pairs_won, mut n_changed_before, mut n_unchanged) = (0.0, 0_usize, 0_usize);
    for tied in by_p.chunk_by(|a, b| a.0 == b.0) {
        let n_changed = tied.iter().filter(|(_, is_changed)| *is_changed).count();
        let n_other = tied.len() - n_changed;
        pairs_won += n_other as f64 * (n_changed_before as f64 + n_changed as f64 / 2.0);
        n_changed_before += n_changed;
        n_unchanged += n_other;
    }
    pairs_won / (n_changed_before as f64 * n_unchanged as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(p_value: f64, adj_p_value: f64, log_fc: f64) -> Call {
        Call {
            p_value,
            adj_p_value,
            log_fc,
        }
    }

    #[test]
    fn a_call_in_the_wrong_direction_is_false() {
        let calls = [
            call(1e-4, 0.01, 1.0),
            call(1e-4, 0.01, -1.0),
            call(0.5, 0.9, 1.0),
            call(1e-3, 0.04, 1.0),
        ];
        let score = Score::of(&calls, &[1.0, 1.0, 1.0, 0.0]);
        assert_eq!((score.n_true, score.n_false, score.n_changed), (1, 2, 3));
        assert!((score.false_discovery_proportion() - 2.0 / 3.0).abs() < 1e-15);
        assert!((score.power() - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn ties_count_half_in_the_area() {
        let calls = [0.1, 0.1, 0.3, 0.2].map(|p| call(p, 1.0, 1.0));
        // pairs (changed, unchanged): (0.1, 0.1) half, (0.1, 0.2) whole, (0.3, ...) none
        let score = Score::of(&calls, &[1.0, 0.0, 1.0, 0.0]);
        assert!((score.auc - 1.5 / 4.0).abs() < 1e-15);
        assert_eq!(score.false_discovery_proportion(), 0.0);
    }
}
