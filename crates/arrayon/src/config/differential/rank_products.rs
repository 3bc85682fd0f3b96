//! `[differential.rank_products]`: how rank products are computed.

use super::SectionFault;
use super::filter::{fault, unknown};
use arrayon_diffexpr::{RankNull, RankSettings, RankStatistic};
use serde::{Deserialize, Serialize};

/// `[differential.rank_products]`: how rank products are computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RankProductsSection {
    /// How ranks are joined: `product` or `sum`.
    pub statistic: String,
    /// Where p-values come from: `exchanged-labels`, `published` (independent ranks) or
    /// `permutations` (of the features in each sample, as in papers before 2014).
    pub null: String,
    /// Most labellings of the samples (200), or the number of permutations (100).
    pub permutations: Option<usize>,
    /// Seed of random labellings and permutations (1).
    pub seed: Option<u64>,
    /// Column whose values name pairs or blocks of samples, within which samples are compared, in
    /// place of the contrast's blocking columns.
    pub pairs: Option<String>,
}

/// What `statistic` may be.
pub const RANK_STATISTICS: [&str; 2] = ["product", "sum"];

/// What `null` may be.
pub const RANK_NULLS: [&str; 3] = ["exchanged-labels", "published", "permutations"];

/// More take hours and change nothing.
const MOST_PERMUTATIONS: usize = 100_000;

/// The permutations of the papers.
const PUBLISHED_PERMUTATIONS: usize = 100;

impl Default for RankProductsSection {
    fn default() -> Self {
        Self {
            statistic: RANK_STATISTICS[0].to_owned(),
            null: RANK_NULLS[0].to_owned(),
            permutations: None,
            seed: None,
            pairs: None,
        }
    }
}

impl RankProductsSection {
    /// The settings as the library takes them.
    ///
    /// # Errors
    /// Names that are none, numbers out of range, and keys that do not go together.
    pub(crate) fn settings(&self, fdr: f64) -> Result<RankSettings, SectionFault> {
        let statistic = match self.statistic.as_str() {
            "product" => RankStatistic::Product,
            "sum" => RankStatistic::Sum,
            other => return Err(unknown("rank_products.statistic", other, &RANK_STATISTICS)),
        };
        Ok(RankSettings {
            statistic,
            null: self.rank_null()?,
            fdr,
        })
    }

    fn rank_null(&self) -> Result<RankNull, SectionFault> {
        if let Some(n) = (self.permutations).filter(|n| !(1..=MOST_PERMUTATIONS).contains(n)) {
            let expected = format!("1 to {MOST_PERMUTATIONS}");
            return Err(fault(
                "rank_products.permutations",
                n.to_string(),
                &expected,
            ));
        }
        let seed = self.seed.unwrap_or(1);
        match self.null.as_str() {
            "exchanged-labels" => Ok(match (RankNull::default(), self.permutations) {
                (_, Some(most)) => RankNull::Relabelled { most, seed },
                (RankNull::Relabelled { most, .. }, None) => RankNull::Relabelled { most, seed },
                (other, None) => other,
            }),
            "permutations" => Ok(RankNull::Permutations {
                n_permutations: self.permutations.unwrap_or(PUBLISHED_PERMUTATIONS),
                seed,
            }),
            "published" => match (self.permutations, self.seed) {
                (None, None) => Ok(RankNull::Independent),
                (Some(_), _) => Err(drawn("rank_products.permutations", "permutations")),
                (None, Some(_)) => Err(drawn("rank_products.seed", "a seed")),
            },
            other => Err(unknown("rank_products.null", other, &RANK_NULLS)),
        }
    }
}

fn drawn(key: &'static str, what: &str) -> SectionFault {
    SectionFault {
        hint: "p-values of independent ranks are counted, not drawn: leave the key out, or choose \
               null = 'exchanged-labels' or 'permutations'",
        ..fault(key, format!("{what} with null = 'published'"), "none")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_that_of_the_library() {
        let found = RankProductsSection::default().settings(0.05).unwrap();
        assert_eq!(found, RankSettings::default());
    }

    #[test]
    fn each_null_takes_its_own_keys() {
        let section = |null: &str, permutations, seed| RankProductsSection {
            null: null.to_owned(),
            permutations,
            seed,
            ..RankProductsSection::default()
        };
        let null = |section: RankProductsSection| section.settings(0.1).map(|found| found.null);
        let n_permutations = 100;
        let expected = RankNull::Permutations {
            n_permutations,
            seed: 7,
        };
        assert_eq!(null(section("permutations", None, Some(7))), Ok(expected));
        let expected = RankNull::Relabelled { most: 9, seed: 1 };
        assert_eq!(
            null(section("exchanged-labels", Some(9), None)),
            Ok(expected)
        );
        assert_eq!(
            null(section("published", None, None)),
            Ok(RankNull::Independent)
        );
        let refused = |section| null(section).unwrap_err().key;
        assert_eq!(
            refused(section("published", Some(9), None)),
            "rank_products.permutations"
        );
        assert_eq!(
            refused(section("published", None, Some(1))),
            "rank_products.seed"
        );
        assert_eq!(
            refused(section("permutations", Some(0), None)),
            "rank_products.permutations"
        );
        assert_eq!(
            refused(section("relabelled", None, None)),
            "rank_products.null"
        );
    }
}
