//! Principal components of the samples.

use super::gene_choice::symbols_of;
use super::refused;
use crate::error::Error;
use crate::progress::watched;
use arrayon_cluster::{ClusterError, Grouping, PrincipalComponents, principal_components};
use arrayon_core::{ExpressionMatrix, GeneAnnotation, Progress};
use std::borrow::Cow;

/// Components that are written.
const N_COMPONENTS: usize = 5;

/// The first five principal components of the samples; over the features without missing
/// values; `None` where there are none or the samples do not differ.
///
/// # Errors
/// Fewer than two samples, no features, a value that is not finite.
pub fn sample_components(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Grouping],
    annotation: Option<&GeneAnnotation>,
    progress: &dyn Progress,
) -> Result<Option<PrincipalComponents>, Error> {
    let complete = complete_features(expression);
    if complete.n_features() == 0 {
        return Ok(None);
    }
    let found = watched(progress, "principal components", || {
        principal_components(&complete, N_COMPONENTS)
    });
    let mut found = match found {
        Ok(found) => found,
        Err(ClusterError::NoVariance) => return Ok(None),
        Err(error) => return Err(refused(scope)(error)),
    };
    found.pca.scope = scope.to_owned();
    found.pca.groupings = groupings.to_vec();
    if let Some(annotation) = annotation {
        let components = found.pca.components.iter_mut();
        for feature in components.flat_map(|component| &mut component.top_loadings) {
            feature.gene_symbols = symbols_of(annotation, &feature.feature_id);
        }
    }
    Ok(Some(found))
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
