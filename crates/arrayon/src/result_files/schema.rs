//! JSON Schemas (draft 2020-12) of all result files, generated from their types.

use super::RESULT_FILES;
use arrayon_results::document::{Document, DocumentKind, SCHEMA_VERSION};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// The schema of one kind of result file.
#[derive(Debug, Clone, Copy)]
pub struct ResultSchema {
    /// Its name, as `arrayon schema NAME` takes it.
    pub name: &'static str,
    /// Makes it.
    pub make: fn() -> Value,
}

impl ResultSchema {
    /// The schema of a type of documents.
    pub const fn of<T: DocumentKind + JsonSchema>(name: &'static str) -> Self {
        Self {
            name,
            make: schema_of::<T>,
        }
    }
}

/// The schemas of all result files, each once.
pub fn result_schemas() -> Vec<ResultSchema> {
    let mut schemas: Vec<ResultSchema> = Vec::new();
    for schema in RESULT_FILES.iter().filter_map(|kind| kind.schema) {
        if schemas.iter().all(|known| known.name != schema.name) {
            schemas.push(schema);
        }
    }
    schemas
}

fn schema_of<T: DocumentKind + JsonSchema>() -> Value {
    let mut schema = schemars::schema_for!(Document<T>).to_value();
    schema["$id"] = json!(format!("{}/{SCHEMA_VERSION}", T::SCHEMA));
    schema["title"] = json!(T::SCHEMA);
    schema["properties"]["schema"]["const"] = json!(T::SCHEMA);
    schema
}

/// The schema of a type of documents with an example.
pub(crate) fn with_example<T: DocumentKind + JsonSchema>(example: &impl Serialize) -> Value {
    let mut schema = schema_of::<T>();
    schema["examples"] = json!([example]);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// The shipped schemas are generated; this fails when a type changed without them.
    /// `UPDATE_SCHEMAS=1 cargo test -p arrayon` writes them anew.
    #[test]
    fn shipped_schemas_are_those_of_the_types() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for kind in result_schemas() {
            let text = serde_json::to_string_pretty(&(kind.make)()).unwrap() + "\n";
            let name = kind.name;
            let path = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let shipped = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(shipped, text, "{} is out of date", path.display());
        }
    }

    /// The types that a value may have, `null` left out; those of a list with its elements.
    fn shapes(schema: &Value, root: &Value) -> BTreeSet<String> {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or_default();
            return shapes(&root["$defs"][name], root);
        }
        let either = ["anyOf", "oneOf"].map(|key| schema[key].as_array());
        let either: Vec<&Value> = either.into_iter().flatten().flatten().collect();
        let types = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        };
        let is_tuple = schema["prefixItems"].is_array();
        let own = types.into_iter().flat_map(|kind| match kind {
            "null" => Vec::new(),
            "integer" => vec!["number".to_owned()],
            "array" if !is_tuple => (shapes(&schema["items"], root).into_iter())
                .map(|item| format!("list of {item}"))
                .collect(),
            other => vec![other.to_owned()],
        });
        let texts = schema["const"].is_string() || schema["enum"].is_array();
        let texts = (schema["type"].is_null() && texts).then(|| "string".to_owned());
        (own.chain(texts))
            .chain(either.into_iter().flat_map(|one| shapes(one, root)))
            .collect()
    }

    fn walk(schema: &Value, root: &Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            let types = found.entry(key.clone()).or_default();
            types.extend(shapes(value, root));
        }
    }

    #[test]
    fn a_key_has_one_type_in_all_files() {
        let mut found = BTreeMap::new();
        for kind in result_schemas() {
            let root = (kind.make)();
            walk(&root, &root, &mut found);
            for definition in root["$defs"].as_object().into_iter().flatten() {
                walk(definition.1, &root, &mut found);
            }
        }
        assert!(found.len() > 300, "{} keys", found.len());
        // settings may be of any type
        found.remove("configuration");
        let several: Vec<_> = found.iter().filter(|(_, types)| types.len() != 1).collect();
        assert!(several.is_empty(), "{several:?}");
    }
}
