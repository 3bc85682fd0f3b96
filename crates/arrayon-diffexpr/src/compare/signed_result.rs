//! Which features go up and down in one test, so that tests can be laid side by side.

use crate::{ContrastResult, NoiseWeights, PhenotypeSlopes};
use arrayon_core::called_at;
use arrayon_results::differential::FeatureRow;
use std::collections::BTreeMap;

/// One feature in one test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedTest {
    /// Moderated t.
    pub t: f64,
    /// 1 up, -1 down, 0 not found.
    pub decision: i8,
}

/// The tested features of a contrast or a phenotype, with their directions.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedResult {
    /// Id of the contrast or name of the phenotype.
    pub name: String,
    /// Features by id; those without a p-value are not among them.
    pub tests: BTreeMap<String, SignedTest>,
    /// How much each sample's noise weighs in the estimate.
    pub(crate) noise: NoiseWeights,
}

impl SignedResult {
    /// A list from elsewhere (another method, a paper). What its noise shares with other results is
    /// unknown: [`Self::noise_correlation`] is NaN.
    pub fn new(name: String, tests: BTreeMap<String, SignedTest>) -> Self {
        Self {
            name,
            tests,
            noise: NoiseWeights::default(),
        }
    }

    /// Features with an adjusted p-value of at most `fdr` go up or down by the sign of t.
    pub fn of_contrast(result: &ContrastResult, fdr: f64) -> Self {
        let tested = result
            .found
            .features
            .iter()
            .filter_map(|row| Some((row.feature_id.clone(), SignedTest::of_row(row, fdr)?)));
        Self {
            name: result.contrast.id.clone(),
            tests: tested.collect(),
            noise: result.noise.clone(),
        }
    }

    /// The same of slopes over a phenotype: up where expression rises with it.
    pub fn of_slopes(result: &PhenotypeSlopes, fdr: f64) -> Self {
        let tested = result.features.iter().filter_map(|row| {
            let test = SignedTest::of(row.t, row.slope?, row.p_value, row.adj_p_value, fdr)?;
            Some((row.feature_id.clone(), test))
        });
        Self {
            name: result.variable.clone(),
            tests: tested.collect(),
            noise: result.noise.clone(),
        }
    }

    /// The correlation that the estimates of both have by noise alone, from shared samples.
    ///
    /// Both are weighted sums of the same arrays' values: where nothing changes at all, they still
    /// agree so much. Contrasts that share a control correlate by about 0.5; a phenotype that is
    /// not adjusted for the groups correlates with their contrast as far as the groups differ in it.
    ///
    /// # Numerics
    /// From the designs, array weights and correlations within blocks, for features without missing
    /// values. Where both found a correlation within the same blocks, its mean counts; where they
    /// block by different columns, the mean of both correlation matrices. Meets what R gives of the
    /// generalised least squares estimates within 1e-9. NaN if one has no samples, and if it depends
    /// on a correlation within blocks that neither could estimate (other samples of the same blocks,
    /// one of each block in either).
    pub fn noise_correlation(&self, other: &Self) -> f64 {
        self.noise.correlation(&other.noise)
    }

    /// How many features are found with this sign.
    pub fn n_found(&self, sign: i8) -> usize {
        let found = self.tests.values().filter(|test| test.decision == sign);
        found.count()
    }
}

impl SignedTest {
    /// A test whose t is infinite, and so no number of a table, where a feature does not vary;
    /// `None` without a p-value. Up or down by the sign of t where the adjusted p-value is at most
    /// `fdr`.
    fn of(
        t: Option<f64>,
        estimate: f64,
        p_value: Option<f64>,
        adjusted: Option<f64>,
        fdr: f64,
    ) -> Option<Self> {
        p_value?;
        let t = t.unwrap_or(f64::INFINITY.copysign(estimate));
        let sign = i8::from(t > 0.0) - i8::from(t < 0.0);
        let is_found = adjusted.is_some_and(|p| called_at(p, fdr));
        Some(Self {
            t,
            decision: if is_found { sign } else { 0 },
        })
    }

    /// That of a row of a contrast's table; `None` without a p-value.
    pub(crate) fn of_row(row: &FeatureRow, fdr: f64) -> Option<Self> {
        Self::of(row.t, row.log_fc, row.p_value, row.adj_p_value, fdr)
    }
}
