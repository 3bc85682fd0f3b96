//! NetAffx transcript annotation.

use super::assignment::add;
use crate::table::{TableReader, position_of};
use arrayon_core::missing::present;
use arrayon_core::{GeneAssignment, InputError, Place};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn read_genes(
    path: &Path,
    table: &mut TableReader<'_>,
) -> Result<BTreeMap<String, Vec<GeneAssignment>>, InputError> {
    let ids: Vec<usize> = ["transcript_cluster_id", "probeset_id", "id"]
        .iter()
        .filter_map(|name| position_of(&table.header, &[name]))
        .collect();
    let Some(genes_at) = position_of(&table.header, &["gene_assignment"]) else {
        return Err(table.missing_column("a column 'gene_assignment'"));
    };
    if ids.is_empty() {
        return Err(table
            .missing_column("a column 'transcript_cluster_id' or 'probeset_id'")
            .hint("give the transcript annotation as the vendor ships it"));
    }
    let mut genes = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let assignments = assignments(row.cell(genes_at));
        let mut found: Vec<&str> = Vec::new();
        for id in ids.iter().map(|&at| present(row.cell(at))) {
            if !id.is_empty() && !found.contains(&id) {
                found.push(id);
            }
        }
        if found.is_empty() {
            return Err(InputError::new(path, "the row has no id")
                .at(Place::Line(row.line))
                .expected("a transcript_cluster_id or probeset_id")
                .hint("the file may be damaged; give it as the vendor ships it"));
        }
        for id in found {
            add(&mut genes, id, &assignments);
        }
    }
    Ok(genes)
}

/// `accession // symbol // title // cytoband // entrez`, joined by `///`.
pub(super) fn assignments(cell: &str) -> Vec<GeneAssignment> {
    (cell.split("///"))
        .filter(|assignment| !present(assignment).is_empty())
        .map(|assignment| {
            let fields: Vec<&str> = assignment.split("//").map(present).collect();
            let field = |at: usize| fields.get(at).copied().unwrap_or("").to_owned();
            GeneAssignment {
                accession: field(0),
                symbol: field(1),
                title: field(2),
                entrez_id: field(4),
            }
        })
        .collect()
}
