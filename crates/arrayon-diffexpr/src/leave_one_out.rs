//! Whether one array makes the result.

use crate::analysis::{Prepared, check_settings};
use crate::moderation::moderate_variances;
use crate::{
    ContrastFit, DiffexprError, LeaveOneOutFits, Moderation, PerFeature, Settings, fit_contrast,
    treat,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::student_t::{ln_two_sided, quantile_of_ln_upper_tail};
use rayon::prelude::*;

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
///
/// # Numerics
/// Fold changes and variances are rank-one updates of the fit and meet refits within 1e-10.
///
/// # Cost
/// O(n_features x n_samples) and one estimate of the prior for each array, parallel over arrays.
pub fn leave_one_out(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &Settings,
    top_k: usize,
) -> Result<LeaveOneOut, DiffexprError> {
    check_settings(settings)?;
    let prepared = Prepared::new(expression, sheet, contrast, settings)?;
    let weights = [prepared.design.weights.clone()];
    let mut results = leave_one_out_of_fit(expression, &prepared, &weights, settings, top_k)?;
    Ok(results.remove(0))
}

/// Leave-one-out of contrasts of a fit that is there already; the variances are moderated once
/// for each array.
pub(crate) fn leave_one_out_of_fit(
    expression: &ExpressionMatrix,
    prepared: &Prepared,
    weights: &[Vec<f64>],
    settings: &Settings,
    top_k: usize,
) -> Result<Vec<LeaveOneOut>, DiffexprError> {
    let expression = prepared.selected.as_ref().unwrap_or(expression);
    let (design, fit) = (&prepared.design, &prepared.fit);
    let fits = LeaveOneOutFits::new(expression, design, &prepared.errors, fit)?;
    let wholes: Vec<Whole> = (weights.iter())
        .map(|weights| Whole::new(expression, prepared, weights, settings, top_k))
        .collect();
    let found_without = |sample: usize| -> Vec<Option<FoundWithout>> {
        let Some(without) = fits.without_sample(sample) else {
            return vec![None; wholes.len()];
        };
        let df = PerFeature::Shared(without.df_residual);
        let moderation =
            moderate_variances(&without.s2, &df, &without.a_mean, &settings.moderation);
        let compare = |whole: &Whole<'_>| {
            let log_fc = &whole.contrast.log_fc;
            let contrast = fits.contrast_without(&without, whole.weights, log_fc)?;
            let evidence = Evidence::of(&contrast, &moderation, settings);
            Some(whole.compare(&evidence, settings.fdr))
        };
        wholes.iter().map(compare).collect()
    };
    let by_sample: Vec<Vec<Option<FoundWithout>>> = (0..design.sample_names.len())
        .into_par_iter()
        .map(found_without)
        .collect();
    Ok((wholes.into_iter().enumerate())
        .map(|(at, whole)| {
            let samples = design.sample_names.iter().zip(&by_sample);
            let arrays: Vec<LeftOutArray> = samples
                .map(|(sample, found)| LeftOutArray {
                    sample: sample.clone(),
                    found: found[at].clone(),
                })
                .collect();
            LeaveOneOut {
                found: whole.found,
                top_k,
                most_influential: most_influential(&arrays),
                arrays,
            }
        })
        .collect())
}

/// A contrast with all arrays.
struct Whole<'a> {
    weights: &'a [f64],
    ids: &'a [String],
    contrast: ContrastFit,
    found: Vec<usize>,
    top: Vec<usize>,
    top_k: usize,
}

impl<'a> Whole<'a> {
    fn new(
        expression: &'a ExpressionMatrix,
        prepared: &Prepared,
        weights: &'a [f64],
        settings: &Settings,
        top_k: usize,
    ) -> Self {
        let contrast = fit_contrast(&prepared.fit, weights);
        let evidence = Evidence::of(&contrast, &prepared.moderation, settings);
        let ids = expression.features();
        Self {
            weights,
            ids,
            found: evidence.found_at(settings.fdr),
            top: evidence.top(ids, top_k),
            contrast,
            top_k,
        }
    }

    fn compare(&self, evidence: &Evidence, fdr: f64) -> FoundWithout {
        let now = evidence.found_at(fdr);
        let now_top = evidence.top(self.ids, self.top_k);
        FoundWithout {
            n_found: now.len(),
            gained: difference(&now, &self.found),
            lost: difference(&self.found, &now),
            n_top_kept: self.top.len() - difference(&self.top, &now_top).len(),
        }
    }
}

/// How strongly each feature speaks for a change.
enum Evidence {
    /// |t| of one t distribution: p-values need not be computed to be compared.
    T { size: Vec<f64>, df: f64 },
    /// Natural logarithms of p-values.
    LnP(Vec<f64>),
}

impl Evidence {
    fn of(contrast: &ContrastFit, moderation: &Moderation, settings: &Settings) -> Self {
        if let Some(threshold) = settings.treat {
            return Self::LnP(treat(contrast, moderation, threshold).ln_p);
        }
        let size = |at: usize| {
            let error = moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at);
            (contrast.log_fc[at] / error).abs()
        };
        let size: Vec<f64> = (0..contrast.log_fc.len()).map(size).collect();
        match &moderation.df_total {
            PerFeature::Shared(df) => Self::T { size, df: *df },
            PerFeature::Each(df) => {
                let ln_p = size.par_iter().zip(df);
                Self::LnP(ln_p.map(|(t, df)| ln_two_sided(*t, *df)).collect())
            }
        }
    }

    /// Features found at the false discovery rate, ascending.
    fn found_at(&self, fdr: f64) -> Vec<usize> {
        match self {
            Self::T { size, df } => found_by_size(size, *df, fdr),
            Self::LnP(ln_p) => {
                let p: Vec<f64> = ln_p.iter().map(|ln_p| ln_p.exp()).collect();
                let adjusted = benjamini_hochberg(&p);
                (0..p.len()).filter(|&at| adjusted[at] <= fdr).collect()
            }
        }
    }

    /// The first features by p-value, then id; ascending.
    fn top(&self, ids: &[String], top_k: usize) -> Vec<usize> {
        let rank = |at: usize| match self {
            Self::T { size, .. } => -size[at],
            Self::LnP(ln_p) => ln_p[at],
        };
        let mut order: Vec<(f64, usize)> = (0..ids.len())
            .map(|at| (rank(at), at))
            .filter(|(rank, _)| !rank.is_nan())
            .collect();
        if order.len() > top_k && top_k > 0 {
            let by_rank = |a: &(f64, usize), b: &(f64, usize)| {
                (a.0.total_cmp(&b.0)).then_with(|| ids[a.1].cmp(&ids[b.1]))
            };
            order.select_nth_unstable_by(top_k - 1, by_rank);
        }
        order.truncate(top_k);
        let mut top: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
        top.sort_unstable();
        top
    }
}

/// Benjamini and Hochberg's step-up rule on |t|: the largest k such that k features have a
/// p-value of at most `fdr` k / n, found from k = n downwards.
fn found_by_size(size: &[f64], df: f64, fdr: f64) -> Vec<usize> {
    let mut found: Vec<usize> = (0..size.len()).filter(|&at| !size[at].is_nan()).collect();
    let n_tested = found.len() as f64;
    loop {
        let n_before = found.len();
        if n_before == 0 {
            return found;
        }
        let half_p = 0.5 * fdr * n_before as f64 / n_tested;
        let limit = quantile_of_ln_upper_tail(half_p.ln(), df);
        found.retain(|&at| size[at] >= limit);
        if found.len() == n_before {
            return found;
        }
    }
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
