//! The tested genes, and which features measure them.

use crate::error::GeneSetError;
use arrayon_core::missing::is_missing;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What to do with a feature that measures several genes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MultiGenePolicy {
    /// Take the gene that the annotation names first.
    #[default]
    First,
    /// Take all of them: one feature counts for several genes.
    All,
    /// Leave the feature out.
    Drop,
}

/// What to do with a gene that several features measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MultiFeaturePolicy {
    /// Take the feature of highest average expression; of equal ones, or where the table has no
    /// average, that of the first id.
    #[default]
    #[serde(alias = "max-mean")]
    HighestExpression,
    /// Take the feature whose ordinary statistic is farthest from 0. It favours genes of many
    /// features.
    MaxAbsT,
    /// Take the feature whose ordinary statistic is the median of the gene's; of an even number
    /// the one of the two in the middle that is nearer to 0.
    Median,
    /// Take all of them: one gene counts for several features.
    All,
}

impl MultiFeaturePolicy {
    /// What a reader should know of results by this policy, if anything.
    pub fn caution(self) -> Option<&'static str> {
        (self == Self::MaxAbsT).then_some(
            "the feature farthest from 0 stands for each gene: where nothing differs, genes of \
             several features still stand out, and sets of such genes with them",
        )
    }

    /// Which feature stands for a gene, in words; `None` where all count.
    pub fn in_words(self) -> Option<&'static str> {
        match self {
            Self::HighestExpression => Some("the one of highest average expression"),
            Self::MaxAbsT => Some("the one whose statistic is farthest from 0"),
            Self::Median => Some("the one of median statistic"),
            Self::All => None,
        }
    }
}

/// The numbers of a feature by which it may stand for a gene; NaN where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureStanding {
    /// Average log2 expression.
    pub average: f64,
    /// Ordinary moderated t.
    pub statistic: f64,
}

/// What became of the features when they were turned into genes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UniverseCounts {
    /// Tested features.
    pub n_features: usize,
    /// Features without a gene.
    pub n_without_gene: usize,
    /// Features with more than one gene, whatever the policy made of them.
    pub n_with_several_genes: usize,
    /// Features that [`MultiGenePolicy::Drop`] left out.
    pub n_dropped: usize,
    /// Distinct genes: the size of the universe.
    pub n_genes: usize,
    /// Genes that more than one feature measures; each counts once.
    pub n_genes_on_several_features: usize,
    /// Features that [`GeneUniverse::with_one_feature_each`] set aside.
    pub n_set_aside: usize,
}

/// The genes that could have been found: those of the tested features, each once.
///
/// Over-representation is only honest against the genes that were really tested, not against all
/// genes of a genome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneUniverse {
    genes: Vec<String>,
    positions: FxHashMap<String, u32>,
    feature_genes: BTreeMap<String, Vec<u32>>,
    /// NCBI gene ids of the genes, where these are named otherwise.
    by_entrez_id: FxHashMap<String, Vec<u32>>,
    /// Features whose genes other features stand for.
    set_aside: FxHashSet<String>,
    counts: UniverseCounts,
}

