//! Contrasts as YAML.

use super::rules::free_combination;
use super::{RawContrast, default_id, exclusion};
use crate::yaml::{TextList, parse};
use arrayon_core::{Contrast, InputError, Place};
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::path::Path;

const SHAPE: &str = "the shape is 'contrasts:' with a list of '- {id: low_vs_control, \
                     comparison: [diet, control, low], blocking_factors: [batch]}'";

#[derive(Deserialize)]
struct Document {
    contrasts: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Option<String>,
    comparison: Option<Vec<String>>,
    #[serde(default, alias = "blocking")]
    blocking_factors: TextList,
    #[serde(alias = "exclude_samples_column")]
    exclude_samples_col: Option<String>,
    #[serde(default)]
    exclude_samples_values: TextList,
    formula: Option<String>,
    make_contrasts_str: Option<String>,
}

pub(super) fn read_contrasts(path: &Path, text: &str) -> Result<Vec<RawContrast>, InputError> {
    let document: Document = parse(path, text, SHAPE)?;
    (document.contrasts.into_iter())
        .map(|entry| contrast_of(path, entry.referenced.line(), entry.value))
        .collect()
}

fn contrast_of(path: &Path, line: u64, entry: Entry) -> Result<RawContrast, InputError> {
    let id = entry.id.unwrap_or_default().trim().to_owned();
    if entry.formula.is_some() || entry.make_contrasts_str.is_some() {
        let key = if entry.formula.is_some() {
            "formula"
        } else {
            "make_contrasts_str"
        };
        return Err(free_combination(path, line, &id, key));
    }
    let parts: Vec<String> = (entry.comparison.iter().flatten())
        .map(|part| part.trim().to_owned())
        .collect();
    let Ok([variable, reference, target]) = <[String; 3]>::try_from(parts) else {
        return Err(
            InputError::new(path, format!("contrast '{id}' has no comparison of three"))
                .at(Place::Field {
                    line,
                    column: "comparison".to_owned(),
                })
                .expected("[variable, reference, target]")
                .hint(SHAPE),
        );
    };
    let id = if id.is_empty() {
        default_id(&variable, &reference, &target)
    } else {
        id
    };
    let column = entry.exclude_samples_col.unwrap_or_default();
    let (exclude_samples_column, exclude_samples_values) =
        exclusion(column.trim().to_owned(), entry.exclude_samples_values.0);
    Ok(RawContrast {
        line,
        contrast: Contrast {
            id,
            variable,
            reference,
            target,
            blocking: entry.blocking_factors.0,
            exclude_samples_column,
            exclude_samples_values,
        },
    })
}
