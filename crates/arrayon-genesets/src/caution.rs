//! What is known against tests that presume how genes vary together instead of estimating it.

use crate::settings::GeneSetTest;

/// How often a test names a set where nothing differs: the least and most share, in percent, over
/// tissues and sizes of groups from three arrays each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NullRate {
    /// The least share of studies.
    pub least: u32,
    /// The largest share of studies.
    pub most: u32,
}

impl GeneSetTest {
    /// In how many random splits of arrays of one real tissue, three or more arrays a group, a test
    /// names at least one of the 50 hallmark sets at an adjusted p-value of 0.05; `None` where that
    /// was not measured.
    ///
    /// # Source
    /// `testdata/evaluation/gene_set_null_rates.tsv`, whose README has the command.
    pub fn null_rate(self) -> Option<NullRate> {
        let (least, most) = match self {
            Self::OverRepresentation => (0, 2),
            Self::CameraPr => (83, 90),
            Self::Camera => (0, 5),
            Self::Fry => (1, 6),
            Self::Preranked => (96, 100),
            Self::Roast => return None,
        };
        Some(NullRate { least, most })
    }

    /// What a reader of its results should know, of tests that presume how genes vary together.
    pub fn caution(self) -> Option<String> {
        let presumes = match self {
            Self::CameraPr => "presumes a correlation of 0.01 between the genes of a set",
            Self::Preranked => "takes the genes of a set as independent",
            _ => return None,
        };
        let NullRate { least, most } = self.null_rate()?;
        Some(format!(
            "gene sets by {self}: it {presumes}, and real genes vary together more than that. Where \
             arrays of one real tissue were split at random into two groups, it named at least one \
             of 50 hallmark sets in {least} to {most} % of splits, though nothing differed: read its \
             p-values as a ranking"
        ))
    }
}
