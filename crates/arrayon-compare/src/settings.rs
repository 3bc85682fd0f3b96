//! Settings and inputs of two runs.

use crate::folder::Folder;
use crate::stage::Stage;
use crate::tally::{Tally, last_part};
use crate::values;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const FILE: &str = "provenance.json";

/// Compares what the runs were set to and given. Of paths the last part must be the same, of the
/// files their bytes; rules of a gate judge results and make none.
pub(crate) fn compare(
    baseline: &Folder,
    candidate: &Folder,
    stages: &mut [Tally],
    notes: &mut Vec<String>,
) {
    let Some((one, other)) = baseline
        .provenance
        .as_ref()
        .zip(candidate.provenance.as_ref())
    else {
        notes.push(format!(
            "settings and inputs are not compared: {FILE} is missing"
        ));
        return;
    };
    let tally = &mut stages[Stage::Settings as usize];
    tally.n_files += 1;
    let settings = |provenance: &Value| {
        let mut settings = provenance["configuration"].clone();
        if let Value::Object(sections) = &mut settings {
            sections.remove("gate");
        }
        settings
    };
    values::compare(FILE, &settings(one), &settings(other), true, tally);
    let tally = &mut stages[Stage::Inputs as usize];
    tally.n_files += 1;
    values::compare(FILE, &inputs(one), &inputs(other), true, tally);
    let version = |provenance: &Value| provenance["arrayon_version"].to_string().replace('"', "");
    if version(one) != version(other) {
        notes.push(format!(
            "made by arrayon {} and {}",
            version(one),
            version(other)
        ));
    }
}

/// The hashes of the inputs, by role and name of the file.
fn inputs(provenance: &Value) -> Value {
    let inputs = provenance["inputs"].as_array();
    let mut hashes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for input in inputs.into_iter().flatten() {
        let text = |key: &str| input[key].as_str().unwrap_or_default();
        let name = format!("{} {}", text("role"), last_part(text("path")));
        hashes.entry(name).or_default().push(text("sha256"));
    }
    let members = hashes.into_iter().map(|(name, mut hashes)| {
        hashes.sort_unstable();
        (name, Value::from(hashes.join(" ")))
    });
    Value::Object(members.collect::<Map<_, _>>())
}
