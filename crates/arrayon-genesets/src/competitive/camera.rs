//! Competitive gene-set tests that account for correlation between genes.

use crate::adjust::{adjust, sort};
use crate::design::LinearEffects;
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::Direction;
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::student_t;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One set's features against all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct CompetitiveRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// Tested features of the set.
    #[column]
    pub n_features: usize,
    /// Whether the set's features lie above (`up`) or below (`down`) the rest.
    #[column]
    pub direction: Direction,
    /// t statistic of the set against the rest, for correlated genes.
    #[column]
    pub t: f64,
    /// Its two-sided p-value.
    #[column]
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    #[column]
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    #[column]
    pub adj_p_value_all: f64,
}

/// One set against all other features, by limma's `camera` with estimated correlation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct CameraRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// Tested features of the set.
    #[column]
    pub n_features: usize,
    /// Correlation between the residuals of its features; `null` for a single one.
    #[column]
    pub correlation: Option<f64>,
    /// Whether the set's features lie above (`up`) or below (`down`) the rest.
    #[column]
    pub direction: Direction,
    /// t statistic of the set against the rest.
    #[column]
    pub t: f64,
    /// Its two-sided p-value.
    #[column]
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    #[column]
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    #[column]
    pub adj_p_value_all: f64,
}

/// Correlation between the genes of a set that limma presets: a compromise that ranks sets well.
pub const PRESET_CORRELATION: f64 = 0.01;

/// Tests each set of features against all others, with a preset correlation between the genes of
/// a set.
///
/// `statistic` is one number per feature on the scale of z, usually moderated t as z: then
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
) -> Result<Vec<CompetitiveRow>, GeneSetError> {
    if !(correlation > -1.0 && correlation < 1.0) {
        return Err(GeneSetError::Setting {
            setting: "correlation",
            found: correlation.to_string(),
            expected: "a number between -1 and 1",
        });
    }
    let whole = Whole::new(statistic, sets)?;
    let mut rows: Vec<CompetitiveRow> = (sets.competing().par_iter())
        .map(|set| {
            let inflation = 1.0 + (set.rows.len() as f64 - 1.0) * correlation;
            let (t, p_value) = whole.test(set, inflation, whole.n - 2.0);
            CompetitiveRow {
                collection: sets.collection().to_owned(),
                set_id: set.id.clone(),
                description: set.description.clone(),
                n_features: set.rows.len(),
                direction: direction_of(t),
                t,
                p_value,
                adj_p_value: f64::NAN,
                adj_p_value_all: f64::NAN,
            }
        })
        .collect();
    adjust(
        &mut rows,
        |row| row.p_value,
        |row, p| {
            (row.adj_p_value, row.adj_p_value_all) = (p, p);
        },
    );
    sort(&mut rows, |row| (row.p_value, &row.set_id));
    Ok(rows)
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
) -> Result<Vec<CameraRow>, GeneSetError> {
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
    let mut rows: Vec<CameraRow> = (sets.competing().par_iter())
        .map(|set| {
            let estimate = inflation_of(set, effects, &per_sd);
            let inflation = match allow_negative {
                true => estimate,
                false => estimate.max(1.0),
            };
            let (t, p_value) = whole.test(set, inflation, df);
            CameraRow {
                collection: sets.collection().to_owned(),
                set_id: set.id.clone(),
                description: set.description.clone(),
                n_features: set.rows.len(),
                correlation: finite((estimate - 1.0) / (set.rows.len() as f64 - 1.0)),
                direction: direction_of(t),
                t,
                p_value,
                adj_p_value: f64::NAN,
                adj_p_value_all: f64::NAN,
            }
        })
        .collect();
    adjust(
        &mut rows,
        |row| row.p_value,
        |row, p| {
            (row.adj_p_value, row.adj_p_value_all) = (p, p);
        },
    );
    sort(&mut rows, |row| (row.p_value, &row.set_id));
    Ok(rows)
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

    /// Two-sample t of the set against the rest, pooled variance, inflated for the set's mean, and
    /// its two-sided p-value.
    fn test(&self, set: &FeatureSet, inflation: f64, df: f64) -> (f64, f64) {
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
        (t, student_t::two_sided(t, df))
    }
}

fn direction_of(t: f64) -> Direction {
    if t > 0.0 {
        Direction::Up
    } else {
        Direction::Down
    }
}
