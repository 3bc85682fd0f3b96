//! What the folders of arrays say: people sort the arrays of a group, or of a batch, into one.

use crate::columns::{Column, plain};
use crate::names::{self, Parts};
use crate::reference::sounds_like_one;
use arrayon_formats::sample_sheet::stem;
use std::collections::BTreeSet;

/// Words that folders of arrays processed together begin with, which ask nothing.
const BATCHES: [&str; 6] = ["batch", "plate", "run", "lot", "slide", "scan"];

/// What the paths of arrays say of their samples.
pub(crate) struct Described {
    /// One name a sample, none twice.
    pub(crate) names: Vec<String>,
    pub(crate) columns: Vec<Column>,
    /// How that was found.
    pub(crate) remarks: Vec<String>,
    /// Levels that are written otherwise than in the paths, in words.
    pub(crate) respelled: Option<String>,
}

/// Takes paths apart, which start from the folder of all arrays: folders and names of files into
/// columns.
pub(crate) fn describe(paths: &[String]) -> Described {
    let stems: Vec<String> = paths.iter().map(|path| plain(&stem(path))).collect();
    let depths = depths(paths);
    let mut columns: Vec<Column> = (depths.iter())
        .filter_map(|values| factor(values))
        .collect();
    let respelled = names::respell(&mut columns);
    let parts = names::take_apart(&stems, &columns);
    let mut remarks = vec![format!(
        "guess: the columns after file are parts of the names: {}",
        parts.how
    )];
    if !columns.is_empty() {
        remarks = vec![format!(
            "guess: the columns after file are the folders of the arrays, then parts of the names: {}",
            parts.how
        )];
    }
    let mut told: Vec<String> = respelled.into_iter().collect();
    told.extend(
        parts
            .respelled
            .clone()
            .filter(|words| !told.contains(words)),
    );
    Described {
        names: unique(&stems, &depths),
        columns: together(columns, parts),
        remarks,
        respelled: (!told.is_empty()).then(|| told.join("; ")),
    }
}

/// The folders of the paths, one list a depth at which they differ; empty where a path has fewer.
fn depths(paths: &[String]) -> Vec<Vec<String>> {
    let folders = |path: &String| -> Vec<String> {
        let mut parts: Vec<String> = path.split('/').map(plain).collect();
        parts.pop();
        parts
    };
    let folders: Vec<Vec<String>> = paths.iter().map(folders).collect();
    let deepest = folders.iter().map(Vec::len).max().unwrap_or(0);
    let at_depth = |at: usize| -> Vec<String> {
        let cells = folders.iter().map(|parts| parts.get(at).cloned());
        cells.map(Option::unwrap_or_default).collect()
    };
    let differ = |values: &Vec<String>| values.iter().any(|value| *value != values[0]);
    (0..deepest).map(at_depth).filter(differ).collect()
}

/// The column of a depth, named where it is a batch or a date; `None` where it divides nothing.
fn factor(values: &[String]) -> Option<Column> {
    let present = || values.iter().filter(|value| !value.is_empty());
    let n_levels = present().collect::<BTreeSet<_>>().len();
    if !(2..values.len()).contains(&n_levels) {
        return None;
    }
    let is_batch = present().all(|value| {
        let lower = value.to_lowercase();
        BATCHES.iter().any(|word| lower.starts_with(word))
    });
    let is_date = present().all(|value| {
        let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
        let is_mark = |byte: u8| byte.is_ascii_digit() || b"-_. ".contains(&byte);
        n_digits >= 6 && value.bytes().all(is_mark)
    });
    let name = match (is_batch, is_date) {
        (true, _) => "batch",
        (_, true) => "date",
        _ => "",
    };
    Some(Column {
        name: name.to_owned(),
        values: values.to_vec(),
    })
}

