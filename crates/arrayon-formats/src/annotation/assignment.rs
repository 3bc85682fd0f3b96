//! Genes of a feature, gathered from cells and rows.

use arrayon_core::GeneAssignment;
use std::collections::BTreeMap;

/// Adds genes to a feature. A gene is known by its symbol, or by its Entrez id where it has no
/// symbol; of a gene that comes again only texts that were open are taken.
pub(super) fn add(
    genes: &mut BTreeMap<String, Vec<GeneAssignment>>,
    feature_id: &str,
    assignments: &[GeneAssignment],
) {
    if !genes.contains_key(feature_id) {
        genes.insert(feature_id.to_owned(), Vec::new());
    }
    let Some(known) = genes.get_mut(feature_id) else {
        return;
    };
    for gene in assignments {
        if gene.symbol.is_empty() && gene.entrez_id.is_empty() {
            continue;
        }
        match known.iter_mut().find(|other| same_gene(other, gene)) {
            Some(other) => fill(other, gene),
            None => known.push(gene.clone()),
        }
    }
}

fn same_gene(one: &GeneAssignment, other: &GeneAssignment) -> bool {
    if one.symbol.is_empty() || other.symbol.is_empty() {
        one.symbol == other.symbol && one.entrez_id == other.entrez_id
    } else {
        one.symbol == other.symbol
    }
}

fn fill(known: &mut GeneAssignment, again: &GeneAssignment) {
    for (text, other) in [
        (&mut known.accession, &again.accession),
        (&mut known.title, &again.title),
        (&mut known.entrez_id, &again.entrez_id),
    ] {
        if text.is_empty() {
            text.clone_from(other);
        }
    }
}
