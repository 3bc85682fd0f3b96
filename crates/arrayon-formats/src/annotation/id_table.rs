//! A table of feature ids and genes.

use super::assignment::add;
use crate::table::{Row, TableReader, position_of};
use arrayon_core::missing::present;
use arrayon_core::{GeneAssignment, InputError, Place};
use std::collections::BTreeMap;
use std::path::Path;

const IDS: &[&str] = &[
    "feature_id",
    "probeset_id",
    "probe_set_id",
    "transcript_cluster_id",
    "id",
    "probe_id",
];
pub(super) const SYMBOLS: &[&str] = &["symbol", "gene_symbol", "gene", "symbols"];
const ENTREZ_IDS: &[&str] = &[
    "entrez",
    "entrez_id",
    "entrezid",
    "entrez_gene",
    "ncbi_gene",
    "gene_id",
];
const TITLES: &[&str] = &["title", "gene_title", "gene_name", "name", "description"];
const ACCESSIONS: &[&str] = &["accession", "refseq", "transcript"];

pub(super) struct Columns {
    id: usize,
    symbol: usize,
    entrez_id: Option<usize>,
    title: Option<usize>,
    accession: Option<usize>,
}

pub(super) fn read_genes(
    path: &Path,
    table: &mut TableReader<'_>,
) -> Result<BTreeMap<String, Vec<GeneAssignment>>, InputError> {
    let columns = columns(table)?;
    let mut genes = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let id = present(row.cell(columns.id));
        if id.is_empty() {
            return Err(InputError::new(path, "the row has no feature id")
                .at(Place::Line(row.line))
                .hint("fill the id in, or take the row out"));
        }
        add(&mut genes, id, &columns.assignments(&row));
    }
    Ok(genes)
}

pub(super) fn columns(table: &TableReader<'_>) -> Result<Columns, InputError> {
    let at = |names: &[&str]| position_of(&table.header, names);
    let Some(symbol) = at(SYMBOLS) else {
        let error = table.missing_column("a column 'symbol' with genes, or 'gene_assignment'");
        return Err(error.hint(if at(&["mrna_assignment"]).is_some() {
            "'mrna_assignment' names transcripts, not genes; give the transcript annotation with \
             'gene_assignment', or a table with the columns feature_id and symbol"
        } else {
            "give a table with the columns feature_id and symbol"
        }));
    };
    let Some(id) = at(IDS) else {
        return Err(table
            .missing_column("a column 'feature_id'")
            .hint("give a table with the columns feature_id and symbol"));
    };
    Ok(Columns {
        id,
        symbol,
        entrez_id: at(ENTREZ_IDS),
        title: at(TITLES),
        accession: at(ACCESSIONS),
    })
}

impl Columns {
    /// The genes of a row. Further texts belong to the genes one by one where there are as many
    /// of them as symbols; where there are not, nobody can say which is whose, and they stay out.
    pub(super) fn assignments(&self, row: &Row<'_>) -> Vec<GeneAssignment> {
        let symbols = parts(row.cell(self.symbol), true);
        let column = |at: Option<usize>, by_semicolon: bool| -> Vec<String> {
            let found = at.map_or_else(Vec::new, |at| parts(row.cell(at), by_semicolon));
            let fits = found.len() == symbols.len();
            if fits {
                found
            } else {
                vec![String::new(); symbols.len()]
            }
        };
        // A gene's name in words may hold semicolons.
        let titles = column(self.title, symbols.len() > 1);
        let entrez_ids = column(self.entrez_id, true);
        let accessions = column(self.accession, true);
        (symbols.iter().zip(titles).zip(entrez_ids).zip(accessions))
            .map(|(((symbol, title), entrez_id), accession)| GeneAssignment {
                accession,
                symbol: symbol.clone(),
                title,
                entrez_id,
            })
            .collect()
    }
}

/// The texts of a cell, separated by `///` and, if asked, by `;`.
pub(super) fn parts(cell: &str, by_semicolon: bool) -> Vec<String> {
    let mut parts: Vec<&str> = cell.split("///").collect();
    if by_semicolon {
        parts = parts.iter().flat_map(|part| part.split(';')).collect();
    }
    parts.iter().map(|part| present(part).to_owned()).collect()
}
