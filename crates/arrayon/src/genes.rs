//! The genes of the features, from an annotation that fits them.

use crate::error::Error;
use arrayon_core::{GeneAnnotation, InputError};
use std::path::Path;

/// Checks that an annotation speaks of these features.
///
/// # Errors
/// An annotation none of whose ids is a feature: that of another chip or release.
pub fn check_annotation<'a>(
    annotation: &GeneAnnotation,
    path: &Path,
    features: impl IntoIterator<Item = &'a String>,
) -> Result<(), Error> {
    let mut first = None;
    for feature in features {
        if annotation.genes.contains_key(feature) {
            return Ok(());
        }
        first = first.or(Some(feature));
    }
    let listed = annotation.genes.keys().next().map_or("", String::as_str);
    let expected = first.map_or(String::new(), |feature| {
        format!("ids such as '{feature}', as the features are named")
    });
    Err(InputError::new(
        path,
        format!("none of its ids, such as '{listed}', is a feature of the study"),
    )
    .expected(expected)
    .hint("give the annotation of the chip that was scanned, of the same release")
    .into())
}
