//! The fudge factor s0.

use super::FudgeFactor;
use arrayon_stats::descriptive::{mean, median, quantile_of_sorted, sorted, variance};

/// Windows of the standard errors.
const N_WINDOWS: usize = 100;
/// Percentiles tried: 0, 5, ... 100 %.
const N_PERCENTILES: usize = 20;

/// The fudge factor and the percentile at which it stands, where it is one.
///
/// For each percentile of the standard errors as a candidate, the median absolute deviation of
/// `d = r / (s + candidate)` is taken in windows of s, and the candidate chosen for which these
/// deviations have the smallest coefficient of variation. Percentile 0 is tried with a candidate
/// of 0. What is returned is the chosen percentile of the standard errors above 0, so that
/// percentile 0 gives the least of them: s0 = 0 would let a feature without variance have any d.
/// Below 500 features it is the 5 % quantile of s, as in samr.
pub(super) fn fudge_factor(r: &[f64], s: &[f64], fudge: FudgeFactor) -> (f64, Option<f64>) {
    match fudge {
        FudgeFactor::Fixed(s0) => (s0, None),
        FudgeFactor::Percentile(share) => (quantile_of_sorted(&sorted(s), share), Some(share)),
        FudgeFactor::Estimated => estimate(r, s),
    }
}

/// Fewer features than this fill no windows: samr takes [`FEW_PERCENTILE`] of s then.
const FEW: usize = 500;
const FEW_PERCENTILE: f64 = 0.05;

fn estimate(r: &[f64], s: &[f64]) -> (f64, Option<f64>) {
    let ordered = sorted(s);
    if s.len() < FEW {
        return (
            quantile_of_sorted(&ordered, FEW_PERCENTILE),
            Some(FEW_PERCENTILE),
        );
    }
    let windows = windows(s, &ordered);
    let mut best = (f64::INFINITY, 0.0);
    for step in 0..=N_PERCENTILES {
        let share = step as f64 / N_PERCENTILES as f64;
        let candidate = if step == 0 {
            0.0
        } else {
            quantile_of_sorted(&ordered, share)
        };
        let deviations: Vec<f64> = (windows.iter())
            .map(|window| {
                // a feature without variance has no d at candidate 0, and takes no part at others
                let d = |&at: &usize| r[at] / (s[at] + candidate);
                let varying = window.iter().filter(|&&at| s[at] > 0.0);
                median_absolute_deviation(&varying.map(d).collect::<Vec<f64>>())
            })
            .filter(|deviation| !deviation.is_nan())
            .collect();
        let spread = variance(&deviations).sqrt() / mean(&deviations);
        if spread < best.0 {
            best = (spread, share);
        }
    }
    let share = best.1;
    let above_zero = &ordered[ordered.partition_point(|s| *s <= 0.0)..];
    let s0 = if above_zero.is_empty() {
        0.0
    } else {
        quantile_of_sorted(above_zero, share)
    };
    (s0, Some(share))
}

/// Features by window: between consecutive percentiles of s, the upper end included.
fn windows(s: &[f64], ordered: &[f64]) -> Vec<Vec<usize>> {
    let mut ends: Vec<f64> = (0..=N_WINDOWS)
        .map(|step| quantile_of_sorted(ordered, step as f64 / N_WINDOWS as f64))
        .collect();
    ends.dedup();
    let mut windows = vec![Vec::new(); ends.len().max(2) - 1];
    for (feature, value) in s.iter().enumerate() {
        let at = ends.partition_point(|end| end < value).max(1) - 1;
        let last = windows.len() - 1;
        windows[at.min(last)].push(feature);
    }
    windows
}

fn median_absolute_deviation(values: &[f64]) -> f64 {
    let centre = median(values);
    let deviations: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    median(&deviations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_testkit::{assert_close, read_table, testdata};

    #[test]
    fn fixed_and_percentile_are_taken_as_they_are() {
        let (r, s) = ([1.0, 2.0, 3.0], [0.1, 0.3, 0.5]);
        assert_eq!(fudge_factor(&r, &s, FudgeFactor::Fixed(0.2)), (0.2, None));
        let found = fudge_factor(&r, &s, FudgeFactor::Percentile(0.5));
        assert_eq!(found, (0.3, Some(0.5)));
    }

    #[test]
    fn windows_hold_every_feature_once_and_constant_errors_make_one() {
        let s: Vec<f64> = (0..1000).map(|i| f64::from(i % 37)).collect();
        let found = windows(&s, &sorted(&s));
        assert_eq!(found.iter().map(Vec::len).sum::<usize>(), 1000);
        let constant = [0.5; 10];
        let found = windows(&constant, &constant);
        assert_eq!((found.len(), found[0].len()), (1, 10));
    }

    /// samr's est.s0 on the leukaemia arrays of Golub et al. (testdata/golden/sam/make_golub.R).
    #[test]
    fn percentile_0_gives_the_least_standard_error_above_0() {
        let folder = testdata().join("golden/sam");
        let table = read_table(&folder.join("golub.tsv.gz"));
        let (r, s) = (table.numbers("r"), table.numbers("s"));
        let expected = read_table(&folder.join("golub_s0.tsv"));
        let mut flat = (r.clone(), s.clone());
        for step in 0..20 {
            // R's seq(1, n, length.out = 20), cut to whole numbers
            let at = (step * (s.len() - 1)) / 19;
            (flat.0[at], flat.1[at]) = (0.0, 0.0);
        }
        for (row, (r, s)) in [(r, s), flat].iter().enumerate() {
            let (s0, percentile) = fudge_factor(r, s, FudgeFactor::Estimated);
            assert_close(s0, expected.numbers("s0")[row], 1e-12, "s0");
            assert_eq!(
                percentile,
                Some(expected.numbers("s0_percentile")[row] / 100.0)
            );
        }
    }

    #[test]
    fn features_without_any_variance_have_no_fudge_factor() {
        let found = fudge_factor(&[0.0; 600], &[0.0; 600], FudgeFactor::Estimated);
        assert_eq!(found.0, 0.0);
    }
}
