//! Gene sets against the lists of genes up and down: over-representation, terms with regard to
//! their ontology, clusters of sets.

use super::matched::Matched;
use super::{ContrastGenes, SIGNIFICANT};
use crate::config::{GeneSetTest, TermTest};
use arrayon_genesets::GeneList;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::TermHierarchy;
use arrayon_genesets::{CollapsedTerms, collapse_terms};
use arrayon_genesets::{
    OverRepresentation, OverRepresentationSettings, UntestedReason, over_representation,
};
use arrayon_genesets::{ParentGenes, TermResult, elim, parent_child};
use arrayon_genesets::{SetClusterSettings, SetProfile, cluster_sets};
use arrayon_results::gene_set_terms::{
    ExplainedTerm, Representative, SetCluster, SetName, TermRow,
};
use arrayon_results::gene_sets::{DirectionResult, GeneSets, SetRow, UntestedSet};
use arrayon_results::number::finite;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use std::collections::BTreeSet;

/// p-value below which elim takes the genes of a term out of those above, as its authors do.
const ELIM_CUTOFF: f64 = 0.01;

/// Tests every collection against both lists.
pub(super) fn test(
    genes: &ContrastGenes,
    collections: &[Matched<'_>],
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    if !genes
        .settings
        .section
        .asks_for(GeneSetTest::OverRepresentation)
    {
        return Ok(());
    }
    let hierarchies: Vec<Option<TermHierarchy>> = (collections.iter())
        .map(|one| Some(TermHierarchy::new(&one.sets.sets, one.terms?)))
        .collect();
    let lists = &genes.lists;
    for (list, direction) in [
        (&lists.up, &mut results.up),
        (&lists.down, &mut results.down),
    ] {
        let side = Side { genes, list };
        for (at, collection) in collections.iter().enumerate() {
            let n_tested = side.test(collection, hierarchies[at].as_ref(), direction)?;
            results.collections[at].n_tested = n_tested;
        }
        adjust_over_all(&mut direction.sets);
        side.cluster(direction)?;
    }
    Ok(())
}

/// How many significant sets are clustered at most, those of smallest p-value; stated where results
/// describe their clusters.
const MOST_CLUSTERED: usize = 1_000;

/// One list of changed genes.
struct Side<'a> {
    genes: &'a ContrastGenes,
    list: &'a GeneList,
}

impl Side<'_> {
    /// Adds the results of a collection; gives the number of sets of a size that is tested.
    fn test(
        &self,
        collection: &Matched<'_>,
        hierarchy: Option<&TermHierarchy>,
        direction: &mut DirectionResult,
    ) -> Result<usize, GeneSetError> {
        let (universe, sets) = (&self.genes.universe, &collection.sets);
        let settings = OverRepresentationSettings::default();
        let found = over_representation(universe, self.list, sets, settings)?;
        let n_tested = found.tested.len();
        if let Some(hierarchy) = hierarchy {
            let results = self.test_terms(collection, hierarchy)?;
            direction.terms.extend(results);
            let ids: BTreeSet<&str> = (found.tested.iter())
                .filter(|set| set.adj_p_fisher <= SIGNIFICANT)
                .map(|set| set.id.as_str())
                .collect();
            let significant: Vec<usize> = (0..sets.sets.len())
                .filter(|&at| ids.contains(sets.sets[at].id.as_str()))
                .collect();
            let collapsed = collapse_terms(
                universe,
                self.list,
                sets,
                hierarchy,
                &significant,
                SIGNIFICANT,
            )?;
            let rows = representatives(collection, &collapsed, &found);
            direction.representatives.extend(rows);
        }
        add_results(direction, collection.name(), found);
        Ok(n_tested)
    }

    fn test_terms(
        &self,
        collection: &Matched<'_>,
        hierarchy: &TermHierarchy,
    ) -> Result<Vec<TermRow>, GeneSetError> {
        let (universe, sets) = (&self.genes.universe, &collection.sets);
        let settings = OverRepresentationSettings::default();
        let test = self.genes.settings.section.term_test;
        let results = match test {
            TermTest::ParentChild => parent_child(
                universe,
                self.list,
                sets,
                hierarchy,
                ParentGenes::Union,
                settings,
            )?,
            TermTest::Elim => elim(universe, self.list, sets, hierarchy, ELIM_CUTOFF, settings)?,
            TermTest::Plain => Vec::new(),
        };
        let row = |term: TermResult| TermRow {
            collection: collection.name().to_owned(),
            test: test.to_string(),
            set_id: term.id,
            description: term.description,
            n_set: term.set_size,
            n_compared: term.counts.set_size,
            n_overlap: term.counts.overlap,
            p_value: term.p_value,
            adj_p_value: term.adj_p_value,
        };
        Ok(results.into_iter().map(row).collect())
    }

    /// Groups the significant sets of all collections by their listed genes, as DAVID does.
    fn cluster(&self, direction: &mut DirectionResult) -> Result<(), GeneSetError> {
        let listed = self.list.genes(&self.genes.universe);
        let mut rows: Vec<&SetRow> = (direction.sets.iter())
            .filter(|row| row.adj_p_value <= SIGNIFICANT)
            .collect();
        // of sets of the same genes all are alike, and time grows with the cube of their number
        rows.sort_by(|a, b| {
            (a.p_value.total_cmp(&b.p_value)).then_with(|| a.set_id.cmp(&b.set_id))
        });
        rows.truncate(MOST_CLUSTERED);
        let position = |gene: &String| listed.binary_search(&gene.as_str()).ok();
        let members: Vec<Vec<u32>> = (rows.iter())
            .map(|row| {
                let positions = row.overlap_genes.iter().filter_map(position);
                positions.map(|at| at as u32).collect()
            })
            .collect();
        let profiles: Vec<SetProfile<'_>> = (rows.iter().zip(&members))
            .map(|(row, genes)| SetProfile {
                id: &row.set_id,
                p_value: row.p_value,
                genes,
            })
            .collect();
        let found = cluster_sets(&profiles, listed.len(), SetClusterSettings::default())?;
        let name = |&at: &usize| SetName {
            collection: rows[at].collection.clone(),
            set_id: rows[at].set_id.clone(),
            description: rows[at].description.clone(),
        };
        direction.clusters = (found.clusters.iter())
            .map(|cluster| SetCluster {
                representative: name(&cluster.sets[0]),
                enrichment_score: cluster.enrichment_score,
                members: cluster.sets.iter().map(name).collect(),
            })
            .collect();
        Ok(())
    }
}

