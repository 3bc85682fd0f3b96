//! The bill of materials in CycloneDX's form. It holds no times and no random serial number: the
//! same lock file gives the same bytes.

use super::crates::{Crate, Crates};
use serde_json::{Value, json};

/// The bill.
pub(super) fn cyclonedx(crates: &Crates) -> Value {
    let components: Vec<Value> = (crates.crates.iter())
        .filter(|one| crates.program() != Some(one))
        .map(|one| component(one, crates.checksum(one), "library"))
        .collect();
    let by_id = |id: &str| crates.crates.iter().find(|one| one.id == id).map(purl);
    let dependencies: Vec<Value> = (crates.crates.iter())
        .map(|one| {
            let on = crates.rests_on.get(&one.id).into_iter().flatten();
            let on: Vec<String> = on.filter_map(|id| by_id(id)).collect();
            json!({ "ref": purl(one), "dependsOn": on })
        })
        .collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": crates.program().map(|one| component(one, None, "application")),
        },
        "components": components,
        "dependencies": dependencies,
    })
}

/// A crate's name among packages of all kinds.
fn purl(one: &Crate) -> String {
    format!("pkg:cargo/{}@{}", one.name, one.version)
}

fn component(one: &Crate, sha256: Option<&str>, kind: &str) -> Value {
    let mut written = json!({
        "type": kind,
        "bom-ref": purl(one),
        "purl": purl(one),
        "name": one.name,
        "version": one.version,
        "scope": "required",
    });
    if let Some(licence) = &one.license {
        let expression = licence.replace(" / ", " OR ").replace('/', " OR ");
        written["licenses"] = json!([{ "expression": expression }]);
    }
    if let Some(sha256) = sha256 {
        written["hashes"] = json!([{ "alg": "SHA-256", "content": sha256 }]);
    }
    if let Some(description) = &one.description {
        written["description"] = json!(description.trim());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supply::crates::tests::example;

    #[test]
    fn the_bill_names_crates_licences_and_what_rests_on_what() {
        let bill = cyclonedx(&example());
        assert_eq!(bill["metadata"]["component"]["name"], "arrayon-cli");
        let components = bill["components"].as_array().unwrap();
        let used = components
            .iter()
            .find(|one| one["purl"] == "pkg:cargo/used@1.0.0")
            .unwrap();
        assert_eq!(used["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(used["hashes"][0]["content"], "ab");
        let program = &bill["dependencies"][0];
        assert_eq!(program["ref"], "pkg:cargo/arrayon-cli@0.1.0");
        assert_eq!(program["dependsOn"].as_array().unwrap().len(), 2);
        assert_eq!(bill, cyclonedx(&example()));
    }
}
