//! What a contrast says of each feature, as far as lists of features need it.

use crate::{ContrastFit, Moderation, PerFeature, Settings, treat};
use arrayon_core::called_at;
use arrayon_stats::descriptive::largest_at;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::student_t::{ln_two_sided, quantile_of_ln_upper_tail};

/// What a contrast says of each feature; NaN where it says nothing.
pub(super) enum Evidence<'a> {
    /// |t|: p-values need not be computed to be compared with a limit.
    T(Sizes<'a>),
    /// Natural logarithms of p-values.
    LnP(Vec<f64>),
}

/// |t| of each feature, computed where it is asked for.
pub(super) struct Sizes<'a> {
    contrast: &'a ContrastFit,
    moderation: &'a Moderation,
    /// The largest df, at which a |t| means most.
    df_largest: f64,
    /// How many features have a t.
    n_tested: usize,
    /// The features whose |t| would have a p-value of at most the false discovery rate at the
    /// largest df, ascending: whoever is found is among them.
    remarkable: Vec<usize>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(
        contrast: &'a ContrastFit,
        moderation: &'a Moderation,
        settings: &Settings,
    ) -> Self {
        match settings.treat {
            Some(threshold) => Self::LnP(treat(contrast, moderation, threshold).ln_p),
            None => Self::T(Sizes::new(contrast, moderation, settings.fdr)),
        }
    }

    /// Features found at the false discovery rate, ascending.
    pub(super) fn found_at(&self, fdr: f64) -> Vec<usize> {
        match self {
            Self::T(sizes) => sizes.found(fdr),
            Self::LnP(ln_p) => {
                let p: Vec<f64> = ln_p.iter().map(|ln_p| ln_p.exp()).collect();
                let adjusted = benjamini_hochberg(&p);
                (0..p.len())
                    .filter(|&at| called_at(adjusted[at], fdr))
                    .collect()
            }
        }
    }

    /// The first features by p-value, then |t|, then id; ascending.
    pub(super) fn top(&self, ids: &[String], top_k: usize) -> Vec<usize> {
        let mut ranked = match self {
            Self::T(sizes) => sizes.first(top_k),
            Self::LnP(ln_p) => (ln_p.iter().enumerate())
                .filter(|(_, ln_p)| !ln_p.is_nan())
                .map(|(at, ln_p)| (*ln_p, 0.0, at))
                .collect(),
        };
        let by_rank = |a: &(f64, f64, usize), b: &(f64, f64, usize)| {
            (a.0.total_cmp(&b.0))
                .then_with(|| b.1.total_cmp(&a.1))
                .then_with(|| ids[a.2].cmp(&ids[b.2]))
        };
        if ranked.len() > top_k && top_k > 0 {
            ranked.select_nth_unstable_by(top_k - 1, by_rank);
        }
        ranked.truncate(top_k);
        let mut top: Vec<usize> = ranked.into_iter().map(|(.., at)| at).collect();
        top.sort_unstable();
        top
    }
}

impl<'a> Sizes<'a> {
    fn new(contrast: &'a ContrastFit, moderation: &'a Moderation, fdr: f64) -> Self {
        let df_largest = match &moderation.df_total {
            PerFeature::Shared(df) => *df,
            PerFeature::Each(df) => df.iter().fold(0.0, |largest, df| df.max(largest)),
        };
        let limit = quantile_of_ln_upper_tail((0.5 * fdr).ln(), df_largest);
        let mut sizes = Self {
            contrast,
            moderation,
            df_largest,
            n_tested: 0,
            remarkable: Vec::new(),
        };
        match &contrast.stdev_unscaled {
            PerFeature::Shared(stdev) => sizes.find_remarkable(limit, |_| *stdev),
            PerFeature::Each(stdev) => sizes.find_remarkable(limit, |at| stdev[at]),
        }
        sizes
    }

    /// Compares squares, which takes neither roots nor quotients.
    fn find_remarkable(&mut self, limit: f64, stdev: impl Fn(usize) -> f64) {
        let values = self.contrast.log_fc.iter().zip(&self.moderation.s2_post);
        for (at, (log_fc, s2)) in values.enumerate() {
            let stdev = stdev(at);
            let (square, variance) = (log_fc * log_fc, s2 * (stdev * stdev));
            // 0 / 0 is no t
            let is_tested = square + variance > 0.0;
            self.n_tested += usize::from(is_tested);
            if is_tested && square >= limit * limit * variance {
                self.remarkable.push(at);
            }
        }
    }

    fn size(&self, at: usize) -> f64 {
        let error = self.moderation.s2_post[at].sqrt() * self.contrast.stdev_unscaled.at(at);
        (self.contrast.log_fc[at] / error).abs()
    }

    fn df(&self, at: usize) -> f64 {
        self.moderation.df_total.at(at)
    }

