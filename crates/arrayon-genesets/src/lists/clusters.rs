//! Clusters of the significant sets of all collections, as results report them.

use super::set_groups::{SetClusterSettings, SetProfile, group_sets};
use crate::adjust::sort;
use crate::error::GeneSetError;
use arrayon_core::called_at;
use arrayon_results::gene_sets::SetRow;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Significant sets that share most of their listed genes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetCluster {
    /// The member with the smallest p-value.
    pub representative: SetName,
    /// Minus the decadic logarithm of the geometric mean of the members' Fisher p-values.
    pub enrichment_score: f64,
    /// All members, the representative first; a set may stand in several clusters.
    pub members: Vec<SetName>,
}

/// A set of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetName {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
}

/// How many different lists of genes are clustered at most, those of smallest p-value: time grows
/// with the cube of their number.
pub const MOST_CLUSTERED: usize = 1_000;

/// Clusters the significant sets of a list of `n_listed` genes by their listed genes, as DAVID does,
/// and gives the number of significant sets that were left out since there are more than
/// [`MOST_CLUSTERED`] different lists of genes.
///
/// # Errors
/// As [`group_sets`].
pub fn cluster_rows(
    rows: &[SetRow],
    n_listed: usize,
    significant: f64,
) -> Result<(Vec<SetCluster>, usize), GeneSetError> {
    let settings = SetClusterSettings::default();
    // sets with fewer genes are like no other
    let mut rows: Vec<&SetRow> = (rows.iter())
        .filter(|row| {
            called_at(row.adj_p_value, significant) && row.n_overlap >= settings.min_overlap
        })
        .collect();
    sort(&mut rows, |row| (row.p_value, &row.set_id));
    let mut lists: FxHashSet<&[String]> = FxHashSet::default();
    let n_significant = rows.len();
    rows.retain(|row| {
        let genes = &row.overlap_genes[..];
        lists.contains(genes) || (lists.len() < MOST_CLUSTERED && lists.insert(genes))
    });
    let mut positions: FxHashMap<&str, u32> = FxHashMap::default();
    let mut members: Vec<Vec<u32>> = Vec::with_capacity(rows.len());
    for row in &rows {
        let genes = row.overlap_genes.iter().map(|gene| {
            let next = positions.len() as u32;
            *positions.entry(gene).or_insert(next)
        });
        members.push(genes.collect());
    }
    let profiles: Vec<SetProfile<'_>> = (rows.iter().zip(&members))
        .map(|(row, genes)| SetProfile {
            id: &row.set_id,
            p_value: row.p_value,
            genes,
        })
        .collect();
    let found = group_sets(&profiles, n_listed, settings)?;
    let name = |&at: &usize| SetName {
        collection: rows[at].collection.clone(),
        set_id: rows[at].set_id.clone(),
        description: rows[at].description.clone(),
    };
    let clusters = (found.groups.iter())
        .map(|group| SetCluster {
            representative: name(&group.sets[0]),
            enrichment_score: group.enrichment_score,
            members: group.sets.iter().map(name).collect(),
        })
        .collect();
    Ok((clusters, n_significant - rows.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: String, genes: std::ops::Range<usize>) -> SetRow {
        SetRow {
            collection: "c".to_owned(),
            description: id.clone(),
            set_id: id,
            n_set: genes.len(),
            n_overlap: genes.len(),
            expected: 0.1,
            fold_enrichment: None,
            p_value: 1e-4,
            adj_p_value: 1e-3,
            adj_p_value_all: 1e-3,
            ease_p_value: 1e-3,
            ease_adj_p_value: 1e-2,
            ease_adj_p_value_all: 1e-2,
            overlap_genes: genes.map(|at| format!("G{at:04}")).collect(),
        }
    }

    #[test]
    fn lists_beyond_the_most_are_left_out_and_counted() {
        let lists = |n: usize| (0..n).map(|at| row(format!("s{at:04}"), 3 * at..3 * at + 3));
        let twins = |n: usize| (0..n).map(|at| row(format!("t{at:04}"), 0..3));
        let rows: Vec<SetRow> = lists(MOST_CLUSTERED + 4).collect();
        let (clusters, n_left_out) = cluster_rows(&rows, 4_000, 0.05).unwrap();
        assert_eq!((clusters.len(), n_left_out), (0, 4));
        // sets with the genes of another count as one list with it
        let rows: Vec<SetRow> = lists(MOST_CLUSTERED).chain(twins(500)).collect();
        let (clusters, n_left_out) = cluster_rows(&rows, 4_000, 0.05).unwrap();
        assert_eq!((clusters.len(), n_left_out), (1, 0));
        assert_eq!(clusters[0].members.len(), 501);
        assert_eq!(clusters[0].representative.set_id, "s0000");
    }
}
