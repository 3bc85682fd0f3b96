//! Principal components of the samples, as they are written.

use super::groupings::Groups;
use super::{refused, watched};
use crate::error::Error;
use arrayon_cluster::{ClusterError, PrincipalComponents, principal_components};
use arrayon_core::{ExpressionMatrix, GeneAnnotation, Progress};
use arrayon_results::pca::{Component, Grouping, Loading, Pca};
use std::borrow::Cow;

/// Components that are written.
const N_COMPONENTS: usize = 5;

/// Features that are named for each component.
const N_TOP: usize = 20;

const METHOD: &str = "principal components of the samples over all features without missing values (R's prcomp of the \
                      transposed matrix); of each component the loading largest in absolute value \
                      is positive";

const STANDARDIZATION: &str = "centred at their means, not scaled";

/// Principal components: as they are written, and the loadings of all features.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplePca {
    /// What `clusters/pca.json` holds.
    pub written: Pca,
    /// Feature ids.
    pub features: Vec<String>,
    /// One number a component for each feature, feature after feature.
    pub loadings: Vec<f64>,
}

/// The first five principal components of the samples; over the features without missing
/// values; `None` where there are none or the samples do not differ.
///
/// # Errors
/// Fewer than two samples, no features, a value that is not finite.
pub fn sample_components(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Groups],
    annotation: Option<&GeneAnnotation>,
    progress: &dyn Progress,
) -> Result<Option<SamplePca>, Error> {
    let complete = complete_features(expression);
    if complete.n_features() == 0 {
        return Ok(None);
    }
    let found = watched(progress, "principal components", || {
        principal_components(&complete, N_COMPONENTS)
    });
    let found = match found {
        Ok(found) => found,
        Err(ClusterError::NoVariance) => return Ok(None),
        Err(error) => return Err(refused(scope)(error)),
    };
    let written = Pca {
        scope: scope.to_owned(),
        method: METHOD.to_owned(),
        standardization: STANDARDIZATION.to_owned(),
        n_features: found.features.len(),
        labels: found.samples.clone(),
        components: components(&found, annotation),
        scores: (found.scores.rows().into_iter())
            .map(|row| row.to_vec())
            .collect(),
        groupings: (groupings.iter())
            .map(|groups| Grouping {
                variable: groups.variable.clone(),
                levels: groups.levels.clone(),
            })
            .collect(),
    };
    Ok(Some(SamplePca {
        written,
        loadings: found.loadings.iter().copied().collect(),
        features: found.features,
    }))
}

/// The features without missing values.
pub(super) fn complete_features(expression: &ExpressionMatrix) -> Cow<'_, ExpressionMatrix> {
    let rows: Vec<usize> = (0..expression.n_features())
        .filter(|&row| expression.is_complete(row))
        .collect();
    if rows.len() == expression.n_features() {
        return Cow::Borrowed(expression);
    }
    Cow::Owned(expression.select_features(&rows))
}

fn components(found: &PrincipalComponents, annotation: Option<&GeneAnnotation>) -> Vec<Component> {
    let mut cumulative_fraction = 0.0;
    (0..found.standard_deviations.len())
        .map(|at| {
            cumulative_fraction += found.variance_fractions[at];
            Component {
                name: format!("PC{}", at + 1),
                standard_deviation: found.standard_deviations[at],
                variance_fraction: found.variance_fractions[at],
                cumulative_fraction,
                top_features: top_features(found, at, annotation),
            }
        })
        .collect()
}

/// The features of largest loadings; of equal ones the first.
fn top_features(
    found: &PrincipalComponents,
    component: usize,
    annotation: Option<&GeneAnnotation>,
) -> Vec<Loading> {
    let loadings = found.loadings.column(component);
    let larger = |&one: &usize, &other: &usize| {
        let (one_size, other_size) = (loadings[one].abs(), loadings[other].abs());
        other_size.total_cmp(&one_size).then(one.cmp(&other))
    };
    let mut rows: Vec<usize> = (0..loadings.len()).collect();
    if rows.len() > N_TOP {
        rows.select_nth_unstable_by(N_TOP, larger);
        rows.truncate(N_TOP);
    }
    rows.sort_by(larger);
    let symbols = |feature: &str| match annotation {
        Some(annotation) => super::gene_choice::symbols_of(annotation, feature),
        None => Vec::new(),
    };
    (rows.into_iter())
        .map(|row| Loading {
            feature_id: found.features[row].clone(),
            gene_symbols: symbols(&found.features[row]),
            loading: loadings[row],
        })
        .collect()
}
