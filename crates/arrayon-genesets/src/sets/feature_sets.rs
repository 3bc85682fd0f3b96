//! Gene sets as rows of a matrix of features, for tests on all features.

use super::matched_sets::MatchedSets;
use super::universe::GeneUniverse;
use crate::error::GeneSetError;

/// A set of features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureSet {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Its rows, ascending, each once; empty where no gene of the set is measured.
    pub rows: Vec<u32>,
}

/// A collection of sets over the rows of one matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureSets {
    collection: String,
    n_features: usize,
    sets: Vec<FeatureSet>,
}

impl FeatureSets {
    /// The features that measure the genes of each set. A gene on several features brings all of
    /// them in, as in limma's `ids2indices`.
    ///
    /// # Errors
    /// [`GeneSetError::UnknownFeature`] for a feature that the universe does not know.
    pub fn new(
        features: &[String],
        universe: &GeneUniverse,
        sets: &MatchedSets,
    ) -> Result<Self, GeneSetError> {
        let mut rows_of_gene: Vec<Vec<u32>> = vec![Vec::new(); universe.n_genes()];
        for (row, feature) in features.iter().enumerate() {
            let genes = (universe.genes_of_feature(feature))
                .ok_or_else(|| GeneSetError::UnknownFeature(feature.clone()))?;
            for &gene in genes {
                rows_of_gene[gene as usize].push(row as u32);
            }
        }
        let to_rows = |members: &[u32]| {
            members
                .iter()
                .flat_map(|&gene| rows_of_gene[gene as usize].iter().copied())
                .collect()
        };
        let collection = sets.collection.clone();
        let sets = sets.sets.iter().map(|set| {
            (
                set.id.clone(),
                set.description.clone(),
                to_rows(&set.members),
            )
        });
        Ok(Self::collect(collection, features.len(), sets))
    }

    /// Sets given by id, description and rows, of a collection without a name.
    ///
    /// # Errors
    /// [`GeneSetError::Shape`] for a row that the matrix does not have.
    pub fn from_rows(
        n_features: usize,
        sets: impl IntoIterator<Item = (String, String, Vec<u32>)>,
    ) -> Result<Self, GeneSetError> {
        let sets = Self::collect(String::new(), n_features, sets);
        let outside = |set: &FeatureSet| {
            set.rows
                .last()
                .is_some_and(|&row| row as usize >= n_features)
        };
        match sets.sets.iter().find(|set| outside(set)) {
            Some(set) => Err(GeneSetError::Shape {
                what: "row of a set",
                found: set.rows.last().map_or(0, |&row| row as usize),
                expected: n_features,
            }),
            None => Ok(sets),
        }
    }

    fn collect(
        collection: String,
        n_features: usize,
        sets: impl IntoIterator<Item = (String, String, Vec<u32>)>,
    ) -> Self {
        let sets = sets.into_iter().map(|(id, description, mut rows)| {
            rows.sort_unstable();
            rows.dedup();
            FeatureSet {
                id,
                description,
                rows,
            }
        });
        Self {
            collection,
            n_features,
            sets: sets.collect(),
        }
    }

    /// Name of the collection; empty for sets [given by rows](Self::from_rows).
    pub fn collection(&self) -> &str {
        &self.collection
    }

    /// The number of rows of the matrix.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The sets in the collection's order.
    pub fn sets(&self) -> &[FeatureSet] {
        &self.sets
    }

    /// Sets that leave something on both sides: at least one row in the set and one outside.
    pub(crate) fn competing(&self) -> Vec<&FeatureSet> {
        let fits = |set: &&FeatureSet| (1..self.n_features).contains(&set.rows.len());
        self.sets.iter().filter(fits).collect()
    }

    /// Refuses numbers that are not one finite number per feature.
    pub(crate) fn check(&self, what: &'static str, values: &[f64]) -> Result<(), GeneSetError> {
        if values.len() != self.n_features {
            return Err(GeneSetError::Shape {
                what,
                found: values.len(),
                expected: self.n_features,
            });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(row) => Err(GeneSetError::NotFinite {
                what,
                row,
                value: values[row],
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{MultiGenePolicy, SymbolAliases};
    use arrayon_core::GeneSet;

    #[test]
    fn a_gene_brings_all_its_features() {
        let features = [
            ("f0", vec!["A"]),
            ("f1", vec!["B"]),
            ("f2", vec!["A"]),
            ("f3", vec![]),
        ];
        let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
        let sets = [GeneSet::new(
            "s".into(),
            String::new(),
            vec!["A".into(), "Z".into()],
        )];
        let sets = MatchedSets::new("c", &sets, &universe, &SymbolAliases::default()).unwrap();
        let names: Vec<String> = ["f3", "f2", "f1", "f0"].map(String::from).to_vec();
        let rows = FeatureSets::new(&names, &universe, &sets).unwrap();
        assert_eq!(rows.sets()[0].rows, [1, 3]);
        let unknown = FeatureSets::new(&["q".to_owned()], &universe, &sets);
        assert_eq!(unknown, Err(GeneSetError::UnknownFeature("q".into())));
    }

    #[test]
    fn refuses_rows_and_numbers_that_do_not_fit() {
        let set = |rows: &[u32]| [("s".to_owned(), String::new(), rows.to_vec())];
        assert!(FeatureSets::from_rows(3, set(&[3])).is_err());
        let sets = FeatureSets::from_rows(3, set(&[2, 0, 2])).unwrap();
        assert_eq!(sets.sets()[0].rows, [0, 2]);
        assert!(sets.check("t", &[1.0, 2.0]).is_err());
        assert_eq!(
            sets.check("t", &[1.0, f64::INFINITY, 2.0])
                .unwrap_err()
                .to_string(),
            "t of feature 1 (from 0) is inf; expected a finite number"
        );
    }
}