impl GeneUniverse {
    /// Turns features with their genes (in the annotation's order) into a universe.
    ///
    /// Empty gene names and `---` are no genes; a gene that a feature names twice counts once.
    ///
    /// # Errors
    /// [`GeneSetError::DuplicateFeature`]; [`GeneSetError::EmptyUniverse`] where no gene is left.
    ///
    /// # Examples
    /// ```
    /// use arrayon_genesets::{GeneUniverse, MultiGenePolicy};
    /// let features = [("a", vec!["Hmox1"]), ("b", vec!["Il6", "Il6ra"]), ("c", vec![])];
    /// let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
    /// assert_eq!(universe.genes(), ["Hmox1", "Il6"]);
    /// assert_eq!(universe.counts().n_without_gene, 1);
    /// ```
    pub fn from_features<'a>(
        features: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
        policy: MultiGenePolicy,
    ) -> Result<Self, GeneSetError> {
        let mut counts = UniverseCounts::default();
        let mut kept: Vec<(&str, Vec<&str>)> = Vec::new();
        for (feature, mut genes) in features {
            counts.n_features += 1;
            keep_real_names(&mut genes);
            counts.n_without_gene += usize::from(genes.is_empty());
            if genes.len() > 1 {
                counts.n_with_several_genes += 1;
                match policy {
                    MultiGenePolicy::First => genes.truncate(1),
                    MultiGenePolicy::All => {}
                    MultiGenePolicy::Drop => {
                        counts.n_dropped += 1;
                        genes.clear();
                    }
                }
            }
            kept.push((feature, genes));
        }
        Self::collect(&kept, counts)
    }

    /// A universe whose features are the genes themselves.
    ///
    /// # Errors
    /// As [`GeneUniverse::from_features`].
    pub fn from_genes<'a>(genes: impl IntoIterator<Item = &'a str>) -> Result<Self, GeneSetError> {
        let features = genes.into_iter().map(|gene| (gene, vec![gene]));
        Self::from_features(features, MultiGenePolicy::First)
    }

    fn collect(
        kept: &[(&str, Vec<&str>)],
        mut counts: UniverseCounts,
    ) -> Result<Self, GeneSetError> {
        let mut names: Vec<&str> = kept.iter().flat_map(|one| one.1.iter().copied()).collect();
        names.sort_unstable();
        let n_repeated = names
            .chunk_by(|a, b| a == b)
            .filter(|run| run.len() > 1)
            .count();
        names.dedup();
        if names.is_empty() {
            return Err(GeneSetError::EmptyUniverse {
                n_features: counts.n_features,
            });
        }
        counts.n_genes = names.len();
        counts.n_genes_on_several_features = n_repeated;
        let genes: Vec<String> = names.iter().map(ToString::to_string).collect();
        let positions: FxHashMap<String, u32> = genes.iter().cloned().zip(0_u32..).collect();
        let mut feature_genes = BTreeMap::new();
        for (feature, names) in kept {
            let at = names.iter().map(|name| positions[*name]).collect();
            if feature_genes.insert((*feature).to_owned(), at).is_some() {
                return Err(GeneSetError::DuplicateFeature((*feature).to_owned()));
            }
        }
        Ok(Self {
            genes,
            positions,
            feature_genes,
            by_entrez_id: FxHashMap::default(),
            set_aside: FxHashSet::default(),
            counts,
        })
    }

    /// The same universe in which each gene has one feature: of several, the one that the policy
    /// says, and of equal ones that of the first id; a number of NaN is behind all others. Features
    /// that stand for no gene any more [are set aside](Self::is_set_aside); those that never had a
    /// gene stay.
    ///
    /// Average expression is a number of which a test of differences knows nothing. Of several
    /// features the one with the largest statistic raises the genes of many features above the
    /// others where nothing differs.
    #[must_use]
    pub fn with_one_feature_each(
        mut self,
        policy: MultiFeaturePolicy,
        standing: impl Fn(&str) -> FeatureStanding,
    ) -> Self {
        if policy == MultiFeaturePolicy::All {
            return self;
        }
        let mut features_of: Vec<Vec<(&str, f64)>> = vec![Vec::new(); self.genes.len()];
        for (feature, genes) in self.feature_genes.iter().filter(|one| !one.1.is_empty()) {
            let FeatureStanding { average, statistic } = standing(feature);
            let number = match policy {
                MultiFeaturePolicy::MaxAbsT => statistic.abs(),
                MultiFeaturePolicy::Median => statistic,
                MultiFeaturePolicy::HighestExpression | MultiFeaturePolicy::All => average,
            };
            for &gene in genes {
                features_of[gene as usize].push((feature, number));
            }
        }
        let chosen: Vec<Option<String>> = (features_of.iter_mut())
            .map(|features| {
                let one = match policy {
                    MultiFeaturePolicy::Median => median_feature(features),
                    _ => first_of_highest(features),
                };
                one.map(str::to_owned)
            })
            .collect();
        for (feature, genes) in &mut self.feature_genes {
            let had_genes = !genes.is_empty();
            genes.retain(|&gene| chosen[gene as usize].as_ref() == Some(feature));
            if had_genes && genes.is_empty() {
                self.set_aside.insert(feature.clone());
            }
        }
        self.counts.n_set_aside = self.set_aside.len();
        self
    }

    /// Whether other features stand for all genes of this one, which then takes no part in tests.
    pub fn is_set_aside(&self, feature: &str) -> bool {
        self.set_aside.contains(feature)
    }

    /// The same universe, in which genes are found by their NCBI gene ids, too: pairs of a gene's
    /// name and its id. A gene that is not of the universe is passed over.
    #[must_use]
    pub fn with_entrez_ids<'a>(
        mut self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        for (gene, id) in pairs {
            if let Some(at) = self.position(gene) {
                let positions = self.by_entrez_id.entry(id.to_owned()).or_default();
                if let Err(place) = positions.binary_search(&at) {
                    positions.insert(place, at);
                }
            }
        }
        self
    }

    /// The positions of the genes of an NCBI gene id, ascending; none where genes have no such ids
    /// as well as their names.
    pub fn positions_of_entrez_id(&self, id: &str) -> &[u32] {
        self.by_entrez_id.get(id).map_or(&[], Vec::as_slice)
    }

    /// The genes, sorted.
    pub fn genes(&self) -> &[String] {
        &self.genes
    }

    /// The number of genes.
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// What became of the features.
    pub fn counts(&self) -> UniverseCounts {
        self.counts
    }

    /// The position of a gene among [`GeneUniverse::genes`].
    pub fn position(&self, gene: &str) -> Option<u32> {
        self.positions.get(gene).copied()
    }

    /// The positions of a feature's genes under the policy; `None` for a feature not tested.
    pub fn genes_of_feature(&self, feature: &str) -> Option<&[u32]> {
        self.feature_genes.get(feature).map(Vec::as_slice)
    }
}

