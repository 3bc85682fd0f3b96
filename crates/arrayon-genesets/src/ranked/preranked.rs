//! Gene-set enrichment of a ranked list, with p-values as small as they are.

use super::enrichment_score::RankedList;
use super::multilevel::{Chain, Estimate, draw_below};
use crate::adjust::{adjust, sort};
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::Direction;
use arrayon_results::Columns;
use arrayon_results::number::{finite, nan_where_null};
use arrayon_stats::random_stream::random_stream;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::f64::consts::LN_2;

/// With fewer random sets of a sign than this, their share is not known well enough (fgsea's rule).
const FEWEST_OF_SIGN: usize = 10;

/// How a ranked list is tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrerankedSettings {
    /// Power to which statistics weigh hits: 1 for GSEA's usual score, 0 for counts.
    pub exponent: f64,
    /// Number of random sets of each size with which every set is compared first.
    pub n_random: usize,
    /// Fewest of these that must score as high as a set for the simple share to be its p-value;
    /// with fewer the chain of halves takes over. Also the fewest that must have the sign of a
    /// set's score for the set to have a p-value at all.
    pub min_exceeding: usize,
    /// Random sets in a chain; an even number counts as the next odd one.
    pub chain_size: usize,
    /// Smallest p-value that is looked for.
    pub min_p: f64,
    /// Fewest features of a set.
    pub min_size: usize,
    /// Most features of a set.
    pub max_size: usize,
    /// Seed of all random sets.
    pub seed: u64,
}

impl Default for PrerankedSettings {
    /// Exponent 1, 1,000 random sets, at least 10 of them as high, chains of 101, p down to
    /// 1e-50, sets of 5 to 500 features, seed 1.
    fn default() -> Self {
        Self {
            exponent: 1.0,
            n_random: 1_000,
            min_exceeding: 10,
            chain_size: 101,
            min_p: 1e-50,
            min_size: 5,
            max_size: 500,
            seed: 1,
        }
    }
}

/// One set in the ranked list of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct PrerankedRow {
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
    /// `up` where the set stands high in the list.
    #[column]
    pub direction: Direction,
    /// Enrichment score, from -1 to 1.
    #[column]
    pub enrichment_score: f64,
    /// The score over the mean score of random sets of this size and sign; `null` where no random
    /// set has this sign.
    #[column]
    pub normalized_enrichment_score: Option<f64>,
    /// Probability that a random set of this size and sign scores as far from 0; `null` where too
    /// few random sets have this sign to estimate how many do, as in a list whose statistics are
    /// nearly all of one sign.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column]
    pub p_value: f64,
    /// Standard deviation of the binary logarithm of `p_value`, from the random sets.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column]
    pub log2_error: f64,
    /// Whether `p_value` is only known to be at most this.
    #[column]
    pub is_p_value_bound: bool,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection; a set without one is no
    /// test.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column]
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column]
    pub adj_p_value_all: f64,
    /// Genes of the features that make the score, from the end of the list where the set stands.
    #[column]
    pub leading_edge: Vec<String>,
    /// The features that make the score, in the same order; in no file.
    #[serde(skip)]
    pub leading_features: Vec<u32>,
}

/// The number of features that share their statistic with another: what of a ranking is no ranking.
pub fn n_tied(statistic: &[f64]) -> usize {
    let mut sorted = statistic.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    RankedList::new(sorted.into_iter(), 0.0).n_tied()
}

