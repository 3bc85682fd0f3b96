//! Lists of genes out of a differential-expression table.

use super::universe::GeneUniverse;
use crate::error::GeneSetError;
use arrayon_core::called_at;

/// Genes of a universe, each once, as ascending positions in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneList {
    positions: Vec<u32>,
}

impl GeneList {
    /// A list of genes by name; repeats count once.
    ///
    /// # Errors
    /// [`GeneSetError::GeneOutsideUniverse`] for a gene that was not tested.
    pub fn from_genes<'a>(
        universe: &GeneUniverse,
        genes: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, GeneSetError> {
        let find = |gene: &str| {
            let outside = || GeneSetError::GeneOutsideUniverse(gene.to_owned());
            universe.position(gene).ok_or_else(outside)
        };
        let found: Result<Vec<u32>, _> = genes.into_iter().map(find).collect();
        Ok(Self::from_positions(found?))
    }

    fn from_positions(mut positions: Vec<u32>) -> Self {
        positions.sort_unstable();
        positions.dedup();
        Self { positions }
    }

    /// The positions of the genes in the universe, ascending.
    pub fn positions(&self) -> &[u32] {
        &self.positions
    }

    /// The number of genes.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether the list holds no gene.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// For every gene of the universe, whether the list holds it.
    pub(crate) fn flags(&self, universe: &GeneUniverse) -> Vec<bool> {
        let mut in_list = vec![false; universe.n_genes()];
        for &at in &self.positions {
            in_list[at as usize] = true;
        }
        in_list
    }

    /// The genes by name, sorted.
    pub fn genes<'u>(&self, universe: &'u GeneUniverse) -> Vec<&'u str> {
        let name = |&at: &u32| universe.genes()[at as usize].as_str();
        self.positions.iter().map(name).collect()
    }
}

/// What a differential-expression table says of one feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifferentialRow<'a> {
    /// Feature id.
    pub feature_id: &'a str,
    /// Log2 fold change; NaN where not estimable.
    pub log_fc: f64,
    /// p-value adjusted for the number of features; NaN where not tested.
    pub adj_p_value: f64,
}

/// Which features are called differential.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListRule {
    /// Largest adjusted p-value.
    pub fdr: f64,
    /// Smallest absolute log2 fold change.
    pub min_abs_log_fc: f64,
}

impl Default for ListRule {
    /// FDR 5 %, any fold change.
    fn default() -> Self {
        Self {
            fdr: 0.05,
            min_abs_log_fc: 0.0,
        }
    }
}

/// The genes that go up and those that go down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpDownLists {
    /// Genes of features with a positive log fold change.
    pub up: GeneList,
    /// Genes of features with a negative log fold change.
    pub down: GeneList,
    /// Genes in both lists, since their features disagree; sorted.
    pub both: Vec<String>,
    /// Features called up, with or without a gene.
    pub n_features_up: usize,
    /// Features called down, with or without a gene.
    pub n_features_down: usize,
    /// Of these, features that add no gene to the up list.
    pub n_up_without_gene: usize,
    /// Of these, features that add no gene to the down list.
    pub n_down_without_gene: usize,
}

