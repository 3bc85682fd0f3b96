//! The JSON Schemas of the result files and of what users write: theme panels, study.toml.

use crate::config::keys;
use crate::error::Error;
use crate::result_files::{ResultSchema, result_schemas};
use arrayon_compare::Comparison;
use arrayon_formats::theme_panel;
use arrayon_gate::{GateReport, Policy};
use arrayon_output::write_file;
use arrayon_output::{FolderError, ResultFolder};
use std::path::Path;

/// Name of the schema of theme panels.
const PANEL: &str = "panel";

/// Name of the schema of study.toml.
const STUDY: &str = "study";

/// Name of the schema of a gate's rules.
const POLICY: &str = "policy";

/// Name of the schema of what a gate prints.
const GATE: &str = "gate";

/// Name of the schema of what a comparison prints.
const COMPARISON: &str = "comparison";

/// The names of all schemas: those of the result files, of what a gate and a comparison print, and
/// of what users write: `panel`, `policy` and `study`.
pub fn schema_names() -> Vec<&'static str> {
    let results = result_schemas().into_iter().map(|kind| kind.name);
    results
        .chain([COMPARISON, GATE, PANEL, POLICY, STUDY])
        .collect()
}

/// The schema of that name.
///
/// # Errors
/// An unknown name; the message lists the known ones.
pub fn schema(name: &str) -> Result<serde_json::Value, Error> {
    match name {
        PANEL => return Ok(panel_schema()),
        STUDY => return Ok(keys::schema()),
        POLICY => return Ok(policy_schema()),
        COMPARISON => return Ok((ResultSchema::of::<Comparison>(COMPARISON).make)()),
        GATE => return Ok((ResultSchema::of::<GateReport>(GATE).make)()),
        _ => {}
    }
    let kind = result_schemas().into_iter().find(|kind| kind.name == name);
    kind.map(|kind| (kind.make)()).ok_or_else(|| {
        let message = format!("no schema '{name}'");
        let hint = format!("schemas: {}", schema_names().join(", "));
        Error::data("schema", message, hint)
    })
}

fn panel_schema() -> serde_json::Value {
    let mut schema = theme_panel::schema().to_value();
    schema["$id"] = format!("arrayon/panel/{}", theme_panel::FORMAT_VERSION).into();
    schema["title"] = "arrayon/panel".into();
    schema
}

fn policy_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Policy).to_value();
    schema["$id"] = "arrayon/policy/1".into();
    schema["title"] = "arrayon/policy".into();
    schema
}

/// Writes every schema as `<name>.schema.json` to a folder. One that is missing or empty appears
/// when all are written; in another one each file does, in place of an earlier one.
///
/// # Errors
/// The file system refused.
pub fn write_schemas(folder: &Path) -> Result<(), Error> {
    let mut files = Vec::new();
    for name in schema_names() {
        let text = format!("{:#}\n", schema(name)?);
        files.push((format!("{name}.schema.json"), text));
    }
    let mut out = match ResultFolder::create(folder, false) {
        Err(FolderError::NotEmpty(_) | FolderError::Current(_)) => {
            return replace_each(folder, &files);
        }
        out => out?,
    };
    for (name, text) in &files {
        out.write(name, |to| to.write_all(text.as_bytes()))?;
    }
    out.finish()?;
    Ok(())
}

fn replace_each(folder: &Path, files: &[(String, String)]) -> Result<(), Error> {
    for (name, text) in files {
        let path = folder.join(name);
        write_file(&path, true, |to| to.write_all(text.as_bytes()))
            .map_err(|source| FolderError::Io { path, source })?;
    }
    Ok(())
}