/// Tests whether sets stand high or low in the list of features ranked by a statistic.
///
/// Features of one statistic are one block: the running sum moves over all of them at once, which
/// is its mean over their orders, so that results do not depend on the order of features. A set that
/// lies within the features of statistic 0, or within a tie that holds the middle of the list,
/// stands neither high nor low: its score is 0 and its p-value 1, by a rule of
/// this program. The p-value is that among random sets whose score has the same sign; where fewer than
/// ten of them (`min_exceeding` where that is less) have it, which share does is not known well enough, and there is no
/// p-value. Sets outside the sizes asked for are left out. A set is compared with random sets of features, so correlation between the genes of a set
/// is not accounted for: [`crate::camera`] does that. Results are ordered by p, then id, and
/// depend on the seed alone, not on the number of threads.
///
/// # Errors
/// [`GeneSetError::Shape`] or [`GeneSetError::NotFinite`] for statistics that do not fit;
/// [`GeneSetError::Setting`] for settings out of range.
///
/// # Numerics
/// Scores agree with gseapy 1.3.1 to 1e-9. p-values have the error that `log2_error` states: about
/// 10 % for each square root of halving. Held against exact path counts down to 1e-30 (test
/// `golden_preranked`).
///
/// # Source
/// Subramanian et al. 2005 (doi:10.1073/pnas.0506580102), the score; Korotkevich et al. 2021
/// (doi:10.1101/060012), the p-value, and that there is none with fewer than ten random scores of
/// a set's sign.
pub fn preranked(
    statistic: &[f64],
    sets: &FeatureSets,
    settings: PrerankedSettings,
) -> Result<Vec<PrerankedRow>, GeneSetError> {
    sets.check("statistic", statistic)?;
    check(settings)?;
    let mut order: Vec<u32> = (0..statistic.len() as u32).collect();
    order.sort_by(|&a, &b| {
        statistic[b as usize]
            .total_cmp(&statistic[a as usize])
            .then(a.cmp(&b))
    });
    let list = RankedList::new(
        order.iter().map(|&row| statistic[row as usize]),
        settings.exponent,
    );
    let mut rank_of = vec![0_u32; order.len()];
    for (rank, &row) in order.iter().enumerate() {
        rank_of[row as usize] = rank as u32;
    }
    let tested: Vec<&FeatureSet> = (sets.competing().into_iter())
        .filter(|set| (settings.min_size..=settings.max_size).contains(&set.rows.len()))
        .collect();
    let mut results: Vec<PrerankedRow> = tested
        .par_iter()
        .map(|set| score((sets.collection(), *set), &list, &rank_of, &order))
        .collect();
    let random = RandomScores::draw(&list, &results, settings);
    let deep = random.judge(&mut results, settings);
    run_chains(&list, &random, &mut results, &deep, settings);
    adjust(
        &mut results,
        |row| row.p_value,
        |row, p| (row.adj_p_value, row.adj_p_value_all) = (p, p),
    );
    sort(&mut results, |row| (row.p_value, &row.set_id));
    Ok(results)
}

/// The score of a set and the features that make it.
fn score(
    (collection, set): (&str, &FeatureSet),
    list: &RankedList,
    rank_of: &[u32],
    order: &[u32],
) -> PrerankedRow {
    let mut ranks: Vec<u32> = set.rows.iter().map(|&row| rank_of[row as usize]).collect();
    ranks.sort_unstable();
    let found = list.deviations(&ranks);
    let es = found.score();
    let row = |&rank: &u32| order[rank as usize];
    let leading_features = if es > 0.0 {
        ranks[..=found.peak].iter().map(row).collect()
    } else if es < 0.0 {
        ranks[found.trough..].iter().rev().map(row).collect()
    } else {
        Vec::new()
    };
    PrerankedRow {
        collection: collection.to_owned(),
        set_id: set.id.clone(),
        description: set.description.clone(),
        n_features: ranks.len(),
        direction: Direction::of(es),
        enrichment_score: es,
        normalized_enrichment_score: None,
        p_value: f64::NAN,
        log2_error: f64::NAN,
        is_p_value_bound: false,
        adj_p_value: f64::NAN,
        adj_p_value_all: f64::NAN,
        leading_edge: Vec::new(),
        leading_features,
    }
}

/// Scores of random sets: for each size, one per random set.
struct RandomScores {
    by_size: BTreeMap<usize, Vec<f64>>,
}

impl RandomScores {
    /// Features drawn in random order; the first so many of them are the random set of each size.
    fn draw(list: &RankedList, results: &[PrerankedRow], settings: PrerankedSettings) -> Self {
        let mut sizes: Vec<usize> = results.iter().map(|result| result.n_features).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let drawn: Vec<Vec<f64>> = (0..settings.n_random as u64)
            .into_par_iter()
            .map(|number| {
                let mut rng = random_stream(settings.seed, number);
                let mut ranks: Vec<u32> = Vec::new();
                (sizes.iter())
                    .map(|&size| {
                        while ranks.len() < size {
                            let rank = draw_below(list.len(), &mut rng) as u32;
                            if let Err(at) = ranks.binary_search(&rank) {
                                ranks.insert(at, rank);
                            }
                        }
                        list.deviations(&ranks).score()
                    })
                    .collect()
            })
            .collect();
        let scores = |at: usize| drawn.iter().map(|scores| scores[at]).collect();
        Self {
            by_size: sizes
                .iter()
                .enumerate()
                .map(|(at, &size)| (size, scores(at)))
                .collect(),
        }
    }

