//! `[differential.rank_products]`: how rank products are computed.

use crate::{RankNull, RankNullName, RankSettings, RankStatistic};
use arrayon_settings::{Count, Fault, Rate, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rank products, where methods name them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RankProductsSection {
    /// Join ranks by their product or their sum.
    pub statistic: RankStatistic,
    /// P-values by exchanged labels of the samples, from independent ranks as published in 2014,
    /// or by permutations of the features as in papers before.
    pub null: RankNullName,
    /// Most exchanges of labels between the samples (200), or the number of permutations of the
    /// features (100).
    #[serde(alias = "permutations")]
    #[schemars(extend("x-former" = "permutations"))]
    pub n_permutations: Option<Count<1, MOST_PERMUTATIONS>>,
    /// Seed of random labellings and permutations (1).
    pub seed: Option<u64>,
    /// Column whose values name pairs or blocks of samples, within which samples are compared, in
    /// place of the contrast's blocking columns.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub pairs: Option<String>,
}

named_by_serde!(RankStatistic, RankNullName);

/// With more a run takes hours and its numbers gain nothing.
const MOST_PERMUTATIONS: u32 = 100_000;

/// The permutations of the papers.
const PUBLISHED_PERMUTATIONS: usize = 100;

impl RankProductsSection {
    /// The settings as the analysis takes them; `fdr` is that of the study.
    ///
    /// # Errors
    /// Keys that do not go together.
    pub fn settings(&self, fdr: Rate) -> Result<RankSettings, Fault> {
        Ok(RankSettings {
            statistic: self.statistic,
            null: self.rank_null()?,
            fdr: fdr.get(),
        })
    }

    fn rank_null(&self) -> Result<RankNull, Fault> {
        let seed = self.seed.unwrap_or(1);
        let permutations = self.n_permutations.map(Count::size);
        match self.null {
            RankNullName::ExchangedLabels => Ok(match (RankNull::default(), permutations) {
                (_, Some(most)) => RankNull::Relabelled { most, seed },
                (RankNull::Relabelled { most, .. }, None) => RankNull::Relabelled { most, seed },
                (other, None) => other,
            }),
            RankNullName::Permutations => Ok(RankNull::Permutations {
                n_permutations: permutations.unwrap_or(PUBLISHED_PERMUTATIONS),
                seed,
            }),
            RankNullName::Published => match (permutations, self.seed) {
                (None, None) => Ok(RankNull::Independent),
                (Some(_), _) => Err(drawn("n_permutations", "permutations")),
                (None, Some(_)) => Err(drawn("seed", "a seed")),
            },
        }
    }
}

fn drawn(key: &str, what: &str) -> Fault {
    let hint = "p-values of independent ranks are counted, not drawn: leave the key out, or choose \
                null = 'exchanged-labels' or 'permutations'";
    Fault::new(key, format!("{what} with null = 'published'"), "none")
        .with("null")
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_that_of_the_library() {
        let found = RankProductsSection::default().settings(Rate::default());
        assert_eq!(found, Ok(RankSettings::default()));
    }

    #[test]
    fn each_null_takes_its_own_keys() {
        let section = |null, permutations: Option<u32>, seed| RankProductsSection {
            null,
            n_permutations: permutations.map(Count::nearest),
            seed,
            ..RankProductsSection::default()
        };
        let null = |section: RankProductsSection| {
            section.settings(Rate::default()).map(|found| found.null)
        };
        let n_permutations = 100;
        let expected = RankNull::Permutations {
            n_permutations,
            seed: 7,
        };
        use RankNullName::{ExchangedLabels, Permutations, Published};
        assert_eq!(null(section(Permutations, None, Some(7))), Ok(expected));
        let expected = RankNull::Relabelled { most: 9, seed: 1 };
        assert_eq!(null(section(ExchangedLabels, Some(9), None)), Ok(expected));
        assert_eq!(
            null(section(Published, None, None)),
            Ok(RankNull::Independent)
        );
        let refused = |section| null(section).unwrap_err().key;
        assert_eq!(refused(section(Published, Some(9), None)), "n_permutations");
        assert_eq!(refused(section(Published, None, Some(1))), "seed");
    }
}