/// The feature of the highest number; of equal ones the first in the order of their ids, in which
/// they come. NaN is below all others.
fn first_of_highest<'f>(features: &[(&'f str, f64)]) -> Option<&'f str> {
    let mut best: Option<(&str, f64)> = None;
    for &(feature, number) in features {
        let number = if number.is_nan() {
            f64::NEG_INFINITY
        } else {
            number
        };
        if best.is_none_or(|(_, highest)| number > highest) {
            best = Some((feature, number));
        }
    }
    best.map(|(feature, _)| feature)
}

/// The feature in the middle by its number; of an even count that of the two in the middle that is
/// nearer to 0, and of equal ones the first. Features of NaN stand for a gene only where all are.
fn median_feature<'f>(features: &mut [(&'f str, f64)]) -> Option<&'f str> {
    // stable: features of equal numbers stay in the order of their ids
    features.sort_by(|a, b| {
        (a.1.is_nan(), a.1)
            .partial_cmp(&(b.1.is_nan(), b.1))
            .unwrap_or(Ordering::Equal)
    });
    let n = features.iter().filter(|one| !one.1.is_nan()).count();
    if n == 0 {
        return features.first().map(|one| one.0);
    }
    let (lower, upper) = (features[(n - 1) / 2], features[n / 2]);
    let is_nearer = upper.1.abs() < lower.1.abs();
    Some(if is_nearer { upper.0 } else { lower.0 })
}

