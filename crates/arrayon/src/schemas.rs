//! The JSON Schemas of the result files and of theme panels, for users.

use crate::error::Error;
use arrayon_core::InputError;
use arrayon_genesets::panel_file;
use arrayon_results::schemas::{NAMES, schema as schema_of};
use std::path::Path;

/// Name of the schema of theme panels, the one kind of file with a schema that users write.
const PANEL: &str = "panel";

/// The names of all schemas: those of the result files, and `panel`.
pub fn schema_names() -> Vec<&'static str> {
    NAMES.into_iter().chain([PANEL]).collect()
}

/// The schema of that name.
///
/// # Errors
/// An unknown name; the message lists the known ones.
pub fn schema(name: &str) -> Result<serde_json::Value, Error> {
    if name == PANEL {
        return Ok(panel_schema());
    }
    schema_of(name).ok_or_else(|| {
        let message = format!("no schema '{name}'");
        let hint = format!("schemas: {}", schema_names().join(", "));
        Error::data("schema", message, hint)
    })
}

fn panel_schema() -> serde_json::Value {
    let mut schema = panel_file::schema().to_value();
    schema["$id"] = format!("arrayon/panel/{}", panel_file::FORMAT_VERSION).into();
    schema["title"] = "arrayon/panel".into();
    schema
}

/// Writes every schema as `<name>.schema.json` to a folder, which is made where it is missing.
///
/// # Errors
/// The file system refused.
pub fn write_schemas(folder: &Path) -> Result<(), Error> {
    let failed = |path: &Path, error: std::io::Error| {
        InputError::new(path, format!("cannot be written: {error}"))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for name in schema_names() {
        let path = folder.join(format!("{name}.schema.json"));
        let text = format!("{:#}\n", schema(name)?);
        std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}
