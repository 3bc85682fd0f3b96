//! Whether one array makes the result.

mod evidence;
mod fits;
mod named;
mod refit;

pub use fits::LeaveOneOutFits;
pub use named::{NamedFoundWithout, NamedLeaveOneOut, NamedLeftOutArray};

use crate::linear::moderation::moderate_variances;
use crate::linear::prepared::Prepared;
use crate::{ContrastFit, DiffexprError, PerFeature, Settings, fit_contrast};
use arrayon_core::{Contrast, ExpressionMatrix, NoProgress, Progress, SampleSheet};
use evidence::Evidence;
use fits::MeansLeftOut;
use rayon::prelude::*;
use refit::Refit;

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
    /// What of the errors was estimated anew without each array and what was not, in words, where
    /// there is such a thing.
    pub note: Option<String>,
}

/// Repeats the analysis of a contrast without each of its arrays in turn.
///
/// Array weights, where asked for, are those estimated from all arrays. Moderation is repeated
/// for each array left out, and so is the correlation within blocks.
///
/// # Errors
/// Those of [`crate::analyze`].
///
/// # Numerics
/// Fold changes and variances are rank-one updates of the fit and meet refits within 1e-10. Where
/// values are missing, blocks share a random effect or an array nearly determines a coefficient
/// alone they are refits.
///
/// # Cost
/// O(n_features x n_samples) and one estimate of the prior for each array, parallel over arrays;
/// refits cost one analysis an array.
pub fn leave_one_out(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &Settings,
    top_k: usize,
) -> Result<LeaveOneOut, DiffexprError> {
    settings.check()?;
    let prepared = Prepared::new(expression, sheet, contrast, settings)?;
    let weights = [prepared.design.weights.clone()];
    let of_fit = leave_one_out_of_fit;
    let mut results = of_fit(
        expression,
        &prepared,
        &weights,
        settings,
        top_k,
        &NoProgress,
    );
    Ok(results.remove(0))
}

/// Leave-one-out of contrasts of a fit that is there already; the variances are moderated once
/// for each array. `progress` moves by the number of contrasts with each array.
pub(crate) fn leave_one_out_of_fit(
    expression: &ExpressionMatrix,
    prepared: &Prepared,
    weights: &[Vec<f64>],
    settings: &Settings,
    top_k: usize,
    progress: &dyn Progress,
) -> Vec<LeaveOneOut> {
    let expression = prepared.selected.as_ref().unwrap_or(expression);
    let (design, fit) = (&prepared.design, &prepared.fit);
    let wholes: Vec<Whole> = (weights.iter())
        .map(|weights| Whole::new(expression, prepared, weights, settings, top_k))
        .collect();
    let samples = (0..design.sample_names.len()).into_par_iter();
    let fits = LeaveOneOutFits::new(expression, design, &prepared.errors, fit);
    let updates = (fits.as_ref()).map(|fits| Updates::new(fits, settings));
    let without = |sample| {
        let found = match &updates {
            Some(updates) if !updates.fits.needs_refit(sample) => {
                found_by_update(updates, &wholes, settings, sample)
            }
            _ => {
                let refit = Refit::new(expression, prepared, settings, sample);
                found_by_refit(refit, &wholes, settings)
            }
        };
        progress.advance(wholes.len() as u64);
        found.into_iter()
    };
    let mut by_sample: Vec<_> = samples.map(without).collect();
    (wholes.into_iter())
        .map(|whole| {
            let samples = design.sample_names.iter().zip(&mut by_sample);
            let arrays: Vec<LeftOutArray> = samples
                .map(|(sample, found)| LeftOutArray {
                    sample: sample.clone(),
                    found: found.next().flatten(),
                })
                .collect();
            LeaveOneOut {
                found: whole.found,
                top_k,
                most_influential: most_influential(&arrays),
                note: note(prepared),
                arrays,
            }
        })
        .collect()
}

/// Fits without one sample each, all of it made before the samples are taken in parallel.
struct Updates<'a> {
    fits: &'a LeaveOneOutFits<'a>,
    /// With a prior that follows mean expression.
    means: Option<MeansLeftOut<'a>>,
}

impl<'a> Updates<'a> {
    fn new(fits: &'a LeaveOneOutFits<'a>, settings: &Settings) -> Self {
        Self {
            fits,
            means: settings.moderation.trend.then(|| fits.means()),
        }
    }
}

/// What each contrast finds without a sample, by an update of the fit.
fn found_by_update(
    updates: &Updates<'_>,
    wholes: &[Whole<'_>],
    settings: &Settings,
    sample: usize,
) -> Vec<Option<FoundWithout>> {
    let fits = updates.fits;
    let Some(without) = fits.without_sample(sample) else {
        return vec![None; wholes.len()];
    };
    let df = PerFeature::Shared(without.df_residual);
    let covariate = (updates.means.as_ref()).map(|means| means.without(sample));
    let moderation =
        moderate_variances(&without.s2, &df, covariate.as_deref(), &settings.moderation);
    let compare = |whole: &Whole<'_>| {
        let log_fc = &whole.contrast.log_fc;
        let contrast = fits.contrast_without(&without, whole.weights, log_fc)?;
        let evidence = Evidence::of(&contrast, &moderation, settings);
        Some(whole.compare(&evidence, settings.fdr))
    };
    wholes.iter().map(compare).collect()
}

fn found_by_refit(
    refit: Option<Refit>,
    wholes: &[Whole<'_>],
    settings: &Settings,
) -> Vec<Option<FoundWithout>> {
    let compare = |whole: &Whole<'_>| {
        let refit = refit.as_ref()?;
        let contrast = refit.contrast(whole.weights)?;
        let evidence = Evidence::of(&contrast, &refit.moderation, settings);
        Some(whole.compare(&evidence, settings.fdr))
    };
    wholes.iter().map(compare).collect()
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

    fn compare(&self, evidence: &Evidence<'_>, fdr: f64) -> FoundWithout {
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

/// What is in the first of two ascending lists but not in the second.
fn difference(first: &[usize], second: &[usize]) -> Vec<usize> {
    let mut second = second.iter().copied().peekable();
    let is_missing = |at: &usize| {
        while second.next_if(|other| other < at).is_some() {}
        second.peek() != Some(at)
    };
    first.iter().copied().filter(is_missing).collect()
}

fn note(prepared: &Prepared) -> Option<String> {
    let errors = &prepared.errors;
    let surrogates = prepared.surrogates.as_ref();
    let surrogates = surrogates.map(|_| "surrogate variables are those of all arrays");
    let weights = errors.sample_weights.as_ref();
    let weights = weights.map(|_| "array weights are those estimated from all arrays");
    let block = errors.block.as_ref();
    let block = block.map(|_| "the correlation within blocks is estimated anew without each array");
    let notes: Vec<&str> = (surrogates.into_iter().chain(weights).chain(block)).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
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

#[cfg(test)]
mod tests;
