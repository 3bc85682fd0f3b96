//! Whether one array makes the result.

use crate::analysis::{Prepared, check_settings, test};
use crate::{DiffexprError, LeaveOneOutFits, Settings, fit_contrast, moderate};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// What leaving one array out changes.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOutArray {
    /// The sample left out.
    pub sample: String,
    /// What is found without it; `None` where the contrast cannot be tested without it.
    pub found: Option<FoundWithout>,
}

/// What is found without one array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundWithout {
    /// Features found at the false discovery rate.
    pub n_found: usize,
    /// Features found only without the array, as rows of the expression matrix, ascending.
    pub gained: Vec<usize>,
    /// Features no longer found, the same.
    pub lost: Vec<usize>,
    /// How many of the first `top_k` features by p-value stay among the first `top_k`.
    pub n_top_kept: usize,
}

/// Leave-one-array-out of one contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaveOneOut {
    /// Features found with all arrays, as rows of the expression matrix, ascending.
    pub found: Vec<usize>,
    /// How many first features are compared.
    pub top_k: usize,
    /// One entry a sample of the design.
    pub arrays: Vec<LeftOutArray>,
    /// Position in `arrays` of the one whose absence changes the list most (gained and lost
    /// features together); `None` where none changes it.
    pub most_influential: Option<usize>,
}

/// Repeats the analysis of a contrast without each of its arrays in turn.
///
/// Array weights, where asked for, are those estimated from all arrays. Moderation is repeated
/// for each array left out.
///
/// # Errors
/// Those of [`crate::analyse`], and [`DiffexprError::LeaveOneOutUneven`].
pub fn leave_one_out(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &Settings,
    top_k: usize,
) -> Result<LeaveOneOut, DiffexprError> {
    check_settings(settings)?;
    let prepared = Prepared::new(expression, sheet, contrast, settings)?;
    let expression = prepared.selected.as_ref().unwrap_or(expression);
    let weights = &prepared.design.weights;
    let whole = fit_contrast(&prepared.fit, weights);
    let ln_p = test(&whole, &prepared.moderation, settings).ln_p;
    let found = found_at(&ln_p, settings.fdr);
    let top = top_features(&ln_p, expression.features(), top_k);
    let fits = LeaveOneOutFits::new(
        expression,
        &prepared.design,
        &prepared.errors,
        &prepared.fit,
    )?;
    let without = |sample: usize| {
        let fit = fits.without(sample, weights)?;
        let moderation = moderate(&fit, &settings.moderation);
        let ln_p = test(&fit_contrast(&fit, weights), &moderation, settings).ln_p;
        let now = found_at(&ln_p, settings.fdr);
        let now_top = top_features(&ln_p, expression.features(), top_k);
        Some(FoundWithout {
            n_found: now.len(),
            gained: difference(&now, &found),
            lost: difference(&found, &now),
            n_top_kept: top_k.min(top.len()) - difference(&top, &now_top).len(),
        })
    };
    let arrays: Vec<LeftOutArray> = (prepared.design.sample_names.iter().enumerate())
        .map(|(at, sample)| LeftOutArray {
            sample: sample.clone(),
            found: without(at),
        })
        .collect();
    let most_influential = most_influential(&arrays);
    Ok(LeaveOneOut {
        found,
        top_k,
        arrays,
        most_influential,
    })
}

fn found_at(ln_p: &[f64], fdr: f64) -> Vec<usize> {
    let adjusted = benjamini_hochberg(&ln_p.iter().map(|ln_p| ln_p.exp()).collect::<Vec<_>>());
    (0..ln_p.len()).filter(|&at| adjusted[at] <= fdr).collect()
}

/// The first features by p-value, then id; ascending.
fn top_features(ln_p: &[f64], ids: &[String], top_k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ln_p.len()).filter(|&at| !ln_p[at].is_nan()).collect();
    order.sort_by(|&a, &b| {
        ln_p[a]
            .total_cmp(&ln_p[b])
            .then_with(|| ids[a].cmp(&ids[b]))
    });
    order.truncate(top_k);
    order.sort_unstable();
    order
}

/// What is in the first of two ascending lists but not in the second.
fn difference(first: &[usize], second: &[usize]) -> Vec<usize> {
    first
        .iter()
        .copied()
        .filter(|at| second.binary_search(at).is_err())
        .collect()
}

fn most_influential(arrays: &[LeftOutArray]) -> Option<usize> {
    let changed = |array: &LeftOutArray| {
        array
            .found
            .as_ref()
            .map_or(0, |found| found.gained.len() + found.lost.len())
    };
    let mut most = None;
    for (at, array) in arrays.iter().enumerate() {
        if changed(array) > most.map_or(0, |most: usize| changed(&arrays[most])) {
            most = Some(at);
        }
    }
    most
}
