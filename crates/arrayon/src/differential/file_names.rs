//! Names of result files that stand for columns of the sample sheet.

use std::collections::BTreeMap;

/// The column's name with everything but letters, digits, `.`, `-` and `_` as `_`, so that
/// `Mg (mmol/l)` names a file too. The JSON holds the name as it is.
pub(crate) fn file_stem(column: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || ".-_".contains(c) {
            c
        } else {
            '_'
        }
    };
    let stem: String = column.chars().map(safe).collect();
    // no hidden files, no parent folders
    match stem.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => stem,
    }
}

/// The first two columns whose files file systems may not distinguish.
pub(crate) fn collision<'a>(columns: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let stems: Vec<String> = (columns.iter())
        .map(|column| file_stem(column).to_lowercase())
        .collect();
    let mut seen = BTreeMap::new();
    stems.iter().enumerate().find_map(|(at, stem)| {
        let before = seen.insert(stem, at)?;
        Some((columns[before], columns[at]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_safe_and_collisions_named() {
        assert_eq!(file_stem("Mg (mmol/l)"), "Mg__mmol_l_");
        assert_eq!(file_stem("../x"), "_._x");
        assert_eq!(file_stem("Knochendichte_\u{e4}"), "Knochendichte_\u{e4}");
        assert_eq!(collision(&["Ca/P", "Mg", "ca P"]), Some(("Ca/P", "ca P")));
        assert_eq!(collision(&["Ca", "Mg"]), None);
    }
}