/// The columns of folders and names together. The folders are the groups, but where names alone
/// speak of a control.
fn together(mut folders: Vec<Column>, parts: Parts) -> Vec<Column> {
    let speaks = |columns: &[Column]| {
        let mut levels = columns.iter().flat_map(Column::levels);
        levels.any(sounds_like_one)
    };
    let says = |column: &Column| -> Vec<String> {
        let values = column.values.iter();
        values.map(|value| value.to_lowercase()).collect()
    };
    let known: Vec<Vec<String>> = folders.iter().map(says).collect();
    let mut own = parts.columns;
    own.retain(|column| !known.contains(&says(column)));
    let is_factor = |column: &Column| column.name == "group" || column.name.starts_with("factor ");
    let factors: Vec<Column> = own.iter().filter(|one| is_factor(one)).cloned().collect();
    let are_groups = speaks(&folders) || !speaks(&factors);
    let mut n_factors = 0;
    let mut next = || {
        n_factors += 1;
        match n_factors {
            1 => "group".to_owned(),
            n => format!("factor {n}"),
        }
    };
    for column in folders.iter_mut().filter(|column| column.name.is_empty()) {
        column.name = match are_groups {
            true => next(),
            false => "folder".to_owned(),
        };
    }
    for column in own.iter_mut().filter(|column| is_factor(column)) {
        column.name = next();
    }
    folders.extend(own);
    folders
}

/// Names of samples: those of the files, with as many of their folders before them as make them
/// different, and a number where none does.
fn unique(stems: &[String], depths: &[Vec<String>]) -> Vec<String> {
    let is_unique = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    let mut names = stems.to_vec();
    for depth in depths.iter().rev() {
        if is_unique(&names) {
            break;
        }
        for (name, folder) in names.iter_mut().zip(depth) {
            if !folder.is_empty() {
                *name = format!("{folder}_{name}");
            }
        }
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for name in &mut names {
        let first = name.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            *name = format!("{first}_{number}");
            number += 1;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(paths: &[&str]) -> (String, Vec<(String, String)>) {
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        let found = describe(&paths);
        let shown = |column: Column| (column.name, column.values.join(" "));
        let columns = found.columns.into_iter().map(shown).collect();
        (found.names.join(" "), columns)
    }

    fn pair(name: &str, values: &str) -> (String, String) {
        (name.to_owned(), values.to_owned())
    }

    #[test]
    fn folders_are_groups_and_make_names_different() {
        let (names, columns) = described(&[
            "control/rat1.CEL",
            "control/rat2.CEL",
            "low/rat1.CEL",
            "low/rat2.CEL",
        ]);
        assert_eq!(names, "control_rat1 control_rat2 low_rat1 low_rat2");
        let expected = [
            pair("group", "control control low low"),
            pair("replicate", "1 2 1 2"),
        ];
        assert_eq!(columns, expected);
        // the name of a file is enough where it is its own
        let (names, columns) = described(&["NA/a.CEL", "NA/b.CEL", "low/c.CEL", "low/d.CEL"]);
        assert_eq!(names, "a b c d");
        assert_eq!(columns, [pair("group", "NA group NA group low low")]);
    }

    #[test]
    fn folders_in_folders_are_batches_and_groups() {
        let (names, columns) = described(&[
            "x/batch1/control/a.CEL",
            "x/batch1/low/a.CEL",
            "x/batch2/control/a.CEL",
            "x/batch2/low/a.CEL",
        ]);
        assert_eq!(
            names,
            "batch1_control_a batch1_low_a batch2_control_a batch2_low_a"
        );
        let expected = [
            pair("batch", "batch1 batch1 batch2 batch2"),
            pair("group", "control low control low"),
        ];
        assert_eq!(columns, expected);
    }

    #[test]
    fn names_that_speak_of_a_control_stand_before_folders_that_do_not() {
        let (names, columns) = described(&[
            "part1/ctrl_1.CEL",
            "part1/low_1.CEL",
            "part2/ctrl_2.CEL",
            "part2/low_2.CEL",
        ]);
        assert_eq!(names, "ctrl_1 low_1 ctrl_2 low_2");
        let expected = [
            pair("folder", "part1 part1 part2 part2"),
            pair("group", "ctrl low ctrl low"),
            pair("replicate", "1 1 2 2"),
        ];
        assert_eq!(columns, expected);
        // folders and names that say the same are one column
        let (_, columns) = described(&[
            "Ctrl/ctrl_1.CEL",
            "Ctrl/ctrl_2.CEL",
            "low/low_1.CEL",
            "low/low_2.CEL",
        ]);
        assert_eq!(columns[0], pair("group", "Ctrl Ctrl low low"));
        assert_eq!(columns.len(), 2);
    }

    #[test]
    fn names_that_folders_leave_alike_are_numbered() {
        let (names, columns) = described(&["a.CEL", "a.CEL.gz", "old/a.CEL"]);
        assert_eq!(names, "a a_2 old_a");
        assert_eq!(columns, []);
        assert_eq!(describe(&[]).names.len(), 0);
    }
}
