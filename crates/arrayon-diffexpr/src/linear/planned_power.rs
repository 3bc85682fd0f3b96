//! What a design could find, before anything is measured.

use super::design::Design;
use super::power::noncentrality;
use arrayon_stats::qr::Qr;
use serde::Serialize;

/// Part of the features that is taken to change.
const SHARE_CHANGED: f64 = 0.05;

/// Part of these that is to be found.
const POWER: f64 = 0.8;

/// Standard deviations of replicates that are looked at, log2: little, usual and much.
const SIGMAS: [f64; 3] = [0.2, 0.4, 0.8];

/// What a contrast of a design could find, for features of given variance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedPower {
    /// Part of the changed features that is found.
    pub power: f64,
    /// Part of the features that is taken to change.
    pub share_changed: f64,
    /// The p-value at which a feature is found.
    pub p_limit: f64,
    /// Standard error of the contrast where the standard deviation is 1.
    pub stdev_unscaled: f64,
    /// The difference that is found, for standard deviations of replicates.
    pub detectable: Vec<PlannedFoldChange>,
}

/// The difference that a feature must have to be found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedFoldChange {
    /// Standard deviation of replicates, log2.
    pub sigma: f64,
    /// log2 fold change of either sign.
    pub log_fc: f64,
}

/// The log2 fold changes that a contrast finds with a power of 80 % at a false discovery rate,
/// where 5 % of the features change.
///
/// # Formula
/// A share `f` of what is found is false where `f = (1 - s) p / ((1 - s) p + s w)`, `s` the share
/// that changes, `w` the power and `p` the limit of the p-value, hence `p = f s w / ((1 - f)
/// (1 - s))`. At that limit a two-sided t test of the design's residual degrees of freedom finds
/// `d` with power `w` where the noncentrality is `d / (sigma v)`, `v` the standard error of the
/// contrast where sigma is 1. Moderation adds degrees of freedom, so that a run finds rather more;
/// the far tail is left out, which is below 1e-3 of the power.
///
/// `None` of a design without residual degrees of freedom.
///
/// # Panics
/// If `fdr` is not between 0 and 1.
///
/// # Source
/// Jung 2005, Bioinformatics 21:3097, for the limit; power as in R's `power.t.test`.
pub fn planned_power(design: &Design, fdr: f64) -> Option<PlannedPower> {
    assert!(fdr > 0.0 && fdr < 1.0, "false discovery rate {fdr}");
    let df = design.df_residual();
    if df == 0 {
        return None;
    }
    let stdev_unscaled = standard_error(design);
    let p_limit = fdr * SHARE_CHANGED * POWER / ((1.0 - fdr) * (1.0 - SHARE_CHANGED));
    let ncp = noncentrality(p_limit, df as f64, POWER);
    Some(PlannedPower {
        power: POWER,
        share_changed: SHARE_CHANGED,
        p_limit,
        stdev_unscaled,
        detectable: SIGMAS
            .map(|sigma| PlannedFoldChange {
                sigma,
                log_fc: ncp * sigma * stdev_unscaled,
            })
            .to_vec(),
    })
}

/// Standard error of the contrast of ordinary least squares, where sigma is 1.
fn standard_error(design: &Design) -> f64 {
    let columns = design.matrix.columns().into_iter();
    let qr = Qr::new(columns.map(|column| column.to_vec()).collect());
    let mut sum = vec![0.0; qr.rank()];
    for (row, &column) in qr.inverse_triangle().iter().zip(qr.pivot()) {
        for (sum, entry) in sum.iter_mut().zip(row) {
            *sum += design.weights[column] * entry;
        }
    }
    sum.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Two groups of `n` each, compared.
    fn two_groups(n: usize) -> Design {
        let entry = |(row, column): (usize, usize)| f64::from(u8::from((row < n) == (column == 0)));
        Design {
            matrix: Array2::from_shape_fn((2 * n, 2), entry),
            columns: vec!["g=a".to_owned(), "g=b".to_owned()],
            dropped: Vec::new(),
            samples: (0..2 * n).collect(),
            sample_names: (0..2 * n).map(|at| at.to_string()).collect(),
            groups: Vec::new(),
            weights: vec![-1.0, 1.0],
            readings: Vec::new(),
            excluded: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn two_groups_have_the_power_of_a_t_test() {
        // the delta of R's power.t.test, computed by scipy 1.17.1 (stats.nct, brentq) at the same limit
        for (n, delta) in [(3, 2.844360729), (6, 1.179443072), (12, 0.713693052)] {
            let found = planned_power(&two_groups(n), 0.05).unwrap();
            assert!((found.p_limit - 0.0022160664819944604).abs() < 1e-12);
            let usual = &found.detectable[1];
            assert!((found.stdev_unscaled - (2.0 / n as f64).sqrt()).abs() < 1e-12);
            assert!((usual.log_fc - delta).abs() < 1e-6, "{n}: {}", usual.log_fc);
            assert!((found.detectable[2].log_fc - 2.0 * usual.log_fc).abs() < 1e-9);
        }
        assert_eq!(planned_power(&two_groups(1), 0.05), None);
    }
}
