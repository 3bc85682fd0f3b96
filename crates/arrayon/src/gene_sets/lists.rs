//! Gene sets against the lists of genes up and down: over-representation, terms with regard to
//! their ontology, clusters of sets.

use super::matched::Matched;
use super::{ContrastGenes, SIGNIFICANT};
use crate::config::{GeneSetTest, TermTest};
use arrayon_core::{Direction, called_at};
use arrayon_genesets::{
    DirectionResult, GeneList, GeneSetError, GeneSets, MOST_CLUSTERED, ParentGenes, TermHierarchy,
    TermRow, cluster_rows, collapse_terms, elim, over_representation, parent_child,
};
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
    for (list, change, direction) in [
        (
            &lists.up,
            Direction::Up,
            &mut results.over_representation_up,
        ),
        (
            &lists.down,
            Direction::Down,
            &mut results.over_representation_down,
        ),
    ] {
        let side = Side { genes, list };
        for (at, collection) in collections.iter().enumerate() {
            side.test(collection, hierarchies[at].as_ref(), direction)?;
        }
        let (clusters, n_left_out) = cluster_rows(&direction.sets, list.len(), SIGNIFICANT)?;
        direction.set_clusters = clusters;
        if n_left_out > 0 {
            results.notes.push(format!(
                "{n_left_out} significant sets of the genes {change} stand in no cluster: only the \
                 {MOST_CLUSTERED} different lists of genes of smallest p-value are clustered"
            ));
        }
    }
    Ok(())
}

/// One list of changed genes.
struct Side<'a> {
    genes: &'a ContrastGenes,
    list: &'a GeneList,
}

impl Side<'_> {
    /// Adds the results of a collection.
    fn test(
        &self,
        collection: &Matched<'_>,
        hierarchy: Option<&TermHierarchy>,
        direction: &mut DirectionResult,
    ) -> Result<(), GeneSetError> {
        let (universe, sets) = (&self.genes.universe, &collection.sets);
        let sizes = self.genes.settings.section.set_sizes();
        let found = over_representation(universe, self.list, sets, sizes)?;
        if let Some(hierarchy) = hierarchy {
            direction
                .terms
                .extend(self.test_terms(collection, hierarchy)?);
            let ids: BTreeSet<&str> = (found.tested.iter())
                .filter(|set| called_at(set.adj_p_value, SIGNIFICANT))
                .map(|set| set.set_id.as_str())
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
            direction.representatives.extend(collapsed);
        }
        direction.sets.extend(found.tested);
        direction.untested.extend(found.untested);
        Ok(())
    }

    fn test_terms(
        &self,
        collection: &Matched<'_>,
        hierarchy: &TermHierarchy,
    ) -> Result<Vec<TermRow>, GeneSetError> {
        let (universe, sets) = (&self.genes.universe, &collection.sets);
        let settings = self.genes.settings.section.set_sizes();
        match self.genes.settings.section.term_test {
            TermTest::ParentChild => parent_child(
                universe,
                self.list,
                sets,
                hierarchy,
                ParentGenes::Union,
                settings,
            ),
            TermTest::Elim => elim(universe, self.list, sets, hierarchy, ELIM_CUTOFF, settings),
            TermTest::Plain => Ok(Vec::new()),
        }
    }
}
