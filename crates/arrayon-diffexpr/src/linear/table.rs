//! The table of one contrast.

use crate::per_feature::of_each;
use crate::{ContrastFit, ModeratedContrast};
use arrayon_results::differential::{FeatureRow, linear_fold_change, where_too_small};
use arrayon_results::number::finite;
use arrayon_stats::multiple_testing::adjusted_in_order;
use arrayon_stats::order::ascending;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Joins the columns and sorts by p-value; equal ones by |t| (where p is too small to tell),
/// then by feature id. Features without a p-value come last. Gives the row of the matrix of each
/// row of the table, too.
pub(crate) fn result_table(
    features: &[String],
    a_mean: &[f64],
    contrast: &ContrastFit,
    moderated: &ModeratedContrast,
    against_zero: Option<&ModeratedContrast>,
) -> (Vec<usize>, Vec<FeatureRow>) {
    let ln_p = &moderated.ln_p;
    let p_values = of_each(features.len(), |at| ln_p[at].exp());
    let (tested, untested) = by_significance(features, moderated);
    let adjusted = adjusted_in_order(&p_values, &tested);
    let n_tested = tested.len();
    let places = [tested, untested].concat();
    let row = |at: usize| {
        let feature = places[at];
        let ordinary_ln_p = against_zero.map(|ordinary| ordinary.ln_p[feature]);
        FeatureRow {
            feature_id: features[feature].clone(),
            log_fc: contrast.log_fc[feature],
            ci_left: contrast.log_fc[feature] - moderated.ci_half_width[feature],
            ci_right: contrast.log_fc[feature] + moderated.ci_half_width[feature],
            ave_expr: a_mean[feature],
            t: finite(moderated.t[feature]),
            p_value: finite(p_values[feature]),
            log_p_value: where_too_small(ln_p[feature]),
            adj_p_value: (at < n_tested).then(|| adjusted[at]).and_then(finite),
            b: finite(moderated.b[feature]),
            fold_change: linear_fold_change(contrast.log_fc[feature]),
            moderated_t: against_zero.and_then(|ordinary| finite(ordinary.t[feature])),
            moderated_p_value: ordinary_ln_p.and_then(|ln_p| finite(ln_p.exp())),
            moderated_log_p_value: ordinary_ln_p.and_then(where_too_small),
            ..FeatureRow::default()
        }
    };
    let rows = (0..places.len()).into_par_iter().with_min_len(1024);
    let rows = rows.map(row).collect();
    (places, rows)
}

/// The features with a p-value in the table's order, and the others in theirs.
fn by_significance(features: &[String], moderated: &ModeratedContrast) -> (Vec<usize>, Vec<usize>) {
    let (ln_p, t) = (&moderated.ln_p, &moderated.t);
    let among_equals = |a: &usize, b: &usize| {
        let size = |at: usize| t[at].abs();
        (size(*b).partial_cmp(&size(*a)).unwrap_or(Ordering::Equal))
            .then_with(|| features[*a].cmp(&features[*b]))
    };
    let (known, mut untested): (Vec<usize>, Vec<usize>) =
        (0..features.len()).partition(|&at| !ln_p[at].is_nan());
    untested.sort_unstable_by(among_equals);
    let ln_p_known: Vec<f64> = known.iter().map(|&at| ln_p[at]).collect();
    let mut tested: Vec<usize> = (ascending(&ln_p_known).into_iter())
        .map(|at| known[at])
        .collect();
    for equals in tested.chunk_by_mut(|a, b| ln_p[*a] == ln_p[*b]) {
        equals.sort_unstable_by(among_equals);
    }
    (tested, untested)
}
