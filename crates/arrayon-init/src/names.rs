//! Names of files taken apart into what they say of their samples.

use crate::columns::Column;
use arrayon_core::missing::is_missing_level;
use std::collections::BTreeSet;

/// What the names of samples say: columns, and how that was found.
pub(crate) struct Parts {
    pub(crate) columns: Vec<Column>,
    pub(crate) how: String,
    /// Levels that are written otherwise than in the names, in words.
    pub(crate) respelled: Option<String>,
}

/// Takes names apart at blanks, underscores, hyphens and points. Parts that are the same in all
/// names say nothing; a number that counts within a group is its replicate. What the folders of the
/// files say is `known` already.
pub(crate) fn take_apart(names: &[String], known: &[Column]) -> Parts {
    let mut parts = raw_parts(names, known);
    parts.respelled = respell(&mut parts.columns);
    parts
}

/// Writes the parts of names that a sheet would read as missing levels otherwise, and says so: a part
/// of a name is never missing, as NA may be sodium.
pub(crate) fn respell(columns: &mut [Column]) -> Option<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let values = columns.iter_mut().flat_map(|column| &mut column.values);
    for value in values.filter(|value| !value.is_empty() && is_missing_level(value)) {
        let instead = format!("{value} group");
        found.insert(format!("'{value}' is written '{instead}'"));
        *value = instead;
    }
    let found: Vec<String> = found.into_iter().collect();
    let why = "as it would stand for nothing in a sheet";
    (!found.is_empty()).then(|| format!("{}, {why}", found.join(", ")))
}

fn raw_parts(names: &[String], known: &[Column]) -> Parts {
    let split: Vec<Vec<String>> = names.iter().map(|name| parts_of(name)).collect();
    let n_parts = split.iter().map(Vec::len).max().unwrap_or(0);
    let is_even = split.iter().all(|parts| parts.len() == n_parts);
    if names.len() < 2 || n_parts == 0 {
        return nothing("one name says nothing");
    }
    if !is_even {
        return uneven(names);
    }
    let columns = named(&split, n_parts, known);
    match columns.is_empty() {
        true => uneven(names),
        false => Parts {
            columns,
            how: format!(
                "each name has {n_parts} parts; those that differ, but not between all samples, are \
                 columns"
            ),
            respelled: None,
        },
    }
}

/// The parts that are columns, with names. A number is a replicate where it counts the samples that
/// are otherwise alike; else it is a factor, with the word before it where that is always the same:
/// `G1`, `G2`.
fn named(split: &[Vec<String>], n_parts: usize, known: &[Column]) -> Vec<Column> {
    let values =
        |at: usize| -> Vec<String> { split.iter().map(|parts| parts[at].clone()).collect() };
    let column = |at: usize| Column {
        name: String::new(),
        values: values(at),
    };
    // a part that a sheet would read as missing is a level here
    let n_levels = |at: usize| values(at).iter().collect::<BTreeSet<_>>().len();
    let is_factor = |at: &usize| (2..split.len()).contains(&n_levels(*at));
    let (numbers, texts): (Vec<usize>, Vec<usize>) = (0..n_parts)
        .filter(is_factor)
        .partition(|&at| values(at).iter().all(|value| value.parse::<f64>().is_ok()));
    let alike = |row: usize| -> Vec<&str> {
        let own = texts.iter().map(|&at| split[row][at].as_str());
        let known = known.iter().map(|column| column.values[row].as_str());
        own.chain(known).collect()
    };
    let counts = |at: usize| {
        let rows = (0..split.len()).map(|row| (alike(row), split[row][at].as_str()));
        rows.collect::<BTreeSet<_>>().len() == split.len()
    };
    let mut columns = Vec::new();
    let mut n_factors = 0;
    let has_groups = !texts.is_empty() || !known.is_empty();
    for at in 0..n_parts {
        if !texts.contains(&at) && !numbers.contains(&at) {
            continue;
        }
        let mut column = column(at);
        let is_date = column.values.iter().all(|value| {
            matches!(value.len(), 6 | 8) && value.bytes().all(|byte| byte.is_ascii_digit())
        });
        column.name = if is_date {
            "date".to_owned()
        } else if numbers.contains(&at) && has_groups && counts(at) {
            "replicate".to_owned()
        } else {
            n_factors += 1;
            let word = at.checked_sub(1).filter(|&word| n_levels(word) == 1);
            if let Some(word) = word.filter(|_| numbers.contains(&at)) {
                let word = split[0][word].clone();
                for value in &mut column.values {
                    *value = format!("{word}{value}");
                }
            }
            match n_factors {
                1 => "group".to_owned(),
                n => format!("factor {n}"),
            }
        };
        columns.push(column);
    }
    columns
}

fn nothing(how: &str) -> Parts {
    Parts {
        columns: Vec::new(),
        how: how.to_owned(),
        respelled: None,
    }
}

