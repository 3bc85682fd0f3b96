//! JSON documents, value by value.

use crate::tally::Tally;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Keys that say nothing about the results, or say in words what other keys say in numbers.
const NOT_COMPARED: [&str; 12] = [
    "schema",
    "schema_version",
    "arrayon_version",
    "manifest",
    "sentence",
    "headline",
    "rule",
    "reason",
    "description",
    "notes",
    "note",
    "theme_sentences",
];

/// Keys by which the entries of a list are known, in whatever order they stand.
const NAMES: [&str; 18] = [
    "contrast",
    "scope",
    "values",
    "variable",
    "collection",
    "set_id",
    "theme",
    "panel",
    "sample",
    "metric",
    "feature_id",
    "gene",
    "symbol",
    "group",
    "test",
    "method",
    "id",
    "name",
];

/// Compares two documents.
pub(crate) fn compare(
    file: &str,
    one: &Value,
    other: &Value,
    is_same_schema: bool,
    tally: &mut Tally,
) {
    let mut walk = Walk {
        file,
        is_same_schema,
        tally,
    };
    walk.values("", "", one, other);
}

struct Walk<'a> {
    file: &'a str,
    is_same_schema: bool,
    tally: &'a mut Tally,
}

impl Walk<'_> {
    fn values(&mut self, place: &str, name: &str, one: &Value, other: &Value) {
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => self.objects(place, one, other),
            (Value::Array(one), Value::Array(other)) => self.lists(place, name, one, other),
            (Value::Number(one), Value::Number(other)) => {
                match (one.as_i64(), other.as_i64()) {
                    // counts and positions: none is a little different
                    (Some(one), Some(other)) if one != other => {
                        let (one, other) = (one.to_string(), other.to_string());
                        self.tally.texts(self.file, place, &one, &other);
                    }
                    _ => {
                        let number = |of: &serde_json::Number| of.as_f64().unwrap_or(f64::NAN);
                        let pair = (number(one), number(other));
                        self.tally.numbers(self.file, place, name, pair);
                    }
                }
            }
            (Value::String(one), Value::String(other)) => {
                self.tally.texts(self.file, place, one, other);
            }
            (one, other) => {
                let (one, other) = (one.to_string(), other.to_string());
                self.tally.texts(self.file, place, &one, &other);
            }
        }
    }

    fn objects(&mut self, place: &str, one: &Map<String, Value>, other: &Map<String, Value>) {
        let is_compared =
            |key: &&String| !(NOT_COMPARED.contains(&key.as_str()) || key.ends_with("_in_words"));
        for key in one.keys().filter(is_compared) {
            let below = joined(place, key);
            match other.get(key) {
                Some(theirs) => self.values(&below, key, &one[key], theirs),
                None => self.only_one_has(&below, true),
            }
        }
        for key in other.keys().filter(is_compared) {
            if !one.contains_key(key) {
                self.only_one_has(&joined(place, key), false);
            }
        }
    }

    fn only_one_has(&mut self, place: &str, has_baseline: bool) {
        if self.is_same_schema {
            self.tally.only_one_has(self.file, place, has_baseline);
        }
    }

    fn lists(&mut self, place: &str, name: &str, one: &[Value], other: &[Value]) {
        if let Some((mine, theirs)) = by_name(one).zip(by_name(other)) {
            for (key, value) in &mine {
                let below = format!("{place}[{key}]");
                match theirs.get(key) {
                    Some(theirs) => self.values(&below, name, value, theirs),
                    None => self.tally.only_one_has(self.file, &below, true),
                }
            }
            for key in theirs.keys().filter(|key| !mine.contains_key(*key)) {
                let below = format!("{place}[{key}]");
                self.tally.only_one_has(self.file, &below, false);
            }
            return;
        }
        if one.len() != other.len() {
            let (one, other) = (one.len(), other.len());
            let (one, other) = (format!("{one} entries"), format!("{other} entries"));
            self.tally.texts(self.file, place, &one, &other);
            return;
        }
        for (at, (one, other)) in one.iter().zip(other).enumerate() {
            self.values(&format!("{place}[{at}]"), name, one, other);
        }
    }
}

/// The entries of a list by what they are called; `None` where they have no names, or share one.
fn by_name(list: &[Value]) -> Option<BTreeMap<String, &Value>> {
    let mut named = BTreeMap::new();
    for value in list {
        let name = match value {
            Value::String(text) => text.clone(),
            Value::Object(members) => {
                let parts = NAMES.iter().filter_map(|key| members.get(*key)?.as_str());
                parts.collect::<Vec<_>>().join(", ")
            }
            _ => return None,
        };
        if name.is_empty() || named.insert(name, value).is_some() {
            return None;
        }
    }
    Some(named)
}

fn joined(place: &str, key: &str) -> String {
    match place.is_empty() {
        true => key.to_owned(),
        false => format!("{place}.{key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Stage;
    use serde_json::json;

    fn compared(one: &Value, other: &Value) -> Tally {
        let mut tally = Tally::new(Stage::Summary, 1e-6);
        compare("a.json", one, other, true, &mut tally);
        tally
    }

    #[test]
    fn entries_are_found_by_their_names() {
        let one = json!({"sets": [
            {"collection": "go", "set_id": "a", "p_value": 0.01},
            {"collection": "go", "set_id": "b", "p_value": 0.02},
        ]});
        let mut other = one.clone();
        other["sets"].as_array_mut().unwrap().reverse();
        assert_eq!(compared(&one, &other).n_differences, 0);
        other["sets"][0]["p_value"] = json!(0.021);
        let found = compared(&one, &other);
        assert_eq!(found.n_differences, 1);
        assert_eq!(found.differences[0].place, "sets[go, b].p_value");
        other["sets"].as_array_mut().unwrap().remove(0);
        let found = compared(&one, &other);
        assert_eq!(found.differences[0].candidate, "missing");
    }

    #[test]
    fn counts_and_verdicts_are_exact_numbers_are_near_and_prose_is_not_read() {
        let one = json!({"n_up": 2_000_000, "t": 1.0, "verdict": "up", "rule": "x", "a": null});
        let with = |key: &str, value: Value| {
            let mut other = one.clone();
            other[key] = value;
            compared(&one, &other).n_differences
        };
        assert_eq!(with("n_up", json!(2_000_001)), 1);
        assert_eq!(with("t", json!(1.000_000_1)), 0);
        assert_eq!(with("t", json!(1.000_01)), 1);
        assert_eq!(with("t", json!(null)), 1);
        assert_eq!(with("verdict", json!("down")), 1);
        assert_eq!(with("rule", json!("y")), 0);
        assert_eq!(with("a", json!(0.0)), 1);
        assert_eq!(with("more", json!(1)), 1);
    }

    #[test]
    fn lists_without_names_are_compared_in_order() {
        let one = json!({"merges": [[0, 1, 0.5, 2], [2, 3, 0.75, 3]]});
        let found = compared(&one, &json!({"merges": [[0, 2, 0.5, 2], [2, 3, 0.75, 3]]}));
        assert_eq!(found.differences[0].place, "merges[0][1]");
        let found = compared(&one, &json!({"merges": [[0, 1, 0.5, 2]]}));
        assert_eq!(found.differences[0].baseline, "2 entries");
    }
}
