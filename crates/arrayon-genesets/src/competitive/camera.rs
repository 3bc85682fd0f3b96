//! Competitive gene-set tests that account for correlation between genes.

use crate::design::LinearEffects;
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::Direction;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::student_t;
use rayon::prelude::*;

/// What a competitive test says of one set.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraResult {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Number of features in the set.
    pub n_features: usize,
    /// Correlation between genes, preset or estimated; NaN for an estimate from one feature.
    pub correlation: f64,
    /// Whether the set's statistics lie above or below the rest's.
    pub direction: Direction,
    /// The t statistic of the set against the rest, its variance inflated for the correlation.
    pub t: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// p-value adjusted over the tested sets (Benjamini and Hochberg).
    pub adj_p_value: f64,
}

/// Correlation between the genes of a set that limma presets: a compromise that ranks sets well.
pub const PRESET_CORRELATION: f64 = 0.01;

/// Tests each set of features against all others, with a preset correlation between the genes of
/// a set.
///
/// `statistic` is one number a feature on the scale of z, usually moderated t as z: then
/// the results are those of limma's `camera` with `inter.gene.cor` preset, and for any statistic
/// those of `cameraPR`. Sets that hold no feature or all of them are left out. Results are ordered
/// by p, then id.
///
/// # Errors
/// [`GeneSetError::Shape`] or [`GeneSetError::NotFinite`] for statistics that do not fit;
/// [`GeneSetError::Setting`] for a correlation outside `-1..1`.
///
/// # Numerics
/// Agrees with limma 3.54 to 1e-10 relative in p (test `golden_camera`).
///
/// # Source
/// Wu and Smyth 2012 (doi:10.1093/nar/gks461).
///
/// # Examples
/// ```
/// use arrayon_genesets::{PRESET_CORRELATION, camera_pr};
/// use arrayon_genesets::FeatureSets;
/// let statistic: Vec<f64> = (0..100).map(|i| f64::from(i % 10) - 4.5).collect();
/// let high = (0..10).map(|i| 10 * i + 9).collect();
/// let sets = FeatureSets::from_rows(100, [("s".into(), "high ones".into(), high)]).unwrap();
/// let found = camera_pr(&statistic, &sets, PRESET_CORRELATION).unwrap();
/// assert!(found[0].p_value < 1e-4);
/// ```
pub fn camera_pr(
    statistic: &[f64],
    sets: &FeatureSets,
    correlation: f64,
) -> Result<Vec<CameraResult>, GeneSetError> {
    if !(correlation > -1.0 && correlation < 1.0) {
        return Err(GeneSetError::Setting {
            setting: "correlation",
            found: correlation.to_string(),
            expected: "a number between -1 and 1",
        });
    }
    let whole = Whole::new(statistic, sets)?;
    Ok(finish(
        (sets.competing().par_iter())
            .map(|set| {
                let inflation = 1.0 + (set.rows.len() as f64 - 1.0) * correlation;
                whole.test(set, correlation, inflation, whole.n - 2.0)
            })
            .collect(),
    ))
}

