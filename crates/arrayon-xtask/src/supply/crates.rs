//! The crates that go into the program, as cargo resolves them.

use anyhow::{Context, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The crate that builds the program.
const PROGRAM: &str = "arrayon-cli";

/// A crate that goes into the program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// Its own word for itself in cargo's graph.
    pub(super) id: String,
    /// An expression of SPDX, at times with `/` for `OR`.
    pub(super) license: Option<String>,
    /// The registry; `None` for a crate of the workspace.
    pub(super) source: Option<String>,
    pub(super) description: Option<String>,
}

/// The crates that go into the program, those it is built with among them, and what each rests on.
#[derive(Debug)]
pub(super) struct Crates {
    pub(super) crates: Vec<Crate>,
    pub(super) rests_on: BTreeMap<String, BTreeSet<String>>,
    /// SHA-256 of what the registry serves, by name and version.
    checksums: BTreeMap<(String, String), String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

impl Crates {
    /// Those of the workspace in a folder, for the machine's own target.
    pub(super) fn of_program(folder: &Path) -> anyhow::Result<Self> {
        let lock = std::fs::read_to_string(folder.join("Cargo.lock")).context("Cargo.lock")?;
        Self::of(&cargo_metadata(folder)?, &lock)
    }

    fn of(metadata: &str, lock: &str) -> anyhow::Result<Self> {
        let metadata: Metadata = serde_json::from_str(metadata).context("cargo metadata")?;
        let lock: Lock = toml::from_str(lock).context("Cargo.lock")?;
        let all: BTreeMap<String, BTreeSet<String>> = (metadata.resolve.nodes.into_iter())
            .map(|node| {
                (
                    node.id,
                    node.deps
                        .into_iter()
                        .filter(goes_in)
                        .map(|one| one.pkg)
                        .collect(),
                )
            })
            .collect();
        let program = metadata.packages.iter().find(|one| one.name == PROGRAM);
        let program = program
            .with_context(|| format!("no crate '{PROGRAM}'"))?
            .id
            .clone();
        let mut reached = BTreeSet::new();
        let mut to_see = vec![program];
        while let Some(id) = to_see.pop() {
            if reached.insert(id.clone()) {
                to_see.extend(all.get(&id).into_iter().flatten().cloned());
            }
        }
        let mut crates: Vec<Crate> = (metadata.packages.into_iter())
            .filter(|one| reached.contains(&one.id))
            .collect();
        crates.sort();
        let rests_on = all
            .into_iter()
            .filter(|(id, _)| reached.contains(id))
            .collect();
        let checksums = (lock.package.into_iter())
            .filter_map(|one| Some(((one.name, one.version), one.checksum?)))
            .collect();
        Ok(Self {
            crates,
            rests_on,
            checksums,
        })
    }

    /// The crate that builds the program.
    pub(super) fn program(&self) -> Option<&Crate> {
        self.crates.iter().find(|one| one.name == PROGRAM)
    }

    /// Crates of other projects.
    pub(super) fn of_others(&self) -> impl Iterator<Item = &Crate> {
        self.crates.iter().filter(|one| one.source.is_some())
    }

    /// SHA-256 of a crate as the registry serves it.
    pub(super) fn checksum(&self, one: &Crate) -> Option<&str> {
        let key = (one.name.clone(), one.version.clone());
        self.checksums.get(&key).map(String::as_str)
    }
}

/// Whether a dependency goes into the program or builds it, and is none of tests alone.
fn goes_in(dependency: &Dependency) -> bool {
    let kinds = dependency.dep_kinds.iter();
    kinds.clone().count() == 0 || kinds.clone().any(|one| one.kind.as_deref() != Some("dev"))
}

fn cargo_metadata(folder: &Path) -> anyhow::Result<String> {
    let version = Command::new("rustc").arg("-vV").output().context("rustc")?;
    let version = String::from_utf8(version.stdout)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc names no host")?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(folder)
        .args([
            "metadata",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            host,
        ])
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const METADATA: &str = r#"{
      "packages": [
        {"name": "arrayon-cli", "version": "0.1.0", "id": "p", "license": "MIT", "source": null, "description": null},
        {"name": "used", "version": "1.0.0", "id": "u1", "license": "MIT/Apache-2.0", "source": "registry+https://crates", "description": "of use"},
        {"name": "builds", "version": "2.0.0", "id": "b", "license": "Zlib", "source": "registry+https://crates", "description": null},
        {"name": "used", "version": "2.0.0", "id": "u2", "license": "GPL-3.0-only", "source": "git+https://elsewhere", "description": null},
        {"name": "tests", "version": "1.0.0", "id": "t", "license": null, "source": "registry+https://crates", "description": null}
      ],
      "resolve": {"nodes": [
        {"id": "p", "deps": [
          {"pkg": "u1", "dep_kinds": [{"kind": null}]},
          {"pkg": "b", "dep_kinds": [{"kind": "build"}]},
          {"pkg": "t", "dep_kinds": [{"kind": "dev"}]}]},
        {"id": "u1", "deps": []},
        {"id": "b", "deps": [{"pkg": "u2", "dep_kinds": [{"kind": "dev"}, {"kind": null}]}]},
        {"id": "u2", "deps": []},
        {"id": "t", "deps": []}
      ]}
    }"#;

    const LOCK: &str = "[[package]]\nname = \"used\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n";

    pub(crate) fn example() -> Crates {
        Crates::of(METADATA, LOCK).unwrap()
    }

    #[test]
    fn what_tests_alone_need_does_not_go_in() {
        let crates = example();
        let names: Vec<&str> = crates.of_others().map(|one| one.id.as_str()).collect();
        assert_eq!(names, ["b", "u1", "u2"]);
        assert_eq!(crates.checksum(&crates.crates[2]), Some("ab"));
        assert_eq!(crates.rests_on["p"].len(), 2);
    }
}
