//! `genesets/members.tsv`: which features stand for which set.

use super::feature_sets::FeatureSets;
use arrayon_results::Columns;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A set that was tested, with the tested features of its genes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct MembersRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// The tested features of its genes, in the order of the table of the contrast.
    #[column]
    pub feature_ids: Vec<String>,
}

impl MembersRow {
    /// The sets of a collection, whose rows are the places of these features.
    ///
    /// # Panics
    /// If a row of a set is none of these features.
    pub fn of(sets: &FeatureSets, features: &[String]) -> Vec<Self> {
        let of_set = |set: &super::FeatureSet| Self {
            collection: sets.collection().to_owned(),
            set_id: set.id.clone(),
            description: set.description.clone(),
            feature_ids: (set.rows.iter())
                .map(|&row| features[row as usize].clone())
                .collect(),
        };
        sets.sets().iter().map(of_set).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GeneUniverse, MatchedSets, MultiGenePolicy, SymbolAliases};
    use arrayon_core::GeneSet;

    #[test]
    fn a_gene_brings_all_of_its_features() {
        let genes = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let features: Vec<String> = genes(&["f1", "f2", "f3"]);
        let measured = [("f1", vec!["A"]), ("f2", vec!["B"]), ("f3", vec!["A"])];
        let universe = GeneUniverse::from_features(measured, MultiGenePolicy::default()).unwrap();
        let set = GeneSet {
            id: "s".into(),
            description: "a set".into(),
            genes: genes(&["A", "Z"]),
        };
        let sets = MatchedSets::new("c", &[set], &universe, &SymbolAliases::default()).unwrap();
        let sets = FeatureSets::new(&features, &universe, &sets).unwrap();
        let rows = MembersRow::of(&sets, &features);
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].collection.as_str(), rows[0].set_id.as_str()),
            ("c", "s")
        );
        assert_eq!(rows[0].feature_ids, ["f1", "f3"]);
    }
}
