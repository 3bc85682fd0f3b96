//! The three files: study.toml, samples.csv, contrasts.csv.

use crate::columns::Samples;
use crate::question::Question;
use arrayon_formats::contrasts::made_id;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

/// Most contrasts that are written.
const MOST_CONTRASTS: usize = 50;

/// Longest variable and levels that an id is made of; beyond that contrasts are numbered.
const LONGEST_ID: usize = 80;

/// A line of study.toml.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// A key with its value as TOML, and the reason where it was guessed.
    Key(&'static str, String, Option<String>),
    /// A remark.
    Remark(String),
}

impl Line {
    /// A key whose value is a text.
    pub(crate) fn text(key: &'static str, value: &str, why: Option<&str>) -> Self {
        Self::Key(key, quoted(value), why.map(str::to_owned))
    }
}

/// Writes study.toml out of its sections.
pub(crate) fn study(source: &str, sections: &[(&str, Vec<Line>)]) -> String {
    let mut text = format!(
        "# Draft of a study, made by `arrayon init` from {}.\n\
         # What was guessed stands below its reason: look at it before you trust it.\n\
         # `arrayon check study.toml` says what is missing; paths start from this folder.\n",
        one_line(source)
    );
    for (section, lines) in sections {
        let _ = write!(text, "\n[{section}]\n");
        for line in lines {
            match line {
                Line::Remark(remark) => {
                    let _ = writeln!(text, "# {}", one_line(remark));
                }
                Line::Key(key, value, why) => {
                    if let Some(why) = why {
                        let _ = writeln!(text, "# guess: {}", one_line(why));
                    }
                    let _ = writeln!(text, "{key} = {value}");
                }
            }
        }
    }
    text
}

/// Writes samples.csv.
pub(crate) fn samples(samples: &Samples, remarks: &[String]) -> String {
    let mut text = String::new();
    for remark in remarks {
        let _ = writeln!(text, "# {}", one_line(remark));
    }
    let mut header = vec!["sample".to_owned()];
    header.extend(samples.files.as_ref().map(|_| "file".to_owned()));
    header.extend(samples.columns.iter().map(|column| column.name.clone()));
    row(&mut text, &header);
    for (at, name) in samples.names.iter().enumerate() {
        let mut cells = vec![name.clone()];
        cells.extend(samples.files.as_ref().map(|files| files[at].clone()));
        cells.extend(
            samples
                .columns
                .iter()
                .map(|column| column.values[at].clone()),
        );
        row(&mut text, &cells);
    }
    text
}

/// Writes contrasts.csv.
pub(crate) fn contrasts(question: &Question) -> String {
    let mut text = String::new();
    let mut remark = |words: String| {
        let _ = writeln!(text, "# {}", one_line(&words));
    };
    let variable = &question.variable;
    remark("a positive log2 fold change means: higher in target than in reference".to_owned());
    remark(format!(
        "guess: column '{variable}' is compared: {}",
        question.why
    ));
    remark(format!(
        "guess: '{}' is the reference: {}",
        question.reference, question.why_reference
    ));
    for level in &question.single {
        remark(format!("'{level}' is not compared: one sample has it"));
    }
    for other in &question.confounded {
        remark(format!(
            "'{other}' says the same as '{variable}': nothing can tell their effects apart"
        ));
    }
    let others: Vec<&str> = (question.others.iter())
        .filter(|other| !question.confounded.contains(other))
        .map(String::as_str)
        .collect();
    if !others.is_empty() {
        remark(format!(
            "could be compared instead, or written under blocking, which takes their effects out: {}",
            others.join(", ")
        ));
    }
    if question.targets.len() > MOST_CONTRASTS {
        remark(format!(
            "of {} levels the first {MOST_CONTRASTS} are compared",
            question.targets.len()
        ));
    }
    let targets = question.targets.iter().take(MOST_CONTRASTS);
    // results are named after contrasts
    let length = |target: &String| variable.len() + question.reference.len() + target.len();
    let is_long = targets.clone().any(|target| length(target) > LONGEST_ID);
    // `a/b` and `a_b`, or `KO` and `ko`, would name the same files
    let ids: BTreeSet<String> = (targets.clone())
        .map(|target| made_id(variable, target, &question.reference).to_lowercase())
        .collect();
    let needs_ids = is_long || ids.len() < targets.len();
    let mut header = ["variable", "reference", "target", "blocking"]
        .map(str::to_owned)
        .to_vec();
    if needs_ids {
        header.insert(0, "id".to_owned());
    }
    row(&mut text, &header);
    for (at, target) in targets.enumerate() {
        let mut cells = vec![
            variable.clone(),
            question.reference.clone(),
            target.clone(),
            String::new(),
        ];
        if needs_ids {
            cells.insert(0, format!("contrast_{}", at + 1));
        }
        row(&mut text, &cells);
    }
    text
}

fn row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    let _ = writeln!(text, "{}", cells.join(","));
}

fn csv_cell(cell: &str) -> String {
    match cell.contains([',', '"', ';', '\t']) || cell.starts_with('#') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    let letters = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    letters.collect()
}

/// A text between quotes of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in one_line(text).chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

/// A path from the folder of the study, with slashes; whole where the two have nothing in common.
pub(crate) fn relative(path: &Path, folder: &Path) -> String {
    let absolute = |path: &Path| -> PathBuf {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let mut plain = PathBuf::new();
        for part in path.components() {
            match part {
                Component::ParentDir => drop(plain.pop()),
                Component::CurDir => {}
                other => plain.push(other),
            }
        }
        plain
    };
    let (path, folder) = (absolute(path), absolute(folder));
    let common = (path.components().zip(folder.components()))
        .take_while(|(a, b)| a == b)
        .count();
    if common <= 1 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = folder.components().count() - common;
    let mut parts = vec!["..".to_owned(); up];
    parts.extend(
        path.components()
            .skip(common)
            .map(|part| part.as_os_str().to_string_lossy().into_owned()),
    );
    match parts.is_empty() {
        true => ".".to_owned(),
        false => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_from_the_study() {
        let of = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(of("/a/b/cel", "/a/b/study"), "../cel");
        assert_eq!(of("/a/b", "/a/b"), ".");
        assert_eq!(of("/a/b/./c/../cel", "/a/b/x/y"), "../../cel");
        assert_eq!(of("/a/b/study/m.tsv", "/a/b/study"), "m.tsv");
        assert_eq!(of("/elsewhere/cel", "/a/b"), "/elsewhere/cel");
    }

    #[test]
    fn contrasts_that_would_have_one_id_get_ids() {
        let drafted = |targets: [&str; 2]| {
            contrasts(&Question {
                variable: "genotype".to_owned(),
                reference: "wt".to_owned(),
                why_reference: String::new(),
                targets: targets.map(str::to_owned).to_vec(),
                single: Vec::new(),
                why: String::new(),
                others: Vec::new(),
                confounded: Vec::new(),
            })
        };
        assert!(drafted(["-/-", "+/-"]).contains("\ngenotype,wt,-/-,\n"));
        assert!(drafted(["a/b", "a_b"]).contains("\ncontrast_2,genotype,wt,a_b,\n"));
        assert!(drafted(["KO", "ko"]).contains("\ncontrast_1,genotype,wt,KO,\n"));
    }

    #[test]
    fn texts_of_people_break_no_file() {
        assert_eq!(quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c d\"");
        let mut text = String::new();
        row(&mut text, &["a,b", "#1", "x \"y\"", ""].map(str::to_owned));
        assert_eq!(text, "\"a,b\",\"#1\",\"x \"\"y\"\"\",\n");
    }
}
