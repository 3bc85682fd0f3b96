//! What crates may be, as `deny.toml` says; `cargo deny` reads the same file.

use super::crates::Crates;
use anyhow::Context;
use serde::Deserialize;
use spdx::{Expression, ParseMode};
use std::collections::BTreeMap;

/// `deny.toml`, as far as it is held against the crates here. The advisories of RustSec are looked
/// up by `cargo deny` alone.
#[derive(Debug, Deserialize)]
pub(super) struct Rules {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    /// Crates of which several versions are known to go in.
    skip: Vec<Skipped>,
}

#[derive(Debug, Deserialize)]
struct Skipped {
    /// Name and version.
    #[serde(rename = "crate")]
    name_and_version: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

impl Rules {
    /// What is not allowed, one sentence each.
    pub(super) fn faults(&self, crates: &Crates) -> anyhow::Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for one in crates.of_others() {
            let named = format!("{} {}", one.name, one.version);
            let licence = one.license.as_deref().unwrap_or("none");
            let expression = Expression::parse_mode(licence, ParseMode::LAX);
            let is_allowed = expression
                .with_context(|| format!("{named}: licence '{licence}'"))?
                .evaluate(|wanted| {
                    let id = wanted.license.id();
                    id.is_some_and(|id| self.licenses.allow.iter().any(|name| name == id.name))
                });
            if !is_allowed {
                faults.push(format!("{named}: the licence '{licence}' is not allowed"));
            }
            let source = one.source.as_deref().unwrap_or_default();
            let is_known = |url: &String| source == format!("registry+{url}");
            if !self.sources.allow_registry.iter().any(is_known) {
                faults.push(format!("{named}: comes from {source}"));
            }
            versions.entry(&one.name).or_default().push(&one.version);
        }
        for (name, versions) in &versions {
            let is_known = |version: &&&str| {
                let one = format!("{name}@{version}");
                self.bans
                    .skip
                    .iter()
                    .any(|skip| skip.name_and_version == one)
            };
            // of several versions all but one are named
            if versions.len() > versions.iter().filter(is_known).count() + 1 {
                faults.push(format!("{name}: goes in as {}", versions.join(" and ")));
            }
        }
        for skip in &self.bans.skip {
            let is_it =
                |name: &str, version: &str| skip.name_and_version == format!("{name}@{version}");
            let is_there = crates.of_others().any(|one| is_it(&one.name, &one.version));
            if !is_there {
                faults.push(format!(
                    "{}: does not go in any more",
                    skip.name_and_version
                ));
            }
        }
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supply::crates::tests::example;

    fn rules(skip: &str) -> Rules {
        let text = format!(
            "[licenses]\nallow = [\"Apache-2.0\", \"Zlib\"]\n[bans]\nskip = [{skip}]\n\
             [sources]\nallow-registry = [\"https://crates\"]\n"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn licences_sources_and_versions_are_held_against_the_rules() {
        let crates = example();
        let faults = rules("").faults(&crates).unwrap();
        assert_eq!(
            faults,
            [
                "used 2.0.0: the licence 'GPL-3.0-only' is not allowed",
                "used 2.0.0: comes from git+https://elsewhere",
                "used: goes in as 1.0.0 and 2.0.0",
            ]
        );
        let skip = "{ crate = \"used@1.0.0\" }, { crate = \"gone@1.0.0\" }";
        let faults = rules(skip).faults(&crates).unwrap();
        assert_eq!(faults.len(), 3);
        assert_eq!(faults[2], "gone@1.0.0: does not go in any more");
    }
}