fn keep_real_names(genes: &mut Vec<&str>) {
    let mut kept: Vec<&str> = Vec::with_capacity(genes.len());
    for gene in genes.iter().map(|gene| gene.trim()) {
        if !is_missing(gene) && !kept.contains(&gene) {
            kept.push(gene);
        }
    }
    *genes = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features() -> Vec<(&'static str, Vec<&'static str>)> {
        vec![
            ("f1", vec!["B", "A", "B"]),
            ("f2", vec!["B"]),
            ("f3", vec!["---", ""]),
            ("f4", vec!["C"]),
        ]
    }

    fn of_average(average: impl Fn(&str) -> f64) -> impl Fn(&str) -> FeatureStanding {
        move |id| FeatureStanding {
            average: average(id),
            statistic: f64::NAN,
        }
    }

    #[test]
    fn each_policy_and_its_counts() {
        let universe = |policy| GeneUniverse::from_features(features(), policy).unwrap();
        let first = universe(MultiGenePolicy::First);
        assert_eq!(first.genes(), ["B", "C"]);
        assert_eq!(
            first.counts(),
            UniverseCounts {
                n_features: 4,
                n_without_gene: 1,
                n_with_several_genes: 1,
                n_dropped: 0,
                n_genes: 2,
                n_genes_on_several_features: 1,
                n_set_aside: 0,
            }
        );
        let all = universe(MultiGenePolicy::All);
        assert_eq!(all.genes(), ["A", "B", "C"]);
        assert_eq!(all.genes_of_feature("f1"), Some(&[1, 0][..]));
        let dropped = universe(MultiGenePolicy::Drop);
        assert_eq!(dropped.genes_of_feature("f1"), Some(&[][..]));
        assert_eq!(dropped.counts().n_dropped, 1);
        assert_eq!(dropped.genes_of_feature("f9"), None);
    }

    #[test]
    fn the_feature_of_the_highest_level_stands_for_a_gene() {
        let level = |feature: &str| match feature {
            "f1" => 3.0,
            "f2" => 5.0,
            _ => f64::NAN,
        };
        let universe = |policy| {
            let universe = GeneUniverse::from_features(features(), policy).unwrap();
            universe.with_one_feature_each(MultiFeaturePolicy::HighestExpression, of_average(level))
        };
        let first = universe(MultiGenePolicy::First);
        assert_eq!(first.genes_of_feature("f1"), Some(&[][..]));
        assert!(first.is_set_aside("f1") && !first.is_set_aside("f2"));
        assert_eq!((first.n_genes(), first.counts().n_set_aside), (2, 1));
        // a feature without a gene is none that others stand for
        assert!(!first.is_set_aside("f3"));
        // of several genes it keeps those that it stands for
        let all = universe(MultiGenePolicy::All);
        assert_eq!(all.genes_of_feature("f1"), Some(&[0][..]));
        assert!(!all.is_set_aside("f1"));
    }

    #[test]
    fn features_without_a_level_are_taken_by_their_ids() {
        let features = [("q", vec!["A"]), ("p", vec!["A"]), ("r", vec!["A"])];
        let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
        let highest = MultiFeaturePolicy::HighestExpression;
        let one = (universe.clone()).with_one_feature_each(highest, of_average(|_| f64::NAN));
        assert!(!one.is_set_aside("p") && one.counts().n_set_aside == 2);
        let with_level = |id: &str| if id == "r" { -1.0 } else { f64::NAN };
        let one = universe.with_one_feature_each(highest, of_average(with_level));
        assert!(!one.is_set_aside("r"));
    }

    /// The feature that stands for the gene of features with these statistics.
    fn chosen(policy: MultiFeaturePolicy, statistics: &[(&'static str, f64)]) -> Vec<String> {
        let features = statistics.iter().map(|(id, _)| (*id, vec!["A"]));
        let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
        let of = |id: &str| statistics.iter().find(|one| one.0 == id).unwrap().1;
        let one = universe.with_one_feature_each(policy, |id| FeatureStanding {
            average: 0.0,
            statistic: of(id),
        });
        let ids = statistics.iter().map(|(id, _)| (*id).to_owned());
        ids.filter(|id| !one.is_set_aside(id)).collect()
    }

    #[test]
    fn the_feature_of_the_largest_or_median_statistic_stands_for_a_gene() {
        use MultiFeaturePolicy::{All, MaxAbsT, Median};
        let three = [("a", -3.0), ("b", 2.0), ("c", 0.5)];
        assert_eq!(chosen(MaxAbsT, &three), ["a"]);
        assert_eq!(chosen(Median, &three), ["c"]);
        assert_eq!(chosen(All, &three), ["a", "b", "c"]);
        // of an even number, the one of the middle two that is nearer to 0
        let four = [("a", -3.0), ("b", 2.0), ("c", 0.5), ("d", -0.25)];
        assert_eq!(chosen(Median, &four), ["d"]);
        let opposed = [("q", -1.0), ("p", 1.0)];
        assert_eq!(chosen(Median, &opposed), ["q"]);
        assert_eq!(chosen(MaxAbsT, &opposed), ["p"]);
        // what has no statistic stands behind what has one
        let missing = [("a", f64::NAN), ("b", 4.0), ("c", f64::NAN)];
        assert_eq!(chosen(Median, &missing), ["b"]);
        assert_eq!(chosen(MaxAbsT, &missing), ["b"]);
        let none = [("b", f64::NAN), ("a", f64::NAN)];
        assert_eq!(chosen(Median, &none), ["a"]);
        assert_eq!(chosen(MaxAbsT, &none), ["a"]);
    }

    #[test]
    fn refuses_repeats_and_emptiness() {
        assert_eq!(
            GeneUniverse::from_features([("f", vec!["---"])], MultiGenePolicy::All),
            Err(GeneSetError::EmptyUniverse { n_features: 1 })
        );
        assert_eq!(
            GeneUniverse::from_genes(["A", "A"]),
            Err(GeneSetError::DuplicateFeature("A".into()))
        );
    }
}
