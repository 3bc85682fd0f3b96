//! Where it all comes from: versions, settings, inputs with their hashes, what the page left out.

use super::answer::file_name;
use super::parts::{Part, table};
use crate::data::Data;
use crate::results::StudyResults;
use arrayon_results::provenance::InputFile;
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn part(results: &StudyResults, data: &Data) -> Option<Part> {
    let content = html! {
        p {
            "arrayon " (results.version) ". The command, the times and the full paths stand in provenance.json; \
             this page is the same bytes on every run."
        }
        @if !data.left_out.is_empty() {
            h3 { "What this page left out" }
            ul { @for one in &data.left_out { li { (one) "." } } }
        }
        @if let Some(provenance) = &results.provenance {
            h3 { "Inputs" }
            (inputs(&provenance.inputs))
            h3 { "Settings" }
            details {
                summary { "Every setting of the run, defaults filled in" }
                (settings(&provenance.configuration))
            }
        }
        h3 { "Result files" }
        // the page does not know its own hash
        @let files = results.files.iter().filter(|file| file.path != crate::FILE_NAME);
        details {
            summary { (files.clone().count()) " files with their hashes" }
            @let rows: Vec<Vec<Markup>> = files
                .map(|file| vec![
                    html! { (file.path) },
                    html! { (file.n_bytes) },
                    html! { code { (file.sha256) } },
                ])
                .collect();
            (table("Result files", &["file", "bytes", "SHA-256"], &rows))
        }
    };
    Some(Part {
        id: "origin",
        title: "Provenance",
        content,
    })
}

/// By role and name: the order of reading says nothing.
fn inputs(files: &[InputFile]) -> Markup {
    let mut files: Vec<(&str, &str, &str)> = files
        .iter()
        .map(|file| {
            (
                file.role.as_str(),
                file_name(&file.path),
                file.sha256.as_str(),
            )
        })
        .collect();
    files.sort_unstable();
    let rows: Vec<Vec<Markup>> = files
        .into_iter()
        .map(|(role, name, hash)| {
            vec![
                html! { (role) },
                html! { (name) },
                html! { code { (hash) } },
            ]
        })
        .collect();
    table(
        "Input files",
        &["role", "file", "SHA-256 of the bytes that were read"],
        &rows,
    )
}

fn settings(configuration: &Value) -> Markup {
    let mut rows = Vec::new();
    flatten("", configuration, &mut rows);
    let rows: Vec<Vec<Markup>> = rows
        .into_iter()
        .map(|(key, value)| vec![html! { code { (key) } }, html! { (value) }])
        .collect();
    table("Settings", &["setting", "value"], &rows)
}

/// `section.key` and value; paths by the name of the file.
fn flatten(key: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let key = match key {
                    "" => name.clone(),
                    above => format!("{above}.{name}"),
                };
                flatten(&key, value, rows);
            }
        }
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().map(in_words).collect();
            rows.push((key.to_owned(), texts.join(", ")));
        }
        other => rows.push((key.to_owned(), in_words(other))),
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "\u{2013}".to_owned(),
        Value::String(text) => file_name(text).to_owned(),
        other => other.to_string(),
    }
}
