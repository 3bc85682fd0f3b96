//! Names of files taken apart into what they say of their samples.

use crate::columns::Column;
use std::collections::BTreeSet;

/// What the names of samples say: columns, and how that was found.
pub(crate) struct Parts {
    pub(crate) columns: Vec<Column>,
    pub(crate) how: String,
}

/// Takes names apart at blanks, underscores, hyphens and points. Parts that are the same in all
/// names say nothing; a number that counts within a group is its replicate.
pub(crate) fn take_apart(names: &[String]) -> Parts {
    let split: Vec<Vec<String>> = names.iter().map(|name| parts_of(name)).collect();
    let n_parts = split.iter().map(Vec::len).max().unwrap_or(0);
    let is_even = split.iter().all(|parts| parts.len() == n_parts);
    if names.len() < 2 || n_parts == 0 {
        return nothing("one name says nothing");
    }
    if !is_even {
        return uneven(&split);
    }
    let mut columns = Vec::new();
    let mut words = 0;
    for at in 0..n_parts {
        let values: Vec<String> = split.iter().map(|parts| parts[at].clone()).collect();
        let column = Column {
            name: String::new(),
            values,
        };
        let n_levels = column.levels().len();
        if n_levels < 2 {
            continue;
        }
        let is_date = column.values.iter().all(|value| {
            (value.len() == 8 || value.len() == 6)
                && value.bytes().all(|byte| byte.is_ascii_digit())
        });
        let name = match (is_date, column.is_numeric(), n_levels < names.len()) {
            (true, ..) => "date".to_owned(),
            (_, true, true) => "replicate".to_owned(),
            (_, _, false) => continue,
            _ => {
                words += 1;
                match words {
                    1 => "group".to_owned(),
                    n => format!("factor {n}"),
                }
            }
        };
        columns.push(Column { name, ..column });
    }
    match columns.is_empty() {
        true => uneven(&split),
        false => Parts {
            columns,
            how: format!(
                "each name has {n_parts} parts; those that differ, but not between all samples, are \
                 columns"
            ),
        },
    }
}

fn nothing(how: &str) -> Parts {
    Parts {
        columns: Vec::new(),
        how: how.to_owned(),
    }
}

/// Names of several lengths: what is left of each without the number at its end is its group.
fn uneven(split: &[Vec<String>]) -> Parts {
    let groups: Vec<String> = (split.iter())
        .map(|parts| {
            let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
            if parts.len() > 1 && parts.last().is_some_and(is_number) {
                parts.pop();
            }
            parts.join(" ")
        })
        .collect();
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
    }
}

/// The parts of a name: what GEO and the scanner's software put before and behind it left out, and
/// letters apart from the number behind them.
fn parts_of(name: &str) -> Vec<String> {
    let mut text = name.to_owned();
    // (Clariom_S_Rat) of the scanner's software
    while let (Some(start), Some(end)) = (text.find('('), text.find(')')) {
        if start > end {
            break;
        }
        text.replace_range(start..=end, " ");
    }
    let is_mark = |letter: char| letter.is_whitespace() || "_-.+,".contains(letter);
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(is_mark).filter(|part| !part.is_empty()) {
        let is_accession = part.len() > 3
            && part
                .get(..3)
                .is_some_and(|start| start.eq_ignore_ascii_case("GSM"))
            && part.bytes().skip(3).all(|byte| byte.is_ascii_digit());
        if is_accession {
            continue;
        }
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
        let parts = take_apart(&names);
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
        assert_eq!(columns(&["a", "b", "c"]), []);
        assert_eq!(columns(&["a_1"]), []);
        assert_eq!(columns(&[]), []);
    }
}
