//! The results as a Process Run RO-Crate: a copy of the files with their description.
//!
//! The description is of RO-Crate 1.1 and follows the profile Process Run Crate 0.5, with the terms of
//! the base context alone. Its times are those of `provenance.json`.
//!
//! # Source
//! RO-Crate 1.1, <https://w3id.org/ro/crate/1.1>; Process Run Crate 0.5,
//! <https://w3id.org/ro/wfrun/process/0.5>.

mod dates;

use crate::study::{ExportError, Notes, Sink, Study};
use crate::texts::one_line;
use arrayon_results::provenance::Provenance;
use serde_json::{Value, json};

const FOLDER: &str = "ro-crate";
const METADATA: &str = "ro-crate-metadata.json";
const CRATE: &str = "https://w3id.org/ro/crate/1.1";
const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";

/// The program has no page; names below `example` are nobody's.
const PROGRAM: &str = "https://arrayon.example/";
/// Whoever owns the study: the results do not say who.
const OWNER: &str = "https://owner-of-the-study.example/";
const LICENCE: &str = "https://licence-not-stated.example/";

/// Writes the crate.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let mut entities = Vec::new();
    let results = study.results;
    let listed = results.files().map(|file| file.path.as_str());
    let listed = listed.filter(|path| !path.starts_with("export/"));
    for path in listed.chain(["provenance.json", "manifest.json", "summary.json"]) {
        let Some(bytes) = results.bytes(path)? else {
            continue;
        };
        entities.push(file_entity(path, &bytes));
        write(&format!("{FOLDER}/{path}"), bytes)?;
    }
    let provenance = results.provenance()?;
    let graph = graph(study, entities, provenance.as_ref());
    let file = format!("{FOLDER}/{METADATA}");
    let text = json!({ "@context": format!("{CRATE}/context"), "@graph": graph });
    let text = serde_json::to_string_pretty(&text);
    let text = text.map_err(|error| ExportError::encode(&file, error))?;
    write(&file, format!("{text}\n").into_bytes())?;
    Ok(vec![format!(
        "{file} names no owner and no licence, which the results do not state: write them there before \
         you publish it"
    )])
}

fn file_entity(path: &str, bytes: &[u8]) -> Value {
    json!({
        "@id": uri(path),
        "@type": "File",
        "name": path,
        "encodingFormat": media_type(path),
        "contentSize": bytes.len().to_string(),
        "sha256": sha256(bytes),
    })
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A path as a relative address: all but letters, digits and what paths are made of by their codes.
fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("json") => "application/json",
        Some("tsv" | "gct" | "cdt" | "gtr" | "atr") => "text/tab-separated-values",
        Some("html") => "text/html",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("gz") => "application/gzip",
        Some("txt" | "nwk") => "text/plain",
        _ => "application/octet-stream",
    }
}

fn reference(id: &Value) -> Value {
    json!({ "@id": id })
}

/// One thing as itself, several as a list, which is how the profile's checks want them.
fn one_or_all(mut all: Vec<Value>) -> Value {
    match all.len() {
        1 => all.remove(0),
        _ => all.into(),
    }
}

fn graph(study: &Study<'_>, files: Vec<Value>, provenance: Option<&Provenance>) -> Vec<Value> {
    let started = provenance.map_or(0, |found| found.started_unix_seconds);
    let seconds: f64 = provenance
        .iter()
        .flat_map(|found| &found.stages)
        .map(|stage| stage.seconds)
        .sum();
    let ended = started + seconds.max(0.0).ceil() as u64;
    let name = one_line(study.name());
    let version = study.results.version();
    let parts = || one_or_all(files.iter().map(|file| reference(&file["@id"])).collect());
    let inputs: Vec<Value> = provenance
        .iter()
        .flat_map(|found| &found.inputs)
        .enumerate()
        .map(|(at, input)| {
            let path = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
            json!({
                "@id": format!("#input-{}", at + 1),
                "@type": "CreativeWork",
                "name": one_line(path),
                "description": format!("input: {}", one_line(&input.role)),
                "identifier": format!("sha256:{}", input.sha256),
            })
        })
        .collect();
    let command = provenance.map_or_else(String::new, |found| {
        // the words as typed, without folders that are of one machine alone
        one_line(&found.command.join(" "))
    });
    let simulated = match study.results.summary().is_simulated {
        true => " The arrays are simulated: nothing here is a finding about animals.",
        false => "",
    };
    let mut action = json!({
        "@id": "#run",
        "@type": "CreateAction",
        "name": format!("run of arrayon {version}"),
        "description": if command.is_empty() { "run of arrayon".to_owned() } else { command },
        "startTime": dates::time(started),
        "endTime": dates::time(ended),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "agent": { "@id": OWNER },
        "instrument": { "@id": PROGRAM },
        "result": parts(),
    });
    if !inputs.is_empty() {
        let objects = inputs.iter().map(|input| reference(&input["@id"]));
        action["object"] = one_or_all(objects.collect());
    }
    let mut graph = vec![
        json!({
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": { "@id": "./" },
            "conformsTo": { "@id": CRATE },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": if name.is_empty() { "results of arrayon".to_owned() } else { name.clone() },
            "description": format!("Results of arrayon {version}: {name}.{simulated}"),
            "datePublished": dates::day(ended),
            "license": { "@id": LICENCE },
            "author": { "@id": OWNER },
            "publisher": { "@id": OWNER },
            "conformsTo": { "@id": PROFILE },
            "hasPart": parts(),
            "mentions": { "@id": "#run" },
        }),
        json!({
            "@id": PROFILE,
            "@type": "CreativeWork",
            "name": "Process Run Crate",
            "version": "0.5",
        }),
        json!({
            "@id": PROGRAM,
            "@type": "SoftwareApplication",
            "name": "arrayon",
            "softwareVersion": version,
            "url": PROGRAM,
        }),
        json!({
            "@id": OWNER,
            "@type": "Organization",
            "name": "not stated: the owner of the study",
            "url": OWNER,
        }),
        json!({
            "@id": LICENCE,
            "@type": "CreativeWork",
            "name": "not stated",
            "description": "The results do not state under which licence they may be used.",
        }),
        action,
    ];
    graph.extend(files);
    graph.extend(inputs);
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(
            uri("differential/a vs b#1.tsv"),
            "differential/a%20vs%20b%231.tsv"
        );
        assert_eq!(uri("qc/\u{4f4e}.png"), "qc/%E4%BD%8E.png");
    }

    #[test]
    fn one_thing_is_no_list() {
        assert_eq!(one_or_all(vec![json!(1)]), json!(1));
        assert_eq!(one_or_all(vec![json!(1), json!(2)]), json!([1, 2]));
        assert_eq!(one_or_all(vec![]), json!([]));
    }
}
