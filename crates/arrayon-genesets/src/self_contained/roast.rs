//! Self-contained gene-set tests on the real design, by random rotations.

use super::rotation::{ScaledEffects, random_directions};
use super::set_statistic::SetStatistic;
use super::set_statistic::{BLOCK, Directions, ZBlock};
use crate::adjust::{adjust, sort};
use crate::design::{LinearEffects, check_prior};
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::Direction;
use arrayon_results::Columns;
use arrayon_stats::linear::VariancePrior;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a rotation test is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoastSettings {
    /// The statistic of a set.
    pub statistic: SetStatistic,
    /// Number of rotations; the smallest p is one over one more.
    pub n_rotations: usize,
    /// Seed of the rotations.
    pub seed: u64,
}

impl Default for RoastSettings {
    /// The mean, 9,999 rotations.
    fn default() -> Self {
        Self {
            statistic: SetStatistic::Mean,
            n_rotations: 9_999,
            seed: 1,
        }
    }
}

/// Whether the genes of a set change, by limma's `roast`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct RoastRow {
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
    /// Share of its features that go up (z above the root of 2).
    #[column]
    pub proportion_up: f64,
    /// Share of its features that go down.
    #[column]
    pub proportion_down: f64,
    /// The direction with the smaller p-value.
    #[column]
    pub direction: Direction,
    /// p-value that the set's features change in one direction; no smaller than 1 over twice the
    /// rotations.
    #[column]
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection, from mid p-values.
    #[column]
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    #[column]
    pub adj_p_value_all: f64,
    /// p-value that some features change, whatever their directions.
    #[column]
    pub mixed_p_value: f64,
    /// `mixed_p_value` adjusted within the collection, from mid p-values.
    #[column]
    pub mixed_adj_p_value: f64,
    /// `mixed_p_value` adjusted over all collections.
    #[column]
    pub mixed_adj_p_value_all: f64,
    /// p-value that the set goes down; for users of the library, in no file.
    #[serde(skip)]
    pub p_down: f64,
    /// p-value that the set goes up; for users of the library, in no file.
    #[serde(skip)]
    pub p_up: f64,
}

/// Tests whether the genes of each set change, each set by itself, by rotating the residual space
/// of the design at random.
///
/// All sets share the rotations: each p-value is what a run for that set alone would give, and
/// p-values of different sets vary together from seed to seed. A p-value is `(b + 1) / (n + 1)`
/// for `b` of `n` rotations with a larger statistic; those of one direction also use every
/// rotation's opposite, so that they are `(b + 1) / (2 n + 1)`. Adjusted p-values start from
/// p-values that are half a rotation smaller and end no smaller than the p-values, as limma's do.
/// Sets without a feature are left out. Results are ordered by p, then id. Any number of threads
/// gives the same numbers. Memory: one number for each feature of a set and residual coordinate,
/// and eight for each such feature and thread.
///
/// # Errors
/// [`GeneSetError::Shape`] for sizes that do not fit; [`GeneSetError::NotFinite`] for a feature
/// without any variation under a prior without weight; [`GeneSetError::Setting`] for 0 rotations.
///
/// # Numerics
/// z-scores by Bailey's approximation, as in limma 3.54 `mroast`: proportions are equal, and
/// p-values agree within the error of random rotations (test `golden_roast`: seven studies,
/// among them blocks, sample weights, trended and robust priors, by four statistics).
///
/// # Source
/// Wu et al. 2010 (doi:10.1093/bioinformatics/btq401); limma's documentation of `roast` for the
/// statistics; Bailey 1980 (doi:10.2307/2346899); Phipson and Smyth 2010
/// (doi:10.2202/1544-6115.1585) for the p-values.
///
/// # Examples
/// ```
/// use arrayon_core::ExpressionMatrix;
/// use arrayon_genesets::FeatureSets;
/// use arrayon_genesets::LinearEffects;
/// use arrayon_genesets::{RoastSettings, roast};
/// use arrayon_stats::linear::{PerFeature, VariancePrior};
/// let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let values = ndarray::arr2(&[
///     [5.0, 5.2, 5.1, 7.1, 7.3, 7.0], [6.0, 6.4, 6.1, 7.3, 7.5, 7.2], [8.1, 8.0, 8.3, 7.9, 8.2, 8.1],
/// ]);
/// let samples = texts(&["a", "b", "c", "d", "e", "f"]);
/// let expression = ExpressionMatrix::new(texts(&["x", "y", "z"]), samples, values)?;
/// let design = ndarray::Array2::from_shape_fn((6, 2), |(i, j)| f64::from(u8::from(i / 3 == j)));
/// let effects = LinearEffects::new(&expression, &design, &[-1.0, 1.0])?;
/// let sets = FeatureSets::from_rows(3, [("s".into(), "x and y".into(), vec![0, 1])])?;
/// let prior = VariancePrior::new(PerFeature::Shared(0.03), PerFeature::Shared(2.0));
/// let found = roast(&effects, &prior, &sets, RoastSettings::default())?;
/// assert_eq!(found[0].proportion_up, 1.0);
/// assert!(found[0].p_value < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn roast(
    effects: &LinearEffects,
    prior: &VariancePrior,
    sets: &FeatureSets,
    settings: RoastSettings,
) -> Result<Vec<RoastRow>, GeneSetError> {
    check(effects, prior, sets, settings)?;
    let with_rows: Vec<&FeatureSet> = sets
        .sets()
        .iter()
        .filter(|set| !set.rows.is_empty())
        .collect();
    let used = used_rows(&with_rows, sets.n_features());
    let scaled = ScaledEffects::new(effects, prior, &used)?;
    let members: Vec<Vec<u32>> = (with_rows.par_iter())
        .map(|set| places(&set.rows, &used))
        .collect();
    let z = scaled.observed();
    let observed = observe(&z, &members, settings.statistic);
    let n_coordinates = effects.df_residual() + 1;
    let counts = count(&scaled, n_coordinates, &members, &observed, settings);
    let results = (with_rows.iter().zip(&members))
        .zip(observed.iter().zip(&counts))
        .map(|((set, members), (observed, counts))| {
            let set = (sets.collection(), *set);
            result(set, &z, members, observed, counts, settings)
        })
        .collect();
    Ok(finish(results, settings.n_rotations))
}

