//! Whether the files of a library are made for the same chip.

use arrayon_core::InputError;
use std::path::Path;

/// The chip types that both files name; where one names none, those of the other.
pub(super) fn common_chip_types(
    first: &[String],
    first_path: &Path,
    second: &[String],
    second_path: &Path,
) -> Result<Vec<String>, InputError> {
    if first.is_empty() || second.is_empty() {
        return Ok([first, second].concat());
    }
    let common: Vec<_> = first
        .iter()
        .filter(|chip| second.contains(chip))
        .cloned()
        .collect();
    if common.is_empty() {
        return Err(InputError::new(
            second_path,
            format!("made for chip '{}'", second.join("', '")),
        )
        .expected(format!(
            "chip '{}', as in {}",
            first.join("', '"),
            first_path.display()
        ))
        .hint("take all library files from one library"));
    }
    Ok(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_different_chips_do_not_agree() {
        let (pgf, clf) = (Path::new("a.pgf"), Path::new("a.clf"));
        let chips = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let common =
            |one: &[&str], two: &[&str]| common_chip_types(&chips(one), pgf, &chips(two), clf);
        assert_eq!(common(&["A", "B"], &["B", "A"]).unwrap(), ["A", "B"]);
        assert_eq!(common(&["A", "B"], &["B"]).unwrap(), ["B"]);
        assert_eq!(common(&[], &["B"]).unwrap(), ["B"]);
        let error = common(&["A"], &["B"]).unwrap_err().to_string();
        assert!(error.contains("'B'") && error.contains("'A'"), "{error}");
    }
}