/// The terms that stay, each with those that it explains.
fn representatives(
    collection: &Matched<'_>,
    collapsed: &CollapsedTerms,
    found: &OverRepresentation,
) -> Vec<Representative> {
    let set = |at: usize| &collection.sets.sets[at];
    let p_value = |at: usize| {
        let results = found.tested.iter();
        let mut same = results.filter(|one| one.id == set(at).id);
        same.next().map_or(f64::NAN, |one| one.p_fisher)
    };
    (collapsed.kept.iter())
        .map(|&kept| Representative {
            collection: collection.name().to_owned(),
            set_id: set(kept).id.clone(),
            description: set(kept).description.clone(),
            p_value: p_value(kept),
            stands_for: (collapsed.explained.iter())
                .filter(|one| one.explained_by == kept)
                .map(|one| ExplainedTerm {
                    set_id: set(one.set).id.clone(),
                    description: set(one.set).description.clone(),
                    p_value: p_value(one.set),
                    conditional_p_value: one.p_value,
                })
                .collect(),
        })
        .collect()
}

fn add_results(direction: &mut DirectionResult, collection: &str, tests: OverRepresentation) {
    direction
        .sets
        .extend(tests.tested.into_iter().map(|set| SetRow {
            collection: collection.to_owned(),
            set_id: set.id,
            description: set.description,
            n_set: set.counts.set_size,
            n_overlap: set.counts.overlap,
            expected: set.expected,
            fold_enrichment: finite(set.fold_enrichment),
            p_value: set.p_fisher,
            adj_p_value: set.adj_p_fisher,
            adj_p_value_all: set.adj_p_fisher,
            ease_p_value: set.p_ease,
            ease_adj_p_value: set.adj_p_ease,
            ease_adj_p_value_all: set.adj_p_ease,
            overlap_genes: set.overlap_genes,
        }));
    direction
        .untested
        .extend(tests.untested.into_iter().map(|set| UntestedSet {
            collection: collection.to_owned(),
            set_id: set.id,
            n_set: set.set_size,
            reason: match set.reason {
                UntestedReason::TooFewGenes => "too few of its genes were tested".to_owned(),
                UntestedReason::TooManyGenes => "too many genes to be informative".to_owned(),
            },
        }));
}

/// Adjusts over the sets of all collections of a direction.
pub(crate) fn adjust_over_all(rows: &mut [SetRow]) {
    let p: Vec<f64> = rows.iter().map(|row| row.p_value).collect();
    let ease: Vec<f64> = rows.iter().map(|row| row.ease_p_value).collect();
    let adjusted = benjamini_hochberg(&p)
        .into_iter()
        .zip(benjamini_hochberg(&ease));
    for (row, (p, ease)) in rows.iter_mut().zip(adjusted) {
        row.adj_p_value_all = p;
        row.ease_adj_p_value_all = ease;
    }
}