/// The genes up and the genes down by a rule.
///
/// A gene whose features go both ways stands in both lists and is reported. A missing p-value or
/// fold change is no call; a fold change of exactly 0 has no direction and is no call either.
///
/// # Errors
/// [`GeneSetError::UnknownFeature`] for a row whose feature is not in the universe's features;
/// [`GeneSetError::Setting`] for a rule outside `0..=1` or a negative fold change.
pub fn select_up_down<'a>(
    universe: &GeneUniverse,
    rows: impl IntoIterator<Item = DifferentialRow<'a>>,
    rule: ListRule,
) -> Result<UpDownLists, GeneSetError> {
    check(rule)?;
    let mut sides = [Side::default(), Side::default()];
    for row in rows {
        let genes = universe
            .genes_of_feature(row.feature_id)
            .ok_or_else(|| GeneSetError::UnknownFeature(row.feature_id.to_owned()))?;
        let called = called_at(row.adj_p_value, rule.fdr)
            && row.log_fc.abs() >= rule.min_abs_log_fc
            && row.log_fc != 0.0;
        if called {
            sides[usize::from(row.log_fc < 0.0)].add(genes);
        }
    }
    let [up, down] = sides;
    let (up_list, down_list) = (
        GeneList::from_positions(up.positions),
        GeneList::from_positions(down.positions),
    );
    let is_down = |at: &&u32| down_list.positions.binary_search(at).is_ok();
    let both = (up_list.positions.iter().filter(is_down))
        .map(|&at| universe.genes()[at as usize].clone())
        .collect();
    Ok(UpDownLists {
        up: up_list,
        down: down_list,
        both,
        n_features_up: up.n_features,
        n_features_down: down.n_features,
        n_up_without_gene: up.n_without_gene,
        n_down_without_gene: down.n_without_gene,
    })
}

#[derive(Default)]
struct Side {
    positions: Vec<u32>,
    n_features: usize,
    n_without_gene: usize,
}

impl Side {
    fn add(&mut self, genes: &[u32]) {
        self.n_features += 1;
        self.n_without_gene += usize::from(genes.is_empty());
        self.positions.extend_from_slice(genes);
    }
}

fn check(rule: ListRule) -> Result<(), GeneSetError> {
    if !(0.0..=1.0).contains(&rule.fdr) {
        return Err(GeneSetError::Setting {
            setting: "fdr",
            found: rule.fdr.to_string(),
            expected: "a number from 0 to 1",
        });
    }
    if !(rule.min_abs_log_fc >= 0.0 && rule.min_abs_log_fc.is_finite()) {
        return Err(GeneSetError::Setting {
            setting: "min_abs_log_fc",
            found: rule.min_abs_log_fc.to_string(),
            expected: "a number from 0",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::MultiGenePolicy;

    fn row(feature_id: &str, log_fc: f64, adj_p_value: f64) -> DifferentialRow<'_> {
        DifferentialRow {
            feature_id,
            log_fc,
            adj_p_value,
        }
    }

    #[test]
    fn splits_by_sign_and_reports_genes_on_both_sides() {
        let features = [
            ("f1", vec!["A"]),
            ("f2", vec!["A"]),
            ("f3", vec!["B"]),
            ("f4", vec![]),
            ("f5", vec!["C"]),
        ];
        let universe = GeneUniverse::from_features(features, MultiGenePolicy::First).unwrap();
        let rows = [
            row("f1", 1.0, 0.01),
            row("f2", -1.0, 0.01),
            row("f3", 0.3, 0.01),
            row("f4", 2.0, 0.05),
            row("f5", f64::NAN, f64::NAN),
        ];
        let rule = ListRule {
            min_abs_log_fc: 0.5,
            ..ListRule::default()
        };
        let lists = select_up_down(&universe, rows, rule).unwrap();
        assert_eq!(lists.up.genes(&universe), ["A"]);
        assert_eq!(lists.down.genes(&universe), ["A"]);
        assert_eq!(lists.both, ["A"]);
        assert_eq!((lists.n_features_up, lists.n_up_without_gene), (2, 1));
        let lenient = select_up_down(&universe, rows, ListRule::default()).unwrap();
        assert_eq!(lenient.up.genes(&universe), ["A", "B"]);
    }

    #[test]
    fn refuses_unknown_features_and_senseless_rules() {
        let universe = GeneUniverse::from_genes(["A"]).unwrap();
        let rule = ListRule::default();
        assert_eq!(
            select_up_down(&universe, [row("x", 1.0, 0.0)], rule),
            Err(GeneSetError::UnknownFeature("x".into()))
        );
        let wrong = ListRule {
            fdr: f64::NAN,
            ..rule
        };
        assert!(select_up_down(&universe, [], wrong).is_err());
        assert_eq!(
            GeneList::from_genes(&universe, ["B"]),
            Err(GeneSetError::GeneOutsideUniverse("B".into()))
        );
    }
}
