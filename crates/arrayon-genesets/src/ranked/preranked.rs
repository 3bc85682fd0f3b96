//! Gene-set enrichment of a ranked list, with p-values as small as they are.

use super::enrichment_score::RankedList;
use super::multilevel::{Chain, Estimate, draw_below};
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::random_stream::random_stream;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How a ranked list is tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrerankedSettings {
    /// Power to which statistics weigh hits: 1 for GSEA's usual score, 0 for counts.
    pub exponent: f64,
    /// Number of random sets of each size with which every set is compared first.
    pub n_random: usize,
    /// Fewest of these that must score as high as a set for the simple share to be its p-value;
    /// with fewer the chain of halves takes over.
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

/// What a ranked list says of one set.
#[derive(Debug, Clone, PartialEq)]
pub struct PrerankedResult {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Number of features in the set.
    pub n_features: usize,
    /// Enrichment score, from -1 to 1: positive where the set stands high in the list.
    pub es: f64,
    /// The score over the mean score of random sets of the same size and sign; NaN where none
    /// of the random sets has this sign.
    pub nes: f64,
    /// Probability that a random set of the same size and sign scores as far from 0.
    pub p_value: f64,
    /// p-value adjusted over the tested sets (Benjamini and Hochberg).
    pub adj_p_value: f64,
    /// Standard deviation of the natural log of the p-value, from the random sets.
    pub ln_p_error: f64,
    /// Whether the p-value is only known to be at most this.
    pub p_is_bound: bool,
    /// The features that make the score, from the end of the list where the set stands.
    pub leading_edge: Vec<u32>,
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
/// this program. Sets outside the sizes asked for are left out. A set is compared with random sets of features, so correlation between the genes of a set
/// is not accounted for: [`crate::camera`] does that. Results are ordered by p, then id, and
/// depend on the seed alone, not on the number of threads.
///
/// # Errors
/// [`GeneSetError::Shape`] or [`GeneSetError::NotFinite`] for statistics that do not fit;
/// [`GeneSetError::Setting`] for settings out of range.
///
/// # Numerics
/// Scores agree with gseapy 1.3.1 to 1e-9. p-values have the error that `ln_p_error` states: about
/// 10 % for each square root of halving. Held against exact path counts down to 1e-30 (test
/// `golden_preranked`).
///
/// # Source
/// Subramanian et al. 2005 (doi:10.1073/pnas.0506580102), the score; Korotkevich et al. 2021
/// (doi:10.1101/060012), the p-value.
pub fn preranked(
    statistic: &[f64],
    sets: &FeatureSets,
    settings: PrerankedSettings,
) -> Result<Vec<PrerankedResult>, GeneSetError> {
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
    let mut results: Vec<PrerankedResult> = tested
        .par_iter()
        .map(|set| score(set, &list, &rank_of, &order))
        .collect();
    let random = RandomScores::draw(&list, &results, settings);
    let deep = random.judge(&mut results, settings);
    run_chains(&list, &random, &mut results, &deep, settings);
    let p: Vec<f64> = results.iter().map(|result| result.p_value).collect();
    for (result, adjusted) in results.iter_mut().zip(benjamini_hochberg(&p)) {
        result.adj_p_value = adjusted;
    }
    results.sort_by(|a, b| {
        a.p_value
            .total_cmp(&b.p_value)
            .then_with(|| a.id.cmp(&b.id))
    });
    Ok(results)
}

/// The score of a set and the features that make it.
fn score(set: &FeatureSet, list: &RankedList, rank_of: &[u32], order: &[u32]) -> PrerankedResult {
    let mut ranks: Vec<u32> = set.rows.iter().map(|&row| rank_of[row as usize]).collect();
    ranks.sort_unstable();
    let found = list.deviations(&ranks);
    let es = found.score();
    let row = |&rank: &u32| order[rank as usize];
    let leading_edge = if es > 0.0 {
        ranks[..=found.peak].iter().map(row).collect()
    } else if es < 0.0 {
        ranks[found.trough..].iter().rev().map(row).collect()
    } else {
        Vec::new()
    };
    PrerankedResult {
        id: set.id.clone(),
        description: set.description.clone(),
        n_features: ranks.len(),
        es,
        nes: f64::NAN,
        p_value: f64::NAN,
        adj_p_value: f64::NAN,
        ln_p_error: f64::NAN,
        p_is_bound: false,
        leading_edge,
    }
}

/// Scores of random sets: for each size, one a random set.
struct RandomScores {
    by_size: BTreeMap<usize, Vec<f64>>,
}

impl RandomScores {
    /// Features drawn in random order; the first so many of them are the random set of each size.
    fn draw(list: &RankedList, results: &[PrerankedResult], settings: PrerankedSettings) -> Self {
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

    /// Fills in what the random sets tell; returns the results that need a chain.
    fn judge(&self, results: &mut [PrerankedResult], settings: PrerankedSettings) -> Vec<usize> {
        let mut deep = Vec::new();
        for (at, result) in results.iter_mut().enumerate() {
            let es = result.es;
            if es == 0.0 {
                (result.p_value, result.nes, result.ln_p_error) = (1.0, 0.0, 0.0);
                continue;
            }
            let same_sign: Vec<f64> = (self.by_size[&result.n_features].iter())
                .filter(|score| (**score > 0.0) == (es > 0.0) && **score != 0.0)
                .map(|score| score.abs())
                .collect();
            let n = same_sign.len() as f64;
            result.nes = es / (same_sign.iter().sum::<f64>() / n);
            let n_exceeding = same_sign.iter().filter(|&&score| score >= es.abs()).count();
            let share = (n_exceeding as f64 + 1.0) / (n + 1.0);
            result.p_value = share;
            result.ln_p_error = ((1.0 - share) / (share * (n + 1.0))).sqrt();
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
    results: &mut [PrerankedResult],
    deep: &[usize],
    settings: PrerankedSettings,
) {
    let mut groups: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for &at in deep {
        let key = (results[at].n_features, results[at].es > 0.0);
        groups.entry(key).or_default().push(at);
    }
    for members in groups.values_mut() {
        members.sort_by(|&a, &b| results[a].es.abs().total_cmp(&results[b].es.abs()));
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
            let scores: Vec<f64> = members.iter().map(|&at| results[at].es.abs()).collect();
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
            results[at].ln_p_error = estimate.ln_error;
            results[at].p_is_bound = estimate.is_bound;
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
