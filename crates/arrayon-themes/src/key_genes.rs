//! What the features say of single genes: key genes and the genes that lead a theme.

use arrayon_core::Direction;
use arrayon_formats::theme_panel::KeyGene;
use arrayon_genesets::GeneUniverse;
use arrayon_genesets::SymbolAliases;

/// What a contrast says of one tested feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureStatistic<'a> {
    /// The feature.
    pub feature_id: &'a str,
    /// Its ordinary moderated t (log2 fold change over standard error) on the scale of z.
    pub z: f64,
    /// Its log2 fold change.
    pub log_fc: f64,
    /// Its p-value in the test that made the lists.
    pub p_value: f64,
    /// That p-value adjusted over the features.
    pub adj_p_value: f64,
}

/// A gene with what its best feature says.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneFinding {
    /// The gene as the chip calls it.
    pub gene: String,
    /// Its feature of smallest p-value.
    pub feature_id: String,
    /// Log2 fold change of that feature.
    pub log_fc: f64,
    /// p-value adjusted over the features.
    pub adj_p_value: f64,
    /// Whether the gene counts as changed.
    pub is_changed: bool,
}

impl GeneFinding {
    /// Where the gene goes.
    pub fn direction(&self) -> Direction {
        if self.log_fc < 0.0 {
            Direction::Down
        } else {
            Direction::Up
        }
    }
}

/// A key gene with what was found of it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyGeneFinding {
    /// The gene as the panel defines it.
    pub key: KeyGene,
    /// What was found; `None` where no tested feature measures the gene.
    pub found: Option<GeneFinding>,
}

impl KeyGeneFinding {
    /// Whether a changed gene speaks for more (`Up`) or less (`Down`) of the process.
    pub fn speaks_for(&self) -> Option<Direction> {
        let found = self.found.as_ref().filter(|found| found.is_changed)?;
        let more = self.key.more?;
        Some(if found.direction() == more {
            Direction::Up
        } else {
            Direction::Down
        })
    }
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

    fn finding(&self, gene: u32) -> Option<(f64, GeneFinding)> {
        let feature = &self.features[self.best[gene as usize]?];
        let finding = GeneFinding {
            gene: self.universe.genes()[gene as usize].clone(),
            feature_id: feature.feature_id.to_owned(),
            log_fc: feature.log_fc,
            adj_p_value: feature.adj_p_value,
            is_changed: feature.adj_p_value <= self.fdr && feature.log_fc != 0.0,
        };
        Some((feature.p_value, finding))
    }

    /// A key gene under its own name or another one of it.
    pub(crate) fn key_gene(&self, key: &KeyGene) -> KeyGeneFinding {
        let at = self.universe.position(&key.gene).or_else(|| {
            let mut names = self.aliases.other_names(&key.gene);
            names.find_map(|name| self.universe.position(name))
        });
        KeyGeneFinding {
            key: key.clone(),
            found: at.and_then(|at| self.finding(at)).map(|(_, found)| found),
        }
    }

    /// The changed genes among the members that go in one of the directions, by p-value, then by
    /// name; `n` at most.
    pub(crate) fn leading(
        &self,
        members: &[u32],
        directions: &[Direction],
        n: usize,
    ) -> Vec<GeneFinding> {
        let mut found: Vec<(f64, GeneFinding)> = (members.iter())
            .filter_map(|&gene| self.finding(gene))
            .filter(|(_, one)| one.is_changed && directions.contains(&one.direction()))
            .collect();
        found
            .sort_by(|(p, one), (q, other)| p.total_cmp(q).then_with(|| one.gene.cmp(&other.gene)));
        found.into_iter().take(n).map(|(_, one)| one).collect()
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
        let key = |gene: &str, more| KeyGene {
            gene: gene.to_owned(),
            more,
            ..KeyGene::default()
        };
        let tnf = best.key_gene(&key("Tnfa", Some(Direction::Up)));
        let found = tnf.found.as_ref().unwrap();
        assert_eq!(
            (found.feature_id.as_str(), found.gene.as_str()),
            ("f2", "Tnf")
        );
        assert_eq!(tnf.speaks_for(), Some(Direction::Down));
        let il6 = best.key_gene(&key("Il6", Some(Direction::Up)));
        assert!(!il6.found.as_ref().unwrap().is_changed && il6.speaks_for().is_none());
        assert_eq!(best.key_gene(&key("Nowhere", None)).found, None);
        let both = [Direction::Up, Direction::Down];
        let leading = best.leading(&[0, 1], &both, 9);
        assert_eq!(leading.len(), 1);
        assert!(best.leading(&[0, 1], &[Direction::Up], 9).is_empty());
    }
}