fn check(
    effects: &LinearEffects,
    prior: &VariancePrior,
    sets: &FeatureSets,
    settings: RoastSettings,
) -> Result<(), GeneSetError> {
    if effects.n_features() != sets.n_features() {
        return Err(GeneSetError::Shape {
            what: "features with effects",
            found: effects.n_features(),
            expected: sets.n_features(),
        });
    }
    check_prior(prior, effects.n_features())?;
    if settings.n_rotations == 0 {
        return Err(GeneSetError::Setting {
            setting: "n_rotations",
            found: "0".into(),
            expected: "at least 1",
        });
    }
    Ok(())
}

/// The rows of any set, ascending.
fn used_rows(sets: &[&FeatureSet], n_features: usize) -> Vec<u32> {
    let mut is_used = vec![false; n_features];
    for &row in sets.iter().flat_map(|set| &set.rows) {
        is_used[row as usize] = true;
    }
    (0..n_features as u32)
        .filter(|&row| is_used[row as usize])
        .collect()
}

/// Where these rows stand among the used ones.
fn places(rows: &[u32], used: &[u32]) -> Vec<u32> {
    rows.iter()
        .map(|&row| used.partition_point(|&other| other < row) as u32)
        .collect()
}

fn observe(z: &[f64], members: &[Vec<u32>], statistic: SetStatistic) -> Vec<Directions> {
    let blocks: Vec<ZBlock> = z.iter().map(|&score| [score; BLOCK]).collect();
    (members.par_iter())
        .map(|rows| statistic.of_block(&blocks, rows, &mut Vec::new())[0])
        .collect()
}

/// How many rotations exceed what is observed.
#[derive(Debug, Clone, Copy, Default)]
struct Exceeding {
    /// Rotations and their opposites.
    down: usize,
    /// Rotations and their opposites.
    up: usize,
    either: usize,
    mixed: usize,
}

/// Blocks of rotations are counted apart, and whole numbers add up in any order.
fn count(
    scaled: &ScaledEffects,
    n_coordinates: usize,
    members: &[Vec<u32>],
    observed: &[Directions],
    settings: RoastSettings,
) -> Vec<Exceeding> {
    let nothing = || vec![Exceeding::default(); members.len()];
    // The same operations in the same order for any registers: pulp compiles them for the widest.
    let arch = pulp::Arch::new();
    (0..settings.n_rotations.div_ceil(BLOCK))
        .into_par_iter()
        .fold(
            || (nothing(), Vec::new(), Vec::new()),
            |(mut counts, mut z, mut scratch), block| {
                let directions = random_directions(n_coordinates, settings.seed, block);
                arch.dispatch(Block {
                    scaled,
                    members,
                    observed,
                    statistic: settings.statistic,
                    directions: &directions,
                    n: BLOCK.min(settings.n_rotations - block * BLOCK),
                    counts: &mut counts,
                    z: &mut z,
                    scratch: &mut scratch,
                });
                (counts, z, scratch)
            },
        )
        .map(|(counts, _, _)| counts)
        .reduce(nothing, |mut sums, counts| {
            for (sum, one) in sums.iter_mut().zip(counts) {
                sum.down += one.down;
                sum.up += one.up;
                sum.either += one.either;
                sum.mixed += one.mixed;
            }
            sums
        })
}

