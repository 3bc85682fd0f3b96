//! What could have been seen: how many genes of a theme must change so that it is called.

use crate::document::DetectableChange;
use crate::key_genes::{BestFeatures, FeatureStatistic};
use arrayon_core::called_at;
use arrayon_genesets::OverlapCounts;
use arrayon_stats::descriptive::quantiles;
use arrayon_stats::{normal, student_t};
use std::f64::consts::LN_2;

/// log2 fold change of the genes that are thought to change: two-fold.
const LOG_FC: f64 = 1.0;
/// Probability that the theme is then called.
const POWER: f64 = 0.8;
/// Genes of a theme stand for all of it by so many quantiles of their standard errors.
const N_ERRORS: usize = 25;
/// p-values at which a gene may be found, evenly spaced by their logarithm.
const N_LIMITS: usize = 12;

/// What a contrast can find.
pub(crate) struct Reach {
    /// Degrees of freedom of the moderated t.
    df: f64,
    fdr: f64,
    n_features: usize,
    /// Features that were found, up or down.
    n_found: usize,
}

/// What a theme must meet to be called.
pub(crate) struct Hurdle {
    pub(crate) n_universe: usize,
    /// The list of each direction as it is.
    pub(crate) lists: [ListNow; 2],
    pub(crate) set_size: usize,
    pub(crate) clustering: f64,
    /// Fewest genes of a list.
    pub(crate) min_list: usize,
    /// Largest p-value that is called though no other one is.
    pub(crate) p_limit: f64,
}

/// A list as it was found.
pub(crate) struct ListNow {
    pub(crate) n_genes: usize,
    /// Genes of the theme in it.
    pub(crate) n_overlap: usize,
}

impl Reach {
    /// `df` are the degrees of freedom of the moderated t.
    pub(crate) fn new(features: &[FeatureStatistic<'_>], df: f64, fdr: f64) -> Self {
        let is_found = |one: &&FeatureStatistic<'_>| called_at(one.adj_p_value, fdr);
        Self {
            df,
            fdr,
            n_features: features.len(),
            n_found: features.iter().filter(is_found).count(),
        }
    }

    /// The number of genes of a theme that must change two-fold, besides those that are found now,
    /// whichever direction they take. `None` where no gene of the theme has a standard error.
    ///
    /// Each gene is found by its moderated t at the p-value to which the false discovery rate
    /// leads with these genes among those found. So many as are expected to be found, less 0.84
    /// standard deviations, must call the theme in the list as it is.
    pub(crate) fn of(
        &self,
        best: &BestFeatures<'_>,
        members: &[u32],
        hurdle: &Hurdle,
    ) -> Option<DetectableChange> {
        let errors: Vec<f64> = (members.iter())
            .filter_map(|&gene| Some(best.of(gene)?.standard_error))
            .filter(|error| error.is_finite() && *error > 0.0)
            .collect();
        if errors.is_empty() || self.n_features == 0 {
            return None;
        }
        let found = FoundShare::new(&errors, self);
        let is_enough = |n_genes: usize| self.is_called(n_genes, &found, hurdle);
        let n_now = hurdle.lists.iter().map(|list| list.n_overlap).sum();
        let n_left = members.len().saturating_sub(n_now);
        let n_genes = is_enough(n_left).then(|| {
            let (mut too_few, mut enough) = (0, n_left);
            while enough - too_few > 1 {
                let middle = too_few + (enough - too_few) / 2;
                if is_enough(middle) {
                    enough = middle;
                } else {
                    too_few = middle;
                }
            }
            enough
        });
        Some(DetectableChange {
            log_fc: LOG_FC,
            power: POWER,
            share_found: self.share_found(n_genes.unwrap_or(n_left), &found),
            n_genes,
        })
    }

    /// The share of changed genes that is found where so many change: the more are found, the
    /// larger the p-value at which they are. Where few are, that can tip either way, so that each
    /// step counts on no more genes than are found for sure.
    fn share_found(&self, n_genes: usize, found: &FoundShare) -> f64 {
        const STEPS: usize = 100;
        let mut share = 1.0;
        for _ in 0..STEPS {
            let n_found = self.n_found as f64 + surely_found(n_genes, share);
            let next = found.at((self.fdr * n_found / self.n_features as f64).ln());
            if next >= share {
                break;
            }
            share = next;
        }
        share
    }

    fn is_called(&self, n_genes: usize, found: &FoundShare, hurdle: &Hurdle) -> bool {
        let share = self.share_found(n_genes, found);
        let n_found = share * n_genes as f64;
        let n_sure = surely_found(n_genes, share);
        hurdle.lists.iter().all(|list| {
            let overlap = list.n_overlap + n_sure.floor() as usize;
            let n_list = (list.n_genes + n_found.round() as usize).min(hurdle.n_universe);
            let counts = OverlapCounts {
                n_universe: hurdle.n_universe,
                set_size: hurdle.set_size,
                n_list: n_list.max(overlap),
                overlap: overlap.min(hurdle.set_size),
            };
            n_list >= hurdle.min_list
                && called_at(counts.ease_p(), hurdle.p_limit)
                && called_at(counts.clustered_p(hurdle.clustering), hurdle.p_limit)
        })
    }
}

/// How many of so many changed genes are found at least, with the wanted power.
fn surely_found(n_genes: usize, share: f64) -> f64 {
    let expected = share * n_genes as f64;
    let spread = (expected * (1.0 - share)).sqrt();
    (expected - normal::quantile(POWER) * spread).max(0.0)
}

/// The share of changed genes that is found, by the logarithm of the p-value.
///
/// The moderated standard errors s of the genes are known, with their spread; what is not is the
/// deviation behind each, whose posterior is scaled inverse chi-square: (b - beta) / s has a central
/// t distribution (Smyth 2004, section 4), so that a gene of log2 fold change beta is found with the
/// probability that t exceeds the limit less beta / s. A noncentral t would count twice that small
/// errors come by luck.
struct FoundShare {
    /// Logarithms of p, falling, with shares.
    shares: Vec<(f64, f64)>,
}

impl FoundShare {
    fn new(errors: &[f64], reach: &Reach) -> Self {
        let at: Vec<f64> = (0..N_ERRORS)
            .map(|i| (i as f64 + 0.5) / N_ERRORS as f64)
            .collect();
        let errors = quantiles(errors, &at);
        let (most, least) = (reach.fdr.ln(), (reach.fdr / reach.n_features as f64).ln());
        let shares = (0..N_LIMITS).map(|i| {
            let ln_p = most + (least - most) * i as f64 / (N_LIMITS - 1) as f64;
            let t = student_t::quantile_of_ln_upper_tail(ln_p - LN_2, reach.df);
            let found = errors
                .iter()
                .map(|error| student_t::upper_tail(t - LOG_FC / error, reach.df));
            (ln_p, found.sum::<f64>() / errors.len() as f64)
        });
        Self {
            shares: shares.collect(),
        }
    }

    fn at(&self, ln_p: f64) -> f64 {
        let after = self.shares.partition_point(|(known, _)| *known > ln_p);
        match (after.checked_sub(1), self.shares.get(after)) {
            (None, Some((_, share))) => *share,
            (Some(before), Some((low, share))) => {
                let (high, more) = self.shares[before];
                share + (more - share) * (ln_p - low) / (high - low)
            }
            (Some(last), None) => self.shares[last].1,
            (None, None) => 0.0,
        }
    }
}
