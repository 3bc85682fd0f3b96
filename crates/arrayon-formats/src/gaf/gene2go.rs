//! NCBI's `gene2go`: genes of all species annotated with terms of the Gene Ontology.
//!
//! Columns, separated by tabs: taxon, gene id, term, evidence, qualifier, name of the term,
//! literature, branch.

use super::GafFile;
use arrayon_core::missing::{is_missing, present};
use arrayon_core::{InputError, Place, TermAnnotation};
use std::path::Path;

/// Columns that are used; older releases have seven, newer ones eight.
const FEWEST_COLUMNS: usize = 5;

/// Whether the text is such a table, by its header.
pub(crate) fn is_gene2go(text: &str) -> bool {
    let header = text.trim_start_matches('#').trim_start();
    header.starts_with("tax_id\tGeneID\tGO_ID")
}

/// Reads the rows of a taxon, or of all where it has none.
pub(crate) fn parse(text: &str, path: &Path, taxon: Option<&str>) -> Result<GafFile, InputError> {
    let has_taxon = |line: &str| line.split('\t').next() == taxon;
    let wanted = taxon.filter(|_| text.lines().any(has_taxon));
    let mut file = GafFile {
        version: "gene2go".to_owned(),
        ..GafFile::default()
    };
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if wanted.is_some() && !has_taxon(line) {
            file.n_other_taxa += 1;
            continue;
        }
        match parse_row(line) {
            Some(row) => file.annotations.push(row),
            None => file.leave_out(
                InputError::new(path, format!("'{line}'"))
                    .at(Place::Line(number))
                    .expected("tax_id, GeneID, GO_ID, Evidence, Qualifier, separated by tabs"),
            ),
        }
    }
    file.checked(path)
}

fn parse_row(line: &str) -> Option<TermAnnotation> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [taxon, gene, term, evidence, qualifier] = *cells.first_chunk::<FEWEST_COLUMNS>()?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(taxon) || !is_number(gene) || is_missing(term) {
        return None;
    }
    // a negation is the first word of the qualifier, as in "NOT involved_in"
    let qualifier = present(qualifier).replace(' ', "|");
    Some(TermAnnotation {
        object_id: gene.to_owned(),
        symbol: gene.to_owned(),
        term: term.to_owned(),
        qualifier,
        evidence: present(evidence).to_owned(),
        taxon: format!("taxon:{taxon}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#tax_id\tGeneID\tGO_ID\tEvidence\tQualifier\tGO_term\tPubMed\tCategory\n\
        9606\t3162\tGO:0006954\tIDA\tinvolved_in\tinflammatory response\t1\tProcess\n\
        10116\t24451\tGO:0006954\tIEA\tNOT involved_in\tinflammatory response\t-\tProcess\n\
        10116\t24451\tGO:0006955\tIEA\t-\timmune response\t-\tProcess\n";

    #[test]
    fn rows_of_the_taxon_are_read_under_gene_ids() {
        assert!(is_gene2go(TEXT));
        let file = parse(TEXT, Path::new("gene2go"), Some("10116")).unwrap();
        assert_eq!((file.annotations.len(), file.n_other_taxa), (2, 1));
        let [negated, plain] = &file.annotations[..] else {
            panic!("two rows")
        };
        assert!(negated.is_negated() && !plain.is_negated());
        assert_eq!(
            (plain.symbol.as_str(), plain.own_taxon()),
            ("24451", "taxon:10116")
        );
        let all = parse(TEXT, Path::new("gene2go"), Some("10090")).unwrap();
        assert_eq!((all.annotations.len(), all.n_other_taxa), (3, 0));
        let bad = TEXT.replace("24451", "Hmox1");
        let error = parse(&bad, Path::new("gene2go"), None).unwrap_err();
        assert_eq!(error.place, Place::Line(3));
    }
}