    /// Fills in what the random sets show; returns the results that need a chain.
    fn judge(&self, results: &mut [PrerankedRow], settings: PrerankedSettings) -> Vec<usize> {
        let mut deep = Vec::new();
        for (at, result) in results.iter_mut().enumerate() {
            let es = result.enrichment_score;
            if es == 0.0 {
                (result.p_value, result.log2_error) = (1.0, 0.0);
                result.normalized_enrichment_score = Some(0.0);
                continue;
            }
            let same_sign: Vec<f64> = (self.by_size[&result.n_features].iter())
                .filter(|score| (**score > 0.0) == (es > 0.0) && **score != 0.0)
                .map(|score| score.abs())
                .collect();
            if same_sign.len() < FEWEST_OF_SIGN.min(settings.min_exceeding) {
                continue;
            }
            let n = same_sign.len() as f64;
            let mean = same_sign.iter().sum::<f64>() / n;
            result.normalized_enrichment_score = finite(es / mean);
            let n_exceeding = same_sign.iter().filter(|&&score| score >= es.abs()).count();
            let share = (n_exceeding as f64 + 1.0) / (n + 1.0);
            result.p_value = share;
            result.log2_error = ((1.0 - share) / (share * (n + 1.0))).sqrt() / LN_2;
            if n_exceeding < settings.min_exceeding {
                deep.push(at);
            }
        }
        deep
    }

    /// The share of random sets of this size that score on this side of 0.
    fn share_of_sign(&self, size: usize, positive: bool) -> f64 {
        let scores = &self.by_size[&size];
        let n = scores
            .iter()
            .filter(|&&score| score != 0.0 && (score > 0.0) == positive)
            .count();
        (n as f64 + 1.0) / (scores.len() as f64 + 1.0)
    }
}

/// One chain for each size and sign among the results that need one.
fn run_chains(
    list: &RankedList,
    random: &RandomScores,
    results: &mut [PrerankedRow],
    deep: &[usize],
    settings: PrerankedSettings,
) {
    let mut groups: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for &at in deep {
        let key = (results[at].n_features, results[at].enrichment_score > 0.0);
        groups.entry(key).or_default().push(at);
    }
    let size = |at: usize| results[at].enrichment_score.abs();
    for members in groups.values_mut() {
        members.sort_by(|&a, &b| size(a).total_cmp(&size(b)));
    }
    let groups: Vec<((usize, bool), Vec<usize>)> = groups.into_iter().collect();
    let reversed = list.reversed();
    let estimates: Vec<Vec<Estimate>> = (groups.par_iter())
        .with_max_len(1)
        .map(|&((set_size, positive), ref members)| {
            let share = random.share_of_sign(set_size, positive);
            let chain = Chain {
                n_sets: settings.chain_size | 1,
                set_size,
                min_ln_p: settings.min_p.ln() + share.ln(),
            };
            // Streams below this number belong to the random sets.
            let stream = (1 << 40) + 2 * set_size as u64 + u64::from(positive);
            let mut rng = random_stream(settings.seed, stream);
            let scores: Vec<f64> = members.iter().map(|&at| size(at)).collect();
            let side = if positive { list } else { &reversed };
            let mut found = chain.run(side, &scores, &mut rng);
            for estimate in &mut found {
                let n = settings.n_random as f64;
                estimate.ln_p -= share.ln();
                estimate.ln_error = estimate
                    .ln_error
                    .hypot(((1.0 - share) / (share * n)).sqrt());
            }
            found
        })
        .collect();
    for ((_, members), found) in groups.iter().zip(estimates) {
        for (&at, estimate) in members.iter().zip(found) {
            results[at].p_value = estimate.ln_p.min(0.0).exp();
            results[at].log2_error = estimate.ln_error / LN_2;
            results[at].is_p_value_bound = estimate.is_bound;
        }
    }
}

fn check(settings: PrerankedSettings) -> Result<(), GeneSetError> {
    let refuse = |setting, found: String, expected| {
        Err(GeneSetError::Setting {
            setting,
            found,
            expected,
        })
    };
    if !(settings.exponent >= 0.0 && settings.exponent.is_finite()) {
        return refuse("exponent", settings.exponent.to_string(), "a number from 0");
    }
    if !(settings.min_p > 0.0 && settings.min_p < 1.0) {
        return refuse(
            "min_p",
            settings.min_p.to_string(),
            "a number between 0 and 1",
        );
    }
    if settings.n_random < 100 {
        return refuse("n_random", settings.n_random.to_string(), "at least 100");
    }
    if settings.chain_size < 11 {
        return refuse("chain_size", settings.chain_size.to_string(), "at least 11");
    }
    if settings.min_size == 0 || settings.min_size > settings.max_size {
        return refuse(
            "min_size",
            settings.min_size.to_string(),
            "from 1 to max_size",
        );
    }
    Ok(())
}
