//! What each method of normalisation consists of.

use crate::settings::NormalizeMethod;

/// Fewer arrays than this are few for factor analysis, as its authors say.
const FEW_FOR_FACTORS: usize = 4;

/// The steps of a method, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    /// Whether the background of each GC count is brought to one level first.
    pub(crate) levels_gc: bool,
    /// Whether the background of each array is corrected by the normal-exponential model.
    pub(crate) corrects_background: bool,
    pub(crate) between_arrays: BetweenArrays,
    /// `None` where each array is summarised by itself, with what a reference set has shown.
    pub(crate) summary: Option<Summary>,
}

/// How arrays are made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BetweenArrays {
    /// Every array receives the mean distribution of all.
    Quantiles,
    /// The same, of which the mean distribution is known at evenly spaced ranks.
    Sketch,
    /// Every array is scaled to the mean of the arrays' median intensities.
    Medians,
    /// Intensities stay as they are.
    Nothing,
    /// Every array receives the distribution of a reference set.
    Frozen,
}

/// How the probes of a feature become one value for each array, out of all arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Summary {
    MedianPolish,
    ProbeLevelModel,
    FactorAnalysis,
    DistributionFreeWeights,
}

impl NormalizeMethod {
    pub(crate) fn steps(self) -> Steps {
        use BetweenArrays::{Frozen, Medians, Nothing, Quantiles, Sketch};
        let steps = |corrects_background, between_arrays, summary| Steps {
            levels_gc: false,
            corrects_background,
            between_arrays,
            summary: Some(summary),
        };
        match self {
            Self::Rma => steps(true, Quantiles, Summary::MedianPolish),
            Self::RmaSketch => steps(true, Sketch, Summary::MedianPolish),
            Self::GcAdjusted => Steps {
                levels_gc: true,
                ..steps(true, Quantiles, Summary::MedianPolish)
            },
            Self::Plm => steps(true, Quantiles, Summary::ProbeLevelModel),
            Self::Farms => steps(false, Quantiles, Summary::FactorAnalysis),
            Self::Dfw => steps(false, Quantiles, Summary::DistributionFreeWeights),
            Self::QuantileOnly => steps(false, Quantiles, Summary::MedianPolish),
            Self::Median => steps(false, Medians, Summary::MedianPolish),
            Self::None => steps(false, Nothing, Summary::MedianPolish),
            Self::Frozen => Steps {
                levels_gc: false,
                corrects_background: true,
                between_arrays: Frozen,
                summary: None,
            },
        }
    }

    /// Whether the method needs [`GcBins`](crate::GcBins) of the chip.
    pub fn levels_gc(self) -> bool {
        self.steps().levels_gc
    }

    /// What a reader should know of expression by this method, if anything.
    pub fn caution(self, n_arrays: usize) -> Option<&'static str> {
        match self {
            Self::Rma | Self::RmaSketch | Self::Plm | Self::Frozen => None,
            Self::GcAdjusted => Some(
                "method gc-adjusted is of this program and no other gives its numbers: the maker's \
                 SST-RMA, whose constants are not public, corrects for GC otherwise",
            ),
            Self::Farms if n_arrays < FEW_FOR_FACTORS => Some(
                "method farms estimates a factor of each feature from the arrays, for which fewer \
                 than 4 are few",
            ),
            Self::Farms => None,
            Self::Dfw => Some(
                "expression by method dfw ranks features; its differences are no log2 fold changes, \
                 and limits on fold changes do not apply to them",
            ),
            Self::QuantileOnly => Some(
                "the background is not corrected, which makes fold changes smaller: for diagnosis",
            ),
            Self::Median => {
                Some("arrays are scaled to one median and not otherwise normalised: for diagnosis")
            }
            Self::None => {
                Some("arrays are not normalised, so that bright arrays stay bright: for diagnosis")
            }
        }
    }

    /// Why differences of expression by this method are no log2 fold changes, where they are none.
    pub fn no_log2_differences(self) -> Option<&'static str> {
        match self {
            Self::Farms => Some(
                "method farms shrinks differences of most features to nothing, so that limits in \
                 log2 say nothing of them",
            ),
            Self::Dfw => Some(
                "differences by method dfw are no log2 fold changes, so that limits in log2 say \
                 nothing of them",
            ),
            _ => None,
        }
    }

    /// The fewest arrays that the method needs.
    pub fn fewest_arrays(self) -> usize {
        match self.steps().summary {
            None | Some(Summary::MedianPolish | Summary::ProbeLevelModel) => 1,
            Some(Summary::FactorAnalysis | Summary::DistributionFreeWeights) => 2,
        }
    }
}
