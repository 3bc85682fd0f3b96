//! p-values adjusted within each collection of sets, and over all collections.

use arrayon_stats::multiple_testing::benjamini_hochberg;

/// Adjusted p-values of one collection, in the order of its p-values.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjustedCollection {
    /// Adjusted over this collection alone.
    pub within: Vec<f64>,
    /// Adjusted over the tests of all collections.
    pub over_all: Vec<f64>,
}

/// Adjusts the p-values of several collections by Benjamini and Hochberg, each collection by
/// itself and all together. A claim that picks among all collections needs the second.
///
/// NaN stays NaN and does not count as a test.
///
/// # Examples
/// ```
/// use arrayon_genesets::collections::adjust_collections;
/// let adjusted = adjust_collections(&[&[0.01, 0.5], &[0.02]]);
/// assert_eq!(adjusted[0].within, [0.02, 0.5]);
/// assert_eq!(adjusted[1].within, [0.02]);
/// assert_eq!(adjusted[1].over_all, [0.03]);
/// ```
pub fn adjust_collections(p_values: &[&[f64]]) -> Vec<AdjustedCollection> {
    let mut over_all = benjamini_hochberg(&p_values.concat()).into_iter();
    (p_values.iter())
        .map(|p_values| AdjustedCollection {
            within: benjamini_hochberg(p_values),
            over_all: over_all.by_ref().take(p_values.len()).collect(),
        })
        .collect()
}