    /// Benjamini and Hochberg's step-up rule on |t|: the largest k such that k features have a
    /// p-value of at most `fdr` k / n, found from k = n downwards. A feature of fewer df than
    /// others must pass their limit before its p-value is looked at.
    fn found(&self, fdr: f64) -> Vec<usize> {
        let with_ln_p = |&at: &usize| match self.df(at) {
            // |t| alone tells
            df if df == self.df_largest => (at, self.size(at), f64::NEG_INFINITY),
            df => (at, self.size(at), ln_two_sided(self.size(at), df)),
        };
        let mut found: Vec<(usize, f64, f64)> = self.remarkable.iter().map(with_ln_p).collect();
        let mut n_before = self.n_tested;
        while n_before > 0 {
            let p = fdr * n_before as f64 / self.n_tested as f64;
            let limit = quantile_of_ln_upper_tail((0.5 * p).ln(), self.df_largest);
            found.retain(|(_, size, ln_p)| *size >= limit && *ln_p <= p.ln());
            if found.len() == n_before {
                break;
            }
            n_before = found.len();
        }
        found.into_iter().map(|(at, ..)| at).collect()
    }

    /// The features that may be among the first `top_k`, with the logarithm of their p-value (0
    /// for all where |t| alone tells) and |t|.
    fn first(&self, top_k: usize) -> Vec<(f64, f64, usize)> {
        let is_usual = |at: &&usize| self.df(**at) == self.df_largest;
        let all: Vec<usize>;
        let mut features = &self.remarkable;
        if features.iter().filter(is_usual).count() < top_k {
            let has_size = |at: &usize| !self.size(*at).is_nan();
            all = (0..self.contrast.log_fc.len()).filter(has_size).collect();
            features = &all;
        }
        let usual = features.iter().filter(is_usual);
        let usual: Vec<f64> = usual.map(|&at| self.size(at)).collect();
        // whoever has a smaller |t| comes after `top_k` features at least
        let limit = largest_at(&usual, top_k).unwrap_or(0.0);
        let sized = features.iter().map(|&at| (at, self.size(at)));
        let ln_p = |at: usize, size: f64| match &self.moderation.df_total {
            PerFeature::Shared(_) => 0.0,
            PerFeature::Each(df) => ln_two_sided(size, df[at]),
        };
        (sized.filter(|(_, size)| *size >= limit))
            .map(|(at, size)| (ln_p(at, size), size, at))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VariancePrior;

    fn uneven() -> (Vec<f64>, Vec<f64>) {
        let size = |i: u32| f64::from(i * 7919 % 1000) / 120.0;
        let df = |i: u32| {
            if i.is_multiple_of(3) {
                f64::from(2 + i % 5)
            } else {
                9.0
            }
        };
        let mut sizes: Vec<f64> = (0..400).map(size).collect();
        (sizes[17], sizes[18]) = (f64::NAN, f64::INFINITY);
        (sizes, (0..400).map(df).collect())
    }

    #[test]
    fn limits_of_t_find_what_p_values_find() {
        let (size, df) = uneven();
        let ids: Vec<String> = (0..400).map(|i| format!("{:03}", (i * 77) % 400)).collect();
        for df in [
            PerFeature::Each(df),
            PerFeature::Shared(5.0),
            PerFeature::Shared(f64::INFINITY),
        ] {
            let ln_p = |at: usize| ln_two_sided(size[at], df.at(at));
            let by_p = Evidence::LnP((0..400).map(ln_p).collect());
            let mut moderation = moderation(df);
            let mut contrast = ContrastFit {
                log_fc: size.iter().map(|size| 3.0 * size).collect(),
                stdev_unscaled: PerFeature::Shared(1.5),
            };
            // 0 / 0, and a change without an error
            (contrast.log_fc[17], moderation.s2_post[17]) = (0.0, 0.0);
            moderation.s2_post[18] = 0.0;
            for fdr in [0.001, 0.05, 0.3, 1.0] {
                let by_t = Evidence::T(Sizes::new(&contrast, &moderation, fdr));
                assert_eq!(by_t.found_at(fdr), by_p.found_at(fdr), "{fdr}");
                for top_k in [0, 1, 7, 60, 399, 500] {
                    assert_eq!(by_t.top(&ids, top_k), by_p.top(&ids, top_k), "{top_k}");
                }
            }
        }
    }

    fn moderation(df_total: PerFeature) -> Moderation {
        Moderation {
            prior: VariancePrior {
                s2: PerFeature::Shared(1.0),
                df: PerFeature::Shared(1.0),
                df_common: 1.0,
                n_outliers: 0,
                n_zero: 0,
            },
            s2_post: vec![4.0; 400],
            df_total,
        }
    }
}
