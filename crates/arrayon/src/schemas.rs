//! The JSON Schemas of the result files, for users.

use crate::error::Error;
use arrayon_core::InputError;
use arrayon_results::schemas::{NAMES, schema as schema_of};
use std::path::Path;

/// The schema of that name.
///
/// # Errors
/// An unknown name; the message lists the known ones.
pub fn schema(name: &str) -> Result<serde_json::Value, Error> {
    schema_of(name).ok_or_else(|| {
        let message = format!("no schema '{name}'");
        Error::data("schema", message, format!("schemas: {}", NAMES.join(", ")))
    })
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
    for name in NAMES {
        let path = folder.join(format!("{name}.schema.json"));
        let text = format!("{:#}\n", schema(name)?);
        std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}
