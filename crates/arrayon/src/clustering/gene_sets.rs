//! The gene sets of clusters of features.

use crate::error::Error;
use crate::gene_sets::{BUILT_IN_THEMES, GeneSetSources, NamedCollection};
use arrayon_core::{ExpressionMatrix, called_at};
use arrayon_genesets::{
    GeneList, GeneSetError, GeneUniverse, MatchedSets, SetSizes, SymbolAliases, adjust_over_all,
    over_representation,
};
use arrayon_results::gene_sets::SetRow;

/// Largest adjusted p-value of a set that is written.
const WRITTEN_AT: f64 = 0.05;

/// How sets are tested, in words.
pub(super) fn method_in_words(sizes: SetSizes) -> String {
    format!(
        "over-representation among the genes of each cluster against all features that could be \
         chosen: one-sided Fisher exact test and EASE score, Benjamini-Hochberg within collection \
         and cluster, sets of {} to {} genes; sets with an adjusted p-value of 0.05 or less. Genes \
         of a cluster are alike by construction and not independent: read the p-values as a ranking",
        sizes.min_size, sizes.max_size
    )
}

/// Collections matched to the genes of the features.
pub(super) struct ClusterGeneSets {
    universe: GeneUniverse,
    collections: Vec<MatchedSets>,
    sizes: SetSizes,
}

impl ClusterGeneSets {
    /// Matches all collections; those that share no gene with the features are left out. Without
    /// gene symbols feature ids are taken for genes.
    ///
    /// # Errors
    /// No gene at all.
    pub(super) fn new(
        expression: &ExpressionMatrix,
        symbols: &dyn Fn(&str) -> Vec<String>,
        sources: &GeneSetSources,
    ) -> Result<Self, Error> {
        let ids = expression.features();
        let genes: Vec<Vec<String>> = ids.iter().map(|id| symbols(id)).collect();
        let has_symbols = genes.iter().any(|genes| !genes.is_empty());
        let features = ids.iter().zip(&genes).map(|(id, genes)| {
            let genes: Vec<&str> = match has_symbols {
                true => genes.iter().map(String::as_str).collect(),
                false => vec![id.as_str()],
            };
            (id.as_str(), genes)
        });
        let universe =
            GeneUniverse::from_features(features, sources.several_genes).map_err(failed)?;
        let mut collections = Vec::new();
        let built_in = (sources.themes.as_ref()).and_then(|themes| themes.built_in.as_ref());
        if let Some(panel) = built_in {
            let matched = MatchedSets::new(BUILT_IN_THEMES, &panel.sets, &universe, &panel.aliases);
            collections.extend(where_shared(matched)?);
        }
        let no_aliases = SymbolAliases::default();
        for NamedCollection { name, sets, .. } in &sources.collections {
            let matched = MatchedSets::new(name, sets, &universe, &no_aliases);
            collections.extend(where_shared(matched)?);
        }
        Ok(Self {
            universe,
            collections,
            sizes: sources.set_sizes,
        })
    }

    /// The sets over-represented among the genes of these features, by p-value within collections.
    ///
    /// # Errors
    /// A feature that the universe does not have.
    pub(super) fn of(&self, features: &[&str]) -> Result<Vec<SetRow>, Error> {
        let positions = (features.iter())
            .filter_map(|id| self.universe.genes_of_feature(id))
            .flatten();
        let genes = positions.map(|&at| self.universe.genes()[at as usize].as_str());
        let list = GeneList::from_genes(&self.universe, genes).map_err(failed)?;
        let mut rows = Vec::new();
        for sets in &self.collections {
            let found =
                over_representation(&self.universe, &list, sets, self.sizes).map_err(failed)?;
            rows.extend(found.tested);
        }
        adjust_over_all(&mut rows);
        rows.retain(|set| called_at(set.adj_p_value, WRITTEN_AT));
        Ok(rows)
    }
}

fn where_shared(matched: Result<MatchedSets, GeneSetError>) -> Result<Option<MatchedSets>, Error> {
    match matched {
        Ok(matched) => Ok(Some(matched)),
        Err(GeneSetError::NoOverlap { .. }) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: GeneSetError) -> Error {
    Error::data("gene sets of clusters", &error, error.hint())
}
