//! Stage-wise testing: features by one test of all contrasts, then contrasts within features.

use arrayon_core::called_at;
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// Adjusted p-values of contrasts within the features that a screening test finds.
///
/// `ln_screen` are natural logarithms of the p-values of one test a feature over all contrasts
/// (the moderated F), `ln_p` those of each contrast. Features are screened at the false discovery
/// rate `fdr` by Benjamini and Hochberg. In those found, at least one contrast is not null, so
/// Holm's procedure starts with one contrast fewer (Shaffer); its p-values are divided by the share
/// of features found. What does not exceed `fdr` is found, and `fdr` bounds the expected share, among
/// the features found, of those with a false rejection of any kind (the overall false discovery
/// rate).
///
/// Returns one vector a contrast; NaN where the screening did not find the feature. The values
/// belong to this `fdr` alone. Of a single contrast they are the adjusted p-values of the screening.
///
/// # Panics
/// If the lengths differ.
///
/// # Source
/// Heller et al. 2009 (doi:10.1093/bioinformatics/btp076); Van den Berge et al. 2017
/// (doi:10.1186/s13059-017-1277-0), stageR 1.20 `stageWiseAdjustment(method = "holm")`, whose
/// numbers it meets within 1e-8 (a screening p-value of exactly `fdr` is found here).
///
/// # Examples
/// ```
/// let ln = |p: [f64; 2]| p.map(f64::ln);
/// let (screen, first, second) = (ln([1e-6, 0.4]), ln([1e-7, 0.2]), ln([0.02, 0.9]));
/// let found = arrayon_diffexpr::stage_wise(&screen, &[&first, &second], 0.05);
/// // the first feature is found, one of two: p-values twice as large
/// assert!((found[0][0] / 2e-7 - 1.0).abs() < 1e-9 && (found[1][0] / 0.04 - 1.0).abs() < 1e-9);
/// assert!(found[0][1].is_nan());
/// ```
pub fn stage_wise(ln_screen: &[f64], ln_p: &[&[f64]], fdr: f64) -> Vec<Vec<f64>> {
    assert!(
        ln_p.iter().all(|one| one.len() == ln_screen.len()),
        "lengths"
    );
    let screen: Vec<f64> = ln_screen.iter().map(|ln_p| ln_p.exp()).collect();
    let adjusted = benjamini_hochberg(&screen);
    let n_tested = adjusted.iter().filter(|p| !p.is_nan()).count();
    let found: Vec<usize> = (0..adjusted.len())
        .filter(|&at| called_at(adjusted[at], fdr))
        .collect();
    let share = found.len() as f64 / n_tested as f64;
    let mut stage = vec![vec![f64::NAN; screen.len()]; ln_p.len()];
    for feature in found {
        if let [only] = &mut stage[..] {
            only[feature] = adjusted[feature];
            continue;
        }
        let p: Vec<f64> = ln_p.iter().map(|ln_p| ln_p[feature].exp()).collect();
        for (stage, p) in stage.iter_mut().zip(holm_after_screening(&p)) {
            stage[feature] = (p / share).min(1.0);
        }
    }
    stage
}

/// Holm's adjusted p-values where one of the hypotheses at least is known to be false.
fn holm_after_screening(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (place, &at) in order.iter().enumerate() {
        let n_left = (p.len() - place).min(p.len() - 1);
        largest = largest.max((n_left as f64 * p[at]).min(1.0));
        adjusted[at] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hypothesis_is_known_to_be_false() {
        // two contrasts: either alone, after the screening
        assert_eq!(holm_after_screening(&[0.03, 0.2]), [0.03, 0.2]);
        assert_eq!(holm_after_screening(&[0.4, 0.01, 0.02]), [0.4, 0.02, 0.04]);
        assert_eq!(holm_after_screening(&[0.6, 0.7, 0.9]), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn what_is_not_screened_has_no_value() {
        let ln = |p: &[f64]| p.iter().map(|p| p.ln()).collect::<Vec<f64>>();
        let screen = ln(&[1e-6, 0.5, f64::NAN, 0.04]);
        let (a, b) = (ln(&[1e-7, 0.1, f64::NAN, 0.02]), ln(&[0.3, 0.6, 0.1, 0.9]));
        let found = stage_wise(&screen, &[&a, &b], 0.05);
        // one of three found: p-values thrice as large
        assert!((found[0][0] - 3e-7).abs() < 1e-20 && (found[1][0] - 0.9).abs() < 1e-12);
        assert!(found.iter().all(|one| one[1..].iter().all(|p| p.is_nan())));
        let single = stage_wise(&screen, &[&a], 0.05);
        assert!((single[0][0] - 3e-6).abs() < 1e-18);
    }
}
