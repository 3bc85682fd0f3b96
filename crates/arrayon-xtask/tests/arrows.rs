//! Arrows point down: no two modules of a crate need each other, and algorithm crates know neither
//! each other nor files. Paths are read out of the text, so a module that is reached by a re-export
//! at the root of its crate counts as used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which of the first level of modules uses which.
type Arrows = BTreeMap<String, BTreeSet<String>>;

fn crates() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let entries = fs::read_dir(folder).unwrap();
    let mut crates: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    crates.retain(|path| path.join("Cargo.toml").is_file());
    crates.sort();
    assert!(crates.len() > 10, "the crates of the workspace");
    crates
}

fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap();
    stem.to_str().unwrap().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = name_of(&path) == "tests";
        if path.is_dir() && !is_test {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_test {
            found.push(path);
        }
    }
}

/// The code of a file, without comments and without the tests at its end.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::`, single or in braces.
fn used_names(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let mut depth = 0;
        let mut at_start = true;
        let mut name = String::new();
        for letter in rest.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => at_start = true,
                _ if letter.is_alphanumeric() || letter == '_' => {
                    if at_start && depth <= 1 {
                        name.push(letter);
                    }
                    continue;
                }
                _ if letter.is_whitespace() => continue,
                _ => {}
            }
            if !name.is_empty() {
                names.insert(std::mem::take(&mut name));
                at_start = letter == ',';
            }
            if depth <= 0 {
                break;
            }
        }
    }
    names
}

/// Where the root of a crate takes each name that it re-exports from.
fn re_exports(root: &str) -> BTreeMap<String, String> {
    let mut from = BTreeMap::new();
    for statement in root.split(';') {
        let Some((_, path)) = statement.split_once(" use ") else {
            continue;
        };
        let path = path.trim().trim_start_matches("self::");
        let words: Vec<&str> = (path
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_'))
        .filter(|word| !word.is_empty())
        .collect();
        if let Some((module, names)) = words.split_first() {
            from.extend(
                names
                    .iter()
                    .map(|name| ((*name).to_owned(), (*module).to_owned())),
            );
        }
    }
    from
}

/// The public items of a file.
fn declared_names(code: &str) -> Vec<String> {
    const KINDS: [&str; 7] = ["const", "enum", "fn", "static", "struct", "trait", "type"];
    let names = code.lines().filter_map(|line| {
        let words = line.strip_prefix("pub ")?.split_whitespace();
        let n_kinds = words
            .clone()
            .take_while(|word| KINDS.contains(word))
            .count();
        let name = words.clone().nth(n_kinds).filter(|_| n_kinds > 0)?;
        name.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .next()
    });
    names.map(str::to_owned).collect()
}

fn arrows_within(source: &Path) -> Arrows {
    let mut files = Vec::new();
    sources(source, &mut files);
    let module_of = |file: &Path| {
        let first = file.strip_prefix(source).unwrap().iter().next().unwrap();
        name_of(Path::new(first))
    };
    let modules: BTreeSet<String> = files.iter().map(|file| module_of(file)).collect();
    // the root may also re-export all that a module declares
    let mut exported = BTreeMap::new();
    for file in &files {
        let names = declared_names(&code(file)).into_iter();
        exported.extend(names.map(|name| (name, module_of(file))));
    }
    let root = source.join("lib.rs");
    if root.is_file() {
        exported.extend(re_exports(&code(&root)));
    }
    let mut arrows = Arrows::new();
    for file in &files {
        let module = module_of(file);
        if module == "lib" || module == "main" {
            continue;
        }
        let used = used_names(&code(file)).into_iter().filter_map(|name| {
            let by_root = || exported.get(&name).filter(|from| modules.contains(*from));
            modules.get(&name).or_else(by_root).cloned()
        });
        let others = used.filter(|other| *other != module);
        arrows
            .entry(module.clone())
            .or_default()
            .extend(others.collect::<Vec<_>>());
    }
    arrows
}

/// What is left when modules that need no other, and then those that need only such, are taken away.
fn circles(mut arrows: Arrows) -> Arrows {
    loop {
        let names: BTreeSet<String> = arrows.keys().cloned().collect();
        for used in arrows.values_mut() {
            used.retain(|name| names.contains(name));
        }
        let before = arrows.len();
        arrows.retain(|_, used| !used.is_empty());
        if arrows.len() == before {
            return arrows;
        }
    }
}

#[test]
fn no_two_modules_of_a_crate_need_each_other() {
    let mut n_arrows = 0;
    for of in crates() {
        let arrows = arrows_within(&of.join("src"));
        n_arrows += arrows.values().map(BTreeSet::len).sum::<usize>();
        let circles = circles(arrows);
        assert!(circles.is_empty(), "{}: {circles:#?}", name_of(&of));
    }
    assert!(n_arrows > 300, "only {n_arrows} uses of modules were found");
}

#[test]
fn circles_are_found() {
    let code = "use crate::{a::{X, y}, b};\nfn f() { crate::c::g(); }";
    let expected = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(used_names(code), BTreeSet::from(expected));
    let exported = re_exports("pub use a::b::{C, D};\npub(crate) use e::F;");
    assert_eq!(exported["D"], "a");
    assert_eq!(exported["F"], "e");
    let declared = declared_names("pub struct A<T>(T);\npub const fn b() {}\nfn c() {}");
    assert_eq!(declared, ["A", "b"]);
    let arrows = |pairs: &[(&str, &str)]| {
        let mut arrows = Arrows::new();
        for (from, to) in pairs {
            arrows
                .entry((*from).to_owned())
                .or_default()
                .insert((*to).to_owned());
        }
        arrows
    };
    assert!(circles(arrows(&[("a", "b"), ("b", "c")])).is_empty());
    assert_eq!(
        circles(arrows(&[("a", "b"), ("b", "c"), ("c", "a")])).len(),
        3
    );
}

#[test]
fn algorithms_know_neither_files_nor_each_other() {
    const ALGORITHMS: [&str; 4] = ["normalize", "diffexpr", "cluster", "genesets"];
    const FLOOR: [&str; 4] = ["core", "stats", "results", "settings"];
    for name in ALGORITHMS {
        let manifest =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../arrayon-{name}/Cargo.toml"));
        let text = fs::read_to_string(manifest).unwrap();
        let (_, dependencies) = text.split_once("[dependencies]").unwrap();
        let dependencies = dependencies.split("\n[").next().unwrap();
        let mut ours = dependencies.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("arrayon-")?.split_once('.')?;
            Some(name)
        });
        assert!(ours.clone().count() > 0, "{name}");
        let above = ours.find(|used| !FLOOR.contains(used));
        assert_eq!(above, None, "arrayon-{name} uses it");
    }
}
