//! The test of a fold change against a threshold.

use super::statistics::confidence_half_width;
use super::{ModeratedContrast, Moderation};
use crate::ContrastFit;
use arrayon_stats::student_t::ln_upper_tail;
use rayon::prelude::*;

/// Tests whether each log2 fold change is further from 0 than `threshold`.
///
/// `t` is that of the distance beyond the threshold, 0 within it; `b` is NaN, the log odds being
/// about another hypothesis.
///
/// # Source
/// McCarthy and Smyth 2009 (doi:10.1093/bioinformatics/btp053); limma 3.54 `treat`.
pub fn treat(contrast: &ContrastFit, moderation: &Moderation, threshold: f64) -> ModeratedContrast {
    let one = |at: usize| {
        let log_fc = contrast.log_fc[at];
        let error = moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at);
        let df = moderation.df_total.at(at);
        let beyond = (log_fc.abs() - threshold) / error;
        let nearer = ln_upper_tail(beyond, df);
        let further = ln_upper_tail((log_fc.abs() + threshold) / error, df);
        // ln(exp(nearer) + exp(further)); the nearer tail is the larger
        let ln_p = nearer + (further - nearer).exp().ln_1p();
        let t = if log_fc.abs() > threshold {
            beyond * log_fc.signum()
        } else {
            0.0 * log_fc
        };
        (t, ln_p)
    };
    let (t, ln_p) = (0..contrast.log_fc.len()).into_par_iter().map(one).unzip();
    ModeratedContrast {
        t,
        ln_p,
        b: vec![f64::NAN; contrast.log_fc.len()],
        ci_half_width: confidence_half_width(contrast, moderation),
    }
}
