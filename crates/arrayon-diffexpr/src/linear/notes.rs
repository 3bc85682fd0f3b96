//! What a reader should know of a fit, in words.

use crate::{ArrayWeightMethod, Design, LinearFit, Settings, VariancePrior};

/// Of the design, of the features and of the prior.
pub(crate) fn fit_notes(design: &Design, fit: &LinearFit, prior: &VariancePrior) -> Vec<String> {
    let mut notes = design.notes.clone();
    let n_features = fit.sigma.len();
    if fit.n_constant > 0 {
        notes.push(format!(
            "{} of {n_features} features have the same value in every sample",
            fit.n_constant
        ));
    }
    if fit.n_incomplete > 0 {
        notes.push(format!(
            "{} of {n_features} features have missing values; each is fitted to the others",
            fit.n_incomplete
        ));
    }
    if 2 * prior.n_zero > n_features {
        notes.push(
            "more than half of the residual variances are exactly zero: moderation is unreliable"
                .into(),
        );
    } else if prior.n_zero > 0 {
        notes.push(format!(
            "{} residual variances are exactly zero; they were offset to estimate the prior",
            prior.n_zero
        ));
    }
    if prior.n_outliers > 0 {
        notes.push(format!(
            "{} of {n_features} features are likelier than not to vary more than the prior \
             explains; they are squeezed less",
            prior.n_outliers
        ));
    }
    notes
}

/// Of array weights beside missing values or weights of values.
pub(crate) fn array_weight_notes(settings: &Settings, fit: &LinearFit) -> Vec<String> {
    let Some(asked) = &settings.array_weights else {
        return Vec::new();
    };
    let reason = match &settings.observation_weights {
        Some(_) => "values have weights",
        None if fit.n_incomplete > 0 => "values are missing",
        None => return Vec::new(),
    };
    if asked.method == ArrayWeightMethod::Reml {
        let n_complete = fit.sigma.len() - fit.n_incomplete;
        return vec![format!(
            "array weights were estimated from the {n_complete} features without missing values"
        )];
    }
    vec![format!(
        "{reason}: array weights were updated by one feature after the other, and depend a little \
         on the order of the features"
    )]
}
