//! JSON Schemas (draft 2020-12) of all result files, generated from their types.

use crate::document::{Document, DocumentKind, SCHEMA_VERSION};
use crate::{
    clusters, differential, differential_summary, gene_sets, provenance, qc, summary, themes,
};
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The name of every schema, as `arrayon schema NAME` takes it.
pub const NAMES: [&str; 8] = [
    "summary",
    "qc",
    "differential",
    "differential-summary",
    "clusters",
    "genesets",
    "themes",
    "provenance",
];

/// The schema of that name, or `None` for an unknown name.
pub fn schema(name: &str) -> Option<Value> {
    match name {
        "summary" => Some(schema_of::<summary::Summary>()),
        "qc" => Some(schema_of::<qc::QualityControl>()),
        "differential" => Some(schema_of::<differential::Differential>()),
        "differential-summary" => Some(with_example(
            schema_of::<differential_summary::DifferentialSummary>(),
            &differential_summary::example(),
        )),
        "clusters" => Some(schema_of::<clusters::Clusters>()),
        "genesets" => Some(schema_of::<gene_sets::GeneSets>()),
        "themes" => Some(schema_of::<themes::Themes>()),
        "provenance" => Some(schema_of::<provenance::Provenance>()),
        _ => None,
    }
}

fn schema_of<T: DocumentKind + JsonSchema>() -> Value {
    let mut schema = schemars::schema_for!(Document<T>).to_value();
    schema["$id"] = json!(format!("{}/{SCHEMA_VERSION}", T::SCHEMA));
    schema["title"] = json!(T::SCHEMA);
    schema["properties"]["schema"]["const"] = json!(T::SCHEMA);
    schema
}

fn with_example(mut schema: Value, example: &impl serde::Serialize) -> Value {
    schema["examples"] = json!([example]);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped schemas are generated; this fails when a type changed without them.
    /// `UPDATE_SCHEMAS=1 cargo test -p arrayon-results` writes them anew.
    #[test]
    fn shipped_schemas_are_those_of_the_types() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for name in NAMES {
            let text = serde_json::to_string_pretty(&schema(name).unwrap()).unwrap() + "\n";
            let path = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let shipped = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(shipped, text, "{} is out of date", path.display());
        }
    }

    #[test]
    fn unknown_names_have_no_schema() {
        assert!(schema("sumary").is_none());
    }
}