/// Names of several lengths: what is left of each without the number at its end is its group.
fn uneven(names: &[String]) -> Parts {
    let groups = names.iter().map(|name| {
        let name = cleaned(name);
        let without = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        match without.trim_end_matches(is_mark) {
            "" => name.clone(),
            group => group.to_owned(),
        }
    });
    let groups: Vec<String> = groups.collect();
    let distinct: BTreeSet<&String> = groups.iter().collect();
    if distinct.len() < 2 || distinct.len() == groups.len() {
        return nothing("the names do not fall into groups");
    }
    Parts {
        columns: vec![Column {
            name: "group".to_owned(),
            values: groups,
        }],
        how: "each name without the number at its end is its group".to_owned(),
        respelled: None,
    }
}

/// Whether a letter stands between parts.
fn is_mark(letter: char) -> bool {
    letter.is_whitespace() || "_-.+,".contains(letter)
}

/// A name without what GEO puts before it and the scanner's software behind it.
fn cleaned(name: &str) -> String {
    let mut text = name.to_owned();
    // (Clariom_S_Rat) of the scanner's software
    while let (Some(start), Some(end)) = (text.find('('), text.find(')')) {
        if start > end {
            break;
        }
        text.replace_range(start..=end, "");
    }
    let text = text.trim_matches(is_mark);
    let (first, rest) = text.split_once(is_mark).unwrap_or((text, ""));
    let is_accession = first.len() > 3
        && (first.get(..3)).is_some_and(|start| start.eq_ignore_ascii_case("GSM"))
        && first.bytes().skip(3).all(|byte| byte.is_ascii_digit());
    match is_accession && !rest.is_empty() {
        true => rest.trim_start_matches(is_mark).to_owned(),
        false => text.to_owned(),
    }
}

/// The parts of a cleaned name, letters apart from the number behind them.
fn parts_of(name: &str) -> Vec<String> {
    let text = cleaned(name);
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(is_mark).filter(|part| !part.is_empty()) {
        let digits = part.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (word, number) = part.split_at(part.len() - digits);
        match word.is_empty() || number.is_empty() || number.len() > 3 {
            true => parts.push(part.to_owned()),
            false => parts.extend([word.to_owned(), number.to_owned()]),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<(String, String)> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let parts = take_apart(&names, &[]);
        let shown = |column: Column| (column.name, column.values.join(" "));
        parts.columns.into_iter().map(shown).collect()
    }

    #[test]
    fn names_fall_into_factors_and_replicates() {
        let pair = |name: &str, values: &str| (name.to_owned(), values.to_owned());
        assert_eq!(
            columns(&[
                "GSM1_ctrl_1_(Clariom_S_Rat)",
                "GSM2_ctrl_2_(Clariom_S_Rat)",
                "GSM3_low_1_(Clariom_S_Rat)",
                "GSM4_low_2_(Clariom_S_Rat)"
            ]),
            [
                pair("group", "ctrl ctrl low low"),
                pair("replicate", "1 2 1 2")
            ]
        );
        assert_eq!(
            columns(&["WT-f-rat1", "WT-m-rat2", "KO-f-rat3", "KO-m-rat4"]),
            [pair("group", "WT WT KO KO"), pair("factor 2", "f m f m")]
        );
        assert_eq!(
            columns(&["control1", "control2", "pair fed 1", "pair fed 2"]),
            [pair("group", "control control pair fed pair fed")]
        );
        assert_eq!(
            columns(&["S001_G1", "S002_G1", "S003_G2", "S004_G2"]),
            [pair("group", "G1 G1 G2 G2")]
        );
        // sodium; a part of a name is never missing
        assert_eq!(
            columns(&["NA_1", "NA_2", "Mg_1", "Mg_2"]),
            [
                pair("group", "NA group NA group Mg Mg"),
                pair("replicate", "1 2 1 2")
            ]
        );
        assert_eq!(
            columns(&["NA_ctrl_a", "NA_ctrl_b", "Mg_ctrl_a", "Mg_ctrl_b"]),
            [
                pair("group", "NA group NA group Mg Mg"),
                pair("factor 2", "a b a b")
            ]
        );
        assert_eq!(
            columns(&["NA1", "NA2", "low fed 1", "low fed 2"]),
            [pair("group", "NA group NA group low fed low fed")]
        );
        assert_eq!(columns(&["a", "b", "c"]), []);
        assert_eq!(columns(&["a_1"]), []);
        assert_eq!(columns(&[]), []);
    }

    #[test]
    fn a_level_that_is_respelled_is_told() {
        let names = ["NA_1", "NA_2", "Mg_1", "Mg_2"].map(str::to_owned);
        let told = take_apart(&names, &[]).respelled.unwrap();
        assert!(told.starts_with("'NA' is written 'NA group',"), "{told}");
        let names = ["Na_1", "Na_2", "Mg_1", "Mg_2"].map(str::to_owned);
        assert_eq!(take_apart(&names, &[]).respelled, None);
    }

    #[test]
    fn numbers_that_count_within_folders_are_replicates() {
        let names = ["rat1", "rat2", "rat1", "rat2"].map(str::to_owned);
        let folders = Column {
            name: "group".to_owned(),
            values: ["a", "a", "b", "b"].map(str::to_owned).to_vec(),
        };
        let parts = take_apart(&names, &[folders]);
        assert_eq!(parts.columns.len(), 1);
        assert_eq!(parts.columns[0].name, "replicate");
    }
}
