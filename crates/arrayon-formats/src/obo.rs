//! OBO ontologies (`go-basic.obo`).

use crate::source::Input;
use crate::wanted::{self, Wanted};
use arrayon_core::{InputError, Ontology, OntologyTerm, Place, TermRelation};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Reads the `[Term]` stanzas of an OBO file, plain or gzipped.
///
/// Kept are id, name, namespace, `is_a`, `relationship`, `alt_id`, `replaced_by`, `consider` and
/// `is_obsolete`; stanzas of other kinds and all other tags are passed over. A term without a
/// namespace gets the file's `default-namespace`.
///
/// # Errors
/// A file that cannot be read, a stanza without an id, an id that occurs twice, a `relationship`
/// without a target, a file without terms; each with its line.
///
/// # Source
/// OBO flat file format 1.2 and 1.4.
pub fn read_obo<'a>(input: impl Into<Input<'a>>) -> Result<Ontology, InputError> {
    wanted::read_text_of(input, Wanted::Obo, |path, text| parse_obo(text, path))
}

/// Reads the text of an OBO file; `path` is for messages.
///
/// # Errors
/// As [`read_obo`].
pub fn parse_obo(text: &str, path: &Path) -> Result<Ontology, InputError> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let at = Place::Line(index as u64 + 1);
        reader
            .take(line.trim_end(), index as u64 + 1)
            .map_err(|(found, expected)| InputError::new(path, found).at(at).expected(expected))?;
    }
    reader.finish(path)
}

/// What was found and what was expected.
type Complaint = (String, String);

#[derive(Default)]
struct Reader {
    ontology: Ontology,
    default_namespace: String,
    stanza: Stanza,
    lines: Vec<u64>,
}

#[derive(Default, PartialEq)]
enum Stanza {
    #[default]
    Header,
    Term,
    Other,
}

impl Reader {
    fn take(&mut self, line: &str, number: u64) -> Result<(), Complaint> {
        if line.starts_with('[') {
            self.stanza = if line == "[Term]" {
                self.ontology.terms.push(OntologyTerm::default());
                self.lines.push(number);
                Stanza::Term
            } else {
                Stanza::Other
            };
            return Ok(());
        }
        let Some((tag, value)) = line.split_once(':') else {
            return Ok(());
        };
        let value = value.trim_start();
        match self.stanza {
            Stanza::Header => self.take_header(tag, value),
            Stanza::Term => self.take_term_tag(tag, value)?,
            Stanza::Other => {}
        }
        Ok(())
    }

    fn take_header(&mut self, tag: &str, value: &str) {
        match tag {
            "data-version" => value.clone_into(&mut self.ontology.release),
            "default-namespace" => value.clone_into(&mut self.default_namespace),
            _ => {}
        }
    }

    fn take_term_tag(&mut self, tag: &str, value: &str) -> Result<(), Complaint> {
        let Some(term) = self.ontology.terms.last_mut() else {
            return Ok(());
        };
        match tag {
            "id" => term.id = first_word(value).to_owned(),
            "name" => value.clone_into(&mut term.name),
            "namespace" => term.namespace = first_word(value).to_owned(),
            "is_a" => term.is_a.push(first_word(value).to_owned()),
            "alt_id" => term.alt_ids.push(first_word(value).to_owned()),
            "replaced_by" => term.replaced_by.push(first_word(value).to_owned()),
            "consider" => term.consider.push(first_word(value).to_owned()),
            "is_obsolete" => term.is_obsolete = first_word(value) == "true",
            "relationship" => term.relationships.push(relation(value)?),
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self, path: &Path) -> Result<Ontology, InputError> {
        let mut seen = FxHashMap::default();
        for (term, &line) in self.ontology.terms.iter_mut().zip(&self.lines) {
            let refuse = |found: String| InputError::new(path, found).at(Place::Line(line));
            if term.id.is_empty() {
                return Err(refuse("a [Term] stanza without an id".into()).expected("a line 'id:'"));
            }
            if term.namespace.is_empty() {
                term.namespace.clone_from(&self.default_namespace);
            }
            if let Some(first) = seen.insert(term.id.as_str(), line) {
                let found = format!("term '{}' occurs more than once", term.id);
                return Err(refuse(found)
                    .expected(format!("each term once; the first is on line {first}"))
                    .hint("take one of the two out, or download the ontology again"));
            }
        }
        if self.ontology.terms.is_empty() {
            return Err(InputError::new(path, "no [Term] stanza")
                .expected("an ontology in OBO format")
                .hint("take go-basic.obo of the Gene Ontology, not its OWL or JSON form"));
        }
        Ok(self.ontology)
    }
}

/// The id at the head of a value, without the comment after `!` or trailing qualifiers.
fn first_word(value: &str) -> &str {
    value.split_ascii_whitespace().next().unwrap_or("")
}

fn relation(value: &str) -> Result<TermRelation, Complaint> {
    let mut words = value
        .split('!')
        .next()
        .unwrap_or("")
        .split_ascii_whitespace();
    match (words.next(), words.next()) {
        (Some(relation), Some(target)) => Ok(TermRelation {
            relation: relation.to_owned(),
            target: target.to_owned(),
        }),
        _ => Err((
            format!("relationship '{value}'"),
            "a kind of relation and the id of a term".into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "format-version: 1.2\ndata-version: releases/2026-05-19\n\
        default-namespace: process\n\n[Term]\nid: GO:1\nname: one: first\nalt_id: GO:9\n\
        is_a: GO:2 {source=\"x\"} ! two\nrelationship: part_of GO:3 ! three\n\n\
        [Typedef]\nid: part_of\nname: part of\n\n\
        [Term]\nid: GO:2\nnamespace: other\nis_obsolete: true\nreplaced_by: GO:1\nconsider: GO:3\n";

    fn parse(text: &str) -> Result<Ontology, InputError> {
        parse_obo(text, Path::new("x.obo"))
    }

    #[test]
    fn keeps_what_annotation_needs() {
        let ontology = parse(TEXT).unwrap();
        assert_eq!(ontology.release, "releases/2026-05-19");
        let [one, two] = &ontology.terms[..] else {
            panic!("two terms")
        };
        assert_eq!((one.id.as_str(), one.name.as_str()), ("GO:1", "one: first"));
        assert_eq!(one.namespace, "process");
        assert_eq!(one.is_a, ["GO:2"]);
        assert_eq!(one.alt_ids, ["GO:9"]);
        assert_eq!(one.relationships[0].relation, "part_of");
        assert_eq!(one.relationships[0].target, "GO:3");
        assert!(two.is_obsolete && !one.is_obsolete);
        assert_eq!(two.namespace, "other");
        assert_eq!(
            (&two.replaced_by[..], &two.consider[..]),
            (&["GO:1".into()][..], &["GO:3".into()][..])
        );
    }

    #[test]
    fn says_where_a_file_is_wrong() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(
            message("[Term]\nid: GO:1\n\n[Term]\nname: none\n"),
            "x.obo, line 4: a [Term] stanza without an id; expected a line 'id:'"
        );
        assert_eq!(
            message("[Term]\nid: GO:1\n[Term]\nid: GO:1\n"),
            "x.obo, line 3: term 'GO:1' occurs more than once; expected each term once; the first is \
             on line 1"
        );
        assert_eq!(
            message("[Term]\nid: GO:1\nrelationship: part_of\n"),
            "x.obo, line 3: relationship 'part_of'; expected a kind of relation and the id of a term"
        );
        assert!(message("{}").starts_with("x.obo: no [Term] stanza"));
    }
}