/// Tests each set of features against all others, with the correlation between its genes
/// estimated from the residuals.
///
/// `statistic` as for [`camera_pr`]; `effects` of the same design and contrast. A negative
/// estimate is reported but counts as 0 unless `allow_negative`. An estimate from few arrays is
/// noisy: the preset correlation finds more.
///
/// # Errors
/// As [`camera_pr`]; [`GeneSetError::Shape`] for effects of another number of features.
///
/// # Numerics
/// Agrees with limma 3.54 `camera(inter.gene.cor = NA)` to 1e-9 relative in p (test
/// `golden_camera`). A feature without any residual variation counts as uncorrelated.
///
/// # Source
/// Wu and Smyth 2012 (doi:10.1093/nar/gks461).
pub fn camera(
    statistic: &[f64],
    effects: &LinearEffects,
    sets: &FeatureSets,
    allow_negative: bool,
) -> Result<Vec<CameraResult>, GeneSetError> {
    let whole = Whole::new(statistic, sets)?;
    if effects.n_features() != sets.n_features() {
        return Err(GeneSetError::Shape {
            what: "features with effects",
            found: effects.n_features(),
            expected: sets.n_features(),
        });
    }
    let per_sd: Vec<f64> = (0..effects.n_features())
        .map(|row| effects.variance(row).sqrt().recip())
        .map(|factor| if factor.is_finite() { factor } else { 0.0 })
        .collect();
    let df = (effects.df_residual() as f64).min(whole.n - 2.0);
    Ok(finish(
        (sets.competing().par_iter())
            .map(|set| {
                let estimate = inflation_of(set, effects, &per_sd);
                let correlation = (estimate - 1.0) / (set.rows.len() as f64 - 1.0);
                let inflation = if allow_negative {
                    estimate
                } else {
                    estimate.max(1.0)
                };
                whole.test(set, correlation, inflation, df)
            })
            .collect(),
    ))
}

/// The variance of the set's mean over what it would be for independent genes.
fn inflation_of(set: &FeatureSet, effects: &LinearEffects, per_sd: &[f64]) -> f64 {
    if set.rows.len() == 1 {
        return 1.0;
    }
    let mut sums = vec![0.0; effects.df_residual()];
    for &row in &set.rows {
        let factor = per_sd[row as usize];
        for (sum, value) in sums.iter_mut().zip(effects.residual(row as usize)) {
            *sum += factor * value;
        }
    }
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    squares / (effects.df_residual() * set.rows.len()) as f64
}

/// The statistics of all features.
struct Whole<'a> {
    statistic: &'a [f64],
    n: f64,
    mean: f64,
    variance: f64,
}

impl<'a> Whole<'a> {
    fn new(statistic: &'a [f64], sets: &FeatureSets) -> Result<Self, GeneSetError> {
        sets.check("statistic", statistic)?;
        if statistic.len() < 3 {
            return Err(GeneSetError::Shape {
                what: "features to compare",
                found: statistic.len(),
                expected: 3,
            });
        }
        Ok(Self {
            statistic,
            n: statistic.len() as f64,
            mean: arrayon_stats::descriptive::mean(statistic),
            variance: arrayon_stats::descriptive::variance(statistic),
        })
    }

    /// Two-sample t of the set against the rest, pooled variance, inflated for the set's mean.
    fn test(&self, set: &FeatureSet, correlation: f64, inflation: f64, df: f64) -> CameraResult {
        let size = set.rows.len() as f64;
        let rest = self.n - size;
        let sum: f64 = set
            .rows
            .iter()
            .map(|&row| self.statistic[row as usize])
            .sum();
        let delta = self.n / rest * (sum / size - self.mean);
        let within = (self.n - 1.0) * self.variance - delta * delta * size * rest / self.n;
        let pooled = within / (self.n - 2.0);
        let t = delta / (pooled * (inflation / size + 1.0 / rest)).sqrt();
        CameraResult {
            id: set.id.clone(),
            description: set.description.clone(),
            n_features: set.rows.len(),
            correlation,
            direction: if t > 0.0 {
                Direction::Up
            } else {
                Direction::Down
            },
            t,
            p_value: student_t::two_sided(t, df),
            adj_p_value: f64::NAN,
        }
    }
}

fn finish(mut results: Vec<CameraResult>) -> Vec<CameraResult> {
    let p: Vec<f64> = results.iter().map(|result| result.p_value).collect();
    for (result, adjusted) in results.iter_mut().zip(benjamini_hochberg(&p)) {
        result.adj_p_value = adjusted;
    }
    results.sort_by(|a, b| {
        a.p_value
            .total_cmp(&b.p_value)
            .then_with(|| a.id.cmp(&b.id))
    });
    results
}
