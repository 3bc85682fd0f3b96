//! GMT: named gene sets, one per line.
//!
//! A line holds, separated by tabs: the set's name, its description, its genes. Gene ids are
//! text as they stand; they are sorted, and repeats within a set are dropped.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("sets.gmt");
//! std::fs::write(&path, "BONE\tmineralisation\tSpp1\tAlpl\tSpp1\n")?;
//! let sets = arrayon_formats::gmt::read(&path)?;
//! assert_eq!(sets[0].genes, ["Alpl", "Spp1"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::source::Input;
use crate::wanted::{self, Wanted};
use arrayon_core::{GeneSet, InputError, Place};
use rustc_hash::FxHashMap;
use std::io::{self, Write};
use std::path::Path;

/// Reads gene sets, plain or gzipped, in the file's order.
///
/// # Errors
/// A file that cannot be read or holds no set; a line with fewer than three fields or without a
/// gene; a set without a name; a set name that occurs twice. Each names the line.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<Vec<GeneSet>, InputError> {
    wanted::read_text_of(input, Wanted::GeneSets, parse)
}

/// Reads the text of such a file; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, text: &str) -> Result<Vec<GeneSet>, InputError> {
    let mut sets = Vec::new();
    let mut lines = FxHashMap::default();
    for (line, content) in (1..).zip(text.lines()) {
        if content.trim().is_empty() {
            continue;
        }
        let set = set_of(content).map_err(|found| {
            InputError::new(path, found)
                .at(Place::Line(line))
                .expected("name, description and genes, separated by tabs")
                .hint("write 'na' where there is no description; blanks do not separate fields")
        })?;
        if let Some(first) = lines.insert(set.id.clone(), line) {
            return Err(twice(path, &set.id, first, line));
        }
        sets.push(set);
    }
    if sets.is_empty() {
        return Err(InputError::new(path, "holds no gene set")
            .expected("one set per line: name, description, genes")
            .hint("the file is empty"));
    }
    Ok(sets)
}

fn set_of(line: &str) -> Result<GeneSet, String> {
    let mut fields = line.split('\t').map(str::trim);
    let id = fields.next().unwrap_or("").to_owned();
    let description = fields.next().unwrap_or("").to_owned();
    let n_fields = line.split('\t').count();
    let genes: Vec<String> = fields.map(str::to_owned).collect();
    if n_fields < 3 {
        return Err(format!("the line has {n_fields} fields"));
    }
    if id.is_empty() {
        return Err("the set has no name".to_owned());
    }
    let set = GeneSet::new(id, description, genes);
    if set.genes.is_empty() {
        return Err(format!("set '{}' has no gene", set.id));
    }
    Ok(set)
}

fn twice(path: &Path, id: &str, first: u64, line: u64) -> InputError {
    InputError::new(path, format!("set '{id}' is on line {first} already"))
        .at(Place::Line(line))
        .expected("unique set names")
        .hint("rename or remove one of the two")
}

/// Writes gene sets.
///
/// # Errors
/// What `out` reports; and texts that hold a tab or a line end.
pub fn write(sets: &[GeneSet], out: &mut impl Write) -> io::Result<()> {
    for set in sets {
        let fields: Vec<&str> = [set.id.as_str(), set.description.as_str()]
            .into_iter()
            .chain(set.genes.iter().map(String::as_str))
            .collect();
        if let Some(field) = fields
            .iter()
            .find(|field| field.contains(['\t', '\n', '\r']))
        {
            let message = format!("'{}' cannot be written to a GMT file", field.escape_debug());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        writeln!(out, "{}", fields.join("\t"))?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let error = parse(Path::new("s.gmt"), text).unwrap_err();
        assert!(!error.hint.is_empty(), "{error} has no hint");
        error.to_string()
    }

    #[test]
    fn a_name_may_begin_like_a_comment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.gmt");
        std::fs::write(&path, "#1\tna\tIl6\n").unwrap();
        assert_eq!(read(&path).unwrap()[0].id, "#1");
    }

    #[test]
    fn reads_and_writes() {
        let text = "B\tna\tx\ty\n\nA b\t\t z \tz\t\r\n";
        let sets = parse(Path::new("s.gmt"), text).unwrap();
        assert_eq!(sets[0].genes, ["x", "y"]);
        assert_eq!(
            (sets[1].id.as_str(), &sets[1].genes[..]),
            ("A b", &["z".to_owned()][..])
        );
        let mut out = Vec::new();
        write(&sets, &mut out).unwrap();
        assert_eq!(out, b"B\tna\tx\ty\nA b\t\tz\n");
        let bad = GeneSet::new("a\tb".into(), String::new(), vec!["x".into()]);
        assert!(write(&[bad], &mut out).is_err());
    }

    #[test]
    fn refuses_short_lines_and_repeats() {
        assert_eq!(
            message("A\tna\tx\nB\tna\n"),
            "s.gmt, line 2: the line has 2 fields; expected name, description and genes, \
             separated by tabs"
        );
        assert_eq!(
            message("A\tna\tx\n\nA\tna\ty\n"),
            "s.gmt, line 3: set 'A' is on line 1 already; expected unique set names"
        );
        assert!(message("A\tna\t\t\n").contains("set 'A' has no gene"));
        assert!(message("\tna\tx\n").contains("no name"));
        assert!(message("\n\n").contains("holds no gene set"));
    }
}
