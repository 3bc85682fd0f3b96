//! The probes behind expression, for metrics and plots that look at them.

use std::ops::Range;

/// A feature with more of it is not informative.
const MOST_NOISE: f64 = 0.5;

/// What a summary found of the probes of a feature, log2 scale: intensity is level plus effect of
/// the probe plus effect of the array plus residual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeFit<'a> {
    /// The level of the feature.
    pub level: f64,
    /// How much brighter than the level each probe is.
    pub probe_effects: &'a [f64],
    /// How much brighter than the level the feature is on each array.
    pub array_effects: &'a [f64],
    /// What is left of each intensity, probes x arrays, row after row.
    pub residuals: &'a [f64],
    /// How much each intensity counted, probes x arrays, row after row; `None` where the method
    /// weighs nothing.
    pub weights: Option<&'a [f64]>,
    /// Standard error of the feature's value on each array, log2; NaN where one probe or one array
    /// leaves none. `None` where the method estimates none.
    pub standard_errors: Option<&'a [f64]>,
    /// Of a factor analysis the share of the factor's variance that is noise; `None` of others. At
    /// most a half calls the feature informative.
    pub noise_share: Option<f64>,
}

impl ProbeFit<'_> {
    /// Whether the probes of the feature agree on how the arrays differ (an I/NI call); `None` where
    /// the method makes no calls.
    ///
    /// # Source
    /// Talloen et al. 2007 (Bioinformatics 23:2897); `INIcalls` of farms.
    pub fn is_informative(&self) -> Option<bool> {
        self.noise_share.map(|share| share <= MOST_NOISE)
    }
}

/// One feature as it was summarised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SummarizedFeature<'a> {
    /// Position of the feature among those given.
    pub feature: usize,
    /// Its probes, as positions among those of the arrays.
    pub probes: &'a [Range<usize>],
    /// Normalised intensities, log2, probes x arrays, row after row.
    pub log2: &'a [f64],
    /// What the summary makes of them.
    pub fit: ProbeFit<'a>,
}

/// Whoever wants to see the probes of every feature as it is summarised: metrics of the arrays,
/// images of residuals, standard errors.
///
/// Features are seen in parallel, in blocks that do not depend on the number of threads; what was
/// gathered over the blocks is joined in the order of the features. So sums come out as the same
/// bits for any number of threads. What is gathered over all blocks is held until the last one is
/// done.
///
/// `()` sees nothing, at no cost.
///
/// ```
/// use arrayon_normalize::{ProbeVisitor, SummarizedFeature};
///
/// /// Sum of the absolute residuals of each array.
/// struct Residuals(Vec<f64>);
///
/// impl ProbeVisitor for Residuals {
///     type Block = Vec<f64>;
///
///     fn block(&self) -> Vec<f64> {
///         vec![0.0; self.0.len()]
///     }
///
///     fn see(&self, sums: &mut Vec<f64>, feature: &SummarizedFeature<'_>) {
///         for row in feature.fit.residuals.chunks(sums.len()) {
///             for (sum, residual) in sums.iter_mut().zip(row) {
///                 *sum += residual.abs();
///             }
///         }
///     }
///
///     fn join(&mut self, sums: Vec<f64>) {
///         for (all, sum) in self.0.iter_mut().zip(sums) {
///             *all += sum;
///         }
///     }
/// }
/// ```
pub trait ProbeVisitor: Sync {
    /// What is gathered over one block of features.
    type Block: Send;

    /// What is gathered before the first feature of a block.
    fn block(&self) -> Self::Block;

    /// Sees one feature.
    fn see(&self, block: &mut Self::Block, feature: &SummarizedFeature<'_>);

    /// Takes what was gathered over the next block.
    fn join(&mut self, block: Self::Block);
}

impl ProbeVisitor for () {
    type Block = ();

    fn block(&self) {}

    fn see(&self, (): &mut (), _: &SummarizedFeature<'_>) {}

    fn join(&mut self, (): ()) {}
}
