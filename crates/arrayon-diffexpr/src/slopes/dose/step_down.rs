//! The lowest dose that differs from the lowest of all.

use crate::slopes::Fitted;
use crate::{LogOddsSettings, fit_contrast, moderate_contrast};

/// Level at which each dose of the step-down procedure is tested.
pub const STEP_DOWN_LEVEL: f64 = 0.05;

/// For each feature the lowest level whose mean differs from that of the first.
///
/// From the highest dose down, each is compared with the lowest by moderated t (two-sided), for as
/// long as it differs and in the direction of the highest. The order is fixed beforehand, so the
/// probability of any false step in a feature is at most [`STEP_DOWN_LEVEL`]; over features nothing
/// is adjusted.
///
/// # Source
/// Maurer, Hothorn and Lehmacher 1995; Hsu and Berger 1999, J. Am. Stat. Assoc. 94:468.
pub(super) fn lowest_doses(
    fitted: &Fitted,
    n_levels: usize,
    settings: &LogOddsSettings,
) -> Vec<Option<usize>> {
    let n_columns = fitted.fit.coefficients.ncols();
    let mut lowest = vec![None; fitted.fit.sigma.len()];
    let mut direction = vec![0.0_f64; lowest.len()];
    for level in (1..n_levels).rev() {
        let mut weights = vec![0.0; n_columns];
        (weights[0], weights[level]) = (-1.0, 1.0);
        let contrast = fit_contrast(&fitted.fit, &weights);
        let tests = moderate_contrast(&contrast, &fitted.moderation, settings);
        for (at, lowest) in lowest.iter_mut().enumerate() {
            let is_next = if level == n_levels - 1 {
                direction[at] = tests.t[at].signum();
                true
            } else {
                *lowest == Some(level + 1) && tests.t[at] * direction[at] > 0.0
            };
            if is_next && tests.ln_p[at] <= STEP_DOWN_LEVEL.ln() {
                *lowest = Some(level);
            }
        }
    }
    lowest
}
