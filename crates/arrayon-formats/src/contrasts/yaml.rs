//! Contrasts as YAML.

use super::entry::Entry;
use crate::faults::Faults;
use crate::yaml::{TextList, parse};
use arrayon_core::{InputError, Place};
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::path::Path;

const SHAPE: &str = "the shape is 'contrasts:' with a list of '- {id: low_vs_control, \
                     variable: diet, reference: control, target: low, blocking_factors: [batch]}', \
                     or 'comparison: [diet, control, low]' for the three";

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
    reference: Option<String>,
    target: Option<String>,
    #[serde(default, alias = "blocking")]
    blocking_factors: TextList,
    #[serde(alias = "exclude_samples_column")]
    exclude_samples_col: Option<String>,
    #[serde(default)]
    exclude_samples_values: TextList,
    formula: Option<String>,
    make_contrasts_str: Option<String>,
}

pub(super) fn read_entries(
    path: &Path,
    text: &str,
    faults: &mut Faults,
) -> Result<Vec<Entry>, InputError> {
    let items = if is_list(text) {
        parse(path, text, SHAPE)?
    } else {
        parse::<Document>(path, text, SHAPE)?.contrasts
    };
    let entries = items
        .into_iter()
        .filter_map(|item| faults.note(entry(path, item.referenced.line(), item.value)));
    Ok(entries.collect())
}

/// Whether the document is the list itself, without `contrasts:`.
fn is_list(text: &str) -> bool {
    let is_content = |line: &&str| !(line.is_empty() || line.starts_with('#') || *line == "---");
    let first = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .find(is_content);
    first.is_some_and(|line| line == "-" || line.starts_with("- ") || line.starts_with('['))
}

fn entry(path: &Path, line: u64, item: Item) -> Result<Entry, InputError> {
    let trimmed = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    let mut entry = Entry {
        line,
        id: trimmed(item.id),
        variable: trimmed(item.variable),
        reference: trimmed(item.reference),
        target: trimmed(item.target),
        formula: trimmed(item.formula),
        make_contrasts_str: trimmed(item.make_contrasts_str),
        blocking: item.blocking_factors.0,
        exclude_samples_column: trimmed(item.exclude_samples_col),
        exclude_samples_values: item.exclude_samples_values.0,
    };
    let refused = |found: String, expected: &str| {
        InputError::new(path, found)
            .at(Place::Field {
                line,
                column: "comparison".to_owned(),
            })
            .expected(expected)
            .hint(SHAPE)
    };
    let single = [
        ("variable", &entry.variable),
        ("reference", &entry.reference),
        ("target", &entry.target),
    ];
    let Some(comparison) = item.comparison else {
        let is_combination = !(entry.formula.is_empty() && entry.make_contrasts_str.is_empty());
        if !is_combination && single.iter().all(|(_, text)| text.is_empty()) {
            let found = format!("contrast '{}' has no comparison of three", entry.id);
            return Err(refused(found, "[variable, reference, target]"));
        }
        return Ok(entry);
    };
    if let Some((key, _)) = single.iter().find(|(_, text)| !text.is_empty()) {
        let found = format!("contrast '{}' also has the key '{key}'", entry.id);
        return Err(refused(
            found,
            "either 'comparison', or 'variable', 'reference' and 'target'",
        ));
    }
    let parts: Vec<String> = comparison
        .iter()
        .map(|part| part.trim().to_owned())
        .collect();
    let Ok([variable, reference, target]) = <[String; 3]>::try_from(parts) else {
        let found = format!("contrast '{}' has no comparison of three", entry.id);
        return Err(refused(found, "[variable, reference, target]"));
    };
    (entry.variable, entry.reference, entry.target) = (variable, reference, target);
    Ok(entry)
}
