//! Contrasts as YAML.

use super::RawContrast;
use super::entry::Entry;
use crate::yaml::{TextList, parse};
use arrayon_core::{InputError, Place};
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::path::Path;

const SHAPE: &str = "the shape is 'contrasts:' with a list of '- {id: low_vs_control, \
                     comparison: [diet, control, low], blocking_factors: [batch]}'";

#[derive(Deserialize)]
struct Document {
    contrasts: Vec<Spanned<Item>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: Option<String>,
    comparison: Option<Vec<String>>,
    variable: Option<String>,
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
        .map(|item| entry(path, item.referenced.line(), item.value)?.into_raw(path))
        .collect()
}

fn entry(path: &Path, line: u64, item: Item) -> Result<Entry, InputError> {
    let trimmed = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    let mut entry = Entry {
        line,
        id: trimmed(item.id),
        variable: trimmed(item.variable),
        formula: trimmed(item.formula),
        make_contrasts_str: trimmed(item.make_contrasts_str),
        blocking: item.blocking_factors.0,
        exclude_samples_column: trimmed(item.exclude_samples_col),
        exclude_samples_values: item.exclude_samples_values.0,
        ..Entry::default()
    };
    let is_combination = !(entry.formula.is_empty() && entry.make_contrasts_str.is_empty());
    if is_combination && item.comparison.is_none() {
        return Ok(entry);
    }
    let parts: Vec<String> = (item.comparison.iter().flatten())
        .map(|part| part.trim().to_owned())
        .collect();
    let Ok([variable, reference, target]) = <[String; 3]>::try_from(parts) else {
        let found = format!("contrast '{}' has no comparison of three", entry.id);
        return Err(InputError::new(path, found)
            .at(Place::Field {
                line,
                column: "comparison".to_owned(),
            })
            .expected("[variable, reference, target]")
            .hint(SHAPE));
    };
    (entry.variable, entry.reference, entry.target) = (variable, reference, target);
    Ok(entry)
}
