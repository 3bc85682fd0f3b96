//! The JSON Schemas of the result files and of what users write: theme panels, study.toml.

use crate::config::keys;
use crate::error::Error;
use crate::result_files::{ResultSchema, result_schemas};
use arrayon_compare::Comparison;
use arrayon_formats::theme_panel;
use arrayon_gate::{GateReport, Policy};
use arrayon_output::{FolderError, ResultFolder, check_new_files, write_file};
use std::fs;
use std::path::{Path, PathBuf};

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
/// when all are written; in another one each file does, which with `force` may be in place of another.
///
/// # Errors
/// The file system refused; a file of such a name holds something else.
pub fn write_schemas(folder: &Path, force: bool) -> Result<(), Error> {
    let mut files = Vec::new();
    for name in schema_names() {
        let text = format!("{:#}\n", schema(name)?);
        files.push((format!("{name}.schema.json"), text));
    }
    let mut out = match ResultFolder::create(folder, false) {
        Err(FolderError::NotEmpty(_) | FolderError::Current(_)) => {
            return write_each(folder, &files, force);
        }
        out => out?,
    };
    for (name, text) in &files {
        out.write(name, |to| to.write_all(text.as_bytes()))?;
    }
    out.finish()?;
    Ok(())
}

/// Writes those that do not stand there already.
fn write_each(folder: &Path, files: &[(String, String)], force: bool) -> Result<(), Error> {
    let new: Vec<(PathBuf, &String)> = (files.iter())
        .map(|(name, text)| (folder.join(name), text))
        .filter(|(path, text)| !fs::read(path).is_ok_and(|there| there == text.as_bytes()))
        .collect();
    let places: Vec<&Path> = new.iter().map(|(path, _)| path.as_path()).collect();
    check_new_files(&places, &[], force)?;
    for (path, text) in &new {
        write_file(path, force, |to| to.write_all(text.as_bytes()))?;
    }
    Ok(())
}
