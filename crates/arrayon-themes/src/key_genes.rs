//! What the features say of single genes: key genes and the genes that lead a theme.

use crate::document::{KeyGene, LeadingGene, SpeaksFor};
use arrayon_core::{Direction, called_at};
use arrayon_formats::theme_panel;
use arrayon_genesets::{GeneUniverse, SymbolAliases};
use arrayon_results::number::finite;

/// What a contrast says of one tested feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureStatistic<'a> {
    /// The feature.
    pub feature_id: &'a str,
    /// Its ordinary moderated t (log2 fold change over standard error) on the scale of z.
    pub z: f64,
    /// Its log2 fold change.
    pub log_fc: f64,
    /// Standard error of that, from the moderated variance; NaN where it is not known.
    pub standard_error: f64,
    /// Its p-value in the test that made the lists.
    pub p_value: f64,
    /// That p-value adjusted over the features.
    pub adj_p_value: f64,
}

/// The best feature of every gene of a universe.
pub(crate) struct BestFeatures<'a> {
    universe: &'a GeneUniverse,
    aliases: &'a SymbolAliases,
    features: &'a [FeatureStatistic<'a>],
    fdr: f64,
    /// Position of the best feature of every gene.
    best: Vec<Option<usize>>,
}

impl<'a> BestFeatures<'a> {
    /// Of several features of a gene the one of smallest p-value is its best, of equal ones the
    /// one whose id comes first.
    pub(crate) fn new(
        universe: &'a GeneUniverse,
        aliases: &'a SymbolAliases,
        features: &'a [FeatureStatistic<'a>],
        fdr: f64,
    ) -> Self {
        let mut best: Vec<Option<usize>> = vec![None; universe.n_genes()];
        for (at, feature) in features.iter().enumerate() {
            for &gene in universe.genes_of_feature(feature.feature_id).unwrap_or(&[]) {
                let slot = &mut best[gene as usize];
                let is_better = slot.is_none_or(|other: usize| {
                    let other = &features[other];
                    (feature.p_value.total_cmp(&other.p_value))
                        .then_with(|| feature.feature_id.cmp(other.feature_id))
                        .is_lt()
                });
                if is_better {
                    *slot = Some(at);
                }
            }
        }
        Self {
            universe,
            aliases,
            features,
            fdr,
            best,
        }
    }

    /// What the best feature of a gene says.
    pub(crate) fn of(&self, gene: u32) -> Option<&'a FeatureStatistic<'a>> {
        Some(&self.features[self.best[gene as usize]?])
    }

    fn is_changed(&self, feature: &FeatureStatistic<'_>) -> bool {
        called_at(feature.adj_p_value, self.fdr) && feature.log_fc != 0.0
    }

    /// A key gene under its own name or another one of it.
    pub(crate) fn key_gene(&self, key: &theme_panel::KeyGene) -> KeyGene {
        let at = self.universe.position(&key.gene).or_else(|| {
            let mut names = self.aliases.other_names(&key.gene);
            names.find_map(|name| self.universe.position(name))
        });
        let found = at.and_then(|at| self.of(at));
        let changed = found.filter(|feature| self.is_changed(feature));
        let speaks_for = changed.zip(key.more).map(|(feature, more)| {
            match Direction::of(feature.log_fc) == more {
                true => SpeaksFor::More,
                false => SpeaksFor::Less,
            }
        });
        KeyGene {
            gene: key.gene.clone(),
            more: key.more,
            feature_id: found.map(|feature| feature.feature_id.to_owned()),
            log_fc: found.map(|feature| feature.log_fc),
            adj_p_value: found.and_then(|feature| finite(feature.adj_p_value)),
            is_changed: changed.is_some(),
            speaks_for,
            note: key.note.clone(),
            citation: key.citation.clone(),
        }
    }

    /// The changed genes among the members that go in one of the directions, by p-value, then by
    /// name; `n` at most.
    pub(crate) fn leading(
        &self,
        members: &[u32],
        directions: &[Direction],
        n: usize,
    ) -> Vec<LeadingGene> {
        let goes = |log_fc: f64| directions.contains(&Direction::of(log_fc));
        let mut found: Vec<(&String, &FeatureStatistic<'_>)> = (members.iter())
            .filter_map(|&gene| Some((&self.universe.genes()[gene as usize], self.of(gene)?)))
            .filter(|(_, feature)| self.is_changed(feature) && goes(feature.log_fc))
            .collect();
        found.sort_by(|(gene, one), (other_gene, other)| {
            (one.p_value.total_cmp(&other.p_value)).then_with(|| gene.cmp(other_gene))
        });
        (found.into_iter().take(n))
            .map(|(gene, feature)| LeadingGene {
                gene: gene.clone(),
                feature_id: feature.feature_id.to_owned(),
                log_fc: feature.log_fc,
                adj_p_value: feature.adj_p_value,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_genesets::MultiGenePolicy;

    fn feature(feature_id: &str, log_fc: f64, p_value: f64) -> FeatureStatistic<'_> {
        FeatureStatistic {
            feature_id,
            z: log_fc,
            log_fc,
            standard_error: f64::NAN,
            p_value,
            adj_p_value: 2.0 * p_value,
        }
    }

    #[test]
    fn the_feature_of_smallest_p_speaks_for_a_gene() {
        let features = [
            ("f1", vec!["Tnf"]),
            ("f2", vec!["Tnf"]),
            ("f3", vec!["Il6"]),
        ];
        let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
        let aliases = SymbolAliases::parse("Tnf\tTnfa\n").unwrap();
        let rows = [
            feature("f1", 1.0, 0.02),
            feature("f2", -1.5, 0.001),
            feature("f3", 0.4, 0.3),
        ];
        let best = BestFeatures::new(&universe, &aliases, &rows, 0.05);
        let key = |gene: &str, more| theme_panel::KeyGene {
            gene: gene.to_owned(),
            more,
            ..theme_panel::KeyGene::default()
        };
        let tnf = best.key_gene(&key("Tnfa", Some(Direction::Up)));
        assert_eq!(tnf.feature_id.as_deref(), Some("f2"));
        assert_eq!(tnf.speaks_for, Some(SpeaksFor::Less));
        let il6 = best.key_gene(&key("Il6", Some(Direction::Up)));
        assert!(il6.feature_id.is_some() && !il6.is_changed && il6.speaks_for.is_none());
        assert_eq!(best.key_gene(&key("Nowhere", None)).feature_id, None);
        let both = [Direction::Up, Direction::Down];
        let leading = best.leading(&[0, 1], &both, 9);
        assert_eq!((leading.len(), leading[0].gene.as_str()), (1, "Tnf"));
        assert!(best.leading(&[0, 1], &[Direction::Up], 9).is_empty());
    }
}
