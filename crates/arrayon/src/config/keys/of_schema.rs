//! What the schema of one key says of it.

use super::Kind;
use serde_json::Value;

impl Kind {
    pub(super) fn of(schema: &Value) -> Self {
        if let Some(names) = choices(schema) {
            return Self::Choice(names);
        }
        let is = |kind: &str| match &schema["type"] {
            Value::Array(kinds) => kinds.iter().any(|one| one == kind),
            one => one == kind,
        };
        let format = schema["format"].as_str().unwrap_or_default();
        if is("boolean") {
            Self::Boolean
        } else if is("integer") {
            Self::Integer
        } else if is("number") {
            Self::Number
        } else if is("array") && schema["items"]["properties"].is_object() {
            Self::Tables
        } else if is("array") {
            Self::List(Box::new(Self::of(&schema["items"])))
        } else if is("object") {
            Self::Map
        } else if format == "path" {
            Self::File(texts(&schema["x-names"]))
        } else if format == "directory" {
            Self::Folder
        } else {
            Self::Text
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    let texts = list.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// The names of an enum: as one list, or one by one with what each means.
fn choices(schema: &Value) -> Option<Vec<String>> {
    let one_by_one = schema["oneOf"].as_array().map_or(&[][..], Vec::as_slice);
    let names: Vec<String> = (one_by_one.iter())
        .flat_map(|one| match one["const"].as_str() {
            Some(name) => vec![name.to_owned()],
            None => texts(&one["enum"]),
        })
        .chain(texts(&schema["enum"]))
        .collect();
    (!names.is_empty()).then_some(names)
}

/// The range of a number in words.
pub(super) fn range(schema: &Value) -> String {
    let limit = |name: &str| schema[name].as_f64().map(|limit| limit.to_string());
    match (limit("minimum"), limit("maximum")) {
        (Some(least), Some(most)) => return format!("{least} to {most}"),
        (Some(least), None) => return format!("{least} or more"),
        _ => {}
    }
    match (limit("exclusiveMinimum"), limit("exclusiveMaximum")) {
        (Some(least), Some(most)) => format!("above {least} and below {most}"),
        _ => String::new(),
    }
}

/// Further names of choices; `x-aliases` stands where names are taken in any case.
pub(super) fn aliases(schema: &Value) -> Option<Vec<(String, String)>> {
    let aliases = schema["x-aliases"].as_object()?.iter();
    let named =
        aliases.filter_map(|(alias, name)| Some((alias.clone(), name.as_str()?.to_owned())));
    Some(named.collect())
}

/// The schema of the value of an optional setting.
pub(super) fn without_null(schema: &Value) -> &Value {
    let either = schema["anyOf"].as_array().map_or(&[][..], Vec::as_slice);
    let mut values = either.iter().filter(|one| one["type"] != "null");
    values.next().unwrap_or(schema)
}

pub(super) fn described(property: &Value, inner: &Value) -> String {
    let text = property["description"]
        .as_str()
        .or(inner["description"].as_str());
    let text = text.unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') => rest.to_owned(),
        _ => text,
    }
}

pub(super) fn value_name(property: &Value, inner: &Value, kind: &Kind, name: &str) -> String {
    let named = [property, inner, &inner["items"]]
        .into_iter()
        .find_map(|schema| schema["x-name"].as_str());
    let kind = match kind {
        Kind::List(kind) => kind,
        kind => kind,
    };
    match (named, kind) {
        (Some(named), _) => named.to_owned(),
        (None, Kind::Integer) => "N".to_owned(),
        (None, Kind::Number) => "NUMBER".to_owned(),
        (None, Kind::File(_)) => "FILE".to_owned(),
        (None, Kind::Folder) => "DIR".to_owned(),
        (None, _) => name.to_uppercase(),
    }
}
