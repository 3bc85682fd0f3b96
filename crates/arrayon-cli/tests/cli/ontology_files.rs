//! A small ontology, and annotations with its terms.

/// Fever is heat, heat is the whole; one more term is obsolete.
pub(crate) const OBO: &str = "\
format-version: 1.2
data-version: test/2026-01-01

[Term]
id: GO:0000001
name: whole

[Term]
id: GO:0000002
name: heat
is_a: GO:0000001

[Term]
id: GO:0000003
name: fever
alt_id: GO:0000009
is_a: GO:0000002

[Term]
id: GO:0000004
name: old
is_obsolete: true
";

/// One annotation: gene, qualifier, term and evidence.
pub(crate) type Annotated = (usize, &'static str, &'static str, &'static str);

/// A GAF of these annotations.
pub(crate) fn gaf(rows: impl IntoIterator<Item = Annotated>) -> String {
    let mut text = String::from("!gaf-version: 2.1\n");
    for (gene, qualifier, term, evidence) in rows {
        text += &format!(
            "UniProtKB\tP{gene}\tg{gene}\t{qualifier}\t{term}\tPMID:1\t{evidence}\t\tP\tname\t\t\
             protein\ttaxon:10116\t20190101\tUniProt\n"
        );
    }
    text
}