/// A block of rotations to be done and counted.
struct Block<'a> {
    scaled: &'a ScaledEffects,
    members: &'a [Vec<u32>],
    observed: &'a [Directions],
    statistic: SetStatistic,
    directions: &'a [ZBlock],
    /// How many rotations of the block count.
    n: usize,
    counts: &'a mut [Exceeding],
    z: &'a mut Vec<ZBlock>,
    scratch: &'a mut Vec<f64>,
}

impl pulp::NullaryFnOnce for Block<'_> {
    type Output = ();

    // Inlined, so that its loops are compiled for the registers at hand.
    #[inline(always)]
    fn call(self) {
        self.scaled.rotate(self.directions, self.z);
        let sets = self.counts.iter_mut().zip(self.members).zip(self.observed);
        for ((counts, rows), observed) in sets {
            let rotated = self.statistic.of_block(self.z, rows, self.scratch);
            for one in &rotated[..self.n] {
                counts.add(one, observed);
            }
        }
    }
}

impl Exceeding {
    fn add(&mut self, rotated: &Directions, observed: &Directions) {
        // The opposite rotation swaps up and down.
        let both = |observed: f64| {
            usize::from(rotated.up > observed) + usize::from(rotated.down > observed)
        };
        self.down += both(observed.down);
        self.up += both(observed.up);
        self.either += usize::from(rotated.either() > observed.either());
        self.mixed += usize::from(rotated.mixed > observed.mixed);
    }
}

fn result(
    (collection, set): (&str, &FeatureSet),
    z: &[f64],
    members: &[u32],
    observed: &Directions,
    counts: &Exceeding,
    settings: RoastSettings,
) -> RoastRow {
    let share = |is_active: fn(f64) -> bool| {
        let n_active = members
            .iter()
            .filter(|&&row| is_active(z[row as usize]))
            .count();
        n_active as f64 / members.len() as f64
    };
    let n = settings.n_rotations;
    let p = |count: usize, n: usize| (count as f64 + 1.0) / (n as f64 + 1.0);
    let is_up = (counts.up, observed.down) < (counts.down, observed.up);
    RoastRow {
        collection: collection.to_owned(),
        set_id: set.id.clone(),
        description: set.description.clone(),
        n_features: members.len(),
        proportion_down: share(|z| z < -std::f64::consts::SQRT_2),
        proportion_up: share(|z| z > std::f64::consts::SQRT_2),
        direction: if is_up {
            Direction::Up
        } else {
            Direction::Down
        },
        p_down: p(counts.down, 2 * n),
        p_up: p(counts.up, 2 * n),
        p_value: p(counts.either, n),
        adj_p_value: f64::NAN,
        adj_p_value_all: f64::NAN,
        mixed_p_value: p(counts.mixed, n),
        mixed_adj_p_value: f64::NAN,
        mixed_adj_p_value_all: f64::NAN,
    }
}

fn finish(mut results: Vec<RoastRow>, n_rotations: usize) -> Vec<RoastRow> {
    adjust_roast(&mut results, n_rotations);
    for row in &mut results {
        row.adj_p_value = row.adj_p_value_all;
        row.mixed_adj_p_value = row.mixed_adj_p_value_all;
    }
    sort(&mut results, |row| (row.p_value, &row.set_id));
    results
}

/// Adjusts both p-values over all rows, from mid p-values as limma's `mroast` does.
pub(crate) fn adjust_roast(rows: &mut [RoastRow], n_rotations: usize) {
    let half = 0.5 / (n_rotations as f64 + 1.0);
    adjust(
        rows,
        |row| row.p_value - half,
        |row, p| row.adj_p_value_all = p.max(row.p_value),
    );
    adjust(
        rows,
        |row| row.mixed_p_value - half,
        |row, p| row.mixed_adj_p_value_all = p.max(row.mixed_p_value),
    );
}
