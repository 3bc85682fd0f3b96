//! Facts of gene sets, panels, ontologies and trees.

use super::{Facts, facts};
use crate::error::Error;
use crate::gene_sets::parse_panel;
use arrayon_core::InputError;
use arrayon_formats::gaf::read_gaf;
use arrayon_formats::gmt;
use arrayon_formats::obo::read_obo;
use arrayon_formats::source::{self, Kind};
use arrayon_genesets::{TermSetSettings, TermSets};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn gmt(path: &Path) -> Result<Facts, Error> {
    let sets = gmt::read(path)?;
    let genes: BTreeSet<&String> = sets.iter().flat_map(|set| &set.genes).collect();
    let sizes = sets.iter().map(|set| set.genes.len());
    let (least, most) = (sizes.clone().min().unwrap_or(0), sizes.max().unwrap_or(0));
    Ok(facts([
        ("gene sets", sets.len().to_string()),
        ("distinct genes", genes.len().to_string()),
        ("set sizes", format!("{least} to {most}")),
    ]))
}

pub(super) fn panel(path: &Path) -> Result<Facts, Error> {
    let panel = parse_panel(path)?;
    let themes: Vec<String> = panel.themes.iter().map(|theme| theme.id.clone()).collect();
    let named = panel.themes.iter().flat_map(|theme| &theme.genes);
    let genes: BTreeSet<&String> = named.collect();
    let mut told = facts([
        ("id", panel.id.clone()),
        ("version", panel.version.clone()),
        ("name", panel.name.clone()),
        ("themes", themes.join(", ")),
        ("genes named one by one", genes.len().to_string()),
        ("ontology terms", panel.terms().len().to_string()),
    ]);
    if !panel.species.is_empty() {
        told.insert("species".to_owned(), panel.species.join(", "));
    }
    Ok(told)
}

pub(super) fn obo(path: &Path) -> Result<Facts, Error> {
    let ontology = read_obo(path)?;
    let graph = TermSets::new(&ontology, &[], &TermSetSettings::default());
    let n_obsolete = ontology
        .terms
        .iter()
        .filter(|term| term.is_obsolete)
        .count();
    Ok(facts([
        ("release", known(&ontology.release)),
        ("terms", ontology.terms.len().to_string()),
        ("obsolete terms", n_obsolete.to_string()),
        (
            "relations to terms not in use (is_a, part_of)",
            graph.missing_parents().len().to_string(),
        ),
        (
            "circle of terms (is_a, part_of)",
            match graph.circle() {
                [] => "none".to_owned(),
                circle => first_few(circle.iter().map(String::as_str)),
            },
        ),
    ]))
}

pub(super) fn gaf(path: &Path) -> Result<Facts, Error> {
    let file = read_gaf(path, None)?;
    let rows = &file.annotations;
    let distinct = |text: fn(&arrayon_core::TermAnnotation) -> &String| {
        let texts: BTreeSet<&String> = rows.iter().map(text).collect();
        texts
    };
    let n_negated = rows.iter().filter(|row| row.is_negated()).count();
    let taxa = distinct(|row| &row.taxon);
    Ok(facts([
        ("version", known(&file.version)),
        ("generated", known(&file.generated)),
        ("rows", file.n_rows().to_string()),
        ("unreadable rows", file.n_unreadable.to_string()),
        ("symbols with synonyms", file.synonyms.len().to_string()),
        ("negated rows", n_negated.to_string()),
        (
            "distinct genes",
            distinct(|row| &row.symbol).len().to_string(),
        ),
        (
            "distinct terms",
            distinct(|row| &row.term).len().to_string(),
        ),
        ("taxa", first_few(taxa.into_iter().map(String::as_str))),
    ]))
}

fn known(text: &str) -> String {
    let text = if text.is_empty() { "not stated" } else { text };
    text.to_owned()
}

/// The first texts, and how many more there are.
pub(super) fn first_few<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let texts: Vec<&str> = texts.into_iter().collect();
    let shown = texts[..texts.len().min(SHOWN)].join(", ");
    match texts.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

pub(super) fn newick(path: &Path) -> Result<Facts, Error> {
    let text = String::from_utf8_lossy(&source::read(path, Kind::Results)?.bytes).into_owned();
    let tree = Tree::of(&text);
    if tree.n_open != 0 || !text.trim_end().ends_with(';') {
        return Err(InputError::new(path, "the tree is not closed")
            .expected("as many ')' as '(', and ';' at the end")
            .hint("the file may be cut off: copy it again")
            .into());
    }
    Ok(facts([
        ("leaves", tree.leaves.len().to_string()),
        ("branches", tree.n_branches.to_string()),
        ("branches with name or support", tree.n_named.to_string()),
        (
            "first leaves",
            first_few(tree.leaves.iter().map(String::as_str)),
        ),
    ]))
}

/// What a Newick text holds.
#[derive(Default)]
struct Tree {
    leaves: Vec<String>,
    n_branches: usize,
    n_named: usize,
    /// Brackets that are not closed.
    n_open: i64,
}

const MARKS: &str = "(),:;";

impl Tree {
    /// Names of leaves follow `(` or `,`, those of branches `)`, lengths `:`.
    fn of(text: &str) -> Self {
        let (mut tree, mut before, mut rest) = (Self::default(), '(', text.trim());
        while let Some(next) = rest.chars().next() {
            if MARKS.contains(next) {
                tree.n_open += i64::from(next == '(') - i64::from(next == ')');
                tree.n_branches += usize::from(next == ')');
                (before, rest) = (next, &rest[1..]);
                continue;
            }
            let (label, after) = label_at(rest);
            match before {
                '(' | ',' if !label.is_empty() => tree.leaves.push(label),
                ')' if !label.is_empty() => tree.n_named += 1,
                _ => {}
            }
            rest = after;
        }
        tree
    }
}

/// The label at the beginning of a text, and what follows; in quotes, `''` is one quote.
fn label_at(text: &str) -> (String, &str) {
    let Some(mut rest) = text.strip_prefix('\'') else {
        let end = text
            .find(|letter| MARKS.contains(letter))
            .unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut label = String::new();
    while let Some((part, after)) = rest.split_once('\'') {
        label.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                label.push('\'');
                rest = more;
            }
            None => return (label, after),
        }
    }
    (label + rest, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_counted() {
        let tree = Tree::of("(('a':1.5,'it''s (b)':2)'99/98':0.5,c_d:2,e)root;\n");
        assert_eq!(tree.leaves, ["a", "it's (b)", "c_d", "e"]);
        assert_eq!((tree.n_branches, tree.n_named, tree.n_open), (2, 2, 0));
        assert_eq!(Tree::of("((a,'b").n_open, 2);
        assert_eq!(Tree::of("").leaves.len(), 0);
    }
}
